/// Pages that say “no such page” with the status of success.
enum SoftNotFound {
    /// Phrases, spaces taken out and letters small. Each says that a page or file is missing; `ไม่พบ` alone does not:
    /// “ไม่พบการทุจริต” is good news.
    private static let phrases = PhraseSet([
        "ไม่พบหน้า", "ไม่พบเพจ", "ไม่พบไฟล์", "ไม่พบเนื้อหา", "ไม่พบเอกสาร", "ไม่พบข้อมูลที่ท่าน", "ไม่พบข้อมูลที่คุณ", "ไม่พบข้อมูลที่ต้องการ",
        "ไม่พบurl",
        "ไม่พบเว็บเพจ", "ไม่มีหน้านี้", "ไม่มีหน้าที่", "หน้าที่คุณกำลังมองหา", "หน้าที่ท่านต้องการไม่", "หน้านี้ไม่มีอยู่", "หน้าเว็บนี้ไม่มีอยู่", "ไฟล์ถูกลบ",
        "หน้านี้ถูกลบ", "หน้านี้ถูกย้าย", "ขออภัยไม่พบ", "ข้อมูลถูกลบแล้ว", "pagenotfound", "error404", "404error", "404notfound",
        "notfound(404)", "pagecannotbefound", "pagecan'tbefound", "pagecan’tbefound", "pagecouldnotbefound",
        "pagedoesn'texist",
        "pagedoesn’texist", "pagedoesnotexist", "nosuchpage", "filenotfound", "nothingwasfoundatthislocation",
        "theresourcecannotbefound", "objectnotfound", "nolongeravailable", "nolongerexists", "articlenotfound",
        "categorynotfound",
        "thispageisn'tavailable", "thispageisn’tavailable",
    ])
    private static let wholes = PhraseSet(["404", "notfound", "ไม่พบข้อมูล", "oops!", "ไม่พบ"])

    /// The phrase that gives a page away. In the title and headings it always counts, below them only on a short page:
    /// a long one may speak about missing pages.
    static func phrase(in page: SqueezedPage) -> String? {
        for heading in page.headings where heading.count < 160 {
            if let found = phrase(heading) { return found }
            if heading.starts(with: "404".utf16), heading.count > 3, heading.count < 60,
                !(0x30...0x39).contains(heading[3])
            {
                return "404"
            }
        }
        guard page.mainSize < 1_800 else { return nil }
        for block in page.main { if let found = phrase(block) { return found } }
        return nil
    }

    private static func phrase(_ squeezed: [UInt16]) -> String? {
        phrases.phrase(in: squeezed) ?? (wholes.whole(squeezed) ? String(decoding: squeezed, as: UTF16.self) : nil)
    }

    /// Whether two pages are the same but for figures and the address they repeat: at least nine in ten of their blocks.
    static func isSame(_ a: PageForm, _ b: PageForm) -> Bool {
        let (x, y) = (Set(a.blocks.map(\.template)), Set(b.blocks.map(\.template)))
        guard !x.isEmpty, !y.isEmpty else { return x.isEmpty && y.isEmpty }
        let common = x.intersection(y).count
        let all = x.count + y.count - common
        // A short page may differ in the one block that names the address.
        return common * 10 >= all * 9 || (common >= 3 && all - common <= 2 && common * 3 >= all * 2)
    }
}
