/// Marks of pages that stand between a visitor and the content.
enum Walls {
    private static let drives = [
        "drive.google.com", "docs.google.com", "sites.google.com", "forms.gle", "drive.usercontent.google.com",
    ]
    private static let signInHosts = [
        "accounts.google.com", "login.microsoftonline.com", "login.live.com", "login.microsoft.com", "account.live.com",
    ]

    /// Phrases of cloud drives and social networks for those without permission.
    private static let denials: [(hosts: [String], phrases: PhraseSet)] = [
        (
            drives,
            PhraseSet([
                "you need access", "request access", "you need permission", "คุณต้องมีสิทธิ์เข้าถึง", "ขอสิทธิ์เข้าถึง",
                "คุณต้องได้รับสิทธิ์", "ต้องการสิทธิ์เข้าถึง",
                "quota exceeded", "can't view or download this file at this time", "too many users have viewed",
                "ไม่สามารถดูหรือดาวน์โหลดไฟล์นี้", "sorry, the file you have requested does not exist", "ขออภัย ไม่มีไฟล์ที่คุณขอ",
                "in the owner's trash", "อยู่ในถังขยะ", "you can't access this item", "is no longer accepting responses",
            ])
        ),
        (
            ["facebook.com", "fb.com", "fb.watch"],
            PhraseSet([
                "you must log in", "log in to facebook", "log into facebook", "คุณต้องเข้าสู่ระบบก่อน", "เข้าสู่ระบบ facebook",
                "isn't available right now",
                "this content isn't available", "ไม่พร้อมใช้งานในขณะนี้", "เนื้อหานี้ไม่พร้อมใช้งาน",
            ])
        ),
        (
            ["sharepoint.com", "onedrive.live.com", "1drv.ms", "live.com", "office.com"],
            PhraseSet([
                "sign in to your account", "you need permission to access", "this link has been removed",
                "access denied",
                "this link has expired", "sorry, you don't have access", "คุณไม่มีสิทธิ์เข้าถึง", "ลิงก์นี้หมดอายุ",
                "this item might not exist",
                "request access",
            ])
        ),
    ]

    /// The mark of a wall for those without permission; nil: there is none. Without a page of the web only the address
    /// tells.
    static func permission(_ address: WebAddress, _ page: SqueezedPage?, asked: WebAddress) -> String? {
        if isOne(of: signInHosts, address), !isOne(of: signInHosts, asked) { return address.host.description }
        if isOne(of: ["facebook.com"], address), address.path.utf8.starts(with: "/login".utf8),
            asked.path != address.path
        {
            return "facebook.com/login"
        }
        guard let page else { return nil }
        for (hosts, phrases) in denials where isOne(of: hosts, address) || isOne(of: hosts, asked) {
            if let phrase = find(phrases, in: page, below: 4_000) { return phrase }
        }
        // Said of the page, not of a room: nothing much stands beside it.
        guard page.size < 1_200 else { return nil }
        for block in [page.title] + page.blocks {
            if let found = closed.phrase(in: block), block.count < found.utf16.count + 25 { return found }
            // Below an article they stand before “to leave a comment”.
            if !page.text.hasPasswordField, let found = members.phrase(in: block),
                block.count < found.utf16.count + 12
            {
                return found
            }
        }
        return nil
    }

    private static let closed = PhraseSet([
        "this document is protected", "คุณไม่มีสิทธิ์เข้าถึงหน้านี้", "ท่านไม่มีสิทธิ์เข้าถึง", "สำหรับสมาชิกเท่านั้น", "เฉพาะเจ้าหน้าที่เท่านั้น",
        "เฉพาะสมาชิกเท่านั้น",
    ])
    private static let members = PhraseSet([
        "กรุณาเข้าสู่ระบบ", "โปรดเข้าสู่ระบบ", "เข้าสู่ระบบก่อนใช้งาน", "ต้องเข้าสู่ระบบก่อน", "กรุณาล็อกอิน", "กรุณา login",
        "please log in",
        "please login", "please sign in", "you must be logged in", "login required",
    ])

    private static let challenges = PhraseSet([
        "just a moment...", "attention required! | cloudflare", "checking your browser", "ddos-guard",
        "ddos protection by",
        "incapsula incident", "request unsuccessful. incapsula", "pardon our interruption", "are you a robot",
        "verify you are human", "verifying you are human", "unusual traffic from your computer",
        "enable javascript and cookies to continue",
        "please complete the security check", "ยืนยันว่าคุณไม่ใช่หุ่นยนต์", "ตรวจสอบว่าคุณเป็นมนุษย์",
        "the requested url was rejected",
        "you have been blocked", "sucuri website firewall",
    ])

    /// The mark of a wall against programs; nil: there is none.
    static func bot(_ response: FetchResponse, _ page: SqueezedPage?) -> String? {
        if let value = response.header("cf-mitigated") { return "cf-mitigated: " + value }
        if let value = response.header("x-amzn-waf-action") { return "x-amzn-waf-action: " + value }
        return page.flatMap { find(challenges, in: $0, below: 1_500) }
    }

    /// The phrase a short page holds.
    private static func find(_ phrases: PhraseSet, in page: SqueezedPage, below limit: Int) -> String? {
        guard page.size < limit * 3 else { return nil }
        if let found = phrases.phrase(in: page.title) { return found }
        for block in page.blocks { if let found = phrases.phrase(in: block) { return found } }
        return nil
    }

    static func isOne(of hosts: [String], _ address: WebAddress) -> Bool {
        guard case .name(let name) = address.host else { return false }
        return hosts.contains {
            name == $0
                || (name.utf8.count > $0.utf8.count
                    && name.utf8.suffix($0.utf8.count + 1).elementsEqual(("." + $0).utf8))
        }
    }

    private static let signInTitles = PhraseSet([
        "เข้าสู่ระบบ", "ลงชื่อเข้าใช้", "เข้าใช้งานระบบ", "sign in", "log in", "signin", "login", "log on",
    ])

    /// Whether a page is there to sign in: it asks for a password, and it or its highest heading is called so. A field
    /// for members at the edge of a page of content makes none.
    static func isSignIn(_ page: SqueezedPage) -> Bool {
        guard page.text.hasPasswordField else { return false }
        let heading = page.highestHeading ?? []
        if signInTitles.first(in: heading) != nil { return heading.count < 60 }
        if says(page, signInTitles), rest(page) < 30 { return true }
        return heading.isEmpty && page.mainSize < 900
            && (page.title.isEmpty || signInTitles.first(in: page.title) != nil)
    }

    /// Words of the form itself.
    private static let ofForm = PhraseSet([
        "เข้าสู่ระบบ", "ลงชื่อเข้าใช้", "เข้าใช้งานระบบ", "ชื่อผู้ใช้งาน", "ชื่อผู้ใช้", "รหัสผ่าน", "ลืมรหัสผ่าน", "จดจำ", "จำการเข้าสู่ระบบ",
        "สมัครสมาชิก", "อีเมล", "sign in", "log in", "username", "password", "remember me", "forgot",
    ])

    private static func says(_ page: SqueezedPage, _ phrases: PhraseSet) -> Bool {
        page.main.contains { phrases.first(in: $0) != nil }
    }

    /// Letters of what stands in no piece of the form: little more than the name of a system where there is nothing else.
    private static func rest(_ page: SqueezedPage) -> Int {
        page.main.reduce(0) { $0 + ($1.count < 80 && ofForm.first(in: $1) != nil ? 0 : $1.count) }
    }

    private static let signInWords: Set<String> = [
        "login", "signin", "sign-in", "log-in", "logon", "wp-login", "servicelogin", "sso", "oauth", "oauth2", "cas",
        "auth",
        "authorize", "userlogin", "member-login", "memberlogin", "checklogin",
    ]

    /// Whether an address is that of a sign-in page, by a word of its path.
    static func isSignIn(_ address: WebAddress) -> Bool {
        let bytes = address.path.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return bytes.split(whereSeparator: { $0 == 0x2F || $0 == 0x2E || $0 == 0x5F }).contains {
            signInWords.contains(String(decoding: $0, as: UTF8.self))
        }
    }

    private static let homes: Set<String> = [
        "/", "/index.php", "/index.html", "/index.htm", "/index.asp", "/index.aspx", "/index.jsp", "/default.aspx",
        "/default.asp",
        "/home", "/home/", "/home.php", "/home.html", "/main", "/main/", "/main.php", "/th", "/th/", "/th/home", "/web",
        "/web/",
        "/frontpage", "/welcome", "/intro.php",
    ]

    /// Whether an address is that of a front page.
    static func isHome(_ address: WebAddress) -> Bool {
        (address.query ?? "").isEmpty && homes.contains(address.path.lowercased())
    }
}
