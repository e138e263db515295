/// How politely and how patiently to fetch.
public struct FetchSettings: Sendable {
    /// Which addresses may be connected to.
    public var addresses = AddressGuard()
    /// What the watcher calls itself (RFC 9110 §10.1.5): a name, a version and where to complain.
    public var userAgent = "Prongsai/1 (disclosure watch)"
    /// Transfers under way at the same time, over all hosts.
    public var parallel = 128
    /// Transfers under way at one host; 0: as many as there are.
    public var parallelPerHost = 2
    /// Milliseconds between the starts of two requests to one host; 0: none.
    public var hostGap = 500
    /// Redirects that are followed.
    public var redirects = 10
    /// How many times a request is made again after a failure that may pass.
    public var retries = 2
    /// Milliseconds before the first retry; each later one waits twice as long.
    public var backOff = 1_000
    /// The longest `Retry-After`, in milliseconds, that is waited for; where a site asks for more, the outcome says so.
    public var longestRetryAfter = 10_000
    /// How many times in a row it is waited for at one host, until that serves us again; after that the outcomes say how
    /// long was asked for.
    public var restsPerHost = 4
    /// The longest, in milliseconds, that a host which asks to be left alone is left alone, whatever it asks for.
    public var longestRest = 6 * 3_600_000
    /// Milliseconds for name, connection and handshake.
    public var connectTimeout = 10_000
    /// Milliseconds for one request, from its start to the last byte.
    public var timeout = 60_000
    /// Bytes a second below which a transfer is given up after ``slowSeconds``.
    public var slowestRate = 100
    /// How long a transfer may be that slow.
    public var slowSeconds = 20
    /// Bytes of a body, decoded, that are kept; the rest is not fetched.
    public var bodyLimit = 24 << 20
    /// Bytes of a response's head.
    public var headLimit = 64 << 10
    /// How many times larger than its packed form a body may become, once it is larger than ``bombFreeBytes``.
    public var bombRatio = 200
    /// Bytes up to which ``bombRatio`` is not looked at.
    public var bombFreeBytes = 1 << 20
    /// Bytes a body may have before it must wait for one of ``largeBodies`` places.
    public var smallBody = 128 << 10
    /// How many bodies larger than ``smallBody`` are received at the same time; this bounds the memory.
    public var largeBodies = 2
    /// Outcomes that are ready and not taken yet; with so many nothing new is started.
    public var waitingOutcomes = 256
    /// Bytes of bodies that are ready and not taken yet; with so many no large body is received.
    public var waitingBytes = 16 << 20
    /// A file of certificates to trust instead of the system's.
    public var certificates: String?
    /// Milliseconds for which the addresses of a name are remembered; every connection goes to one of them.
    public var nameMemory = 60_000
    /// Finds the addresses of a name, on a thread of its own.
    public var resolve: @Sendable (String) -> NameAnswer = NameAnswer.system

    /// The standing rules: at most 2 connections and half a second between two requests at one host, 128 in all.
    public init() {}
}

/// One address to look at.
public struct FetchRequest: Sendable {
    /// The caller's own mark, given back with the outcome.
    public var id: Int
    /// Where to begin.
    public var address: WebAddress
    /// The `ETag` of what is known, to hear 304 where nothing changed (RFC 9110 §13.1.2).
    public var etag: String?
    /// The `Last-Modified` of what is known (RFC 9110 §13.1.3).
    public var lastModified: String?
    /// The address that gave them: no other one on the way is asked whether it changed.
    public var validated: String

    /// A request; with validators of an earlier response it is a conditional one. They were given by `validated`, or by
    /// the address itself.
    public init(
        id: Int, address: WebAddress, etag: String? = nil, lastModified: String? = nil, validated: String? = nil
    ) {
        (self.id, self.address, self.etag, self.lastModified) = (id, address, etag, lastModified)
        self.validated = validated ?? address.description
    }
}
