import Watch

/// Where a link of a page leads, as far as it can be told without going there.
enum DisclosureLink: Sendable, Equatable {
    case address(WebAddress)
    /// A place in the page itself.
    case within(String)
    /// A telephone or mailbox.
    case contact
    case useless(DisclosureReading.Fault)

    /// Reads a link as written. `page` is where the page itself stands; `ids` are the places it has.
    init(_ target: String, page: WebAddress?, base: WebAddress?, ids: Set<String>) {
        let text = target.trimmingWhitespace()
        let bytes = text.utf8.filter { $0 > 0x20 }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        func begins(_ word: String) -> Bool { bytes.starts(with: word.utf8) }
        if bytes.isEmpty {
            self = .useless(.nowhere)
        } else if bytes.first == UInt8(ascii: "#") {
            self = Self.place(String(decoding: text.utf8.dropFirst(), as: UTF8.self), ids)
        } else if begins("javascript:") || begins("vbscript:") {
            self = .useless(.script)
        } else if ["mailto:", "tel:", "sms:", "line:", "fax:"].contains(where: begins) {
            self = .contact
        } else if begins("file:") || Self.isDisk(bytes) {
            self = .useless(.disk)
        } else {
            self = Self.read(text, page: page, base: base, ids: ids)
        }
    }

    private static func place(_ name: String, _ ids: Set<String>) -> DisclosureLink {
        let plain = FormFields.decoded(Array(name.utf8.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }))
        return ids.contains(name) || ids.contains(plain)
            ? .within(ids.contains(name) ? name : plain) : .useless(.nowhere)
    }

    /// `C:\…`, `\\server\…`.
    private static func isDisk(_ bytes: [UInt8]) -> Bool {
        if bytes.count > 2, (0x61...0x7A).contains(bytes[0]), bytes[1] == UInt8(ascii: ":"),
            bytes[2] == UInt8(ascii: "\\") || bytes[2] == UInt8(ascii: "/")
        {
            return bytes.count < 4 || bytes[3] != UInt8(ascii: "/")
        }
        return bytes.starts(with: [0x5C, 0x5C])
    }

    private static func read(_ text: String, page: WebAddress?, base: WebAddress?, ids: Set<String>) -> DisclosureLink {
        do {
            if let meant = forgotten(text), (try? WebAddress(meant)) != nil { return .useless(.broken) }
            let isShared = text.utf8.starts(with: "//".utf8) && base == nil
            let found = isShared ? try WebAddress("https:" + text) : try base?.resolving(text) ?? WebAddress(text)
            if let target = wrapped(found) { return read(target, page: page, base: base, ids: ids) }
            if let page, found.description == page.description, let fragment = found.fragment {
                return place(fragment, ids)
            }
            // A page inside the office's network, which somebody allowed to be read, may lead to its own neighbours.
            return isInside(found) && found.host != page?.host ? .useless(.inside) : .address(found)
        } catch let fault as WebAddress.Fault {
            return .useless(fault == .relative ? .relative : .broken)
        } catch {
            return .useless(.broken)
        }
    }

    /// The address somebody meant who forgot its beginning or mistyped it: `www.abt.go.th/x`, `https//abt.go.th`. A
    /// browser takes that for a page beside this one, which is not there.
    private static func forgotten(_ text: String) -> String? {
        let lower = text.lowercased()
        for (typed, meant) in [
            ("http://http//", "http://"), ("http://https//", "https://"), ("https//", "https://"),
            ("http//", "http://"),
        ] { if let rest = lower.removing(prefix: typed) { return meant + rest } }
        if lower.removing(prefix: "www.") != nil { return "http://" + lower }
        let first = String(decoding: lower.utf8.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self)
        guard first.utf8.count < lower.utf8.count, !first.utf8.contains(UInt8(ascii: ":")) else { return nil }
        let ends = [".go.th", ".or.th", ".ac.th", ".in.th", ".co.th", ".mi.th", ".com", ".net", ".org"]
        return ends.contains { first.removing(suffix: $0).map { !$0.isEmpty } ?? false } ? "http://" + lower : nil
    }

    /// The address inside one that only leads on to it, as Google Sites and Facebook write every link.
    private static func wrapped(_ address: WebAddress) -> String? {
        let host = address.host.description.removing(prefix: "www.") ?? address.host.description
        let name: String
        switch (host, address.path) {
        case ("google.com", "/url"), ("google.co.th", "/url"): name = "q="
        // A viewer of a file that lies elsewhere.
        case ("docs.google.com", "/viewer"), ("docs.google.com", "/gview"): name = "url="
        case ("l.facebook.com", "/l.php"), ("lm.facebook.com", "/l.php"): name = "u="
        default: return nil
        }
        for field in (address.query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            guard field.starts(with: name.utf8) else { continue }
            let value = FormFields.decoded(Array(field.dropFirst(name.utf8.count)))
            if value.utf8.starts(with: "http".utf8), (try? WebAddress(value)) != nil { return value }
        }
        return nil
    }

    /// Whether it leads to the first page of a site, to the page itself or to where one signs in: no answer to an item.
    static func isHome(_ address: WebAddress, page: WebAddress?) -> Bool {
        if address.path == "/", address.query == nil { return true }
        if let page, page.description == address.description { return true }
        let last = fileName(address).lowercased()
        let name = String(decoding: last.utf8.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
        return ["login", "signin", "sign-in", "sign_in", "log-in", "wp-login", "logon"].contains(name)
            || address.path.utf8.starts(with: "/wp-admin/".utf8)
    }

    /// Whether only the office itself can reach it.
    static func isInside(_ address: WebAddress) -> Bool {
        switch address.host {
        case .address(let numbers): return numbers.isInside
        case .name(let name):
            let isBare = !name.utf8.contains(UInt8(ascii: "."))
            return isBare
                || [".local", ".localhost", ".internal", ".lan"].contains { name.removing(suffix: $0) != nil }
        }
    }

    /// Whether a host calls itself one for trials.
    static func isTrial(_ address: WebAddress) -> Bool {
        let first = address.host.description.utf8.split(separator: UInt8(ascii: ".")).first ?? []
        return ["test", "dev", "staging", "demo", "uat", "beta"].contains(String(decoding: first, as: UTF8.self))
    }

    /// The name of the file at the end of an address, without its escapes.
    static func fileName(_ address: WebAddress) -> String {
        let last = address.path.utf8.split(separator: UInt8(ascii: "/")).last ?? []
        return FormFields.decoded(last.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 })
    }

    /// Whether a host only leads on to another, which may change behind it.
    static func isShort(_ address: WebAddress) -> Bool {
        let host = address.host.description.removing(prefix: "www.") ?? address.host.description
        return [
            "bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "cutt.ly", "rebrand.ly", "shorturl.at",
            "shorturl.asia", "s.id", "t.ly", "rb.gy", "qrco.de", "me-qr.com", "url.in.th", "citly.me",
        ].contains(host)
    }

    /// Fiscal years that a link is about where none is one the item may be about: the words of the link and the name of
    /// its file say so first, then what it stands in, what names its item, and last the folders and fields of its address.
    /// The nearest that names any year decides. The year of a law is none, nor farther off one that is long past.
    static func otherYears(
        _ address: WebAddress, _ link: String, _ around: [String], year: Int, allowed: Set<Int>
    ) -> [Int] {
        let near = (year - 6)...(year + 3)
        func years(_ text: String) -> [Int] {
            DateMention.find(in: DisclosureYears.meant(spaced(text), around: year)).flatMap(\.fiscalYears)
        }
        let name = fileName(address)
        let glued = glued(DisclosureYears.meant(name, around: year), allowed: allowed)
        var tiers = [years(link) + years(name) + glued]
        tiers += around.map { years($0).filter(near.contains) }
        tiers.append(folders(address).filter(near.contains) + fields(address))
        guard let found = tiers.first(where: { !$0.isEmpty }), !found.contains(where: allowed.contains) else {
            return []
        }
        return Array(Set(found)).sorted()
    }

    /// Buddhist years that stand among the letters of a file's name: `structure2565.pdf`, `25661031_o1.pdf`. Figures of
    /// a longer number are none. A day late in a year is of the next fiscal year where that one may be meant.
    private static func glued(_ name: String, allowed: Set<Int>) -> [Int] {
        let bytes = Array(Digits.ascii(name).utf8)
        var found: [Int] = []
        var last: (year: Int, end: Int)?
        var at = 0
        while at < bytes.count {
            let run = Array(bytes[at...].prefix { (0x30...0x39).contains($0) })
            guard !run.isEmpty else {
                at += 1
                continue
            }
            func number(_ range: Range<Int>) -> Int { run[range].reduce(0) { $0 * 10 + Int($1) - 0x30 } }
            if run.count == 4 || run.count == 8, (2550...2599).contains(number(0..<4)) {
                let year = number(0..<4)
                if run.count == 4 {
                    // From one year to another.
                    let isSpan = last.map { $0.end + 1 == at && [0x2D, 0x5F].contains(bytes[at - 1]) } ?? false
                    if isSpan, let first = last?.year, first < year { found += Array(first..<year) }
                    found.append(year)
                    last = (year, at + 4)
                } else if (1...12).contains(number(4..<6)), (1...31).contains(number(6..<8)) {
                    found.append(number(4..<6) >= 10 && allowed.contains(year + 1) ? year + 1 : year)
                }
            }
            at += run.count
        }
        return found
    }

    /// Buddhist years that folders are named after; those of the common era are when something was uploaded, but for
    /// fiscal years (`FY2023`).
    private static func folders(_ address: WebAddress) -> [Int] {
        address.path.utf8.split(separator: UInt8(ascii: "/")).dropLast().flatMap { folder -> [Int] in
            let name = Digits.ascii(FormFields.decoded(Array(folder))).lowercased()
            let digits = name.utf8.split { !(0x30...0x39).contains($0) }
            let years = digits.compactMap { $0.count == 4 ? Int(String(decoding: Array($0), as: UTF8.self)) : nil }
            if years.isEmpty { return named(name).map { [$0] } ?? [] }
            return name.removing(prefix: "fy") == nil ? years : years.map(buddhist)
        }
    }

    /// `ita67`, `oit-67`, `fy67`, `ปี67`.
    private static func named(_ folder: String) -> Int? {
        guard let rest = ["ita", "oit", "fy", "ปี"].lazy.compactMap({ folder.removing(prefix: $0) }).first else {
            return nil
        }
        let digits = rest.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
        guard digits.count == 2 else { return nil }
        return Int(String(decoding: digits, as: UTF8.self)).flatMap { (50...99).contains($0) ? 2500 + $0 : nil }
    }

    private static func buddhist(_ year: Int) -> Int { (1990...2199).contains(year) ? year + 543 : year }

    /// Years that a field of an address says it is asked for: `?y=2565`, `&fy=2023`.
    private static func fields(_ address: WebAddress) -> [Int] {
        (address.query ?? "").utf8.split(separator: UInt8(ascii: "&")).compactMap { field -> Int? in
            let parts = field.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard parts.count == 2 else { return nil }
            let name = FormFields.decoded(Array(parts[0])).lowercased()
            let isFiscal = ["fy", "fiscal", "fiscalyear", "fiscal_year"].contains(name)
            let isYear = ["y", "yr", "year", "ita", "oit", "ปี"].contains(name) || name.removing(suffix: "year") != nil
            let value = Digits.ascii(FormFields.decoded(Array(parts[1])))
            guard isFiscal || isYear, let year = Int(value) else { return nil }
            let meant = isFiscal ? buddhist(year) : year
            return (2550...2599).contains(meant) ? meant : nil
        }
    }

    /// Names of files put `_` and `-` where words have spaces; the dash of a span of years stays.
    static func spaced(_ text: String) -> String {
        let bytes = Array(text.utf8)
        func figures(_ range: Range<Int>) -> Bool {
            range.lowerBound >= 0 && range.upperBound <= bytes.count
                && bytes[range].allSatisfy { (0x30...0x39).contains($0) }
        }
        return String(
            decoding: bytes.indices.map { at -> UInt8 in
                if bytes[at] == UInt8(ascii: "_") { return 0x20 }
                guard bytes[at] == UInt8(ascii: "-") else { return bytes[at] }
                let isApart = at > 0 && at + 1 < bytes.count && bytes[at - 1] == 0x20 && bytes[at + 1] == 0x20
                return isApart || figures(at - 4..<at) && figures(at + 1..<at + 5) ? bytes[at] : 0x20
            }, as: UTF8.self)
    }
}
