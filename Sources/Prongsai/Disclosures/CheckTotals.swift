/// Totals that do not add up. A row that begins with รวม is held against the figures above it, column by column.
enum CheckTotals {
    /// A total and what the figures above it give.
    struct Wrong: Sendable, Equatable {
        var place: CheckPlace
        var stated: CheckNumber
        var added: CheckNumber
        /// How many figures were added.
        var count: Int
        /// Whether the table and all its figures could be read for certain.
        var isCertain: Bool
    }

    private static let words = ["รวม", "ยอดรวม", "ผลรวม", "รวมทั้งสิ้น", "total", "grand total"].map { Array($0.utf8) }
    /// How the name of a row begins that may be the total of a group, such as `รวมงบลงทุน`.
    private static let beginnings = ["รวม", "ยอดรวม", "ผลรวม"].map { Array($0.utf8) }
    private static let grand = ["รวมทั้ง", "รวมทุก", "grand"].map { Array($0.utf8) }
    /// Columns whose last figure is no sum.
    private static let unsummed = [
        "ร้อยละ", "%", "เฉลี่ย", "ลำดับ", "ปี", "เลขที่", "percent", "average", "คะแนน", "สะสม", "คงเหลือ", "ยอดยกมา",
    ].map { Array($0.utf8) }

    /// A column as far as it was read.
    private struct Column {
        var sum: CheckNumber? = .zero
        var count = 0
        var isDoubtful = false
        /// Sums of the groups above, where there are such.
        var groups: CheckNumber? = .zero
        var groupCount = 0
        var isUnsummed = false
        /// Each figure, and whether its row is numbered as a part of one above (`1.1` below `1.`).
        var figures: [(value: CheckNumber, isPart: Bool)] = []
        /// Totals above that no other total took together yet.
        var totals: [CheckNumber] = []
    }

    static func find(in document: CheckDocument) -> [Wrong] {
        var found: [Wrong] = []
        for table in document.tables {
            guard found.count < 50 else { break }
            found += find(in: table)
        }
        return found
    }

    static func find(in table: CheckDocument.Table) -> [Wrong] {
        let rows: [Wrong] = table.isGuessed ? [] : across(table)
        let grouped = down(table, takesGroups: true)
        guard grouped.taken > 0 else { return rows + grouped.wrong }
        // A row that was taken for the total of a group may be one of its own: what adds up with it is no mistake,
        // unless several groups say otherwise.
        let plain = down(table, takesGroups: false).wrong
        let wrong = grouped.wrong.compactMap { wrong -> Wrong? in
            if plain.contains(where: { $0.place == wrong.place && $0.stated == wrong.stated }) { return wrong }
            guard grouped.added > 1 else { return nil }
            var doubtful = wrong
            doubtful.isCertain = false
            return doubtful
        }
        return rows + wrong
    }

    /// The totals of columns. With `takesGroups`, rows such as `รวมงบลงทุน` are totals where they add up: `taken` of
    /// them were, `added` from two figures or more.
    private static func down(
        _ table: CheckDocument.Table, takesGroups: Bool
    ) -> (wrong: [Wrong], taken: Int, added: Int) {
        var columns: [Int: Column] = [:]
        var (found, taken, added) = ([Wrong](), 0, 0)
        var heads: Set<String> = []
        for row in table.rows {
            guard let label = row.first(where: { !$0.text.isEmpty })?.text else { continue }
            let width = row.count
            // The columns of a guessed table are counted from the right, where the figures are.
            func column(_ index: Int) -> Int { table.isGuessed ? width - 1 - index : index }
            guard isTotal(label) else {
                let mayBeGroup: Bool = Self.mayBeGroup(label)
                let figures: [Int: CheckNumber] = mayBeGroup ? Self.figures(of: row, table.isGuessed, column) : [:]
                let group: Group = takesGroups && mayBeGroup ? Self.group(figures, columns) : .ordinary
                if group != .ordinary {
                    (taken, added) = (taken + 1, group == .ofSeveral ? added + 1 : added)
                    for (at, stated) in figures { closeGroup(&columns[at, default: Column()], stated) }
                    continue
                }
                let isPart = isPart(label, of: &heads)
                for (index, cell) in row.enumerated() where !(table.isGuessed && index == 0) {
                    take(cell.text, isPart: isPart, into: &columns[column(index), default: Column()])
                }
                // Nobody can say whether the figures of such a row count.
                for at in figures.keys { columns[at]?.isDoubtful = true }
                continue
            }
            let isGrand = grand.contains { label.lowercased().utf8.starts(with: $0) }
            for (index, cell) in row.enumerated() where index > 0 || !table.isGuessed {
                guard let stated = CheckNumber(cell.text), !cell.text.isEmpty else { continue }
                let at = column(index)
                if let wrong = check(stated, cell.place, columns[at] ?? Column(), isGrand, table.isGuessed) {
                    found.append(wrong)
                }
                close(&columns[at, default: Column()], stated)
            }
        }
        return (found, taken, added)
    }

    // MARK: Totals of groups

    /// What the figures above a row make of it.
    private enum Group { case ordinary, ofOne, ofSeveral }

    private static func mayBeGroup(_ label: String) -> Bool {
        beginnings.contains { label.utf8.count > $0.count && label.utf8.starts(with: $0) }
    }

    private static func figures(
        of row: [CheckDocument.Cell], _ isGuessed: Bool, _ column: (Int) -> Int
    ) -> [Int: CheckNumber] {
        var figures: [Int: CheckNumber] = [:]
        for (index, cell) in row.enumerated() where (index > 0 || !isGuessed) && !cell.text.isEmpty {
            if let number = CheckNumber(cell.text) { figures[column(index)] = number }
        }
        return figures
    }

    /// Whether figures are the sums of those above them: in one column of two or more, or of one alone in each.
    private static func group(_ figures: [Int: CheckNumber], _ columns: [Int: Column]) -> Group {
        var (ofOne, isEach) = (false, true)
        for (at, stated) in figures {
            guard let column = columns[at], !column.isUnsummed else { continue }
            let isNothing = stated.tenThousandths == 0
            if column.count == 0, !isNothing, totals(of: column, making: stated) != nil { return .ofSeveral }
            guard column.count > 0, column.sum?.tenThousandths == stated.tenThousandths else {
                isEach = false
                continue
            }
            if column.count > 1, !isNothing { return .ofSeveral }
            ofOne = true
        }
        return ofOne && isEach ? .ofOne : .ordinary
    }

    /// How many of the last totals a figure takes together; nil where it does not.
    private static func totals(of column: Column, making stated: CheckNumber) -> Int? {
        var (sum, count) = (CheckNumber.zero, 0)
        for total in column.totals.suffix(60).reversed() {
            guard let more = sum.adding(total) else { return nil }
            (sum, count) = (more, count + 1)
            if count > 1, sum.tenThousandths == stated.tenThousandths { return count }
        }
        return nil
    }

    /// The figures above belong to the group now; a doubt among them stays.
    private static func closeGroup(_ column: inout Column, _ stated: CheckNumber) {
        if column.count == 0, let count = totals(of: column, making: stated) {
            // A group of groups, whose figures stand in the sum already.
            column.totals.removeLast(count)
            column.totals.append(stated)
            return
        }
        let isDoubtful = column.isDoubtful || column.sum?.tenThousandths != stated.tenThousandths
        close(&column, stated)
        column.isDoubtful = isDoubtful
    }

    private static func isTotal(_ label: String) -> Bool {
        let bytes = Array(label.lowercased().utf8)
        guard let word = words.filter({ bytes.starts(with: $0) }).max(by: { $0.count < $1.count }) else { return false }
        // `รวมถึง…` and `รวมกลุ่ม…` begin words, `รวม 12 เดือน` and `รวมเป็นเงิน` do not.
        let rest = bytes.dropFirst(word.count)
        let more = ["ทั้ง", "เป็นเงิน", "ยอด", "ทุก", "เงิน", "จำนวน", "ไตรมาส", "เดือน", "ปี", "(", ":", " "]
        return rest.isEmpty || more.contains { rest.starts(with: $0.utf8) }
    }

    private static func take(_ text: String, isPart: Bool, into column: inout Column) {
        guard !text.isEmpty else { return }
        if let number = CheckNumber(text) {
            column.sum = column.sum?.adding(number)
            column.count += 1
            if column.figures.count < 2_000 { column.figures.append((number, isPart)) }
        } else if text.unicodeScalars.contains(where: {
            (48...57).contains($0.value) || (0xE50...0xE59).contains($0.value)
        }) {
            // A figure among words: nobody can say whether it counts. In the head of a table it does not.
            if column.count > 0 { column.isDoubtful = true }
        }
        guard column.count == 0 else { return }
        let lower = Array(text.lowercased().utf8)
        if unsummed.contains(where: { holds(lower, $0) }) { column.isUnsummed = true }
    }

    private static func holds(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
        guard bytes.count >= word.count else { return false }
        return (0...(bytes.count - word.count)).contains { bytes[$0...].starts(with: word) }
    }

    private static func check(
        _ stated: CheckNumber, _ place: CheckPlace, _ column: Column, _ isGrand: Bool, _ isGuessed: Bool
    ) -> Wrong? {
        guard !column.isUnsummed, let sum = column.sum, let groups = column.groups else { return nil }
        // What the total may be the sum of, the likeliest first. One figure alone may be the last of something that
        // began elsewhere.
        var sums: [(added: CheckNumber, count: Int)] = [(sum, column.count)]
        if isGrand || column.count == 0 { sums.append((groups, column.groupCount)) }
        if column.groupCount > 0, let whole = groups.adding(sum) {
            sums.append((whole, column.groupCount + column.count))
        }
        let whole = wholes(column.figures.map(\.value))
        let unnumbered = column.figures.filter { !$0.isPart }.map(\.value)
        // Rows that say again what the rows below them make up count once, where that comes nearer.
        let tops = [whole, unnumbered].filter { !$0.isEmpty && $0.count < column.figures.count }
        let once = tops.compactMap { top in total(of: top).map { (added: $0, count: top.count) } }
        sums.removeAll { $0.count < 2 }
        func distance(_ sum: CheckNumber) -> UInt64 { (sum.tenThousandths - stated.tenThousandths).magnitude }
        guard !(sums + once).contains(where: { distance($0.added) == 0 }), let plain = sums.first else { return nil }
        let nearest = once.min { distance($0.added) < distance($1.added) } ?? plain
        let isOnce = distance(nearest.added) < distance(plain.added)
        let likeliest = isOnce ? nearest : plain
        return Wrong(
            place: place, stated: stated, added: likeliest.added, count: likeliest.count,
            isCertain: !isGuessed && !column.isDoubtful && !isOnce)
    }

    private static func total(of figures: [CheckNumber]) -> CheckNumber? {
        figures.reduce(CheckNumber?.some(.zero)) { $0?.adding($1) }
    }

    /// Figures without those that make up one right above them.
    private static func wholes(_ figures: [CheckNumber]) -> [CheckNumber] {
        var tops: [CheckNumber] = []
        var at = 0
        while at < figures.count {
            tops.append(figures[at])
            var (end, sum) = (at + 1, CheckNumber?.some(.zero))
            while end < min(figures.count, at + 60), let made = sum, made < figures[at] {
                sum = made.adding(figures[end])
                end += 1
            }
            let isWhole = figures[at] > .zero && sum?.tenThousandths == figures[at].tenThousandths && end - at > 2
            at = isWhole ? end : at + 1
        }
        return tops
    }

    /// Whether a row is numbered below one that was read (`1.1 ถนน` after `1. โครงสร้างพื้นฐาน`).
    private static func isPart(_ label: String, of heads: inout Set<String>) -> Bool {
        let digits = Digits.ascii(label).utf8.prefix { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
        let numbers = digits.split(separator: UInt8(ascii: ".")).map { String(decoding: Array($0), as: UTF8.self) }
        guard let first = numbers.first, digits.count < label.utf8.count else { return false }
        if numbers.count == 1 { heads.insert(first) }
        return numbers.count > 1 && heads.contains(first)
    }

    // MARK: Totals of rows

    /// Rows whose last figure stands under a head that says รวม, held against the figures before it. Other columns may
    /// count other things: where no row adds up, none is meant to.
    private static func across(_ table: CheckDocument.Table) -> [Wrong] {
        guard let head = table.rows.firstIndex(where: { row in row.last.map { isTotal($0.text) } ?? false }),
            table.rows[head].allSatisfy({ CheckNumber($0.text) == nil || $0.text.isEmpty })
        else { return [] }
        let names = table.rows[head].map { Array($0.text.lowercased().utf8) }
        let isSummed = names.map { name in !name.isEmpty && !unsummed.contains { holds(name, $0) } }
        var (wrong, right) = ([Wrong](), 0)
        for row in table.rows.dropFirst(head + 1) where row.count == names.count {
            guard let last = row.last, let stated = CheckNumber(last.text) else { continue }
            let parts = row.indices.dropLast().filter { isSummed[$0] && $0 > 0 }.compactMap {
                CheckNumber(row[$0].text)
            }
            guard parts.count > 1, let added = total(of: parts) else { continue }
            if added.tenThousandths == stated.tenThousandths {
                right += 1
            } else {
                wrong.append(
                    Wrong(place: last.place, stated: stated, added: added, count: parts.count, isCertain: false))
            }
        }
        guard right > 0 else { return [] }
        if right > wrong.count { for index in wrong.indices { wrong[index].isCertain = true } }
        return wrong
    }

    /// What follows a total is added anew.
    private static func close(_ column: inout Column, _ stated: CheckNumber) {
        column.groups = column.groups?.adding(stated)
        column.groupCount += 1
        if column.totals.count < 2_000 { column.totals.append(stated) }
        (column.sum, column.count, column.isDoubtful, column.figures) = (.zero, 0, false, [])
    }
}
