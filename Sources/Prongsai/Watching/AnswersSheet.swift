import Foundation
import ITA
import Watch

/// What an assessor would find now: every disclosure of a year, looked at from outside, with what would score nothing.
struct AnswersSheet: Codable, Sendable, Equatable {
    struct Address: Codable, Sendable, Equatable {
        var address: String
        var label: String
        var verdict: String
        var reasons: [PageVerdict.Reason]
        var status: Int?
        var finalAddress: String?
        /// When it changed last, where nobody has looked since.
        var changedAt: String?
        /// What its alert says, where it was down before and this look tells nothing: our own line was down, say.
        var told: PageVerdict?

        var judged: PageVerdict? { PageVerdict.State(rawValue: verdict).map { PageVerdict($0, reasons) } }
    }
    struct Answer: Codable, Sendable, Equatable {
        var key: String
        var code: String
        var title: String
        var english: String?
        /// Points of the total it brings; nil where the edition does not tell.
        var points: String?
        var addresses: [Address]
        /// Whether a page of it is published here.
        var isPublishedHere: Bool
        /// Why there is nothing this period, as it is published; nil where there is something.
        var nothingBecause: String?
        var explanation: String?

        /// Whether it would be answered with มี.
        var has: Bool { !addresses.isEmpty || isPublishedHere }

        /// Why it would score nothing today; nil where nothing speaks for that.
        var zero: Zero? {
            // A statement that nobody can see answers nothing.
            guard has else { return nothingBecause == nil ? .nothing : .unpublished }
            // A page here that nobody outside can be sent to.
            if addresses.isEmpty { return .unaddressed }
            return addresses.contains { $0.judged?.weight == .bad || $0.told != nil } ? .unreachable : nil
        }

        /// Addresses of which nothing could be told from here, or that changed and nobody has looked at since.
        var isUnsure: Bool {
            zero == nil
                && addresses.contains {
                    $0.judged?.weight != .good || $0.judged?.state == .changed || $0.changedAt != nil
                }
        }
    }
    enum Zero: String, Codable, Sendable, CaseIterable { case nothing, unpublished, unaddressed, unreachable }

    var year: Int
    var edition: String
    var at: String
    var answers: [Answer]
    /// Points of all that would score nothing, summed before they are rounded; nil where the edition does not tell.
    var pointsLost: String?

    /// Those that would score nothing, the costliest first; equal costs keep the edition's order.
    var zeros: [Answer] {
        answers.enumerated().filter { $0.element.zero != nil }.sorted { a, b in
            func cost(_ answer: Answer) -> Exact { answer.points.flatMap { Exact(decimal: $0) } ?? .zero }
            let (left, right) = (cost(a.element), cost(b.element))
            return left == right ? a.offset < b.offset : right < left
        }.map(\.element)
    }

    /// What is stored and hashed.
    var content: String {
        get throws { try Stored.text(self) }
    }

    /// One that was kept.
    struct Frozen: Sendable {
        var id: String
        var at: String
        var by: String
        var hash: String
        var sheet: AnswersSheet
    }

    /// The one kept last for a year.
    static func newest(agency: String, year: Int, in db: Connection) throws -> Frozen? {
        guard
            let row = try db.first(
                """
                SELECT answers_freeze.id, at, by_whom, content, content_hash FROM answers_freeze
                JOIN disclosure_year ON disclosure_year.id = answers_freeze.year_id
                WHERE answers_freeze.agency_id = \(agency) AND fiscal_year = \(year)
                ORDER BY at DESC, answers_freeze.id DESC LIMIT 1
                """),
            let sheet = try Stored.decode(AnswersSheet.self, try row.string("content"))
        else { return nil }
        return Frozen(
            id: try row.string("id"), at: try row.string("at"), by: try row.string("by_whom"),
            hash: try row.string("content_hash"), sheet: sheet)
    }

    /// The disclosures of a year with their addresses, not looked at yet.
    private static func blank(agency: String, year: Int, site: Site, at now: Instant, in db: Connection) throws
        -> (
            yearID: String, sheet: AnswersSheet, expects: [Int], memories: [String: AddressMemory],
            stakes: [String: Exact]
        )
    {
        let editions = site.editions
        guard
            let row = try db.first(
                "SELECT id, edition_id FROM disclosure_year WHERE agency_id = \(agency) AND fiscal_year = \(year)"),
            let edition = try WatchBoard.edition(agency: agency, year: year, editions: editions, in: db)
        else { throw Failure.notFound(Message("failure.no_disclosure_year", ["year": String(year)])) }
        let yearID = try row.string("id")
        let addresses = try Dictionary(
            grouping: db.rows(
                """
                SELECT disclosure_address.disclosure_id, address, label, memory, watched.changed_at,
                  \(Watched.told)
                FROM disclosure_address JOIN disclosure ON disclosure.id = disclosure_address.disclosure_id
                LEFT JOIN watched ON watched.address_id = disclosure_address.id AND stopped_at IS NULL
                \(Watched.openAlert)
                WHERE disclosure.year_id = \(yearID) AND offered_from IS NULL AND removed_at IS NULL
                ORDER BY disclosure_address.position, disclosure_address.id
                """)
        ) { try $0.string("disclosure_id") }
        // By disclosure, the address everybody reaches its page here at; none where the office has no public address.
        var published: [String: String?] = [:]
        var told: [String: PageVerdict] = [:]
        for row in try db.rows(
            """
            SELECT disclosure.id, agency.key, \(WatchQueue.HostedPage.slug) AS slug, \(Watched.told) FROM disclosure
            JOIN agency ON agency.id = disclosure.agency_id
            LEFT JOIN watched ON watched.page_of = disclosure.id AND stopped_at IS NULL \(Watched.openAlert)
            WHERE disclosure.year_id = \(yearID) AND EXISTS (SELECT 1 FROM published_page
              WHERE published_page.disclosure_id = disclosure.id AND withdrawn_at IS NULL)
            """)
        {
            let slug = site.settings.address.isEmpty ? nil : try row.optionalString("slug")
            let key = try row.string("key")
            told[try row.string("id")] = try PageVerdict(row, "told_")
            published.updateValue(
                slug.map { site.settings.absolute(Link.disclosed(key, year, $0)) }, forKey: try row.string("id"))
        }
        var memories: [String: AddressMemory] = [:]
        let order = Dictionary(edition.items.enumerated().map { ($1.key, $0) }) { first, _ in first }
        let rows = try db.rows(
            """
            SELECT id, item_key, title, covers_to, nothing_because, explanation FROM disclosure
            WHERE year_id = \(yearID) AND agency_id = \(agency) ORDER BY item_key
            """
        ).map { ($0, order[try $0.string("item_key")] ?? order.count) }.sorted { $0.1 < $1.1 }.map(\.0)
        var (answers, expects): ([Answer], [Int]) = ([], [])
        for row in rows {
            let (id, key) = (try row.string("id"), try row.string("item_key"))
            let item = WatchedItem(key: key, title: try row.optionalString("title"), edition: edition)
            let covers = try row.optionalString("covers_to").flatMap { Day(iso: $0) }
            expects.append(covers?.fiscalYear ?? year)
            var places =
                (published[id] ?? nil).map {
                    [Address(address: $0, label: "", verdict: "unknown", reasons: [], told: told[id])]
                } ?? []
            for row in addresses[id] ?? [] {
                let address = try row.string("address")
                memories[address] = try Stored.decode(AddressMemory.self, try row.optionalString("memory"))
                places.append(
                    Address(
                        address: address, label: try row.string("label"), verdict: "unknown", reasons: [],
                        changedAt: try row.optionalString("changed_at"), told: try PageVerdict(row, "told_")))
            }
            answers.append(
                Answer(
                    key: key, code: item.code, title: item.title, english: item.english, points: item.points,
                    addresses: places, isPublishedHere: published[id] != nil,
                    nothingBecause: try row.optionalString("nothing_because"),
                    explanation: try row.optionalString("explanation")))
        }
        let sheet = AnswersSheet(
            year: year, edition: try row.string("edition_id"), at: now.text, answers: answers)
        return (yearID, sheet, expects, memories, DisclosureYear.stakes(edition))
    }

    /// Looks at every address of a year from outside, as somebody without an account finds it.
    static func look(
        agency: String, year: Int, site: Site, looker: Looker, progress: @escaping @Sendable (Int, Int) throws -> Void
    ) async throws -> (yearID: String, sheet: AnswersSheet) {
        let now = site.clock.now()
        var (yearID, sheet, expects, memories, stakes) = try await site.database.read {
            try blank(agency: agency, year: year, site: site, at: now, in: $0)
        }
        var targets: [Looker.Target] = []
        var places: [(Int, Int)] = []
        for (index, answer) in sheet.answers.enumerated() {
            for (number, address) in answer.addresses.enumerated() {
                targets.append(
                    Looker.Target(
                        id: places.count, address: address.address, host: Watched.host(of: address.address),
                        expectation: Expectation(fiscalYear: expects[index]),
                        memory: memories[address.address] ?? AddressMemory(), isConditional: false))
                places.append((index, number))
            }
        }
        let seen = SeenAddresses()
        let count = targets.count
        try progress(0, count)
        try await looker.look(at: targets) { target, look, verdict in
            let response = look.flatMap { try? $0.outcome.result.get() }
            let done = seen.add(
                target.id, verdict, status: response?.status, final: response?.address.description)
            try progress(done, count)
        }
        for (id, one) in seen.all {
            let (index, number) = places[id]
            sheet.answers[index].addresses[number].verdict = one.verdict.state.rawValue
            sheet.answers[index].addresses[number].reasons = one.verdict.reasons
            if one.verdict.weight != .none { sheet.answers[index].addresses[number].told = nil }
            sheet.answers[index].addresses[number].status = one.status
            sheet.answers[index].addresses[number].finalAddress = one.final
        }
        let lost = sheet.zeros.map { stakes[$0.key] }
        sheet.pointsLost = lost.contains { $0 == nil } ? nil : lost.compactMap(\.self).reduce(.zero, +).rounded()
        return (yearID, sheet)
    }
}
