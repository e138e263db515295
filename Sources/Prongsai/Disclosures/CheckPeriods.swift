import ITA
import Watch

/// What a document says about time: the year, the period, its months, and when it was made.
enum CheckPeriods {
    static func findings(_ document: CheckDocument, _ expectation: CheckExpectation) -> [CheckFinding] {
        var found: [CheckFinding] = []
        if let year = expectation.fiscalYear { found += Self.year(document, year) }
        let mentions = Self.mentions(document)
        found += periods(mentions, expectation.months, document)
        found += series(document, mentions, expectation)
        if let due = expectation.dueOn { found += late(document, mentions, due) }
        return found
    }

    /// A mention with the block it stands in; -1 is the title.
    private struct Found {
        var block: Int
        var kind: DateMention.Kind
    }

    private static func mentions(_ document: CheckDocument) -> [Found] {
        var found: [Found] = DateMention.find(in: document.text.title).map { Found(block: -1, kind: $0.kind) }
        let broken = broken(document)
        for (index, block) in document.text.blocks.prefix(CheckDocument.searched).enumerated() where !block.isFrame {
            if broken[index - 1] != nil { continue }
            for mention in DateMention.find(in: broken[index] ?? block.text) where found.count < 50_000 {
                found.append(Found(block: index, kind: mention.kind))
            }
        }
        return found
    }

    /// Lines of a document in which a period goes on in the next one (`(ต.ค. 2567` and `– มี.ค. 2568)`), put together.
    private static func broken(_ document: CheckDocument) -> [Int: String] {
        guard document.text.isDocument else { return [:] }
        let joints = ["-", "–", "—", "ถึง"]
        let blocks = document.text.blocks.prefix(CheckDocument.searched)
        var found: [Int: String] = [:]
        for index in blocks.indices.dropLast() where found[index - 1] == nil {
            let (line, next) = (blocks[index].text, blocks[index + 1].text)
            let isOpen = joints.contains { line.removing(suffix: $0) != nil || next.removing(prefix: $0) != nil }
            guard isOpen, blocks[index].kind == .paragraph, blocks[index + 1].kind == .paragraph else { continue }
            func periods(_ text: String) -> Int {
                DateMention.find(in: text).count { if case .months = $0.kind { true } else { false } }
            }
            let both = "\(line) \(next)"
            if periods(both) > periods(line) + periods(next) { found[index] = both }
        }
        return found
    }

    private static func year(_ document: CheckDocument, _ year: Int) -> [CheckFinding] {
        switch YearCheck.of(document.text, fiscalYear: year) {
        case .right(let block, let mention, let beside):
            let isSure =
                switch mention.kind {
                case .year, .years, .day: false
                default: true
                }
            let place = document.place(of: block)
            let right = CheckFinding(.yearRight, isSure ? .sure : .likely, ["year": String(year)], at: place)
            guard !beside.isEmpty else { return [right] }
            let years = beside.prefix(6).map(String.init).joined(separator: ", ")
            return [
                right, CheckFinding(.yearBeside, .unsure, ["year": String(year), "found": years], at: place),
            ]
        case .wrong(let found): return [other(found, document.isWhole ? .likely : .unsure, document, year)]
        case .unsure(let found): return [other(found, .unsure, document, year)]
        case .unknown:
            return document.isWhole ? [CheckFinding(.yearUnknown, .unsure, ["year": String(year)])] : []
        }
    }

    /// That the text is of other years; where the first of them stands, since the right one may stand there too.
    private static func other(
        _ found: [Int], _ sure: CheckFinding.Sure, _ document: CheckDocument, _ year: Int
    ) -> CheckFinding {
        let years = found.prefix(6).map(String.init).joined(separator: ", ")
        func isOther(_ mention: DateMention) -> Bool { found.contains { mention.touches($0) } }
        let first = document.text.blocks.prefix(CheckDocument.searched).firstIndex { block in
            !block.isFrame && DateMention.find(in: block.text).contains(where: isOther)
        }
        return CheckFinding(
            .yearOther, sure, ["year": String(year), "found": years], at: first.flatMap { document.place(of: $0) })
    }

    /// Periods that are named, such as `ต.ค. 2567 – มี.ค. 2568`, against the one that must be covered.
    private static func periods(
        _ mentions: [Found], _ months: [DateMention.Month], _ document: CheckDocument
    ) -> [CheckFinding] {
        var found: [CheckFinding] = []
        var other: CheckFinding?
        for mention in mentions {
            guard case .months(let from, let to) = mention.kind, from != to else { continue }
            let values = ["from": text(from), "to": text(to)]
            let place = document.place(of: mention.block)
            if to < from {
                if !found.contains(where: { $0.kind == .periodBackwards }) {
                    found.append(CheckFinding(.periodBackwards, .sure, values, at: place))
                }
            } else if let first = months.first, let last = months.last {
                if from <= first, to >= last {
                    return found + [CheckFinding(.periodRight, .sure, values, at: place)]
                }
                other = other ?? CheckFinding(.periodOther, .likely, values, at: place)
            }
        }
        return found + [other].compactMap(\.self)
    }

    /// Months of a series, one line each: which are missing, which stand twice.
    private static func series(
        _ document: CheckDocument, _ mentions: [Found], _ expectation: CheckExpectation
    ) -> [CheckFinding] {
        var lines: [DateMention.Month: [Int]] = [:]
        let broken = broken(document)
        for (index, block) in document.text.blocks.prefix(CheckDocument.searched).enumerated() where !block.isFrame {
            guard broken[index] == nil, broken[index - 1] == nil, block.text.unicodeScalars.count <= 160,
                let month = onlyMonth(block.text, expectation.fiscalYear)
            else { continue }
            lines[month, default: []].append(index)
        }
        let named = lines.keys.sorted()
        guard named.count >= 3, let first = named.first, let last = named.last else { return [] }
        var wanted = expectation.months
        if wanted.isEmpty { wanted = between(first, last) }
        // A list of other things that happens to name months is no series of these.
        guard wanted.count >= 3, wanted.filter({ lines[$0] != nil }).count * 2 >= wanted.count else { return [] }
        let counts = wanted.compactMap { lines[$0]?.count }.sorted()
        let usual = counts[counts.count / 2]
        var found: [CheckFinding] = []
        if document.isWhole {
            found += wanted.filter { lines[$0] == nil }.map {
                CheckFinding(.monthMissing, .likely, ["month": text($0)])
            }
        }
        for month in wanted {
            guard let at = lines[month], at.count > usual else { continue }
            found.append(
                CheckFinding(
                    .monthTwice, usual == 1 ? .likely : .unsure, ["month": text(month), "count": String(at.count)],
                    at: document.place(of: at[at.count - 1])))
        }
        return found
    }

    /// The one month a line names; nil where it names none, several, or a day.
    private static func onlyMonth(_ line: String, _ fiscalYear: Int?) -> DateMention.Month? {
        var month: DateMention.Month?
        for mention in DateMention.find(in: line) {
            switch mention.kind {
            case .month(let year, let number):
                guard month == nil else { return nil }
                month = .init(year, number)
            case .day, .months: return nil
            default: break
            }
        }
        if month != nil { return month }
        // `เดือนตุลาคม` without a year means that of the fiscal year.
        guard let fiscalYear else { return nil }
        for word in line.utf8.split(separator: 0x20).prefix(6) {
            let word = String(decoding: word, as: UTF8.self)
            let bare = word.removing(prefix: "ประจำเดือน") ?? word.removing(prefix: "เดือน") ?? word
            guard bare.utf8.count > 5, Int(Digits.ascii(bare)) == nil, let number = Strings.month(named: bare) else {
                continue
            }
            return .init(number >= 10 ? fiscalYear - 1 : fiscalYear, number)
        }
        return nil
    }

    private static func between(_ first: DateMention.Month, _ last: DateMention.Month) -> [DateMention.Month] {
        var months: [DateMention.Month] = []
        var at = first
        while at <= last, months.count < 24 {
            months.append(at)
            at = at.month == 12 ? .init(at.year + 1, 1) : .init(at.year, at.month + 1)
        }
        return months.count < 24 ? months : []
    }

    private static let made = [
        "ประกาศ ณ", "ณ วันที่", "ลงวันที่", "เผยแพร่", "วันที่ประกาศ", "สั่ง ณ", "ปรับปรุง", "as of", "published",
    ]
    .map { Array($0.utf8) }

    /// Days after the deadline in lines that say when something was made.
    private static func late(_ document: CheckDocument, _ mentions: [Found], _ due: Day) -> [CheckFinding] {
        for mention in mentions where mention.block >= 0 {
            guard case .day(let year, let month, let day) = mention.kind,
                let date = Day(year: year - 543, month: month, day: day), date > due
            else { continue }
            let line = Array(document.text.blocks[mention.block].text.lowercased().utf8)[...]
            guard made.contains(where: { word in line.indices.contains { line[$0...].starts(with: word) } }) else {
                continue
            }
            return [
                CheckFinding(
                    .afterDeadline, .likely, ["day": date.iso, "due": due.iso], at: document.place(of: mention.block))
            ]
        }
        return []
    }

    static func text(_ month: DateMention.Month) -> String {
        "\(month.year - 543)-\(month.month < 10 ? "0" : "")\(month.month)"
    }
}

extension CheckDocument {
    /// The place of a block; the title stands at the beginning.
    func place(of block: Int) -> CheckPlace? { places.indices.contains(block) ? places[block] : nil }
}
