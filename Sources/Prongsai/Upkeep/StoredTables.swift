import Foundation

/// A table as the database itself describes it.
struct StoredTable: Sendable, Equatable {
    enum Kind: String, Sendable { case text, integer, real }
    struct Column: Sendable, Equatable {
        let name: String
        let kind: Kind
        /// Whether it must have a value.
        let isRequired: Bool
        let hasDefault: Bool
    }
    struct Reference: Sendable, Equatable {
        let columns: [String]
        let table: String
        let targets: [String]
    }
    let name: String
    /// In order of name, byte by byte: the order in which they stand in a backup.
    let columns: [Column]
    /// The primary key, in its own order.
    let key: [String]
    let references: [Reference]

    func column(_ name: String) -> Column? { columns.first { $0.name == name } }

    /// Columns that are filled only after every table is loaded: references to the table itself, whose rows come in
    /// order of key and not of descent, and the mark that closes a round, after which its results are refused.
    var lateColumns: Set<String> {
        var late = Set(references.filter { $0.table == name }.flatMap(\.columns)).subtracting(key)
        if name == "round" { late.insert("frozen_at") }
        return late
    }
}

/// Every table of the schema except the list of migrations, found by asking the database, so that a table added by a
/// later migration is never forgotten in a backup.
struct StoredTables: Sendable, Equatable {
    /// Each after the tables it refers to; alphabetical where that leaves a choice.
    let tables: [StoredTable]

    static let migrationTable = "schema_migration"

    subscript(_ name: String) -> StoredTable? { tables.first { $0.name == name } }

    /// Reads the schema of the database a connection is of. A server may hold tables of other programs beside ours, so
    /// only those the migrations make are looked at.
    init(_ db: Connection, of engine: Migration.Dialect, known: StoredTables) throws {
        let names = Set(known.tables.map(\.name))
        self = try StoredTables(db, of: engine) { names.contains($0) }
    }

    private init(_ db: Connection, of engine: Migration.Dialect, where isOurs: (String) -> Bool) throws {
        let found =
            switch engine {
            case .sqlite: try StoredTables.ofSQLite(db, isOurs)
            case .postgres: try StoredTables.ofPostgres(db, isOurs)
            }
        tables = try StoredTables.inOrder(found)
    }

    /// The schema some migrations make, built in memory.
    static func after(_ migrations: [Migration]) async throws -> StoredTables {
        let database = try await Database.open(.sqlite(path: ":memory:"), migrations: migrations)
        return try await database.read { try StoredTables($0, of: .sqlite) { $0 != migrationTable } }
    }

    /// The schema of the program's own migrations.
    static func known(_ settings: Settings) async throws -> StoredTables {
        try await after(try Migration.all(in: settings.root.appendingPathComponent("Migrations")))
    }

    private static func inOrder(_ tables: [StoredTable]) throws -> [StoredTable] {
        var left = tables.sorted { $0.name.precedesByBytes($1.name) }
        var placed: Set<String> = []
        var ordered: [StoredTable] = []
        while !left.isEmpty {
            let next = left.firstIndex { table in
                table.references.allSatisfy { $0.table == table.name || placed.contains($0.table) }
            }
            guard let next else {
                throw DatabaseError.other(
                    "tables that refer to each other in a ring: \(left.map(\.name).joined(separator: ", "))")
            }
            placed.insert(left[next].name)
            ordered.append(left.remove(at: next))
        }
        return ordered
    }

    private static func ofSQLite(_ db: Connection, _ isOurs: (String) -> Bool) throws -> [StoredTable] {
        let names = try db.rows(
            """
            SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
            AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name
            """
        ).map { try $0.string("name") }
        return try names.filter(isOurs).map { name in
            let info = try db.rows(
                """
                SELECT name, type, "notnull" AS required, dflt_value IS NOT NULL AS has_default, pk
                FROM pragma_table_info(\(name)) ORDER BY cid
                """)
            let key = try info.filter { try $0.integer("pk") > 0 }.sorted { try $0.integer("pk") < $1.integer("pk") }
            // A text key may be NULL in SQLite unless it says otherwise; nowhere else, and not in this program.
            let columns = try info.map { row in
                StoredTable.Column(
                    name: try row.string("name"), kind: try kind(try row.string("type")),
                    isRequired: try row.integer("required") == 1 || row.integer("pk") > 0,
                    hasDefault: try row.integer("has_default") == 1)
            }
            let links = try db.rows(
                """
                SELECT id, "table" AS target, "from" AS own, "to" AS other FROM pragma_foreign_key_list(\(name))
                ORDER BY id, seq
                """)
            let references = try Dictionary(grouping: links) { try $0.integer("id") }.sorted { $0.key < $1.key }.map {
                _, rows in
                StoredTable.Reference(
                    columns: try rows.map { try $0.string("own") }, table: try rows[0].string("target"),
                    targets: try rows.map { try $0.string("other") })
            }
            return table(name, columns, key: try key.map { try $0.string("name") }, references)
        }
    }

    private static func ofPostgres(_ db: Connection, _ isOurs: (String) -> Bool) throws -> [StoredTable] {
        let columns = try db.rows(
            """
            SELECT c.relname::text AS of_table, a.attname::text AS name, format_type(a.atttypid, NULL) AS type,
              CASE WHEN a.attnotnull THEN 1 ELSE 0 END AS required, CASE WHEN a.atthasdef THEN 1 ELSE 0 END AS has_default
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE n.nspname = current_schema() AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY c.relname, a.attnum
            """)
        let keys = try db.rows(
            """
            SELECT c.relname::text AS of_table, a.attname::text AS name
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
            WHERE n.nspname = current_schema() AND i.indisprimary ORDER BY c.relname, k.place
            """)
        let links = try db.rows(
            """
            SELECT c.relname::text AS of_table, con.conname::text AS name, f.relname::text AS target,
              own.attname::text AS own, other.attname::text AS other
            FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid JOIN pg_class f ON f.oid = con.confrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL unnest(con.conkey, con.confkey) WITH ORDINALITY AS k (own, other, place)
            JOIN pg_attribute own ON own.attrelid = c.oid AND own.attnum = k.own
            JOIN pg_attribute other ON other.attrelid = f.oid AND other.attnum = k.other
            WHERE n.nspname = current_schema() AND con.contype = 'f' ORDER BY c.relname, con.conname, k.place
            """)
        let keysOf = try Dictionary(grouping: keys) { try $0.string("of_table") }
        let linksOf = try Dictionary(grouping: links) { try $0.string("of_table") }
        return try Dictionary(grouping: columns) { try $0.string("of_table") }.filter { isOurs($0.key) }.map {
            name, rows in
            let references = try Dictionary(grouping: linksOf[name] ?? []) { try $0.string("name") }.values.map {
                rows in
                StoredTable.Reference(
                    columns: try rows.map { try $0.string("own") }, table: try rows[0].string("target"),
                    targets: try rows.map { try $0.string("other") })
            }
            let columns = try rows.map { row in
                StoredTable.Column(
                    name: try row.string("name"), kind: try kind(try row.string("type")),
                    isRequired: try row.integer("required") == 1, hasDefault: try row.integer("has_default") == 1)
            }
            return table(name, columns, key: try (keysOf[name] ?? []).map { try $0.string("name") }, references)
        }
    }

    private static func table(
        _ name: String, _ columns: [StoredTable.Column], key: [String], _ references: [StoredTable.Reference]
    ) -> StoredTable {
        StoredTable(
            name: name, columns: columns.sorted { $0.name.precedesByBytes($1.name) }, key: key,
            references: references.sorted {
                $0.columns.joined(separator: ",").precedesByBytes($1.columns.joined(separator: ","))
            })
    }

    /// The common subset of both engines has three types; anything else is a mistake of a migration.
    private static func kind(_ type: String) throws -> StoredTable.Kind {
        switch type.lowercased() {
        case "text": .text
        case "bigint", "integer", "smallint": .integer
        case "double precision", "real": .real
        default: throw DatabaseError.other("a column of type \(type), which no backup can carry")
        }
    }
}

extension String {
    /// Order of UTF-8 bytes: the same on every machine, engine and locale.
    func precedesByBytes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
