/// Reads the records of a web archive, packed or not: WARC 1.1 and 1.0, one gzip member for each record, and, as some
/// programs write it, one for many.
public struct WARCReader {
    /// Why an archive cannot be read on. What was read before stands.
    public enum Fault: Error, Sendable, Equatable {
        /// It does not begin like an archive, or like a record where one should begin.
        case notAnArchive(at: Int)
        /// It ends in the middle of a record.
        case truncated(at: Int)
        /// A field is missing or is none, such as `Content-Length`.
        case badField(String, at: Int)
        /// A gzip member is damaged.
        case damaged(at: Int)
        /// A record is larger than allowed.
        case tooLarge(at: Int)
        /// The digest a record names is not that of its content.
        case wrongDigest(String, at: Int)
    }

    private let bytes: [UInt8]
    private let limit: Int
    private let isPacked: Bool
    private var at = 0
    /// What was unpacked and not read yet.
    private var pending: [UInt8] = []
    private var pendingAt = 0

    /// A reader of a whole file.
    ///
    /// - Parameter limit: bytes one record may have, unpacked.
    public init(_ bytes: [UInt8], limit: Int = 256 << 20) {
        (self.bytes, self.limit) = (bytes, limit)
        isPacked = bytes.starts(with: [0x1F, 0x8B])
    }

    /// The next record and the offset at which it, or its gzip member, begins; nil at the end.
    public mutating func next() throws(Fault) -> (record: WARCRecord, offset: Int)? {
        if !isPacked {
            guard at < bytes.count else { return nil }
            let start = at
            return (try read(bytes, &at, offset: start), start)
        }
        if pendingAt >= pending.count {
            guard at < bytes.count else { return nil }
            let start = at
            do throws(Gzip.Fault) {
                (pending, at) = try Gzip.unpack(bytes, at: at, limit: limit)
            } catch {
                switch error {
                case .damaged: throw .damaged(at: start)
                case .truncated: throw .truncated(at: start)
                case .tooLarge: throw .tooLarge(at: start)
                }
            }
            (pendingAt, memberAt) = (0, start)
            if pending.isEmpty { return try next() }
        }
        return (try read(pending, &pendingAt, offset: memberAt), memberAt)
    }

    private var memberAt = 0

    /// All records. Digests are checked where `verifying` is set.
    public static func records(_ bytes: [UInt8], verifying: Bool = true) throws(Fault) -> [WARCRecord] {
        var reader = WARCReader(bytes)
        var records: [WARCRecord] = []
        while let (record, offset) = try reader.next() {
            if verifying { try check(record, offset) }
            records.append(record)
        }
        return records
    }

    /// Holds the digests a record names against its content.
    public static func check(_ record: WARCRecord, _ offset: Int) throws(Fault) {
        if let named = record.field("WARC-Block-Digest"), !matches(named, record.block[...]) {
            throw .wrongDigest("WARC-Block-Digest", at: offset)
        }
        if record.type == "response", let named = record.field("WARC-Payload-Digest"), !matches(named, record.payload) {
            throw .wrongDigest("WARC-Payload-Digest", at: offset)
        }
    }

    /// Algorithms that are not known are not held against anything.
    private static func matches(_ named: String, _ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = named.utf8.split(separator: 0x3A, maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 2 else { return false }
        let digest: [UInt8]
        switch parts[0].lowercased() {
        case "sha1": digest = Digest.sha1(Array(bytes))
        case "sha256", "sha-256": digest = Digest.sha256(Array(bytes))
        default: return true
        }
        return parts[1] == Digest.base32(digest) || parts[1].lowercased() == Hex.string(digest)
    }

    private func read(_ bytes: [UInt8], _ at: inout Int, offset: Int) throws(Fault) -> WARCRecord {
        let lines = try head(bytes, &at, offset: offset)
        guard let first = lines.first, first.starts(with: "WARC/1.".utf8) else { throw .notAnArchive(at: offset) }
        var record = WARCRecord(type: "", fields: [], block: [])
        var length: Int?
        for line in lines.dropFirst() {
            if let byte = line.first, byte == 0x20 || byte == 0x09, !record.fields.isEmpty {
                // A value that goes on in the next line (§4).
                record.fields[record.fields.count - 1].value += " " + Self.text(line)
                continue
            }
            guard let colon = line.firstIndex(of: 0x3A), colon > line.startIndex else {
                throw .badField(Self.text(line.prefix(80)), at: offset)
            }
            let name = Self.text(line[..<colon])
            guard !name.isEmpty else { throw .badField("", at: offset) }
            let value = Self.text(line[(colon + 1)...])
            switch name.lowercased() {
            case "content-length":
                guard let number = Int(value), number >= 0, value.utf8.first != 0x2B else {
                    throw .badField(name, at: offset)
                }
                length = number
            case "warc-type": record.type = value
            default: record.fields.append(.init(name, value))
            }
        }
        guard let length else { throw .badField("Content-Length", at: offset) }
        guard !record.type.isEmpty else { throw .badField("WARC-Type", at: offset) }
        guard length <= limit else { throw .tooLarge(at: offset) }
        guard length <= bytes.count - at else { throw .truncated(at: offset) }
        record.block = Array(bytes[at..<(at + length)])
        at += length
        guard bytes.count - at >= 4 else { throw .truncated(at: offset) }
        guard bytes[at..<(at + 4)].elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) else {
            throw .badField("Content-Length", at: offset)
        }
        at += 4
        return record
    }

    /// The lines up to the empty one.
    private func head(_ bytes: [UInt8], _ at: inout Int, offset: Int) throws(Fault) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        let start = at
        while at < bytes.count {
            guard at - start < 1 << 16, lines.count < 200 else { throw .tooLarge(at: offset) }
            let end = bytes[at...].prefix(1 << 16).firstIndex(of: 0x0A)
            guard let end else { break }
            var line = bytes[at..<end]
            if line.last == 0x0D { line.removeLast() }
            at = end + 1
            if line.isEmpty { return lines }
            lines.append(line)
            if lines.count == 1, !line.starts(with: "WARC/".utf8) { throw .notAnArchive(at: offset) }
        }
        if lines.isEmpty, !bytes[start...].starts(with: "WARC/".utf8.prefix(bytes.count - start)) {
            throw .notAnArchive(at: offset)
        }
        throw .truncated(at: offset)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        // No control characters stand in a field (§4); they are written as spaces too.
        var bytes = bytes.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }[...]
        while let first = bytes.first, first <= 0x20 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last <= 0x20 { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
