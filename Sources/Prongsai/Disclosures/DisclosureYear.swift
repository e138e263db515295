import ITA

/// What an agency must disclose in a fiscal year: the OIT items of one edition.
struct DisclosureYear: Sendable, Equatable {
    var id: String
    var agency: Agency
    var fiscalYear: Int
    var edition: EditionFile
    /// Until when the answers must be in.
    var answersDueOn: Day?
    /// In the edition's order.
    var items: [Disclosure]

    static func == (a: DisclosureYear, b: DisclosureYear) -> Bool { a.id == b.id && a.items == b.items }

    /// What loses points today, then what else is to be done, the costliest first each, then what is done. Where costs are
    /// equal, what cannot be reached stands first; then the edition's order counts.
    var inOrder: [Disclosure] {
        let open = items.filter(\.needsWork).enumerated().sorted { a, b in
            let (one, other) = (a.element, b.element)
            if one.wouldScoreNothing != other.wouldScoreNothing { return one.wouldScoreNothing }
            let (left, right) = (one.points ?? .zero, other.points ?? .zero)
            if left != right { return right < left }
            return one.isDown == other.isDown ? a.offset < b.offset : one.isDown
        }
        return open.map(\.element) + items.filter { !$0.needsWork }
    }

    /// The same with what is somebody's own first.
    func inOrder(for person: String?, unit: String?) -> [Disclosure] {
        let all = inOrder
        let isOwn: (Disclosure) -> Bool = { $0.isKept(by: person, in: unit) }
        return all.filter { $0.needsWork && isOwn($0) } + all.filter { !($0.needsWork && isOwn($0)) }
    }

    /// The points of everything that would be a zero today, as ``Disclosure/pointsLost`` says of each; nil where the
    /// edition's weights are not known.
    var pointsAtStake: Exact? {
        let lost = items.filter(\.wouldScoreNothing)
        let known = lost.compactMap(\.pointsLost)
        guard known.count == lost.count else { return nil }
        return known.reduce(.zero, +)
    }

    /// The item with a code as somebody types it: any case, Thai digits, blanks.
    func item(_ typed: String) throws -> Disclosure {
        let code = DisclosureYear.code(typed)
        guard let found = items.first(where: { DisclosureYear.code($0.code) == code }) else {
            throw Failure.notFound(
                Message("failure.no_disclosure_item", ["given": typed, "year": String(fiscalYear)]))
        }
        return found
    }

    func item(key: String) -> Disclosure? { items.first { $0.item.key == key } }

    static func code(_ typed: String) -> String {
        String(
            decoding: Digits.ascii(typed).utf8.filter { $0 > 0x20 }.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 },
            as: UTF8.self)
    }

    /// The items an edition asks to disclose.
    static func items(of edition: Edition) -> [Edition.Item] {
        edition.instruments.filter(\.isDisclosure).flatMap(\.items)
    }

    /// What the total loses for each item that scores 0, by key. Surveys are left out: a total is the sum of its
    /// instruments, so an item costs the same whatever they bring, and many editions do not list their questions.
    static func stakes(_ edition: Edition) -> [String: Exact] {
        var disclosures = edition
        disclosures.instruments = edition.instruments.filter(\.isDisclosure)
        guard let formula = try? Formula(disclosures), let zero = try? Score(published: "0") else { return [:] }
        let scores = Dictionary(items(of: edition).map { ($0.key, zero) }) { first, _ in first }
        return Dictionary(formula.gaps(scores).compactMap { gap in gap.cost.map { (gap.item.key, $0) } }) { first, _ in
            first
        }
    }
}
