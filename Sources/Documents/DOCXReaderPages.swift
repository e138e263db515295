extension DOCXReader {
    /// What stands at the head and the foot of the pages (17.10): no part of the body, so it is told and not read in. Page
    /// numbers, which Word computes, are left out.
    mutating func readPages(_ package: inout OfficePackage) throws(SourceError) {
        let parts = relationships.values.filter { !$0.external && ["header", "footer"].contains($0.kind) }
        for target in Set(parts.map(\.target)).sorted() {
            guard var xml = try package.xml(target) else { continue }
            var text = ""
            var isField = false
            while let event = try xml.next() {
                guard xml.name.space == .word else { continue }
                switch (event, xml.name.local) {
                case (.start, "fldChar"): isField = xml.attribute("fldCharType", .word) != "end"
                case (.start, "fldSimple"): isField = true
                case (.end, "fldSimple"): isField = false
                case (.start, "t"):
                    let piece = try xml.wholeText()
                    if !isField, text.utf8.count < 2_000 { text += piece }
                case (.end, "p"), (.start, "tab"): text += " "
                default: continue
                }
            }
            let words = text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace).map { String($0) }
            // `หน้า จาก` without its numbers says nothing.
            let says = words.filter { !["หน้า", "หน้าที่", "จาก", "Page", "page", "of", "/", "-", "–"].contains($0) }
            if !says.isEmpty {
                doubts.add("page_text", ["text": SourceDoubt.excerpt(words.joined(separator: " "))], at: here)
            }
        }
    }
}
