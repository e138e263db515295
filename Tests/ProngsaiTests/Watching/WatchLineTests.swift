import Foundation
import Testing
import Watch

@testable import Prongsai

/// While our own line may be dead nobody is blamed; what is known is kept at once, whoever else is slow.
@Suite struct WatchLineTests {
    /// A watcher for which no name can be looked up.
    private func watcher(_ office: WatchedOffice) -> Watcher {
        var settings = office.site.settings.watch.fetching(authorities: "")
        (settings.retries, settings.hostGap) = (0, 0)
        settings.resolve = { _ in .failed }
        var watcher = Watcher(office.site, fetching: settings)
        watcher.looker.patience = .milliseconds(200)
        return watcher
    }

    private func add(_ hosts: [String], to office: WatchedOffice) async throws {
        try await office.site.database.write(office.agency) { db in
            for host in hosts {
                try WatchSample.address(host, office.agency, disclosure: "d", "http://\(host).test/", in: db)
            }
        }
    }

    private func verdicts(_ office: WatchedOffice) async throws -> [String] {
        try await office.rows("SELECT address_id, verdict FROM watched ORDER BY address_id").map {
            try "\($0.string("address_id")) \($0.optionalString("verdict") ?? "none")"
        }
    }

    @Test(arguments: engines) func `nobody is blamed while our own line is dead, however few sites are watched`(
        _ engine: TestEngine
    ) async throws {
        for hosts in [["one"], ["one", "two", "three"]] {
            let office = try await WatchedOffice.open(engine, paths: ["/a"]) { $0.watch.references = [] }
            // What answers inside the house says nothing of the way out of it.
            try office.web.set("/a", .init(body: WatchSample.page()))
            try await add(hosts, to: office)
            let watcher = watcher(office)
            for _ in 0..<4 {
                _ = try await watcher.pass()
                office.clock.advance(2 * WatchedOffice.day)
            }
            #expect(try await verdicts(office) == ["a/a alive"] + hosts.sorted().map { "\($0) network_down" })
            #expect(try await office.count("SELECT COUNT(*) AS n FROM alert") == 0)
            #expect(try await office.count("SELECT SUM(bad) AS n FROM watched_day") == 0)
            // Where nothing was answered nothing can be shown.
            for (address, isShown) in [("one", false), ("a/a", true)] {
                let id = try #require(try await office.one("SELECT id FROM watched WHERE address_id = \(address)"))
                    .string("id")
                let today = office.site.clock.now().day
                let (agency, editions) = (office.agency, office.site.editions)
                let timeline = try await office.site.database.read {
                    try WatchTimeline.load(id, agency: agency, year: 2568, editions: editions, today: today, in: $0)
                }
                #expect(timeline.entries.count == 1 && (timeline.entries[0].capture != nil) == isShown)
            }
            // It is not passed over in silence: after days somebody is asked to look.
            #expect(try await Set(office.told(office.person)) == ["disclosure_unsure"])
        }
    }

    @Test(arguments: engines) func `a site that cannot be found is blamed once an address asked for this alone answers`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        try office.web.set("/a", .init(body: WatchSample.page()))
        let watcher = watcher(office)
        _ = try await watcher.pass()
        #expect(try !office.web.asked().contains { $0["path"]?.text == "/reference" }, "asked without need")
        try await add(["one"], to: office)
        for _ in 0..<3 {
            _ = try await watcher.pass()
            office.clock.advance(WatchedOffice.hour)
        }
        #expect(try await verdicts(office) == ["a/a alive", "one gone"])
        #expect(try office.web.asked().count { $0["path"]?.text == "/reference" } == 3)
        #expect(try await office.count("SELECT COUNT(*) AS n FROM alert") == 1)
    }

    @Test func `where not even the references answer nobody is blamed, whatever is refused`() async throws {
        let office = try await WatchedOffice.open(.sqlite, paths: []) {
            $0.watch.references = [try WebAddress("http://127.0.0.1:1/")]
        }
        try await office.site.database.write(office.agency) {
            try WatchSample.address("refused", office.agency, disclosure: "d", "http://127.0.0.1:2/", in: $0)
        }
        _ = try await watcher(office).pass()
        #expect(try await verdicts(office) == ["refused network_down"])
    }

    @Test(arguments: engines) func `one site that answers slowly holds up no verdict of the others`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/slow"])
        try office.web.set("/slow", .init(body: WatchSample.page(), delay: 300))
        try await add(["one"], to: office)
        let watcher = watcher(office)
        let pass = Task { try await watcher.pass() }
        for _ in 0..<500 {
            if try await office.count("SELECT COUNT(*) AS n FROM watched WHERE verdict = 'gone'") == 1 { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        // A program that is killed now has lost none of it.
        #expect(try await verdicts(office) == ["a/slow none", "one gone"])
        pass.cancel()
        _ = try? await pass.value
    }

    @Test(arguments: engines) func `what another machine put among the watched is not made due anew`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        let queue = office.watcher.queue
        let begun = office.site.clock.now()
        let page = WatchQueue.HostedPage(
            disclosure: "d", agency: office.agency, address: office.web.address("/2568/gift"))
        func watch(at now: Instant, _ page: WatchQueue.HostedPage) async throws {
            try await queue.watch(
                [(id: "a/a", agency: office.agency, address: office.web.address("/a"))], every: 86_400, at: now)
            try await queue.watch([page], every: 86_400, at: now)
        }
        func due() async throws -> [String] {
            try await office.rows("SELECT next_at FROM watched ORDER BY page_of IS NULL, id").map {
                try $0.string("next_at")
            }
        }
        let later = begun.adding(5_000)
        try await watch(at: begun, page)
        try await watch(at: later, page)
        #expect(try await due() == [begun.text, begun.text])
        // What was stopped begins anew, and a page at its new address.
        try await office.site.database.write(office.agency) {
            try $0.execute("UPDATE watched SET stopped_at = \(begun) WHERE address_id = 'a/a'")
        }
        var moved = page
        moved.address = office.web.address("/2568/other")
        try await watch(at: later, moved)
        #expect(try await due() == [later.text, later.text])
        #expect(try await office.count("SELECT COUNT(*) AS n FROM watched WHERE stopped_at IS NULL") == 2)
    }

    @Test(arguments: engines) func `LINE hears that it is up where it heard that it was down`(
        _ engine: TestEngine
    ) async throws {
        for isGivenUp in [false, true] {
            let office = try await WatchedOffice.open(engine, paths: ["/a"]) { settings in
                settings.watch.line = LineTarget(token: "t", to: "G1", address: "http://127.0.0.1:1")
            }
            try await office.watcher.queue.keepInStep()
            func stand(_ state: String) async throws {
                try await office.site.database.write(office.agency) {
                    try $0.execute("UPDATE watched SET state = \(state), verdict = 'gone', reasons = '[]'")
                }
            }
            try await stand("down")
            #expect(try await office.watcher.alert() == 1)
            let now = office.site.clock.now()
            try await office.site.database.write(office.agency) {
                try $0.execute(
                    "UPDATE outbox SET done_at = \(now), fault = \(isGivenUp ? "{}" : nil) WHERE kind = 'line'")
            }
            // It is known for as long as the alert stands.
            office.clock.advance(40 * WatchedOffice.day)
            #expect(try await Upkeep.clearOutbox(office.site) == 0)
            try await stand("up")
            _ = try await office.watcher.alert()
            #expect(
                try await office.count("SELECT COUNT(*) AS n FROM outbox WHERE kind = 'line'") == (isGivenUp ? 1 : 2))
        }
    }
}
