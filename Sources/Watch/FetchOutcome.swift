/// How a look at one address ended.
public struct FetchOutcome: Sendable {
    /// The mark of the request.
    public var id: Int
    /// The address that was asked for.
    public var address: WebAddress
    /// The redirects on the way, in order.
    public var hops: [Hop] = []
    /// The last response, or why there was none.
    public var result: Result<FetchResponse, FetchFailure>
    /// How many requests were made for the last hop; more than one where the first failed.
    public var attempts = 1
    /// When the last request was begun, in milliseconds since 1970.
    public var begun: Int64
    /// Milliseconds from there to the last byte.
    public var elapsed: Int
    /// Seconds after which the site wants to be asked again (RFC 9110 §10.2.3), where that is more than was waited.
    public var retryAfter: Int?

    /// An outcome from its parts.
    public init(
        id: Int, address: WebAddress, hops: [Hop] = [], result: Result<FetchResponse, FetchFailure>, attempts: Int = 1,
        begun: Int64, elapsed: Int, retryAfter: Int? = nil
    ) {
        (self.id, self.address, self.hops, self.result) = (id, address, hops, result)
        (self.attempts, self.begun, self.elapsed, self.retryAfter) = (attempts, begun, elapsed, retryAfter)
    }

    /// Bytes of the body.
    var bytes: Int { (try? result.get().body.count) ?? 0 }

    /// A redirect that was followed.
    public struct Hop: Sendable, Equatable {
        /// What was asked.
        public var address: WebAddress
        /// 301, 302, 303, 307 or 308.
        public var status: Int
        /// Where it pointed, resolved.
        public var target: WebAddress
        /// Status line and header lines of the redirect, as received.
        public var head: [UInt8] = []
        /// The head of the request as it was sent.
        public var requestHead: [UInt8] = []
        /// The address that was connected to.
        public var peer: IPAddress?
        /// When it was asked, in milliseconds since 1970.
        public var begun: Int64 = 0
    }
}

/// A response as it came.
public struct FetchResponse: Sendable {
    /// The address that gave it, after all redirects.
    public var address: WebAddress
    /// The number of the status (RFC 9110 §15).
    public var status: Int
    /// Status line and header lines as received, each ending in CRLF; HTTP/2 has a status line without words.
    public var head: [UInt8]
    /// Names in lower case with their values, in order.
    public var headers: [(name: String, value: String)]
    /// The content, transfer and content codings undone.
    public var body: [UInt8]
    /// Why the body is not whole; nil where it is.
    public var cut: Cut?
    /// Bytes of the body as they came over the wire.
    public var wireBytes: Int
    /// `1.0`, `1.1` or `2`.
    public var version: String
    /// The address that was connected to.
    public var peer: IPAddress?
    /// The first day on which a certificate of the chain is not valid any more, in seconds since 1970; nil without TLS.
    public var certificateEnds: Int64?
    /// The head of the request as it was sent.
    public var requestHead: [UInt8]

    /// Why a body ends early.
    public enum Cut: String, Sendable {
        /// It is longer than the limit.
        case limit
        /// It unpacks to far more than it packs.
        case bomb
        /// The connection ended before the announced length was reached.
        case short
    }

    /// The first value of a header; the name in lower case.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// Why there is no response.
public enum FetchFailure: Error, Sendable, Equatable {
    /// The guard does not let us connect there.
    case refused(AddressGuard.Refusal)
    /// The name has no address: it does not exist.
    case noSuchName
    /// The name could not be looked up; nothing is known about it.
    case nameLookup
    /// Nothing listens at the port.
    case connectionRefused
    /// No way to the address, or not for us.
    case unreachable
    /// The time is up.
    case timeout(Phase)
    /// The connection was cut before a response was whole.
    case reset
    /// The certificate does not prove that this is the host that was asked.
    case certificate(Certificate)
    /// The encrypted connection could not be made for another reason.
    case handshake
    /// What came is not HTTP, or breaks its rules.
    case malformed
    /// The head is larger than allowed.
    case headTooLarge
    /// The content coding could not be undone.
    case coding
    /// A redirect leads to an address that was asked before.
    case redirectLoop(WebAddress)
    /// More redirects than are followed.
    case tooManyRedirects
    /// A redirect to something that is no address of the web.
    case badRedirect(String, WebAddress.Fault)
    /// The host asked to be left alone, in an answer to another request; `retryAfter` says for how long.
    case askedToWait
    /// Anything else, by libcurl's number.
    case other(Int)

    /// Where the time ran out.
    public enum Phase: String, Sendable { case name, connect, head, body }

    /// What is wrong with a certificate.
    public enum Certificate: Sendable, Equatable {
        /// Its time is over.
        case expired
        /// Its time has not come.
        case notYetValid
        /// It is for other names.
        case otherName
        /// It vouches for itself.
        case selfSigned
        /// The chain does not lead to a root that is trusted; most often an intermediate certificate is missing.
        case incompleteChain
        /// Anything else, by OpenSSL's number (`X509_V_ERR_…`).
        case other(Int)
    }
}
