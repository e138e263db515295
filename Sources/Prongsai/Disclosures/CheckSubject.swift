import ITA

/// A disclosure as it is checked: everything that is to be seen in it now.
struct CheckSubject: Sendable, Equatable {
    struct Source: Sendable, Equatable {
        var id: String
        var address: String
        var label: String
        var element: String?
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
    /// The text of its page here.
    var page: String?

    /// Whether there is anything to check.
    var isEmpty: Bool {
        addresses.isEmpty && files.isEmpty && (page ?? "").isEmpty && (nothing ?? "").isEmpty
            && (explanation ?? "").isEmpty
    }

    /// Some disclosures with all that belongs to them: six queries, however many there are.
    static func load(_ ids: [String], in db: Connection) throws -> [String: CheckSubject] {
        guard !ids.isEmpty else { return [:] }
        var found: [String: CheckSubject] = [:]
        for row in try db.rows(
            """
            SELECT disclosure.*, disclosure_year.fiscal_year, disclosure_year.edition_id, disclosure_year.edition_revision,
              disclosure_year.answers_due_on
            FROM disclosure JOIN disclosure_year ON disclosure_year.id = disclosure.year_id
            WHERE disclosure.id IN (\(list: ids))
            """)
        {
            let subject = try CheckSubject(row)
            found[subject.id] = subject
        }
        for row in try db.rows(
            """
            SELECT id, disclosure_id, text FROM disclosure_element
            WHERE disclosure_id IN (\(list: ids)) AND removed_at IS NULL ORDER BY position, id
            """)
        {
            found[try row.string("disclosure_id")]?.own.append(
                .init(key: "own.\(try row.string("id"))", text: try row.string("text")))
        }
        for row in try db.rows(
            """
            SELECT id, disclosure_id, address, label, element_key FROM disclosure_address
            WHERE disclosure_id IN (\(list: ids)) AND removed_at IS NULL AND offered_from IS NULL ORDER BY position, id
            """)
        {
            found[try row.string("disclosure_id")]?.addresses.append(
                Source(
                    id: try row.string("id"), address: try row.string("address"), label: try row.string("label"),
                    element: try row.optionalString("element_key")))
        }
        for row in try db.rows(
            """
            SELECT disclosure_id, element_key, label, file_sha256, file_name, media_type, file_size FROM disclosure_file
            WHERE disclosure_id IN (\(list: ids)) AND removed_at IS NULL ORDER BY position, id
            """)
        {
            found[try row.string("disclosure_id")]?.files.append(
                File(
                    hash: try row.string("file_sha256"), name: try row.string("file_name"),
                    label: try row.string("label"), mediaType: try row.string("media_type"),
                    size: try row.integer("file_size"), element: try row.optionalString("element_key")))
        }
        for row in try db.rows(
            "SELECT disclosure_id, text FROM disclosure_page WHERE disclosure_id IN (\(list: ids))")
        { found[try row.string("disclosure_id")]?.page = try row.string("text") }
        return found
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
    func name(_ item: Edition.Item?, _ language: Language = .thai) -> String {
        title ?? (language == .english ? item?.english : nil) ?? item?.thai ?? code(item)
    }
}
