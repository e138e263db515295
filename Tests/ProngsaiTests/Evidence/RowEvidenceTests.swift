import Testing

@testable import Prongsai

/// Captions of an imported report that stand in a row and in no result.
@Suite struct RowEvidenceTests {
    private func desk(_ engine: TestEngine) async throws -> (
        site: Site, office: Office, browser: TestBrowser, use: String
    ) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        let use = ID.new()
        try await site.database.write(office.agency) { db in
            try db.execute(
                """
                INSERT INTO evidence_use (id, agency_id, round_id, row_id, position, caption, created_at)
                VALUES (\(use), \(office.agency), \(office.round), \(office.row), 1, 'ป้ายค่าธรรมเนียม', 'x')
                """)
        }
        _ = try await TestSite.account("clerk", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("clerk")
        return (site, office, browser, use)
    }

    private func use(_ id: String, _ site: Site, _ office: Office) async throws -> EvidenceUse? {
        let plan = try await TestSite.plan(site, "mine")
        let round = try #require(plan.rounds.first { $0.id == office.round })
        return try await site.database.read { try RoundWork.load(round, in: $0).uses.first { $0.id == id } }
    }

    @Test(arguments: engines) func `a fault of it leads to where its picture is put in, and its words are changed`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser, id) = try await desk(engine)
        let page = "/desk/mine/2568/rounds/1/rows/\(office.row)"
        let round = try await browser.get("/desk/mine/2568/rounds/1")
        #expect(round.body.contains("href=\"\(page)#use-\(id)\""), "where the missing picture is mended")
        let shown = try await browser.get(page)
        #expect(shown.status == 200 && shown.body.contains("value=\"ป้ายค่าธรรมเนียม\""))
        let seen = try #require(TestBrowser.hidden("seen.\(id)", in: shown.body))
        let wrong = try await browser.upload(
            page, [("seen.\(id)", seen), ("caption.\(id)", ""), ("about.\(id)", "32 ม.ค. 68")],
            files: [("picture.\(id)", "ก.exe", Samples.program)])
        #expect(wrong.status == 422 && wrong.body.contains("เป็นโปรแกรม") && wrong.body.contains("32 ม.ค. 68"))
        #expect(wrong.body.contains("ช่องนี้ยังว่างอยู่"))
        let photo = try Samples.dated()
        let kept = try await browser.upload(
            page, [("seen.\(id)", seen), ("caption.\(id)", "ป้าย\"ก\u{0E48}"), ("about.\(id)", "32 ม.ค. 68")],
            files: [("picture.\(id)", photo.name, photo.bytes)])
        let attach = try #require(kept.body.firstMatch(of: /name="attach.[^"]*" value="([^"]*)"/)?.1)
        #expect(kept.status == 422, "the picture need not be sent again")
        let saved = try await browser.upload(
            page,
            [
                ("seen.\(id)", seen), ("caption.\(id)", "ป้ายใหม่ ญี่ปุ่น"), ("about.\(id)", "14 ม.ค. 68"),
                ("attach.\(id)", String(attach)),
            ], files: [])
        #expect(saved.status == 303)
        let now = try await use(id, site, office)
        #expect(now?.caption == "ป้ายใหม่ ญี่ปุ่น" && now?.aboutOn?.iso == "2025-01-14" && now?.evidence?.kind == .photo)
        let late = try await browser.upload(page, [("seen.\(id)", seen), ("caption.\(id)", "ช้าไป")], files: [])
        #expect(late.status == 409 && late.body.contains("ช้าไป") && late.body.contains("ป้ายใหม่ ญี่ปุ่น"))
        let fresh = try #require(TestBrowser.hidden("seen.\(id)", in: late.body))
        let gone = try await browser.upload(page, [("seen.\(id)", fresh), ("remove.\(id)", "1")], files: [])
        #expect(gone.location == "\(page)?done=evidence_removed")
        #expect(try await use(id, site, office) == nil)
        let words = try await browser.upload(page, [("seen.\(id)", fresh), ("caption.\(id)", "หายไปแล้ว")], files: [])
        #expect(words.status == 409 && words.body.contains("หายไปแล้ว"), "what was typed for what is gone is shown")
    }

    @Test(arguments: engines) func `all pieces are saved together, and only what was touched is changed`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser, id) = try await desk(engine)
        let (two, lines) = (ID.new(), "สอง\nบรรทัด")
        try await site.database.write(office.agency) { db in
            try db.execute(
                """
                INSERT INTO evidence_use (id, agency_id, round_id, row_id, position, caption, created_at)
                VALUES (\(two), \(office.agency), \(office.round), \(office.row), 2, \(lines), 'x')
                """)
        }
        let page = "/desk/mine/2568/rounds/1/rows/\(office.row)"
        let shown = try await browser.get(page)
        let seen = try [id, two].map { try #require(TestBrowser.hidden("seen.\($0)", in: shown.body)) }
        // Somebody else changes the second, which this form leaves as its browser shows it: without the line break.
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE evidence_use SET caption = 'ของผู้อื่น' WHERE id = \(two)")
        }
        let fields = [
            ("seen.\(id)", seen[0]), ("caption.\(id)", "แก้แล้ว"), ("seen.\(two)", seen[1]),
            ("caption.\(two)", "สองบรรทัด"),
        ]
        #expect(try await browser.upload(page, fields, files: []).status == 303)
        #expect(try await use(id, site, office)?.caption == "แก้แล้ว")
        #expect(try await use(two, site, office)?.caption == "ของผู้อื่น")
        // Both change the second: neither piece is saved, and both texts stand there.
        let now = try await browser.get(page)
        let first = try #require(TestBrowser.hidden("seen.\(id)", in: now.body))
        let clash = try await browser.upload(
            page,
            [
                ("seen.\(id)", first), ("caption.\(id)", "อีกครั้ง"), ("seen.\(two)", seen[1]),
                ("caption.\(two)", "ของฉัน"),
            ], files: [])
        #expect(clash.status == 409 && clash.body.contains("ของฉัน") && clash.body.contains("value=\"ของผู้อื่น\""))
        #expect(clash.body.contains("value=\"อีกครั้ง\""))
        #expect(try await use(id, site, office)?.caption == "แก้แล้ว")
    }

    @Test(arguments: engines) func `it is the row's measures' owners who change it`(_ engine: TestEngine) async throws {
        let (site, office, _, id) = try await desk(engine)
        _ = try await TestSite.account("other", .unitOfficer, of: office.agency, on: site)
        let other = TestBrowser(site)
        try await other.signIn("other")
        let page = "/desk/mine/2568/rounds/1/rows/\(office.row)"
        let shown = try await other.get(page)
        #expect(shown.status == 200 && !shown.body.contains("action=\"\(page)"))
        let taken = try await other.upload(page, [("seen.\(id)", ""), ("remove.\(id)", "1")], files: [])
        #expect(taken.status == 403)
        #expect(try await use(id, site, office) != nil)
    }
}
