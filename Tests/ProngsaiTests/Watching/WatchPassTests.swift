import Synchronization
import Testing
import Watch

@testable import Prongsai

@Suite struct WatchPassTests {
    /// A clock on which every look at it takes ten seconds.
    private final class RunningClock: Sendable {
        private let now: Mutex<Int64>
        init(_ start: Int64) { now = Mutex(start) }
        func tick() -> Int64 {
            now.withLock {
                $0 += 10_000
                return $0
            }
        }
    }

    /// What a watcher told.
    private final class Told: Sendable {
        private let kept = Mutex<(news: [String], looks: Int)>(([], 0))
        func add(_ id: String) { kept.withLock { $0.news.append(id) } }
        func add(_ tally: Watcher.Tally) { kept.withLock { $0.looks += tally.looks } }
        var news: [String] { kept.withLock { $0.news } }
        var looks: Int { kept.withLock { $0.looks } }
    }

    @Test(arguments: engines) func `a pass looks at each address once, however soon it is due again`(
        _ engine: TestEngine
    ) async throws {
        var office = try await WatchedOffice.open(engine, paths: ["/a", "/b"]) { $0.watch.every = 1 }
        for path in ["/a", "/b"] { try office.web.set(path, .init(body: WatchSample.page())) }
        let clock = RunningClock(office.clock.now)
        office.site.clock = Clock { clock.tick() }
        let asked = RunningClock(0)
        // A pass that went on for good ends too, and has looked too often.
        let tally = try await office.watcher.pass { asked.tick() > 2_000_000 }
        #expect(tally.looks == 2)
    }

    @Test(arguments: engines) func `what is new is taken up although something is due at every moment`(
        _ engine: TestEngine
    ) async throws {
        var office = try await WatchedOffice.open(engine, paths: ["/a"]) { $0.watch.every = 1 }
        for path in ["/a", "/b"] { try office.web.set(path, .init(body: WatchSample.page())) }
        let clock = RunningClock(office.clock.now)
        office.site.clock = Clock { clock.tick() }
        var watcher = office.watcher
        watcher.pause = .milliseconds(20)
        let told = Told()
        watcher.onNews = { told.add($0) }
        watcher.onPass = { told.add($0) }
        let running = Task { [watcher] in try await watcher.run() }
        defer { running.cancel() }
        func seen(_ path: String) async throws -> Bool {
            for _ in 0..<6000 {
                if try await office.count(
                    "SELECT COUNT(*) AS n FROM watched WHERE address_id = \("a\(path)") AND seen_at IS NOT NULL") == 1
                {
                    return true
                }
                try await Task.sleep(for: .milliseconds(50))
            }
            return false
        }
        #expect(try await seen("/a"))
        let (agency, address) = (office.agency, office.web.address("/b"))
        try await office.site.database.write(agency) {
            try WatchSample.address("a/b", agency, disclosure: "d", position: 1, address, in: $0)
        }
        #expect(try await seen("/b"))
        // Whoever sits before it is told of each once, however often it is looked at, and that it goes on.
        // A pass of what is always due ends after fifty times what its preparation took.
        for _ in 0..<6000 where told.news.count < 2 || told.looks < 3 { try await Task.sleep(for: .milliseconds(50)) }
        let ids = try await office.rows("SELECT id FROM watched ORDER BY id").map { try $0.string("id") }
        #expect(told.news.sorted() == ids && told.looks >= 3)
    }

    @Test func `what an item costs is the same wherever it is told`() throws {
        for id in ["bma-ita-2567", "nacc-ita-2568"] {
            let edition = try PageShapes.year(id).edition.edition
            let stakes = DisclosureYear.stakes(edition)
            #expect(!stakes.isEmpty)
            for item in DisclosureYear.items(of: edition) {
                let points = WatchedItem(key: item.key, title: nil, edition: edition).points
                #expect(points == stakes[item.key]?.rounded() && points != nil, "\(item.code)")
            }
        }
    }
}
