import HTML

/// A form that somebody sent when their session was over: after they signed in again it stands before them as it was.
struct Resumed: Sendable {
    /// Where it was sent.
    var address: String
    var fields: FormFields

    /// The content of its page with the form filled in, or where the form is not there any more, with what was typed to
    /// be copied.
    func content(_ content: [Node], _ visit: Visit) -> [Node] {
        let filled = Node.fragment(content).filled(sending: address, fields.pairs, keeping: ["form-token"])
        let note = element(
            "p", [.class("notice"), Attribute("role", "status")],
            text: visit.text(filled == nil ? "sign_in.resumed_typed" : "sign_in.resumed"))
        return [note] + (filled.map { [$0] } ?? [element("section", [.class("card")], typed)] + content)
    }

    /// What a person typed, without what forms carry for themselves.
    var typed: [Node] {
        fields.pairs.filter { $0.name != "form-token" && Resumed.isTyped($0.value) }.map {
            element("p", [.class("typed")], text: $0.value)
        }
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

    /// The page the form came from, as whoever has signed in sees it now: the one of its own address, or of the address
    /// above it. Nil where that is no page.
    func reply(_ visit: Visit, session token: String) async -> Reply? {
        var request = visit.request
        (request.method, request.query, request.resumed) = ("GET", FormFields(), self)
        request.headers["cookie"] = "\(Front.cookie)=\(token); language=\(visit.language.rawValue)"
        var parts = address.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
        for _ in 0..<4 where parts.count > 1 {
            if let (route, parameters) = Routes.page(parts) {
                request.path = "/" + parts.joined(separator: "/")
                request.parameters = parameters
                let reply = await Front(site: visit.site).answer(route, request) { _ in }
                let isPage = reply.headers.contains {
                    $0.name == "content-type" && $0.value.utf8.starts(with: "text/html".utf8)
                }
                if reply.status == 200, isPage { return reply }
            }
            parts.removeLast()
        }
        return nil
    }
}

extension Routes {
    /// The page at a path, for people who are signed in; of two that fit, the one that names more of it literally.
    static func page(_ parts: [String]) -> (Route, [String: String])? {
        var best: (Route, [String: String])?
        for route in all where route.method == .get && route.access != .everyone && !route.isMachine {
            let wanted = route.path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
            guard wanted.count == parts.count else { continue }
            var parameters: [String: String] = [:]
            let fits = zip(wanted, parts).allSatisfy { pattern, given in
                guard let name = pattern.removing(prefix: ":") else { return pattern == given }
                parameters[name] = FormFields.decoded(Array(given.utf8))
                return true
            }
            if fits, best.map({ parameters.count < $0.1.count }) ?? true { best = (route, parameters) }
        }
        return best
    }
}
