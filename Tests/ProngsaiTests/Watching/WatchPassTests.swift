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
}
