/// Pages that stand in the place of the content with the status of success: a notice of repairs, an error of the site's
/// own program, a list of files, the first page of a new server, a name that is for sale, an advertisement for gambling.
enum StandIn {
    /// The phrases, with the code of the reason they give.
    private static let kinds: [(code: String, phrases: [String])] = [
        (
            "repairs",
            [
                "อยู่ระหว่างปรับปรุง", "อยู่ระหว่างการปรับปรุง", "อยู่ในระหว่างปรับปรุง", "อยู่ระหว่างดำเนินการปรับปรุง", "ปิดปรับปรุง",
                "กำลังปรับปรุง", "ปิดระบบเพื่อบำรุงรักษา", "ปิดระบบเพื่อปรับปรุง", "ปิดบำรุงรักษา", "ปิดระบบชั่วคราว", "ปิดให้บริการชั่วคราว",
                "อยู่ระหว่างจัดทำเว็บ", "อยู่ระหว่างการจัดทำเว็บ", "under construction", "under maintenance",
                "undergoing maintenance", "scheduled maintenance", "down for maintenance", "site maintenance",
                "we'll be back soon", "briefly unavailable for",
            ]
        ),
        (
            "program_error",
            [
                "fatal error:", "parse error: syntax", "uncaught exception", "uncaught error", "stack trace: #0",
                "error establishing a database connection", "sqlstate[", "mysqli_connect()", "mysql_connect()",
                "allowed memory size of", "server error in '/'", "there has been a critical error on",
                "database error:", "unable to connect to the database", "could not connect to mysql",
                "database connection failed", "ไม่สามารถเชื่อมต่อฐานข้อมูล", "ไม่สามารถติดต่อฐานข้อมูล",
                "whoops, looks like something went wrong", "traceback (most recent call last)", "ora-0",
            ]
        ),
        ("file_list", ["index of /", "directory listing for /", "[to parent directory]"]),
        (
            "new_server",
            [
                "welcome to nginx!", "apache2 ubuntu default page", "apache2 debian default page", "iis windows server",
                "test page for the apache", "this is the default web page for this server", "plesk default page",
                "default web site page", "account has been suspended", "account suspended",
            ]
        ),
        (
            "for_sale",
            [
                "domain is for sale", "domain for sale", "domain may be for sale", "buy this domain",
                "domain has expired", "domain name has expired", "this domain is parked", "parked free",
                "โดเมนนี้ขาย", "ขายโดเมน", "โดเมนหมดอายุ",
            ]
        ),
    ]

    /// What a page says of an error where it says nothing else.
    private static let errors = PhraseSet([
        "เกิดข้อผิดพลาด", "เกิดข้อผิดพลาดในระบบ", "ระบบขัดข้อง", "internalservererror", "applicationerror", "anerroroccurred",
        "somethingwentwrong", "serviceunavailable",
    ])

    private static let codes = kinds.flatMap { kind in kind.phrases.map { _ in kind.code } }
    private static let phrases = PhraseSet(kinds.flatMap(\.phrases))

    /// Words with which gambling is offered; that a page warns of gambling takes none of these together.
    private static let gambling = PhraseSet([
        "เครดิตฟรี", "ฝากถอน", "แตกง่าย", "สล็อตเว็บตรง", "เว็บสล็อต", "สล็อตออนไลน์", "บาคาร่าออนไลน์", "คาสิโนออนไลน์",
        "คาสิโนสด", "แทงบอลออนไลน์", "เว็บแทงบอล", "เว็บพนันออนไลน์", "หวยออนไลน์", "ยิงปลา", "สมัครสมาชิกรับโบนัส", "โบนัส100",
        "ทดลองเล่นสล็อต", "ufabet", "pgslot", "pg slot", "sagame", "slotxo", "joker123", "betflik", "lucabet",
        "slot gacor",
        "situs slot", "judi online", "free spins", "casino bonus",
    ])

    /// Why something else stands here; nil where nothing says so. Below the title and headings a phrase counts only on a
    /// short page: a long one may speak about repairs, and a table or list of works under repair is content.
    static func reason(in page: SqueezedPage) -> Verdict.Reason? {
        for heading in page.headings where heading.count < 160 {
            if let reason = reason(heading) { return reason }
        }
        if page.mainSize < 1_800 {
            for block in page.headings + Array(page.sentences) where errors.whole(block) {
                return Verdict.Reason("program_error", ["phrase": page.words(block)])
            }
            for block in page.sentences { if let reason = reason(block) { return reason } }
        }
        var offers: Set<Int> = []
        gambling.all(in: page.title, to: &offers)
        for block in page.main.prefix(200) {
            gambling.all(in: block, to: &offers)
            if offers.count >= 3 { return Verdict.Reason("gambling") }
        }
        return nil
    }

    private static func reason(_ squeezed: [UInt16]) -> Verdict.Reason? {
        phrases.first(in: squeezed).map { Verdict.Reason(codes[$0], ["phrase": phrases[$0]]) }
    }
}
