import Documents
import Child
import Foundation
import ITA
import Testing

@testable import Prongsai

@Suite struct DisclosureTests {
    private func opened(_ engine: TestEngine, _ edition: String? = nil) async throws -> (site: Site, agency: String) {
        let (site, agency, _) = try await TestSite.withOffice(engine)
        let file = try edition.map { try site.editions.file($0) }
        _ = try await site.perform(
            OpenDisclosureYear(agency: agency, fiscalYear: 2568, file: file, editions: site.editions),
            as: TestSite.console)
        return (site, agency)
    }

    private func item(_ code: String, _ agency: String, _ site: Site) async throws -> Disclosure {
        try await DisclosedOffice.item(code, agency, 2568, on: site)
    }

    @Test(arguments: engines) func `opening a year makes a row for every item once, with what a zero costs`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency) = try await opened(engine)
        let again = try await site.perform(
            OpenDisclosureYear(
                agency: agency, fiscalYear: 2568, file: nil, editions: site.editions, answersDueOn: "30 เม.ย. 2568"),
            as: TestSite.console)
        let year = try await DisclosedOffice.year(agency, 2568, on: site)
        #expect(year.id == again && year.items.count == 22 && year.answersDueOn == Day(iso: "2025-04-30"))
        #expect(year.items.map(\.code) == (1...22).map { "O\($0)" })
        // Indicator 10 has five items, indicator 9 seventeen; each is half of 40 points.
        #expect(year.items[17].points?.rounded() == "4.00" && year.items[0].points?.rounded() == "1.18")
        #expect(year.pointsAtStake?.rounded() == "40.00")
        #expect(year.inOrder.first?.code == "O18" && year.items.allSatisfy { $0.state == .nothing })
        #expect(year.items[0].coversFrom == Day(iso: "2024-10-01") && year.items[0].coversTo == Day(iso: "2025-03-31"))
        // By another edition only as long as nothing was entered.
        func open(_ edition: String) async throws {
            _ = try await site.perform(
                OpenDisclosureYear(
                    agency: agency, fiscalYear: 2568, file: try site.editions.file(edition), editions: site.editions),
                as: TestSite.console)
        }
        try await open("nacc-ita-2568")
        let other = try await DisclosedOffice.year(agency, 2568, on: site)
        #expect(other.id == again && other.items.count == 28 && other.edition.edition.id == "nacc-ita-2568")
        let said = try await site.database.read {
            let about = "disclosure-year \(again)"
            return try $0.first("SELECT particulars FROM journal WHERE about = \(about) ORDER BY number DESC")?
                .string("particulars")
        }
        #expect(said == #"{"from":"bma-ita-2567","items":"28","to":"nacc-ita-2568","year":"2568"}"#)
        try await open("bma-ita-2567")
        let refused = Failure.conflict(
            Message("failure.year_other_edition", ["year": "2568", "edition": "bma-ita-2567"]))
        _ = try await site.perform(
            AddElement(agency: agency, disclosure: try await item("O1", agency, site).id, text: "ปู่"),
            as: TestSite.console)
        await #expect(throws: refused) { try await open("nacc-ita-2568") }
        #expect(try await DisclosedOffice.year(agency, 2568, on: site).items.count == 22)
        await #expect(throws: Failure.invalid([Problem("day", ["given": "เมื่อวาน"], at: "due")])) {
            _ = try await site.perform(
                OpenDisclosureYear(
                    agency: agency, fiscalYear: 2569, file: nil, editions: site.editions, answersDueOn: "เมื่อวาน"),
                as: TestSite.console)
        }
    }

    @Test(arguments: engines) func `a year goes by its owner's edition of that year`(_ engine: TestEngine) async throws
    {
        let site = try await TestSite.open(engine)
        let agency = try await site.perform(
            CreateAgency(key: "tsd", thai: "เทศบาลตัวอย่าง", english: nil), as: TestSite.console)
        let file = try site.editions.file("nacc-ita-2568")
        try await site.perform(InstallEdition(file: file), as: TestSite.console)
        let opening = OpenYear(agency: agency, fiscalYear: 2568, edition: file.edition)
        _ = try await site.perform(opening, as: TestSite.console)
        for (year, edition) in [(2568, "nacc-ita-2568"), (2569, "nacc-ita-2569"), (2570, "nacc-ita-2568")] {
            _ = try await site.perform(
                OpenDisclosureYear(agency: agency, fiscalYear: year, file: nil, editions: site.editions),
                as: TestSite.console)
            #expect(try await DisclosedOffice.year(agency, year, on: site).edition.edition.id == edition)
        }
    }

    @Test func `drafts speak of the year they are for, and of this kind of office`() throws {
        for (text, moved) in [
            ("เป็นข้อมูลที่เกิดขึ้นในปี พ.ศ. 2567", "เป็นข้อมูลที่เกิดขึ้นในปี พ.ศ. 2569"), ("ปี 2567–2568", "ปี 2569–2568"),
            ("รายงาน ประจำปีงบประมาณ พ.ศ. 2566", "รายงาน ประจำปีงบประมาณ พ.ศ. 2568"),
            ("พ.ร.บ. … พ.ศ. 2560", "พ.ร.บ. … พ.ศ. 2560"), ("พ.ร.บ. … พ.ศ. 2566", "พ.ร.บ. … พ.ศ. 2566"),
            ("12567", "12567"), ("", ""),
        ] { #expect(DisclosureDrafts.shifted(text, from: 2567, to: 2569) == moved) }
        let shelf = EditionShelf(folder: Repository.root.appendingPathComponent("Instruments"))
        let drafts = DisclosureDrafts(try PageShapes.year(), shelf).drafts
        let elements = drafts.flatMap(\.elements)
        #expect(!elements.isEmpty && elements.allSatisfy { !$0.contains("สถานศึกษา") && !$0.contains("ปี พ.ศ. 2567") })
    }

    @Test func `annual reports are about the year before, and costs are known without the surveys' questions`() throws {
        let year = try PageShapes.year()
        let annual = try #require(year.items.first { $0.item.key == "oit.annual-procurement-report" })
        #expect(annual.coversFrom == Day(iso: "2023-10-01") && annual.coversTo == Day(iso: "2024-09-30"))
        let stakes = DisclosureYear.stakes(year.edition.edition)
        #expect(stakes.count == 28)
        let sum = stakes.values.reduce(Exact.zero, +)
        #expect(sum == Exact(40), "all of them together are the instrument's share")
    }

    @Test(arguments: engines) func `addresses are spelt in one way, entered once, and keep what was when they change`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency) = try await opened(engine)
        let o1 = try await item("o๑", agency, site)
        func add(_ address: String, _ label: String = "") async throws -> String {
            try await site.perform(
                AddAddress(
                    agency: agency, disclosure: o1.id, address: address, label: label, editions: site.editions),
                as: TestSite.console)
        }
        let first = try await add("HTTPS://www.Example.go.th/โครงสร้าง#บน", "โครงสร้าง \"ที่นี่่\"")
        #expect(try await add("https://www.example.go.th/โครงสร้าง#บน") == first)
        _ = try await add("drive.google.com/open?id=1")
        for wrong in [
            "", "javascript:alert(1)", "file:///etc/passwd", "ftp://a.go.th/x", "https://user@a.go.th/", "โครงสร้าง",
        ] {
            await #expect(throws: Failure.self, "\(wrong)") { _ = try await add(wrong) }
        }
        await #expect(
            throws: Failure.invalid([
                Problem("address", ["given": "javascript:1"], at: "address"),
                Problem("text_too_long", ["limit": "300"], at: "label"),
            ])
        ) { _ = try await add("javascript:1", String(repeating: "ก", count: 301)) }
        var now = try await item("O1", agency, site)
        #expect(now.addresses.map(\.kind) == [.website, .drive] && now.state == .draft)
        #expect(now.addresses[0].address.hasPrefix("https://www.example.go.th/%E0%B9%82"))
        let moved = try await site.perform(
            ChangeAddress(
                agency: agency, id: first, address: "https://www.example.go.th/o1", label: "ใหม่",
                editions: site.editions), as: TestSite.console)
        now = try await item("O1", agency, site)
        #expect(moved != first && now.addresses.map(\.id).first == moved, "another address is another row")
        let kept = try await site.database.read {
            try $0.first("SELECT removed_at FROM disclosure_address WHERE id = \(first)")?.optionalString("removed_at")
        }
        #expect(kept != nil)
        for _ in 0..<2 {
            try await site.perform(RemoveAddress(agency: agency, address: moved), as: TestSite.console)
        }
        #expect(try await item("O1", agency, site).addresses.count == 1)
        let preparers = try await site.database.read {
            try $0.rows("SELECT person FROM disclosure_preparer WHERE disclosure_id = \(o1.id)").map {
                try $0.string("person")
            }
        }
        #expect(preparers == ["console:test"])
    }

    @Test(arguments: engines) func `the state follows from checks, pages, the watcher's list and alerts`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency) = try await opened(engine)
        let o2 = try await item("O2", agency, site)
        let address = try await site.perform(
            AddAddress(
                agency: agency, disclosure: o2.id, address: "https://www.example.go.th/o2", label: "",
                editions: site.editions), as: TestSite.console)
        func write(_ sql: SQL) async throws { try await site.database.write(agency) { try $0.execute(sql) } }
        func state() async throws -> Disclosure.State { try await item("O2", agency, site).state }
        #expect(try await state() == .draft)
        try await write(
            """
            INSERT INTO disclosure_check (id, agency_id, disclosure_id, asked_by, asked_at)
            VALUES ('c1', \(agency), \(o2.id), 'person:a', '2025-03-01T00:00:00.000Z')
            """)
        #expect(try await state() == .waiting)
        try await write(
            "UPDATE disclosure_check SET decision = 'returned', decided_at = '2025-03-02T00:00:00.000Z', note = 'ขาดวันที่'"
        )
        #expect(try await state() == .returned)
        try await write("UPDATE disclosure_check SET decision = 'passed'")
        #expect(try await state() == .published)
        try await write(
            """
            INSERT INTO watched (id, agency_id, address_id, host, every_seconds, next_at, state)
            VALUES ('w', \(agency), \(address), 'www.example.go.th', 60, 'x', 'up')
            """)
        #expect(try await state() == .watched)
        try await write(
            """
            INSERT INTO alert (id, agency_id, disclosure_id, watched_id, verdict, reasons, since, raised_at)
            VALUES ('a', \(agency), \(o2.id), 'w', 'gone', '', '2025-03-10T00:00:00.000Z', 'x')
            """)
        let down = try await item("O2", agency, site)
        #expect(down.isDown && down.needsWork && down.since == "2025-03-10T00:00:00.000Z")
        try await write("UPDATE disclosure_check SET void_at = '2025-03-11T00:00:00.000Z'")
        #expect(try await state() == .draft, "a void check counts for nothing")
        // Who takes the dead address off is rid of it at once, not at the watcher's next pass.
        #expect(try await item("O2", agency, site).isDown)
        try await site.perform(RemoveAddress(agency: agency, address: address), as: TestSite.console)
        #expect(try await item("O2", agency, site).isDown == false)
    }

    @Test(arguments: engines)
    func `every field of a description is judged at once, and a title can be the agency's own`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency) = try await opened(engine)
        let o3 = try await item("O3", agency, site)
        func describe(_ change: DescribeDisclosure) async throws {
            try await site.perform(change, as: TestSite.console)
        }
        try await describe(
            DescribeDisclosure(
                agency: agency, disclosure: o3.id, title: " ข้อมูล \"ที่นี่่\" ", from: "๑ ต.ค. ๒๕๖๗", to: "31/3/68",
                nothing: "ไม่มีเรื่อง"))
        let now = try await item("O3", agency, site)
        #expect(now.title(.english) == "ข้อมูล \"ที่นี่่\"" && now.nothingBecause == "ไม่มีเรื่อง" && now.state == .draft)
        await #expect(
            throws: Failure.invalid([
                Problem("text_too_long", ["limit": "300"], at: "title"), Problem("day", ["given": "วันนี้"], at: "from"),
            ])
        ) {
            try await describe(
                DescribeDisclosure(
                    agency: agency, disclosure: o3.id, title: String(repeating: "ก", count: 301), from: "วันนี้"))
        }
        await #expect(throws: Failure.invalid([Problem("days_turned", at: "to")])) {
            try await describe(DescribeDisclosure(agency: agency, disclosure: o3.id, from: "1/4/68"))
        }
        try await describe(DescribeDisclosure(agency: agency, disclosure: o3.id, title: "", nothing: ""))
        #expect(try await item("O3", agency, site).state == .nothing)
    }

    @Test(arguments: engines) func `last year's addresses come as offers, with owners, and never with results`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency) = try await opened(engine)
        func perform<O: HouseOperation>(_ operation: O) async throws -> O.Answer {
            try await site.perform(operation, as: TestSite.console)
        }
        _ = try await perform(AddUnit(agency: agency, unit: "ฝ่ายทะเบียน"))
        let o4 = try await item("O4", agency, site)
        _ = try await perform(
            AddAddress(
                agency: agency, disclosure: o4.id, address: "https://www.example.go.th/o4", label: "ข่าว",
                editions: site.editions))
        try await perform(
            AssignDisclosure(
                agency: agency, disclosure: o4.id, unit: "ฝ่ายทะเบียน", person: nil, editions: site.editions))
        try await perform(DescribeDisclosure(agency: agency, disclosure: o4.id, title: "ข่าวประชาสัมพันธ์", nothing: "ไม่มี"))
        _ = try await perform(AddElement(agency: agency, disclosure: o4.id, text: "วันที่ของข่าว"))
        _ = try await perform(
            OpenDisclosureYear(agency: agency, fiscalYear: 2569, file: nil, editions: site.editions))
        let office = try await site.database.read { try Agency.find("office", in: $0) }
        let carry = CarryDisclosures(office: office, from: 2568, to: 2569, editions: site.editions)
        #expect(try await perform(carry) == 1)
        #expect(try await perform(carry) == 0, "done twice, offered once")
        let next = try await DisclosedOffice.item("O4", agency, 2569, on: site)
        #expect(next.offers.map(\.address) == ["https://www.example.go.th/o4"] && next.taken.isEmpty)
        #expect(next.unit == "ฝ่ายทะเบียน" && next.ownTitle == "ข่าวประชาสัมพันธ์" && next.nothingBecause == nil)
        #expect(next.elements.map(\.text) == ["วันที่ของข่าว"] && next.state == .nothing)
        try await perform(ConfirmOffer(agency: agency, address: next.offers[0].id))
        #expect(try await DisclosedOffice.item("O4", agency, 2569, on: site).state == .draft)
    }

    @Test(arguments: engines) func `renumbered items get the addresses of what they were`(_ engine: TestEngine)
        async throws
    {
        let site = try await TestSite.open(engine)
        let agency = try await site.perform(
            CreateAgency(key: "tambon", thai: "อบต. ตัวอย่าง", english: nil), as: TestSite.console)
        for (year, edition) in [(2567, "nacc-ita-2567"), (2568, "nacc-ita-2568")] {
            _ = try await site.perform(
                OpenDisclosureYear(
                    agency: agency, fiscalYear: year, file: try site.editions.file(edition), editions: site.editions),
                as: TestSite.console)
        }
        let old = try await DisclosedOffice.year(agency, 2567, on: site)
        let contact = try #require(old.item(key: "oit.contact"))
        _ = try await site.perform(
            AddAddress(
                agency: agency, disclosure: contact.id, address: "https://www.example.go.th/c", label: "",
                editions: site.editions), as: TestSite.console)
        let office = try await site.database.read { try Agency.find("tambon", in: $0) }
        _ = try await site.perform(
            CarryDisclosures(office: office, from: 2567, to: 2568, editions: site.editions), as: TestSite.console)
        let new = try await DisclosedOffice.year(agency, 2568, on: site)
        let there = try #require(new.item(key: "oit.contact"))
        #expect(there.code != contact.code && there.offers.count == 1)
        #expect(new.items.filter { !$0.addresses.isEmpty }.count == 1)
    }

    @Test(arguments: engines) func `a page is brought in once, all or nothing, and what was taken away stays away`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency) = try await opened(engine)
        let year = try await DisclosedOffice.year(agency, 2568, on: site)
        let html = "<p>O1 โครงสร้าง <a href='/o1.pdf'>ก</a></p><p>O2 <a href='/o2-2560.pdf'>ผู้บริหาร 2560</a></p>"
        func bring(_ html: String) async throws -> ImportDisclosures.Outcome {
            let reading = DisclosureReader.read(
                Array(html.utf8), page: try .init("https://www.example.go.th/ita"), year: year)
            return try await site.perform(
                ImportDisclosures(
                    agency: agency, year: year.id, page: "https://www.example.go.th/ita",
                    hash: Hash.sha256(Array(html.utf8)), proposals: reading.proposals), as: TestSite.console)
        }
        #expect(try await bring(html) == .init(isNew: true, added: 1, offered: 1, known: 0))
        #expect(try await bring(html) == .init(isNew: false))
        let o1 = try await item("O1", agency, site)
        #expect(o1.taken.map(\.address) == ["https://www.example.go.th/o1.pdf"] && o1.state == .draft)
        #expect(try await item("O2", agency, site).offers.count == 1)
        try await site.perform(RemoveAddress(agency: agency, address: o1.addresses[0].id), as: TestSite.console)
        #expect(try await bring(html + "<!-- v2 -->") == .init(isNew: true, added: 0, offered: 0, known: 2))
        #expect(try await item("O1", agency, site).addresses.isEmpty)
    }

    @Test(arguments: engines) func `answers say what there is, and no cell is a formula`(_ engine: TestEngine)
        async throws
    {
        let (site, agency) = try await opened(engine)
        let o1 = try await item("O1", agency, site)
        _ = try await site.perform(
            AddAddress(
                agency: agency, disclosure: o1.id, address: "https://www.example.go.th/o1", label: "",
                editions: site.editions), as: TestSite.console)
        try await site.perform(
            DescribeDisclosure(
                agency: agency, disclosure: o1.id, title: "=HYPERLINK(\"http://x\")", explanation: "@SUM(1)\n+1 -2"),
            as: TestSite.console)
        let answers = DisclosureAnswers(
            try await DisclosedOffice.year(agency, 2568, on: site), settings: site.settings)
        #expect(answers.entries.map(\.isThere) == [true] + Array(repeating: false, count: 21))
        let bytes = try answers.xlsx(strings: site.strings, language: .thai)
        let sheet = try SourceDocument.xlsx(bytes)
        let text = "\(sheet)"
        #expect(
            text.contains("=HYPERLINK") && text.contains("@SUM(1)") && text.contains("https://www.example.go.th/o1"))
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("answers-\(ID.new()).xlsx")
        try Data(bytes).write(to: file)
        let process = ChildProcess()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sh", "-c", "unzip -p '\(file.path)' 'xl/worksheets/*.xml' | grep -c '<f>'"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        process.waitUntilExit()
        #expect(String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == "0\n")
    }

    @Test(arguments: engines) func `a period nobody chose follows the title, one that was chosen stays`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency) = try await opened(engine)
        let o16 = try await item("O16", agency, site)
        func describe(_ title: String, from: String? = nil) async throws -> Day? {
            try await site.perform(
                DescribeDisclosure(agency: agency, disclosure: o16.id, title: title, from: from), as: TestSite.console)
            return try await item("O16", agency, site).coversFrom
        }
        #expect(try await describe("รายงานการกำกับติดตามการใช้จ่ายงบประมาณ ประจำปี 2568 รอบ 6 เดือน") == Day(iso: "2024-10-01"))
        #expect(try await describe("รายงานผลการใช้จ่ายงบประมาณประจำปี") == Day(iso: "2023-10-01"))
        #expect(try await describe("ข่าว") == Day(iso: "2024-10-01"))
        #expect(try await describe("ข่าว", from: "1/11/67") == Day(iso: "2024-11-01"))
        #expect(try await describe("รายงานผลการใช้จ่ายงบประมาณประจำปี") == Day(iso: "2024-11-01"))
    }

    @Test(arguments: engines) func `an answer nobody else has looked at says so, and so does what changed in public`(
        _ engine: TestEngine
    ) async throws {
        let (site, _) = try await TestSite.moving(engine) { $0.address = "https://ita.example.go.th" }
        let office = try await Office.open("mine", on: site)
        let agency = office.agency
        func year() async throws -> DisclosureYear { try await DisclosedOffice.year(agency, 2568, on: site) }
        let words = DisclosureWords(strings: site.strings, language: .thai)
        func remark(_ code: String) async throws -> String {
            let answers = DisclosureAnswers(try await year(), settings: site.settings)
            return answers.remark(try #require(answers.entries.first { $0.item.code == code }), words)
        }
        #expect(try await remark("O18").contains("คนที่สอง"))
        #expect(try await remark("O1") == "")
        let hosted = try #require(try await year().items.first { $0.publishedAt != nil })
        #expect(hosted.state.isDone, "\(hosted.state)")
        #expect(try await remark(hosted.code) == "")
        try await site.perform(
            DescribeDisclosure(agency: agency, disclosure: hosted.id, explanation: "แก้หลังเผยแพร่"), as: TestSite.console)
        let changed = try await year()
        let after = try changed.item(hosted.code)
        #expect(after.state == .changed && after.needsWork && words.state(after).contains("แก้ไขหลังตรวจ"))
        #expect(try await remark(hosted.code).contains("คนที่สอง"))
        #expect(!after.wouldScoreNothing, "what was passed is still there")
        let nothing = changed.items.filter(\.wouldScoreNothing)
        #expect(!nothing.isEmpty && changed.pointsAtStake == changed.items.compactMap(\.pointsLost).reduce(.zero, +))
        #expect(changed.inOrder.prefix(nothing.count).allSatisfy { $0.pointsLost != nil } && after.pointsLost == nil)
    }
}
