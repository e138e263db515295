import ITA
import Watch

/// An OIT item of one agency and year: what it must contain, where it stands, who keeps it, and how far it is.
struct Disclosure: Sendable, Equatable {
    /// How far it is. Never stored: it follows from the addresses, files, checks, pages and the watcher's list.
    enum State: String, Sendable, CaseIterable {
        /// No address that somebody took, no file, no text.
        case nothing
        /// Something is there that nobody else has looked at.
        case draft
        /// The second person was asked.
        case waiting
        /// The second person sent it back.
        case returned
        /// The second person passed it; what is kept for its page here is not public, or not as it was passed.
        case checked
        /// Its page here is public as it was passed; where nothing is kept for one, an address outside passed the check.
        case published
        /// Public, and looked at from outside day by day.
        case watched
        /// Public as it was passed, and something of it was changed since: the pass does not hold for that.
        case changed

        /// Whether nothing is left to do.
        var isDone: Bool { self == .published || self == .watched }
    }

    /// One thing it must contain.
    struct Element: Sendable, Equatable {
        /// The edition's key; `own.<id>` for one the agency added.
        var key: String
        var text: String
        /// The id of the agency's own element; nil for the edition's.
        var ownID: String?
        static func key(own id: String) -> String { "own.\(id)" }
    }

    /// Where it stands on the web.
    struct Address: Sendable, Equatable {
        enum Kind: String, Sendable, CaseIterable { case website, egp, drive, social, other }
        var id: String
        var kind: Kind
        /// As ``Watch/WebAddress`` writes it, with its fragment.
        var address: String
        var label: String
        /// The element it shows; nil for the whole item.
        var elementKey: String?
        /// Where an offer comes from, which nobody has taken yet; nil for an address of this year.
        var offeredFrom: String?
        /// The page it was read from.
        var source: String?
        /// What the watcher holds of it, `unknown`, `up` or `down`; nil where it is not watched.
        var watchState: String?
        /// What the newest look found, and since when it is so.
        var verdict: PageVerdict?
        var watchedSince: String?
        /// When its content changed last, where nobody has looked since.
        var watchChangedAt: String?
        var isOffer: Bool { offeredFrom != nil }
        /// What it is shown by.
        var shown: String { label.isEmpty ? address : label }
    }

    /// What the watcher holds against the answer that it is there.
    struct Trouble: Sendable, Equatable {
        var verdict: PageVerdict
        /// Since when; nil where nobody noted it.
        var since: String?
        /// Whether it was found so often that it counts as down.
        var isSure: Bool
    }

    /// The newest check that holds or is asked for.
    struct Check: Sendable, Equatable {
        var id: String
        var askedAt: String
        /// `passed` or `returned`; nil while it waits.
        var decision: String?
        var decidedAt: String?
        var note: String?
    }

    var id: String
    var item: Edition.Item
    /// The agency's own wording of the title; editions do not know all titles.
    var ownTitle: String?
    var unitID: String?
    var unit: String?
    var personID: String?
    var person: String?
    /// First and last day its content must be about.
    var coversFrom: Day?
    var coversTo: Day?
    /// The statement that there was nothing in the period.
    var nothingBecause: String?
    var explanation: String?
    var changedAt: String
    /// The edition's elements, then the agency's own.
    var elements: [Element]
    /// In their order; offers are among them.
    var addresses: [Address]
    /// Files that are ready for its page here, and whether that page has a text.
    var files: Int
    var hasText: Bool
    var check: Check?
    /// Whether the newest check was passed once and does not hold any more.
    var isVoid = false
    /// When its page here became public, and the page's short name.
    var publishedAt: String?
    var slug: String?
    /// The check that what everybody reads there was passed by.
    var publishedCheck: String?
    /// Since when an address of it cannot be reached, or shows something else, and what was found there.
    var downSince: String?
    var downVerdict: PageVerdict?
    /// Whether its page here is looked at from outside, what the newest look found, and since when it is so.
    var isPageWatched = false
    var pageVerdict: PageVerdict?
    var pageSince: String?
    /// What it is worth: what the total loses if it scores 0, by the edition's own formula; nil where weights are not known.
    var points: Exact?

    var code: String { item.code }
    /// Addresses somebody takes responsibility for.
    var taken: [Address] { addresses.filter { !$0.isOffer } }
    var offers: [Address] { addresses.filter(\.isOffer) }
    var isDown: Bool { downSince != nil }
    /// Whether an assessor who looked now would find nothing: an address fails, or there is none.
    var wouldScoreNothing: Bool { isDown || (taken.isEmpty && publishedAt == nil) }
    /// What the total loses with it as it stands today; nil where it loses nothing, or weights are not known.
    var pointsLost: Exact? { wouldScoreNothing ? points : nil }
    /// What speaks against the answer that it is there: it is down, or a newest look would be a zero by the judgement of
    /// `disclosures freeze`. Nil where nothing does.
    var trouble: Trouble? {
        var looks = [(verdict: pageVerdict, since: pageSince)]
        looks += taken.map { (verdict: $0.verdict, since: $0.watchedSince) }
        let bad = looks.first { $0.verdict?.weight == .bad }
        if let downSince {
            return Trouble(
                verdict: bad?.verdict ?? downVerdict ?? PageVerdict(.gone), since: downSince, isSure: true)
        }
        guard let bad, let verdict = bad.verdict else { return nil }
        return Trouble(verdict: verdict, since: bad.since, isSure: false)
    }
    /// Whether a person, or the unit they are of, keeps it.
    func isKept(by person: String?, in unit: String?) -> Bool {
        (person != nil && personID == person) || (unit != nil && unitID == unit)
    }
    /// When the content of an address changed last, where nobody has looked since.
    var unseenChangeAt: String? { taken.compactMap(\.watchChangedAt).max() }
    /// Whether somebody has to do something about it.
    var needsWork: Bool { isDown || !state.isDone }

    /// Its title: the agency's own, else the edition's; nil where nobody has given it one.
    func title(_ language: Language) -> String? {
        if let ownTitle { return ownTitle }
        return language == .english ? item.english ?? item.thai : item.thai
    }

    var state: State {
        if publishedAt != nil, isVoid { return .changed }
        if isPublic {
            return isPageWatched || taken.contains { $0.watchState != nil } ? .watched : .published
        }
        switch check?.decision {
        case "passed": return .checked
        case "returned": return .returned
        default: break
        }
        if check != nil { return .waiting }
        let isEmpty = taken.isEmpty && files == 0 && !hasText && nothingBecause == nil
        return isEmpty ? .nothing : .draft
    }

    /// Whether everybody has what was passed last: on its page here, or, where nothing is kept for one, outside.
    private var isPublic: Bool {
        if publishedAt != nil { return check == nil || check?.id == publishedCheck }
        return check?.decision == "passed" && !taken.isEmpty && files == 0 && !hasText
    }

    /// Since when it is as it is; nil where it never was otherwise.
    var since: String? {
        if let downSince { return downSince }
        switch state {
        case .nothing: return nil
        case .draft, .changed: return changedAt
        case .waiting: return check?.askedAt
        case .returned, .checked: return check?.decidedAt
        case .published, .watched: return publishedAt ?? check?.decidedAt
        }
    }

    /// The days an item's content is about unless the officer says otherwise: the first half of the fiscal year, because
    /// evidence of a year is scored in spring; for annual reports the year before, because the year itself is not over.
    /// Annual reports are those whose key says so (`oit.annual-report`, `oit.annual-procurement-report`,
    /// `oit.annual-personnel-report`, `oit.annual-anti-corruption-report`, `oit.annual-spending-report`), and those that
    /// are titled “รายงาน … ประจำปี” where the key does not tell.
    static func period(of item: Edition.Item, year: Int) -> (from: Day, to: Day)? {
        period(key: item.key, title: item.thai, year: year)
    }

    /// The same by a title, such as the agency's own where its edition gives none.
    static func period(key: String, title: String?, year: Int) -> (from: Day, to: Day)? {
        let saysSo = key.removing(prefix: "oit.annual-") != nil && key.removing(suffix: "report") != nil
        let isAnnual = saysSo || title.map(isAnnualReport) ?? false
        let first = isAnnual ? year - 1 : year
        guard let from = Day(year: first - 544, month: 10, day: 1),
            let to = isAnnual ? Day(year: first - 543, month: 9, day: 30) : Day(year: first - 543, month: 3, day: 31)
        else { return nil }
        return (from, to)
    }

    /// `รายงานผล … ประจำปี 2567`, and not of six months, a quarter or a month.
    private static func isAnnualReport(_ title: String) -> Bool {
        func says(_ word: String) -> Bool {
            let (bytes, word) = (Array(title.utf8), Array(word.utf8))
            return bytes.count >= word.count
                && (0...(bytes.count - word.count)).contains { bytes[$0...].starts(with: word) }
        }
        return title.removing(prefix: "รายงาน") != nil && says("ประจำปี")
            && !["เดือน", "ไตรมาส", "รอบครึ่งปี"].contains(where: says)
    }
}

extension Disclosure.Address.Kind {
    private static let drives = [
        "drive.google.com", "docs.google.com", "sites.google.com", "forms.gle", "onedrive.live.com", "1drv.ms",
        "sharepoint.com", "dropbox.com", "mega.nz", "mediafire.com", "icloud.com", "box.com",
    ]
    private static let socialSites = [
        "facebook.com", "fb.com", "fb.me", "fb.watch", "line.me", "lin.ee", "youtube.com", "youtu.be", "twitter.com",
        "x.com", "tiktok.com", "instagram.com",
    ]
    private static let procurement = ["gprocurement.go.th", "egp.bangkok.go.th", "egpbma.bangkok.go.th"]

    /// What an address most likely is, by its host: a website is that of the page it was found on, or any of the
    /// government's.
    init(of address: WebAddress, page: WebAddress? = nil) {
        let host = address.host.description
        func isUnder(_ hosts: [String]) -> Bool {
            hosts.contains { host == $0 || host.removing(suffix: ".\($0)") != nil }
        }
        let labels = host.utf8.split(separator: UInt8(ascii: ".")).map { String(decoding: $0, as: UTF8.self) }
        if isUnder(Self.drives) {
            self = .drive
        } else if isUnder(Self.socialSites) {
            self = .social
        } else if isUnder(Self.procurement) || labels.contains(where: { $0 == "egp" || $0 == "egp2" }) {
            self = .egp
        } else if address.host == page?.host || isUnder(["go.th", "or.th", "ac.th", "mi.th"]) {
            self = .website
        } else {
            self = .other
        }
    }
}
