import Foundation
import ITA
import Testing
import Watch

@testable import Prongsai

/// What was read for the checker, held against what the watcher finds, on a website that changes.
@Suite struct CheckComparisonTests {
    private struct Place {
        var office: WatchedOffice
        var officer: Actor
        var checker: Actor
        var check: String
        var site: Site { office.site }

        func read() async throws {
            let agency = office.agency
            let (subject, looks) = try await site.database.read { db in
                (try CheckSubject.find("d", agency: agency, in: db), try CheckLook.list(of: "d", in: db))
            }
            let begun = site.clock.now()
            let made = await CheckReading.looks(
                subject, CheckExpectation(), files: site.files, fetch: CheckReading.settings(site.settings),
                known: looks, within: .seconds(600), clock: site.clock)
            #expect(made.allSatisfy { $0.outcome == CheckLook.read })
            try await site.perform(
                RecordLooks(agency: agency, disclosure: "d", looks: made, begun: begun), as: checker)
            office.clock.advance(1000)
        }

        /// The keys of what kept it from being passed.
        func pass() async throws -> [String] {
            do {
                try await site.perform(
                    PassCheck(
                        agency: office.agency, check: check,
                        ticks: [Tick(element: CheckSubject.whole, found: .there, place: "ย่อหน้าแรก")], note: nil,
                        seen: nil, editions: site.editions), as: checker)
                return []
            } catch Failure.invalid(let problems) { return problems.map(\.key) }
        }

        /// The watcher looks at everything, an hour later.
        func look() async throws {
            office.clock.advance(WatchedOffice.hour)
            try await office.watcher.queue.hurry(agency: nil)
            _ = try await office.watcher.pass()
            office.clock.advance(60_000)
        }

        var state: String {
            get async throws { try await site.database.read { try CheckState.state(of: "d", in: $0).word } }
        }
    }

    private func open(_ engine: TestEngine, _ pages: [String: SampleSite.Page]) async throws -> Place {
        let office = try await WatchedOffice.open(engine, paths: pages.keys.sorted())
        for (path, page) in pages { try office.web.set(path, page) }
        let (agency, site) = (office.agency, office.site)
        let person = try await TestSite.account("checker", .officer, of: agency, on: site)
        let officer = Actor.person(id: office.person, name: "ผู้ทำ", agency: agency, role: .unitOfficer)
        let check = try await site.perform(
            AskForCheck(agency: agency, disclosure: "d", note: nil, editions: site.editions), as: officer)
        return Place(
            office: office, officer: officer,
            checker: .person(id: person, name: "ผู้ตรวจ", agency: agency, role: .officer), check: check)
    }

    private static func page(_ more: String = "") -> SampleSite.Page { .init(body: WatchSample.page(more)) }
    private static func file(_ bytes: [UInt8], _ type: String = "application/pdf") -> SampleSite.Page {
        .init(type: type, base64: Data(bytes).base64EncodedString())
    }

    @Test(arguments: engines) func `a page that turned before the watcher came voids the pass, and both are told`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine, ["/a": Self.page("เข้าชม 17 ครั้ง"), "/b": Self.page()])
        try await place.read()
        #expect(try await place.pass().isEmpty)
        // A counter that counts on is the same page.
        try place.office.web.set("/a", Self.page("เข้าชม 1,204 ครั้ง"))
        try await place.look()
        #expect(try await place.state == "passed")
        let looked = try await place.office.rows("SELECT source FROM disclosure_look WHERE compared_at IS NOT NULL")
        #expect(looked.count == 2)

        let other = try await open(engine, ["/a": Self.page("เข้าชม 17 ครั้ง"), "/b": Self.page()])
        try await other.read()
        #expect(try await other.pass().isEmpty)
        try other.office.web.set("/b", Self.page("ยกเลิกประกาศฉบับนี้แล้ว"))
        try await other.look()
        #expect(try await other.office.watched("/b").string("verdict") == "alive", "it was never seen before")
        #expect(try await other.state == "void")
        let (agency, check) = (other.office.agency, other.check)
        let void = try await other.site.database.read { try Check.find(check, agency: agency, in: $0) }
        #expect(void?.voidBecause == "page")
        guard case .person(let checker, _, _, _, _) = other.checker else { return }
        for person in [other.office.person, checker] {
            #expect(try await other.office.told(person).contains("check_void"), "\(person)")
        }
        // Nobody is told twice.
        try await other.look()
        #expect(try await other.office.told(checker).count { $0 == "check_void" } == 1)
    }

    @Test(arguments: engines) func `a page that turned between reading and pass is read again first`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine, ["/a": Self.page()])
        try await place.read()
        try place.office.web.set("/a", Self.page("ยกเลิกประกาศฉบับนี้แล้ว"))
        try await place.look()
        #expect(try await place.pass() == ["check_page_changed"])
        try await place.read()
        #expect(try await place.pass().isEmpty)
        try await place.look()
        #expect(try await place.state == "passed")
    }

    @Test(arguments: engines) func `what the watcher finds out after the checker has read it voids nothing`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine, ["/a": Self.page()])
        try await place.look()
        try place.office.web.set("/a", Self.page("เพิ่มภาคผนวก"))
        try await place.read()
        #expect(try await place.pass().isEmpty)
        try await place.look()
        #expect(try await place.office.watched("/a").string("verdict") == "changed")
        #expect(try await place.state == "passed", "the new words were read")
        // And back to what was there before the reading.
        try place.office.web.set("/a", Self.page())
        try await place.look()
        #expect(try await place.state == "void")
    }

    @Test(arguments: engines) func `a page that was down when the watcher first came is compared when it is back`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine, ["/a": Self.page(), "/b": Self.page()])
        try await place.read()
        #expect(try await place.pass().isEmpty)
        for path in ["/a", "/b"] { try place.office.web.set(path, .init(status: 503)) }
        try await place.look()
        #expect(try await place.state == "passed", "a page that is down is no other page")
        try place.office.web.set("/a", Self.page())
        try await place.look()
        #expect(try await place.state == "passed")
        try place.office.web.set("/b", Self.page("ประกาศฉบับใหม่"))
        try await place.look()
        #expect(try await place.state == "void")
    }

    @Test(arguments: engines) func `another year that was accepted, or an address that sends on, is compared for good`(
        _ engine: TestEngine
    ) async throws {
        let old = SampleSite.Page(body: WatchSample.page(year: 2566))
        let (way, target) = (SampleSite.Page(status: 302, location: "/target"), Self.page())
        for changed in ["/a", "/target"] {
            let place = try await open(engine, ["/a": old, "/way": way])
            try place.office.web.set("/target", target)
            try await place.read()
            #expect(try await place.pass().isEmpty, "the checker has seen which year it is about")
            for _ in 0..<2 { try await place.look() }
            #expect(try await place.office.watched("/a").string("verdict") == "wrong_year")
            #expect(try await place.office.watched("/way").string("verdict") == "moved")
            #expect(try await place.state == "passed")
            // The verdicts stay as they are, the words do not.
            let year = changed == "/a" ? 2566 : 2568
            try place.office.web.set(changed, .init(body: WatchSample.page("ย่อหน้าที่เพิ่มภายหลัง", year: year)))
            try await place.look()
            #expect(try await place.office.watched("/a").string("verdict") == "wrong_year")
            #expect(try await place.office.watched("/way").string("verdict") == "moved")
            #expect(try await place.state == "void", "\(changed)")
        }
    }

    @Test(arguments: engines) func `documents are the same by their words, or else by their bytes`(
        _ engine: TestEngine
    ) async throws {
        let words = Samples.pdf(["annual plan 2568 of the district office", "second page"])
        // The same words in other bytes, as a program that writes them anew makes them.
        let again = words + Array("\n% made anew\n".utf8)
        let scan = Samples.pdf(["", ""])
        let place = try await open(engine, ["/a.pdf": Self.file(words), "/scan.pdf": Self.file(scan)])
        try await place.read()
        #expect(try await place.pass().isEmpty)
        try place.office.web.set("/a.pdf", Self.file(again))
        try await place.look()
        #expect(try await place.office.watched("/scan.pdf").string("verdict") == "unreadable")
        #expect(try await place.state == "passed")
        try place.office.web.set("/scan.pdf", Self.file(Samples.pdf(["", "", ""])))
        try await place.look()
        let seen = try await place.office.watched("/scan.pdf")
        #expect(try seen.string("verdict") == "changed" && seen.string("reasons").contains("other_bytes"))
        #expect(try await place.state == "void")
        try await place.look()
        #expect(try await place.office.watched("/scan.pdf").string("verdict") == "unreadable")

        // Before the watcher's first look too, of a scan and of words.
        for changed in ["/a.pdf", "/scan.pdf"] {
            let early = try await open(engine, ["/a.pdf": Self.file(words), "/scan.pdf": Self.file(scan)])
            try await early.read()
            #expect(try await early.pass().isEmpty)
            let other = changed == "/a.pdf" ? Samples.pdf(["quite another plan"]) : Samples.pdf(["", "", ""])
            try early.office.web.set(changed, Self.file(other))
            try await early.look()
            #expect(try await early.state == "void", "\(changed)")
        }
    }

    @Test(arguments: engines) func `pages without words in a document are compared by bytes`(
        _ engine: TestEngine
    ) async throws {
        let cover = "annual plan 2568 of the district office"
        let place = try await open(engine, ["/a.pdf": Self.file(Samples.pdf([cover, "", ""]))])
        try await place.read()
        #expect(try await place.pass().isEmpty)
        try await place.look()
        #expect(try await place.state == "passed")
        // The same cover over other pictures.
        try place.office.web.set("/a.pdf", Self.file(Samples.pdf([cover, "", ""]) + Array("\n% other\n".utf8)))
        try await place.look()
        let seen = try await place.office.watched("/a.pdf")
        #expect(try seen.string("verdict") == "changed" && seen.string("reasons").contains("other_bytes"))
        #expect(try await place.state == "void")
    }

    @Test(arguments: engines) func `a file that is made anew each time is no news after a while`(_ engine: TestEngine)
        async throws
    {
        func scan(_ number: Int) -> SampleSite.Page {
            Self.file(Samples.pdf(["", ""]) + Array("\n% \(number)\n".utf8))
        }
        let place = try await open(engine, ["/a.pdf": scan(0)])
        for number in 1...4 {
            try await place.look()
            try place.office.web.set("/a.pdf", scan(number))
        }
        #expect(try await place.office.watched("/a.pdf").string("verdict") == "changed")
        try await place.read()
        #expect(try await place.pass().isEmpty)
        for number in 5...7 {
            try place.office.web.set("/a.pdf", scan(number))
            try await place.look()
        }
        let seen = try await place.office.watched("/a.pdf")
        #expect(try seen.string("verdict") == "unreadable" && seen.string("reasons").contains("varies"))
        #expect(try await place.state == "passed", "nobody can say")
        // Once it stays the same it can be told again.
        for _ in 0..<2 { try await place.look() }
        #expect(try await place.state == "void")
    }

    @Test(arguments: engines) func `a date that was today's when the page was read is the same page tomorrow`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine, ["/a": Self.page()])
        let today = place.site.clock.now().day
        let dated = "เผยแพร่เมื่อ \(today.day)/\(today.month)/\(today.year + 543)"
        try place.office.web.set("/a", .init(body: WatchSample.page(dated), etag: "\"1\""))
        try await place.look()
        place.office.clock.advance(3 * WatchedOffice.day)
        // The site says “not changed” to the watcher, whose memory is of another day.
        try await place.look()
        try await place.read()
        #expect(try await place.pass().isEmpty)
        for _ in 0..<2 {
            place.office.clock.advance(WatchedOffice.day)
            try await place.look()
        }
        #expect(try await place.office.watched("/a").string("verdict") == "alive")
        #expect(try await place.office.count("SELECT COUNT(*) AS n FROM verdict") == 1)
        #expect(try await place.state == "passed")
        try place.office.web.set("/a", .init(body: WatchSample.page("ยกเลิก"), etag: "\"2\""))
        try await place.look()
        #expect(try await place.state == "void")
    }

    @Test(arguments: engines) func `a scan known from before files were compared is asked for as a whole`(
        _ engine: TestEngine
    ) async throws {
        func scan(_ pages: Int, _ tag: String) -> SampleSite.Page {
            var page = Self.file(Samples.pdf(Array(repeating: "", count: pages)))
            page.etag = tag
            return page
        }
        let place = try await open(engine, ["/a.pdf": scan(2, "\"1\"")])
        try await place.look()
        let agency = place.office.agency
        try await place.site.database.write(agency) { db in
            let text = try db.first("SELECT memory FROM watched")?.string("memory")
            var memory = try #require(try Stored.decode(AddressMemory.self, text))
            #expect(memory.bytes != nil && memory.etag != nil)
            memory.bytes = nil
            try db.execute("UPDATE watched SET memory = \(try Stored.text(memory))")
        }
        try await place.read()
        #expect(try await place.pass().isEmpty)
        try await place.look()
        #expect(try await place.state == "passed")
        try place.office.web.set("/a.pdf", scan(3, "\"2\""))
        try await place.look()
        #expect(try await place.office.watched("/a.pdf").string("verdict") == "changed")
        #expect(try await place.state == "void")
    }

    @Test(arguments: engines) func `several goes of reading do not make an equal page another one`(_ engine: TestEngine)
        async throws
    {
        let place = try await open(engine, ["/a": Self.page(), "/b": Self.page()])
        try await place.look()
        try place.office.web.set("/a", Self.page("เพิ่มภาคผนวก"))
        try await place.read()
        try await place.look()
        #expect(try await place.office.watched("/a").string("verdict") == "changed")
        let (agency, site) = (place.office.agency, place.site)
        let looks = [CheckLook(source: "address:a/b", outcome: "gone", findings: [])]
        try await site.perform(RecordLooks(agency: agency, disclosure: "d", looks: looks), as: place.checker)
        let turned = try await place.office.rows("SELECT source FROM disclosure_look WHERE turned_at IS NOT NULL")
        #expect(turned.isEmpty, "a was read as it is")
        // Whoever read it when somebody else has decided reads for nothing.
        place.office.clock.advance(60_000)
        let begun = site.clock.now()
        try await place.read()
        #expect(try await place.pass().isEmpty)
        try await site.perform(
            RecordLooks(agency: agency, disclosure: "d", looks: looks, begun: begun), as: place.checker)
        let kept = try await place.office.one("SELECT outcome FROM disclosure_look WHERE source = 'address:a/b'")
        #expect(try kept?.string("outcome") == CheckLook.read)
    }

    @Test(arguments: engines) func `what took another page's place is compared with what was read since`(
        _ engine: TestEngine
    ) async throws {
        func list(_ name: String) -> SampleSite.Page {
            let lines = (0..<9).map { "<p>\(name) ข้อ\(["ก", "ข", "ค"][$0 % 3]) \($0)</p>" }
            return .init(body: "<h1>\(name)</h1>" + lines.joined())
        }
        let place = try await open(engine, ["/a": list("นโยบายไม่รับของขวัญ ปีงบประมาณ 2568")])
        try await place.look()
        try place.office.web.set("/a", list("ประกาศเจตนารมณ์ ปีงบประมาณ 2568"))
        try await place.look()
        #expect(try await place.office.watched("/a").string("verdict") == "replaced")
        try await place.read()
        #expect(try await place.pass().isEmpty)
        try await place.look()
        #expect(try await place.state == "passed", "it is what was read")
        try place.office.web.set("/a", list("เมนูอาหารกลางวัน ปีงบประมาณ 2568"))
        try await place.look()
        #expect(try await place.office.watched("/a").string("verdict") == "replaced")
        #expect(try await place.state == "void")
    }

    @Test(arguments: engines) func `a list with commas is held against itself`(_ engine: TestEngine) async throws {
        let rows = "ลำดับ,รายการ,วงเงิน\n1,จ้างซ่อมถนน,500000\n2,จ้างขุดลอกคลอง,250000\n"
        let place = try await open(engine, ["/a.csv": .init(type: "text/csv; charset=utf-8", body: rows)])
        try await place.read()
        #expect(try await place.pass().isEmpty)
        try await place.look()
        #expect(try await place.state == "passed")
        try place.office.web.set("/a.csv", .init(type: "text/csv; charset=utf-8", body: rows + "3,จ้างเหมา,900000\n"))
        try await place.look()
        #expect(try await place.state == "void")
    }

    @Test(arguments: engines) func `a reading that is written down after the watcher saw a change is made again`(
        _ engine: TestEngine
    ) async throws {
        let place = try await open(engine, ["/a": Self.page()])
        try await place.look()
        let begun = place.site.clock.now()
        let (agency, site) = (place.office.agency, place.site)
        let subject = try await site.database.read { try CheckSubject.find("d", agency: agency, in: $0) }
        let looks = await CheckReading.looks(
            subject, CheckExpectation(), files: site.files, fetch: CheckReading.settings(site.settings),
            clock: site.clock)
        try place.office.web.set("/a", Self.page("ยกเลิกประกาศฉบับนี้แล้ว"))
        try await place.look()
        try await site.perform(
            RecordLooks(agency: agency, disclosure: "d", looks: looks, begun: begun), as: place.checker)
        #expect(try await place.pass() == ["check_page_changed"])
    }
}
