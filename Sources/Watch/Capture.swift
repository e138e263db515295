/// A look at an address as records of a web archive: what was asked, what was answered, and what was thought of it. The
/// same look gives the same bytes.
public struct Capture: Sendable {
    /// In the order they are written.
    public var records: [WARCRecord]
    /// SHA-256 of the content, in Base32, as the records name it; nil where nothing was answered.
    public var payloadDigest: String?
    /// What the next look is held against.
    public var reference: Reference?

    /// A response that is kept already: the next one with the same content only points to it.
    public struct Reference: Sendable, Equatable, Codable {
        /// The digest of the content, with the name of the algorithm.
        public var digest: String
        /// The address that gave it.
        public var target: String
        /// `WARC-Date` of its record.
        public var date: String
        /// `WARC-Record-ID` of its record.
        public var id: String
    }

    /// Makes the records of a look.
    ///
    /// - Parameters:
    ///   - known: the response kept last for this address. Where the content is the same, or the site says 304, a
    ///     `revisit` stands in place of the response (§6.7).
    ///   - notes: what else is worth keeping, such as the verdict; written to a `metadata` record in this order.
    public init(of outcome: FetchOutcome, known: Reference? = nil, notes: [(name: String, value: String)] = []) {
        records = []
        for (index, hop) in outcome.hops.enumerated() {
            let exchange = Exchange(
                target: hop.address.description, date: hop.begun, peer: hop.peer, requestHead: hop.requestHead,
                head: hop.head, body: [], seed: "\(index)")
            records += exchange.records(known: nil).records
        }
        guard case .success(let response) = outcome.result else {
            if case .failure(let failure) = outcome.result {
                addNotes(outcome, [("failure", failure.reason.code)] + notes, about: nil)
            }
            return
        }
        let exchange = Exchange(
            target: response.address.description, date: outcome.begun, peer: response.peer,
            requestHead: response.requestHead,
            head: response.head, body: response.body, seed: "\(outcome.hops.count)",
            truncated: response.cut.map { $0 == .short ? "disconnect" : "length" })
        let made = exchange.records(known: known, isNotModified: response.status == 304)
        records += made.records
        (payloadDigest, reference) = (made.digest, made.reference)
        var all: [(name: String, value: String)] = [
            ("fetchTimeMs", String(outcome.elapsed)), ("httpVersion", response.version),
        ]
        if let ends = response.certificateEnds { all.append(("certificateEnds", HTTPDate.iso(ends * 1000))) }
        if !outcome.hops.isEmpty { all.append(("via", outcome.address.description)) }
        addNotes(outcome, all + notes, about: made.id)
    }

    /// The records packed, one gzip member each, ready to stand in a file by themselves or behind others.
    public var packed: [UInt8] { records.flatMap { $0.packed ?? [] } }

    private mutating func addNotes(_ outcome: FetchOutcome, _ notes: [(name: String, value: String)], about id: String?)
    {
        let block = notes.map { "\($0.name): \($0.value.utf8.contains(0x0A) ? ThaiForm.line($0.value) : $0.value)\r\n" }
            .joined()
        var fields = [
            WARCRecord.Field(
                "WARC-Record-ID", Exchange.id("metadata", outcome.address.description, outcome.begun, block)),
            .init("WARC-Date", HTTPDate.iso(outcome.begun)), .init("WARC-Target-URI", outcome.address.description),
        ]
        if let id { fields.append(.init("WARC-Concurrent-To", id)) }
        fields.append(.init("Content-Type", "application/warc-fields"))
        fields.append(.init("WARC-Block-Digest", "sha1:" + Digest.base32(Digest.sha1(Array(block.utf8)))))
        records.append(WARCRecord(type: "metadata", fields: fields, block: Array(block.utf8)))
    }

    /// The record every file begins with: who wrote it, in which format (§6.2).
    public static func information(software: String, at milliseconds: Int64) -> WARCRecord {
        let block =
            "software: \(software)\r\nformat: WARC File Format 1.1\r\n"
            + "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
        return WARCRecord(
            type: "warcinfo",
            fields: [
                .init("WARC-Record-ID", Exchange.id("warcinfo", software, milliseconds, block)),
                .init("WARC-Date", HTTPDate.iso(milliseconds)), .init("Content-Type", "application/warc-fields"),
            ], block: Array(block.utf8))
    }
}

/// A request and its response.
private struct Exchange {
    var target: String
    var date: Int64
    var peer: IPAddress?
    var requestHead: [UInt8]
    var head: [UInt8]
    var body: [UInt8]
    var seed: String
    var truncated: String?

    func records(
        known: Capture.Reference?, isNotModified: Bool = false
    ) -> (records: [WARCRecord], digest: String, reference: Capture.Reference?, id: String) {
        let when = HTTPDate.iso(date)
        let digest = isNotModified ? known?.digest ?? "" : "sha256:" + Digest.base32(Digest.sha256(body))
        let isSame = known.map { $0.digest == digest && !body.isEmpty } ?? false
        let isRevisit = isSame || (isNotModified && known != nil)
        let head = plainHead()
        let block = isRevisit ? head : head + body
        let id = Self.id(isRevisit ? "revisit" : "response", target + seed, date, digest)
        let requestID = Self.id("request", target + seed, date, digest)
        var fields: [WARCRecord.Field] = [
            .init("WARC-Record-ID", id), .init("WARC-Date", when), .init("WARC-Target-URI", target),
        ]
        if let peer { fields.append(.init("WARC-IP-Address", "\(peer)")) }
        fields.append(.init("Content-Type", "application/http; msgtype=response"))
        if let known, isRevisit {
            let profile = isSame ? "identical-payload-digest" : "server-not-modified"
            fields += [
                .init("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/" + profile),
                .init("WARC-Refers-To", known.id), .init("WARC-Refers-To-Target-URI", known.target),
                .init("WARC-Refers-To-Date", known.date),
            ]
        }
        if !digest.isEmpty { fields.append(.init("WARC-Payload-Digest", digest)) }
        if let truncated, !isRevisit { fields.append(.init("WARC-Truncated", truncated)) }
        fields.append(.init("WARC-Block-Digest", "sha1:" + Digest.base32(Digest.sha1(block))))
        let answer = WARCRecord(type: isRevisit ? "revisit" : "response", fields: fields, block: block)
        let request = WARCRecord(
            type: "request",
            fields: [
                .init("WARC-Record-ID", requestID), .init("WARC-Date", when), .init("WARC-Target-URI", target),
                .init("WARC-Concurrent-To", id), .init("Content-Type", "application/http; msgtype=request"),
                .init("WARC-Block-Digest", "sha1:" + Digest.base32(Digest.sha1(requestHead))),
            ], block: requestHead)
        let reference =
            isRevisit
            ? known : isNotModified ? nil : Capture.Reference(digest: digest, target: target, date: when, id: id)
        return ([answer, request], digest, reference, id)
    }

    /// The head without what was undone: the body is kept without its transfer and content codings, and tools that read
    /// it must not undo them again. HTTP/2 has no words in its status line; HTTP/1.1's stands for it.
    private func plainHead() -> [UInt8] {
        var lines: [ArraySlice<UInt8>] = []
        for line in head.split(separator: 0x0A) {
            let line = line.last == 0x0D ? line.dropLast() : line
            if !line.isEmpty { lines.append(line) }
        }
        var out: [UInt8] = []
        for (index, line) in lines.enumerated() {
            if index == 0 {
                if line.starts(with: "HTTP/2".utf8) {
                    out += Array("HTTP/1.1".utf8) + line.drop { $0 != 0x20 }
                } else {
                    out += line
                }
            } else {
                let name = line.prefix { $0 != 0x3A }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
                let dropped = ["transfer-encoding", "content-encoding", "content-length", "connection", "keep-alive"]
                if dropped.contains(String(decoding: name, as: UTF8.self)) { continue }
                out += line
            }
            out += [0x0D, 0x0A]
        }
        return out + Array("Content-Length: \(body.count)\r\n\r\n".utf8)
    }

    /// A name for a record that follows from what it holds (§5.2; the form of RFC 9562 §5.8).
    static func id(_ type: String, _ target: String, _ date: Int64, _ digest: String) -> String {
        var bytes = Array(Digest.sha256(Array("\(type)\n\(target)\n\(date)\n\(digest)".utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array(Hex.string(bytes).utf8)
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(decoding: hex[$0], as: UTF8.self) }
        return "<urn:uuid:\(parts.joined(separator: "-"))>"
    }
}
