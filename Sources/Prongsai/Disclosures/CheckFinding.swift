import ITA
import Watch

/// Something a helper read in a document, said to the checker with its place. It advises; nothing is decided by it.
struct CheckFinding: Sendable, Hashable, Codable {
    /// What was read. The sentences stand under `finding.<kind>`.
    enum Kind: String, Sendable, CaseIterable, Codable {
        case yearRight = "year_right"
        case yearOther = "year_other"
        case yearBeside = "year_beside"
        case yearUnknown = "year_unknown"
        case periodRight = "period_right"
        case periodOther = "period_other"
        case periodBackwards = "period_backwards"
        case monthMissing = "month_missing"
        case monthTwice = "month_twice"
        case afterDeadline = "after_deadline"
        case agencyNamed = "agency_named"
        case agencyUnnamed = "agency_unnamed"
        case totalWrong = "total_wrong"
        case partsWrong = "parts_wrong"
        case element
        case elementUnseen = "element_unseen"
        case unreadable
        case pagesUnread = "pages_unread"
        case empty
        case cut

        /// Whether there may be something to mend.
        var isDoubt: Bool {
            switch self {
            case .yearRight, .periodRight, .agencyNamed, .element: false
            default: true
            }
        }
    }

    /// How sure the helper is.
    enum Sure: String, Sendable, CaseIterable, Codable, Comparable {
        case sure, likely, unsure
        static func < (a: Sure, b: Sure) -> Bool {
            allCases.firstIndex(of: a) ?? 0 < allCases.firstIndex(of: b) ?? 0
        }
    }

    var kind: Kind
    var sure: Sure
    /// Values of its sentence; months as `2567-10`, days as ISO, the rest as read.
    var values: [String: String] = [:]
    /// Where; nil where it is about the document as a whole.
    var place: CheckPlace?
    /// The element it is about; nil for those about the whole document.
    var element: String?

    /// Whether it tells something right of which the helper is sure; all else is for a person to look at.
    var isCertain: Bool { !kind.isDoubt && sure == .sure }

    init(
        _ kind: Kind, _ sure: Sure, _ values: [String: String] = [:], at place: CheckPlace? = nil,
        element: String? = nil
    ) {
        (self.kind, self.sure, self.values, self.place, self.element) = (kind, sure, values, place, element)
    }
}

/// What a document should show.
struct CheckExpectation: Sendable {
    struct Element: Sendable, Equatable {
        var key: String
        var text: String
    }
    /// Buddhist era.
    var fiscalYear: Int?
    var coversFrom: Day?
    var coversTo: Day?
    /// The last day on which a document still counts.
    var dueOn: Day?
    /// Names of the agency, any of which will do.
    var names: [String] = []
    var elements: [Element] = []

    /// The months it must cover, in order; empty where nobody says.
    var months: [DateMention.Month] {
        guard let coversFrom, let coversTo, coversFrom <= coversTo else { return [] }
        var months: [DateMention.Month] = []
        var (year, month) = (coversFrom.year + 543, coversFrom.month)
        let last = DateMention.Month(coversTo.year + 543, coversTo.month)
        while DateMention.Month(year, month) <= last, months.count < 60 {
            months.append(.init(year, month))
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
        }
        return months
    }
}

/// Reads a document for the checker: everything the helpers find, in the order in which it matters.
enum CheckReader {
    static func findings(_ document: CheckDocument, _ expectation: CheckExpectation) -> [CheckFinding] {
        var found: [CheckFinding] = []
        if document.isEmpty {
            found.append(CheckFinding(.empty, .sure))
        } else if let trouble = document.content.trouble {
            found.append(CheckFinding(.unreadable, .sure, ["trouble": trouble.rawValue]))
        } else if !document.text.wordlessPages.isEmpty {
            let pages = Self.ranges(document.text.wordlessPages)
            let first = document.text.wordlessPages.first.map { CheckPlace(page: $0) }
            found.append(CheckFinding(.pagesUnread, .sure, ["pages": pages], at: first))
        }
        if document.isCut { found.append(CheckFinding(.cut, .sure)) }
        found += CheckPeriods.findings(document, expectation)
        found += CheckWording.agency(document, expectation.names)
        found += CheckTotals.find(in: document).prefix(20).map { wrong in
            CheckFinding(
                .totalWrong, wrong.isCertain ? .sure : .unsure,
                ["stated": wrong.stated.text, "added": wrong.added.text, "count": String(wrong.count)], at: wrong.place)
        }
        found += CheckParted.find(in: document).prefix(20).map { wrong in
            CheckFinding(
                .partsWrong, wrong.isCertain ? .sure : .unsure,
                ["stated": wrong.stated.text, "added": wrong.added.text], at: wrong.place)
        }
        found += CheckWording.elements(document, expectation.elements)
        return found
    }

    /// Numbers in order as a person writes them: `3–5, 8`.
    static func ranges(_ numbers: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        let shown = ranges.prefix(20).map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
        return shown.joined(separator: ", ") + (ranges.count > 20 ? ", …" : "")
    }
}
