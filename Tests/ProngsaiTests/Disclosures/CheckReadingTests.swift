import Foundation
import ITA
import Testing
import Watch

@testable import Prongsai

/// What a pass rests on: what was read for the checker, when, and of which addresses.
@Suite struct CheckReadingTests {
    private struct Place {
        var site: Site
        var office: Office
        var agency: String { office.agency }
        var disclosure: String { office.checks.waiting }
        var check: String { office.checks.check }
        var page: String { "/desk/mine/checks/\(check)" }
    }

    private func open(_ engine: TestEngine) async throws -> Place {
        let site = try await TestSite.open(engine)
        return Place(site: site, office: try await Office.open("mine", on: site))
    }

    private func checker(_ place: Place) async throws -> TestBrowser {
        _ = try await TestSite.account("checker", .officer, of: place.agency, on: place.site)
        let browser = TestBrowser(place.site)
        try await browser.signIn("checker")
        return browser
    }

    private func at(_ minutes: Int64) -> Instant { Instant(milliseconds: TestSite.now + minutes * 60_000) }

    /// A reading that began at a minute and found a page of some words.
    private func read(_ place: Place, _ digest: String?, at minute: Int64, outcome: String = CheckLook.read)
        async throws
    {
        let source = "address:\(place.office.checks.address)"
        let look = CheckLook(source: source, contentHash: digest, digest: digest, outcome: outcome, findings: [])
        try await place.site.perform(
            RecordLooks(agency: place.agency, disclosure: place.disclosure, looks: [look], begun: at(minute)),
            as: TestSite.person(.officer, of: place.agency))
    }

    private func saw(_ verdict: PageVerdict.State, _ place: Place, at minute: Int64) async throws {
        try await CheckSample.see(
            verdict, at: place.office.checks.address, of: place.agency, at(minute), on: place.site)
    }

    /// The keys of what kept it from being passed.
    private func pass(_ place: Place, opened: String? = nil) async throws -> [String] {
        do {
            try await place.site.perform(
                PassCheck(
                    agency: place.agency, check: place.check,
                    ticks: [Tick(element: CheckSubject.whole, found: .there, place: "หน้า 2 ที่นี่")], note: nil,
                    opened: opened, seen: nil, editions: place.site.editions),
                as: TestSite.person(.officer, of: place.agency))
            return []
        } catch Failure.invalid(let problems) { return problems.map(\.key) }
    }

    private func state(_ place: Place) async throws -> String {
        let disclosure = place.disclosure
        return try await place.site.database.read { try CheckState.state(of: disclosure, in: $0).word }
    }

    @Test(arguments: engines) func `a page that changed after it was read is read again before it is passed`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine)
        let browser = try await checker(place)
        try await saw(.alive, place, at: -500)
        try await read(place, "a", at: -180)
        #expect(try await !browser.get(place.page).body.contains("แสดงเนื้อหาอื่นเมื่อ"))
        try await saw(.changed, place, at: -60)
        try await saw(.alive, place, at: -30)
        #expect(try await pass(place) == ["check_page_changed"])
        let page = try await browser.get(place.page).body
        #expect(page.contains("▲ หน้านี้แสดงเนื้อหาอื่นเมื่อ") && page.contains("อ่านเอกสารอีกครั้ง"))
        let told = try await TestBrowser(place.site).send(
            .get, "/api/v1/agencies/mine/checks/\(place.check)",
            headers: ["authorization": "Bearer \(place.office.token)"], body: [])
        let source = try JSONValue(parsing: Array(told.body.utf8))["sources"]?.list?.first
        #expect(source?["changedAt"]?.text == at(-60).text)
        // The one that began first ends last, and says nothing of what changed meanwhile.
        try await read(place, "b", at: -20)
        try await read(place, "a", at: -90)
        #expect(try await !browser.get(place.page).body.contains("แสดงเนื้อหาอื่นเมื่อ"))
        #expect(try await pass(place).isEmpty)
        let passed = try await place.site.database.read { try Check.find(place.check, agency: place.agency, in: $0) }
        #expect(passed?.seen?.contains("\"digest\":\"b\"") == true)
        #expect(try await state(place) == "passed")
    }

    @Test func `the console passes nothing by reading over what nobody has looked at since it changed`() async throws {
        let place = try await open(.sqlite)
        guard case .sqlite(let path) = place.site.settings.database else { return }
        try await saw(.alive, place, at: -500)
        try await read(place, "a", at: -180)
        try await saw(.changed, place, at: -60)
        let said = try BuiltProgram.run(
            [
                "check", "pass", "O15", "--year", "2568", "--there", "1=หน้า 2", "--database", "sqlite:\(path)",
                "--agency", "mine",
            ], in: FileManager.default.temporaryDirectory)
        #expect(said.code == 65 && said.errors.contains("เนื้อหาเปลี่ยนไป"), "\(said)")
        #expect(try await state(place) == "waiting")
    }

    @Test(arguments: engines) func `an address nobody read is read before anything is passed, however many there are`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine)
        let browser = try await checker(place)
        #expect(try await pass(place) == ["check_unread"], "it has addresses only, and nobody pressed read")
        #expect(try await pass(place, opened: "เปิดเองแล้วเห็นครบถ้วน") == ["check_unread"], "words are no reading")
        #expect(try await !browser.get(place.page).body.contains("ยังไม่ได้อ่าน 1 รายการ"), "nothing is read yet at all")
        try await read(place, "a", at: -180)
        for month in 2...24 {
            _ = try await CheckSample.addAddress(
                "http://127.0.0.1/\(month)", to: place.disclosure, of: place.agency, on: place.site)
        }
        #expect(try await browser.get(place.page).body.contains("ยังไม่ได้อ่าน 23 รายการ"))
        #expect(try await pass(place) == ["check_unread"])
        #expect(try await browser.post("\(place.page)/reading").status == 303)
        #expect(try await !browser.get(place.page).body.contains("ยังไม่ได้อ่าน<"))
        // None of them may be opened from here: that is answered for in words.
        #expect(try await pass(place) == ["check_unopened"])
        #expect(try await pass(place, opened: "เปิดจากโทรศัพท์ได้ครบทั้ง 24 เดือน").isEmpty)
    }

    @Test(arguments: engines) func `a change seen between reading and pass voids it, whenever it is written down`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine)
        try await saw(.alive, place, at: -500)
        try await saw(.changed, place, at: -400)
        try await read(place, "a", at: -180)
        #expect(try await pass(place).isEmpty)
        #expect(try await state(place) == "passed", "what changed before was read")
        // A look that began before the pass, kept after it.
        try await saw(.changed, place, at: -1)
        #expect(try await state(place) == "void")
        let void = try await place.site.database.read { try Check.find(place.check, agency: place.agency, in: $0) }
        #expect(void?.voidBecause == "page")
    }

    @Test(arguments: engines) func `a page that changed and does not open any more is answered for in words`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine)
        try await saw(.alive, place, at: -500)
        try await read(place, "a", at: -180)
        try await saw(.changed, place, at: -60)
        try await read(place, nil, at: -20, outcome: "gone")
        #expect(try await pass(place) == ["check_unopened"])
        #expect(try await pass(place, opened: "เปิดจากโทรศัพท์ได้ เห็นครบ 3 หน้า").isEmpty)
        #expect(try await state(place) == "passed")
    }

    @Test(arguments: engines) func `what an address is called becomes public, so another label voids the pass`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine)
        let browser = try await checker(place)
        try await read(place, "a", at: -180)
        #expect(try await pass(place).isEmpty)
        _ = try await place.site.perform(
            ChangeAddress(
                agency: place.agency, id: place.office.checks.address, address: "http://127.0.0.1/o2",
                label: "ชื่อใหม่ที่นี่", editions: place.site.editions), as: TestSite.console)
        #expect(try await state(place) == "void")
        let page = try await browser.get(place.page).body
        #expect(page.contains("หน้าเว็บ</a>") && !page.contains("ชื่อใหม่"), "it shows what the checker saw")
    }

    @Test(arguments: engines) func `a pass from before labels were bound stays as long as all else does`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine)
        let browser = try await checker(place)
        try await read(place, "a", at: -180)
        #expect(try await pass(place).isEmpty)
        let (agency, disclosure, check) = (place.agency, place.disclosure, place.check)
        try await place.site.database.write(agency) { db in
            let subject = try CheckSubject.find(disclosure, agency: agency, in: db)
            let digests = try CheckSeen.digests(of: [disclosure], in: db)
            let (hash, json) = try CheckSeen.form(subject, digests: digests, hasLabels: false)
            #expect(!json.contains("label"))
            try db.execute(
                "UPDATE disclosure_check SET seen = \(json), seen_hash = \(hash) WHERE id = \(check)")
        }
        #expect(try await state(place) == "passed")
        try await place.site.database.write(agency) {
            try $0.execute("UPDATE disclosure_address SET element_key = 'x' WHERE disclosure_id = \(disclosure)")
        }
        #expect(try await state(place) == "void")
        #expect(try await CheckVoiding.sweep(place.site) == 1)
        #expect(try await browser.get(place.page).body.contains("http://127.0.0.1/o2</a>"))
    }

    @Test(arguments: engines) func `whoever carries a title or elements over is not who passes them`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency, _) = try await TestSite.withOffice(engine)
        func perform<O: HouseOperation>(_ operation: O, by actor: Actor = TestSite.console) async throws -> O.Answer {
            try await site.perform(operation, as: actor)
        }
        _ = try await perform(
            OpenDisclosureYear(agency: agency, fiscalYear: 2568, file: nil, editions: site.editions))
        // O2 has an address alone; O3 and O4 words of the agency's own.
        for code in ["O2", "O3", "O4"] {
            let item = try await DisclosedOffice.item(code, agency, 2568, on: site)
            _ = try await perform(
                AddAddress(
                    agency: agency, disclosure: item.id, address: "https://www.example.go.th/\(code)", label: "",
                    editions: site.editions))
        }
        let (named, parted) = (
            try await DisclosedOffice.item("O3", agency, 2568, on: site).id,
            try await DisclosedOffice.item("O4", agency, 2568, on: site).id
        )
        try await perform(DescribeDisclosure(agency: agency, disclosure: named, title: "ข่าวประชาสัมพันธ์ที่นี่"))
        _ = try await perform(AddElement(agency: agency, disclosure: parted, text: "วันที่ของข่าว"))
        _ = try await perform(
            OpenDisclosureYear(agency: agency, fiscalYear: 2569, file: nil, editions: site.editions))
        let office = try await site.database.read { try Agency.find("office", in: $0) }
        let officer = TestSite.person(.officer, of: agency)
        _ = try await perform(
            CarryDisclosures(office: office, from: 2568, to: 2569, editions: site.editions), by: officer)
        for (code, isOwn) in [("O2", false), ("O3", true), ("O4", true)] {
            let item = try await DisclosedOffice.item(code, agency, 2569, on: site)
            try await perform(ConfirmOffer(agency: agency, address: try #require(item.offers.first).id))
            let preparers = try await site.database.read { try Check.preparers(of: item.id, in: $0) }
            #expect(preparers.contains(officer.journalName) == isOwn, "\(code)")
            let check = try await perform(
                AskForCheck(agency: agency, disclosure: item.id, note: nil, editions: site.editions))
            try await CheckSample.readAddresses(of: item.id, agency: agency, on: site)
            let ticks = item.elements.map { Tick(element: $0.key, found: .there, place: "หน้า 1") }
            let pass = PassCheck(
                agency: agency, check: check,
                ticks: ticks.isEmpty
                    ? [Tick(element: CheckSubject.whole, found: .there, place: "หน้า 1")] : ticks, note: nil, seen: nil,
                editions: site.editions)
            if isOwn {
                await #expect(throws: Failure.conflict(Message("failure.own_check")), "\(code)") {
                    try await perform(pass, by: officer)
                }
            } else {
                try await perform(pass, by: officer)
            }
        }
    }
}
