/// Pages that say “no such page” with the status of success.
enum SoftNotFound {
    /// Phrases, spaces taken out and letters small. Each says that a page or file is missing; `ไม่พบ` alone does not:
    /// “ไม่พบการทุจริต” is good news.
    private static let phrases = [
        "ไม่พบหน้า", "ไม่พบเพจ", "ไม่พบไฟล์", "ไม่พบเนื้อหา", "ไม่พบเอกสาร", "ไม่พบข้อมูลที่ท่าน", "ไม่พบข้อมูลที่คุณ", "ไม่พบข้อมูลที่ต้องการ", "ไม่พบurl",
        "ไม่พบเว็บเพจ", "ไม่มีหน้านี้", "ไม่มีหน้าที่", "หน้าที่คุณกำลังมองหา", "หน้าที่ท่านต้องการไม่", "หน้านี้ไม่มีอยู่", "หน้าเว็บนี้ไม่มีอยู่", "ไฟล์ถูกลบ",
        "หน้านี้ถูกลบ", "หน้านี้ถูกย้าย", "ขออภัยไม่พบ", "ข้อมูลถูกลบแล้ว", "pagenotfound", "error404", "404error", "404notfound",
        "notfound(404)", "pagecannotbefound", "pagecan'tbefound", "pagecan’tbefound", "pagecouldnotbefound", "pagedoesn'texist",
        "pagedoesn’texist", "pagedoesnotexist", "nosuchpage", "filenotfound", "nothingwasfoundatthislocation",
        "theresourcecannotbefound", "objectnotfound", "nolongeravailable", "nolongerexists", "articlenotfound", "categorynotfound",
        "thispageisn'tavailable", "thispageisn’tavailable",
    ].map { Array($0.unicodeScalars) }
    private static let wholes = ["404", "notfound", "ไม่พบข้อมูล", "oops!", "ไม่พบ"].map { Array($0.unicodeScalars) }

    /// The phrase that gives a page away. In the title and headings it always counts, below them only on a short page:
    /// a long one may speak about missing pages.
    static func phrase(in text: PageText) -> String? {
        for heading in text.headings {
            let squeezed = squeeze(heading)
            guard squeezed.count < 160 else { continue }
            if let found = phrases.first(where: { contains(squeezed, $0) }) ?? wholes.first(where: { $0 == squeezed }) {
                return String(String.UnicodeScalarView(found))
            }
            if squeezed.starts(with: "404".unicodeScalars), squeezed.count > 3, squeezed.count < 60, !squeezed[3].isDigit {
                return "404"
            }
        }
        let main = text.blocks.filter { !$0.isFrame }
        guard main.reduce(0, { $0 + $1.text.unicodeScalars.count }) < 600 else { return nil }
        for block in main {
            let squeezed = squeeze(block.text)
            if let found = phrases.first(where: { contains(squeezed, $0) }) ?? wholes.first(where: { $0 == squeezed }) {
                return String(String.UnicodeScalarView(found))
            }
        }
        return nil
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

    static func squeeze(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.compactMap { scalar in
            if scalar == " " { return nil }
            return (0x41...0x5A).contains(scalar.value) ? Unicode.Scalar(scalar.value | 0x20) : scalar
        }
    }

    static func contains(_ text: [Unicode.Scalar], _ part: [Unicode.Scalar]) -> Bool {
        guard text.count >= part.count, let first = part.first else { return false }
        for start in 0...(text.count - part.count) where text[start] == first {
            if text[start..<(start + part.count)].elementsEqual(part) { return true }
        }
        return false
    }
}
