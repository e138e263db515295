import Foundation
import ITA
import Testing
import Watch

@testable import Prongsai

@Suite struct CheckTests {
    private struct Place {
        var site: Site
        var office: Office
        var agency: String { office.agency }
        var disclosure: String { office.checks.draft }
    }

    private func open(_ engine: TestEngine) async throws -> Place {
        let site = try await TestSite.open(engine)
        return Place(site: site, office: try await Office.open("mine", on: site))
    }

    private let officer: @Sendable (String) -> Actor = { TestSite.person(.officer, of: $0) }

    private func ask(_ place: Place, by actor: Actor = .console(name: "preparer")) async throws -> String {
        try await place.site.perform(
            AskForCheck(agency: place.agency, disclosure: place.disclosure, note: nil, editions: place.site.editions),
            as: actor)
    }

    private func pass(_ place: Place, _ check: String, _ ticks: [Tick], by actor: Actor? = nil, seen: String? = nil)
        async throws
    {
        try await CheckSample.readAddresses(of: place.disclosure, agency: place.agency, on: place.site)
        try await place.site.perform(
            PassCheck(
                agency: place.agency, check: check, ticks: ticks, note: nil, seen: seen, editions: place.site.editions),
            as: actor ?? officer(place.agency))
    }

    private func problems(_ work: () async throws -> Void) async -> [String] {
        do {
            try await work()
            return []
        } catch Failure.invalid(let problems) {
            return problems.map(\.key)
        } catch { return ["\(error)"] }
    }

    private func state(_ place: Place) async throws -> String {
        let disclosure = place.disclosure
        return try await place.site.database.read { try CheckState.state(of: disclosure, in: $0).word }
    }

    private let whole = [Tick(element: CheckSubject.whole, found: .there, place: "หน้า 2 ที่นี่")]

    @Test(arguments: engines) func `whoever prepared or asked cannot decide, somebody else can`(_ engine: TestEngine)
        async throws
    {
        let place = try await open(engine)
        let check = try await ask(place)
        #expect(try await ask(place) == check, "asked twice, one check")
        let own = Failure.conflict(Message("failure.own_check"))
        await #expect(throws: own) { try await pass(place, check, whole, by: .console(name: "preparer")) }
        let second = officer(place.agency)
        try await place.site.database.write(place.agency) { db in
            try CheckSample.prepare(place.disclosure, by: second.journalName, of: place.agency, in: db)
        }
        await #expect(throws: own) { try await pass(place, check, whole, by: second) }
        await #expect(throws: own) {
            try await place.site.perform(
                ReturnCheck(
                    agency: place.agency, check: check, ticks: [], note: "ขาด", editions: place.site.editions),
                as: second)
        }
        let third = TestSite.person(.director, of: place.agency)
        try await pass(place, check, whole, by: third)
        #expect(try await state(place) == "passed")
        #expect(try await place.site.database.read { try CheckState.valid(of: place.disclosure, in: $0) })
        let decided = Failure.conflict(Message("failure.check_decided"))
        await #expect(throws: decided) { try await pass(place, check, whole, by: third) }
        await #expect(throws: Failure.conflict(Message("failure.check_valid"))) { _ = try await ask(place) }
    }

    @Test(arguments: engines) func `a pass needs a tick with its place for every element, and none missing`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine)
        let first = try await CheckSample.addElement("แผนที่ตั้ง", to: place.disclosure, of: place.agency, on: place.site)
        let second = try await CheckSample.addElement(
            "ช่องทางติดต่อ", to: place.disclosure, of: place.agency, on: place.site)
        let check = try await ask(place)
        #expect(await problems { try await pass(place, check, []) } == ["tick_left_out", "tick_left_out"])
        #expect(
            await problems { try await pass(place, check, whole) } == [
                "tick_left_out", "tick_left_out", "tick_unknown",
            ])
        let there = Tick(element: first, found: .there, place: "หน้า 1")
        #expect(
            await problems {
                try await pass(place, check, [there, Tick(element: second, found: .missing, place: "")])
            } == ["tick_missing"])
        #expect(
            await problems { try await pass(place, check, [there, Tick(element: second, found: .there, place: "")]) }
                == ["tick_place"])
        #expect(
            await problems {
                try await pass(
                    place, check,
                    [there, Tick(element: second, found: .none, address: place.office.checks.address, place: "หน้า 2")])
            } == ["tick_source"], "another disclosure's address")
        let both = [there, Tick(element: first, found: .none, place: "หน้า 1")]
        #expect(
            await problems {
                try await pass(place, check, both + [Tick(element: second, found: .there, place: "หน้า 1")])
            } == ["tick_twice"])
        #expect(try await state(place) == "waiting")
        try await pass(
            place, check, [there, Tick(element: second, found: .none, place: "หน้า 2: ไม่มีในรอบนี้")])
        let ticks = try await place.site.database.read { try Tick.list(of: [check], in: $0)[check] ?? [] }
        #expect(Set(ticks.map(\.found)) == [.there, .none])
    }

    @Test(arguments: engines) func `a pass is void as soon as anything else is to be seen, and both are told`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine)
        let site = place.site
        let changes: [(String, SQL)] = [
            (
                "a new address",
                "UPDATE disclosure_address SET address = 'http://127.0.0.1/other' WHERE disclosure_id = \(place.disclosure)"
            ),
            ("an explanation", "UPDATE disclosure SET explanation = 'ย้ายไปหน้าใหม่' WHERE id = \(place.disclosure)"),
            ("a period", "UPDATE disclosure SET covers_to = '2025-09-30' WHERE id = \(place.disclosure)"),
            (
                "an address gone",
                "UPDATE disclosure_address SET removed_at = 'x' WHERE disclosure_id = \(place.disclosure)"
            ),
        ]
        let preparer = try await TestSite.account("maker", .unitOfficer, of: place.agency, on: site)
        let checker = try await TestSite.account("second", .unitOfficer, of: place.agency, on: site)
        let (maker, second) = (
            Actor.person(id: preparer, name: "ก", agency: place.agency, role: .unitOfficer),
            Actor.person(id: checker, name: "ข", agency: place.agency, role: .unitOfficer)
        )
        for (index, change) in changes.enumerated() {
            let check = try await ask(place, by: maker)
            try await pass(place, check, whole, by: second)
            #expect(try await state(place) == "passed", "\(change.0)")
            try await site.database.write(place.agency) { try $0.execute(change.1) }
            #expect(try await state(place) == "void", "\(change.0)")
            #expect(try await CheckVoiding.sweep(site) == 1)
            #expect(try await CheckVoiding.sweep(site) == 0, "told once")
            let told = try await site.database.read { db in
                try db.rows("SELECT person_id FROM notice WHERE kind = 'check_void' ORDER BY id").map {
                    try $0.string("person_id")
                }
            }
            #expect(
                told.filter { $0 == preparer }.count == index + 1 && told.filter { $0 == checker }.count == index + 1)
            try await site.database.write(place.agency) { db in
                try db.execute(
                    """
                    UPDATE disclosure_address SET address = 'http://127.0.0.1/o1', removed_at = NULL
                    WHERE disclosure_id = \(place.disclosure)
                    """)
                try db.execute(
                    """
                    UPDATE disclosure SET explanation = NULL, covers_to = '2025-03-31'
                    WHERE id = \(place.disclosure)
                    """)
            }
        }
        let asked = try await site.database.read {
            try $0.rows("SELECT id FROM notice WHERE kind = 'check_waiting' AND person_id = \(preparer)").count
        }
        #expect(asked == 0, "whoever asked is not asked")
    }

    @Test(arguments: engines) func `files and the page here are bound too, and looked through before a pass`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine)
        let (site, agency, disclosure) = (place.site, place.agency, place.disclosure)
        try await CheckSample.addFile(
            Samples.pdf(["fiscal year 2025"]), "แผน.pdf", to: disclosure, of: agency, on: site)
        try await CheckSample.write("แผนปี 2568", on: disclosure, of: agency, on: site)
        let check = try await ask(place)
        #expect(await problems { try await pass(place, check, whole) } == ["check_unread"])
        try await look(place)
        try await pass(place, check, whole)
        #expect(try await state(place) == "passed")
        try await CheckSample.write("แผนปี 2569", on: disclosure, of: agency, on: site)
        #expect(try await state(place) == "void")
        try await CheckSample.write("แผนปี 2568", on: disclosure, of: agency, on: site)
        #expect(try await state(place) == "passed", "what was seen is there again")
        try await CheckSample.addFile(Samples.pdf(["another"]), "ใหม่.pdf", to: disclosure, of: agency, on: site)
        #expect(try await state(place) == "void")
    }

    /// Reads what lies here, as the page does; addresses are left alone.
    private func look(_ place: Place) async throws {
        let disclosure = place.disclosure
        var subject = try await place.site.database.read { try CheckSubject.load([disclosure], in: $0)[disclosure] }
        subject?.addresses = []
        let looks = await CheckReading.looks(
            try #require(subject), CheckExpectation(), files: place.site.files, fetch: .init())
        try await place.site.perform(
            RecordLooks(agency: place.agency, disclosure: disclosure, looks: looks), as: officer(place.agency))
    }

    @Test(arguments: engines) func `what looks personal blocks until it is gone or justified by a second person`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine)
        let (site, agency, disclosure) = (place.site, place.agency, place.disclosure)
        let number = "1101700203450"
        #expect(PersonalData.find(in: number).count == 1)
        try await CheckSample.write("เลขที่ \(number) และเลขที่บัญชี 123-4-56789-0", on: disclosure, of: agency, on: site)
        let check = try await ask(place)
        try await look(place)
        try await look(place)
        #expect(await problems { try await pass(place, check, whole) } == ["personal_open"])
        let finds = try await site.database.read { try PersonalFind.inTheWay(of: disclosure, in: $0).open }
        #expect(Set(finds.map(\.kind)) == [.citizen, .account] && finds.count == 2, "found twice, kept once")
        #expect(!"\(finds)".contains(number))
        func justify(_ find: PersonalFind, _ because: String, by actor: Actor) async throws {
            try await site.perform(
                JustifyPersonalFind(agency: agency, find: find.id, because: because), as: actor)
        }
        let own = Failure.conflict(Message("failure.own_check"))
        await #expect(throws: own) { try await justify(finds[0], "ของเรา", by: .console(name: "preparer")) }
        #expect(
            await problems { try await justify(finds[0], "เพราะ \(number)", by: officer(agency)) } == ["personal_typed"]
        )
        #expect(await problems { try await justify(finds[0], "  ", by: officer(agency)) } == ["empty"])
        for find in finds { try await justify(find, "เป็นเลขตัวอย่าง", by: officer(agency)) }
        try await pass(place, check, whole)
        try await CheckSample.write("ไม่มีเลข", on: disclosure, of: agency, on: site)
        let left = try await site.database.read { db in
            try PersonalFind.list(of: try CheckSubject.find(disclosure, agency: agency, in: db), [], in: db)
        }
        #expect(left.isEmpty, "it is gone")
        let lines = try await site.database.read { try Journal.lines(agency: agency, in: $0) }
        // Of identifiers and digests, any five figures may be a part.
        #expect(
            !lines.map { "\($0.about) \($0.particulars)" }.contains { line in
                [number, "4-56789", "1234567890"].contains { line.contains($0) }
            })
    }

    @Test(arguments: engines, CheckSample.others)
    func `something else at an address voids what rests on it, and only that`(
        _ engine: TestEngine, other: PageVerdict.State
    ) async throws {
        let place = try await open(engine)
        let (site, disclosure) = (place.site, place.disclosure)
        let check = try await ask(place)
        try await pass(place, check, whole)
        let address = try await site.database.read { db in
            try CheckSubject.load([disclosure], in: db)[disclosure]?.addresses.first?.id
        }
        let id = try #require(address)
        func saw(_ verdict: PageVerdict.State, _ minute: Int64) async throws {
            let moment = Instant(milliseconds: TestSite.now + minute * 60_000)
            try await CheckSample.see(verdict, at: id, of: place.agency, moment, on: site)
        }
        try await saw(.alive, -50)
        try await saw(other, -40)
        try await saw(.alive, -30)
        #expect(try await state(place) == "passed", "what was before the checker read it")
        try await saw(.gone, 30)
        #expect(try await state(place) == "passed", "a page that is down is no other page")
        try await saw(other, 40)
        #expect(try await state(place) == "void")
        let voided = try await site.database.read { try Check.find(check, agency: place.agency, in: $0) }
        #expect(voided?.voidBecause == "page" && voided?.voidAt != nil, "at once")
        // Where the program ended between the look and what follows from it, that follows later.
        try await site.database.write(place.agency) {
            try $0.execute("UPDATE disclosure_check SET void_at = NULL, void_because = NULL WHERE id = \(check)")
        }
        #expect(try await state(place) == "void")
        #expect(try await CheckVoiding.sweep(site) == 1)
        #expect(try await CheckVoiding.sweep(site) == 0)
        let because = try await site.database.read { try Check.find(check, agency: place.agency, in: $0)?.voidBecause }
        #expect(because == "page")
    }

    @Test(arguments: engines, CheckSample.others)
    func `what the watcher saw first is nothing else`(_ engine: TestEngine, other: PageVerdict.State) async throws {
        let place = try await open(engine)
        let (site, disclosure) = (place.site, place.disclosure)
        try await pass(place, try await ask(place), whole)
        let address = try await site.database.read { db in
            try CheckSubject.load([disclosure], in: db)[disclosure]?.addresses.first?.id
        }
        try await CheckSample.see(
            other, at: try #require(address), of: place.agency, Instant(milliseconds: TestSite.now + 60_000), on: site)
        #expect(try await state(place) == "passed")
    }

    @Test(arguments: engines) func `nothing to see cannot be handed in, and another agency finds nothing`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine)
        try await place.site.database.write(place.agency) {
            try $0.execute("UPDATE disclosure_address SET removed_at = 'x'")
        }
        #expect(await problems { _ = try await ask(place) } == ["check_nothing"])
        try await place.site.database.write(place.agency) {
            try $0.execute("UPDATE disclosure SET nothing_because = 'ไม่มีในรอบนี้'")
        }
        _ = try await ask(place)
        let other = try await Office.open("theirs", on: place.site)
        await #expect(throws: Failure.notFound(Message("failure.no_disclosure"))) {
            _ = try await place.site.perform(
                AskForCheck(
                    agency: other.agency, disclosure: place.disclosure, note: nil, editions: place.site.editions),
                as: officer(other.agency))
        }
    }

    @Test(arguments: engines) func `who else was asked to check has nothing left to read once it is decided`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine)
        let site = place.site
        for name in ["first", "second"] { _ = try await TestSite.account(name, .officer, of: place.agency, on: site) }
        func unread(_ check: String) async throws -> Int {
            try await site.database.read {
                try $0.rows(
                    """
                    SELECT id FROM notice WHERE kind = 'check_waiting' AND read_at IS NULL
                    AND address = \(Link.check("mine", check))
                    """
                ).count
            }
        }
        let returned = try await ask(place)
        #expect(try await unread(returned) >= 2)
        try await site.perform(
            ReturnCheck(agency: place.agency, check: returned, ticks: [], note: "ขาดหน้า 2", editions: site.editions),
            as: officer(place.agency))
        #expect(try await unread(returned) == 0)
        let passed = try await ask(place)
        #expect(try await unread(passed) >= 2)
        try await pass(place, passed, whole)
        #expect(try await unread(passed) == 0)
    }

    @Test(arguments: engines) func `who keeps an item hears of its pass, or its unit where nobody does`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine)
        let site = place.site
        let keeper = try await TestSite.account("keeper", .unitOfficer, of: place.agency, on: site)
        let mate = try await TestSite.account("mate", .unitOfficer, of: place.agency, on: site)
        try await site.database.write(place.agency) { db in
            try db.execute("UPDATE person SET unit_id = \(place.office.unit) WHERE id = \(mate)")
            try db.execute("UPDATE disclosure SET person_id = \(keeper) WHERE id = \(place.disclosure)")
        }
        func told() async throws -> [String] {
            let people = try await site.database.read { db in
                try db.rows("SELECT DISTINCT person_id FROM notice WHERE kind = 'check_void'").map {
                    try $0.string("person_id")
                }
            }
            return people.filter { [keeper, mate].contains($0) }.map { $0 == keeper ? "keeper" : "mate" }.sorted()
        }
        func void() async throws {
            let check = try await ask(place)
            try await pass(place, check, whole)
            try await site.perform(
                VoidCheck(agency: place.agency, check: check, because: .taken, editions: site.editions),
                as: TestSite.console)
        }
        try await void()
        #expect(try await told() == ["keeper"], "prepared by the console, passed by another")
        try await site.database.write(place.agency) { db in
            try db.execute(
                """
                UPDATE disclosure SET person_id = NULL, unit_id = \(place.office.unit) WHERE id = \(place.disclosure)
                """)
        }
        try await void()
        #expect(try await told() == ["keeper", "mate"])
    }
}
