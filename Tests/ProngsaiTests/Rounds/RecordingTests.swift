import Foundation
import ITA
import Testing

@testable import Prongsai

@Suite struct RecordingTests {
    private func desk(_ engine: TestEngine, _ role: Role = .officer) async throws -> (
        site: Site, office: Office, browser: TestBrowser
    ) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("writer", role, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("writer")
        return (site, office, browser)
    }

    private func address(_ office: Office) -> String { "/desk/mine/2568/work/1/\(office.measure)" }
    private func work(_ site: Site, _ office: Office) async throws -> RoundWork {
        try await site.database.read {
            try RoundWork.load(Round(id: office.round, half: 1, frozenAt: nil), in: $0)
        }
    }
    private func result(_ answer: TestBrowser.Answer) throws -> String {
        let location = try #require(answer.location, "\(answer.status) \(answer.body)")
        let path = location.split(separator: "?")[0]
        return String(try #require(path.split(separator: "/").last))
    }

    @Test(arguments: engines) func `a result is recorded with its photos, and each proposes its caption and day`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let photo = try Samples.dated()
        let text = "ประชุม \"ข้าราชการ\"่ 42 คน ที่นี่ & น้ำ <b>"
        let answer = try await browser.upload(
            address(office), [("key", ID.new()), ("text", text), ("links", "https://example.go.th/ข่าว\n\n")],
            files: [
                ("photos", photo.name, photo.bytes), ("photos", "IMG_0001.png", try Samples.png()),
                ("files", "บันทึกการประชุม.pdf", Samples.document), ("files", "", []),
            ], piece: 70_000)
        #expect(answer.status == 303)
        let id = try result(answer)
        let work = try await work(site, office)
        let progress = try #require(work.progress.first { $0.id == id })
        #expect(progress.text == text && progress.measures == [office.measure] && progress.rowID == nil)
        let uses = work.uses(of: progress)
        #expect(uses.map { $0.evidence?.kind } == [.photo, .photo, .file, .address])
        #expect(uses[0].caption == "ประชุมข้าราชการ 14 ม.ค. 68")
        #expect(uses[0].aboutOn == Day(iso: "2025-01-14"))
        #expect(uses[1].caption == text, "a camera's name says nothing")
        #expect(uses[2].caption == "บันทึกการประชุม" && uses[2].evidence?.fileName == "บันทึกการประชุม.pdf")
        let page = try await browser.get(try #require(answer.location))
        #expect(page.status == 200 && page.body.contains("บันทึกผลแล้ว"))
        #expect(page.body.contains("ที่นี่ &amp; น้ำ &lt;b&gt;") && !page.body.contains("น้ำ <b>"))
        #expect(page.body.contains("14 ม.ค. 2568"))
    }

    @Test(arguments: engines) func `a form that is sent twice is recorded once`(_ engine: TestEngine) async throws {
        let (site, office, browser) = try await desk(engine)
        let before = try await work(site, office)
        let key = ID.new()
        let photo = try Samples.dated()
        var ids: Set<String> = []
        for _ in 0..<2 {
            ids.insert(
                try result(
                    try await browser.upload(
                        address(office), [("key", key), ("text", "ทำครั้งเดียว")],
                        files: [("photos", photo.name, photo.bytes)])))
        }
        let after = try await work(site, office)
        #expect(ids.count == 1 && after.progress.count == before.progress.count + 1)
        #expect(after.uses.count == before.uses.count + 1)
        // The answer was lost on the way; meanwhile another photo was chosen, and then the words were changed.
        let more = [("photos", "ภาพที่สอง.png", try Samples.png())]
        _ = try result(try await browser.upload(address(office), [("key", key), ("text", "ทำครั้งเดียว")], files: more))
        let changed = try await browser.upload(address(office), [("key", key), ("text", "ทำอีกอย่าง")], files: more)
        #expect(changed.status == 409 && changed.body.contains("ทำอีกอย่าง"))
        #expect(TestBrowser.values("upload", in: changed.body).count == 1, "the photo stays too")
        #expect(TestBrowser.hidden("key", in: changed.body) != key)
        let last = try await work(site, office)
        #expect(last.progress.count == after.progress.count && last.uses.count == after.uses.count + 1)
        let other = try await Office.open("theirs", on: site)
        let crossed = try await browser.upload(address(office), [("key", other.progress), ("text", "x")], files: [])
        #expect(crossed.status == 404, "a key is no way to another agency's result")
    }

    @Test func `ten thousand files at once are told how many may come, and nothing of them is kept`() async throws {
        let (site, office, browser) = try await desk(.sqlite)
        let files = (1...10_000).map { ("photos", "น้ำ \($0).txt", Array("ที่นี่ \($0)".utf8)) }
        let answer = try await browser.upload(
            address(office), [("key", ID.new()), ("text", "ทำแล้ว ที่นี่")], files: files, piece: 60_000)
        #expect(answer.status == 422 && answer.body.contains("ส่งได้ครั้งละไม่เกิน"))
        #expect(answer.body.contains("ทำแล้ว ที่นี่") && !answer.body.contains("น้ำ 1.txt"), "no fault for each")
        #expect(TestBrowser.values("upload", in: answer.body).isEmpty)
        let left = FileManager.default.subpaths(atPath: site.files.incoming.path) ?? []
        let kept = left.filter { !$0.hasPrefix("uploads") || $0.contains(".") }
        #expect(kept.isEmpty, "\(kept.prefix(3))")
        #expect(try await work(site, office).progress.count == 1)
    }

    @Test(arguments: engines) func `what is wrong is said at once, and the good photos stay`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await desk(engine)
        let photo = try Samples.dated()
        let key = ID.new()
        let answer = try await browser.upload(
            address(office), [("key", key), ("text", ""), ("links", "example.go.th")],
            files: [
                ("photos", photo.name, photo.bytes), ("photos", "ภาพ.jpg", Samples.program),
                ("photos", "ขาด.jpg", Array(photo.bytes.prefix(photo.bytes.count / 2))),
                ("files", "ตัวช่วย.pdf", Samples.program),
            ])
        #expect(answer.status == 422)
        for word in ["ช่องนี้ยังว่างอยู่", "ภาพ.jpg", "ไม่ใช่ภาพ", "ขาด.jpg", "ตัวช่วย.pdf", "เป็นโปรแกรม", "example.go.th"] {
            #expect(answer.body.contains(word), "\(word)")
        }
        #expect(try await work(site, office).progress.count == 1)
        let waiting = TestBrowser.values("upload", in: answer.body)
        #expect(waiting.count == 1)
        let again = try await browser.upload(
            address(office), [("key", key), ("text", "แก้แล้ว"), ("upload", waiting.first ?? "")], files: [])
        #expect(again.status == 303)
        let work = try await work(site, office)
        #expect(work.progress.last.map { work.uses(of: $0).count } == 1)
        #expect(TestBrowser.values("upload", in: try await browser.get(address(office)).body).isEmpty, "taken")
    }

    @Test func `a hundred photos are enough, and a file of 200 MB is refused in words`() async throws {
        let (site, office, browser) = try await desk(.sqlite)
        let many = try await browser.upload(
            address(office), [("key", ID.new()), ("text", "ทำ")],
            files: (0..<10_000).map { ("files", "\($0).txt", [65]) }, piece: 1 << 20)
        #expect(many.status == 422 && many.body.contains("ไม่เกิน 100 ไฟล์") && many.body.utf8.count < 120_000)
        let large = try await browser.upload(
            address(office), [("key", ID.new()), ("text", "ทำ")],
            files: [("photos", "ใหญ่.jpg", [UInt8](repeating: 0xff, count: 70_000_000))], piece: 1 << 20)
        #expect(large.status == 422 && large.body.contains("เกินกำหนด 60 เมกะไบต์"))
        #expect(try await work(site, office).progress.count == 1)
    }

    @Test(arguments: engines) func `a closed round takes nothing, and a form that comes too late keeps its words`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let open = try await browser.get(address(office))
        #expect(open.body.contains("name=\"photos\""))
        let result = "/desk/mine/2568/results/\(office.progress)"
        let seen = try #require(TestBrowser.hidden("seen", in: try await browser.get(result).body))
        _ = try await site.perform(
            FreezeRound(
                agency: office.agency, plan: office.plan, half: 1, reason: nil, editions: site.editions,
                strings: site.strings, withFaults: true), as: TestSite.console)
        for page in [address(office), result] {
            let body = try await browser.get(page).body
            #expect(body.contains("รอบนี้ปิดแล้ว") && !body.contains("name=\"photos\"") && !body.contains("<textarea"))
        }
        let photo = try Samples.dated()
        for (page, fields) in [
            (address(office), [("key", ID.new()), ("text", "พิมพ์ค้างไว้ ที่นี่")]),
            (result, [("seen", seen), ("text", "พิมพ์ค้างไว้ ที่นี่")]),
        ] {
            let late = try await browser.upload(page, fields, files: [("photos", photo.name, photo.bytes)])
            #expect(late.status == 409 && late.body.contains("รอบนี้ปิดแล้ว"))
            #expect(late.body.contains("พิมพ์ค้างไว้ ที่นี่"))
        }
        let late = try await browser.post(result, ["text": "แก้ช้าไป", "seen": seen])
        #expect(late.status == 409 && late.body.contains("แก้ช้าไป"))
        #expect(try await browser.post("\(result)/removal", ["seen": seen]).status == 409)
        #expect(try await work(site, office).progress.map(\.text) == ["เผยแพร่คู่มือบนเว็บไซต์แล้ว"])
    }

    @Test(arguments: engines) func `my work comes before my unit's, and the late before the rest`(_ engine: TestEngine)
        async throws
    {
        let (site, office, _) = try await desk(engine)
        let person = try await site.database.read {
            try $0.first("SELECT id FROM person WHERE name = 'สมชาย ใจดี'")?.string("id") ?? ""
        }
        func add(_ text: String, _ fields: MeasureFields) async throws -> String {
            var fields = fields
            fields.text = text
            return try await site.perform(
                AddMeasure(agency: office.agency, plan: office.plan, rows: [office.row], fields: fields),
                as: TestSite.console)
        }
        let others = try await add("ของใครก็ไม่รู้", MeasureFields())
        let soon = try await add("ใกล้ครบ", MeasureFields(unit: "ฝ่ายปกครอง", endsOn: "20 มี.ค. 2568"))
        let late = try await add("เลยแล้ว", MeasureFields(unit: "ฝ่ายปกครอง", endsOn: "1 มี.ค. 2568"))
        let mine = try await add("ของผม", MeasureFields(unit: "ฝ่ายปกครอง", person: "สมชาย ใจดี"))
        let later = try await add("รอบหลัง", MeasureFields(unit: "ฝ่ายปกครอง", startsOn: "1 เม.ย. 2568"))
        let plan = try await TestSite.plan(site, "mine")
        let round = try #require(plan.rounds.first { $0.half == 1 })
        let work = try await site.database.read { try RoundWork.load(round, in: $0) }
        let unit = plan.measure(office.measure)?.unitID
        let own = OpenMeasure.list(plan, work, person: person, unit: unit, all: false)
        #expect(own.map(\.measure.id) == [mine, late, soon, office.measure, later])
        #expect(own[1].daysLeft(try #require(Day(iso: "2025-03-14"))) == -13)
        #expect(own[3].results == 1 && own[3].files == 1 && own[3].daysLeft(.first) == nil)
        #expect(own[4].owner == .elsewhen && own[0].number == "1.5")
        let all = OpenMeasure.list(plan, work, person: nil, unit: nil, all: true)
        #expect(all.count == 6 && all.contains { $0.measure.id == others })
        // Whoever counts what the round wants counts the same.
        let wanted = Set(all.filter { $0.owner != .elsewhen && $0.results == 0 }.map(\.measure.id))
        let faults = PlanCheck.faults(plan, work: work, elsewhere: [:]).filter {
            $0.problem.key == "measure_without_result"
        }
        #expect(Set(faults.compactMap(\.measure)) == wanted && !wanted.contains(later))
        let today = try #require(Day(iso: "2025-03-14"))
        let units = UnitWork.list(plan, work, today: today)
        #expect(units.reduce(0) { $0 + $1.measures } == wanted.count + 1 && units.reduce(0) { $0 + $1.late } == 1)
        let agency = plan.agency
        let editions = site.editions
        let rounds = try await site.database.read {
            try RoundsData.load(agency, year: 2568, editions: editions, in: $0)
        }
        let first = try #require(rounds.lines.first { $0.round.half == 1 })
        #expect(first.measures == wanted.count + 1 && first.results == 1)
        let browser = TestBrowser(site)
        try await browser.signIn("writer")
        let page = try await browser.get("/desk/mine/2568/work")
        #expect(page.body.contains("ยังต้องรายงานอีก 4 มาตรการ") && page.body.contains("เลยกำหนด 1 มี.ค. 2568 มาแล้ว 13 วัน"))
        #expect(page.body.contains("ครบกำหนด 20 มี.ค. 2568 เหลือ 6 วัน"))
    }

    @Test(arguments: engines) func `work that is alike stands in the order of the plan, and captions are no files`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        // Made within one moment, their ids say nothing about their order.
        let ids = ["m9", "m1", "m5"]
        try await site.database.write(office.agency) { db in
            for (index, id) in ids.enumerated() {
                try db.execute(
                    "INSERT INTO measure (id, agency_id, plan_id, text, status, created_at) VALUES (\(id), \(office.agency), \(office.plan), 'นำเข้า', 'planned', 'x')"
                )
                try db.execute(
                    "INSERT INTO row_measure (row_id, measure_id, agency_id, position) VALUES (\(office.row), \(id), \(office.agency), \(index + 10))"
                )
            }
            try db.execute(
                "INSERT INTO evidence_use (id, agency_id, round_id, progress_id, position, caption, created_at) VALUES ('waiting', \(office.agency), \(office.round), \(office.progress), 9, 'รอภาพ', 'x')"
            )
        }
        let plan = try await TestSite.plan(site, "mine")
        let list = OpenMeasure.list(plan, try await work(site, office), person: nil, unit: nil, all: true)
        #expect(list.map(\.measure.id).filter(ids.contains) == ids)
        let page = try await browser.get(address(office)).body
        #expect(page.contains("1 ไฟล์หรือลิงก์ · ◆ คำบรรยายที่รอภาพ 1") || page.contains("0 ไฟล์หรือลิงก์ · ◆ คำบรรยายที่รอภาพ 1"))
    }

    @Test(arguments: engines) func `work whose time lies outside the round is not said to be reported`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, _) = try await desk(engine)
        _ = try await TestSite.account("later", .unitOfficer, of: office.agency, on: site)
        _ = try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.row],
                fields: MeasureFields(text: "งานของรอบหลัง", person: "ผู้ใช้ later", startsOn: "1 เม.ย. 2568")),
            as: TestSite.console)
        let browser = TestBrowser(site)
        try await browser.signIn("later")
        let page = try await browser.get("/desk/mine/2568/work").body
        #expect(page.contains("รอบนี้ไม่มีมาตรการที่ท่านต้องรายงาน") && page.contains("งานของรอบหลัง"))
        #expect(!page.contains("รายงานครบทุกมาตรการแล้ว") && !page.contains("จาก 1 มาตรการ"))
    }

    @Test(arguments: engines) func `a program is told which work a round wants: no drafts, and none of another time`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, _) = try await desk(engine)
        func add(_ fields: MeasureFields) async throws -> String {
            try await site.perform(
                AddMeasure(agency: office.agency, plan: office.plan, rows: [office.row], fields: fields),
                as: TestSite.console)
        }
        let owed = try await add(MeasureFields(text: "ไม่มีวันกำหนด ที่นี่"))
        let draft = try await add(MeasureFields(text: "ร่างจากปีก่อน กตัญญู"))
        let later = try await add(MeasureFields(text: "งานของรอบหลัง", startsOn: "1 เม.ย. 2568"))
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE measure SET draft_from = id WHERE id = \(draft)")
        }
        let answer = try await TestBrowser(site).send(
            .get, "/api/v1/agencies/mine/years/2568/rounds/1/work",
            headers: ["authorization": "Bearer \(office.token)"], body: [])
        let list: [JSONValue] = try JSONValue(parsing: answer.bytes)["measures"]?.list ?? []
        func isWanted(_ id: String) -> JSONValue? { list.first { $0["measure"]?.text == id }?["isWanted"] }
        #expect(isWanted(owed) == .flag(true) && isWanted(office.measure) == .flag(true))
        #expect(isWanted(draft) == .flag(false) && isWanted(later) == .flag(false), "\(list)")
    }

    @Test(arguments: engines) func `pages of work take at most fifteen queries and stay light, however large the plan`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        try await site.database.write(office.agency) { db in
            for number in 0..<600 {
                let (measure, progress) = ("m\(number)", "p\(number)")
                try db.execute(
                    "INSERT INTO measure (id, agency_id, plan_id, text, status, created_at) VALUES (\(measure), \(office.agency), \(office.plan), \(String(repeating: "มาตรการที่ยาว ", count: 30)), 'planned', 'x')"
                )
                try db.execute(
                    "INSERT INTO row_measure (row_id, measure_id, agency_id, position) VALUES (\(office.row), \(measure), \(office.agency), \(number + 10))"
                )
                try db.execute(
                    "INSERT INTO progress (id, agency_id, round_id, position, text, created_at) VALUES (\(progress), \(office.agency), \(office.round), \(number + 10), \(String(repeating: "ผลที่ยาว ", count: 50)), 'x')"
                )
                try db.execute(
                    "INSERT INTO progress_measure (progress_id, measure_id, agency_id) VALUES (\(progress), \(measure), \(office.agency))"
                )
            }
        }
        for page in [
            "/desk/mine/2568/work", "/desk/mine/2568/work?page=9", address(office),
            "/desk/mine/2568/results/\(office.progress)", "/desk/mine/2568/results/p5",
        ] {
            let answer = try await browser.get(page)
            #expect(answer.status == 200 && answer.bytes.count < 60_000, "\(page): \(answer.bytes.count)")
        }
        let editions = site.editions
        let count = try await site.database.read { db in
            var count = 0
            let counting = Connection { sql in
                count += 1
                return try db.rows(sql)
            }
            let agency = try Agency.find("mine", in: db)
            let plan = try Plan.load(agency: agency, year: 2568, editions: editions, in: counting)
            let work = try RoundWork.load(plan.rounds[0], in: counting)
            _ = OpenMeasure.list(plan, work, person: nil, unit: nil, all: true)
            return count
        }
        #expect(count <= 14, "\(count)")
    }
}

extension Samples {
    /// A picture of one pixel.
    static func png() throws -> [UInt8] {
        try #require(
            Data(
                base64Encoded:
                    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVQI12P4z8AAAAMBAQAY3Y2wAAAAAElFTkSuQmCC")
        ).map { $0 }
    }
}
