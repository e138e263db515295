import CLimits
import Foundation
import Synchronization

/// What a child's standard stream may be tied to.
public protocol ChildStream: AnyObject, Sendable {
    /// The end the child gets.
    func childEnd(forReading: Bool) -> Int32
    /// Whether that end is of no more use to us once the child has it.
    var isHandedOver: Bool { get }
}

extension FileHandle: ChildStream {
    /// The handle itself.
    public func childEnd(forReading: Bool) -> Int32 { fileDescriptor }
    /// It stays open with us.
    public var isHandedOver: Bool { false }
}

extension Pipe: ChildStream {
    /// The end that is not ours.
    public func childEnd(forReading: Bool) -> Int32 {
        (forReading ? fileHandleForReading : fileHandleForWriting).fileDescriptor
    }
    /// Ours must be closed, or nobody would see the stream end.
    public var isHandedOver: Bool { true }
}

/// A program run beside ours, set up like Foundation's `Process`.
///
/// Foundation's own copies directory entries past the end of their buffer when it looks which files are open
/// (`findMaximumOpenFromProcSelfFD`), which ends a program with many open files now and then. This one leaves the
/// closing of files to the system (`posix_spawn_file_actions_addclosefrom_np`).
public final class ChildProcess: Sendable {
    /// How it ended.
    public enum Reason: Sendable { case exit, uncaughtSignal }
    /// It did not start.
    public struct NotStarted: Error, Sendable {
        /// Why: an `errno`.
        public var code: Int32
    }

    private struct State: Sendable {
        var executable: URL?
        var arguments: [String] = []
        var folder: URL?
        var environment: [String: String]?
        var streams: [(any ChildStream)?] = [nil, nil, nil]
        var pid: pid_t = 0
        var status: Int32?
    }
    private let state = Mutex(State())
    /// Held while somebody waits for its end, so that it is collected once.
    private let ending = Mutex(())

    /// A child that is not running yet.
    public init() {}

    /// A child nobody asks after any more is collected all the same when it ends: one that stays for ever hides the ends of all
    /// others from whoever waits for any child.
    deinit {
        let (pid, known) = state.withLock { ($0.pid, $0.status != nil) }
        guard pid > 0, !known, waitpid(pid, nil, WNOHANG) == 0 else { return }
        Thread.detachNewThread { while waitpid(pid, nil, 0) < 0, errno == EINTR {} }
    }

    /// The program, as a path.
    public var executableURL: URL? {
        get { state.withLock { $0.executable } }
        set { state.withLock { $0.executable = newValue } }
    }
    /// Its arguments without its name.
    public var arguments: [String] {
        get { state.withLock { $0.arguments } }
        set { state.withLock { $0.arguments = newValue } }
    }
    /// Where it runs; ours where nil.
    public var currentDirectoryURL: URL? {
        get { state.withLock { $0.folder } }
        set { state.withLock { $0.folder = newValue } }
    }
    /// Its environment; ours where nil.
    public var environment: [String: String]? {
        get { state.withLock { $0.environment } }
        set { state.withLock { $0.environment = newValue } }
    }
    /// What it reads; ours where nil.
    public var standardInput: (any ChildStream)? {
        get { state.withLock { $0.streams[0] } }
        set { state.withLock { $0.streams[0] = newValue } }
    }
    /// What it prints; ours where nil.
    public var standardOutput: (any ChildStream)? {
        get { state.withLock { $0.streams[1] } }
        set { state.withLock { $0.streams[1] = newValue } }
    }
    /// What it complains; ours where nil.
    public var standardError: (any ChildStream)? {
        get { state.withLock { $0.streams[2] } }
        set { state.withLock { $0.streams[2] = newValue } }
    }
    /// Its number; 0 before it runs.
    public var processIdentifier: pid_t { state.withLock { $0.pid } }

    /// Starts it. It has its three streams and no other file of ours, and no signal is held back from it.
    public func run() throws {
        try state.withLock { state in
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
            posix_spawn_file_actions_init(&actions)
            posix_spawnattr_init(&attributes)
            defer {
                posix_spawn_file_actions_destroy(&actions)
                posix_spawnattr_destroy(&attributes)
            }
            var none = sigset_t()
            sigemptyset(&none)
            posix_spawnattr_setsigmask(&attributes, &none)
            var usual = sigset_t()
            sigemptyset(&usual)
            sigaddset(&usual, SIGPIPE)
            posix_spawnattr_setsigdefault(&attributes, &usual)
            posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
            // Copies above all others first: an end may have the number of another's stream.
            var copies: [Int32] = []
            defer { for copy in copies { close(copy) } }
            for (number, stream) in state.streams.enumerated() {
                guard let stream else { continue }
                let end = stream.childEnd(forReading: number == 0)
                if end < 0 {  // Foundation's null device is no file
                    posix_spawn_file_actions_addopen(&actions, Int32(number), "/dev/null", O_RDWR, 0)
                    continue
                }
                let copy = fcntl(end, F_DUPFD_CLOEXEC, 10)
                guard copy >= 0 else { throw NotStarted(code: errno) }
                copies.append(copy)
                posix_spawn_file_actions_adddup2(&actions, copy, Int32(number))
            }
            child_close_from(&actions, 3)
            if let folder = state.folder { child_change_folder(&actions, folder.path) }
            let path = state.executable?.path ?? ""
            var words = ([path] + state.arguments).map { strdup($0) } + [nil]
            defer { for word in words { free(word) } }
            let given = state.environment ?? ProcessInfo.processInfo.environment
            var settings = given.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
            defer { for setting in settings { free(setting) } }
            let code = posix_spawn(&state.pid, path, &actions, &attributes, &words, &settings)
            guard code == 0 else {
                state.pid = 0
                throw NotStarted(code: code)
            }
            for (number, stream) in state.streams.enumerated() where stream?.isHandedOver == true {
                guard let pipe = stream as? Pipe else { continue }
                try? (number == 0 ? pipe.fileHandleForReading : pipe.fileHandleForWriting).close()
            }
        }
    }

    /// Waits for its end.
    public func waitUntilExit() {
        ending.withLock { _ in
            let (pid, known) = state.withLock { ($0.pid, $0.status != nil) }
            guard pid > 0, !known else { return }
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            state.withLock { $0.status = status }
        }
    }

    /// Whether it has not ended yet.
    public var isRunning: Bool {
        let (pid, status) = state.withLock { ($0.pid, $0.status) }
        guard pid > 0, status == nil else { return false }
        var information = siginfo_t()
        return waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT) == 0 && information.si_signo == 0
    }

    /// With what it ended: its exit code or the signal's number. After ``waitUntilExit()``.
    public var terminationStatus: Int32 {
        let status = state.withLock { $0.status ?? 0 }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : status & 0x7F
    }

    /// Whether it ended by itself. After ``waitUntilExit()``.
    public var terminationReason: Reason {
        state.withLock { ($0.status ?? 0) & 0x7F } == 0 ? .exit : .uncaughtSignal
    }

    /// Asks it to end (SIGTERM).
    public func terminate() { if isRunning { kill(processIdentifier, SIGTERM) } }
}
