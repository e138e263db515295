import Documents
import ITA

/// What proves an OIT item in the half-year report: an address, or a page and files that are public here, of a
/// disclosure that a second person has passed and of which nothing changed since.
struct DisclosedEvidence: Sendable, Equatable {
    /// The label somebody gave it, else the disclosure's own title; empty where it has neither.
    var caption: String
    /// The day on which it was passed.
    var checkedOn: Day?
    /// Of one that stands outside; of a page here its path, which a report makes whole (``ReportSeal/whole(_:)``).
    var address: String?
    /// Since when the watcher holds its address to be down; nil where it does not.
    var downSince: Day?
    /// Of one that is kept here.
    var file: (name: String, hash: String)?

    static func == (a: DisclosedEvidence, b: DisclosedEvidence) -> Bool {
        a.caption == b.caption && a.checkedOn == b.checkedOn && a.address == b.address && a.downSince == b.downSince
            && a.file?.hash == b.file?.hash
    }

    /// Those of a round's agency and year by item: one query. Items are known by their keys, which stay from edition to
    /// edition as long as the topic does.
    static func load(round: String, in db: Connection) throws -> [String: [DisclosedEvidence]] {
        let passed: SQL = """
            round JOIN plan ON plan.id = round.plan_id
            JOIN disclosure_year ON disclosure_year.agency_id = plan.agency_id
              AND disclosure_year.fiscal_year = plan.fiscal_year
            JOIN disclosure ON disclosure.year_id = disclosure_year.id
            JOIN disclosure_check ON disclosure_check.disclosure_id = disclosure.id
              AND disclosure_check.decision = 'passed' AND disclosure_check.void_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM disclosure_check AS newer WHERE newer.disclosure_id = disclosure.id
                AND newer.asked_at > disclosure_check.asked_at)
            """
        let isOpen: SQL = """
            EXISTS (SELECT 1 FROM published_page WHERE published_page.disclosure_id = disclosure.id
              AND withdrawn_at IS NULL)
            """
        let isDown: SQL = "watched.state = 'down' AND watched.stopped_at IS NULL"
        // The newest look may have told nothing: what counts is since when it is down.
        let since: SQL = """
            COALESCE((SELECT alert.since FROM alert WHERE alert.watched_id = watched.id AND alert.ended_at IS NULL),
              watched.since)
            """
        var found: [String: [DisclosedEvidence]] = [:]
        for row in try db.rows(
            """
            SELECT item_key, title, '' AS label, NULL AS address, NULL AS file_name, NULL AS file_sha256, decided_at,
              0 AS position, disclosure.id AS id, 0 AS part, agency.key AS agency, disclosure_year.fiscal_year,
              (SELECT slug FROM disclosure_slug WHERE disclosure_slug.disclosure_id = disclosure.id
                ORDER BY since DESC, slug LIMIT 1) AS slug, \(since) AS down_since
            FROM \(passed) JOIN agency ON agency.id = disclosure.agency_id
            LEFT JOIN watched ON watched.page_of = disclosure.id AND \(isDown)
            WHERE round.id = \(round) AND \(isOpen)
            UNION ALL
            SELECT item_key, title, label, address, NULL, NULL, decided_at, position, disclosure_address.id, 1, NULL,
              NULL, NULL, \(since)
            FROM \(passed) JOIN disclosure_address ON disclosure_address.disclosure_id = disclosure.id
            LEFT JOIN watched ON watched.address_id = disclosure_address.id AND \(isDown)
            WHERE round.id = \(round) AND removed_at IS NULL AND offered_from IS NULL
            UNION ALL
            SELECT item_key, title, label, NULL, file_name, file_sha256, decided_at, position, disclosure_file.id, 2,
              NULL, NULL, NULL, NULL
            FROM \(passed) JOIN disclosure_file ON disclosure_file.disclosure_id = disclosure.id
            WHERE round.id = \(round) AND removed_at IS NULL AND \(isOpen)
            ORDER BY part, position, id
            """)
        {
            let label = try row.string("label")
            let name = try row.optionalString("file_name")
            let hash = try row.optionalString("file_sha256")
            var evidence = DisclosedEvidence(
                caption: label.isEmpty ? try row.optionalString("title") ?? "" : label,
                checkedOn: try row.optionalString("decided_at").map { Instant(stored: $0).day },
                address: try row.optionalString("address"),
                downSince: try row.optionalString("down_since").map { Instant(stored: $0).day })
            if let slug = try row.optionalString("slug"), let agency = try row.optionalString("agency") {
                evidence.address = Link.disclosed(agency, try row.integer("fiscal_year"), slug)
            }
            if let name, let hash { evidence.file = (name, hash) }
            found[try row.string("item_key"), default: []].append(evidence)
        }
        return found
    }

    /// As the report prints it.
    var content: RoundContent.Evidence {
        RoundContent.Evidence(
            kind: address == nil ? "file" : "address", caption: caption, aboutOn: checkedOn?.iso, fileName: file?.name,
            sha256: file?.hash, address: address, downSince: downSince?.iso)
    }
}
