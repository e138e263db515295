import Foundation
import ITA
import Testing

@testable import Prongsai
@testable import Watch

/// Disclosures of an office for tests of the check: one nobody asked about, one that waits to be checked, with
/// something that looked personal in what it showed before.
struct CheckSample: Sendable {
    /// Prepared by somebody else, not handed in.
    var draft: String
    var waiting: String
    /// The check of `waiting`.
    var check: String
    /// An address of `waiting`.
    var address: String
    var find: String
    /// The hash of what `waiting` shows.
    var seen: String

    static func insert(_ agency: String, edition: Edition, on site: Site) async throws -> CheckSample {
        let codes = edition.items.filter { $0.code.hasPrefix("O") }.map(\.key)
        let draft = try await disclosure(agency, edition: edition, item: codes[13], on: site)
        let waiting = try await disclosure(agency, edition: edition, item: codes[14], on: site)
        let (check, find) = (ID.new(), ID.new())
        let address = try await addAddress("http://127.0.0.1/o2", to: waiting, of: agency, on: site)
        _ = try await addAddress("http://127.0.0.1/o1", to: draft, of: agency, on: site)
        let at = Instant(milliseconds: TestSite.now)
        try await site.database.write(agency) { db in
            try db.execute(
                """
                INSERT INTO disclosure_check (id, agency_id, disclosure_id, asked_by, asked_at, asked_note)
                VALUES (\(check), \(agency), \(waiting), 'console:preparer', \(at), 'ช่วยดูหน้า 2')
                """)
            try db.execute(
                """
                INSERT INTO personal_find (id, agency_id, disclosure_id, content_sha256, kind, masked, place, found_at)
                VALUES (\(find), \(agency), \(waiting), 'before', 'citizen', '1xxxxxxxxxx34', '{}', \(at))
                """)
        }
        let seen = try await site.database.read { try CheckSeen.current(of: waiting, in: $0).hash }
        return CheckSample(
            draft: draft, waiting: waiting, check: check, address: address, find: find, seen: seen)
    }

    /// A disclosure of an item, prepared by the console.
    static func disclosure(
        _ agency: String, edition: Edition, item: String, year: Int = 2568, on site: Site
    ) async throws -> String {
        let (yearID, id) = (ID.new(), ID.new())
        let at = Instant(milliseconds: TestSite.now)
        return try await site.database.write(agency) { db in
            try db.execute(
                """
                INSERT INTO disclosure_year (id, agency_id, fiscal_year, edition_id, edition_revision, created_at)
                VALUES (\(yearID), \(agency), \(year), \(edition.id), \(edition.revision), \(at))
                ON CONFLICT (agency_id, fiscal_year) DO NOTHING
                """)
            let known = try db.first(
                "SELECT id FROM disclosure_year WHERE agency_id = \(agency) AND fiscal_year = \(year)")
            let owner = try #require(try known?.string("id"))
            try db.execute(
                """
                INSERT INTO disclosure (id, agency_id, year_id, item_key, title, covers_from, covers_to, changed_at)
                VALUES (\(id), \(agency), \(owner), \(item), 'แผนดำเนินงานประจำปี', '2024-10-01', '2025-03-31', \(at))
                ON CONFLICT (year_id, item_key) DO UPDATE SET title = excluded.title
                """)
            let row = try db.first("SELECT id FROM disclosure WHERE year_id = \(owner) AND item_key = \(item)")
            let made = try #require(try row?.string("id"))
            try prepare(made, by: "console:preparer", of: agency, in: db)
            return made
        }
    }

    static func prepare(_ disclosure: String, by person: String, of agency: String, in db: Connection) throws {
        try db.execute(
            """
            INSERT INTO disclosure_preparer (disclosure_id, person, agency_id, at)
            VALUES (\(disclosure), \(person), \(agency), \(Instant(milliseconds: TestSite.now)))
            ON CONFLICT (disclosure_id, person) DO NOTHING
            """)
    }

    static func addAddress(_ address: String, to disclosure: String, of agency: String, on site: Site) async throws
        -> String
    {
        let id = ID.new()
        try await site.database.write(agency) { db in
            try db.execute(
                """
                INSERT INTO disclosure_address (id, agency_id, disclosure_id, position, kind, address, label, created_at)
                VALUES (\(id), \(agency), \(disclosure), 1, 'website', \(address), 'หน้าเว็บ',
                  \(Instant(milliseconds: TestSite.now)))
                """)
        }
        return id
    }

    /// Notes that each address of a disclosure was read for the checker, where no look at it is known: nothing of it was
    /// kept, so that what is to be seen is the same.
    static func readAddresses(
        of disclosure: String, agency: String, at: String = Instant(milliseconds: TestSite.now).text, on site: Site
    ) async throws {
        try await site.database.write(agency) { db in
            try db.execute(
                """
                INSERT INTO disclosure_look (disclosure_id, source, agency_id, outcome, findings, at)
                SELECT disclosure_id, 'address:' || id, agency_id, 'read', '[]', CAST(\(at) AS TEXT) FROM disclosure_address
                WHERE disclosure_id = \(disclosure) AND removed_at IS NULL AND offered_from IS NULL
                ON CONFLICT (disclosure_id, source) DO NOTHING
                """)
        }
    }

    /// Keeps what the watcher says of an address at a moment: other words where the verdict says so.
    static func see(
        _ verdict: PageVerdict.State, at address: String, of agency: String, _ moment: Instant, on site: Site
    ) async throws {
        let (id, due) = ("w-\(address)", ID.new())
        let watched = try await site.database.write(agency) { db in
            try db.execute(
                """
                INSERT INTO watched (id, agency_id, address_id, host, every_seconds, next_at, state)
                VALUES (\(id), \(agency), \(address), '127.0.0.1', 60, \(due), 'up')
                ON CONFLICT (id) DO UPDATE SET next_at = excluded.next_at
                """)
            let rows = try db.rows("SELECT \(Watched.columns) FROM watched WHERE id = \(id)")
            return try Watched(
                try #require(rows.first), at: try #require(try Watched.places(rows, in: db)[address]))
        }
        let web = try WebAddress("http://127.0.0.1/o2")
        let words = verdict == .alive ? "ประกาศ ที่นี่" : "เนื้อหาอื่น \(moment.text)"
        let response = FetchResponse(
            address: web, status: verdict == .gone ? 404 : 200, head: Array("HTTP/1.1 200 OK\r\n\r\n".utf8),
            headers: [], body: Array("<p>\(words)</p>".utf8), cut: nil, wireBytes: 1, version: "1.1", peer: nil,
            certificateEnds: nil, requestHead: [])
        let look = await Look.reading(
            FetchOutcome(id: 0, address: web, result: .success(response), begun: moment.milliseconds, elapsed: 1))
        #expect(try await LookRecord(site: site).keep(watched, look, PageVerdict(verdict)))
    }

    /// Verdicts that say that something else is there.
    static let others: [PageVerdict.State] = [.changed, .replaced, .wrongYear, .kindChanged]

    static func addElement(_ text: String, to disclosure: String, of agency: String, on site: Site) async throws
        -> String
    {
        let id = ID.new()
        try await site.database.write(agency) { db in
            try db.execute(
                """
                INSERT INTO disclosure_element (id, agency_id, disclosure_id, position, text)
                VALUES (\(id), \(agency), \(disclosure), 1, \(text))
                """)
        }
        return "own.\(id)"
    }

    @discardableResult
    static func addFile(
        _ bytes: [UInt8], _ name: String, to disclosure: String, of agency: String, on site: Site
    ) async throws -> String {
        let hash = try site.files.put(bytes)
        try await site.database.write(agency) { db in
            try db.execute(
                """
                INSERT INTO disclosure_file (id, agency_id, disclosure_id, position, label, file_sha256, file_name,
                  media_type, file_size, created_at)
                VALUES (\(ID.new()), \(agency), \(disclosure), 1, \(name), \(hash), \(name), 'application/octet-stream',
                  \(bytes.count), \(Instant(milliseconds: TestSite.now)))
                """)
        }
        return hash
    }

    static func write(_ text: String, on disclosure: String, of agency: String, on site: Site) async throws {
        try await site.database.write(agency) { db in
            try db.execute(
                """
                INSERT INTO disclosure_page (disclosure_id, agency_id, slug, text, changed_at)
                VALUES (\(disclosure), \(agency), 'page', \(text), \(Instant(milliseconds: TestSite.now)))
                ON CONFLICT (disclosure_id) DO UPDATE SET text = excluded.text
                """)
        }
    }
}
