import Synchronization

/// Fetches addresses of the web politely: few connections to one host, a gap between them, redirects walked hop by hop,
/// and no connection to an address the guard does not allow. One thread drives all transfers.
public final class Fetcher: Sendable {
    private let loop: FetchLoop

    /// Starts the thread; it ends when the fetcher is let go.
    public init(_ settings: FetchSettings = FetchSettings()) {
        loop = FetchLoop(settings)
        loop.start()
    }

    deinit { loop.stop() }

    /// Fetches every request and gives the outcomes as they come, in no order; each request gives exactly one. Whoever
    /// takes them slowly slows the fetching down, so that bodies do not pile up. Letting go of the stream drops what was
    /// not begun.
    public func fetch(_ requests: [FetchRequest]) -> AsyncStream<FetchOutcome> {
        let batch = FetchBatch(count: requests.count, loop: loop)
        let hold = FetchHold(batch)
        loop.add(requests, to: batch)
        // The stream keeps the fetcher alive until the last outcome is taken.
        return AsyncStream(unfolding: { [self] in
            let outcome = await hold.batch.next()
            withExtendedLifetime(self) {}
            return outcome
        })
    }

    /// Fetches one address.
    public func fetch(_ address: WebAddress) async -> FetchOutcome? {
        for await outcome in fetch([FetchRequest(id: 0, address: address)]) { return outcome }
        return nil
    }
}

/// Held by the stream alone: when it goes, nobody wants the rest.
private final class FetchHold: Sendable {
    let batch: FetchBatch

    init(_ batch: FetchBatch) { self.batch = batch }

    deinit { batch.dropRest() }
}

/// The outcomes of one call that are ready and not taken yet.
final class FetchBatch: Sendable {
    private struct State {
        var ready: [FetchOutcome] = []
        var taken = 0
        var left: Int
        var waiting: CheckedContinuation<FetchOutcome?, Never>?
    }

    private let state: Mutex<State>
    private let loop: FetchLoop
    private let letGo = Atomic<Bool>(false)

    init(count: Int, loop: FetchLoop) {
        state = Mutex(State(left: count))
        self.loop = loop
    }

    /// Nobody wants the rest any more.
    var isLetGo: Bool { letGo.load(ordering: .relaxed) }

    func next() async -> FetchOutcome? {
        await withTaskCancellationHandler {
            let outcome: FetchOutcome? = await withCheckedContinuation { continuation in
                let now: FetchOutcome?? = state.withLock { state in
                    if state.taken < state.ready.count {
                        let outcome = state.ready[state.taken]
                        state.taken += 1
                        // What was taken is freed when there is a little of it: moving the rest each time costs more.
                        if state.taken == state.ready.count || state.taken >= 32 {
                            state.ready.removeFirst(state.taken)
                            state.taken = 0
                        }
                        return outcome
                    }
                    if state.left == 0 || isLetGo { return .some(nil) }
                    state.waiting = continuation
                    return nil
                }
                if let now { continuation.resume(returning: now) }
            }
            if let outcome { loop.outcomeTaken(outcome) }
            return outcome
        } onCancel: {
            dropRest()
        }
    }

    /// Nothing more is wanted: what is ready goes, what was not begun will not be.
    func dropRest() {
        letGo.store(true, ordering: .relaxed)
        let (waiting, ready) = state.withLock { state in
            defer { (state.waiting, state.ready, state.taken) = (nil, [], 0) }
            return (state.waiting, state.ready[state.taken...])
        }
        waiting?.resume(returning: nil)
        for outcome in ready { loop.outcomeTaken(outcome) }
        loop.wake()
    }

    func deliver(_ outcome: FetchOutcome) {
        let waiting = state.withLock { state -> CheckedContinuation<FetchOutcome?, Never>? in
            state.left -= 1
            if isLetGo { return nil }
            loop.outcomeGiven(outcome)
            guard let waiting = state.waiting else {
                state.ready.append(outcome)
                return nil
            }
            state.waiting = nil
            return waiting
        }
        waiting?.resume(returning: outcome)
    }
}
