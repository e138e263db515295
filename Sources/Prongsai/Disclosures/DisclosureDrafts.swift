import ITA

/// What other editions know of the items of a year: titles an office may choose from where its edition gives none, and
/// what an item of the same topic had to contain there. Drafts only: nothing counts before somebody takes it.
struct DisclosureDrafts: Sendable {
    /// What is offered to one item.
    struct Draft: Sendable, Equatable {
        var item: Disclosure
        /// A title of the same topic; nil where the item has one, or no edition knows its topic.
        var title: String?
        /// What it had to contain in the edition named; empty where the item says that itself.
        var elements: [String]
        /// `nacc-ita-2568 O19`, where both come from; nil where there is nothing to offer.
        var from: String?
        /// Whether the title is missing.
        var isUntitled: Bool { item.title(.thai) == nil }
    }
    private struct Topic {
        var title: String?
        var elements: [String] = []
        var from = ""
    }

    /// A text of one year's edition for another year: its own year, and the fiscal year before, move along. Those of laws
    /// stay.
    static func shifted(_ text: String, from: Int, to: Int) -> String {
        guard from != to else { return text }
        var out = String.UnicodeScalarView()
        var number = String.UnicodeScalarView()
        func close() {
            let year = Int(String(number)) ?? 0
            let isBefore = year == from - 1 && ["ปีงบประมาณ พ.ศ. ", "ปีงบประมาณ "].contains { String(out).hasSuffix($0) }
            out += year == from || isBefore ? String(year + to - from).unicodeScalars : number
            number = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            if (0x30...0x39).contains(scalar.value) {
                number.append(scalar)
                continue
            }
            close()
            out.append(scalar)
        }
        close()
        return String(out)
    }

    /// Every title any other edition has, those of the newest first.
    var titles: [String] = []
    /// Items of the year to which something is missing, in the edition's order.
    var drafts: [Draft] = []

    init(_ year: DisclosureYear, _ shelf: EditionShelf) {
        let own = year.edition.edition
        let others = ((try? shelf.ids()) ?? []).compactMap { try? shelf.file($0).edition }.filter { $0.id != own.id }
        let counts = Dictionary(grouping: others, by: \.owner.thai).mapValues(\.count)
        // Its own owner's first, then those of whoever assesses most: wording for one kind of office comes last.
        func rank(_ edition: Edition) -> Int {
            edition.owner.thai == own.owner.thai ? others.count + 1 : counts[edition.owner.thai] ?? 0
        }
        let editions = others.sorted {
            (rank($1), $1.fiscalYear.value, $0.id) < (rank($0), $0.fiscalYear.value, $1.id)
        }
        let most = counts.values.max() ?? 0
        var topics: [String: Topic] = [:]
        var entries: [(key: String, title: String)] = []
        var known: Set<String> = []
        for edition in editions {
            // What one kind of office has to show, such as a school, is not asked of others.
            let isCommon = rank(edition) >= most
            func ofYear(_ text: String) -> String {
                DisclosureDrafts.shifted(text, from: edition.fiscalYear.value, to: year.fiscalYear)
            }
            for item in DisclosureYear.items(of: edition) {
                var topic = topics[item.key] ?? Topic()
                if let title = item.thai.map(ofYear) {
                    topic.title = topic.title ?? title
                    entries.append((item.key, title))
                    if known.insert(title).inserted { titles.append(title) }
                }
                if topic.elements.isEmpty, !item.elements.isEmpty, isCommon {
                    topic.elements = item.elements.map { ofYear($0.thai) }
                    topic.from = "\(edition.id) \(item.code)"
                } else if topic.from.isEmpty {
                    topic.from = "\(edition.id) \(item.code)"
                }
                topics[item.key] = topic
            }
        }
        let like = DisclosureTitles(entries)
        drafts = year.items.compactMap { item in
            let title = item.title(.thai)
            var topic = topics[item.item.key]
            if topic == nil || topic?.elements.isEmpty == true, let title, let best = like.best(title),
                best.sureness > .guess
            {
                topic = topics[best.key]
            }
            let elements = item.elements.isEmpty ? topic?.elements ?? [] : []
            guard title == nil || !elements.isEmpty else { return nil }
            return Draft(
                item: item, title: title == nil ? topic?.title : nil, elements: elements,
                from: topic.flatMap { $0.from.isEmpty ? nil : $0.from })
        }
    }
}

/// Takes titles and what items must contain from what other editions say, as the agency's own wording.
struct TakeDisclosureDrafts: Operation {
    static let name = "take-disclosure-drafts"
    static let permission = Permission.record
    let office: Agency
    let year: Int
    /// Titles by the code of their item.
    let titles: [String: String]
    /// Codes of the items whose drafts of elements are taken.
    let elements: Set<String>
    let editions: EditionShelf
    var agency: String? { office.id }

    /// How many items took something. An item that has a title or elements by now keeps them.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int> {
        let found = try DisclosureYear.find(office, year: year, editions: editions, in: db)
        let drafts = DisclosureDrafts(found, editions).drafts
        for code in Set(titles.keys).union(elements).sorted() { _ = try found.item(code) }
        let problems = titles.sorted { $0.key < $1.key }.filter { $0.value.unicodeScalars.count > 300 }
            .map { Problem("text_too_long", ["limit": "300"], at: "title.\($0.key)") }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        var touched: [String] = []
        for draft in drafts {
            let title = (titles[draft.item.code] ?? "").trimmingWhitespace()
            let isTitled = draft.isUntitled && !title.isEmpty
            let isTaken = elements.contains(draft.item.code) && !draft.elements.isEmpty
            guard isTitled || isTaken else { continue }
            if isTitled {
                _ = try DescribeDisclosure(agency: agency, disclosure: draft.item.id, title: title)
                    .run(in: db, by: actor, at: now)
            }
            if isTaken {
                for text in draft.elements {
                    _ = try AddElement(agency: agency, disclosure: draft.item.id, text: text)
                        .run(in: db, by: actor, at: now)
                }
            }
            touched.append(draft.item.id)
        }
        guard !touched.isEmpty else { return Done(0, nil) }
        return Done(
            touched.count,
            JournalNote(
                "disclosure-year \(found.id)",
                ["count": String(touched.count), "disclosures": touched.joined(separator: " ")]))
    }
}
