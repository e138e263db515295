import Foundation

extension RoundContent {
    /// The one way to write a round as bytes: JSON in the canonical form of RFC 8785 (UTF-8, members sorted, no white
    /// space, only the escapes that JSON demands). Its SHA-256 is the round's hash, so these bytes must never depend
    /// on the machine, its locale or a library's taste. A field that is nil is left out: a field added later leaves
    /// the hashes of older rounds as they were.
    ///
    /// - Throws: `EncodingError` where a field has a type that has no exact form, such as a floating-point number.
    public static func canonical(_ content: RoundContent) throws -> [UInt8] {
        try canonicalJSON(content)
    }

    /// Reads what ``canonical(_:)`` wrote, and nothing else: bytes that another hand wrote, reordered or added to
    /// would not have the hash they are known by.
    ///
    /// - Throws: ``JSONFormatError``.
    public static func decode(_ bytes: [UInt8]) throws -> RoundContent {
        struct Head: Decodable { var format: String }
        let format = try decoded(Head.self, from: bytes).format
        guard format == RoundContent.format else { throw JSONFormatError.unknownFormat(format) }
        let content = try decoded(RoundContent.self, from: bytes)
        guard try canonical(content) == bytes else { throw JSONFormatError.notCanonical }
        return content
    }
}

/// A report as its JSON file carries it; `docs/report.schema.json` describes the form.
public struct ReportFile: Codable, Sendable, Equatable {
    /// What the round says.
    public var content: RoundContent
    /// `th` or `en`: the language the report was printed in.
    public var language: String
    /// The key of the layout it was printed with.
    public var layout: String
    /// What lets a reader tell whether this is the frozen round.
    public var seal: Seal

    /// The seal as JSON: the fields of ``ReportSeal``.
    public struct Seal: Codable, Sendable, Equatable {
        /// SHA-256 of the canonical form of the content, lower-case hex.
        public var hash: String
        /// 0 for a draft.
        public var version: Int
        /// What the QR code on paper says.
        public var mark: String
        /// Instant of freezing, UTC ISO 8601; nil for a draft.
        public var frozenAt: String?
    }

    /// Reads what ``Report/json()`` wrote, and nothing else. Whether the hash is that of the content is for the
    /// caller to check, who has the means to compute it.
    ///
    /// - Throws: ``JSONFormatError``.
    public static func decode(_ bytes: [UInt8]) throws -> ReportFile {
        struct Head: Decodable {
            struct Content: Decodable { var format: String }
            var content: Content
        }
        let format = try decoded(Head.self, from: bytes).content.format
        guard format == RoundContent.format else { throw JSONFormatError.unknownFormat(format) }
        let file = try decoded(ReportFile.self, from: bytes)
        guard try canonicalJSON(file) == bytes else { throw JSONFormatError.notCanonical }
        return file
    }
}

extension Report {
    /// The report as JSON: its content, its seal, the layout's key and the language, in the canonical form of RFC
    /// 8785. The content's own bytes stand in it unchanged.
    ///
    /// - Throws: `EncodingError`, see ``RoundContent/canonical(_:)``.
    public func json() throws -> [UInt8] {
        try canonicalJSON(
            ReportFile(
                content: content, language: words.language, layout: layout.key,
                seal: .init(hash: seal.hash, version: seal.version, mark: seal.mark, frozenAt: seal.frozenAt)))
    }
}

/// Why a JSON file is not a round.
public enum JSONFormatError: Error, Sendable, Equatable {
    /// More than ``limit`` bytes.
    case tooLarge
    /// Not JSON, or a field is missing or of another type.
    case notARound
    /// Written by a version that this one does not know.
    case unknownFormat(String)
    /// A round, but not in its canonical form: changed, reordered, or with fields this version does not know.
    case notCanonical

    /// The largest file that is read, in bytes. A round holds no pictures; a thousand rows are about 3 MB.
    public static let limit = 64 << 20
}

private func decoded<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    guard bytes.count <= JSONFormatError.limit else { throw JSONFormatError.tooLarge }
    do {
        return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
        throw JSONFormatError.notARound
    }
}
