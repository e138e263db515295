import Foundation
import Testing

@testable import Prongsai

/// Disclosures of an office that are hosted here: one in preparation (O4), one that may be published (O2), one that is
/// public (O3).
struct HostedDisclosure: Sendable {
    var draft: String
    /// A file of the draft.
    var file: String
    /// A file that was taken off the draft.
    var earlier: String
    var ready: String
    var shown: String
    /// A file everybody can have.
    var shownFile: String

    static let paper = SitePaper(
        hash: Hash.sha256(Samples.document), name: "รายงาน ที่ 1 “ฉบับเต็ม”.pdf", mediaType: "application/pdf",
        size: Samples.document.count)

    static func add(to agency: String, on site: Site) async throws -> HostedDisclosure {
        _ = try site.files.put(Samples.document)
        let draft = try await disclosure("O4", of: agency, on: site)
        let ready = try await disclosure("O2", of: agency, on: site)
        let shown = try await disclosure("O3", of: agency, on: site)
        let file = try await file(of: draft, agency: agency, on: site)
        let earlier = ID.new()
        try await site.database.write(agency) { db in
            try db.execute(
                """
                INSERT INTO disclosure_file (id, agency_id, disclosure_id, position, label, file_sha256, file_name,
                  media_type, file_size, created_at, removed_at)
                VALUES (\(earlier), \(agency), \(draft), 9, 'ฉบับเดิม', \(paper.hash), \(paper.name), \(paper.mediaType),
                  \(paper.size), '2025-03-01T00:00:00.000Z', '2025-03-02T00:00:00.000Z')
                """)
        }
        try await write(ready, "# โครงสร้าง\nสำนักงานมี 10 ฝ่าย", agency: agency, on: site)
        try await pass(ready, agency: agency, on: site)
        let shownFile = try await self.file(of: shown, agency: agency, on: site)
        try await pass(shown, agency: agency, on: site)
        _ = try await site.perform(
            PublishDisclosure(agency: agency, disclosure: shown, editions: site.editions), as: TestSite.console)
        return HostedDisclosure(
            draft: draft, file: file, earlier: earlier, ready: ready, shown: shown, shownFile: shownFile)
    }

    /// A disclosure of an item in a year on the edition of the Bangkok districts, made where it is not there.
    static func disclosure(_ code: String, year: Int = 2568, title: String? = nil, of agency: String, on site: Site)
        async throws -> String
    {
        let item = try #require(try site.editions.file("bma-ita-2567").edition.item(code: code))
        return try await site.database.write(agency) { db in
            let now = Instant(milliseconds: TestSite.now)
            try db.execute(
                """
                INSERT INTO disclosure_year (id, agency_id, fiscal_year, edition_id, edition_revision, created_at)
                VALUES (\(ID.new()), \(agency), \(year), 'bma-ita-2567', 0, \(now))
                ON CONFLICT (agency_id, fiscal_year) DO NOTHING
                """)
            let yearID =
                try db.first("SELECT id FROM disclosure_year WHERE agency_id = \(agency) AND fiscal_year = \(year)")?
                .string("id") ?? ""
            try db.execute(
                """
                INSERT INTO disclosure (id, agency_id, year_id, item_key, title, changed_at)
                VALUES (\(ID.new()), \(agency), \(yearID), \(item.key), \(title), \(now))
                ON CONFLICT (year_id, item_key) DO UPDATE SET title = COALESCE(excluded.title, disclosure.title)
                """)
            return try db.first("SELECT id FROM disclosure WHERE year_id = \(yearID) AND item_key = \(item.key)")?
                .string("id") ?? ""
        }
    }

    static func write(_ disclosure: String, _ text: String, slug: String? = nil, agency: String, on site: Site)
        async throws
    {
        try await site.perform(
            WriteDisclosurePage(
                agency: agency, disclosure: disclosure, text: text, slug: slug, editions: site.editions),
            as: TestSite.console)
    }

    static func file(
        of disclosure: String, _ paper: SitePaper = HostedDisclosure.paper, label: String = "", agency: String,
        on site: Site
    ) async throws -> String {
        try await site.perform(
            AddDisclosureFile(
                agency: agency, disclosure: disclosure, paper: paper, label: label, element: nil,
                editions: site.editions), as: TestSite.console)
    }

    /// Looked through for personal data, and passed by a second person, as it stands now.
    static func pass(_ disclosure: String, agency: String, on site: Site, scanned: Bool = true) async throws {
        let now = site.clock.now()
        try await site.database.write(agency) { db in
            let (hash, seen) = try CheckSeen.current(of: disclosure, in: db)
            try db.execute(
                """
                INSERT INTO disclosure_check (id, agency_id, disclosure_id, asked_by, asked_at, seen_hash, seen, decision,
                  decided_by, decided_at)
                VALUES (\(ID.new()), \(agency), \(disclosure), 'console:test', \(now), \(hash), \(seen), 'passed',
                  'console:second', \(now))
                """)
            guard scanned, let subject = try CheckSubject.load([disclosure], in: db)[disclosure] else { return }
            let contents = subject.files.map { ("file:\($0.hash)", $0.hash) } + [("page", subject.wordsHash)]
            for (source, content) in contents {
                try db.execute(
                    """
                    INSERT INTO disclosure_look (disclosure_id, source, agency_id, content_hash, outcome, findings, at)
                    VALUES (\(disclosure), \(source), \(agency), \(content), 'read', '[]', \(now))
                    ON CONFLICT (disclosure_id, source) DO UPDATE SET content_hash = excluded.content_hash
                    """)
            }
        }
    }

    /// Lets the helpers read it as a second person's check does, and gives what that person is shown as personal.
    static func read(_ disclosure: String, agency: String, on site: Site) async throws -> [PersonalFind] {
        let subject = try await site.database.read { try CheckSubject.find(disclosure, agency: agency, in: $0) }
        let looks = await CheckReading.looks(
            subject, CheckExpectation(), files: site.files, fetch: CheckReading.settings(site.settings))
        try await site.perform(
            RecordLooks(agency: agency, disclosure: disclosure, looks: looks),
            as: TestSite.person(.officer, of: agency))
        return try await site.database.read { db in
            try PersonalFind.list(of: subject, try CheckLook.list(of: disclosure, in: db), in: db)
        }
    }

    /// The keys of what keeps a disclosure from being published.
    static func blocking(_ disclosure: String, agency: String, on site: Site) async throws -> [String] {
        let editions = site.editions
        return try await site.database.read { db in
            try PublishGate.problems(
                try DisclosurePage.load(disclosure, agency: agency, editions: editions, in: db), in: db
            ).map(\.key)
        }
    }

    static func publish(_ disclosure: String, agency: String, on site: Site) async throws -> Int {
        try await site.perform(
            PublishDisclosure(agency: agency, disclosure: disclosure, editions: site.editions), as: TestSite.console)
    }
}
