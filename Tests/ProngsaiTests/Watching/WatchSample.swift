import Foundation
import ITA
import Testing
import Watch

@testable import Prongsai

/// Disclosures with watched addresses, put straight into the tables.
enum WatchSample {
    /// The year the sample of every office stands in, which no other part of the tests opens.
    static let year = 2571

    static func id(_ name: String, of agency: String) -> String { "\(name)-\(agency)" }

    /// What the rules about operations need: an address that is due later, one that is down without an alert, one that
    /// is down with an alert, and one that is up with an alert.
    static func add(to agency: String, edition: Edition, on site: Site) async throws {
        try await site.database.write(agency) { db in
            try openYear(agency, year, edition, in: db)
            try disclosure("sample-\(agency)", agency, item: "oit.unnamed-r", year: year, in: db)
            for (index, (name, state)) in [
                ("due", "up"), ("fallen", "down"), ("down", "down"), ("risen", "up"),
            ].enumerated() {
                try address(
                    "address-\(name)-\(agency)", agency, disclosure: "sample-\(agency)", position: index,
                    "https://example.go.th/\(name)", in: db)
                try db.execute(
                    """
                    INSERT INTO watched (id, agency_id, address_id, host, every_seconds, next_at, state, verdict, reasons,
                      seen_at, since) VALUES (\(id(name, of: agency)), \(agency), \("address-\(name)-\(agency)"),
                      'example.go.th', 86400, '2025-12-31T00:00:00.000Z', \(state), 'gone', '[]',
                      '2025-03-01T00:00:00.000Z', '2025-03-01T00:00:00.000Z')
                    """)
            }
            try db.execute(
                "UPDATE watched SET changed_at = '2025-03-01T00:00:00.000Z' WHERE id = \(id("due", of: agency))")
            for name in ["down", "risen"] {
                try db.execute(
                    """
                    INSERT INTO alert (id, agency_id, disclosure_id, watched_id, verdict, reasons, since, raised_at)
                    VALUES (\(id("alert-\(name)", of: agency)), \(agency), \("sample-\(agency)"),
                      \(id(name, of: agency)), 'gone', '[]', '2025-03-01T00:00:00.000Z', '2025-03-01T00:00:00.000Z')
                    """)
            }
        }
    }

    static func openYear(_ agency: String, _ year: Int, _ edition: Edition, in db: Connection) throws {
        try db.execute(
            """
            INSERT INTO disclosure_year (id, agency_id, fiscal_year, edition_id, edition_revision, created_at)
            VALUES (\("year-\(agency)-\(year)"), \(agency), \(year), \(edition.id), \(edition.revision),
              '2025-03-01T00:00:00.000Z')
            """)
    }

    static func disclosure(
        _ id: String, _ agency: String, item: String, year: Int, person: String? = nil, title: String? = nil,
        in db: Connection
    ) throws {
        try db.execute(
            """
            INSERT INTO disclosure (id, agency_id, year_id, item_key, title, person_id, changed_at)
            VALUES (\(id), \(agency), \("year-\(agency)-\(year)"), \(item), \(title), \(person), '2025-03-01T00:00:00.000Z')
            """)
    }

    static func address(
        _ id: String, _ agency: String, disclosure: String, position: Int = 0, _ address: String,
        offeredFrom: String? = nil, in db: Connection
    ) throws {
        try db.execute(
            """
            INSERT INTO disclosure_address (id, agency_id, disclosure_id, position, kind, address, label, offered_from,
              created_at) VALUES (\(id), \(agency), \(disclosure), \(position), 'website', \(address), '', \(offeredFrom),
              '2025-03-01T00:00:00.000Z')
            """)
    }

    // MARK: A website

    /// A page of a disclosure of the year.
    static func page(_ more: String = "", year: Int = 2568) -> String {
        """
        <!doctype html><html><head><title>ประกาศ</title></head><body><nav><a href="/">หน้าแรก</a></nav><main>
        <h1>ประกาศนโยบายไม่รับของขวัญ ปีงบประมาณ พ.ศ. \(year)</h1>
        <p>ผู้บริหารและเจ้าหน้าที่ทุกคนของสำนักงานเขตตัวอย่าง ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู ไม่รับของขวัญทุกชนิดจากการปฏิบัติหน้าที่</p>
        <p>\(more)</p></main></body></html>
        """
    }
}

/// A website of a test, whose pages it sets.
final class SampleSite: @unchecked Sendable {
    struct Page: Codable {
        var status = 200
        var type = "text/html; charset=utf-8"
        var body = ""
        /// The body where it is no text.
        var base64: String?
        var etag: String?
        var location: String?
        var delay = 0.0
        var retryAfter: String?
    }

    let server: PythonServer
    private var pages: [String: Page] = [:]

    init() async throws {
        server = try await PythonServer("site.py")
        try set("/", Page(body: "<title>หน้าแรก</title><h1>สำนักงานเขตตัวอย่าง</h1><p>ข่าวประชาสัมพันธ์ บริการประชาชน</p>"))
    }

    func address(_ path: String) -> String { "http://127.0.0.1:\(server.port)\(path)" }

    /// Puts a page there, or takes it away.
    func set(_ path: String, _ page: Page?) throws {
        pages[path] = page
        // In one step, so that a request never reads half of it.
        try JSONEncoder().encode(pages).write(to: server.file, options: .atomic)
    }

    /// What was asked for so far.
    func asked() throws -> [JSONValue] {
        let text = (try? String(contentsOf: URL(fileURLWithPath: server.file.path + ".log"), encoding: .utf8)) ?? ""
        return try text.utf8.split(separator: 10).map { try JSONValue(parsing: Array($0)) }
    }
}

/// An office with watched pages on a loopback site, and a watcher that does not wait between requests.
struct WatchedOffice {
    var site: Site
    var clock: TestClock
    var agency: String
    var person: String
    var web: SampleSite

    /// - Parameter paths: one address each, all of one item.
    static func open(_ engine: TestEngine, paths: [String], _ change: (inout Settings) throws -> Void = { _ in })
        async throws -> WatchedOffice
    {
        let web = try await SampleSite()
        let (site, clock) = try await TestSite.moving(engine) { settings in
            settings.watch.networks = [try #require(IPNetwork("127.0.0.0/8"))]
            settings.watch.ports = nil
            settings.watch.references = [try WebAddress(web.address("/reference"))]
            try change(&settings)
        }
        let agency = try await TestSite.addOffice("mine", to: site)
        let person = try await TestSite.account("owner", .unitOfficer, of: agency, on: site)
        let edition = try site.editions.file("bma-ita-2567").edition
        let addresses = paths.map { ($0, web.address($0)) }
        try await site.database.write(agency) { db in
            try WatchSample.openYear(agency, 2568, edition, in: db)
            try WatchSample.disclosure(
                "d", agency, item: "oit.unnamed-r", year: 2568, person: person, title: "นโยบายไม่รับของขวัญ", in: db)
            for (index, (path, address)) in addresses.enumerated() {
                try WatchSample.address("a\(path)", agency, disclosure: "d", position: index, address, in: db)
            }
        }
        return WatchedOffice(site: site, clock: clock, agency: agency, person: person, web: web)
    }

    var watcher: Watcher {
        var settings = site.settings.watch.fetching(authorities: "")
        settings.hostGap = 0
        settings.retries = 0
        return Watcher(site, fetching: settings)
    }

    func one(_ sql: SQL) async throws -> Row? { try await site.database.read { try $0.first(sql) } }
    func rows(_ sql: SQL) async throws -> [Row] { try await site.database.read { try $0.rows(sql) } }
    func count(_ sql: SQL) async throws -> Int { try await one(sql)?.integer("n") ?? -1 }

    /// The kinds of notices a person got, in order.
    func told(_ person: String) async throws -> [String] {
        try await rows("SELECT kind FROM notice WHERE person_id = \(person) ORDER BY created_at, id").map {
            try $0.string("kind")
        }
    }

    /// The one watched address of a path.
    func watched(_ path: String) async throws -> Row {
        try #require(try await one("SELECT * FROM watched WHERE address_id = \("a\(path)")"))
    }

    static let hour: Int64 = 3_700_000
    static let day: Int64 = 86_400_000
}
