import Crypto
import CryptoExtras
import Foundation

/// An ID token whose signature and claims were checked (OpenID Connect Core 1.0 §3.1.3.7; JWS, RFC 7515; JWK, RFC 7517).
struct OpenIDToken: Sendable {
    let claims: JSONValue

    /// How far clocks may differ, in seconds.
    static let skew = 120
    /// How old a token may be, in seconds.
    static let age = 600

    /// Throws ``OpenIDFault/token`` where anything is not as it must be.
    init(_ text: String, keys: [JSONValue], issuer: String, client: String, nonce: String, at now: Instant) throws {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard parts.count == 3, let head = OpenID.bytes(base64url: parts[0]),
            let body = OpenID.bytes(base64url: parts[1]), let signature = OpenID.bytes(base64url: parts[2]),
            let header = try? JSONValue(parsing: head),
            let claims = try? JSONValue(parsing: OpenIDToken.withoutFractions(body)),
            header["crit"] == nil, let algorithm = header["alg"]?.text
        else { throw OpenIDFault.token }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        let kid = header["kid"]?.text
        let fitting = keys.filter { key in
            (kid == nil || key["kid"]?.text == kid) && (key["use"]?.text ?? "sig") == "sig"
                && (key["alg"]?.text ?? algorithm) == algorithm
        }
        guard fitting.contains(where: { OpenIDToken.isGood(signature, of: signed, algorithm, by: $0) }) else {
            throw OpenIDFault.token
        }
        let seconds = Int(now.milliseconds / 1000)
        let audience = claims["aud"]?.list?.compactMap(\.text) ?? [claims["aud"]?.text].compactMap { $0 }
        guard claims["iss"]?.text == issuer, audience.contains(client),
            // Where others may read it too, it must have been made for us.
            audience.count == 1 || claims["azp"]?.text == client, claims["azp"].map({ $0.text == client }) ?? true,
            let given = claims["nonce"]?.text, Secret.isEqual(Array(given.utf8), Array(nonce.utf8)),
            let ends = claims["exp"]?.whole, ends + OpenIDToken.skew > seconds,
            let made = claims["iat"]?.whole, made - OpenIDToken.skew <= seconds,
            seconds - made <= OpenIDToken.age + OpenIDToken.skew,
            claims["nbf"]?.whole.map({ $0 - OpenIDToken.skew <= seconds }) ?? true
        else { throw OpenIDFault.token }
        self.claims = claims
    }

    /// Who it is: the address where the provider vouches for it, or the claim that was chosen.
    func name(by claim: String) throws -> String {
        guard let value = claims[claim]?.text?.trimmingWhitespace(), !value.isEmpty else {
            throw OpenIDFault.unverified
        }
        guard claim == "email" else { return value }
        let isVerified = claims["email_verified"] == .flag(true) || claims["email_verified"] == "true"
        guard isVerified else { throw OpenIDFault.unverified }
        return value
    }

    /// Times may have a fraction (NumericDate, RFC 7519 §2), which JSON values here have not: cuts `.123` outside of texts.
    private static func withoutFractions(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var (inText, escaped, cutting) = (false, false, false)
        for byte in bytes {
            if inText {
                result.append(byte)
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inText = false
                }
                continue
            }
            let isDigit = (48...57).contains(byte)
            if cutting, isDigit { continue }
            cutting = byte == UInt8(ascii: ".")
            if cutting { continue }
            if byte == UInt8(ascii: "\"") { inText = true }
            result.append(byte)
        }
        return result
    }

    /// Only what the key is for: a key of one kind never checks a signature of another, and `none` is none.
    private static func isGood(_ signature: [UInt8], of signed: [UInt8], _ algorithm: String, by key: JSONValue) -> Bool
    {
        func number(_ name: String) -> [UInt8]? { key[name]?.text.flatMap { OpenID.bytes(base64url: $0) } }
        switch (algorithm, key["kty"]?.text) {
        case ("RS256", "RSA"):
            guard let n = number("n"), let e = number("e"), (256...1024).contains(n.count),
                let made = try? _RSA.Signing.PublicKey(n: n, e: e)
            else { return false }
            return made.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: signed),
                padding: .insecurePKCS1v1_5)
        case ("ES256", "EC"):
            guard key["crv"]?.text == "P-256", let x = number("x"), let y = number("y"), x.count == 32, y.count == 32,
                let made = try? P256.Signing.PublicKey(x963Representation: [4] + x + y),
                let given = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return made.isValidSignature(given, for: SHA256.hash(data: signed))
        default: return false
        }
    }
}
