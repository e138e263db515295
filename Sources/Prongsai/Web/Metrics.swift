import Foundation
import Synchronization

/// Figures about the running program for whoever keeps it running: what was asked, how it was answered, how long that took. Names of
/// routes only, so nothing of any person.
final class Metrics: Sendable {
    /// Upper bounds of the latency histogram, in seconds.
    static let bounds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    private struct Key: Hashable, Comparable {
        var route: String
        var status: Int
        static func < (a: Key, b: Key) -> Bool { (a.route, a.status) < (b.route, b.status) }
    }
    private struct Latency {
        /// Up to each bound, and without one.
        var counts = [Int](repeating: 0, count: Metrics.bounds.count + 1)
        var sum = 0.0
    }
    private struct State {
        var answers: [Key: Int] = [:]
        var latencies: [String: Latency] = [:]
    }
    private let state = Mutex(State())

    /// Notes one answered request.
    func note(route: String, status: Int, took: Duration) {
        let seconds = took / .seconds(1)
        state.withLock { state in
            state.answers[Key(route: route, status: status), default: 0] += 1
            let place = Metrics.bounds.firstIndex { seconds <= $0 } ?? Metrics.bounds.count
            state.latencies[route, default: Latency()].counts[place] += 1
            state.latencies[route, default: Latency()].sum += seconds
        }
    }

    /// How one queue stands.
    struct Queue: Sendable {
        var name: String
        var waiting: Int
        /// What was given up and not cleared away yet.
        var failed: Int
    }

    /// In the text format of Prometheus (0.0.4), with the lengths of the queues; one nothing was ever put into has none.
    func text(queues: [Queue]) -> String {
        let (answers, latencies) = state.withLock { ($0.answers, $0.latencies) }
        var lines = [
            "# HELP prongsai_info The running version.", "# TYPE prongsai_info gauge",
            "prongsai_info{version=\"\(Prongsai.version)\"} 1",
            "# HELP prongsai_requests_total Requests answered.", "# TYPE prongsai_requests_total counter",
        ]
        for (key, count) in answers.sorted(by: { $0.key < $1.key }) {
            lines.append("prongsai_requests_total{route=\"\(key.route)\",status=\"\(key.status)\"} \(count)")
        }
        lines += [
            "# HELP prongsai_request_seconds Time until the answer was made.",
            "# TYPE prongsai_request_seconds histogram",
        ]
        for (route, latency) in latencies.sorted(by: { $0.key < $1.key }) {
            var sum = 0
            for (index, count) in latency.counts.enumerated() {
                sum += count
                let bound = index < Metrics.bounds.count ? "\(Metrics.bounds[index])" : "+Inf"
                lines.append("prongsai_request_seconds_bucket{route=\"\(route)\",le=\"\(bound)\"} \(sum)")
            }
            lines.append("prongsai_request_seconds_sum{route=\"\(route)\"} \(latency.sum)")
            lines.append("prongsai_request_seconds_count{route=\"\(route)\"} \(sum)")
        }
        lines += ["# HELP prongsai_queue_length What waits to be done.", "# TYPE prongsai_queue_length gauge"]
        let sorted = queues.sorted { $0.name < $1.name }
        for queue in sorted { lines.append("prongsai_queue_length{queue=\"\(queue.name)\"} \(queue.waiting)") }
        lines += ["# HELP prongsai_queue_failed What was given up, of late.", "# TYPE prongsai_queue_failed gauge"]
        for queue in sorted { lines.append("prongsai_queue_failed{queue=\"\(queue.name)\"} \(queue.failed)") }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Figures for Prometheus: asked from this machine itself, or with the token that was set.
enum MetricsRoutes {
    static let all: [Route] = [
        .get("/metrics", .everyone) { visit in
            guard mayAsk(visit) else { throw Failure.notFound(Message("failure.no_page")) }
            let queues = try await visit.site.database.read { db in
                try db.rows(
                    """
                    SELECT kind, COALESCE(SUM(CASE WHEN done_at IS NULL THEN 1 ELSE 0 END), 0) AS waiting,
                      COALESCE(SUM(CASE WHEN done_at IS NOT NULL AND fault IS NOT NULL THEN 1 ELSE 0 END), 0) AS failed
                    FROM outbox GROUP BY kind
                    UNION ALL
                    SELECT 'job', COALESCE(SUM(CASE WHEN finished_at IS NULL THEN 1 ELSE 0 END), 0),
                      COALESCE(SUM(CASE WHEN finished_at IS NOT NULL AND fault IS NOT NULL THEN 1 ELSE 0 END), 0) FROM job
                    """
                ).map { row in
                    Metrics.Queue(
                        name: try row.string("kind"), waiting: try row.integer("waiting"),
                        failed: try row.integer("failed"))
                }
            }
            return .text(
                visit.site.metrics.text(queues: queues), type: "text/plain; version=0.0.4; charset=utf-8")
        }
    ]

    /// A proxy on this machine asks from here too, on behalf of everybody: it says so in a header, or asks under the public name.
    private static func mayAsk(_ visit: Visit) -> Bool {
        let token = visit.site.settings.metricsToken
        if !token.isEmpty, let given = visit.request.bearer {
            return Secret.isEqual(Array(given.utf8), Array(token.utf8))
        }
        let headers = visit.request.headers
        guard visit.request.isFromHere,
            ["forwarded", "x-forwarded-for", "x-real-ip", "via"].allSatisfy({ headers[$0] == nil })
        else { return false }
        return Transfer.part("h", of: "http://\(headers["host"] ?? "")/").map(MailServer.isLoopback) ?? false
    }
}
