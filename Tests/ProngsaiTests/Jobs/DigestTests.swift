import Foundation
import ITA
import Testing

@testable import Prongsai

@Suite struct DigestTests {
    private static let day: Int64 = 86_400_000

    /// An office whose officer has an address, with mail that goes nowhere.
    private func house(_ engine: TestEngine) async throws -> (site: Site, office: Office, clock: TestClock) {
        let (site, clock) = try await TestSite.moving(engine) {
            $0.mail = try MailServer("smtp://127.0.0.1:9?tls=none", from: "desk@office.go.th")
            $0.address = "https://ita.example.go.th/"
        }
        let office = try await Office.open("mine", on: site)
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE person SET email = 'somchai@office.go.th' WHERE id = \(office.person)")
        }
        return (site, office, clock)
    }

    private func tell(_ site: Site, _ office: Office, _ kind: Notice.Kind, _ particulars: [String: String] = [:])
        async throws
    {
        let now = site.clock.now()
        try await site.database.write(office.agency) { db in
            try Notice.tell(
                [office.person], kind, particulars, address: Link.round("mine", 2568, 1), agency: office.agency,
                at: now,
                in: db)
        }
    }

    private func mails(_ site: Site) async throws -> [(to: String, subject: String, text: String)] {
        try await site.database.read { db in
            try db.rows("SELECT target, payload FROM outbox WHERE kind = 'mail' ORDER BY created_at, id").map { row in
                let payload = try JSONValue(parsing: Array(try row.string("payload").utf8))
                return (try row.string("target"), payload["subject"]?.text ?? "", payload["text"]?.text ?? "")
            }
        }
    }

    @Test(arguments: engines) func `one mail a morning tells everything new, and nothing twice`(_ engine: TestEngine)
        async throws
    {
        let (site, office, clock) = try await house(engine)
        try await tell(site, office, .submitted, ["round": "1", "year": "2568"])
        try await tell(site, office, .contribution, ["name": "ฝ่าย \"ทะเบียน\"่", "measure": "คู่มือ"])
        #expect(try await Worker(site: site).remind().digests == 0, "it waits for tomorrow's morning")
        clock.advance(Self.day - 1000)
        #expect(try await Worker(site: site).remind().digests == 0, "before seven nothing is mailed")
        clock.advance(1000)
        #expect(try await Worker(site: site).remind().digests == 1)
        #expect(try await Worker(site: site).remind().digests == 0)
        try await tell(site, office, .approved, ["round": "1", "year": "2568"])
        clock.advance(Self.day / 4)
        #expect(try await Worker(site: site).remind().digests == 0, "at most one a day")
        clock.advance(Self.day)
        #expect(try await Worker(site: site).remind().digests == 1)
        let mails = try await mails(site)
        #expect(mails.map(\.to) == ["somchai@office.go.th", "somchai@office.go.th"])
        #expect(mails[0].subject == "มีเรื่องใหม่ 2 เรื่องในระบบโปร่งใส (สำนักงานเขตตัวอย่าง mine)")
        #expect(mails[0].text.contains("รอบที่ 1 ปี 2568 รอความเห็นชอบของท่าน"))
        #expect(mails[0].text.contains("ฝ่าย \"ทะเบียน\"่"))
        #expect(mails[0].text.contains("\n  https://ita.example.go.th/desk/mine/2568/rounds/1\n"))
        #expect(mails[1].text.contains("ได้รับความเห็นชอบ") && !mails[1].text.contains("รอความเห็นชอบ"))
    }

    @Test(arguments: engines) func `who has read it, chose the desk, has no address or left gets no mail`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, clock) = try await house(engine)
        let changes: [SQL] = [
            "UPDATE notice SET read_at = created_at",
            """
            INSERT INTO notice_choice (person_id, kind, agency_id, way)
            VALUES (\(office.person), 'submitted', \(office.agency), 'desk')
            """,
            "UPDATE person SET email = NULL WHERE id = \(office.person)",
            "UPDATE person SET email = 'ไม่ใช่อีเมล' WHERE id = \(office.person)",
            "UPDATE person SET email = 'a@office.go.th', retired_at = '2025-01-01T00:00:00.000Z' WHERE id = \(office.person)",
        ]
        for change in changes {
            try await tell(site, office, .submitted, ["round": "1", "year": "2568"])
            try await site.database.write(office.agency) { try $0.execute(change) }
            clock.advance(Self.day)
            #expect(try await Worker(site: site).remind().digests == 0)
        }
        #expect(try await mails(site).isEmpty)
    }

    @Test(arguments: engines) func `a measure that ends soon without a result is told once for a round`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, clock) = try await house(engine)
        // The clock stands at 14 March; the round and the office's measure end on 31 March, and the measure has a result.
        let bare = try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.emptyRow],
                fields: MeasureFields(text: "ประกาศนโยบายไม่รับของขวัญ", startsOn: "1 ต.ค. 2567", endsOn: "30 ก.ย. 2568")),
            as: TestSite.console)
        let soon = try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.emptyRow],
                fields: MeasureFields(text: "อบรมเจ้าหน้าที่", endsOn: "20 มี.ค. 2568")), as: TestSite.console)
        func told() async throws -> [String] {
            try await site.database.read { db in
                try db.rows("SELECT particulars FROM notice WHERE kind = 'due_soon' ORDER BY created_at, id").map {
                    try JSONValue(parsing: Array(try $0.string("particulars").utf8))["measure"]?.text ?? ""
                }
            }
        }
        #expect(try await Worker(site: site).remind().reminders == 1, "only the training ends within two weeks")
        #expect(try await told() == ["อบรมเจ้าหน้าที่"], "nobody has it, so the officers are told")
        #expect(try await Worker(site: site).remind().reminders == 0)
        clock.advance(3 * Self.day)
        #expect(try await Worker(site: site).remind().reminders == 1, "now the round itself ends")
        #expect(try await told() == ["อบรมเจ้าหน้าที่", "ประกาศนโยบายไม่รับของขวัญ"])
        clock.advance(30 * Self.day)
        #expect(try await Worker(site: site).remind().reminders == 0, "what is over is no news")
        clock.advance(150 * Self.day)
        let again = try await Worker(site: site).remind().reminders
        #expect(again == 0, "the second round of this office is frozen")
        _ = (bare, soon)
    }

    @Test(arguments: engines) func `what is given out one by one within the hour is one notice and one line of mail`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, clock) = try await house(engine)
        let giver = Actor.person(id: office.colleague, name: "กานดา ปู่", agency: office.agency, role: .officer)
        func give(_ text: String) async throws {
            _ = try await site.perform(
                AddMeasure(
                    agency: office.agency, plan: office.plan, rows: [office.emptyRow],
                    fields: MeasureFields(text: text, person: "ผู้ใช้ officer.mine", endsOn: "20 มี.ค. 2568")),
                as: giver)
        }
        func told(_ kind: Notice.Kind) async throws -> [String] {
            let strings = site.strings
            return try await site.database.read { db in
                try Notice.entries(of: office.person, in: db).filter { $0.kind == kind.rawValue }.map {
                    Notice.says($0.kind, $0.particulars, strings, .thai)
                }
            }
        }
        try await give("อบรมเจ้าหน้าที่")
        #expect(try await told(.assigned) == ["ท่านได้รับมอบหมายมาตรการ: อบรมเจ้าหน้าที่"], "one says which")
        for text in ["ติดป้าย", "ทำคู่มือ"] { try await give(text) }
        #expect(try await told(.assigned) == ["ท่านได้รับมอบหมายมาตรการ 3 รายการจาก กานดา ปู่"])
        _ = try await Worker(site: site).remind()
        #expect(try await told(.dueSoon) == ["มาตรการ 3 รายการใกล้สิ้นสุดและยังไม่มีผลในรอบที่ 1 ปี 2568"])
        clock.advance(Self.day)
        #expect(try await Worker(site: site).remind().digests == 1)
        let mail = try #require(try await mails(site).last)
        #expect(mail.text.contains("มาตรการ 3 รายการจาก กานดา ปู่") && !mail.text.contains("ติดป้าย"), "one line for all")
        try await give("ประกาศที่นี่")
        #expect(try await told(.assigned).count == 2, "what was mailed stays as it was told")
    }

    @Test(arguments: engines) func `what is given out at the server is told in the journal's words`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, _) = try await house(engine)
        for text in ["ติดป้าย", "ทำคู่มือ"] {
            _ = try await site.perform(
                AddMeasure(
                    agency: office.agency, plan: office.plan, rows: [office.emptyRow],
                    fields: MeasureFields(text: text, person: "ผู้ใช้ officer.mine")), as: TestSite.console)
        }
        let entries = try await site.database.read { try Notice.entries(of: office.person, in: $0) }
        let told = try #require(entries.first { $0.kind == Notice.Kind.assigned.rawValue })
        let said = Language.allCases.map { Notice.says(told.kind, told.particulars, site.strings, $0) }
        #expect(said.contains("ท่านได้รับมอบหมายมาตรการ 2 รายการจาก ผู้ดูแลที่เครื่องแม่ข่าย (test)"), "\(said)")
        #expect(said.contains("You were given 2 measures by somebody at the server (test)"), "\(said)")
    }

    @Test(arguments: engines) func `a reminder goes to the person, else to the people of the unit`(_ engine: TestEngine)
        async throws
    {
        let (site, office, _) = try await house(engine)
        func people(_ fields: MeasureFields) async throws -> [String] {
            let measure = try await site.perform(
                AddMeasure(agency: office.agency, plan: office.plan, rows: [office.emptyRow], fields: fields),
                as: TestSite.console)
            _ = try await site.perform(
                RemindOfMeasure(agency: office.agency, measure: measure, round: office.round), as: .program)
            return try await site.database.read { db in
                let rows = try db.rows(
                    """
                    SELECT person.name FROM notice JOIN person ON person.id = person_id WHERE kind = 'due_soon'
                    ORDER BY notice.id
                    """)
                return try rows.map { try $0.string("name") }
            }
        }
        let unit = MeasureFields(text: "ก", unit: "ฝ่ายปกครอง", endsOn: "20 มี.ค. 2568")
        #expect(try await people(unit) == ["สมชาย ใจดี"])
        let person = MeasureFields(text: "ข", person: "ผู้ใช้ officer.mine", endsOn: "20 มี.ค. 2568")
        #expect(try await people(person) == ["สมชาย ใจดี", "ผู้ใช้ officer.mine"])
    }
}
