/// A row of a table as a line of JSON: one flat object, columns by name in byte order, ids and texts as strings.
enum TableLine {
    /// Longest line in bytes. The longest rows hold an edition (4 MB) or the content of a frozen round.
    static let limit = 64 << 20

    /// Appends a row whose values stand in the order of the table's columns, with the line's end.
    static func append(_ values: [SQLValue], of table: StoredTable, to line: inout [UInt8]) throws {
        line.append(UInt8(ascii: "{"))
        for (index, column) in table.columns.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            append(column.name, to: &line)
            line.append(UInt8(ascii: ":"))
            switch values[index] {
            case .null: line += "null".utf8
            case .integer(let value) where column.kind == .real: line += "\(Double(value))".utf8
            case .integer(let value): line += String(value).utf8
            case .real(let value) where value.isFinite: line += "\(value)".utf8
            case .real: throw DatabaseError.column("\(table.name).\(column.name)")
            case .text(let value): append(value, to: &line)
            }
        }
        line += "}\n".utf8
    }

    /// RFC 8259 §7: quotation marks, backslashes and control characters are escaped, nothing else.
    private static func append(_ text: String, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), byte]
            case 0x0A: line += "\\n".utf8
            case 0x0D: line += "\\r".utf8
            case 0x09: line += "\\t".utf8
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                line += "\\u00".utf8
                line += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: line.append(byte)
            }
        }
        line.append(UInt8(ascii: "\""))
    }

    /// Reads a line without its end; nil where it is not one flat object of texts, numbers and nulls.
    static func fields(_ line: [UInt8]) -> [(name: String, value: SQLValue)]? {
        line.withUnsafeBufferPointer { bytes in
            var parser = Parser(bytes: bytes)
            return parser.object()
        }
    }

    /// Strict RFC 8259, of which a row uses a part: no nesting, so nothing can be deep.
    private struct Parser {
        let bytes: UnsafeBufferPointer<UInt8>
        var at = 0

        mutating func object() -> [(name: String, value: SQLValue)]? {
            var fields: [(name: String, value: SQLValue)] = []
            skipBlanks()
            guard take(UInt8(ascii: "{")) else { return nil }
            skipBlanks()
            if take(UInt8(ascii: "}")) { return isAtEnd() ? fields : nil }
            repeat {
                skipBlanks()
                guard fields.count < 1000, let name = string() else { return nil }
                skipBlanks()
                guard take(UInt8(ascii: ":")) else { return nil }
                skipBlanks()
                guard let value = value(), !fields.contains(where: { $0.name == name }) else { return nil }
                fields.append((name, value))
                skipBlanks()
            } while take(UInt8(ascii: ","))
            return take(UInt8(ascii: "}")) && isAtEnd() ? fields : nil
        }

        private mutating func isAtEnd() -> Bool {
            skipBlanks()
            return at == bytes.count
        }

        private mutating func skipBlanks() {
            while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == 0x0D { at += 1 }
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard at < bytes.count, bytes[at] == byte else { return false }
            at += 1
            return true
        }

        private mutating func value() -> SQLValue? {
            guard at < bytes.count else { return nil }
            if bytes[at] == UInt8(ascii: "\"") { return string().map { .text($0) } }
            if bytes[at...].starts(with: "null".utf8) {
                at += 4
                return .null
            }
            return number()
        }

        private mutating func number() -> SQLValue? {
            let start = at
            var isWhole = true
            while at < bytes.count {
                switch bytes[at] {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
                case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"): isWhole = false
                default:
                    return finish(start, isWhole)
                }
                at += 1
                guard at - start <= 40 else { return nil }
            }
            return finish(start, isWhole)
        }

        private func finish(_ start: Int, _ isWhole: Bool) -> SQLValue? {
            let text = String(decoding: bytes[start..<at], as: UTF8.self)
            if isWhole { return Int64(text).map { .integer($0) } }
            guard let value = Double(text), value.isFinite else { return nil }
            return .real(value)
        }

        private mutating func string() -> String? {
            guard take(UInt8(ascii: "\"")) else { return nil }
            let start = at
            while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\"), bytes[at] >= 0x20
            { at += 1 }
            guard at < bytes.count else { return nil }
            if bytes[at] == UInt8(ascii: "\"") {
                defer { at += 1 }
                return String(validating: bytes[start..<at], as: UTF8.self)
            }
            var text = Array(bytes[start..<at])
            while at < bytes.count {
                let byte = bytes[at]
                at += 1
                if byte == UInt8(ascii: "\"") { return String(validating: text, as: UTF8.self) }
                guard byte >= 0x20 else { return nil }
                if byte == UInt8(ascii: "\\") {
                    guard let scalar = escaped() else { return nil }
                    text += Array(String(Character(scalar)).utf8)
                } else {
                    text.append(byte)
                }
            }
            return nil
        }

        private mutating func escaped() -> Unicode.Scalar? {
            guard at < bytes.count else { return nil }
            defer { at += 1 }
            switch bytes[at] {
            case UInt8(ascii: "\""): return "\""
            case UInt8(ascii: "\\"): return "\\"
            case UInt8(ascii: "/"): return "/"
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "t"): return "\t"
            case UInt8(ascii: "b"): return "\u{08}"
            case UInt8(ascii: "f"): return "\u{0C}"
            case UInt8(ascii: "u"):
                guard let first = hex(at + 1) else { return nil }
                at += 4
                guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
                guard at + 2 < bytes.count, bytes[at + 1] == UInt8(ascii: "\\"), bytes[at + 2] == UInt8(ascii: "u"),
                    let second = hex(at + 3), (0xDC00..<0xE000).contains(second)
                else { return nil }
                at += 6
                return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
            default: return nil
            }
        }

        private func hex(_ start: Int) -> UInt32? {
            guard start + 4 <= bytes.count else { return nil }
            let digits = bytes[start..<start + 4]
            guard digits.allSatisfy({ (48...57).contains($0) || (65...70).contains($0) || (97...102).contains($0) })
            else { return nil }
            return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        }
    }
}
