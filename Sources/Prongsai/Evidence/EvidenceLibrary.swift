import ITA

/// What of an agency's evidence somebody looks for.
struct EvidenceSearch: Sendable, Equatable {
    /// What is remarkable about a piece.
    enum Mark: String, Sendable, CaseIterable {
        /// It proves nothing yet.
        case unused
        /// It stands in more than one place.
        case twice
        /// Its day lies outside the round it is used in.
        case outside
    }
    /// Words in file names, addresses, captions or results; empty for all.
    var words = ""
    /// Half of the year's round in which it is used; nil for all.
    var half: Int?
    var kind: Evidence.Kind?
    var mark: Mark?

    /// From the query of a page.
    init(_ form: FormFields) {
        words = String((form.filled("q") ?? "").unicodeScalars.prefix(200))
        half = form["half"].flatMap { Int($0) }.flatMap { [1, 2].contains($0) ? $0 : nil }
        kind = form["kind"].flatMap { Evidence.Kind(rawValue: $0) }
        mark = form["mark"].flatMap { Mark(rawValue: $0) }
    }

    init() {}

    var isEmpty: Bool { words.isEmpty && half == nil && kind == nil && mark == nil }
}

/// A page of an agency's evidence, newest first, with where each piece is used.
struct EvidenceLibrary: Sendable {
    struct Piece: Sendable, Equatable {
        var evidence: Evidence
        var size: Int?
        var enteredAt: String
        var uses: [Use]

        /// Whether its day lies outside the round of one of its uses.
        var isOutside: Bool { uses.contains(where: \.isOutside) }
    }

    struct Use: Sendable, Equatable {
        var year: Int
        var half: Int
        /// The result; nil where it stands in a row of the table itself.
        var progress: String?
        var text: String
        var caption: String
        var aboutOn: Day?
        var isOutside: Bool
    }
    /// The year's rounds.
    var rounds: [Round]
    var pieces: [Piece]
    /// How many there are in all.
    var count: Int
    var page: Int

    static let perPage = 24

    /// Reads a page in five queries.
    static func load(
        _ agency: Agency, year: Int, _ search: EvidenceSearch, page: Int, editions: EditionShelf, in db: Connection
    ) throws -> EvidenceLibrary {
        let plan = try db.first(
            """
            SELECT plan.id, edition_id, edition_revision FROM plan JOIN assessment ON assessment.id = assessment_id
            WHERE plan.agency_id = \(agency.id) AND plan.fiscal_year = \(year)
            """)
        let id = try plan?.string("id") ?? ""
        let rounds = try db.rows("SELECT id, half, frozen_at FROM round WHERE plan_id = \(id) ORDER BY half").map {
            Round(id: try $0.string("id"), half: try $0.integer("half"), frozenAt: try $0.optionalString("frozen_at"))
        }
        let edition = try plan.map {
            try editions.stored(try $0.string("edition_id"), revision: try $0.integer("edition_revision"), in: db)
                .edition
        }
        let condition = condition(agency, search, plan: id, rounds: rounds, edition: edition, year: year)
        let count =
            try db.first("SELECT COUNT(*) AS n FROM evidence WHERE \(condition)")?.integer("n") ?? 0
        let page = min(max(1, page), max(1, (count + perPage - 1) / perPage))
        let rows = try db.rows(
            """
            SELECT evidence.* FROM evidence WHERE \(condition)
            ORDER BY evidence.created_at DESC, evidence.id DESC LIMIT \(perPage) OFFSET \((page - 1) * perPage)
            """)
        var pieces = try rows.compactMap { row -> Piece? in
            guard let evidence = try Evidence(row) else { return nil }
            return Piece(
                evidence: evidence, size: try row.optionalInteger("file_size"),
                enteredAt: try row.string("created_at"), uses: [])
        }
        let uses = try uses(of: pieces.map(\.evidence), agency: agency, edition: edition, in: db)
        for index in pieces.indices { pieces[index].uses = uses[pieces[index].evidence.id] ?? [] }
        return EvidenceLibrary(rounds: rounds, pieces: pieces, count: count, page: page)
    }

    /// Where pieces are used, in one query.
    private static func uses(of evidence: [Evidence], agency: Agency, edition: Edition?, in db: Connection) throws
        -> [String: [Use]]
    {
        let taken = Dictionary(evidence.map { ($0.id, $0.takenAt) }) { first, _ in first }
        var found: [String: [Use]] = [:]
        for row in try db.rows(
            """
            SELECT evidence_id, progress_id, caption, about_on, half, fiscal_year, progress.text FROM evidence_use
            JOIN round ON round.id = evidence_use.round_id JOIN plan ON plan.id = round.plan_id
            LEFT JOIN progress ON progress.id = progress_id
            WHERE evidence_use.agency_id = \(agency.id) AND evidence_id IN (\(list: evidence.map(\.id)))
            ORDER BY evidence_use.created_at, evidence_use.id
            """)
        {
            let (id, year, half) = (
                try row.string("evidence_id"), try row.integer("fiscal_year"), try row.integer("half")
            )
            let about = try row.optionalString("about_on").flatMap { Day(iso: $0) }
            let day = about ?? (taken[id] ?? nil).flatMap { Day(iso: String($0.prefix(10))) }
            let (first, last) = EvidenceLibrary.days(half, year, edition)
            found[id, default: []].append(
                Use(
                    year: year, half: half, progress: try row.optionalString("progress_id"),
                    text: try row.optionalString("text") ?? "", caption: try row.string("caption"), aboutOn: about,
                    isOutside: day.map { $0 < first || $0 > last } ?? false))
        }
        return found
    }

    /// First and last day of a round: as the edition has it, else of the half-year.
    static func days(_ half: Int, _ year: Int, _ edition: Edition?) -> (first: Day, last: Day) {
        let round = edition?.rounds.first { $0.half == half }
        let standard =
            half == 1
            ? (Day(year: year - 544, month: 10, day: 1), Day(year: year - 543, month: 3, day: 31))
            : (Day(year: year - 543, month: 4, day: 1), Day(year: year - 543, month: 9, day: 30))
        return (
            round?.starts.day(inFiscalYear: year) ?? standard.0 ?? .first,
            round?.ends.day(inFiscalYear: year) ?? standard.1 ?? .first
        )
    }

    /// What a row of `evidence` must fulfil. Every value is bound; `!` escapes the wildcards of LIKE.
    private static func condition(
        _ agency: Agency, _ search: EvidenceSearch, plan: String, rounds: [Round], edition: Edition?, year: Int
    ) -> SQL {
        var sql: SQL = "evidence.agency_id = \(agency.id)"
        if let kind = search.kind { sql = "\(sql) AND evidence.kind = \(kind.rawValue)" }
        if let half = search.half {
            let round = rounds.first { $0.half == half }?.id ?? ""
            sql = """
                \(sql) AND EXISTS (SELECT 1 FROM evidence_use used WHERE used.evidence_id = evidence.id
                AND used.round_id = \(round))
                """
        }
        // Every word must be found, each of them anywhere; a number in whichever digits it was written.
        for word in spoken(search.words) {
            let forms = Set([word, Digits.ascii(word), Digits.thai(word)]).sorted()
            let any = forms.dropFirst().reduce(holds(forms[0])) { "\($0) OR \(holds($1))" }
            sql = "\(sql) AND (\(any))"
        }
        switch search.mark {
        case nil: break
        case .unused:
            sql = "\(sql) AND NOT EXISTS (SELECT 1 FROM evidence_use used WHERE used.evidence_id = evidence.id)"
        case .twice:
            sql = "\(sql) AND (SELECT COUNT(*) FROM evidence_use used WHERE used.evidence_id = evidence.id) > 1"
        case .outside:
            let (one, two) = (days(1, year, edition), days(2, year, edition))
            sql = """
                \(sql) AND EXISTS (SELECT 1 FROM evidence_use used JOIN round spent ON spent.id = used.round_id
                WHERE used.evidence_id = evidence.id AND spent.plan_id = \(plan)
                AND COALESCE(used.about_on, SUBSTR(evidence.taken_at, 1, 10)) IS NOT NULL
                AND (COALESCE(used.about_on, SUBSTR(evidence.taken_at, 1, 10))
                  < CASE WHEN spent.half = 1 THEN \(one.first.iso) ELSE \(two.first.iso) END
                OR COALESCE(used.about_on, SUBSTR(evidence.taken_at, 1, 10))
                  > CASE WHEN spent.half = 1 THEN \(one.last.iso) ELSE \(two.last.iso) END))
                """
        }
        return sql
    }

    /// The words of a search, ten at most; เเ typed as two แ are one.
    private static func spoken(_ words: String) -> [String] {
        let words = words.replacingOccurrences(of: "\u{0E40}\u{0E40}", with: "\u{0E41}", options: .literal)
        return words.unicodeScalars.split(whereSeparator: \.properties.isWhitespace).prefix(10).map { String($0) }
    }

    /// Whether a word stands in a file's name or address, a caption, or the text of a result it belongs to.
    private static func holds(_ word: String) -> SQL {
        let like = pattern(word)
        return """
            (LOWER(COALESCE(evidence.file_name, '')) LIKE LOWER(\(like)) ESCAPE '!'
            OR LOWER(COALESCE(evidence.address, '')) LIKE LOWER(\(like)) ESCAPE '!'
            OR EXISTS (SELECT 1 FROM evidence_use used LEFT JOIN progress told ON told.id = used.progress_id
              WHERE used.evidence_id = evidence.id AND (LOWER(used.caption) LIKE LOWER(\(like)) ESCAPE '!'
              OR LOWER(COALESCE(told.text, '')) LIKE LOWER(\(like)) ESCAPE '!')))
            """
    }

    /// Text anywhere in a value; what LIKE takes for wildcards stands for itself.
    static func pattern(_ words: String) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "%")]
        for byte in words.utf8 {
            if [UInt8(ascii: "%"), UInt8(ascii: "_"), UInt8(ascii: "!")].contains(byte) {
                bytes.append(UInt8(ascii: "!"))
            }
            bytes.append(byte)
        }
        return String(decoding: bytes + [UInt8(ascii: "%")], as: UTF8.self)
    }
}
