import Crypto
import Foundation

/// Signing in through the office's own provider by OpenID Connect (Core 1.0: authorization code with PKCE), such as Keycloak or ThaID. It opens
/// accounts there are; it makes nobody, and says nothing of what anybody may do.
struct OpenID: Sendable, Equatable {
    /// The provider, as it calls itself: `https://login.office.go.th/realms/staff`.
    var issuer: String
    var client: String
    /// Empty for a public client.
    var secret: String
    /// Which claim names the account: `email`, which must be verified and is held against people's addresses, or any other, which is
    /// held against their logins.
    var claim: String
    /// What the button calls it.
    var name: String

    /// Nil where no provider is set. Throws a ``Failure`` where what is set makes no sense.
    init?(issuer: String, client: String, secret: String, claim: String, name: String) throws {
        guard !issuer.isEmpty else { return nil }
        guard OpenID.isSafe(issuer), Transfer.part("q", of: issuer) == nil else {
            throw Failure.invalid([Problem("oidc_issuer", ["given": issuer], at: "PRONGSAI_OIDC_ISSUER")])
        }
        guard !client.isEmpty else { throw Failure.invalid([Problem("oidc_client", at: "PRONGSAI_OIDC_CLIENT")]) }
        self.issuer = issuer
        (self.client, self.secret, self.claim) = (client, secret, claim.isEmpty ? "email" : claim)
        self.name = name
    }

    /// Over TLS, or to this machine itself.
    static func isSafe(_ url: String) -> Bool {
        guard let scheme = Transfer.part("s", of: url), let host = Transfer.part("h", of: url),
            Transfer.part("u", of: url) == nil
        else { return false }
        return scheme == "https" || (scheme == "http" && MailServer.isLoopback(host))
    }

    /// What the provider says of itself (Discovery 1.0 §4).
    struct Provider: Sendable {
        var authorization: String
        var token: String
        var keys: String
    }

    /// Asks the provider. Throws ``OpenIDFault`` where it cannot be used.
    func provider(authorities: String) async throws -> Provider {
        let start = issuer.utf8.last == UInt8(ascii: "/") ? String(issuer.dropLast()) : issuer
        let found = try await OpenID.get("\(start)/.well-known/openid-configuration", authorities)
        guard found["issuer"]?.text == issuer, let authorization = found["authorization_endpoint"]?.text,
            let token = found["token_endpoint"]?.text, let keys = found["jwks_uri"]?.text,
            [authorization, token, keys].allSatisfy(OpenID.isSafe)
        else { throw OpenIDFault.provider }
        return Provider(authorization: authorization, token: token, keys: keys)
    }

    /// Where to send the browser.
    func start(_ provider: Provider, _ attempt: Attempt, back: String) -> String {
        let challenge = OpenID.base64url(Array(SHA256.hash(data: Array(attempt.verifier.utf8))))
        let fields = FormFields([
            ("response_type", "code"), ("client_id", client), ("redirect_uri", back),
            ("scope", claim == "email" ? "openid email" : "openid email profile"), ("state", attempt.state),
            ("nonce", attempt.nonce), ("code_challenge", challenge), ("code_challenge_method", "S256"),
        ])
        return provider.authorization + (Transfer.part("q", of: provider.authorization) == nil ? "?" : "&")
            + fields.encoded
    }

    /// Trades the code for what the provider says of the person (Core §3.1.3).
    func claims(
        _ provider: Provider, code: String, _ attempt: Attempt, back: String, at now: Instant, authorities: String
    )
        async throws -> OpenIDToken
    {
        var fields = FormFields([
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", back),
            ("code_verifier", attempt.verifier),
        ])
        var headers = ["Content-Type: application/x-www-form-urlencoded", "Accept: application/json"]
        if secret.isEmpty {
            fields.append("client_id", client)
        } else {
            // RFC 6749 §2.3.1: both are form-encoded before they are joined.
            let pair = "\(Address.encoded(client)):\(Address.encoded(secret))"
            headers.append("Authorization: Basic \(Data(pair.utf8).base64EncodedString())")
        }
        let answer: Transfer.Answer
        do {
            answer = try await Transfer.http(
                Transfer.Way(url: provider.token, authorities: authorities, seconds: 15), headers: headers,
                body: Array(fields.encoded.utf8), most: 1_000_000)
        } catch { throw OpenIDFault.provider }
        guard answer.status == 200, let told = try? JSONValue(parsing: answer.body), let token = told["id_token"]?.text
        else { throw OpenIDFault.code }
        let keys = try await OpenID.get(provider.keys, authorities)
        return try OpenIDToken(
            token, keys: keys["keys"]?.list ?? [], issuer: issuer, client: client, nonce: attempt.nonce, at: now)
    }

    private static func get(_ url: String, _ authorities: String) async throws -> JSONValue {
        guard
            let answer = try? await Transfer.http(
                Transfer.Way(url: url, authorities: authorities, seconds: 15), headers: ["Accept: application/json"],
                most: 1_000_000), answer.status == 200, let value = try? JSONValue(parsing: answer.body)
        else { throw OpenIDFault.provider }
        return value
    }

    static func base64url(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }

    static func bytes(base64url text: String) -> [UInt8]? {
        guard
            text.utf8.allSatisfy({
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95
            })
        else { return nil }
        let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let padded = plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        return Data(base64Encoded: padded).map { [UInt8]($0) }
    }
}

/// Why somebody could not be signed in by the provider; the sentences stand under `openid.<word>`.
enum OpenIDFault: String, Error, CaseIterable {
    /// It does not answer, or not as it should.
    case provider
    /// The answer belongs to no attempt of this browser, or to one long ago.
    case state
    /// The person, or the provider, said no.
    case denied
    /// The provider does not know the code any more.
    case code
    /// What it says cannot be trusted.
    case token
    /// It does not vouch for the address.
    case unverified
    /// Nobody here has that address or login.
    case unknown
    /// More than one has that address, as was possible once.
    case shared
}

/// One attempt to sign in. Nothing is stored: everything follows from a secret of the visitor's browser, so that an answer can only be used
/// in the browser that asked, and not after signing in, when that secret is another.
struct Attempt: Sendable, Equatable {
    static let lifetime: Int64 = 600_000

    /// Goes to the provider and comes back.
    let state: String
    let nonce: String
    let verifier: String
    /// The page to go to afterwards.
    let back: String

    init(secret: String, back: String, at now: Instant) {
        self.init(secret: secret, back: back, random: Secret.token(), milliseconds: now.milliseconds)
    }

    /// The attempt an answer belongs to; nil where it is none of this browser, or too old.
    init?(secret: String, state: String, at now: Instant) {
        let parts = state.utf8.split(separator: UInt8(ascii: ".")).map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 4, let at = Int64(parts[0]), let back = OpenID.bytes(base64url: parts[2]) else {
            return nil
        }
        self.init(secret: secret, back: String(decoding: back, as: UTF8.self), random: parts[1], milliseconds: at)
        guard Secret.isEqual(Array(self.state.utf8), Array(state.utf8)), at <= now.milliseconds,
            now.milliseconds - at < Attempt.lifetime
        else { return nil }
    }

    private init(secret: String, back: String, random: String, milliseconds: Int64) {
        func code(_ purpose: String) -> String {
            let key = SymmetricKey(data: Array("openid:\(secret)".utf8))
            return Hash.hex(HMAC<SHA256>.authenticationCode(for: Array("\(purpose):\(random)".utf8), using: key))
        }
        self.back = back
        let start = "\(milliseconds).\(random).\(OpenID.base64url(Array(back.utf8)))"
        state = "\(start).\(code("state:\(start)"))"
        (nonce, verifier) = (code("nonce"), code("verifier"))
    }
}
