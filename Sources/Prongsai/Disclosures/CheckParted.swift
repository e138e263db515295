/// Wholes that their parts do not make up: of all matters some are done and the rest is under way, in one row of a table
/// or one below the other.
enum CheckParted {
    /// A whole that was stated and what its parts give.
    struct Wrong: Sendable, Equatable {
        var place: CheckPlace
        var stated: CheckNumber
        var added: CheckNumber
        var isCertain: Bool
    }
    private enum Role { case whole, done, open }

    private static let done = ["แล้วเสร็จ", "เสร็จสิ้น", "ยุติ", "completed", "closed"]
    private static let open = [
        "อยู่ระหว่าง", "ระหว่างดำเนินการ", "ยังไม่แล้วเสร็จ", "ไม่แล้วเสร็จ", "คงค้าง", "in progress", "pending",
    ]
    private static let whole = ["ทั้งหมด", "ทั้งสิ้น", "all", "total"]

    static func find(in document: CheckDocument) -> [Wrong] {
        var found: [Wrong] = []
        for table in document.tables where found.count < 50 {
            found += below(table)
            if !table.isGuessed { found += across(table) }
        }
        return found
    }

    private static func role(_ label: String) -> Role? {
        guard label.utf8.count < 300 else { return nil }
        let lower = label.lowercased()
        func says(_ words: [String]) -> Bool { words.contains { lower.utf8Contains($0) } }
        // `ยังไม่แล้วเสร็จ` is not done.
        if says(open) { return .open }
        if says(done) { return .done }
        return says(whole) ? .whole : nil
    }

    /// Columns: the head says which is the whole and which its parts.
    private static func across(_ table: CheckDocument.Table) -> [Wrong] {
        var columns: [(column: Int, role: Role)] = []
        var found: [Wrong] = []
        for row in table.rows {
            let roles = row.enumerated().compactMap { column, cell in
                CheckNumber(cell.text) == nil ? role(cell.text).map { (column, $0) } : nil
            }
            if roles.count > 1 {
                let isHead = [Role.whole, .done, .open].allSatisfy { wanted in roles.contains { $0.1 == wanted } }
                // Two columns of one kind are of two questions.
                columns = isHead && roles.count == 3 ? roles.map { (column: $0.0, role: $0.1) } : []
                continue
            }
            let numbers = columns.compactMap { entry -> (Role, CheckNumber, CheckPlace)? in
                guard row.indices.contains(entry.column) else { return nil }
                return CheckNumber(row[entry.column].text).map { (entry.role, $0, row[entry.column].place) }
            }
            guard numbers.count == 3, let whole = numbers.first(where: { $0.0 == .whole }) else { continue }
            let parts = numbers.filter { $0.0 != .whole }.map(\.1)
            if let wrong = held(whole.1, parts, whole.2, isCertain: true) { found.append(wrong) }
        }
        return found
    }

    /// Rows: the whole first, its parts right below.
    private static func below(_ table: CheckDocument.Table) -> [Wrong] {
        var found: [Wrong] = []
        var whole: (number: CheckNumber, place: CheckPlace)?
        var parts: [Role: CheckNumber] = [:]
        for row in table.rows {
            let numbers = row.dropFirst().compactMap { cell in CheckNumber(cell.text).map { ($0, cell.place) } }
            let label = row.first { !$0.text.isEmpty && CheckNumber($0.text) == nil }?.text ?? ""
            guard numbers.count == 1, let number = numbers.first, let role = role(label) else {
                (whole, parts) = (nil, [:])
                continue
            }
            if role == .whole {
                (whole, parts) = (number, [:])
            } else {
                if parts[role] != nil { whole = nil }
                parts[role] = number.0
            }
            guard parts.count == 2, let stated = whole else { continue }
            let added = parts.values.sorted()
            if let wrong = held(stated.number, added, stated.place, isCertain: !table.isGuessed) { found.append(wrong) }
            (whole, parts) = (nil, [:])
        }
        return found
    }

    private static func held(
        _ stated: CheckNumber, _ parts: [CheckNumber], _ place: CheckPlace, isCertain: Bool
    ) -> Wrong? {
        var sum = CheckNumber.zero
        for part in parts {
            guard let more = sum.adding(part) else { return nil }
            sum = more
        }
        guard sum.tenThousandths != stated.tenThousandths else { return nil }
        return Wrong(place: place, stated: stated, added: sum, isCertain: isCertain)
    }
}

extension String {
    /// Whether it holds another, byte for byte.
    fileprivate func utf8Contains(_ word: String) -> Bool {
        let (bytes, word) = (Array(utf8), Array(word.utf8))
        guard bytes.count >= word.count else { return false }
        return (0...(bytes.count - word.count)).contains { bytes[$0...].starts(with: word) }
    }
}
