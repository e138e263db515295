/// The digits of a printed report. Letters of Thai offices are often written with Thai digits; both say the same.
public enum ReportDigits: String, Codable, Sendable, CaseIterable {
    /// 0123456789
    case arabic
    /// ๐๑๒๓๔๕๖๗๘๙
    case thai

    /// A text in these digits. A word that holds a Latin letter stays as it is: `O18`, `https://…/2568`, `a@b.go.th`,
    /// a hash. They are codes that somebody types again or looks up.
    public func written(_ text: String) -> String {
        guard self == .thai, text.utf8.contains(where: { (0x30...0x39).contains($0) }) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count + 16)
        var word: [UInt8] = []
        func flush() {
            let isCode = word.contains { (0x41...0x5A).contains($0 & 0xDF) }
            for byte in word {
                if !isCode, (0x30...0x39).contains(byte) {
                    // U+0E50…U+0E59 in UTF-8.
                    result += [0xE0, 0xB9, 0x90 + (byte - 0x30)]
                } else {
                    result.append(byte)
                }
            }
            word = []
        }
        // ASCII without blanks and brackets makes words; Thai letters end them, as between "ข้อ" and "I1".
        for byte in text.utf8 {
            switch byte {
            case 0x28, 0x29, 0x2C, 0x3B, 0x22, 0x7B, 0x7D, 0...0x20, 0x80...0xFF:
                flush()
                result.append(byte)
            default: word.append(byte)
            }
        }
        flush()
        return String(decoding: result, as: UTF8.self)
    }
}

extension ReportLayout {
    func written(in digits: ReportDigits) -> ReportLayout {
        guard digits == .thai else { return self }
        var copy = self
        copy.columns = columns.map { Column(content: $0.content, heading: digits.written($0.heading), share: $0.share) }
        copy.signatures = signatures.map { digits.written($0) }
        return copy
    }
}

extension ReportWords {
    /// Only what is printed as it stands; the sentences with gaps are filled in these digits later.
    func written(in digits: ReportDigits) -> ReportWords {
        guard digits == .thai else { return self }
        var copy = self
        copy.title = title.map { digits.written($0) }
        copy.standing = digits.written(standing)
        return copy
    }
}

extension ReportTable {
    func written(in digits: ReportDigits) -> ReportTable {
        guard digits == .thai else { return self }
        var copy = self
        copy.rows = rows.map { row in
            switch row {
            case .heading(let level, let text): return .heading(level: level, text: digits.written(text))
            case .block(var block):
                block.columns = block.columns.map { cells in
                    cells.map { cell in
                        Cell(
                            line: cell.line, span: cell.span, parts: cell.parts.map { $0.written(in: digits) },
                            name: cell.name.map { digits.written($0) })
                    }
                }
                return .block(block)
            }
        }
        return copy
    }
}

extension ReportTable.Part {
    fileprivate func written(in digits: ReportDigits) -> ReportTable.Part {
        switch self {
        case .paragraph(let marker, let text, let weight):
            .paragraph(marker: marker.map { digits.written($0) }, text: digits.written(text), weight: weight)
        case .pictures(let photos):
            .pictures(
                photos.map {
                    .init(
                        picture: $0.picture, caption: digits.written($0.caption),
                        alternative: digits.written($0.alternative))
                })
        }
    }
}
