import Watch

/// What was understood of an agency's page: which address belongs to which item, what is wrong, and what is left.
struct DisclosureReading: Sendable {
    /// An address for an item.
    struct Proposal: Sendable, Equatable {
        var itemKey: String
        var address: WebAddress
        var label: String
        var elementKey: String?
        var sureness: Sureness
        /// The words on the page that name the item.
        var named: String
        /// The piece of the page it stands in, counted from 1.
        var place: Int
        /// What a command calls it, counted from 1; links that were left follow.
        var number = 0
        /// Items it may be of as well: that of the code where the title is another's, or those with the same name.
        var others: [String] = []
        /// Whether code and title are of different items.
        var isRenumbered = false
        /// With its fragment.
        var text: String { address.description + (address.fragment.map { "#" + $0 } ?? "") }
    }

    /// What is wrong with the page.
    enum Fault: String, Sendable, CaseIterable {
        /// A link to `#`, to nothing, or to a place the page does not have.
        case nowhere
        /// A link that only a script opens.
        case script
        /// A link that stands in a comment, which nobody sees.
        case comment
        /// A relative link where nothing says relative to what.
        case relative
        /// A link to somebody's own disk.
        case disk
        /// A link into the office's own network.
        case inside
        /// A link that is no address.
        case broken
        /// An address that stands among words, and is no link.
        case typed
        /// A file or text of another year.
        case year
        /// One address under several items.
        case shared
        /// One address under several headings of one item.
        case several
        /// An address that only leads on to another.
        case short
        /// A file on a cloud drive, whose permissions and life are not the agency's.
        case drive
        /// A title that stands in several places.
        case repeated
        /// A code and a title that belong to different items.
        case renumbered
        /// A code this edition does not have.
        case code
        /// A site for trials.
        case trial
        /// The first page of a site, the page itself, or where one signs in.
        case home
    }
    struct Find: Sendable, Equatable {
        var fault: Fault
        var itemKey: String?
        /// The words of the link or title.
        var text: String
        /// What it leads to, as written; years found.
        var detail: String
        var place: Int
    }

    /// Why a link was not placed.
    enum Reason: String, Sendable, CaseIterable {
        /// It stands in the menu, head or foot of the site.
        case frame
        /// Nothing near it names an item.
        case alone
        /// What names it is an item this edition does not have.
        case unknown
        /// It stands under a heading of another year.
        case year
        /// What names it names several items together.
        case several
    }
    struct Left: Sendable, Equatable {
        var text: String
        var target: String
        var reason: Reason
        var place: Int
        /// Where it leads.
        var address: WebAddress
        /// What a command calls it.
        var number = 0
    }

    var title = ""
    /// Where the page says it stands; nil where that was known, or it does not say.
    var address: WebAddress?
    var encoding = "UTF-8"
    var disbelieved: String?
    /// The fiscal year the page says it is about; nil where it does not say.
    var pageYear: Int?
    var isCut = false
    var proposals: [Proposal] = []
    var finds: [Find] = []
    var left: [Left] = []
    /// Links of the page, in comments too.
    var links = 0
    /// Links within the page, to telephones and to mailboxes.
    var within = 0
    var contacts = 0
    /// Links that repeat a proposal.
    var again = 0

    /// Every link is told once: placed, told again, left, unusable, in a comment, or none that leads to a page.
    var told: Int {
        let useless: Set<Fault> = [.nowhere, .script, .comment, .relative, .disk, .inside, .broken]
        return proposals.count + again + left.count + within + contacts + finds.count { useless.contains($0.fault) }
    }

    /// Why nothing can be brought in: the page has no link, or none in the part that was read.
    func problem(at place: String) -> Problem? {
        guard links == 0 else { return nil }
        return isCut ? Problem("no_links_in_part", at: place) : Problem("no_links", at: place)
    }

    /// Gives every link its number: proposals first, then those that were left.
    mutating func number() {
        for index in proposals.indices { proposals[index].number = index + 1 }
        for index in left.indices { left[index].number = proposals.count + index + 1 }
    }

    /// Puts links where a person wants them: `codes` are items' codes by the links' numbers. A link without one stays as
    /// it was read, one with an empty code is left out. Whoever moves a link says where it belongs: that is sure.
    ///
    /// - Parameter place: what a problem calls the place where a link's code was typed.
    mutating func move(_ codes: [Int: String], in year: DisclosureYear, place: (Int) -> String) throws {
        var problems: [Problem] = []
        func key(_ code: String, of number: Int) -> String? {
            if let item = try? year.item(code) { return item.item.key }
            problems.append(Problem("no_such_item", ["given": code.shortened(to: 20)], at: place(number)))
            return nil
        }
        var chosen: [Proposal] = []
        for proposal in proposals {
            guard let code = codes[proposal.number]?.trimmingWhitespace() else {
                chosen.append(proposal)
                continue
            }
            guard !code.isEmpty, let key = key(code, of: proposal.number) else { continue }
            var own = proposal
            if key != own.itemKey {
                (own.itemKey, own.elementKey, own.sureness) = (key, nil, .sure)
                (own.others, own.isRenumbered) = ([], false)
            }
            chosen.append(own)
        }
        var rest: [Left] = []
        for link in left {
            guard let code = codes[link.number]?.trimmingWhitespace(), !code.isEmpty,
                let key = key(code, of: link.number)
            else {
                rest.append(link)
                continue
            }
            chosen.append(
                Proposal(
                    itemKey: key, address: link.address, label: link.text, elementKey: nil, sureness: .sure,
                    named: code, place: link.place, number: link.number))
        }
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        (proposals, left) = (chosen, rest)
    }

    /// Proposals of each item, in the order of the edition.
    func byItem(_ year: DisclosureYear) -> [(item: Disclosure, proposals: [Proposal])] {
        let grouped = Dictionary(grouping: proposals, by: \.itemKey)
        return year.items.compactMap { item in grouped[item.item.key].map { (item, $0) } }
    }
}
