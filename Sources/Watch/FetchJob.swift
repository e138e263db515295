/// One request on its way through redirects and retries. Touched by the loop's thread alone.
final class FetchJob {
    let request: FetchRequest
    let batch: FetchBatch
    /// What is asked now.
    var address: WebAddress
    var host: FetchHost
    var hops: [FetchOutcome.Hop] = []
    /// Addresses asked so far.
    var visited: Set<WebAddress> = []
    var attempts = 0
    /// Milliseconds since 1970 of the present attempt.
    var begunAt: Int64 = 0
    /// The loop's clock, milliseconds.
    var begun: Int64 = 0

    init(_ request: FetchRequest, batch: FetchBatch, host: FetchHost) {
        (self.request, self.batch, self.address, self.host) = (request, batch, request.address, host)
    }
}

/// What waits for one host and port, and when it may be asked again.
final class FetchHost {
    private var waiting: [FetchJob] = []
    private var head = 0
    /// Requests under way.
    var active = 0
    /// The loop's clock before which nothing is asked.
    var notBefore: Int64 = 0
    /// The loop's clock until which the host asked to be left alone, longer than we wait.
    var closedUntil: Int64 = 0
    /// How many times we waited because it asked us to, since it last served us.
    var rests = 0
    var listing = Listing.none

    var hasWaiting: Bool { head < waiting.count }

    var isBusy: Bool { hasWaiting || active > 0 || listing != .none }

    /// Where a host stands.
    enum Listing {
        /// Nowhere.
        case none
        /// Among those that may be asked.
        case askable
        /// Among those that may be asked over one more connection.
        case askableBesides
        /// It has a timer that will put it there.
        case timed
    }

    func append(_ job: FetchJob) { waiting.append(job) }

    /// Puts a job that was begun already before those that were not.
    func prepend(_ job: FetchJob) {
        if head > 0 {
            head -= 1
            waiting[head] = job
        } else {
            waiting.insert(job, at: 0)
        }
    }

    func takeFirst() -> FetchJob? {
        guard head < waiting.count else { return nil }
        let job = waiting[head]
        head += 1
        if head == waiting.count || head >= 64 {
            waiting.removeFirst(head)
            head = 0
        }
        return job
    }
}

/// Moments with what is to be done then, the earliest first.
struct FetchAgenda {
    enum Entry {
        /// The host may be asked again.
        case host(FetchHost)
        /// The job is to be tried again.
        case retry(FetchJob)
    }

    private var heap: [(at: Int64, entry: Entry)] = []

    var next: Int64? { heap.first?.at }

    mutating func add(_ entry: Entry, at: Int64) {
        heap.append((at, entry))
        var child = heap.count - 1
        while child > 0, heap[(child - 1) / 2].at > heap[child].at {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the earliest entry if its moment has come.
    mutating func take(at now: Int64) -> Entry? {
        guard let first = heap.first, first.at <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            var parent = 0
            while true {
                var least = parent
                for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                    if heap[child].at < heap[least].at { least = child }
                }
                if least == parent { break }
                heap.swapAt(parent, least)
                parent = least
            }
        }
        return first.entry
    }
}
