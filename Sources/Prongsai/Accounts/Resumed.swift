import HTML

/// A form that somebody sent and that could not be taken as it came: their session was over, the page was older than
/// their session, or the texts held what cannot be kept. It stands before them again as it was.
struct Resumed: Sendable {
    enum Why: Sendable {
        /// They had to sign in first, and have.
        case signedIn
        /// The page came from before they signed in last.
        case stale
        /// What it brought is at fault.
        case faults([Problem])
        /// What it asks cannot be done any more.
        case refused(Message)
    }

    /// Where it was sent.
    var address: String
    var fields: FormFields
    var why = Why.signedIn
    /// Whether files came with it, which are not kept.
    var hadFiles = false

    /// Names of fields that hold passwords, codes and keys. They are neither kept nor shown again.
    static let secrets: Set<String> = ["password", "old", "own", "token-own", "code", "secret", "proof", "setup-code"]

    /// A form without what nobody but its sender may see.
    static func keepable(_ fields: FormFields) -> FormFields {
        FormFields(fields.pairs.filter { !secrets.contains($0.name) })
    }

    init(address: String, fields: FormFields, why: Why = .signedIn, hadFiles: Bool = false) {
        (self.address, self.fields) = (address, Resumed.keepable(fields))
        (self.why, self.hadFiles) = (why, hadFiles)
    }

    /// The content of its page with the form filled in, or where the form is not there any more, with what was typed to
    /// be copied.
    func content(_ content: [Node], _ visit: Visit) -> [Node] {
        let faults: [Problem] = if case .faults(let problems) = why { problems } else { [] }
        let filled = Node.fragment(content).filled(
            sending: address, fields.pairs, keeping: ["form-token"], marking: Set(faults.compactMap(\.place)))
        return [note(filled != nil, visit)]
            + (filled.map { [$0] } ?? [element("section", [.class("card")], typed)] + content)
    }

    private func note(_ isFilled: Bool, _ visit: Visit) -> Node {
        let key: String
        switch why {
        case .signedIn: key = isFilled ? "sign_in.resumed" : "sign_in.resumed_typed"
        case .stale: key = isFilled ? "sign_in.resumed_stale" : "sign_in.typed"
        case .refused(let message): return refusal(message, isFilled, visit)
        case .faults(let problems):
            let known = Dictionary(problems.compactMap { problem in problem.place.map { ($0, "") } }) { first, _ in
                first
            }
            let heading = hadFiles && !hasTyped ? "form.faults_file" : "form.faults"
            let summary = Form(visit, values: known, problems: problems, heading: heading).summary
            return hadFiles
                ? .fragment([summary, element("p", [.class("notice")], text: visit.text("form.files_again"))]) : summary
        }
        return element("p", [.class("notice"), Attribute("role", "status")], text: visit.text(key))
    }

    /// Why it was not done, and that what was typed is still there.
    private func refusal(_ message: Message, _ isFilled: Bool, _ visit: Visit) -> Node {
        let lines =
            [
                visit.site.strings.text(message, visit.language),
                visit.text(isFilled ? "form.refused_filled" : "form.refused_typed"),
            ] + (hadFiles ? [visit.text("form.files_again")] : [])
        return element(
            "div", [.class("faults"), Attribute("role", "alert"), Attribute("tabindex", "-1")],
            lines.map { element("p", text: $0) })
    }

    /// What a person typed, without what forms carry for themselves.
    var typed: [Node] { words.map { element("p", [.class("typed")], text: $0) } }

    /// Whether there are words that somebody would miss; a form of files alone has none.
    private var hasTyped: Bool { !words.isEmpty }

    private var words: [String] {
        fields.pairs.filter { $0.name != "form-token" && Resumed.isTyped($0.value) }.map(\.value)
    }

    /// Whether a form was filled in by this person: it carries the token of one of their sessions, be it over.
    static func isOf(_ person: String, in agency: String, _ fields: FormFields, in db: Connection) throws -> Bool {
        guard let token = fields["form-token"] else { return false }
        return try db.rows("SELECT token_hash FROM session WHERE person_id = \(person) AND agency_id = \(agency)")
            .contains { Front.formToken(session: try $0.string("token_hash")) == token }
    }

    /// Whether a value can be somebody's own words: keys, digests and words of the program are small Latin letters,
    /// figures and hyphens.
    static func isTyped(_ value: String) -> Bool {
        let bytes = value.utf8
        guard bytes.contains(where: { $0 != 0x20 && $0 != 10 }) else { return false }
        let isOurs = bytes.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
        }
        return !isOurs
    }

    /// The page the form came from, as whoever has this token sees it now: the one of its own address, or of the address
    /// above it. Nil where that is no page.
    func reply(_ visit: Visit, session token: String, forEveryone: Bool = false) async -> Reply? {
        var request = visit.request
        (request.method, request.query, request.resumed) = ("GET", FormFields(), self)
        request.headers["cookie"] = "\(Front.cookie)=\(token); language=\(visit.language.rawValue)"
        for page in Routes.pages(above: address, forEveryone: forEveryone) {
            (request.path, request.parameters) = (page.path, page.parameters)
            let reply = await Front(site: visit.site).answer(page.route, request) { _ in }
            let isPage = reply.headers.contains {
                $0.name == "content-type" && $0.value.utf8.starts(with: "text/html".utf8)
            }
            if reply.status == 200, isPage { return reply }
        }
        return nil
    }
}

extension Routes {
    /// Pages a form may have been sent from: that of its own address and of those up to three parts above it, the
    /// nearest first.
    static func pages(
        above address: String, forEveryone: Bool
    ) -> [(path: String, route: Route, parameters: [String: String])] {
        var parts = address.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
        var found: [(path: String, route: Route, parameters: [String: String])] = []
        for _ in 0..<4 where !parts.isEmpty {
            if let (route, parameters) = page(parts, forEveryone: forEveryone) {
                found.append(("/" + parts.joined(separator: "/"), route, parameters))
            }
            parts.removeLast()
        }
        return found
    }

    /// The page at a path, for people who are signed in or for everyone; of two that fit, the one that names more of it
    /// literally.
    private static func page(_ parts: [String], forEveryone: Bool) -> (Route, [String: String])? {
        var best: (Route, [String: String])?
        for route in all
        where route.method == .get && (route.access == .everyone) == forEveryone && !route.isMachine {
            guard let parameters = route.parameters(parts) else { continue }
            if best.map({ parameters.count < $0.1.count }) ?? true { best = (route, parameters) }
        }
        return best
    }
}
