import CCurl
import Dispatch
import Foundation
import Synchronization

/// The thread that drives all transfers: who is asked when. What libcurl needs is in `FetchLoop+Transfers.swift`, what
/// follows a response in `FetchLoop+Endings.swift`, names in `FetchLoop+Names.swift`.
///
/// Unchecked: everything but the letter box and the counter is touched by its own thread alone.
final class FetchLoop: @unchecked Sendable {
    /// What other threads left for this one.
    private struct Mail {
        var requests: [(FetchRequest, FetchBatch)] = []
        var answers: [(HostName, NameAnswer)] = []
        var isStopped = false
    }

    let settings: FetchSettings
    private let mail = Mutex(Mail())
    private let untaken = Atomic<Int>(0)
    private let untakenBytes = Atomic<Int>(0)
    /// Counts knocks of other threads.
    private let bell: Int32
    let poll: Int32

    let multi: OpaquePointer?
    /// When libcurl wants to be called; nil: not at all.
    var curlTimer: Int64?
    var transfers: [FetchTransfer] = []
    var idle: [FetchTransfer] = []
    /// Jobs under way, with those that wait for a name.
    var active = 0
    var largeBodies = 0
    /// Transfers that wait for a place to receive a large body.
    var paused: [FetchTransfer] = []
    var names: [HostName: NameState] = [:]
    /// The end of the certificates last seen at an origin: a connection that is used again tells nothing of them.
    var certificateEnds: [String: Int64] = [:]
    /// By host and port, as ``WebAddress/authority`` says them.
    private var hosts: [String: FetchHost] = [:]
    /// Hosts that may be asked; the last one is asked first, so that a host's connection is used while it is open.
    private var askable: [FetchHost] = []
    /// Hosts that are being asked and may be asked over one more connection, where no other host is askable. Those that
    /// have become askable since stand here still, and are passed over.
    private var askableBesides: [FetchHost] = []
    private var agenda = FetchAgenda()
    private var nextSweep: Int64 = 0
    let resolving = DispatchQueue(label: "watch.names", attributes: .concurrent)

    init(_ settings: FetchSettings) {
        self.settings = settings
        curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        bell = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        multi = OpaquePointer(curl_multi_init())
    }

    /// Only when nobody can knock any more: a number that was closed is soon another file's, and a late knock would be
    /// written into that.
    deinit {
        close(poll)
        close(bell)
    }

    func start() {
        let thread = Thread { self.run() }
        thread.name = "watch.fetch"
        thread.start()
    }

    func stop() {
        mail.withLock { $0.isStopped = true }
        wake()
    }

    func wake() { _ = eventfd_write(bell, 1) }

    func add(_ requests: [FetchRequest], to batch: FetchBatch) {
        mail.withLock { mail in mail.requests += requests.map { ($0, batch) } }
        wake()
    }

    func answer(_ name: HostName, _ answer: NameAnswer) {
        mail.withLock { $0.answers.append((name, answer)) }
        wake()
    }

    func outcomeGiven(_ outcome: FetchOutcome) {
        untaken.add(1, ordering: .relaxed)
        untakenBytes.add(outcome.bytes, ordering: .relaxed)
    }

    func outcomeTaken(_ outcome: FetchOutcome) {
        let count = untaken.subtract(1, ordering: .relaxed).oldValue
        let bytes = untakenBytes.subtract(outcome.bytes, ordering: .relaxed)
        let wasFull = bytes.oldValue >= settings.waitingBytes && bytes.newValue < settings.waitingBytes
        if count == settings.waitingOutcomes || wasFull { wake() }
    }

    /// Whether another large body may be received.
    var hasRoom: Bool {
        largeBodies < settings.largeBodies && untakenBytes.load(ordering: .relaxed) < settings.waitingBytes
    }

    /// The loop's clock in milliseconds; it never goes back.
    var now: Int64 { Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000) }

    /// Milliseconds since 1970.
    var wallClock: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    private func run() {
        setUp()
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data(fd: bell))
        epoll_ctl(poll, EPOLL_CTL_ADD, bell, &event)
        var events = Array(repeating: epoll_event(), count: 256)
        while openMail() {
            while let entry = agenda.take(at: now) {
                switch entry {
                case .host(let host):
                    host.listing = .none
                    list(host)
                case .retry(let job): enqueueFirst(job)
                }
            }
            if !paused.isEmpty { resumePaused() }
            startWhatMay()
            let count = epoll_wait(poll, &events, Int32(events.count), patience())
            for index in 0..<max(0, Int(count)) {
                let (fd, happened) = (events[index].data.fd, events[index].events)
                if fd == bell {
                    var knocks: eventfd_t = 0
                    eventfd_read(bell, &knocks)
                } else {
                    act(on: fd, happened)
                }
            }
            if let due = curlTimer, due <= now {
                curlTimer = nil
                act(on: CURL_SOCKET_TIMEOUT, 0)
            }
            takeFinished()
            if now >= nextSweep {
                nextSweep = now + 100
                giveUpLate()
                forget()
            }
        }
        tearDown()
    }

    private func patience() -> Int32 {
        let now = now
        var until = now + 1_000
        if active > 0 { until = min(until, nextSweep) }
        if let curlTimer { until = min(until, curlTimer) }
        if let next = agenda.next { until = min(until, next) }
        return Int32(max(0, until - now))
    }

    /// A fetcher may live for years: hosts and names that nobody asks for are forgotten.
    private func forget() {
        let now = now
        if hosts.count > 4_096 {
            hosts = hosts.filter { $0.value.isBusy || max($0.value.notBefore, $0.value.closedUntil) > now }
        }
        if names.count > 4_096 {
            names = names.filter {
                if case .known(_, let until) = $0.value { until > now } else { true }
            }
        }
        if certificateEnds.count > 4_096 { certificateEnds = [:] }
        if askableBesides.count > 4_096 {
            var seen: Set<ObjectIdentifier> = []
            askableBesides.removeAll { $0.listing != .askableBesides || !seen.insert(ObjectIdentifier($0)).inserted }
        }
    }

    /// False: the fetcher is gone.
    private func openMail() -> Bool {
        let letters = mail.withLock { mail in
            defer { (mail.requests, mail.answers) = ([], []) }
            return mail
        }
        for (request, batch) in letters.requests {
            let job = FetchJob(request, batch: batch, host: host(request.address))
            job.host.append(job)
            list(job.host)
        }
        for (name, answer) in letters.answers { named(name, answer) }
        return !letters.isStopped
    }

    private func host(_ address: WebAddress) -> FetchHost {
        let name = address.authority
        if let known = hosts[name] { return known }
        let host = FetchHost()
        hosts[name] = host
        return host
    }

    /// Puts a host among those that may be asked, if it has something waiting.
    func list(_ host: FetchHost) {
        guard host.hasWaiting, host.listing != .askable, host.listing != .timed else { return }
        host.listing = .askable
        askable.append(host)
    }

    /// The host that is asked next.
    private func nextHost() -> FetchHost? {
        if let host = askable.popLast() { return host }
        while let host = askableBesides.popLast() {
            if host.listing == .askableBesides { return host }
        }
        return nil
    }

    /// A job that was begun goes on, at the host of its address.
    func enqueueFirst(_ job: FetchJob) {
        job.host = host(job.address)
        job.host.prepend(job)
        list(job.host)
    }

    func retry(_ job: FetchJob, after milliseconds: Int64) {
        agenda.add(.retry(job), at: now + milliseconds)
    }

    private func startWhatMay() {
        while active < settings.parallel, untaken.load(ordering: .relaxed) < settings.waitingOutcomes,
            let host = nextHost()
        {
            host.listing = .none
            guard settings.parallelPerHost == 0 || host.active < settings.parallelPerHost else { continue }
            let now = now
            if host.notBefore > now {
                host.listing = .timed
                agenda.add(.host(host), at: host.notBefore)
                continue
            }
            guard let job = host.takeFirst() else { continue }
            if !job.batch.isLetGo {
                active += 1
                host.active += 1
                if settings.hostGap > 0 { host.notBefore = now + Int64(settings.hostGap) }
                begin(job)
            }
            if host.active == 0 {
                list(host)
            } else if host.hasWaiting, host.listing == .none {
                host.listing = .askableBesides
                askableBesides.append(host)
            }
        }
    }

    /// The job's place is free again.
    func release(_ job: FetchJob) {
        active -= 1
        job.host.active -= 1
        list(job.host)
    }

    func deliver(_ outcome: FetchOutcome, of job: FetchJob) {
        job.batch.deliver(outcome)
    }
}
