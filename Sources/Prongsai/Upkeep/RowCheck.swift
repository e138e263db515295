/// Checks the rows of a backup against the schema while they pass.
struct RowCheck {
    private let archive: ArchiveReader
    /// Columns other tables refer to, by table.
    private let targets: [String: [[String]]]
    private var table: StoredTable?
    private var lines = LineSplitter()
    private var count = 0
    private var lastKey: [SQLValue] = []
    private var isCanonical = true
    private var scratch: [UInt8] = []
    private var columns = Row.Columns([])

    /// Keys that rows have and that others refer to, and what was referred to before it was seen.
    private var keys: Set<String> = []
    private var awaited: [String: String] = [:]
    private var chain = JournalChain()
    private var agencies: [String: Agency] = [:]

    /// Tables that were written byte for byte as this program writes them.
    private(set) var canonical: Set<String> = []
    /// Names of stored files the rows speak of.
    private(set) var files: Set<String> = []
    private(set) var warnings: [Problem] = []

    init(archive: ArchiveReader, tables: StoredTables) {
        self.archive = archive
        targets = Dictionary(grouping: tables.tables.flatMap(\.references), by: \.table).mapValues { links in
            Array(Set(links.map(\.targets)))
        }
    }

    mutating func begin(_ table: StoredTable) throws {
        self.table = table
        (lines, count, lastKey, isCanonical) = (LineSplitter(), 0, [], true)
        columns = Row.Columns(table.columns.map(\.name))
    }

    mutating func take(_ piece: UnsafeRawBufferPointer) throws {
        lines.add(piece)
        while let line = try next() { try check(line) }
    }

    private mutating func next() throws -> [UInt8]? {
        guard let line = lines.next() else {
            guard lines.waiting <= TableLine.limit else { throw wrong("backup_row_unreadable") }
            return nil
        }
        count += 1
        return line
    }

    /// Ends a table; answers how many rows it had.
    mutating func end() throws -> Int {
        guard lines.waiting == 0 else {
            count += 1
            throw wrong("backup_row_unreadable")
        }
        if isCanonical, let table { canonical.insert(table.name) }
        return count
    }

    /// After the last table: what was awaited must have come.
    mutating func finish() throws {
        for (key, place) in awaited.sorted(by: { $0.value < $1.value }) where !keys.contains(key) {
            throw archive.problem("backup_reference", [:], at: place)
        }
        warnings += chain.breaks.map { Problem("journal_broken", $0.values(of: agencies)) }
    }

    private mutating func check(_ line: [UInt8]) throws {
        guard let table, let fields = TableLine.fields(line) else { throw wrong("backup_row_unreadable") }
        var values = [SQLValue](repeating: .null, count: table.columns.count)
        var given = [Bool](repeating: false, count: table.columns.count)
        for field in fields {
            guard let index = table.columns.firstIndex(where: { $0.name == field.name }) else {
                throw wrong("backup_column_unknown", field.name)
            }
            guard RowCheck.fits(field.value, table.columns[index].kind) else { throw wrong("backup_value", field.name) }
            (values[index], given[index]) = (field.value, true)
        }
        for (index, column) in table.columns.enumerated() where column.isRequired {
            guard given[index] ? values[index] != .null : column.hasDefault && !table.key.contains(column.name) else {
                throw wrong("backup_column_missing", column.name)
            }
        }
        let key = table.key.map { value($0, values) }
        guard lastKey.isEmpty || RowCheck.precedes(lastKey, key) else { throw wrong("backup_order") }
        lastKey = key
        for target in targets[table.name] ?? [] {
            if let name = RowCheck.name(table.name, target, target.map { value($0, values) }) { keys.insert(name) }
        }
        for link in table.references {
            guard let name = RowCheck.name(link.table, link.targets, link.columns.map { value($0, values) }),
                !keys.contains(name),
                awaited[name] == nil
            else { continue }
            awaited[name] = place
        }
        for reference in Files.references where reference.table == table.name {
            guard case .text(let hash) = value(reference.column, values) else { continue }
            guard Hash.isHash(hash) else { throw wrong("backup_value", reference.column) }
            files.insert(hash)
        }
        if isCanonical {
            scratch.removeAll(keepingCapacity: true)
            try TableLine.append(values, of: table, to: &scratch)
            isCanonical = scratch.dropLast().elementsEqual(line)
        }
        try look(at: Row(columns: columns, values: values), of: table.name)
    }

    /// What the content itself vouches for. Its damage is older than the backup, so it is told and not refused.
    private mutating func look(at row: Row, of table: String) throws {
        switch table {
        case "agency":
            let agency = try Agency(row)
            agencies[agency.id] = agency
        case "journal": chain.add(try Journal.Line(row))
        case "frozen_round":
            let hash = try row.string("content_hash")
            if Hash.sha256(Array(try row.string("content").utf8)) != hash {
                warnings.append(Problem("frozen_damaged", ["hash": hash]))
            }
        default: break
        }
    }

    private func value(_ column: String, _ values: [SQLValue]) -> SQLValue {
        table?.columns.firstIndex { $0.name == column }.map { values[$0] } ?? .null
    }

    private var place: String { "tables/\(table?.name ?? "").jsonl:\(count)" }

    private func wrong(_ key: String, _ column: String = "") -> Failure {
        archive.problem(key, column.isEmpty ? [:] : ["column": ArchiveReader.shown(column)], at: place)
    }

    private static func fits(_ value: SQLValue, _ kind: StoredTable.Kind) -> Bool {
        switch (value, kind) {
        case (.null, _), (.integer, .integer), (.real, .real), (.integer, .real): true
        case (.text(let text), .text): !text.utf8.contains(0)
        default: false
        }
    }

    private static func precedes(_ a: [SQLValue], _ b: [SQLValue]) -> Bool {
        for (a, b) in zip(a, b) {
            switch (a, b) {
            // Bytes: Swift's `==` takes Thai marks in another order for the same text.
            case (.text(let a), .text(let b)): if !a.utf8.elementsEqual(b.utf8) { return a.precedesByBytes(b) }
            case (.integer(let a), .integer(let b)): if a != b { return a < b }
            default: return false
            }
        }
        return false
    }

    /// One text for a key of a table; nil where a part of it is NULL, which refers to nothing.
    private static func name(_ table: String, _ columns: [String], _ values: [SQLValue]) -> String? {
        var name = "\(table)(\(columns.joined(separator: ",")))"
        for value in values {
            switch value {
            case .null: return nil
            case .text(let text): name += "|\(text.utf8.count):\(text)"
            case .integer(let number): name += "|\(number)"
            case .real: return nil
            }
        }
        return name
    }
}

/// Cuts pieces of a file into lines.
struct LineSplitter {
    private var buffer: [UInt8] = []
    private var start = 0
    private var searched = 0

    /// Bytes of the line that has not ended yet.
    var waiting: Int { buffer.count - start }

    mutating func add(_ piece: UnsafeRawBufferPointer) {
        if start > 0 {
            buffer.removeFirst(start)
            searched -= start
            start = 0
        }
        buffer += piece
    }

    /// The next line without its end; nil until more is added.
    mutating func next() -> [UInt8]? {
        guard let end = buffer[max(start, searched)...].firstIndex(of: 10) else {
            searched = buffer.count
            return nil
        }
        defer {
            start = end + 1
            searched = start
        }
        return Array(buffer[start..<end])
    }
}
