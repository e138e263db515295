/// One record of a web archive (WARC 1.1, ISO 28500:2017).
public struct WARCRecord: Sendable, Equatable {
    /// `WARC-Type`, such as `response` (§6).
    public var type: String
    /// All named fields but `Content-Length`, in order (§5).
    public var fields: [Field]
    /// The content.
    public var block: [UInt8]

    /// A named field.
    public struct Field: Sendable, Equatable {
        /// As written, such as `WARC-Date`.
        public var name: String
        /// Without spaces at its ends.
        public var value: String
        /// A field.
        public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    /// A record as it was read or is to be written.
    public init(type: String, fields: [Field], block: [UInt8]) {
        (self.type, self.fields, self.block) = (type, fields, block)
    }

    /// The first value of a field; names are compared without case (§4).
    public func field(_ name: String) -> String? {
        let wanted = name.lowercased()
        return fields.first { $0.name.lowercased() == wanted }?.value
    }

    /// The address the record is about; angle brackets, as wget writes them, taken off.
    public var target: String? {
        guard let value = field("WARC-Target-URI") else { return nil }
        guard value.utf8.first == 0x3C, value.utf8.last == 0x3E else { return value }
        return String(value.dropFirst().dropLast())
    }

    /// The record as it stands in a file, not packed (§4).
    public var bytes: [UInt8] {
        var head = "WARC/1.1\r\nWARC-Type: \(Self.oneLine(type))\r\n"
        for field in fields where field.name != "WARC-Type" {
            head += "\(Self.oneLine(field.name)): \(Self.oneLine(field.value))\r\n"
        }
        head += "Content-Length: \(block.count)\r\n\r\n"
        return Array(head.utf8) + block + [0x0D, 0x0A, 0x0D, 0x0A]
    }

    /// The record as a gzip member of its own (annex D); nil where there is no memory for it.
    public var packed: [UInt8]? { Gzip.pack(bytes) }

    /// A value of a stranger may not begin a new field.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }

    /// The HTTP content inside the block of a response: what follows the first empty line.
    public var payload: ArraySlice<UInt8> {
        var at = 0
        while at + 3 < block.count {
            if block[at] == 0x0D, block[at + 1] == 0x0A, block[at + 2] == 0x0D, block[at + 3] == 0x0A {
                return block[(at + 4)...]
            }
            at += 1
        }
        return []
    }
}
