import Synchronization
import Watch

/// Whether our own line works, as far as the looks of one pass tell. While it may be dead nobody is blamed: a failure
/// waits for an answer from outside, or for that of a site that is asked for this alone.
final class OurLine: Sendable {
    /// The host everybody reaches our own pages at; an answer from there may never have left the house.
    private let own: String?
    private let isProven = Atomic<Bool>(false)
    private let said: AsyncStream<Event>
    private let tell: AsyncStream<Event>.Continuation

    private enum Event: Sendable {
        case answered
        case failed(FetchOutcome)
        /// Time enough for anybody to answer has gone by.
        case quiet
    }

    /// What is known of the line when a failure is judged.
    enum State: Sendable {
        case works
        /// Nothing answered, and nobody was asked besides.
        case unproven
        /// Not even those answered who are asked for this alone.
        case dead
    }

    init(own address: String) {
        do throws(WebAddress.Fault) { own = try WebAddress(address).host.description } catch { own = nil }
        (said, tell) = AsyncStream.makeStream()
    }

    /// Hears how a request fared: an answer from outside proves the line.
    func hear(_ outcome: FetchOutcome) {
        guard answers(outcome) else { return }
        if !isProven.exchange(true, ordering: .relaxed) { tell.yield(.answered) }
    }

    /// Takes the outcome of a look. False where it must wait to be judged.
    func take(_ outcome: FetchOutcome) -> Bool {
        hear(outcome)
        switch outcome.result {
        case .success, .failure(.refused), .failure(.askedToWait): return true
        case .failure:
            tell.yield(.failed(outcome))
            return false
        }
    }

    /// Whether somebody outside answered, at the end or on the way there.
    func answers(_ outcome: FetchOutcome) -> Bool {
        func isOutside(_ peer: IPAddress?, _ address: WebAddress) -> Bool {
            guard let peer, AddressGuard.kind(of: peer) == nil else { return false }
            return address.host.description != own
        }
        if outcome.hops.contains(where: { isOutside($0.peer, $0.address) }) { return true }
        guard case .success(let response) = outcome.result else { return false }
        return isOutside(response.peer, response.address)
    }

    /// Nothing more will come.
    func end() { tell.finish() }

    /// Hands over every failure as soon as it is known whether our own line works.
    ///
    /// - Parameters:
    ///   - patience: how long nobody answers before others are asked.
    ///   - ask: asks those others; nil where there is nobody to ask.
    func failures(
        patience: Duration, ask: @Sendable () async throws -> Bool?,
        then judge: (FetchOutcome, State) async throws -> Void
    ) async throws {
        var waiting: [FetchOutcome] = []
        var state = State.unproven
        var isQuiet = false
        var isAsked = false
        func others() async throws {
            isAsked = true
            if let answer = try await ask(), !isProven.load(ordering: .relaxed) { state = answer ? .works : .dead }
        }
        async let _: Void = wait(patience)
        for await event in said {
            try Task.checkCancellation()
            switch event {
            case .answered: state = .works
            case .failed(let outcome): waiting.append(outcome)
            case .quiet: isQuiet = true
            }
            if state != .works, isQuiet, !isAsked, !waiting.isEmpty { try await others() }
            guard state == .works else { continue }
            for outcome in waiting { try await judge(outcome, .works) }
            waiting = []
        }
        try Task.checkCancellation()
        if state != .works, !isAsked, !waiting.isEmpty { try await others() }
        for outcome in waiting { try await judge(outcome, state) }
    }

    private func wait(_ patience: Duration) async {
        try? await Task.sleep(for: patience)
        tell.yield(.quiet)
    }
}
