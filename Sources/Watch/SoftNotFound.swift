/// Pages that say “no such page” with the status of success.
enum SoftNotFound {
    /// Phrases, spaces taken out and letters small. Each says that a page or file is missing; `ไม่พบ` alone does not:
    /// “ไม่พบการทุจริต” and “ไม่พบเอกสารที่ผิดปกติ” are good news.
    private static let phrases = PhraseSet([
        "ไม่พบหน้า", "ไม่พบเพจ", "ไม่พบไฟล์ที่", "ไม่พบเนื้อหาที่", "ไม่พบเอกสารที่ท่าน", "ไม่พบเอกสารที่คุณ", "ไม่พบเอกสารที่ร้องขอ",
        "ไม่พบเอกสารที่ต้องการ",
        "ไม่พบบทความ",
        "ไม่พบข้อมูลที่ท่าน", "ไม่พบข้อมูลที่คุณ", "ไม่พบข้อมูลที่ต้องการ", "ไม่พบข้อมูลที่ร้องขอ", "ไม่พบurl", "ไม่พบเว็บเพจ", "ไม่มีหน้านี้",
        "หน้าที่คุณกำลังมองหา", "หน้าที่ท่านต้องการไม่", "หน้านี้ไม่มีอยู่", "หน้าเว็บนี้ไม่มีอยู่", "หน้าเว็บที่คุณเรียก", "หน้าเว็บที่ท่านเรียก",
        "หน้าที่คุณเรียก",
        "หน้าที่ท่านเรียก", "ไฟล์ถูกลบ", "หน้านี้ถูกลบ", "หน้านี้ถูกย้าย", "ขออภัยไม่พบ", "ข้อมูลถูกลบแล้ว", "ที่ท่านค้นหาไม่มีอยู่", "ที่คุณค้นหาไม่มีอยู่",
        "ข้อมูลนี้ถูกลบ", "เอกสารนี้ถูกลบ", "บทความนี้ถูกลบ",
        "ไม่มีอยู่ในระบบหรือถูกลบ", "ไม่มีอยู่หรือถูกลบ", "อาจถูกลบหรือย้าย", "อาจถูกย้ายหรือลบ", "pagenotfound", "error404",
        "404error", "404notfound", "notfound(404)", "pagecannotbefound", "pagecan'tbefound", "pagecan’tbefound",
        "pagecouldnotbefound", "lookingforcouldnotbefound", "lookingforcan'tbefound", "lookingforcan’tbefound",
        "yourequestedwasnotfound", "yourequestedcouldnotbefound", "requestedurlwasnotfound",
        "requestedpagewasnotfound", "requestedresourcewasnotfound", "pagedoesn'texist", "pagedoesn’texist",
        "pagedoesnotexist", "nosuchpage", "filenotfound", "nothingwasfoundatthislocation",
        "theresourcecannotbefound", "objectnotfound", "nolongeravailable", "nolongerexists", "articlenotfound",
        "categorynotfound", "thispageisn'tavailable", "thispageisn’tavailable", "\"error\":\"notfound",
        "\"message\":\"notfound", "\"statuscode\":404", "\"status\":404", "\"code\":404",
    ])
    private static let wholes = PhraseSet([
        "404", "notfound", "ไม่พบข้อมูล", "ไม่พบเอกสาร", "ไม่พบไฟล์", "ไม่พบเนื้อหา", "ไม่พบเพจ", "oops!", "ไม่พบ",
    ])

    /// What a page says that has nothing yet. A part of a page may say so of itself: it counts where nothing else stands.
    private static let nothings = PhraseSet([
        "ยังไม่มีข้อมูล", "ยังไม่มีข้อมูลในขณะนี้", "ขณะนี้ยังไม่มีข้อมูล", "ไม่มีข้อมูล", "ไม่มีข้อมูลในขณะนี้", "ขณะนี้ไม่มีข้อมูล", "ยังไม่มีข้อมูลในหมวดนี้",
        "ไม่มีข้อมูลในหมวดนี้", "อยู่ระหว่างดำเนินการ", "อยู่ระหว่างการดำเนินการ", "อยู่ในระหว่างดำเนินการ", "อยู่ในระหว่างการดำเนินการ",
        "ขณะนี้อยู่ระหว่างดำเนินการ", "ขณะนี้อยู่ระหว่างการดำเนินการ",
    ])
    /// Words of a way out that are no content.
    private static let ways = PhraseSet([
        "หน้าแรก", "หน้าหลัก", "กลับหน้าแรก", "กลับหน้าหลัก", "กลับสู่หน้าแรก", "กลับสู่หน้าหลัก", "ย้อนกลับ", "กลับ", "เมนู", "home",
        "back", "menu",
    ])

    /// The words that give a page away, as it writes them. In the title and headings it always counts, below them only on a short page:
    /// a long one may speak about missing pages. Cells and items of lists are content: `ไม่พบ` or 404 there is a figure.
    static func phrase(in page: SqueezedPage) -> String? {
        for heading in page.headings where heading.count < 160 {
            let isNumber =
                heading.starts(with: "404".utf16) && heading.count > 3 && heading.count < 60
                && !(0x30...0x39).contains(heading[3])
            if isNumber || saysSo(heading) { return page.words(heading) }
        }
        guard page.mainSize < 1_800 else { return nil }
        if let found = page.sentences.first(where: { saysSo($0) }) { return page.words(found) }
        return nothing(in: page).map { page.words($0) }
    }

    /// What a page says that has nothing yet and says nothing else: titles, words of menus and ways out aside. What a
    /// picture shows and what a script may still bring cannot be told.
    private static func nothing(in page: SqueezedPage) -> [UInt16]? {
        guard !page.text.hasPictures, !page.text.awaitsScript, !page.text.isCut else { return nil }
        var (found, isBelowHeading) = ([UInt16]?.none, false)
        for (index, block) in page.text.blocks.enumerated() where !block.isFrame {
            let words = page.blocks[index]
            if nothings.whole(bare(words)) {
                if block.kind == .cell || block.kind == .item { return nil }
                (found, isBelowHeading) = (found ?? words, false)
                continue
            }
            if case .heading = block.kind {
                isBelowHeading = true
                continue
            }
            if words == page.title || ways.whole(bare(words)) { continue }
            // Links right below a heading are what it is about.
            guard !isBelowHeading, page.isMenu(index) else { return nil }
        }
        return found
    }

    /// A squeezed text without the marks around it, such as `*** ยังไม่มีข้อมูล ***`.
    private static func bare(_ squeezed: [UInt16]) -> [UInt16] {
        func isMark(_ unit: UInt16) -> Bool {
            switch unit {
            case 0x30...0x39, 0x61...0x7A: false
            case 0..<0x80, 0xAB, 0xBB, 0x2010...0x2030: true
            default: false
            }
        }
        var rest = squeezed.drop(while: isMark)
        while let last = rest.last, isMark(last) { rest = rest.dropLast() }
        return Array(rest)
    }

    private static func saysSo(_ squeezed: [UInt16]) -> Bool {
        phrases.first(in: squeezed) != nil || wholes.whole(squeezed)
    }

    /// Whether a page is the same as another but for figures and the address it repeats: at least nine in ten of their
    /// blocks. One with a heading of its own is another, however much of the site's menu both carry.
    static func isSame(_ a: PageForm, _ b: PageForm) -> Bool {
        if let heading = a.heading, !b.blocks.contains(where: { $0.template == heading }) { return false }
        let (x, y) = (Set(a.blocks.map(\.template)), Set(b.blocks.map(\.template)))
        guard !x.isEmpty, !y.isEmpty else { return x.isEmpty && y.isEmpty }
        let common = x.intersection(y).count
        let all = x.count + y.count - common
        // A short page may differ in the one block that names the address.
        return common * 10 >= all * 9 || (common >= 3 && all - common <= 2 && common * 3 >= all * 2)
    }
}
