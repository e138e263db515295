import Synchronization

/// What was read of agencies, kept in memory for as long as it is true.
///
/// Every change of an agency writes a line into its journal in the same transaction. So the newest line's hash, read in
/// the same snapshot, says whether what was read before still holds: one small query in place of ten, on one machine or
/// on many that share a database. What changes without a line (who is signed in, what was seen) is never kept here.
final class Kept: Sendable {
    private struct Entry {
        var stamp: String
        var value: any Sendable
        /// When it was asked for last, counted in questions.
        var used: Int
    }
    private let state = Mutex<(entries: [String: Entry], questions: Int)>(([:], 0))
    /// Most values that are kept; the one not asked for longest goes first.
    private let room: Int

    init(room: Int) { self.room = room }

    /// The value under a key, as it was read last or, where the agency changed since, as it is read now.
    ///
    /// - Parameters:
    ///   - key: names what is read and everything it depends on besides the agency's data, such as the day.
    ///   - agency: the agency whose changes make it untrue.
    func value<T: Sendable>(
        _ key: String, of agency: String, in db: Connection, _ read: () throws -> T
    ) throws -> T {
        let stamp =
            try db.first("SELECT hash FROM journal WHERE agency_id = \(agency) ORDER BY number DESC LIMIT 1")?
            .string("hash") ?? ""
        let known = state.withLock { state -> (any Sendable)? in
            state.questions += 1
            guard let entry = state.entries[key], entry.stamp == stamp else { return nil }
            state.entries[key]?.used = state.questions
            return entry.value
        }
        if let known = known as? T { return known }
        let value = try read()
        state.withLock { state in
            state.entries[key] = Entry(stamp: stamp, value: value, used: state.questions)
            if state.entries.count > room, let oldest = state.entries.min(by: { $0.value.used < $1.value.used }) {
                state.entries[oldest.key] = nil
            }
        }
        return value
    }
}
