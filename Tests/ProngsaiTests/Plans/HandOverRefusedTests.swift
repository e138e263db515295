import Testing

@testable import Prongsai

/// What is not handed over, and what is kept of what is.
@Suite struct HandOverRefusedTests {
    private typealias Work = (measures: [String], disclosures: [String])

    /// Two offices: in each the colleague holds a measure and a disclosure. The browser plans in the first.
    private func houses(_ engine: TestEngine) async throws -> (Site, mine: Office, theirs: Office, TestBrowser) {
        let site = try await TestSite.open(engine)
        let (mine, theirs) = (try await Office.open("mine", on: site), try await Office.open("theirs", on: site))
        for office in [mine, theirs] { try await office.giveWork(to: office.colleague, on: site) }
        _ = try await TestSite.account("planner", .officer, of: mine.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("planner")
        return (site, mine, theirs, browser)
    }

    private func address(_ office: Office) -> String { "/desk/mine/people/\(office.colleague)/hand-over" }

    private func post(_ work: Work, _ office: Office, _ browser: TestBrowser) async throws -> TestBrowser.Answer {
        let more: [(String, String)] =
            work.measures.map { ("measures", $0) } + work.disclosures.map { ("disclosures", $0) }
        return try await browser.post(address(office), ["to": office.person], more: more)
    }

    private func perform(_ work: Work, _ office: Office, _ site: Site) async throws {
        try await site.perform(
            HandOver(
                agency: office.agency, from: office.colleague, to: office.person, measures: work.measures,
                disclosures: work.disclosures, takesRole: false, editions: site.editions), as: office.own)
    }

    /// What the interface for machines answers.
    private func ask(_ work: Work, _ office: Office, _ site: Site) async throws -> Int {
        func list(_ ids: [String]) -> JSONValue { .list(ids.map { .text($0) }) }
        let body: JSONValue = [
            "to": .text(office.person), "measures": list(work.measures), "disclosures": list(work.disclosures),
        ]
        return try await TestBrowser(site).send(
            .post, "/api/v1/agencies/mine/people/\(office.colleague)/hand-over",
            headers: ["authorization": "Bearer \(office.token)"], body: try body.bytes()
        ).status
    }

    /// Measures and disclosures of an agency as they are stored.
    private func rows(of agency: String, _ site: Site) async throws -> [String] {
        try await site.database.read { db in
            let tables: [SQL] = [
                "SELECT * FROM measure WHERE agency_id = \(agency) ORDER BY id",
                "SELECT * FROM disclosure WHERE agency_id = \(agency) ORDER BY id",
            ]
            return try tables.flatMap { try db.rows($0).map { "\($0.values)" } }
        }
    }

    private func lines(_ office: Office, _ site: Site) async throws -> [Journal.Line] {
        try await site.database.read { try Journal.lines(agency: office.agency, in: $0) }
    }

    /// Tries it by every way there is; each must say that the work is another one, and change nothing.
    private func expectRefused(_ work: Work, _ office: Office, _ browser: TestBrowser, _ site: Site) async throws {
        let before = try await lines(office, site)
        #expect(try await post(work, office, browser).status == 409, "\(work)")
        await #expect(throws: Failure.conflict(Message("failure.hand_over_changed")), "\(work)") {
            try await perform(work, office, site)
        }
        #expect(try await ask(work, office, site) == 409, "\(work)")
        #expect(try await lines(office, site) == before, "\(work)")
    }

    @Test(arguments: engines)
    func `work of another agency is not handed over among one's own people, alone or with one's own`(
        _ engine: TestEngine
    ) async throws {
        let (site, mine, theirs, browser) = try await houses(engine)
        let (own, foreign) = (try await rows(of: mine.agency, site), try await rows(of: theirs.agency, site))
        let (measure, disclosure) = (theirs.waiting, theirs.disclosed.disclosure)
        let tries: [Work] = [
            ([measure], []), ([], [disclosure]), ([mine.waiting, measure], []), ([mine.waiting], [disclosure]),
            ([measure], [mine.disclosed.disclosure]),
        ]
        for work in tries { try await expectRefused(work, mine, browser, site) }
        #expect(try await rows(of: theirs.agency, site) == foreign)
        #expect(try await rows(of: mine.agency, site) == own, "all of it or nothing")
        let work: Work = ([mine.waiting], [mine.disclosed.disclosure])
        #expect(try await post(work, mine, browser).status == 303, "one's own goes")
        #expect(try await rows(of: theirs.agency, site) == foreign)
    }

    @Test(arguments: engines) func `what is named twice is refused, and what is named once is counted once`(
        _ engine: TestEngine
    ) async throws {
        let (site, mine, _, browser) = try await houses(engine)
        let (measure, disclosure) = (mine.waiting, mine.disclosed.disclosure)
        let before = try await rows(of: mine.agency, site)
        let twice: [Work] = [([measure, measure], []), ([measure], [disclosure, disclosure])]
        for work in twice { try await expectRefused(work, mine, browser, site) }
        #expect(try await rows(of: mine.agency, site) == before)
        #expect(try await post(([measure], [disclosure]), mine, browser).status == 303)
        let (owner, holder, notices) = try await site.database.read { db in
            (
                try db.first("SELECT person_id FROM measure WHERE id = \(measure)")?.string("person_id"),
                try db.first("SELECT person_id FROM disclosure WHERE id = \(disclosure)")?.string("person_id"),
                try Notice.entries(of: mine.person, in: db).filter { $0.kind == Notice.Kind.assigned.rawValue }
            )
        }
        #expect(owner == mine.person && holder == mine.person)
        #expect(notices.map { $0.particulars["count"] } == ["1"])
        #expect(notices.map { $0.particulars["disclosures"] } == ["1"])
    }

    @Test(arguments: engines) func `long texts are kept as they begin, and the sheet stays out of the journal's table`(
        _ engine: TestEngine
    ) async throws {
        let (site, mine, _, browser) = try await houses(engine)
        let (measure, disclosure) = (mine.waiting, mine.disclosed.disclosure)
        let text = String(repeating: "เปิดเผยข้อมูลครบ ที่นี่ กตัญญู ", count: 600)
        let title = String(repeating: "น้ำในปู่ ญี่ปุ่น ", count: 100)
        try await site.database.write(mine.agency) { db in
            try db.execute("UPDATE measure SET text = \(text) WHERE id = \(measure)")
            try db.execute("UPDATE disclosure SET title = \(title) WHERE id = \(disclosure)")
        }
        let answer = try await post(([measure], [disclosure]), mine, browser)
        let paper = try await browser.get(try #require(answer.location)).body
        #expect(paper.contains("\(text.shortened(to: 500))</td>") && paper.contains("\(title.shortened(to: 500))</td>"))
        let lines = try await lines(mine, site)
        let line = try #require(lines.last { $0.operation == HandOver.name })
        #expect(line.particulars.contains("\"sheet\":") && line.particulars.unicodeScalars.count < 3_000)
        #expect(Journal.firstBreak(lines) == nil)
        let table = try await browser.get("/desk/mine/journal/csv?deed=\(HandOver.name)").body
        let page = try await browser.get("/desk/mine/journal?deed=\(HandOver.name)").body
        let kept = #"{"disclosures":"\#(disclosure)","measures":"\#(measure)","to":"\#(mine.person)"}"#
        #expect(line.particularsInACell == kept)
        #expect(table.contains(String(decoding: CSVWriter.line([kept]).dropLast(2), as: UTF8.self)))
        for body in [table, page] {
            #expect(!body.contains("เปิดเผยข้อมูลครบ") && !body.contains("น้ำในปู่ ญี่ปุ่น น้ำในปู่"))
        }
    }

    @Test(arguments: engines) func `a sheet of measures and disclosures is not found under another agency's name`(
        _ engine: TestEngine
    ) async throws {
        let (site, mine, theirs, browser) = try await houses(engine)
        let answer = try await post(([mine.waiting], [mine.disclosed.disclosure]), mine, browser)
        let address = try #require(answer.location?.split(separator: "?").first.map { String($0) })
        let number = try #require(address.split(separator: "/").last.map { String($0) })
        #expect(try await browser.get(address).body.contains("ตอบกระทู้ที่นี่"))
        _ = try await TestSite.account("stranger", .officer, of: theirs.agency, on: site)
        let stranger = TestBrowser(site)
        try await stranger.signIn("stranger")
        for place in [address, "/desk/theirs/handed-over/\(number)"] {
            let refused = try await stranger.get(place)
            #expect(refused.status == 404 && !refused.body.contains("ตอบกระทู้ที่นี่"), "\(place)")
        }
    }
}
