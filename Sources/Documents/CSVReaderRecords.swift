/// Parts UTF-8 text into records and fields. Works on bytes: every delimiter is ASCII, and a Thai mark behind one must
/// not hide it.
struct CSVScanner {
    struct Record {
        /// The line of the file in which the record begins.
        var line: Int
        var fields: [String]
        /// Columns whose quoted field goes on after its closing quote.
        var strayQuotes: [Int] = []
        /// The column of a quote that is never closed; it was read as a letter.
        var unclosedQuote: Int?
    }

    var delimiter = UInt8(ascii: ",")
    private let text: [UInt8]
    private var at = 0
    private var end: Int
    private var line = 1
    /// How often a quote may still prove unclosed, which costs a walk to the end of the file each time.
    private var walks = 16
    /// A record is given up after this many fields; its reader refuses it.
    private let maximumFields: Int

    init(_ text: [UInt8], maximumFields: Int) {
        self.text = text
        self.maximumFields = maximumFields
        end = text.count
    }

    /// Looks at no more than this many bytes.
    mutating func stop(after bytes: Int) { end = min(end, at + bytes) }

    /// The delimiter that Excel's own first line `sep=;` names; that line is then passed over.
    mutating func namedDelimiter() -> UInt8? {
        let start = Array("sep=".utf8)
        guard at == 0, text.count > 4, zip(text, start).allSatisfy({ $0 | 0x20 == $1 | 0x20 }),
            isDelimiter(text[4]), text.count == 5 || text[5] == 0x0A || text[5] == 0x0D
        else { return nil }
        at = 5
        endLine()
        return text[4]
    }

    private func isDelimiter(_ byte: UInt8) -> Bool { ",;\t|".utf8.contains(byte) }

    mutating func next() -> Record? {
        guard at < end else { return nil }
        var record = Record(line: line, fields: [])
        while true {
            record.fields.append(field(&record))
            guard at < end, text[at] == delimiter, record.fields.count <= maximumFields else { break }
            at += 1
        }
        endLine()
        return record
    }

    private mutating func endLine() {
        guard at < end else { return }
        if text[at] == 0x0D, at + 1 < end, text[at + 1] == 0x0A { at += 1 }
        at += 1
        line += 1
    }

    private mutating func field(_ record: inout Record) -> String {
        if at < end, text[at] == UInt8(ascii: "\"") {
            if let quoted = quoted(&record) { return quoted }
            if record.unclosedQuote == nil { record.unclosedQuote = record.fields.count + 1 }
        }
        return bare()
    }

    /// Up to the next delimiter or line end.
    private mutating func bare() -> String {
        let start = at
        while at < end, text[at] != delimiter, text[at] != 0x0A, text[at] != 0x0D { at += 1 }
        return String(decoding: text[start..<at], as: UTF8.self)
    }

    /// A quoted field; nil, and nothing consumed, if its quote is never closed.
    private mutating func quoted(_ record: inout Record) -> String? {
        guard walks > 0 else { return nil }
        let start = (at: at, line: line)
        var field: [UInt8] = []
        at += 1
        while at < end {
            let byte = text[at]
            at += 1
            if byte == UInt8(ascii: "\"") {
                if at < end, text[at] == UInt8(ascii: "\"") {
                    field.append(byte)
                    at += 1
                    continue
                }
                let rest = bare()
                if !rest.isEmpty { record.strayQuotes.append(record.fields.count + 1) }
                return String(decoding: field, as: UTF8.self) + rest
            }
            if byte == 0x0D {
                if at < end, text[at] == 0x0A { at += 1 }
                field.append(0x0A)
                line += 1
            } else {
                if byte == 0x0A { line += 1 }
                field.append(byte)
            }
        }
        (at, line) = start
        walks -= 1
        return nil
    }
}
