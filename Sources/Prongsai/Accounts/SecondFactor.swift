import Crypto
import Foundation

/// One-time codes from an app (TOTP, RFC 6238: SHA-1, 30 seconds, six digits, what every authenticator app speaks).
enum OneTimeCode {
    static let period: Int64 = 30_000

    /// A new shared secret: 20 bytes as base32 (RFC 4648 §6).
    static func secret() -> String { base32((0..<20).map { _ in UInt8.random(in: 0...255) }) }

    /// The step a typed code belongs to: this one, the one before or the one after, as clocks differ. Nil where it is
    /// none of them.
    static func step(of typed: String, secret: String, at now: Instant) -> Int? {
        let digits = Digits.ascii(typed).utf8.filter { $0 > 0x20 }
        guard digits.count == 6, digits.allSatisfy({ (48...57).contains($0) }), let key = bytes(base32: secret) else {
            return nil
        }
        let current = Int(now.milliseconds / period)
        return [current, current - 1, current + 1].first {
            Secret.isEqual(Array(code(key, step: $0).utf8), Array(digits))
        }
    }

    /// The code of a step (RFC 4226 §5.3).
    static func code(_ key: [UInt8], step: Int) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(step) >> UInt64(8 * (7 - $0))) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: key)))
        let offset = Int(mac[19] & 15)
        let number = mac[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - text.utf8.count) + text
    }

    /// What a QR code for an app holds (Key URI format).
    static func address(secret: String, login: String, issuer: String) -> String {
        "otpauth://totp/\(Address.encoded(issuer)):\(Address.encoded(login))?secret=\(secret)&issuer=\(Address.encoded(issuer))"
    }

    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    static func base32(_ bytes: [UInt8]) -> String {
        var (bits, count) = (0, 0)
        var result: [UInt8] = []
        for byte in bytes {
            (bits, count) = (bits << 8 | Int(byte), count + 8)
            while count >= 5 {
                result.append(letters[bits >> (count - 5) & 31])
                count -= 5
            }
            bits &= (1 << count) - 1
        }
        if count > 0 { result.append(letters[bits << (5 - count) & 31]) }
        return String(decoding: result, as: UTF8.self)
    }

    static func bytes(base32 text: String) -> [UInt8]? {
        var (bits, count) = (0, 0)
        var result: [UInt8] = []
        for byte in text.uppercased().utf8 where byte > 0x20 && byte != UInt8(ascii: "=") {
            guard let value = letters.firstIndex(of: byte) else { return nil }
            (bits, count) = (bits << 5 | value, count + 5)
            if count >= 8 {
                result.append(UInt8(truncatingIfNeeded: bits >> (count - 8)))
                count -= 8
            }
            bits &= (1 << count) - 1
        }
        return result
    }
}

/// Between password and second factor nothing is stored: the page carries a proof that the password was right a moment
/// ago, made with the password's digest and the factor's secret, which nobody outside knows.
enum SecondStep {
    static let lifetime: Int64 = 300_000

    static func proof(of account: Account, at now: Instant) -> String {
        "\(now.milliseconds).\(mac(account, now.milliseconds))"
    }

    static func isGood(_ proof: String, of account: Account, at now: Instant) -> Bool {
        let parts = proof.utf8.split(separator: UInt8(ascii: ".")).map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 2, let at = Int64(parts[0]), at <= now.milliseconds, now.milliseconds - at < lifetime
        else {
            return false
        }
        return Secret.isEqual(Array(parts[1].utf8), Array(mac(account, at).utf8))
    }

    private static func mac(_ account: Account, _ at: Int64) -> String {
        let key = SymmetricKey(data: Array("second:\(account.password ?? ""):\(account.secondFactor ?? "")".utf8))
        return Hash.hex(HMAC<SHA256>.authenticationCode(for: Array("\(account.person):\(at)".utf8), using: key))
    }
}

/// Begins to use a second factor: keeps the secret; it counts once a code of it was shown to be right.
struct ConfirmSecondFactor: Operation {
    static let name = "set-second-factor"
    static let permission = Permission.own
    let agency: String?
    let secret: String
    /// The step of the code that proved it.
    let step: Int
    /// Digests of the recovery codes that were shown.
    let recovery: [String]

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard let person = actor.personID,
            try db.first("SELECT person_id FROM account WHERE person_id = \(person) AND agency_id = \(agency)") != nil
        else { throw Failure.notFound(Message("failure.no_account")) }
        try db.execute(
            """
            UPDATE account SET second_factor = \(secret), second_factor_at = \(now), second_factor_step = \(step)
            WHERE person_id = \(person)
            """)
        try db.execute("DELETE FROM recovery_code WHERE person_id = \(person)")
        for code in recovery {
            try db.execute(
                "INSERT INTO recovery_code (person_id, code_hash, agency_id) VALUES (\(person), \(code), \(agency))")
        }
        return Done((), JournalNote("person \(person)"))
    }
}

/// Gives up one's own second factor.
struct RemoveSecondFactor: Operation {
    static let name = "remove-second-factor"
    static let permission = Permission.own
    let agency: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard let person = actor.personID,
            try db.first(
                """
                SELECT person_id FROM account WHERE person_id = \(person) AND agency_id = \(agency)
                AND second_factor_at IS NOT NULL
                """) != nil
        else { throw Failure.notFound(Message("failure.no_account")) }
        try db.execute(
            "UPDATE account SET second_factor = NULL, second_factor_at = NULL, second_factor_step = NULL WHERE person_id = \(person)"
        )
        try db.execute("DELETE FROM recovery_code WHERE person_id = \(person)")
        return Done((), JournalNote("person \(person)"))
    }
}

/// Signs in with a recovery code in place of the second factor; each counts once.
struct UseRecoveryCode: Operation {
    static let name = "use-recovery-code"
    static let permission = Permission.enter
    let agency: String?
    let person: String
    let codeHash: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard
            try db.first(
                """
                SELECT person_id FROM recovery_code WHERE person_id = \(person) AND agency_id = \(agency)
                AND code_hash = \(codeHash) AND used_at IS NULL
                """) != nil
        else { throw Failure.notFound(Message("failure.no_recovery_code")) }
        try db.execute(
            "UPDATE recovery_code SET used_at = \(now) WHERE person_id = \(person) AND code_hash = \(codeHash)")
        return Done((), JournalNote("person \(person)"))
    }
}
