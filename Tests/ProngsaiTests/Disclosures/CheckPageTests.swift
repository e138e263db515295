import Foundation
import ITA
import Testing
import Watch

@testable import Prongsai

@Suite struct CheckPageTests {
    private func desk(_ engine: TestEngine) async throws -> (site: Site, office: Office, browser: TestBrowser) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("checker", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("checker")
        return (site, office, browser)
    }

    @Test(arguments: engines) func `a check is asked for, ticked with proof and passed, and what was wrong stays typed`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        try await CheckSample.readAddresses(of: office.checks.waiting, agency: office.agency, on: site)
        let page = "/desk/mine/checks/\(office.checks.check)"
        let queue = try await browser.get("/desk/mine/checks")
        #expect(queue.status == 200 && queue.body.contains(page) && queue.body.contains("แผนดำเนินงานประจำปี"))
        let look = try await browser.get(page)
        #expect(look.status == 200 && look.body.contains("ช่วยดูหน้า 2"))
        let seen = try #require(TestBrowser.hidden("seen", in: look.body))
        let wrong = try await browser.upload(
            page, [("seen", seen), ("note", "ดูแล้ว \"ที่นี่\"่ <b>"), ("decision", "passed")], files: [])
        #expect(wrong.status == 422 && wrong.body.contains("&lt;b&gt;") && wrong.body.contains("ยังไม่ได้ตรวจ"))
        let fields = [
            ("seen", seen), ("found.whole", "there"), ("place.whole", ""), ("note", ""), ("decision", "passed"),
        ]
        let bare = try await browser.upload(page, fields, files: [])
        #expect(bare.status == 422 && bare.body.contains("value=\"there\" id=\"f-found.whole\" checked"))
        let program = try await browser.upload(
            page, fields, files: [("screenshot.whole", "จอ.png", Samples.program)])
        #expect(program.status == 422 && program.body.contains("จอ.png"))
        for time in 0..<2 {
            let passed = try await browser.upload(
                page, fields, files: [("screenshot.whole", "จอ.jpg", try Samples.withPlace())])
            #expect(passed.status == (time == 0 ? 303 : 409), "passed once")
        }
        let picture = try await browser.get("\(page)/screenshots/whole")
        #expect(picture.status == 200 && picture.bytes.starts(with: [0xff, 0xd8]) && !picture.body.contains("Exif"))
        let api = "/api/v1/agencies/mine/checks/\(office.checks.check)"
        let told = try await TestBrowser(site).send(
            .get, "\(api)/screenshots/whole", headers: ["authorization": "Bearer \(office.token)"], body: [])
        #expect(told.bytes == picture.bytes, "a program is handed the same picture")
        let after = try await browser.get(page)
        #expect(after.body.contains("ตรวจผ่าน") && !after.body.contains("name=\"decision\""))
        #expect(try await browser.get("/desk/mine/checks").body.contains("ไม่มีข้อใดรอให้ท่านตรวจ"))
        let disclosure = office.checks.waiting
        #expect(try await site.database.read { try CheckState.valid(of: disclosure, in: $0) })
    }

    @Test(arguments: engines) func `what changed while somebody checked is not passed`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await desk(engine)
        let page = "/desk/mine/checks/\(office.checks.check)"
        let seen = try #require(TestBrowser.hidden("seen", in: try await browser.get(page).body))
        try await CheckSample.write("ข้อความใหม่", on: office.checks.waiting, of: office.agency, on: site)
        let late = try await browser.upload(
            page, [("seen", seen), ("found.whole", "there"), ("place.whole", "หน้า 1"), ("decision", "passed")],
            files: [])
        #expect(late.status == 409 && late.body.contains("เปลี่ยนไประหว่างที่ตรวจ"))
        #expect(late.body.contains("value=\"หน้า 1\"") && TestBrowser.hidden("seen", in: late.body) != seen)
    }

    @Test(arguments: engines) func `an item goes back with a note, is asked for again, and its maker cannot decide`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let page = "/desk/mine/checks/\(office.checks.check)"
        let empty = try await browser.upload(page, [("note", " "), ("decision", "returned")], files: [])
        #expect(empty.status == 422)
        let back = try await browser.upload(
            page, [("note", "ขาดเดือนธันวาคม"), ("found.whole", "missing"), ("decision", "returned")], files: [])
        #expect(back.status == 303)
        #expect(try await browser.get(page).body.contains("ขาดเดือนธันวาคม"))
        let asked = try await browser.post(
            "/desk/mine/checks", ["disclosure": office.checks.waiting, "note": "แก้แล้ว"])
        let own = try #require(asked.location?.split(separator: "?").first.map(String.init))
        let mine = try await browser.get(own)
        #expect(mine.body.contains("จึงต้องให้ผู้อื่นเป็นผู้ตรวจ") && !mine.body.contains("name=\"decision\""))
        // Who may instead is named: not whoever asked, not whoever only reads, not whoever has no account or lost it.
        _ = try await TestSite.account("second", .director, of: office.agency, on: site)
        _ = try await TestSite.account("onlooker", .reader, of: office.agency, on: site)
        let named = try await browser.get(own).body
        let others = try #require(named.range(of: "ผู้ที่ตรวจได้: ")).upperBound
        let list = named[others...].prefix { $0 != "<" }
        #expect(list.contains("ผู้ใช้ second") && !list.contains("ผู้ใช้ checker") && !list.contains("onlooker"))
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE account SET closed_at = 'x' WHERE login <> 'checker'")
        }
        #expect(try await browser.get(own).body.contains("ยังไม่มีผู้อื่นในหน่วยงานที่เข้าระบบและตรวจได้"))
        let tried = try await browser.upload(
            own, [("found.whole", "there"), ("place.whole", "x"), ("decision", "passed")], files: [])
        #expect(tried.status == 409)
        let section = try await site.database.read { db in
            try CheckParts.Data.load(office.checks.waiting, in: db)
        }
        #expect(section.state.word == "waiting" && section.history.count == 2 && section.finds == 0)
        try await site.database.write(office.agency) {
            try $0.execute(
                "UPDATE disclosure_address SET removed_at = 'x' WHERE disclosure_id = \(office.checks.draft)")
        }
        let nothing = try await browser.post("/desk/mine/checks", ["disclosure": office.checks.draft])
        #expect(nothing.status == 422 && nothing.body.contains("ยังไม่มีอะไรให้ตรวจ"))
        #expect(try await browser.post("/desk/mine/checks", ["disclosure": "nothing"]).status == 404)
    }

    @Test(arguments: engines) func `documents are read on demand, finds are shown masked and justified on the page`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let page = "/desk/mine/checks/\(office.checks.check)"
        let (number, disclosure) = ("1101700203450", office.checks.waiting)
        let hash = try await CheckSample.addFile(
            Samples.pdf(["fiscal year 2025\nid \(number)"]), "แผน \"น้ำ.pdf", to: disclosure, of: office.agency, on: site)
        for _ in 0..<2 { #expect(try await browser.post("\(page)/reading").status == 303) }
        let body = try await browser.get(page).body
        #expect(body.contains("ระบุปีงบประมาณ พ.ศ. 2568") && body.contains("1xxxxxxxxxx50") && !body.contains(number))
        #expect(body.contains("ที่อยู่นี้ไม่อนุญาตให้โปรแกรมเปิด"), "an address inside is not asked")
        let file = try await browser.get("\(page)/files/\(hash)")
        #expect(file.header("content-disposition")?.hasPrefix("attachment") == true)
        let told = try await TestBrowser(site).send(
            .get, "/api/v1/agencies/mine/checks/\(office.checks.check)/files/\(hash)",
            headers: ["authorization": "Bearer \(office.token)"], body: [])
        #expect(told.bytes == file.bytes, "a program is handed the same file")
        #expect(try await browser.get("\(page)/files/\(String(repeating: "a", count: 64))").status == 404)
        let find = try #require(
            try await site.database.read { try PersonalFind.inTheWay(of: disclosure, in: $0).open.first })
        let typed = try await browser.post("\(page)/finds/\(find.id)", ["because.\(find.id)": "เลข \(number)"])
        #expect(typed.status == 422 && typed.body.contains("พิมพ์ใหม่โดยไม่ใส่เลขนั้น"))
        #expect(try await browser.post("\(page)/finds/\(office.checks.find)").status == 404, "gone with its content")
        // What was ticked and typed for the decision comes back, whichever button was pressed.
        let noted = [("note", "หน้า 3 \"น้ำ\u{0E48}"), ("seen", "x")]
        let read = try await browser.upload(
            "\(page)/reading", noted + [("because.\(find.id)", "ยังพิมพ์ไม่จบ")], files: [])
        #expect(read.status == 200 && read.body.contains("หน้า 3 &quot;น้ำ\u{0E48}"))
        #expect(read.body.contains("ยังพิมพ์ไม่จบ") && !read.body.contains("name=\"seen\" value=\"x\""))
        // The button that passes takes the reasons that were typed along.
        let passing = [("because.\(find.id)", "เลข \(number)"), ("decision", "passed")]
        let refused = try await browser.upload(page, noted + passing, files: [])
        #expect(refused.status == 422 && refused.body.contains("พิมพ์ใหม่โดยไม่ใส่เลขนั้น"))
        #expect(refused.body.contains("f-because.\(find.id)"))
        let fine = try await browser.upload(
            "\(page)/finds/\(find.id)", noted + [("because.\(find.id)", "เลขสมมุติในแบบฟอร์ม")], files: [])
        #expect(fine.status == 200 && fine.body.contains("หน้า 3 &quot;น้ำ\u{0E48}"))
        #expect(try await browser.get(page).body.contains("เลขสมมุติในแบบฟอร์ม"))
    }

    @Test(arguments: engines) func `an annual report is looked at for the year it covers`(_ engine: TestEngine)
        async throws
    {
        let (site, office, _) = try await desk(engine)
        let id = office.checks.waiting
        try await site.database.write(office.agency) {
            try $0.execute(
                "UPDATE disclosure SET covers_from = '2023-10-01', covers_to = '2024-09-30' WHERE id = \(id)")
        }
        let (subject, agency) = try await site.database.read {
            (try CheckSubject.find(id, agency: office.agency, in: $0), try Agency.find("mine", in: $0))
        }
        #expect(subject.fiscalYear == 2568 && subject.expectation(nil, agency).fiscalYear == 2567)
    }

    @Test(arguments: engines) func `pages ask as many queries for a large office as for a small one`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let (editions, check) = (site.editions, office.checks.check)
        let agency = try await site.database.read { try Agency.find("mine", in: $0) }
        let reads: [@Sendable (Connection) throws -> Void] = [
            { _ = try CheckQueue.load(agency, language: .thai, editions: editions, in: $0) },
            { _ = try CheckData.load(check, agency: agency, language: .thai, editions: editions, in: $0) },
            { _ = try CheckParts.Data.load(office.checks.waiting, in: $0) },
        ]
        var few: [Int] = []
        for read in reads { few.append(try await site.database.queries(read)) }
        let at = Instant(milliseconds: TestSite.now)
        let items = office.edition.items.map(\.key)
        for (index, year) in (2540..<2560).enumerated() {
            for item in items.prefix(20) {
                let id = try await CheckSample.disclosure(
                    office.agency, edition: office.edition, item: item, year: year, on: site)
                try await site.database.write(office.agency) { db in
                    try db.execute(
                        """
                        INSERT INTO disclosure_check (id, agency_id, disclosure_id, asked_by, asked_at, decision, decided_by,
                          decided_at)
                        VALUES (\(ID.new()), \(office.agency), \(id), 'console:preparer', \(at),
                          \(index < 10 ? nil : "returned"), \(index < 10 ? nil : "console:second"), \(index < 10 ? nil : at.text))
                        """)
                }
            }
        }
        for (index, read) in reads.enumerated() {
            let many = try await site.database.queries(read)
            #expect(many == few[index] && many <= 15, "read \(index): \(few[index]) and \(many) queries")
        }
        let queue = try await browser.get("/desk/mine/checks")
        #expect(queue.status == 200 && queue.bytes.count < 70_000, "\(queue.bytes.count)")
    }

    @Test func `addresses are looked at within limits, and a page that changed has another digest`() async throws {
        let server = try await PythonServer("checked.py", writes: false)
        var fetch = FetchSettings()
        let networks = ["127.0.0.0/8"].compactMap { IPNetwork($0) }
        (fetch.addresses, fetch.hostGap, fetch.retries) = (AddressGuard(allowedNetworks: networks, ports: nil), 0, 0)
        let site = try await TestSite.open(.sqlite)
        let office = try await Office.open("mine", on: site)
        var subject = try #require(
            try await site.database.read { try CheckSubject.load([office.checks.waiting], in: $0).values.first })
        subject.addresses = ["/page", "/fail", "/redirect", "/counter", "/changes"].map {
            .init(id: $0, address: "http://127.0.0.1:\(server.port)\($0)", label: "", element: nil)
        }
        subject.addresses.append(.init(id: "no", address: "file:///etc/passwd", label: "", element: nil))
        let expectation = CheckExpectation(fiscalYear: 2568)
        func look() async -> [String: CheckLook] {
            let looks = await CheckReading.looks(subject, expectation, files: site.files, fetch: fetch)
            return Dictionary(looks.map { (String($0.source.dropFirst(8)), $0) }) { first, _ in first }
        }
        let (first, second) = (await look(), await look())
        #expect(first["/page"]?.outcome == "read" && first["/redirect"]?.outcome == "read")
        #expect(first["/page"]?.findings.contains { $0.kind == .yearRight } == true)
        #expect(first["/fail"]?.outcome == "gone" && first["no"]?.outcome == "not_allowed")
        #expect(first["/page"]?.digest != nil && first["/page"]?.digest == first["/redirect"]?.digest)
        #expect(first["/counter"]?.digest == second["/counter"]?.digest, "a counter that turns is no change")
        #expect(first["/changes"]?.digest != second["/changes"]?.digest)
        #expect(first["/page"]?.contentHash == second["/page"]?.contentHash)
        subject.addresses = (0..<30).map {
            .init(id: "\($0)", address: "http://127.0.0.1:\(server.port)/\($0)", label: "", element: nil)
        }
        let many = await CheckReading.looks(subject, CheckExpectation(), files: site.files, fetch: fetch)
        #expect(many.count == 30, "every address an item has")
        let short = await CheckReading.looks(
            subject, CheckExpectation(), files: site.files, fetch: fetch, within: .zero)
        #expect(short.count == 1, "what there is no time for is left")
        var known = ["1", "0"].map { CheckLook(source: "address:\($0)", outcome: "read", findings: []) }
        (known[0].at, known[1].at) = ("2025-01-01", "2025-01-02")
        let turn = CheckReading.inTurn(subject.addresses, known).map(\.id)
        #expect(turn == (2..<30).map(String.init) + ["1", "0"], "what was left comes first")
    }

    @Test func `the command reads a file before anything is published, and tells scripts what it found`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prongsai-test-\(ID.new())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let number = "1101700203450"
        try Data(Samples.pdf(["fiscal year 2025\nid \(number)"])).write(to: folder.appendingPathComponent("a.pdf"))
        try Data("ปีงบประมาณ 2567".utf8).write(to: folder.appendingPathComponent("b.txt"))
        let found = try BuiltProgram.run(["check", "read", "a.pdf", "--year", "2568"], in: folder)
        #expect(found.code == 1 && found.output.contains("หน้า 1 บรรทัด 2") && !found.output.contains(number))
        let told = try BuiltProgram.run(["check", "read", "b.txt", "--year", "2568", "--json"], in: folder)
        let json = try JSONValue(parsing: Array(told.output.utf8))
        #expect(told.code == 0 && json["findings"]?.list?.first?["kind"]?.text == "year_other")
        let inside = try BuiltProgram.run(["check", "read", "http://127.0.0.1/x"], in: folder, language: "en")
        #expect(inside.code == 0 && inside.output.contains("may not open"))
        #expect(try BuiltProgram.run(["check", "read", "nothing.pdf"], in: folder).code == 65)
        #expect(try BuiltProgram.run(["check", "read", "b.txt", "--from", "เมื่อวาน"], in: folder).code == 65)
    }
}
