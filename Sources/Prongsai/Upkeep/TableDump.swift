extension Database {
    /// Which engine is behind, for the few statements that differ.
    var kind: Migration.Dialect {
        switch address {
        case .sqlite: .sqlite
        case .postgres: .postgres
        }
    }
}

extension SQLValue: SQLConvertible { var sqlValue: SQLValue { self } }

extension SQL {
    /// Statements over tables the schema names: literal text with values between, bound as always.
    static func built(_ make: (inout SQL.Interpolation) -> Void) -> SQL {
        var parts = SQL.Interpolation(literalCapacity: 0, interpolationCount: 0)
        make(&parts)
        return SQL(stringInterpolation: parts)
    }
}

extension StoredTable {
    /// A name of the schema as SQL takes it, whatever it is.
    static func quoted(_ name: String) -> String {
        "\"" + String(decoding: name.utf8.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0] }, as: UTF8.self) + "\""
    }

    /// Hands over every row in order of its key, byte by byte on both engines, a few rows at a time. The values stand
    /// in the order of `columns`.
    func forEachRow(in db: Connection, of engine: Migration.Dialect, _ body: ([SQLValue]) throws -> Void) throws {
        switch engine {
        case .sqlite: try pages(in: db, body)
        case .postgres: try cursor(in: db, body)
        }
    }

    private static let page = 64
    private var columnList: String { columns.map { StoredTable.quoted($0.name) }.joined(separator: ", ") }

    /// SQLite keeps keys in byte order, so each page begins behind the last key of the one before.
    private func pages(in db: Connection, _ body: ([SQLValue]) throws -> Void) throws {
        let keys = key.map(StoredTable.quoted).joined(separator: ", ")
        let positions = key.compactMap { name in columns.firstIndex { $0.name == name } }
        var last: [SQLValue] = []
        while true {
            let after = last
            let rows = try db.rows(
                SQL.built { sql in
                    sql.appendLiteral("SELECT \(columnList) FROM \(StoredTable.quoted(name))")
                    if !after.isEmpty {
                        sql.appendLiteral(" WHERE (\(keys)) > (")
                        for (index, value) in after.enumerated() {
                            if index > 0 { sql.appendLiteral(", ") }
                            sql.appendInterpolation(value)
                        }
                        sql.appendLiteral(")")
                    }
                    sql.appendLiteral(" ORDER BY \(keys) LIMIT \(StoredTable.page)")
                })
            for row in rows { try body(row.values) }
            guard rows.count == StoredTable.page, let end = rows.last else { return }
            last = positions.map { end.values[$0] }
        }
    }

    /// PostgreSQL's order of texts is the database's; byte order has to be asked for, which no index serves, so the
    /// rows come through a cursor.
    private func cursor(in db: Connection, _ body: ([SQLValue]) throws -> Void) throws {
        let order = key.map { name in
            StoredTable.quoted(name) + (column(name)?.kind == .text ? " COLLATE \"C\"" : "")
        }.joined(separator: ", ")
        let rows = "SELECT \(columnList) FROM \(StoredTable.quoted(name)) ORDER BY \(order)"
        try db.execute(SQL(trusted: "DECLARE whole_table NO SCROLL CURSOR FOR \(rows)"))
        while true {
            let rows = try db.rows(SQL(trusted: "FETCH \(StoredTable.page) FROM whole_table"))
            for row in rows { try body(row.values) }
            if rows.count < StoredTable.page { break }
        }
        try db.execute("CLOSE whole_table")
    }

    /// How many rows there are.
    func count(in db: Connection) throws -> Int {
        try db.first(SQL(trusted: "SELECT COUNT(*) AS n FROM \(StoredTable.quoted(name))"))?.integer("n") ?? 0
    }

    /// Every row as lines of JSON, handed over in pieces of moderate size with the number of rows in each. Answers how
    /// many rows there were.
    func writeLines(
        in db: Connection, of engine: Migration.Dialect, _ write: (_ lines: [UInt8], _ rows: Int) throws -> Void
    ) throws -> Int {
        var piece: [UInt8] = []
        var (count, waiting) = (0, 0)
        try forEachRow(in: db, of: engine) { values in
            try TableLine.append(values, of: self, to: &piece)
            count += 1
            waiting += 1
            if piece.count > 1 << 18 {
                try write(piece, waiting)
                piece.removeAll(keepingCapacity: true)
                waiting = 0
            }
        }
        if waiting > 0 { try write(piece, waiting) }
        return count
    }
}
