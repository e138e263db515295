/// Something a person is told because of what somebody did: a row written in the same transaction. How it reaches them
/// (in the desk, by mail, not at all) is their own choice.
struct Notice: Sendable, Equatable {
    /// What there is to be told. The sentences stand under `notice.<kind>`.
    enum Kind: String, Sendable, CaseIterable {
        /// A measure was given to them.
        case assigned
        /// A measure of theirs ends soon and has no result.
        case dueSoon = "due_soon"
        /// A round waits for their approval.
        case submitted
        /// What they submitted came back with a note.
        case returned
        /// What they submitted was approved.
        case approved
        /// What they submitted says something else before it was approved, so that it must be submitted again.
        case submittedChanged = "submitted_changed"
        /// What they submitted or approved says something else by now, so that the approval does not count.
        case approvalVoid = "approval_void"
        /// Somebody handed in a contribution that waits to be accepted.
        case contribution
        /// Somebody asks for a disclosure they prepared to be checked.
        case checkWaiting = "check_waiting"
        /// What they prepared came back from the check with a note.
        case checkReturned = "check_returned"
        /// What they prepared was passed.
        case checkPassed = "check_passed"
        /// A pass does not count any more: something else is to be seen now.
        case checkVoid = "check_void"
        /// A disclosure was given to them.
        case disclosureAssigned = "disclosure_assigned"
        /// An address of a disclosure of theirs cannot be reached, or shows something else.
        case disclosureDown = "disclosure_down"
        /// The same, and it was not mended for a while: officers and directors are told.
        case disclosureStillDown = "disclosure_still_down"
        /// What stands at an address of a disclosure of theirs is not what stood there.
        case disclosureChanged = "disclosure_changed"
        /// Nothing can be told of such an address for days: somebody must open it.
        case disclosureUnsure = "disclosure_unsure"
        /// It can be reached again.
        case disclosureUp = "disclosure_up"
        /// Somebody was made a director.
        case directorAppointed = "director_appointed"
        /// Somebody made a code that sets a new password for a director.
        case directorCode = "director_code"
    }

    /// Tells people of an agency. Whoever chose not to be told of this kind is left out.
    ///
    /// - Parameters:
    ///   - particulars: values for the sentence `notice.<kind>`.
    ///   - address: the page where it can be dealt with, within this site.
    static func tell(
        _ people: [String], _ kind: Kind, _ particulars: [String: String], address: String, agency: String?,
        at now: Instant, in db: Connection
    ) throws {
        let people = Array(Set(people)).sorted()
        guard !people.isEmpty else { return }
        let silent = Set(
            try db.rows(
                """
                SELECT person_id FROM notice_choice WHERE kind = \(kind.rawValue) AND way = 'none'
                AND person_id IN (\(list: people))
                """
            ).map { try $0.string("person_id") })
        let text = try Stored.text(particulars)
        for person in people where !silent.contains(person) {
            try db.execute(
                """
                INSERT INTO notice (id, agency_id, person_id, kind, particulars, address, created_at)
                VALUES (\(ID.new()), \(agency), \(person), \(kind.rawValue), \(text), \(address), \(now))
                """)
        }
    }

    /// Tells one person what comes in numbers, as one piece of news: where the last of this kind that leads to the same
    /// page is neither read nor mailed, was told within the hour and agrees in what `shared` names, both become one notice
    /// that counts. `count` says how many things it is; without it, it is one.
    static func tellTogether(
        _ person: String, _ kind: Kind, _ particulars: [String: String], shared: [String], address: String,
        agency: String?, at now: Instant, in db: Connection
    ) throws {
        let last = try db.first(
            """
            SELECT id, particulars FROM notice
            WHERE person_id = \(person) AND kind = \(kind.rawValue) AND address = \(address)
            AND read_at IS NULL AND mailed_at IS NULL AND created_at >= \(now.adding(-3_600_000))
            ORDER BY created_at DESC, id DESC LIMIT 1
            """)
        let said = try last.map { try decoded(try $0.string("particulars")) } ?? [:]
        guard let last, shared.allSatisfy({ said[$0] == particulars[$0] }) else {
            return try tell([person], kind, particulars, address: address, agency: agency, at: now, in: db)
        }
        func count(_ particulars: [String: String]) -> Int { particulars["count"].flatMap { Int($0) } ?? 1 }
        var together = particulars.filter { shared.contains($0.key) }
        together["count"] = String(count(said) + count(particulars))
        try db.execute(
            """
            UPDATE notice SET particulars = \(try Stored.text(together)), created_at = \(now)
            WHERE id = \(try last.string("id"))
            """)
    }

    /// The particulars of a notice as they are stored.
    static func decoded(_ text: String) throws -> [String: String] {
        guard case .object(let members) = try JSONValue(parsing: Array(text.utf8)) else { return [:] }
        return members.compactMapValues(\.text)
    }

    /// Marks as read, for everybody, what there is nothing left to do about: notices of a kind that lead to a page.
    static func settle(_ kind: Kind, at address: String, agency: String?, now: Instant, in db: Connection) throws {
        try db.execute(
            """
            UPDATE notice SET read_at = \(now) WHERE agency_id = \(agency) AND kind = \(kind.rawValue)
            AND address = \(address) AND read_at IS NULL
            """)
    }

    /// People of an agency with one of some roles who can be told.
    static func people(_ roles: [Role], of agency: String?, in db: Connection) throws -> [String] {
        try db.rows(
            """
            SELECT id FROM person WHERE agency_id = \(agency) AND retired_at IS NULL
            AND role IN (\(list: roles.map(\.rawValue)))
            """
        ).map { try $0.string("id") }
    }

    /// What it says: the sentence `notice.<kind>`, or `notice.<kind>_many` where it tells of a number of things, and
    /// `notice.<kind>_both` where disclosures came with them.
    static func says(_ kind: String, _ particulars: [String: String], _ strings: Strings, _ language: Language)
        -> String
    {
        let isBoth = particulars["disclosures"] != nil && strings.template("notice.\(kind)_both", language) != nil
        let isMany = particulars["count"] != nil && strings.template("notice.\(kind)_many", language) != nil
        let form = isBoth ? "\(kind)_both" : isMany ? "\(kind)_many" : kind
        return strings.text("notice.\(form)", strings.worded(particulars, language), language)
    }
}
