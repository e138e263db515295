import ITA
import Watch

/// Enters an address where a disclosure stands. The same address is entered once.
struct AddAddress: Operation {
    static let name = "add-address"
    static let permission = Permission.record
    let agency: String?
    let disclosure: String
    let address: String
    let label: String
    /// Key of the element it shows; nil or empty for the whole item.
    var element: String?
    let editions: EditionShelf

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let row = try Disclosure.require(disclosure, agency: agency, in: db)
        let entry = try AddressEntry(address, label, element, of: row, editions: editions, in: db)
        let known = try db.first(
            """
            SELECT id, offered_from FROM disclosure_address
            WHERE disclosure_id = \(disclosure) AND address = \(entry.address) AND removed_at IS NULL
            """)
        if let known {
            let id = try known.string("id")
            // Whoever types what lies there as an offer takes it.
            guard try known.optionalString("offered_from") != nil else { return Done(id, nil) }
            return try ConfirmOffer(agency: agency, address: id).run(in: db, by: actor, at: now).with(id)
        }
        let count = try db.first(
            "SELECT COUNT(*) AS n FROM disclosure_address WHERE disclosure_id = \(disclosure) AND removed_at IS NULL")
        guard try count?.integer("n") ?? 0 < AddressEntry.most else {
            throw Failure.invalid([Problem("too_many_addresses", ["limit": String(AddressEntry.most)], at: "address")])
        }
        let id = try entry.insert(into: disclosure, agency: agency, at: now, in: db)
        try Disclosure.prepared(disclosure, agency: agency, by: actor, at: now, in: db)
        return Done(
            id,
            JournalNote(
                "disclosure \(disclosure)",
                ["item": try row.string("item_key"), "address": id, "host": entry.web.host.description]))
    }
}

/// Changes an address. What was watched and captured belongs to the old one, so another address is another row: the old
/// one is marked as removed and stays.
struct ChangeAddress: Operation {
    static let name = "change-address"
    static let permission = Permission.record
    let agency: String?
    let id: String
    let address: String
    let label: String
    var element: String?
    let editions: EditionShelf

    /// The id under which it stands now.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let before = try AddressEntry.require(id, agency: agency, in: db)
        let disclosure = try before.string("disclosure_id")
        let row = try Disclosure.require(disclosure, agency: agency, in: db)
        let entry = try AddressEntry(address, label, element, of: row, editions: editions, in: db)
        var kept = id
        if try before.string("address") == entry.address {
            guard
                try before.string("label") != entry.label
                    || before.optionalString("element_key") != entry.element
                    || before.optionalString("offered_from") != nil
            else { return Done(id, nil) }
            try db.execute(
                """
                UPDATE disclosure_address SET label = \(entry.label), element_key = \(entry.element),
                  offered_from = NULL WHERE id = \(id)
                """)
        } else {
            let twin = try db.first(
                """
                SELECT id FROM disclosure_address
                WHERE disclosure_id = \(disclosure) AND address = \(entry.address) AND removed_at IS NULL
                """)
            guard twin == nil else { throw Failure.invalid([Problem("address_twice", at: "address")]) }
            try AddressEntry.remove(id, at: now, in: db)
            kept = try entry.insert(
                into: disclosure, agency: agency, position: try before.integer("position"), at: now, in: db)
        }
        try Disclosure.prepared(disclosure, agency: agency, by: actor, at: now, in: db)
        return Done(
            kept,
            JournalNote(
                "disclosure \(disclosure)",
                ["item": try row.string("item_key"), "address": kept, "before": id, "host": entry.web.host.description])
        )
    }
}

/// Takes an address, or an offer nobody wants, off a disclosure. It stays to be looked up, with what was captured of it.
struct RemoveAddress: Operation {
    static let name = "remove-address"
    static let permission = Permission.record
    let agency: String?
    let address: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let row = try AddressEntry.require(address, agency: agency, evenRemoved: true, in: db)
        guard try row.optionalString("removed_at") == nil else { return Done((), nil) }
        let disclosure = try row.string("disclosure_id")
        try AddressEntry.remove(address, at: now, in: db)
        try Disclosure.prepared(disclosure, agency: agency, by: actor, at: now, in: db)
        return Done((), JournalNote("disclosure \(disclosure)", ["address": address]))
    }
}

/// Takes what was offered from last year or from a page that was read: it becomes this year's address.
struct ConfirmOffer: Operation {
    static let name = "confirm-offer"
    static let permission = Permission.record
    let agency: String?
    let address: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        let row = try AddressEntry.require(address, agency: agency, in: db)
        guard try row.optionalString("offered_from") != nil else { return Done((), nil) }
        let disclosure = try row.string("disclosure_id")
        try db.execute("UPDATE disclosure_address SET offered_from = NULL WHERE id = \(address)")
        try Disclosure.prepared(disclosure, agency: agency, by: actor, at: now, in: db)
        return Done((), JournalNote("disclosure \(disclosure)", ["address": address]))
    }
}

extension Done {
    /// The same deed with another answer.
    func with<Other: Sendable>(_ answer: Other) -> Done<Other> { Done<Other>(answer, note) }
}

/// An address as it is stored: read, judged and spelt in one way.
struct AddressEntry: Sendable {
    var web: WebAddress
    var label: String
    var element: String?

    /// Most addresses of one disclosure: twelve monthly files in two forms, with room.
    static let most = 200

    /// Takes an address off its disclosure. From now on it is not watched, and what it was says nothing of the item.
    static func remove(_ id: String, at now: Instant, in db: Connection) throws {
        try db.execute("UPDATE disclosure_address SET removed_at = \(now) WHERE id = \(id)")
        try db.execute("UPDATE watched SET stopped_at = \(now) WHERE address_id = \(id) AND stopped_at IS NULL")
    }

    /// With its fragment, which may lead to the place on a long page.
    var address: String { web.description + (web.fragment.map { "#" + $0 } ?? "") }

    /// Reads what was typed. Throws every fault at once.
    init(
        _ address: String, _ label: String, _ element: String?, of disclosure: Row, editions: EditionShelf,
        in db: Connection
    ) throws {
        var problems: [Problem] = []
        let label = label.trimmingWhitespace()
        if label.unicodeScalars.count > 300 { problems.append(Problem("text_too_long", ["limit": "300"], at: "label")) }
        let element = element.flatMap { $0.isEmpty ? nil : $0 }
        if let element {
            let edition = try editions.stored(
                try disclosure.string("edition_id"), revision: try disclosure.integer("edition_revision"), in: db
            ).edition
            let item = edition.item(key: try disclosure.string("item_key"))
            let id = element.removing(prefix: "own.") ?? ""
            let own = try db.first(
                """
                SELECT id FROM disclosure_element WHERE id = \(id) AND removed_at IS NULL
                AND disclosure_id = \(try disclosure.string("id"))
                """)
            if own == nil, item?.elements.contains(where: { $0.key == element }) != true {
                problems.append(Problem("no_such_element", at: "element"))
            }
        }
        do {
            let web = try AddressEntry.read(address)
            guard problems.isEmpty else { throw Failure.invalid(problems) }
            (self.web, self.label, self.element) = (web, label, element)
        } catch Failure.invalid(let found) where found != problems {
            throw Failure.invalid(found + problems)
        }
    }

    init(_ web: WebAddress, label: String, element: String?) {
        (self.web, self.label, self.element) = (web, label, element)
    }

    /// An address as a person types or pastes it; `example.go.th/x` is taken for `https://example.go.th/x`.
    static func read(_ typed: String) throws -> WebAddress {
        let text = typed.trimmingWhitespace()
        guard !text.isEmpty else { throw Failure.invalid([Problem("empty", ["field": "address"], at: "address")]) }
        do {
            return try WebAddress(text)
        } catch {
            let bytes = Array(text.utf8)
            let hasHost = bytes.prefix { $0 != 0x2F }.contains(UInt8(ascii: "."))
            if error == .relative, hasHost, let web = try? WebAddress("https://" + text) { return web }
            throw Failure.invalid([Problem("address", ["given": text.shortened(to: 120)], at: "address")])
        }
    }

    /// The row of an address; of one that was removed only where that is asked for.
    static func require(_ id: String, agency: String?, evenRemoved: Bool = false, in db: Connection) throws -> Row {
        guard let row = try db.first("SELECT * FROM disclosure_address WHERE id = \(id) AND agency_id = \(agency)"),
            try evenRemoved || row.optionalString("removed_at") == nil
        else { throw Failure.notFound(Message("failure.no_page")) }
        return row
    }

    func insert(
        into disclosure: String, agency: String?, position: Int? = nil, offeredFrom: String? = nil,
        source: String? = nil, page: WebAddress? = nil, at now: Instant, in db: Connection
    ) throws -> String {
        let id = ID.new()
        let last = try db.first(
            "SELECT MAX(position) AS n FROM disclosure_address WHERE disclosure_id = \(disclosure)")
        let place = try position ?? ((last?.optionalInteger("n") ?? 0) + 1)
        try db.execute(
            """
            INSERT INTO disclosure_address (id, agency_id, disclosure_id, position, kind, address, label, element_key,
              offered_from, source, created_at)
            VALUES (\(id), \(agency), \(disclosure), \(place),
              \(Disclosure.Address.Kind(of: web, page: page).rawValue), \(address), \(label), \(element),
              \(offeredFrom), \(source), \(now))
            """)
        return id
    }
}
