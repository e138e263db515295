/// The title block of a report: the lines above its table.
enum ReportTitle {
    /// Agency, year and round as the title block names them.
    static func read(_ title: [String], into reading: inout ReportReading) {
        let text = Digits.ascii(title.joined(separator: " "))
        reading.fiscalYear =
            number(after: "พ.ศ.", in: text) ?? number(after: "ปีงบประมาณ", in: text)
        if let half = ["รอบ 6 เดือนแรก", "รอบ 6 เดือนหลัง"].firstIndex(where: text.contains) {
            reading.half = half + 1
        } else if let found = number(after: "รอบที่", in: text), (1...2).contains(found) {
            reading.half = found
        }
        for line in title {
            guard let start = line.range(of: "ของ") else { continue }
            let rest = line[start.upperBound...]
            let end = rest.range(of: "ประจำปี")?.lowerBound ?? rest.endIndex
            let name = String(rest[..<end]).trimmingWhitespace()
            if !name.isEmpty, name.unicodeScalars.count < 80 { reading.agency = name }
        }
    }

    private static func number(after word: String, in text: String) -> Int? {
        guard let range = text.range(of: word) else { return nil }
        let rest = String(text[range.upperBound...]).trimmingWhitespace()
        let digits = String(decoding: rest.utf8.prefix { (48...57).contains($0) }, as: UTF8.self)
        return Int(digits).flatMap { (1...2700).contains($0) ? $0 : nil }
    }
}
