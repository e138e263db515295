/// What a look at an address shows, in codes and values; whoever shows it puts it into words.
public struct Verdict: Sendable, Equatable, Codable {
    /// The one thing that matters most.
    public var state: State
    /// What it rests on, the weightiest first.
    public var reasons: [Reason]

    /// A verdict with its reasons.
    public init(_ state: State, _ reasons: [Reason] = []) { (self.state, self.reasons) = (state, reasons) }

    /// What a visitor finds.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// What is expected.
        case alive
        /// The page, with other words than before.
        case changed
        /// The content, at another address.
        case moved
        /// Another page: its heading, its year or most of its words are gone; whether that is right, a person must say.
        case replaced
        /// The page, about another fiscal year.
        case wrongYear = "wrong_year"
        /// A document whose words cannot be read from here; a person must look.
        case unreadable
        /// Another kind of file than before or than promised.
        case kindChanged = "kind_changed"
        /// The page without its content.
        case emptied
        /// The front page of the site instead.
        case redirectedHome = "redirected_home"
        /// A sign-in page instead.
        case redirectedSignIn = "redirected_sign_in"
        /// A page that says that there is no such page, with the status of success.
        case softNotFound = "soft_not_found"
        /// Something else with the status of success: a notice of repairs, an error of the site's program, a list of
        /// files, a name for sale, gambling.
        case standIn = "stand_in"
        /// A wall for those without permission, such as a file of a cloud drive that was not shared.
        case permissionWall = "permission_wall"
        /// Nothing: it is not there, or its server does not answer.
        case gone
        /// A wall against programs; what visitors see cannot be told from here.
        case botWall = "bot_wall"
        /// Nothing can be told this time.
        case unknown
        /// Nothing can be told: our own network is down.
        case networkDown = "network_down"
        /// The address is not one that may be connected to.
        case notAllowed = "not_allowed"
    }

    /// Why, as a code with values.
    public struct Reason: Sendable, Equatable, Codable {
        /// Such as `status`, `name`, `certificate`, `phrase`, `years`.
        public var code: String
        /// Values by name, such as `["status": "404"]`.
        public var values: [String: String]
        /// Codes of what is worth knowing of a content that is in order, as long as it is the same.
        static let ofContent: Set<String> = [
            "wrong_encoding_label", "not_read", "varies", "years_beside", "years_unsure", "year_unnamed",
        ]
        /// A reason.
        public init(_ code: String, _ values: [String: String] = [:]) { (self.code, self.values) = (code, values) }
    }

    /// What a verdict means for the question whether the address is up.
    public enum Weight: Sendable, Equatable {
        /// A visitor finds the content.
        case good
        /// A visitor does not find it.
        case bad
        /// It says nothing about that.
        case none
    }

    /// Good, bad, or neither. A wall against programs is no death, and what we cannot read may be in order.
    public var weight: Weight {
        switch state {
        // A broken file is read by nobody, though some viewers mend more than others.
        case .unreadable where reasons.contains { $0.values["trouble"] == PageContent.Trouble.broken.rawValue }: .none
        case .alive, .changed, .moved, .unreadable: .good
        case .gone, .redirectedHome, .redirectedSignIn, .softNotFound, .permissionWall, .emptied, .kindChanged,
            .wrongYear, .standIn:
            .bad
        case .botWall, .unknown, .networkDown, .notAllowed, .replaced: .none
        }
    }
}

/// What an address should show.
public struct Expectation: Sendable, Equatable, Codable {
    /// The kind of file; nil: whatever it was before, or what the address's ending says.
    public var kind: PageContent.Kind?
    /// The fiscal year, Buddhist era, that the content must be about; nil: any.
    public var fiscalYear: Int?

    /// An expectation; by default of nothing in particular.
    public init(kind: PageContent.Kind? = nil, fiscalYear: Int? = nil) {
        (self.kind, self.fiscalYear) = (kind, fiscalYear)
    }
}

extension PageContent.Kind: Codable {}

/// What is remembered of a site: its answer to a path that cannot exist, and its front page.
public struct SiteMemory: Sendable, Equatable, Codable {
    /// Whether a path that cannot exist is answered with an error, as it should be; nil: nobody asked yet.
    public var saysNotFound: Bool?
    /// The form of that answer, where it comes with the status of success.
    public var notFound: PageForm?
    /// Where such a path leads, if it leads elsewhere.
    public var notFoundTarget: String?
    /// The form of the front page.
    public var home: PageForm?

    /// A memory of nothing.
    public init() {}

    /// A path that exists at no site. The mark should be another one each time it is learnt anew.
    public static func nonsense(at address: WebAddress, mark: String) -> WebAddress {
        let letters = Hex.string(Digest.sha256(Array((address.origin + mark).utf8)).prefix(8))
        return address.with(path: "/prongsai-" + letters + "/no-such-page")
    }

    /// Learns from the answer to ``nonsense(at:mark:)``.
    public mutating func learnNotFound(_ look: Look) {
        guard case .success(let response) = look.outcome.result else { return }
        saysNotFound = response.status >= 400
        guard response.status < 300, let content = look.content else { return }
        notFound = PageForm(content.text, seen: look.day)
        notFoundTarget = look.outcome.hops.isEmpty ? nil : response.address.description
    }

    /// Learns the front page.
    public mutating func learnHome(_ look: Look) {
        guard case .success(let response) = look.outcome.result, response.status == 200, let content = look.content
        else { return }
        home = PageForm(content.text, seen: look.day)
    }
}

/// One look at an address.
public struct Look: Sendable {
    /// How the fetching ended.
    public var outcome: FetchOutcome
    /// The words of the body; nil where there is none.
    public var content: PageContent?
    /// Whether our own network was down at that time: then nobody else is blamed.
    public var networkIsDown: Bool

    /// A look.
    public init(outcome: FetchOutcome, content: PageContent? = nil, networkIsDown: Bool = false) {
        (self.outcome, self.content, self.networkIsDown) = (outcome, content, networkIsDown)
    }

    /// Reads the body of an outcome.
    public static func reading(_ outcome: FetchOutcome, networkIsDown: Bool = false) async -> Look {
        var look = Look(outcome: outcome, networkIsDown: networkIsDown)
        if case .success(let response) = outcome.result, response.status != 304 {
            look.content = await PageContent.read(
                response.body, contentType: response.header("content-type"), cut: response.cut)
        }
        return look
    }

    /// The day in Thailand on which it was made.
    public var day: PageForm.Day { PageForm.Day(at: outcome.begun) }
}
