import ITA

/// A disclosure as it is checked: everything that is to be seen in it now.
struct CheckSubject: Sendable, Equatable {
    struct Source: Sendable, Equatable {
        var id: String
        var address: String
        var label: String
        var element: String?
        /// How a page names it.
        var name: String { label.isEmpty ? address : label }
    }
    struct File: Sendable, Equatable {
        var hash: String
        var name: String
        var label: String
        var mediaType: String
        var size: Int
        var element: String?
    }

    var id: String
    var agencyID: String
    var yearID: String
    var fiscalYear: Int
    var answersDueOn: String?
    var editionID: String
    var editionRevision: Int
    var itemKey: String
    /// The agency's own wording.
    var title: String?
    var coversFrom: String?
    var coversTo: String?
    var nothing: String?
    var explanation: String?
    /// The agency's own elements, in order, by the keys they have beside the edition's.
    var own: [CheckExpectation.Element] = []
    var addresses: [Source] = []
    var files: [File] = []
    /// Earlier versions of them, which become public beside them: they were not taken out of public view.
    var earlier: [File] = []
    /// The unit that keeps it, by its name.
    var unit: String?
    /// The text of its page here.
    var page: String?

    /// Every file that becomes public.
    var allFiles: [File] { files + earlier }

    /// Whether there is anything to check.
    var isEmpty: Bool {
        addresses.isEmpty && files.isEmpty && (page ?? "").isEmpty && (nothing ?? "").isEmpty
            && (explanation ?? "").isEmpty
    }

    /// Some disclosures with all that belongs to them: two queries, however many there are.
    static func load(_ ids: [String], in db: Connection) throws -> [String: CheckSubject] {
        guard !ids.isEmpty else { return [:] }
        var found: [String: CheckSubject] = [:]
        for row in try db.rows(
            """
            SELECT disclosure.*, disclosure_year.fiscal_year, disclosure_year.edition_id, disclosure_year.edition_revision,
              disclosure_year.answers_due_on, disclosure_page.text AS page, unit.name AS unit_name
            FROM disclosure JOIN disclosure_year ON disclosure_year.id = disclosure.year_id
            LEFT JOIN disclosure_page ON disclosure_page.disclosure_id = disclosure.id
            LEFT JOIN unit ON unit.id = disclosure.unit_id
            WHERE disclosure.id IN (\(list: ids))
            """)
        {
            let subject = try CheckSubject(row)
            found[subject.id] = subject
        }
        for row in try db.rows(
            """
            SELECT 'element' AS kind, disclosure_id, position, id, CAST(NULL AS TEXT) AS element_key, text AS content,
              '' AS name, '' AS label, '' AS media_type, 0 AS size FROM disclosure_element
            WHERE disclosure_id IN (\(list: ids)) AND removed_at IS NULL
            UNION ALL
            SELECT 'address', disclosure_id, position, id, element_key, address, '', label, '', 0 FROM disclosure_address
            WHERE disclosure_id IN (\(list: ids)) AND removed_at IS NULL AND offered_from IS NULL
            UNION ALL
            SELECT 'file', disclosure_id, position, id, element_key, file_sha256, file_name, label, media_type, file_size
            FROM disclosure_file WHERE disclosure_id IN (\(list: ids)) AND removed_at IS NULL
            UNION ALL
            SELECT 'earlier', disclosure_id, position, id, element_key, file_sha256, file_name, label, media_type,
              file_size
            FROM disclosure_file WHERE disclosure_id IN (\(list: ids)) AND taken_at IS NULL AND id IN (
              WITH RECURSIVE chain (id) AS (
                SELECT replaces_id FROM disclosure_file
                WHERE disclosure_id IN (\(list: ids)) AND removed_at IS NULL AND replaces_id IS NOT NULL
                UNION SELECT disclosure_file.replaces_id FROM disclosure_file
                JOIN chain ON chain.id = disclosure_file.id WHERE disclosure_file.replaces_id IS NOT NULL)
              SELECT id FROM chain)
            ORDER BY position, id
            """)
        { try found[row.string("disclosure_id")]?.take(row) }
        return found
    }

    /// An element of its own, an address or a file.
    private mutating func take(_ row: Row) throws {
        let (id, content) = (try row.string("id"), try row.string("content"))
        let element = try row.optionalString("element_key")
        switch try row.string("kind") {
        case "element": own.append(.init(key: "own.\(id)", text: content))
        case "address":
            addresses.append(Source(id: id, address: content, label: try row.string("label"), element: element))
        case let kind:
            let file = File(
                hash: content, name: try row.string("name"), label: try row.string("label"),
                mediaType: try row.string("media_type"), size: try row.integer("size"), element: element)
            if kind == "earlier" { earlier.append(file) } else { files.append(file) }
        }
    }

    /// One of an agency.
    static func find(_ id: String, agency: String?, in db: Connection) throws -> CheckSubject {
        guard let found = try load([id], in: db)[id], found.agencyID == agency else {
            throw Failure.notFound(Message("failure.no_disclosure"))
        }
        return found
    }

    private init(_ row: Row) throws {
        (id, agencyID, yearID) = (try row.string("id"), try row.string("agency_id"), try row.string("year_id"))
        (fiscalYear, answersDueOn) = (try row.integer("fiscal_year"), try row.optionalString("answers_due_on"))
        (editionID, editionRevision) = (try row.string("edition_id"), try row.integer("edition_revision"))
        (itemKey, title) = (try row.string("item_key"), try row.optionalString("title"))
        (coversFrom, coversTo) = (try row.optionalString("covers_from"), try row.optionalString("covers_to"))
        (nothing, explanation) = (try row.optionalString("nothing_because"), try row.optionalString("explanation"))
        (unit, page) = (try row.optionalString("unit_name"), try row.optionalString("page"))
    }

    // MARK: What the edition says of it

    /// The item of its edition; nil where the edition does not have it any more.
    func item(_ editions: EditionShelf, in db: Connection) throws -> Edition.Item? {
        try editions.stored(editionID, revision: editionRevision, in: db).edition.items.first { $0.key == itemKey }
    }

    /// Everything that must be ticked: the edition's elements, the agency's own, and where there are none the item as
    /// a whole.
    func elements(_ item: Edition.Item?) -> [CheckExpectation.Element] {
        let all = (item?.elements ?? []).map { CheckExpectation.Element(key: $0.key, text: $0.thai) } + own
        return all.isEmpty ? [.init(key: CheckSubject.whole, text: title ?? item?.thai ?? item?.code ?? itemKey)] : all
    }

    /// The key of the one element of an item of which nobody knows the elements.
    static let whole = "whole"

    func code(_ item: Edition.Item?) -> String { item?.code ?? itemKey }
    /// Its title; empty where nobody gave one.
    func name(_ item: Edition.Item?, _ language: Language = .thai) -> String {
        title ?? (language == .english ? item?.english : nil) ?? item?.thai ?? ""
    }
}
