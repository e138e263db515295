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
    private static let grand = ["รวมทั้ง", "รวมทุก", "grand"].map { Array($0.utf8) }
    /// Columns whose last figure is no sum.
    private static let unsummed = ["ร้อยละ", "%", "เฉลี่ย", "ลำดับ", "ปี", "เลขที่", "percent", "average", "คะแนน"].map {
        Array($0.utf8)
    }

    /// A column as far as it was read.
    private struct Column {
        var sum: CheckNumber? = .zero
        var count = 0
        var isDoubtful = false
        /// Sums of the groups above, where there are such.
        var groups: CheckNumber? = .zero
        var groupCount = 0
        var isUnsummed = false
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
        var columns: [Int: Column] = [:]
        var found: [Wrong] = []
        for row in table.rows {
            guard let label = row.first(where: { !$0.text.isEmpty })?.text else { continue }
            let width = row.count
            // The columns of a guessed table are counted from the right, where the figures are.
            func column(_ index: Int) -> Int { table.isGuessed ? width - 1 - index : index }
            guard isTotal(label) else {
                for (index, cell) in row.enumerated() where !(table.isGuessed && index == 0) {
                    take(cell.text, into: &columns[column(index), default: Column()])
                }
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
        return found
    }

    private static func isTotal(_ label: String) -> Bool {
        let bytes = Array(label.lowercased().utf8)
        guard let word = words.filter({ bytes.starts(with: $0) }).max(by: { $0.count < $1.count }) else { return false }
        // `รวมถึง…` and `รวมกลุ่ม…` begin words, `รวม 12 เดือน` and `รวมเป็นเงิน` do not.
        let rest = bytes.dropFirst(word.count)
        let more = ["ทั้ง", "เป็นเงิน", "ยอด", "ทุก", "เงิน", "จำนวน", "ไตรมาส", "เดือน", "ปี", "(", ":", " "]
        return rest.isEmpty || more.contains { rest.starts(with: $0.utf8) }
    }

    private static func take(_ text: String, into column: inout Column) {
        guard !text.isEmpty else { return }
        if let number = CheckNumber(text) {
            column.sum = column.sum?.adding(number)
            column.count += 1
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
        sums.removeAll { $0.count < 2 }
        guard let likeliest = sums.first, !sums.contains(where: { $0.added.tenThousandths == stated.tenThousandths })
        else { return nil }
        return Wrong(
            place: place, stated: stated, added: likeliest.added, count: likeliest.count,
            isCertain: !isGuessed && !column.isDoubtful)
    }

    /// What follows a total is added anew.
    private static func close(_ column: inout Column, _ stated: CheckNumber) {
        column.groups = column.groups?.adding(stated)
        column.groupCount += 1
        (column.sum, column.count, column.isDoubtful) = (.zero, 0, false)
    }
}
