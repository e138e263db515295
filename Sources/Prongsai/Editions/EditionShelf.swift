import Foundation
import ITA
import Synchronization

/// The editions and lineages that lie in a folder, read when asked for.
struct EditionShelf: Sendable {
    let folder: URL
    private let read: Read

    /// - Parameter other: a shelf whose reading this one uses too; what it knows of its database stays with it.
    init(folder: URL, readLike other: EditionShelf? = nil) {
        (self.folder, read) = (folder, Read(texts: other?.read.texts ?? Texts()))
    }

    /// Editions that were read and checked already, by the SHA-256 of their text: what has the same text is the same.
    private final class Texts: Sendable {
        let files = Mutex<[String: EditionFile]>([:])
    }
    private final class Read: Sendable {
        let texts: Texts
        /// Those of the database, by id and revision: what was taken into use never changes.
        let stored = Mutex<[String: EditionFile]>([:])

        init(texts: Texts) { self.texts = texts }
    }

    /// Reads and checks the text of an edition, once.
    private func checked(_ bytes: [UInt8], name: String) throws -> EditionFile {
        let hash = Hash.sha256(bytes)
        if let known = read.texts.files.withLock({ $0[hash] }) { return known }
        let file = try EditionFile(bytes, file: name, schema: try schema())
        read.texts.files.withLock { $0[hash] = file }
        return file
    }

    /// Ids of the editions in the folder, in order.
    func ids() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
            .map { String($0.dropLast(5)) }.sorted()
    }

    /// The editions of the folder, in the order of their ids. One that is not sound is left out; `instrument check` says why.
    func sound() throws -> [Edition] { try ids().compactMap { try? file($0).edition } }

    func schema() throws -> Schema { try Schema(file: folder.appendingPathComponent("edition.schema.json")) }

    /// Reads one edition of the folder.
    func file(_ id: String) throws -> EditionFile {
        guard try ids().contains(id) else {
            throw Failure.notFound(
                Message("failure.no_edition", ["id": id, "known": try ids().joined(separator: ", ")]))
        }
        let place = folder.appendingPathComponent("\(id).yaml")
        let file = try checked(try Disk.read(place.path, limit: 4_000_000), name: "\(id).yaml")
        guard file.edition.id == id else {
            throw Failure.invalid([Problem("edition_name", ["id": file.edition.id], at: "\(id).yaml")])
        }
        return file
    }

    /// The edition an assessment is pinned to, from the database, so that it never changes under a plan.
    func stored(_ id: String, revision: Int, in db: Connection) throws -> EditionFile {
        let name = "\(id)/\(revision)"
        if let known = read.stored.withLock({ $0[name] }) { return known }
        guard let row = try db.first("SELECT body FROM edition WHERE id = \(id) AND revision = \(revision)") else {
            throw Failure.notFound(Message("failure.no_edition", ["id": id, "known": ""]))
        }
        let file = try checked(Array(try row.string("body").utf8), name: "\(id).yaml")
        read.stored.withLock { $0[name] = file }
        return file
    }

    /// Ids of the folder's editions that a plan year of an agency would answer: those of the fiscal year before, of the
    /// owners whose editions the agency has used; of any owner where it has used none.
    func fitting(year: Int, agency: Agency, in db: Connection) throws -> [String] {
        let used = try db.rows(
            "SELECT DISTINCT edition_id, edition_revision FROM assessment WHERE agency_id = \(agency.id)"
        ).map { try stored(try $0.string("edition_id"), revision: try $0.integer("edition_revision"), in: db) }
        let owners = Set(used.map(\.edition.owner.thai))
        return try sound().filter {
            $0.fiscalYear.value == year - 1 && (owners.isEmpty || owners.contains($0.owner.thai))
        }.map(\.id)
    }

    /// Lineages in the folder by the two ids their names give.
    func lineages() throws -> [(file: String, from: String, to: String)] {
        let place = folder.appendingPathComponent("lineage")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { name in
            guard let middle = name.range(of: "--") else { return nil }
            return (
                "lineage/\(name)", String(name[..<middle.lowerBound]), String(name[middle.upperBound...].dropLast(5))
            )
        }
    }
}

/// Takes an edition into use. What was used once never changes: another content under the same id and revision is
/// refused, and a revision may differ in display text only.
struct InstallEdition: Operation {
    static let name = "install-edition"
    static let permission = Permission.administer
    var agency: String? { nil }
    let file: EditionFile

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let edition = file.edition
        let values = ["id": edition.id, "revision": String(edition.revision)]
        for row in try db.rows(
            "SELECT revision, content_hash, rules_hash FROM edition WHERE id = \(edition.id) ORDER BY revision")
        {
            if try row.integer("revision") == edition.revision {
                guard try row.string("content_hash") == file.contentHash else {
                    throw Failure.conflict(Message("failure.edition_changed", values))
                }
                return Done((), nil)
            }
            guard try row.string("rules_hash") == file.rulesHash else {
                throw Failure.conflict(Message("failure.edition_rules_changed", values))
            }
        }
        try db.execute(
            """
            INSERT INTO edition (id, revision, content_hash, rules_hash, body, installed_at)
            VALUES (\(edition.id), \(edition.revision), \(file.contentHash), \(file.rulesHash), \(file.body), \(now))
            """)
        return Done(
            (), JournalNote("edition \(edition.id)", ["revision": String(edition.revision), "hash": file.contentHash]))
    }
}
