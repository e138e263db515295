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
        var has: Bool { !addresses.isEmpty || isPublishedHere || nothingBecause != nil }

        /// Why it would score nothing today; nil where nothing speaks for that.
        var zero: Zero? {
            guard has else { return .nothing }
            return addresses.contains { $0.judged?.weight == .bad } ? .unreachable : nil
        }

        /// Addresses of which nothing could be told from here.
        var isUnsure: Bool { zero == nil && addresses.contains { $0.judged?.weight != .good } }
    }
    enum Zero: String, Codable, Sendable, CaseIterable { case nothing, unreachable }

    var year: Int
    var edition: String
    var at: String
    var answers: [Answer]

    var zeros: [Answer] { answers.filter { $0.zero != nil } }

    /// What is stored and hashed.
    var content: String { Stored.text(self) }

    /// Points of all that would score nothing; nil where the edition does not tell.
    var pointsLost: String? {
        let points = zeros.compactMap { $0.points.flatMap { Exact(decimal: $0) } }
        guard points.count == zeros.count else { return nil }
        return points.reduce(Exact.zero, +).rounded()
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
    static func blank(agency: String, year: Int, editions: EditionShelf, at now: Instant, in db: Connection) throws
        -> (yearID: String, sheet: AnswersSheet, expects: [Int])
    {
        guard
            let row = try db.first(
                "SELECT id, edition_id FROM disclosure_year WHERE agency_id = \(agency) AND fiscal_year = \(year)"),
            let edition = try WatchBoard.edition(agency: agency, year: year, editions: editions, in: db)
        else { throw Failure.notFound(Message("failure.no_disclosure_year", ["year": String(year)])) }
        let yearID = try row.string("id")
        let addresses = try Dictionary(
            grouping: db.rows(
                """
                SELECT disclosure_address.disclosure_id, address, label FROM disclosure_address
                JOIN disclosure ON disclosure.id = disclosure_address.disclosure_id
                WHERE disclosure.year_id = \(yearID) AND offered_from IS NULL AND removed_at IS NULL
                ORDER BY disclosure_address.position, disclosure_address.id
                """)
        ) { try $0.string("disclosure_id") }
        let published = Set(
            try db.rows(
                """
                SELECT DISTINCT published_page.disclosure_id FROM published_page
                JOIN disclosure ON disclosure.id = published_page.disclosure_id
                WHERE disclosure.year_id = \(yearID) AND withdrawn_at IS NULL
                """
            ).map { try $0.string("disclosure_id") })
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
            answers.append(
                Answer(
                    key: key, code: item.code, title: item.title, english: item.english, points: item.points,
                    addresses: try (addresses[id] ?? []).map {
                        Address(
                            address: try $0.string("address"), label: try $0.string("label"), verdict: "unknown",
                            reasons: [])
                    }, isPublishedHere: published.contains(id),
                    nothingBecause: try row.optionalString("nothing_because"),
                    explanation: try row.optionalString("explanation")))
        }
        let sheet = AnswersSheet(
            year: year, edition: try row.string("edition_id"), at: now.text, answers: answers)
        return (yearID, sheet, expects)
    }

    /// Looks at every address of a year from outside, as somebody without an account finds it.
    static func look(
        agency: String, year: Int, site: Site, looker: Looker, progress: @escaping @Sendable (Int, Int) throws -> Void
    ) async throws -> (yearID: String, sheet: AnswersSheet) {
        let (editions, now) = (site.editions, site.clock.now())
        var (yearID, sheet, expects) = try await site.database.read {
            try blank(agency: agency, year: year, editions: editions, at: now, in: $0)
        }
        var targets: [Looker.Target] = []
        var places: [(Int, Int)] = []
        for (index, answer) in sheet.answers.enumerated() {
            for (number, address) in answer.addresses.enumerated() {
                targets.append(
                    Looker.Target(
                        id: places.count, address: address.address, host: Watched.host(of: address.address),
                        expectation: Expectation(fiscalYear: expects[index]), isConditional: false))
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
            sheet.answers[index].addresses[number].status = one.status
            sheet.answers[index].addresses[number].finalAddress = one.final
        }
        return (yearID, sheet)
    }
}
