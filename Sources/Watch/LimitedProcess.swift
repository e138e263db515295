import CLimits
import Dispatch
import Glibc

/// Runs a program on a stranger's bytes so that it cannot do harm: bounded processor time, memory, output and wall time,
/// no files written, no environment, none of our open files. If it crashes, that is an answer, not our crash.
public struct LimitedProcess: Sendable {
    /// Seconds of processor time.
    public var processorSeconds = 20
    /// Bytes of address space.
    public var memoryBytes = 1 << 30
    /// Bytes of output that are read; with more it is ended.
    public var outputBytes = 16 << 20
    /// Milliseconds from start to end.
    public var wallTime = 30_000

    /// The limits for one document.
    public init() {}

    /// How a run ended.
    public enum End: Sendable, Equatable {
        /// By itself, with this status; 0 is success.
        case exited(Int)
        /// By a signal: a crash, or its limit of processor time.
        case signal(Int)
        /// Ended by us: it took too long.
        case timeout
        /// Ended by us: it wrote too much.
        case tooMuchOutput
        /// It could not be started.
        case notStarted
    }

    /// Runs a program of the system with the bytes as its standard input, a file it may seek in, and gives what it
    /// writes to its standard output.
    public func run(_ program: String, _ arguments: [String], input: [UInt8]) async -> (end: End, output: [UInt8]) {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: runNow(program, arguments, input)) }
        }
    }

    private func runNow(_ program: String, _ arguments: [String], _ input: [UInt8]) -> (End, [UInt8]) {
        let file = input.withUnsafeBytes { limited_file($0.baseAddress, $0.count) }
        guard file >= 0 else { return (.notStarted, []) }
        defer { close(file) }
        var pipes: [Int32] = [0, 0]
        guard limited_pipe(&pipes) == 0 else { return (.notStarted, []) }
        defer { close(pipes[0]) }
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        let child = limited_spawn(program, &words, file, pipes[1], processorSeconds, memoryBytes)
        close(pipes[1])
        guard child > 0 else { return (.notStarted, []) }
        let (output, cut) = read(pipes[0])
        if cut != nil { kill(-child, SIGKILL) }
        var status: Int32 = 0
        // Its output is closed; if it goes on all the same, it has no more than its processor time.
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        if let cut { return (cut, output) }
        let signal = status & 0x7F
        if status == 127 << 8 || status == 126 << 8 { return (.notStarted, output) }
        return (signal == 0 ? .exited(Int(status >> 8 & 0xFF)) : .signal(Int(signal)), output)
    }

    private func read(_ pipe: Int32) -> ([UInt8], End?) {
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let end = DispatchTime.now().uptimeNanoseconds + UInt64(wallTime) * 1_000_000
        while true {
            let now = DispatchTime.now().uptimeNanoseconds
            guard now < end else { return (output, .timeout) }
            var waiting = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, Int32((end - now) / 1_000_000 + 1)) > 0 else { continue }
            let count = Glibc.read(pipe, &buffer, buffer.count)
            if count == 0 { return (output, nil) }
            if count < 0 {
                if errno == EINTR { continue }
                return (output, nil)
            }
            if output.count + count > outputBytes { return (output, .tooMuchOutput) }
            output += buffer[..<count]
        }
    }
}
