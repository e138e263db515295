/// What is remembered of an address between looks.
public struct AddressMemory: Sendable, Equatable, Codable {
    /// The kind of file seen when it was good.
    public var kind: PageContent.Kind?
    /// The form of the content seen when it was last good; nil where its words could not be read.
    public var form: PageForm?
    /// Stands for the bytes of a document or picture; nil of pages of the web and texts, and of what came cut short.
    public var bytes: String?
    /// The fiscal year that the content named when it was last good.
    public var year: Int?
    /// What changes by itself.
    public var noise = NoiseMemory()
    /// The validators of the last good response, for a conditional request; see ``request(_:_:expecting:)``.
    public var etag: String?
    /// See ``etag``.
    public var lastModified: String?
    /// The address that gave them, behind whatever redirects.
    public var validated: String?
    /// The week, counted from 1970, in which the content itself came last, where nothing but a date vouches for it.
    public var week: Int64?
    /// What was expected when the content was last judged; what is expected now may be something else.
    public var expected: Expectation?
    /// What was worth knowing of the content when it was last judged.
    public var notes: [Verdict.Reason]?

    /// A memory of nothing.
    public init() {}

    /// The memory of what one look shows, whatever it was taken for; nil where it shows nothing.
    public init?(of look: Look) {
        guard case .success(let response) = look.outcome.result, response.status != 304, let content = look.content
        else { return nil }
        self.init(of: content, look, response)
    }

    private init(of content: PageContent, _ look: Look, _ response: FetchResponse) {
        let isDocument = content.kind != .html && content.kind != .text
        kind = content.kind
        if !isDocument || content.trouble == nil { form = PageForm(content.text, seen: look.day) }
        if isDocument, response.cut == nil { bytes = Hex.string(Digest.sha256(response.body)) }
    }

    /// How the content of one memory is told from that of another: by its kind, by its words where both can be read, or
    /// else by its bytes. What changes by itself does not count. Nil where they are the same, or nobody can say.
    public func difference(from other: AddressMemory, without noise: NoiseMemory = NoiseMemory()) -> Difference? {
        if let kind, let before = other.kind, kind != before { return .kind }
        if let bytes, bytes == other.bytes { return nil }
        if let form, let before = other.form {
            return form.digest(without: noise) == before.digest(without: noise) ? nil : .words
        }
        return bytes == nil || other.bytes == nil ? nil : .bytes
    }

    /// See ``difference(from:without:)``.
    public enum Difference: Sendable, Equatable { case kind, words, bytes }

    /// The memory after a look that was judged. Only a good look changes what is expected of the next one.
    public func after(_ look: Look, _ verdict: Verdict, expecting expectation: Expectation = Expectation())
        -> AddressMemory
    {
        guard case .success(let response) = look.outcome.result else { return self }
        if response.status == 304, !isMeant(by: response) {
            // Whatever is there, the next look asks for all of it.
            var memory = self
            (memory.etag, memory.lastModified) = (nil, nil)
            return memory
        }
        guard verdict.weight == .good, response.status != 304, let content = look.content else { return self }
        var memory = self
        let seen = AddressMemory(of: content, look, response)
        if let form, let new = seen.form { memory.noise.learn(from: form, to: new) }
        (memory.kind, memory.form, memory.bytes) = (seen.kind, seen.form, seen.bytes)
        memory.year = expectation.fiscalYear.flatMap { year in
            YearCheck.of(content.text, fiscalYear: year).isRight ? year : nil
        }
        (memory.etag, memory.lastModified) = (response.header("etag"), response.header("last-modified"))
        memory.validated = response.address.description
        memory.week = memory.etag == nil && memory.lastModified != nil ? Self.week(of: look.outcome.begun) : nil
        memory.expected = expectation
        memory.notes = verdict.reasons.filter { Verdict.Reason.ofContent.contains($0.code) }
        return memory
    }

    /// The request for a look at a moment in milliseconds since 1970: conditional only while the content was judged by
    /// what is expected now. Where only its date vouches for the content, it comes whole once a week: servers take an
    /// older file in its place for one that did not change (RFC 9110 §13.1.3).
    public func request(_ id: Int, _ address: WebAddress, expecting expectation: Expectation, at moment: Int64)
        -> FetchRequest
    {
        let isKnown = expected == expectation && validated != nil && (etag != nil || week == Self.week(of: moment))
        guard isKnown else { return FetchRequest(id: id, address: address) }
        return FetchRequest(id: id, address: address, etag: etag, lastModified: lastModified, validated: validated)
    }

    /// Whether a 304 speaks of what is remembered: it comes from the address that gave the validators and names no others.
    func isMeant(by response: FetchResponse) -> Bool {
        guard etag != nil || lastModified != nil, validated == response.address.description else { return false }
        func strong(_ tag: String) -> Substring { tag.utf8.starts(with: "W/".utf8) ? tag.dropFirst(2) : tag[...] }
        if let etag, let said = response.header("etag") { return strong(said) == strong(etag) }
        if let lastModified, let said = response.header("last-modified") { return said == lastModified }
        return true
    }

    private static func week(of moment: Int64) -> Int64 { moment / (7 * 86_400_000) }
}
