import ITA

/// What the year before offers this year's disclosures, worked out before anything is written.
struct DisclosureCarry: Sendable, Equatable {
    /// An item of this year with what comes to it.
    struct Offer: Sendable, Equatable {
        /// Keys of this year's item and of the one of the year before.
        var item: String
        var from: String
        /// How the two belong together.
        var kind: Lineage.Kind
        /// Addresses that are not there yet.
        var addresses: [Disclosure.Address]
        /// Owner, title and own elements, where this year's item has none and the two are the same thing.
        var owner: (unit: String?, person: String?)?
        var title: String?
        var elements: [String]
        var isEmpty: Bool { addresses.isEmpty && owner == nil && title == nil && elements.isEmpty }

        static func == (a: Offer, b: Offer) -> Bool {
            a.item == b.item && a.from == b.from && a.addresses == b.addresses && a.title == b.title
                && a.elements == b.elements
        }
    }
    var offers: [Offer]
    /// Items of the year before that have addresses and come to no item of this year.
    var left: [Disclosure]

    init(from old: DisclosureYear, to new: DisclosureYear, lineage: Lineage) {
        var offers: [Offer] = []
        var left: [Disclosure] = []
        var pairs: [String: Lineage.Pair] = [:]
        for pair in lineage.pairs { for key in pair.from { pairs[key] = pair } }
        for before in old.items {
            let pair = pairs[before.item.key]
            let isCarried = pair.map { Lineage.carrying(.address, $0.kind) != .never } ?? false
            guard let pair, isCarried, !pair.to.isEmpty else {
                if !before.taken.isEmpty { left.append(before) }
                continue
            }
            let isOne = pair.kind == .same || pair.kind == .changed
            for key in pair.to {
                guard let item = new.item(key: key) else { continue }
                let known = Set(item.addresses.map(\.address))
                let hasOwner = item.unitID != nil || item.personID != nil
                let owns = isOne && !hasOwner && (before.unitID != nil || before.personID != nil)
                let ownElements = before.elements.filter { $0.ownID != nil }.map(\.text)
                let hasElements = item.elements.contains { $0.ownID != nil }
                let offer = Offer(
                    item: key, from: before.item.key, kind: pair.kind,
                    addresses: before.taken.filter { !known.contains($0.address) },
                    owner: owns ? (before.unitID, before.personID) : nil,
                    title: isOne && item.title(.thai) == nil ? before.ownTitle : nil,
                    elements: isOne && !hasElements ? ownElements : [])
                if !offer.isEmpty { offers.append(offer) }
            }
        }
        (self.offers, self.left) = (offers, left)
    }
}

/// Brings the year before's addresses into a year as offers, with who kept each item, its title and the agency's own
/// elements. Never results, never checks. Whoever brings titles or elements has prepared these items and does not pass
/// them.
struct CarryDisclosures: Operation {
    static let name = "carry-disclosures"
    static let permission = Permission.plan
    let office: Agency
    let from: Int
    let to: Int
    let editions: EditionShelf
    var agency: String? { office.id }

    /// How many addresses were offered. Done twice, it offers what is new.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int> {
        let (year, preview) = try CarryDisclosures.preview(office, from: from, to: to, editions: editions, in: db)
        var count = 0
        for offer in preview.offers {
            guard let item = year.item(key: offer.item) else { continue }
            for address in offer.addresses {
                try CarryDisclosures.offer(address, to: item, agency: agency, at: now, in: db)
                count += 1
            }
            if let owner = offer.owner {
                try db.execute(
                    "UPDATE disclosure SET unit_id = \(owner.unit), person_id = \(owner.person) WHERE id = \(item.id)")
            }
            if let title = offer.title {
                try db.execute("UPDATE disclosure SET title = \(title) WHERE id = \(item.id)")
            }
            for (index, text) in offer.elements.enumerated() {
                try db.execute(
                    """
                    INSERT INTO disclosure_element (id, agency_id, disclosure_id, position, text)
                    VALUES (\(ID.new()), \(agency), \(item.id), \(index + 1), \(text))
                    """)
            }
            // Offers are nobody's until somebody takes them; words that count at once are prepared by whoever brings
            // them.
            if offer.title != nil || !offer.elements.isEmpty {
                try Disclosure.prepared(item.id, agency: agency, by: actor, at: now, in: db)
            }
        }
        guard !preview.offers.isEmpty else { return Done(0, nil) }
        return Done(
            count,
            JournalNote(
                "disclosure-year \(year.id)",
                [
                    "from": String(from), "addresses": String(count),
                    "disclosures": preview.offers.compactMap { year.item(key: $0.item)?.id }.joined(separator: " "),
                ]))
    }

    /// The year that takes, and what comes to it.
    static func preview(_ agency: Agency, from: Int, to: Int, editions: EditionShelf, in db: Connection) throws -> (
        year: DisclosureYear, preview: DisclosureCarry
    ) {
        let year = try DisclosureYear.find(agency, year: to, editions: editions, in: db)
        let old = try DisclosureYear.find(agency, year: from, editions: editions, in: db)
        let lineage = try CarryCommand.lineage(from: old.edition.edition, to: year.edition.edition, shelf: editions)
        return (year, DisclosureCarry(from: old, to: year, lineage: lineage))
    }

    private static func offer(
        _ address: Disclosure.Address, to item: Disclosure, agency: String?, at now: Instant, in db: Connection
    ) throws {
        let element = address.elementKey.flatMap { key in
            item.elements.contains { $0.key == key } ? key : nil
        }
        guard let web = try? AddressEntry.read(address.address) else { return }
        _ = try AddressEntry(web, label: address.label, element: element).insert(
            into: item.id, agency: agency, offeredFrom: address.id, at: now, in: db)
    }
}
