import Foundation
import ITA
import Testing

@testable import Prongsai

/// What a pass needs besides ticks, what a check that is over still shows, and what follows from a pass.
@Suite struct CheckRecordTests {
    private let whole = [Tick(element: CheckSubject.whole, found: .there, place: "หน้า 2 ที่นี่")]

    private func ask(_ disclosure: String, _ agency: String, on site: Site) async throws -> String {
        try await site.perform(
            AskForCheck(agency: agency, disclosure: disclosure, note: nil, editions: site.editions),
            as: .console(name: "preparer"))
    }

    private func pass(
        _ check: String, _ agency: String, note: String? = nil, opened: String? = nil, on site: Site
    ) async throws {
        try await site.perform(
            PassCheck(
                agency: agency, check: check, ticks: whole, note: note, opened: opened, seen: nil,
                editions: site.editions), as: TestSite.person(.officer, of: agency))
    }

    private func problems(_ work: () async throws -> Void) async throws -> [String] {
        do {
            try await work()
            return []
        } catch Failure.invalid(let problems) { return problems.map(\.key) }
    }

    private func record(_ looks: [CheckLook], _ disclosure: String, _ agency: String, on site: Site) async throws {
        try await site.perform(
            RecordLooks(agency: agency, disclosure: disclosure, looks: looks),
            as: TestSite.person(.officer, of: agency))
    }

    @Test(arguments: engines) func `an item is public once all that is kept for it is, whatever addresses it has`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        let (agency, disclosure) = (office.agency, office.checks.draft)
        func state() async throws -> Disclosure.State? {
            try await DisclosedOffice.year(agency, 2568, on: site).items.first { $0.id == disclosure }?.state
        }
        func check() async throws {
            let check = try await ask(disclosure, agency, on: site)
            var subject = try await site.database.read { try CheckSubject.find(disclosure, agency: agency, in: $0) }
            subject.addresses = []
            let looks = await CheckReading.looks(subject, CheckExpectation(), files: site.files, fetch: .init())
            try await record(looks, disclosure, agency, on: site)
            try await CheckSample.readAddresses(of: disclosure, agency: agency, on: site)
            try await pass(check, agency, on: site)
        }
        try await CheckSample.write("", on: disclosure, of: agency, on: site)
        try await check()
        #expect(try await state() == .published, "its page here is merely empty")
        try await CheckSample.write("แผนปี 2568 ที่นี่", on: disclosure, of: agency, on: site)
        _ = try await CheckVoiding.sweep(site)
        try await check()
        #expect(try await state() == .checked, "its text is not public")
        _ = try await HostedDisclosure.publish(disclosure, agency: agency, on: site)
        #expect(try await state()?.isDone == true)
        try await CheckSample.write("แผนปี 2568 ฉบับใหม่", on: disclosure, of: agency, on: site)
        _ = try await CheckVoiding.sweep(site)
        #expect(try await state() == .changed)
        _ = try await ask(disclosure, agency, on: site)
        #expect(try await state() == .waiting, "to ask is not to be done")
        try await check()
        #expect(try await state() == .checked, "everybody reads the text before it")
        _ = try await HostedDisclosure.publish(disclosure, agency: agency, on: site)
        #expect(try await state()?.isDone == true)
    }

    @Test(arguments: engines) func `an address nobody could open is answered for in words, or nothing is passed`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        let (agency, checks) = (office.agency, office.checks)
        let source = "address:\(checks.address)"
        func saw(_ outcome: String) async throws {
            try await record(
                [CheckLook(source: source, outcome: outcome, findings: [])], checks.waiting, agency, on: site)
        }
        try await saw("gone")
        let refused: [(opened: String?, wrong: String)] = [
            (nil, "check_unopened"), ("ดูแล้ว", "check_unopened"),
            ("เปิดแล้วเห็นเลข 1101700203450 ครบทั้งหน้า", "personal_typed"),
        ]
        for one in refused {
            let told = try await problems { try await pass(checks.check, agency, opened: one.opened, on: site) }
            #expect(told == [one.wrong])
        }
        // The note goes out to those who prepared it, and with the appeal.
        let noted = try await problems {
            try await pass(
                checks.check, agency, note: "แทนบัตร 1101700203450", opened: "เปิดจากโทรศัพท์ได้ เห็นครบ 3 หน้า", on: site)
        }
        #expect(noted == ["personal_typed"])
        let api = "/api/v1/agencies/mine/checks/\(checks.check)/pass"
        func send(_ opened: String) async throws -> Int {
            let body = """
                {"seen":"\(checks.seen)","ticks":[{"element":"whole","found":"there","place":"หน้า 2"}]\(opened)}
                """
            return try await TestBrowser(site).send(
                .post, api, headers: ["authorization": "Bearer \(office.token)"], body: Array(body.utf8)
            ).status
        }
        #expect(try await send("") == 422)
        #expect(try await send(",\"opened\":\"เปิดจากโทรศัพท์ได้ เห็นครบ 3 หน้า\"") == 200)
        let passed = try await site.database.read { try Check.find(checks.check, agency: agency, in: $0) }
        #expect(passed?.note == "http://127.0.0.1/o2: เปิดจากโทรศัพท์ได้ เห็นครบ 3 หน้า")
        let ticks = try await site.database.read { try Tick.list(of: [checks.check], in: $0)[checks.check] ?? [] }
        #expect(ticks.map(\.document) == ["http://127.0.0.1/o2"], "where there is one document it is named")
    }

    @Test(arguments: engines) func `what opens when it is read again needs no answer`(_ engine: TestEngine) async throws
    {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        for outcome in ["gone", CheckLook.read] {
            let look = CheckLook(source: "address:\(office.checks.address)", outcome: outcome, findings: [])
            try await record([look], office.checks.waiting, office.agency, on: site)
        }
        let (check, agency) = (office.checks.check, office.agency)
        try await pass(check, agency, on: site)
        let passed = try await site.database.read { try Check.find(check, agency: agency, in: $0) }
        #expect(passed?.decision == Check.Decision.passed && passed?.note == nil)
    }

    @Test(arguments: engines) func `a check that is over shows what was seen then, and nothing of today`(
        _ engine: TestEngine
    ) async throws {
        let (site, clock) = try await TestSite.moving(engine)
        let office = try await Office.open("mine", on: site)
        let (agency, disclosure) = (office.agency, office.checks.waiting)
        _ = try await TestSite.account("checker", .officer, of: agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("checker")
        let page = "/desk/mine/checks/\(office.checks.check)"
        let reading = "\(page)/reading"
        let hash = try await CheckSample.addFile(
            Samples.pdf(["fiscal year 2025"]), "เดิม น้ำ.pdf", to: disclosure, of: agency, on: site)
        #expect(try await browser.post("\(page)/reading").status == 303)
        let open = try await browser.get(page).body
        #expect(open.contains("▲ ที่อยู่นี้ไม่อนุญาตให้โปรแกรมเปิด") && open.contains("ท่านเปิดดูเองแล้วเห็นอะไร"))
        let seen = try #require(TestBrowser.hidden("seen", in: open))
        let fields = [
            ("seen", seen), ("found.whole", "there"), ("place.whole", "หน้า 1"), ("source.whole", "file:\(hash)"),
            ("decision", "passed"),
        ]
        clock.advance(60_000)
        let short = try await browser.upload(page, fields + [("opened", "ดู \"แล้ว\"")], files: [])
        #expect(short.status == 422 && short.body.contains("href=\"#f-opened\""))
        #expect(short.body.contains("ดู &quot;แล้ว&quot;") || short.body.contains("ดู \"แล้ว\""))
        let passed = try await browser.upload(page, fields + [("opened", "เปิดจากโทรศัพท์ได้ เห็นครบ")], files: [])
        #expect(passed.status == 303)
        let now = try await browser.get(page).body
        #expect(now.contains("http://127.0.0.1/o2: เปิดจากโทรศัพท์ได้ เห็นครบ") && !now.contains(reading))
        clock.advance(60_000)
        try await site.database.write(agency) {
            try $0.execute("UPDATE disclosure_file SET removed_at = 'x' WHERE disclosure_id = \(disclosure)")
        }
        try await CheckSample.addFile(Samples.pdf(["another"]), "ใหม่.pdf", to: disclosure, of: agency, on: site)
        #expect(try await CheckVoiding.sweep(site) == 1)
        let void = try await browser.get(page).body
        #expect(void.contains("มี · หน้า 1 · เดิม น้ำ.pdf") && void.contains("ระบุปีงบประมาณ พ.ศ. 2568"))
        // It still says who passed it, what they wrote of the address that did not open, and what it was bound to.
        let check = try #require(
            try await site.database.read { try Check.find(office.checks.check, agency: agency, in: $0) })
        let (passedAt, bound) = (try #require(check.decidedAt), try #require(check.seenHash))
        #expect(void.contains("ผู้ใช้ checker ตรวจผ่านเมื่อ") && void.contains("ผลการตรวจจึงใช้ไม่ได้อีก"))
        #expect(void.contains("http://127.0.0.1/o2: เปิดจากโทรศัพท์ได้ เห็นครบ") && void.contains(bound))
        #expect(!void.contains("ใหม่.pdf") && !void.contains(reading) && !void.contains(">ยังไม่ได้อ่าน<"))
        #expect(try await browser.get("\(page)/files/\(hash)").status == 200)
        #expect(try await browser.post(reading).status == 409)
        #expect(void.contains("โปรแกรมช่วยอ่านและบอกว่าพบอะไรที่ใด"))
        // The next check reads anew: what it reads is not what was read then.
        let next = try await ask(disclosure, agency, on: site)
        #expect(try await browser.post("/desk/mine/checks/\(next)/reading").status == 303)
        try await site.database.write(agency) {
            try $0.execute("DELETE FROM disclosure_look WHERE at <= \(passedAt)")
        }
        #expect(try await !browser.get(page).body.contains("โปรแกรมช่วยอ่าน"), "nothing that was read stands there")
        #expect(try await browser.get("/desk/mine/checks/\(next)").body.contains("ใหม่.pdf"))
        let back = try await browser.upload(
            "/desk/mine/checks/\(next)", [("note", "ขาดหน้า 2"), ("decision", "returned")], files: [])
        #expect(back.status == 303)
        try await CheckSample.addFile(Samples.pdf(["third"]), "ล่าสุด.pdf", to: disclosure, of: agency, on: site)
        let returned = try await browser.get("/desk/mine/checks/\(next)").body
        #expect(
            returned.contains("ใหม่.pdf") && !returned.contains("ล่าสุด.pdf") && !returned.contains("/\(next)/reading"))
    }

    @Test(arguments: engines) func `a reason for a number says something, and the heading counts what is open`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        let (agency, disclosure) = (office.agency, office.checks.waiting)
        _ = try await TestSite.account("checker", .officer, of: agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("checker")
        let page = "/desk/mine/checks/\(office.checks.check)"
        try await CheckSample.write(
            "เลขที่ 1101700203450 และเลขที่บัญชี 123-4-56789-0", on: disclosure, of: agency, on: site)
        #expect(try await browser.post("\(page)/reading").status == 303)
        let finds = try await site.database.read { try PersonalFind.inTheWay(of: disclosure, in: $0).open }
        try #require(finds.count == 2)
        #expect(try await browser.get(page).body.contains("ยังต้องชี้แจง 2 แห่ง"))
        func justify(_ find: PersonalFind, _ because: String) async throws -> Int {
            try await browser.post("\(page)/finds/\(find.id)", ["because.\(find.id)": because]).status
        }
        #expect(try await justify(finds[0], "ก") == 422)
        #expect(try await justify(finds[0], "1234567890 …… ที่นี่") == 422, "figures are no sentence")
        #expect(try await justify(finds[0], "เป็นเลขสมมุติในแบบฟอร์ม") != 422)
        #expect(try await browser.get(page).body.contains("ยังต้องชี้แจง 1 แห่ง"))
        #expect(try await justify(finds[1], "เป็นบัญชีรับเงินของสำนักงาน") != 422)
        #expect(try await browser.get(page).body.contains("ชี้แจงครบแล้ว"))
    }

    @Test(arguments: engines) func `an item without a title is called so, and its code stands once`(
        _ engine: TestEngine
    )
        async throws
    {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("checker", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("checker")
        let item = try #require(office.edition.items.first { $0.code.hasPrefix("O") && $0.thai == nil })
        let disclosure = try await CheckSample.disclosure(
            office.agency, edition: office.edition, item: item.key, on: site)
        _ = try await CheckSample.addAddress("http://127.0.0.1/x", to: disclosure, of: office.agency, on: site)
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE disclosure SET title = NULL WHERE id = \(disclosure)")
        }
        let check = try await ask(disclosure, office.agency, on: site)
        let queue = try await browser.get("/desk/mine/checks").body
        #expect(queue.contains("\(item.code) (ยังไม่มีชื่อข้อ)") && !queue.contains("\(item.code) \(item.code)"))
        let page = try await browser.get("/desk/mine/checks/\(check)").body
        #expect(page.contains("\(item.code) ครบถ้วนหรือยัง: (ยังไม่มีชื่อข้อ)"))
        let told = Notice.says(
            "check_waiting", ["code": item.code, "title": "", "year": "2568"], site.strings, .thai)
        #expect(told.contains("\(item.code) (ยังไม่มีชื่อข้อ) ปี 2568"))
    }

    @Test(arguments: engines) func `whoever keeps no item is not told that theirs are done`(_ engine: TestEngine)
        async throws
    {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        let person = try await TestSite.account("newcomer", .unitOfficer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("newcomer")
        let board = "/desk/mine/2568/disclosures"
        let before = try await browser.get(board).body
        #expect(before.contains("ยังไม่มีข้อที่มอบหมายให้ท่าน") && !before.contains("ข้อของท่านเรียบร้อยแล้ว"))
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE disclosure SET person_id = \(person) WHERE id = \(office.hosted.shown)")
        }
        #expect(try await browser.get(board).body.contains("ข้อของท่านเรียบร้อยแล้ว"))
    }
}
