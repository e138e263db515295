import CryptoExtras
import Foundation
import Synchronization

/// Passwords, kept as scrypt digests (RFC 7914): `scrypt$32768$8$3$<salt>$<digest>`, so that the cost can rise without
/// breaking what was stored before.
enum Password {
    /// Cost of new digests: 32 MiB, filled three times one after the other (one of the choices of OWASP's Password
    /// Storage Cheat Sheet that weigh the same).
    static let rounds = 1 << 15
    static let parallelism = 3

    /// Shortest and longest that are taken, in Unicode scalars.
    static let length = 10...200

    /// What is wrong with a new password; nil where nothing is. Length alone counts (NIST SP 800-63B §5.1.1.2), and
    /// that it is neither the login nor one of the few that everybody tries first.
    static func problem(_ password: String, login: String) -> Problem? {
        let scalars = password.unicodeScalars.count
        guard length.contains(scalars) else {
            return Problem(
                "password_length", ["least": String(length.lowerBound), "most": String(length.upperBound)],
                at: "password")
        }
        let plain = password.lowercased()
        let distinct = Set(plain.unicodeScalars).count
        let common = ["password", "1234567890", "0123456789", "qwertyuiop", "prongsai", "iloveyou"]
        let isCommon = common.contains { plain.removing(prefix: $0) != nil } || plain == login.lowercased()
        return distinct < 5 || isCommon ? Problem("password_common", at: "password") : nil
    }

    /// The digest of a new password. Takes some tenths of a second of processor time.
    static func digest(_ password: String, rounds: Int = rounds) async throws -> String {
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255) }
        let key = try await derive(password, salt: salt, rounds: rounds, parallelism: parallelism)
        return
            "scrypt$\(rounds)$8$\(parallelism)$\(Data(salt).base64EncodedString())$\(Data(key).base64EncodedString())"
    }

    /// Whether a password belongs to a digest. Without a digest it takes just as long and the answer is no, so that the
    /// time says nothing of which logins there are. It takes no place from whoever has a digest: where none is free it
    /// only waits as long as the last one took.
    static func matches(_ password: String, _ digest: String?) async throws -> Bool {
        let parts = (digest ?? "").utf8.split(separator: UInt8(ascii: "$")).map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]), rounds <= 1 << 20,
            parts[2] == "8", let parallelism = Int(parts[3]), (1...16).contains(parallelism),
            let salt = Data(base64Encoded: parts[4]), let stored = Data(base64Encoded: parts[5])
        else {
            let isDone: Void? = try await gate.passIfFree {
                _ = try await work(
                    password, salt: Array(repeating: 0, count: 16), rounds: Password.rounds,
                    parallelism: Password.parallelism)
            }
            if isDone == nil { try await Task.sleep(for: lastTook.withLock { $0 }) }
            return false
        }
        let key = try await derive(password, salt: [UInt8](salt), rounds: rounds, parallelism: parallelism)
        return Secret.isEqual(key, [UInt8](stored))
    }

    /// Two at a time: each takes a core and 32 MiB, and a storm of sign-ins must not take the machine.
    private static let gate = Gate(width: 2, queue: 200)
    private static let lastTook = Mutex(Duration.milliseconds(300))

    private static func derive(_ password: String, salt: [UInt8], rounds: Int, parallelism: Int) async throws -> [UInt8]
    {
        let started = ContinuousClock.now
        defer { lastTook.withLock { $0 = ContinuousClock.now - started } }
        return try await gate.pass {
            try await work(password, salt: salt, rounds: rounds, parallelism: parallelism)
        }
    }

    private static func work(_ password: String, salt: [UInt8], rounds: Int, parallelism: Int) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        let key = try KDF.Scrypt.deriveKey(
                            from: Array(password.precomposedStringWithCanonicalMapping.utf8), salt: salt,
                            outputByteCount: 32, rounds: rounds, blockSize: 8, parallelism: parallelism)
                        return key.withUnsafeBytes { [UInt8]($0) }
                    })
            }
        }
    }
}

/// Lets a few through at a time; the others wait, and beyond a number are turned away.
final class Gate: Sendable {
    private let width: Int
    private let queue: Int
    private let state = Mutex(State())
    private struct State {
        var inside = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    init(width: Int, queue: Int) { (self.width, self.queue) = (width, queue) }

    /// Runs work when it is its turn. Throws ``Failure`` where too many wait already.
    func pass<T: Sendable>(_ work: () async throws -> T) async throws -> T {
        try await enter()
        defer { leave() }
        return try await work()
    }

    /// Runs work where a place is free at once; nil where none is.
    func passIfFree<T: Sendable>(_ work: () async throws -> T) async throws -> T? {
        let goes = state.withLock { state in
            guard state.inside < width, state.waiting.isEmpty else { return false }
            state.inside += 1
            return true
        }
        guard goes else { return nil }
        defer { leave() }
        return try await work()
    }

    private func enter() async throws {
        let isFull = state.withLock { $0.inside >= width && $0.waiting.count >= queue }
        guard !isFull else { throw Failure.conflict(Message("failure.too_busy")) }
        await withCheckedContinuation { continuation in
            let goes = state.withLock { state in
                if state.inside < width {
                    state.inside += 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if goes { continuation.resume() }
        }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.inside -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}

/// Random secrets and how they are compared.
enum Secret {
    /// 32 random bytes as base64url (RFC 4648 §5), for sessions and links.
    static func token() -> String {
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255) }
        return Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }

    /// A code people can type from paper: three groups of five characters without those that look alike, 75 bits.
    static func code() -> String {
        let letters = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)
        let groups = (0..<3).map { _ in
            String(decoding: (0..<5).map { _ in letters[Int.random(in: 0..<letters.count)] }, as: UTF8.self)
        }
        return groups.joined(separator: "-")
    }

    /// What a typed code is looked up by: case, blanks and dashes do not matter.
    static func codeHash(_ typed: String) -> String {
        Hash.sha256(Array(typed.uppercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 > 0x20 }))
    }

    /// Compares in a time that depends on the length only.
    static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
