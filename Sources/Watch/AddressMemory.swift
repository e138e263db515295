/// What is remembered of an address between looks.
public struct AddressMemory: Sendable, Equatable, Codable {
    /// The kind of file seen when it was good.
    public var kind: PageContent.Kind?
    /// The form of the content seen when it was last good; nil where its words could not be read.
    public var form: PageForm?
    /// Stands for the bytes of a document or picture; nil of pages of the web and texts, and of what came cut short.
    public var bytes: String?
    /// Whether a document shows more than its words: pages or pictures without any, or words beyond what is read. Nil: no.
    public var isPartly: Bool?
    /// In how many looks in a row the bytes were other ones.
    public var turns: Int?
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
        kind = content.kind
        if !content.isDocument || content.trouble == nil { form = PageForm(content.text, seen: look.day) }
        guard content.isDocument else { return }
        isPartly = content.trouble == nil && (content.text.isCut || content.text.showsMore) ? true : nil
        switch response.cut {
        case nil: bytes = Hex.string(Digest.sha256(response.body))
        // As much as is fetched of it, and how long the rest is.
        case .limit:
            let length = Array((response.header("content-length") ?? "").utf8)
            bytes = Hex.string(Digest.sha256(response.body + length))
        case .bomb, .short: break
        }
    }

    /// How two contents of an address compare.
    public enum Likeness: Sendable, Equatable {
        case same
        /// Nobody can say.
        case unsure
        case otherKind, otherWords, otherBytes
    }

    /// Compares what a look shows, whose memory this is, with what was there before: documents are the same while their
    /// bytes are, everything else while its words are; where words cannot be read, or are not all there is to see, other
    /// bytes are another document.
    ///
    /// - Parameters:
    ///   - content: of the look.
    ///   - known: what is remembered of the address, for what changes by itself.
    public func likeness(to before: AddressMemory, in content: PageContent?, known: AddressMemory) -> Likeness {
        guard let kind, let old = before.kind else { return .unsure }
        guard kind == old else { return .otherKind }
        if let bytes, bytes == before.bytes { return .same }
        if let form, let earlier = before.form {
            guard form.isLike(earlier, of: content?.text, without: known.noise) else { return .otherWords }
            if isPartly != true, before.isPartly != true { return .same }
        } else if before.form != nil, content?.trouble?.isOurs == true {
            return .unsure
        }
        return bytes == nil || before.bytes == nil || known.varies ? .unsure : .otherBytes
    }

    /// Whether the file is made anew each time it is asked for, so that other bytes say nothing.
    public var varies: Bool { (turns ?? 0) >= 3 }

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
        if form != nil, seen.form == nil, content.trouble?.isOurs == true {
            // Our reader failed this time; what it read before is still what is known.
            (memory.etag, memory.lastModified) = (nil, nil)
            return memory
        }
        if let form, let new = seen.form { memory.noise.learn(from: form, to: new) }
        memory.turns = bytes == nil || seen.bytes == nil || bytes == seen.bytes ? nil : (turns ?? 0) + 1
        (memory.kind, memory.bytes) = (seen.kind, seen.bytes)
        // The same words seen on another day are nothing new to write down.
        if seen.form?.blocks != form?.blocks || seen.form?.letters != form?.letters { memory.form = seen.form }
        memory.isPartly = seen.isPartly
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
    /// what is expected now, and something of it is known by which it can be told. Where only its date vouches for the
    /// content, it comes whole once a week: servers take an older file in its place for one that did not change (RFC 9110
    /// §13.1.3).
    public func request(_ id: Int, _ address: WebAddress, expecting expectation: Expectation, at moment: Int64)
        -> FetchRequest
    {
        let isKnown =
            expected == expectation && validated != nil && (etag != nil || week == Self.week(of: moment))
            && (bytes != nil || kind == .html || kind == .text)
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
