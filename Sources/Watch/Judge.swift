extension Verdict {
    /// Judges a look at an address: a pure function of what is expected, what was seen and what is remembered.
    public static func of(
        _ look: Look, expecting expectation: Expectation = Expectation(), memory: AddressMemory = AddressMemory(),
        site: SiteMemory = SiteMemory()
    ) -> Verdict {
        switch look.outcome.result {
        case .failure(let failure): return of(failure, look)
        case .success(let response):
            var verdict =
                of(status: response, look, memory)
                ?? Judge(look, response, expectation: expectation, memory: memory, site: site).verdict()
            if let ends = response.certificateEnds {
                let days = (ends - look.outcome.begun / 1000) / 86_400
                if days < 30 { verdict.reasons.append(.init("certificate_ends", ["days": String(days)])) }
            }
            return verdict
        }
    }

    private static func of(_ failure: FetchFailure, _ look: Look) -> Verdict {
        if look.networkIsDown, failure.mayBeOurs { return Verdict(.networkDown, [failure.reason]) }
        switch failure {
        case .refused: return Verdict(.notAllowed, [failure.reason])
        case .askedToWait:
            return Verdict(.unknown, [.init("asked_to_wait", ["seconds": String(look.outcome.retryAfter ?? 0)])])
        default: return Verdict(.gone, [failure.reason])
        }
    }

    /// What the status alone decides; nil where the content must be looked at.
    private static func of(status response: FetchResponse, _ look: Look, _ memory: AddressMemory) -> Verdict? {
        let reason = Reason("status", ["status": String(response.status)])
        if response.status >= 400 || response.status == 202,
            let mark = Walls.bot(response, look.content.flatMap { $0.kind == .html ? SqueezedPage($0.text) : nil })
        {
            return Verdict(.botWall, [.init("bot_mark", ["mark": mark]), reason])
        }
        switch response.status {
        case 200...299: return nil
        // Nobody asked whether it changed, or the answer speaks of something else: it means nothing.
        case 304 where !memory.isMeant(by: response): return Verdict(.unknown, [reason])
        case 304: return Verdict(.alive, [.init("not_modified")] + (memory.notes ?? []))
        case 300...399: return Verdict(.gone, [.init("redirect_without_target"), reason])
        case 404, 410: return Verdict(.gone, [reason])
        case 401, 402, 407, 511: return Verdict(.permissionWall, [reason])
        // Refused to us, perhaps not to others: no death.
        case 403, 405, 406, 409, 412, 418, 429, 451: return Verdict(.botWall, [reason])
        case 500...599: return Verdict(.gone, [.init("server_error"), reason])
        default: return Verdict(.unknown, [reason])
        }
    }
}

extension FetchFailure {
    /// Whether it may lie with our own network.
    var mayBeOurs: Bool {
        switch self {
        case .nameLookup, .unreachable, .timeout, .noSuchName, .reset, .connectionRefused: true
        default: false
        }
    }

    /// The failure as a code with values.
    public var reason: Verdict.Reason {
        switch self {
        case .refused(.port(let port)): .init("port_not_allowed", ["port": String(port)])
        case .refused(.network(let address, let kind)):
            .init("network_not_allowed", ["address": "\(address)", "kind": kind])
        case .noSuchName: .init("no_such_name")
        case .nameLookup: .init("name_lookup")
        case .connectionRefused: .init("connection_refused")
        case .unreachable: .init("unreachable")
        case .timeout(let phase): .init("timeout", ["phase": phase.rawValue])
        case .reset: .init("connection_cut")
        case .certificate(let fault): .init("certificate", ["fault": fault.code])
        case .handshake: .init("handshake")
        case .malformed: .init("not_http")
        case .headTooLarge: .init("head_too_large")
        case .coding: .init("broken_coding")
        case .redirectLoop(let address): .init("redirect_loop", ["address": address.description])
        case .tooManyRedirects: .init("too_many_redirects")
        case .badRedirect(let target, let fault): .init("bad_redirect", ["target": target, "fault": fault.rawValue])
        case .askedToWait: .init("asked_to_wait")
        case .other(let number): .init("other_failure", ["number": String(number)])
        }
    }
}

extension FetchFailure.Certificate {
    /// The fault as a code.
    public var code: String {
        switch self {
        case .expired: "expired"
        case .notYetValid: "not_yet_valid"
        case .otherName: "other_name"
        case .selfSigned: "self_signed"
        case .incompleteChain: "incomplete_chain"
        case .other(let number): "x509_\(number)"
        }
    }
}

/// A response with the status of success, looked at closely: the first thing that is wrong decides.
private struct Judge {
    let look: Look
    let response: FetchResponse
    let expectation: Expectation
    let memory: AddressMemory
    let site: SiteMemory

    private let content: PageContent
    /// The content, where it is a page of the web or plain text.
    private let page: SqueezedPage?
    /// What it says of the fiscal year that is expected; nil where none is.
    private let years: YearCheck?

    init(
        _ look: Look, _ response: FetchResponse, expectation: Expectation, memory: AddressMemory, site: SiteMemory
    ) {
        (self.look, self.response, self.expectation, self.memory) = (look, response, expectation, memory)
        self.site = site
        content = look.content ?? PageContent(kind: .empty)
        page = content.kind == .html || content.kind == .text ? SqueezedPage(content.text) : nil
        years = expectation.fiscalYear.map { [content] in YearCheck.of(content.text, fiscalYear: $0) }
    }

    private var asked: WebAddress { look.outcome.address }

    func verdict() -> Verdict {
        if let wall = walls() ?? redirected() ?? sentOn() ?? notFound() ?? standIn() ?? misfit() { return wall }
        if let year = wrongYear() { return year }
        if let replaced = replaced() { return replaced }
        if let moved = moved() { return moved }
        return changed() ?? Verdict(.alive, notes)
    }

    /// Other words than before, or another file where words are not all there is to see.
    private func changed() -> Verdict? {
        guard memory.kind != nil, let now = AddressMemory(of: look) else { return nil }
        switch now.likeness(to: memory, in: content, known: memory) {
        case .otherWords: return Verdict(.changed, [.init("other_words")] + notes)
        case .otherBytes: return Verdict(.changed, [.init("other_bytes")] + notes)
        // Another kind is no misfit where nothing in particular is expected.
        case .same, .unsure, .otherKind: return nil
        }
    }

    /// What is worth knowing of a page that is in order.
    private var notes: [Verdict.Reason] {
        var notes: [Verdict.Reason] = []
        if let claim = content.text.claimedEncoding {
            notes.append(.init("wrong_encoding_label", ["claimed": claim, "read": content.text.encoding]))
        }
        if let cut = response.cut { notes.append(.init("body_cut", ["why": cut.rawValue])) }
        if content.trouble == .unknownKind { notes.append(.init("not_read", ["kind": content.kind.rawValue])) }
        if memory.varies, content.trouble != nil || memory.isPartly == true { notes.append(.init("varies")) }
        guard let year = expectation.fiscalYear else { return notes }
        func note(_ code: String, _ found: [Int]) {
            let found = found.prefix(6).map(String.init).joined(separator: " ")
            notes.append(.init(code, ["expected": String(year), "found": found]))
        }
        switch years {
        case .right(_, _, let beside) where !beside.isEmpty: note("years_beside", beside)
        case .unsure(let found): note("years_unsure", found)
        case .unknown where content.trouble == nil: notes.append(.init("year_unnamed", ["expected": String(year)]))
        default: break
        }
        return notes
    }

    private func walls() -> Verdict? {
        let web = content.kind == .html ? page : nil
        if let mark = Walls.bot(response, web) { return Verdict(.botWall, [.init("bot_mark", ["mark": mark])]) }
        if let mark = Walls.permission(response.address, web, asked: asked) {
            return Verdict(
                .permissionWall, [.init("permission_mark", ["mark": mark, "address": response.address.description])])
        }
        return nil
    }

    private func redirected() -> Verdict? {
        guard !look.outcome.hops.isEmpty else { return nil }
        let target = response.address
        let reason = Verdict.Reason("redirect", ["target": target.description])
        if Walls.isSignIn(target), !Walls.isSignIn(asked) { return Verdict(.redirectedSignIn, [reason]) }
        if content.text.hasPasswordField, !isTrivial(target),
            content.text.size < 1_800 || page.map({ Walls.isSignIn($0) }) ?? false
        {
            return Verdict(.redirectedSignIn, [.init("password_field"), reason])
        }
        if !Walls.isHome(asked), Walls.isHome(target) { return Verdict(.redirectedHome, [reason]) }
        return nil
    }

    /// A page to sign in at the very address, or one that sends its visitors elsewhere by itself.
    private func sentOn() -> Verdict? {
        guard let page, content.kind == .html else { return nil }
        if !Walls.isSignIn(asked), Walls.isSignIn(page) {
            return Verdict(.redirectedSignIn, [.init("password_field")])
        }
        guard let refresh = content.text.refresh, page.mainSize < 900,
            let target = try? response.address.resolving(refresh), !isTrivial(target)
        else { return nil }
        let reason = Verdict.Reason("redirect", ["target": target.description])
        if Walls.isHome(target), !Walls.isHome(asked) { return Verdict(.redirectedHome, [reason]) }
        if Walls.isSignIn(target), !Walls.isSignIn(asked) { return Verdict(.redirectedSignIn, [reason]) }
        return Verdict(.unknown, [reason])
    }

    private func notFound() -> Verdict? {
        guard let page, !Walls.isHome(asked) else { return nil }
        if let phrase = SoftNotFound.phrase(in: page) {
            return Verdict(.softNotFound, [.init("phrase", ["phrase": phrase])])
        }
        if let target = site.notFoundTarget, target == response.address.description, !look.outcome.hops.isEmpty {
            return Verdict(.softNotFound, [.init("target_of_nonsense", ["target": target])])
        }
        guard site.notFound != nil || site.home != nil else { return nil }
        let form = PageForm(content.text, seen: look.day)
        if let notFound = site.notFound, SoftNotFound.isSame(form, notFound) {
            // A site that answers everything with one page may be an application that draws its pages by script.
            return Verdict(.softNotFound, [.init("answer_to_nonsense")])
        }
        if let home = site.home, form.letters > 40, SoftNotFound.isSame(form, home) {
            return Verdict(.redirectedHome, [.init("same_as_home")])
        }
        return nil
    }

    /// Something else in the place of the content, or a part of the content only.
    private func standIn() -> Verdict? {
        guard let page else { return nil }
        if let reason = StandIn.reason(in: page) { return Verdict(.standIn, [reason]) }
        // What is missing may be what counts.
        if let cut = response.cut { return Verdict(.unknown, [.init("body_cut", ["why": cut.rawValue])]) }
        return nil
    }

    /// Whether the page is another one than before: what it was recognised by is gone.
    private func replaced() -> Verdict? {
        guard let before = memory.form else { return nil }
        if let year = expectation.fiscalYear, memory.year == year, years?.isRight == false {
            return Verdict(.replaced, [.init("lost_year", ["year": String(year)])] + notes)
        }
        var left: [UInt64: Int] = [:]
        for block in PageForm(content.text, seen: look.day).blocks { left[block.template, default: 0] += 1 }
        let old = before.blocks.filter { !memory.noise.isNoise($0) }
        let kept = old.reduce(0) { count, block in
            guard let one = left[block.template], one > 0 else { return count }
            left[block.template] = one - 1
            return count + 1
        }
        guard old.count >= 3 else { return nil }
        let values = ["kept": String(kept), "of": String(old.count)]
        if kept * 2 < old.count, content.text.hasPasswordField {
            return Verdict(.redirectedSignIn, [.init("password_field"), .init("lost_words", values)])
        }
        if kept * 2 < old.count { return Verdict(.replaced, [.init("lost_words", values)] + notes) }
        if let heading = before.heading, left[heading] == nil, kept * 10 < old.count * 7 {
            return Verdict(.replaced, [.init("lost_heading", values)] + notes)
        }
        return nil
    }

    /// Another kind of file, no content, or content that cannot be read.
    private func misfit() -> Verdict? {
        if content.kind == .empty { return Verdict(.emptied, [.init("no_bytes")]) }
        if content.kind == .html || content.kind == .text, let ending = Self.fileEnding(of: asked) {
            return Verdict(.kindChanged, [.init("kind", ["expected": ending, "found": content.kind.rawValue])])
        }
        if page == nil, let cut = response.cut, content.trouble == .unknownKind {
            return Verdict(.unknown, [.init("body_cut", ["why": cut.rawValue])])
        }
        if content.kind == .other, response.header("content-type")?.lowercased().contains("html") == true {
            let trouble = PageContent.Trouble.broken.rawValue
            return Verdict(.unreadable, [.init("trouble", ["trouble": trouble, "kind": content.kind.rawValue])])
        }
        let expected = expectation.kind ?? memory.kind ?? Self.kind(of: asked)
        if let expected, expected != .empty, expected != content.kind {
            return Verdict(
                .kindChanged, [.init("kind", ["expected": expected.rawValue, "found": content.kind.rawValue])])
        }
        if let trouble = content.trouble, trouble != .unknownKind || content.kind == .image {
            let reason = Verdict.Reason("trouble", ["trouble": trouble.rawValue, "kind": content.kind.rawValue])
            // A broken file may be half of the one before.
            if trouble != .broken, var other = changed() {
                other.reasons.insert(reason, at: 1)
                return other
            }
            return Verdict(.unreadable, [reason] + notes)
        }
        guard content.trouble == nil else { return nil }
        let main = content.text.blocks.lazy.filter { !$0.isFrame }.reduce(0) { $0 + $1.text.utf8.count }
        let before = memory.form?.letters ?? 0
        // Letters are counted only where they can be few.
        guard content.text.size < max(1_000, before) else { return nil }
        let letters = content.text.letters
        if letters < 10 || (content.kind == .html && main < 20) {
            // A page that only a script fills has no words for us; what visitors see cannot be told from here.
            if content.text.awaitsScript { return Verdict(.unknown, [.init("filled_by_script")]) }
            // What a picture or a document inside the page shows, only people see.
            if content.text.hasPictures, before < 200 {
                let trouble = PageContent.Trouble.noText.rawValue
                return Verdict(.unreadable, [.init("trouble", ["trouble": trouble, "kind": content.kind.rawValue])])
            }
            return Verdict(.emptied, [.init("few_letters", ["letters": String(letters)])])
        }
        if before >= 200, letters * 10 < before {
            if content.text.hasPasswordField { return Verdict(.redirectedSignIn, [.init("password_field")]) }
            return Verdict(.emptied, [.init("fewer_letters", ["before": String(before), "letters": String(letters)])])
        }
        return nil
    }

    private static func kind(of address: WebAddress) -> PageContent.Kind? {
        let path = address.path.lowercased()
        for (ending, kind) in [(".pdf", PageContent.Kind.pdf), (".docx", .docx), (".xlsx", .xlsx)]
        where path.utf8.count > ending.utf8.count && path.utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8) {
            return kind
        }
        return nil
    }

    /// The ending of an address that names a file which is no page of the web and no document read here; nil: none.
    private static func fileEnding(of address: WebAddress) -> String? {
        let end = address.path.utf8.suffix(5)
        guard let dot = end.lastIndex(of: 0x2E) else { return nil }
        let ending = String(address.path[end.index(after: dot)...]).lowercased()
        return files.contains(ending) ? ending : nil
    }

    private static let files: Set<String> = [
        "doc", "xls", "ppt", "pptx", "odt", "ods", "zip", "rar", "7z", "jpg", "jpeg", "png", "gif", "webp", "mp4",
    ]

    private func wrongYear() -> Verdict? {
        guard let year = expectation.fiscalYear, case .wrong(let found) = years else { return nil }
        let years = found.map(String.init).joined(separator: " ")
        return Verdict(.wrongYear, [.init("years", ["expected": String(year), "found": years])] + notes)
    }

    private func moved() -> Verdict? {
        guard !look.outcome.hops.isEmpty, !isTrivial(response.address) else { return nil }
        let isForGood = look.outcome.hops.allSatisfy { $0.status == 301 || $0.status == 308 }
        return Verdict(
            .moved,
            [.init("redirect", ["target": response.address.description, "for_good": isForGood ? "1" : "0"])] + notes)
    }

    /// Whether the address only gained encryption, `www.`, a slash at the end or a query.
    private func isTrivial(_ target: WebAddress) -> Bool {
        func bare(_ address: WebAddress) -> [String] {
            var host = address.host.description
            if host.utf8.starts(with: "www.".utf8) { host = String(host.dropFirst(4)) }
            var path = address.path
            while path.utf8.last == 0x2F { path.removeLast() }
            return [host, path]
        }
        return bare(target) == bare(asked) && (asked.query == nil || asked.query == target.query)
    }
}
