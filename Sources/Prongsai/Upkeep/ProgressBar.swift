import Foundation
import Synchronization

/// How far a long task is, on one line of the error output; silent where nobody watches, such as in a pipe or a log.
final class ProgressBar: Sendable {
    private struct State {
        var done = 0
        var drawn = ""
        var drawnAt: UInt64 = 0
    }
    private let label: String
    private let total: Int
    private let isVisible: Bool
    private let state = Mutex(State())

    /// - Parameters:
    ///   - label: what is being done, in the person's language.
    ///   - total: how many steps there are, of any unit; 0 where it is not known.
    init(_ label: String, total: Int, isVisible: Bool = isatty(2) == 1) {
        (self.label, self.total, self.isVisible) = (label, total, isVisible)
    }

    /// Counts steps that are done. Draws at most ten times a second.
    func advance(_ steps: Int = 1) {
        let line = state.withLock { state -> String? in
            state.done += steps
            guard isVisible else { return nil }
            let now = DispatchTime.now().uptimeNanoseconds
            guard now - state.drawnAt >= 100_000_000 || state.done == total else { return nil }
            let line = ProgressBar.line(label, done: state.done, total: total)
            guard line != state.drawn else { return nil }
            (state.drawn, state.drawnAt) = (line, now)
            return line
        }
        if let line { show("\r\(line)\u{1B}[K") }
    }

    /// Takes the line away again, so that what is said next stands at its start.
    func finish() {
        let wasDrawn = state.withLock { state in
            defer { state.drawn = "" }
            return !state.drawn.isEmpty
        }
        if wasDrawn { show("\r\u{1B}[K") }
    }

    /// `ตรวจแฟ้ม ████████░░░░ 66%`, or the bare count where the total is not known.
    static func line(_ label: String, done: Int, total: Int) -> String {
        guard total > 0 else { return "\(label) \(done)" }
        let share = min(1, Double(done) / Double(total))
        let full = Int(share * 24)
        let bar = String(repeating: "█", count: full) + String(repeating: "░", count: 24 - full)
        return "\(label) \(bar) \(Int(share * 100))%"
    }

    private func show(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
