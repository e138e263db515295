import Foundation

/// What a backup holds, with the size and the SHA-256 of every part: `manifest.json`, the archive's last entry.
struct BackupManifest: Codable, Equatable, Sendable {
    /// The only form there is yet. A program that changes it raises the number.
    static let format = "prongsai-backup/1"

    struct Table: Codable, Equatable, Sendable {
        var rows: Int
        /// Bytes of its lines.
        var size: Int
        var sha256: String
    }

    var format = BackupManifest.format
    /// Version of the program that wrote it; for people, nothing is decided by it.
    var program: String
    var createdAt: String
    /// Names of the schema's steps that the data went through.
    var migrations: [String]
    var tables: [String: Table]
    /// Size in bytes of every stored file by its SHA-256.
    var files: [String: Int]
    /// Stored files that were missing or damaged when the backup was made; empty unless that was allowed.
    var lost: [String]

    enum CodingKeys: String, CodingKey {
        case format, program, migrations, tables, files, lost
        case createdAt = "created_at"
    }

    /// Bytes of all stored files.
    var fileBytes: Int { files.values.reduce(0, +) }

    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [10]
    }

    /// What an entry of the archive is, by its name. Any other name has no place in a backup.
    enum Part: Hashable, Sendable {
        case manifest
        case table(String)
        case file(String)

        init?(_ name: String) {
            if name == "manifest.json" {
                self = .manifest
            } else if let hash = name.removing(prefix: "files/"), Hash.isHash(hash) {
                self = .file(hash)
            } else if let rest = name.removing(prefix: "tables/"), rest.utf8.suffix(6).elementsEqual(".jsonl".utf8) {
                let table = rest.utf8.dropLast(6)
                guard (1...60).contains(table.count),
                    table.allSatisfy({ (97...122).contains($0) || $0 == 95 || (48...57).contains($0) })
                else { return nil }
                self = .table(String(decoding: table, as: UTF8.self))
            } else {
                return nil
            }
        }

        var name: String {
            switch self {
            case .manifest: "manifest.json"
            case .table(let table): "tables/\(table).jsonl"
            case .file(let hash): "files/\(hash)"
            }
        }
    }

    /// Largest manifest in bytes: enough for the files an archive may have.
    static let limit = 100_000_000

    /// Finds and reads the manifest of an archive.
    init(of archive: ArchiveReader) throws {
        var bytes: [UInt8]?
        try archive.walk { entry in
            guard entry.name == Part.manifest.name else { return true }
            var content: [UInt8] = []
            try entry.read(limit: BackupManifest.limit) { content += $0 }
            bytes = content
            return false
        }
        guard let bytes else { throw archive.problem("backup_not_one") }
        struct Form: Decodable { var format: String }
        let decoder = JSONDecoder()
        guard let form = try? decoder.decode(Form.self, from: Data(bytes)) else {
            throw archive.problem("backup_not_one")
        }
        guard form.format == BackupManifest.format else {
            throw archive.problem(
                "backup_newer_form", ["given": ArchiveReader.shown(form.format), "known": BackupManifest.format])
        }
        guard let manifest = try? decoder.decode(BackupManifest.self, from: Data(bytes)), manifest.isSound else {
            throw archive.problem("backup_damaged", ["part": Part.manifest.name])
        }
        self = manifest
    }

    init(
        program: String, createdAt: String, migrations: [String], tables: [String: Table], files: [String: Int],
        lost: [String]
    ) {
        (self.program, self.createdAt, self.migrations) = (program, createdAt, migrations)
        (self.tables, self.files, self.lost) = (tables, files, lost)
    }

    private var isSound: Bool {
        let most = 1 << 40  // bytes, of one part; a million of them still add up in 64 bits
        return files.allSatisfy { Hash.isHash($0.key) && (0...most).contains($0.value) }
            && tables.values.allSatisfy {
                (0...most).contains($0.rows) && (0...most).contains($0.size) && Hash.isHash($0.sha256)
            }
            && lost.allSatisfy(Hash.isHash) && BackupManifest.isInstant(createdAt)
            && files.count <= ArchiveReader.entryLimit && migrations.count < 10_000
    }

    /// Whether a text has the form of an instant as the clock gives it, `2025-01-14T08:30:00.123Z`.
    private static func isInstant(_ text: String) -> Bool {
        let form = Array("0000-00-00T00:00:00.000Z".utf8)
        let zero = UInt8(ascii: "0")
        return text.utf8.count == form.count
            && zip(text.utf8, form).allSatisfy { $1 == zero ? (zero...zero + 9).contains($0) : $0 == $1 }
    }
}
