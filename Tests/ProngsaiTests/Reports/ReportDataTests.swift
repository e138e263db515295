import Documents
import Foundation
import ITA
import Synchronization
import Testing

@testable import Prongsai

@Suite struct ReportDataTests {
    /// Columns that are printed, and where; and those that are not, and why. A new column belongs to one or the other.
    private static let printed: [String: Set<String>] = [
        "agency": ["key", "thai", "english"], "unit": ["name"], "person": ["name"],
        "assessment": ["edition_id", "edition_revision"],
        "score": ["item_key", "published"], "plan": ["fiscal_year"], "plan_line_item": ["item_key"],
        "finding": ["text"],
        "measure": ["text", "unit_id", "person_id", "steps", "starts_on", "ends_on", "follow_up", "status"],
        "round": ["half", "frozen_at"],
        "progress": ["text"],
        "evidence": ["kind", "file_sha256", "file_name", "print_sha256", "print_width", "print_height", "address"],
        "evidence_use": ["caption", "about_on"],
        "frozen_round": ["version", "content_hash", "content", "frozen_at", "mark"],
    ]
    private static let left: [String: (columns: Set<String>, why: String)] = [
        "agency": (["id", "parent_id", "created_at", "public_email"], "the house's own order, and its site's"),
        "unit": (["id", "agency_id", "created_at", "retired_at"], "names are printed"),
        "person": (
            ["id", "agency_id", "unit_id", "title", "email", "role", "created_at", "retired_at"],
            "personal data stays inside"
        ),
        "assessment": (["id", "agency_id", "fiscal_year", "source_name", "created_at"], "the edition says the year"),
        "score": (
            ["assessment_id", "agency_id", "source_place"], "where a score was read is for the office to look up"
        ),
        "plan": (["id", "agency_id", "assessment_id", "created_at"], "links"),
        "plan_row": (["id", "agency_id", "plan_id", "position"], "the order itself"),
        "plan_line": (["id", "agency_id", "row_id", "position"], "the order itself"),
        "plan_line_item": (["line_id", "agency_id"], "links"),
        "finding": (
            ["id", "agency_id", "line_id", "position", "draft_from"], "a draft is reported by the readiness check"
        ),
        "measure": (
            ["id", "agency_id", "plan_id", "created_at", "draft_from"], "a draft is reported by the readiness check"
        ),
        "row_measure": (["row_id", "measure_id", "agency_id", "position"], "the order itself"),
        "round": (["id", "agency_id", "plan_id"], "links"),
        "progress": (["id", "agency_id", "round_id", "row_id", "position", "created_at"], "the order itself"),
        "progress_measure": (["progress_id", "measure_id", "agency_id"], "in the JSON form as ids"),
        "evidence": (
            ["id", "agency_id", "media_type", "file_size", "taken_at", "created_at"],
            "the camera's time is proposed as the day the evidence is about"
        ),
        "evidence_use": (
            ["id", "agency_id", "round_id", "row_id", "progress_id", "evidence_id", "position", "created_at"],
            "links and order"
        ),
        "frozen_round": (["id", "agency_id", "round_id", "frozen_by", "reason"], "who and why is the journal's"),
        "report_file": (
            ["sha256", "agency_id", "frozen_round_id", "written_at"], "which files were written is for `verify`"
        ),
        "import": (
            ["id", "agency_id", "kind", "fiscal_year", "file_sha256", "file_name", "applied_at"], "how the data came in"
        ),
        "journal": (
            ["agency_id", "number", "at", "actor", "operation", "about", "particulars", "previous", "hash"],
            "a document of its own"
        ),
        "edition": (
            ["id", "revision", "content_hash", "rules_hash", "body", "installed_at"],
            "its id, revision and hash of rules are printed"
        ),
        "schema_migration": (["name"], "the program's own"),
    ]

    /// Tables of which nothing belongs into the report.
    private static let apart: [String: String] = [
        "account": "how people sign in", "recovery_code": "how people sign in", "session": "how people sign in",
        "ticket": "how people sign in", "sign_in_failure": "how people sign in",
        "contribution_link": "the way in for contributions", "contribution": "a proposal; accepted it is a result",
        "contribution_file": "a proposal; accepted it is evidence",
        "submission": "the way to the frozen round", "publication": "where the report is shown",
        "notice": "told to one person", "notice_choice": "one person's wish", "outbox": "on its way out",
        "journal_head": "which line of the journal is the newest", "job": "work under way",
        "api_token": "how machines sign in",
        "upload": "a file somebody looks at before it is taken over", "webhook": "who is told",
        "disclosure_year": "the list of disclosures, which has pages of its own", "disclosure": "a disclosure",
        "disclosure_element": "a disclosure", "disclosure_address": "a disclosure",
        "disclosure_preparer": "who may not pass it", "disclosure_source": "a page that was read",
        "disclosure_check": "the way to publishing", "disclosure_tick": "the way to publishing",
        "disclosure_look": "the way to publishing",
        "personal_find": "the way to publishing", "disclosure_page": "a page of the public site",
        "disclosure_file": "a file of the public site", "disclosure_slug": "an address of the public site",
        "published_page": "a page of the public site", "watched": "watching", "site_memory": "watching",
        "verdict": "watching", "watched_day": "watching", "watched_visit": "watching", "capture": "watching",
        "alert": "watching",
        "answers_freeze": "what was answered to the assessor",
        "reminder": "who was reminded", "calendar_link": "one person's calendar",
    ]

    @Test func `every stored column is printed or left out for a reason`() async throws {
        let site = try await TestSite.open(.sqlite)
        let stored = try await site.database.read { db in
            try db.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").map { row in
                let table = try row.string("name")
                return (
                    table,
                    Set(try db.rows(SQL(trusted: "PRAGMA table_info(\"\(table)\")")).map { try $0.string("name") })
                )
            }
        }
        for (table, columns) in stored where Self.apart[table] == nil {
            let known = (Self.printed[table] ?? []).union(Self.left[table]?.columns ?? [])
            #expect(known == columns, "\(table): \(known.symmetricDifference(columns).sorted())")
        }
    }

    @Test(arguments: engines) func `what an office entered stands in the report`(_ engine: TestEngine) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        let fields = MeasureFields(
            person: "สมชาย ใจดี", steps: "ร่าง ตรวจ เผยแพร่", followUp: "รายงานทุกเดือน", status: "underway")
        try await site.perform(
            ChangeMeasure(agency: office.agency, measure: office.measure, fields: fields), as: TestSite.console)
        let agency = try await site.database.read { try Agency.find("office", in: $0) }
        let prepared = try await site.report(agency: agency, year: 2568, half: nil, layout: "nacc", language: .thai)
        let report = prepared.report
        #expect(prepared.half == 1 && prepared.frozenID == nil && report.seal.version == 0)
        let text = String(decoding: try report.json(), as: UTF8.self)
        for word in [
            "สำนักงานเขตตัวอย่าง office", "ผู้รับบริการรอนาน", "จัดทำคู่มือการให้บริการ", "ฝ่ายปกครอง", "สมชาย ใจดี", "ร่าง ตรวจ เผยแพร่",
            "2024-10-01", "2025-03-31",
            "รายงานทุกเดือน", "underway", "เผยแพร่คู่มือบนเว็บไซต์แล้ว", "หน้าคู่มือ", "2025-01-14", "https://example.go.th/คู่มือ",
            "94.70", "bma-ita-2567",
        ] { #expect(text.contains(word), "\(word)") }
        #expect(report.words.title.joined().contains("รอบ 6 เดือนแรก (ตุลาคม 2567 - มีนาคม 2568)"))
        let english = try await site.report(agency: agency, year: 2568, half: 1, layout: "bma", language: .english)
            .report
        #expect(english.words.title.joined(separator: " ").contains("B.E. 2568"))
    }

    /// Counts the queries of one read.
    private func queries(_ site: Site, _ body: @escaping @Sendable (Connection) throws -> Void) async throws -> Int {
        try await site.database.read { db in
            var count = 0
            try body(
                Connection { sql in
                    count += 1
                    return try db.rows(sql)
                })
            return count
        }
    }

    @Test(arguments: engines) func `a plan's page takes at most fifteen queries, for ten measures and for a thousand`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency, plan) = try await TestSite.withOffice(engine)
        let editions = site.editions
        let count: @Sendable () async throws -> Int = {
            try await queries(site) { db in
                let plan = try Plan.load(
                    agency: try Agency.find("office", in: db), year: nil, editions: editions, in: db)
                for round in plan.rounds.prefix(1) { _ = try RoundWork.load(round, in: db) }
            }
        }
        let row = try await site.perform(
            AddRow(agency: agency, plan: plan.id, edition: plan.edition.edition, lines: ["I1"]), as: TestSite.console)
        func add(_ numbers: Range<Int>) async throws {
            try await site.database.write(agency) { db in
                for number in numbers {
                    let (measure, progress) = ("m\(number)", "p\(number)")
                    try db.execute(
                        "INSERT INTO measure (id, agency_id, plan_id, text, status, created_at) VALUES (\(measure), \(agency), \(plan.id), 'x', 'planned', 'x')"
                    )
                    try db.execute(
                        "INSERT INTO row_measure (row_id, measure_id, agency_id, position) VALUES (\(row), \(measure), \(agency), \(number))"
                    )
                    try db.execute(
                        "INSERT INTO progress (id, agency_id, round_id, row_id, position, text, created_at) VALUES (\(progress), \(agency), \(plan.rounds[0].id), \(row), \(number), 'x', 'x')"
                    )
                    try db.execute(
                        "INSERT INTO progress_measure (progress_id, measure_id, agency_id) VALUES (\(progress), \(measure), \(agency))"
                    )
                }
            }
        }
        try await add(0..<10)
        let few = try await count()
        try await add(10..<1000)
        let many = try await count()
        #expect(few == many && few <= 15, "\(few) and \(many) queries")
        #expect(try await TestSite.plan(site).measures.count == 1000)
    }

    @Test func `a Word report that is imported again gives the same plan`() async throws {
        let site = try await TestSite.open(.sqlite)
        let office = try await Office.open("office", on: site)
        let photo = try await site.storedPhoto()
        for (index, caption) in ["ประชุมชี้แจง", "ป้ายประชาสัมพันธ์"].enumerated() {
            let progress = try await site.perform(
                RecordProgress(
                    agency: office.agency, round: office.round, row: office.row, measures: [],
                    text: "ผลที่ \(index + 2) ของแถว"), as: TestSite.console)
            _ = try await site.perform(
                AddEvidence(
                    agency: office.agency, progress: progress, source: .stored(photo), caption: caption, aboutOn: nil),
                as: TestSite.console)
            _ = try await site.perform(
                AddEvidence(
                    agency: office.agency, progress: progress, source: .address("https://example.go.th/\(index)"),
                    caption: "หน้าเว็บ", aboutOn: nil),
                as: TestSite.console)
        }
        // More measures than items: a layout with a line for each measure then has lines that name no item.
        for number in 2...4 {
            _ = try await site.perform(
                AddMeasure(
                    agency: office.agency, plan: office.plan, rows: [office.row],
                    fields: MeasureFields(
                        text: "มาตรการที่ \(number)", unit: "ฝ่ายปกครอง", person: "สมชาย ใจดี", steps: "ร่าง แล้วเผยแพร่",
                        startsOn: "1 ต.ค. 2567", endsOn: "31 มี.ค. 2568", followUp: "รายงานทุกเดือน")),
                as: TestSite.console)
        }
        let agency = try await site.database.read { try Agency.find("office", in: $0) }
        let names = try await site.database.read { try KnownNames.load(agency: office.agency, in: $0) }
        for layout in ["bma", "nacc"] {
            let report = try await site.report(agency: agency, year: nil, half: 1, layout: layout, language: .thai)
                .report
            let files = site.files
            let bytes = try report.docx { hash in try files.bytes(of: hash) }
            let document = try SourceDocument.docx(bytes)
            let reading = ReportReader.read(document, edition: office.edition, remarks: ReportRemarks(site.strings))
            let rows = report.content.sections.flatMap(\.indicators).flatMap(\.rows)
            #expect(
                reading.rows.map { $0.lines.map(\.codes) } == rows.map { $0.lines.map { $0.items.map(\.code) } },
                "\(layout)")
            #expect(
                reading.rows.map { $0.lines.map { $0.findings.map(\.text) } } == rows.map { $0.lines.map(\.findings) },
                "\(layout)")
            #expect(reading.rows.map { $0.measures.map(\.text) } == rows.map { $0.measures.map(\.text) }, "\(layout)")
            #expect(reading.rows.map { $0.results.map(\.text) } == rows.map { $0.results.map(\.text) }, "\(layout)")
            #expect(reading.rows.flatMap(\.lines).allSatisfy { $0.score != nil })
            let numbers = reading.rows[0].captions.map(\.number)
            #expect(numbers == [1, 2, 2, 3, 3], "\(layout): \(reading.rows[0].captions)")
            #expect(
                reading.rows[0].captions.filter { $0.picture != nil }.map(\.text) == ["ประชุมชี้แจง", "ป้ายประชาสัมพันธ์"],
                "\(layout)")
            let addresses = rows[0].results.flatMap(\.evidence).map(\.address)
            #expect(reading.rows[0].captions.map(\.address) == addresses, "\(layout)")
            #expect(reading.doubts.isEmpty && reading.faults.isEmpty, "\(layout): \(reading.doubts)")
            if layout == "nacc" {
                let fields = reading.rows[0].measures.map { MeasureReading($0, names: names, fiscalYear: 2568) }
                #expect(fields.allSatisfy { $0.unit?.name == "ฝ่ายปกครอง" && $0.newUnit == nil && $0.doubts.isEmpty })
                #expect(fields.dropFirst().allSatisfy { $0.person?.name == "สมชาย ใจดี" })
                #expect(fields.allSatisfy { $0.startsOn?.iso == "2024-10-01" && $0.endsOn?.iso == "2025-03-31" })
                #expect(reading.rows[0].measures.dropFirst().allSatisfy { $0.followUp == "รายงานทุกเดือน" })
            }
            #expect(reading.unplaced.isEmpty, "\(layout): \(reading.unplaced)")
            #expect(reading.agency == agency.thai && reading.fiscalYear == 2568 && reading.half == 1)
        }
    }
}

extension Site {
    /// A small picture of one colour, kept as a photo: made here so that no test needs a file.
    func storedPhoto() async throws -> StoredPicture {
        // A 1×1 PNG (RFC 2083), grown by the printable copy to what it is: one pixel.
        let png: [UInt8] = [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1,
            8, 2, 0, 0, 0, 0x90, 0x77,
            0x53, 0xDE, 0, 0, 0, 12, 0x49, 0x44, 0x41, 0x54, 8, 0xD7, 0x63, 0xF8, 0xCF, 0xC0, 0, 0, 3, 1, 1, 0, 0x18,
            0xDD, 0x8D, 0xB0, 0, 0, 0, 0,
            0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
        ]
        return try StoredPicture.keep(png, name: "ภาพ.png", as: .photo, in: files)
    }
}
