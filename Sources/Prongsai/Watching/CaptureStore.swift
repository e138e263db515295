import Foundation
import Watch

/// A look that was kept: records of a web archive, in the database until its month is over, then in a file with the
/// others of its month. The bytes are the same in both places.
struct StoredCapture: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        /// What was answered, whole.
        case response
        /// That the answer was the one kept before.
        case revisit
        /// That nothing was answered, or nothing new in words.
        case note
    }

    var id: String
    var agency: String
    var watched: String
    var at: String
    var kind: Kind
    var digest: String?
    /// The capture that holds the content this one only points to.
    var of: String?
    var file: String?
    var offset: Int
    var size: Int
    /// Base64 of the records while they stand in the database.
    var record: String?

    init(_ row: Row) throws {
        (id, agency, watched) = (try row.string("id"), try row.string("agency_id"), try row.string("watched_id"))
        (at, kind) = (try row.string("at"), Kind(rawValue: try row.string("kind")) ?? .note)
        (digest, of) = (try row.optionalString("payload_digest"), try row.optionalString("of_capture_id"))
        (file, offset) = (try row.optionalString("file_sha256"), try row.integer("file_offset"))
        (size, record) = (try row.integer("bytes"), try row.optionalString("record"))
    }

    /// Of a row of captures: it holds content or points to some.
    static let hasContent: SQL = "(capture.kind = 'response' OR capture.of_capture_id IS NOT NULL)"

    static let columns: SQL = """
        capture.id, capture.agency_id, capture.watched_id, capture.at, capture.kind, capture.payload_digest,
        capture.of_capture_id, capture.file_sha256, capture.file_offset, capture.bytes, capture.record
        """

    static func find(_ id: String, agency: String, in db: Connection) throws -> StoredCapture {
        guard
            let row = try db.first(
                "SELECT \(columns) FROM capture WHERE capture.id = \(id) AND capture.agency_id = \(agency)")
        else { throw Failure.notFound(Message("failure.no_capture")) }
        return try StoredCapture(row)
    }

    /// Its records as they are stored, one gzip member each.
    func bytes(in files: Files) throws -> [UInt8] {
        if let record {
            guard let data = Data(base64Encoded: record) else {
                throw Failure.conflict(Message("failure.capture_damaged"))
            }
            return [UInt8](data)
        }
        guard let file else { throw Failure.conflict(Message("failure.capture_damaged")) }
        return try files.bytes(of: file, at: offset, count: size)
    }

    /// Holds every record of an archive against the digests it names. One at a time: a page that says one word a million
    /// times is small here and large once it is unpacked.
    static func check(_ archive: [UInt8]) throws {
        var reader = WARCReader(archive)
        do {
            while let (record, offset) = try reader.next() { try WARCReader.check(record, offset) }
        } catch {
            throw Failure.conflict(Message("failure.capture_damaged"))
        }
    }

    /// The response as it came: its head, what it claims to be, and its body; nil where there is none in it.
    static func response(in packed: [UInt8]) throws -> (head: [UInt8], type: String?, body: [UInt8], target: String)? {
        let records: [WARCRecord]
        do { records = try WARCReader.records(packed) } catch {
            throw Failure.conflict(Message("failure.capture_damaged"))
        }
        guard let record = records.last(where: { $0.type == "response" }) else { return nil }
        let body = Array(record.payload)
        let head = Array(record.block.dropLast(body.count))
        var type: String?
        for line in head.split(separator: 0x0A) {
            let parts = line.split(separator: 0x3A, maxSplits: 1)
            guard parts.count == 2, String(decoding: parts[0], as: UTF8.self).lowercased() == "content-type" else {
                continue
            }
            type = String(decoding: parts[1], as: UTF8.self).trimmingWhitespace()
        }
        return (head, type, body, record.target ?? "")
    }
}

extension StoredCapture {
    /// The name under which a look notes the fingerprint of the words it found.
    static let wordsNote = "words"

    /// What a look noted under a name, in its record about itself; nil where it did not.
    static func note(_ name: String, in packed: [UInt8]) throws -> String? {
        let records: [WARCRecord]
        do { records = try WARCReader.records(packed) } catch {
            throw Failure.conflict(Message("failure.capture_damaged"))
        }
        guard let record = records.last(where: { $0.type == "metadata" }) else { return nil }
        let line = record.block.split(separator: 0x0A).first { $0.starts(with: "\(name): ".utf8) }
        return line.map { String(decoding: $0.dropFirst(name.utf8.count + 2), as: UTF8.self).trimmingWhitespace() }
    }
}

extension Site {
    /// Records larger than this go to a file of their own at once, so that the database stays small.
    static let largestInDatabase = 192 << 10

    /// A capture with the one it points to; the content stands in the second where there are two.
    func captures(_ id: String, agency: String) async throws -> [StoredCapture] {
        try await database.read { db in
            let found = try StoredCapture.find(id, agency: agency, in: db)
            guard let of = found.of else { return [found] }
            return [try StoredCapture.find(of, agency: agency, in: db), found]
        }
    }

    /// The words of a capture's content; nil where it has none. Of one that points to another because its words were the
    /// same, those that were compared; nil where it does not say by their fingerprint that they were.
    func content(of captures: [StoredCapture]) async throws -> PageContent? {
        guard let whole = captures.first, let found = try StoredCapture.response(in: try whole.bytes(in: files)) else {
            return nil
        }
        var content = await PageContent.read(found.body, contentType: found.type)
        if let note = captures.last, note.kind == .note {
            let said = try StoredCapture.note(StoredCapture.wordsNote, in: try note.bytes(in: files))
            guard said == content.text.fingerprint else { return nil }
            content.text.blocks = content.text.lasting
        }
        return content
    }

    /// Captures as one web archive that every reader takes: the record about who wrote it, then each.
    func archive(of captures: [StoredCapture]) throws -> [UInt8] {
        guard let first = captures.first else { return [] }
        var bytes = Site.information(at: first.at)
        for capture in captures { bytes += try capture.bytes(in: files) }
        return bytes
    }

    static func information(at instant: String) -> [UInt8] {
        Capture.information(
            software: "Prongsai/\(Prongsai.version)", at: Instant(stored: instant).milliseconds
        ).packed ?? []
    }
}
