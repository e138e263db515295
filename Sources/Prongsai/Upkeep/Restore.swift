import Crypto
import Foundation

/// Puts a backup into an empty database and its file store.
///
/// It is no operation: an operation changes one agency and adds a line to its journal, while this brings back whole
/// journals as they were, so it writes in its own way, in one transaction, and says so in the house's own chain. Only
/// whoever sits at the console and holds the database can do it.
struct Restore {
    let archive: ArchiveReader
    let check: BackupCheck.Result
    /// The schema of the backup's data.
    let tables: StoredTables
    /// SHA-256 of the archive, for the journal.
    let fingerprint: String
    var bar: @Sendable (_ key: String, _ total: Int) -> ProgressBar

    /// Reads and checks everything; nothing is touched.
    static func prepare(
        _ path: String, known: [Migration], bar: @escaping @Sendable (_ key: String, _ total: Int) -> ProgressBar
    ) async throws -> Restore {
        let archive = try ArchiveReader(path)
        let reading = bar("restore.progress_reading", archive.size)
        defer { reading.finish() }
        let fingerprint = try archive.fingerprint { reading.advance($0) }
        reading.finish()
        let manifest = try BackupManifest(of: archive)
        let migrations = try BackupCheck.migrations(of: manifest, known: known, in: archive)
        let tables = try await StoredTables.after(migrations)
        let checking = bar(
            "restore.progress_check", manifest.fileBytes + manifest.tables.values.reduce(0) { $0 + $1.size })
        defer { checking.finish() }
        let check = try BackupCheck(archive: archive, manifest: manifest, tables: tables).run { checking.advance($0) }
        return Restore(archive: archive, check: check, tables: tables, fingerprint: fingerprint, bar: bar)
    }

    /// Opens the database the data goes into. A fresh one is brought to the state of the backup's own program, so that
    /// later migrations find the data they were written for; one that is further already stays as it is. One that holds
    /// data is refused before even its tables are brought up to date.
    func open(_ address: DatabaseAddress, known: [Migration]) async throws -> Database {
        if address.isThere {
            let found = try Database.unmigrated(address)
            let schema = try await StoredTables.after(known)
            try await found.read {
                try Restore.requireEmpty(StoredTables($0, of: found.kind, known: schema), $0, address)
            }
        }
        do {
            return try await Database.open(
                address, migrations: known.filter { check.manifest.migrations.contains($0.name) })
        } catch Failure.conflict {
            return try await Database.open(address, migrations: known)
        }
    }

    /// Files first, because they do no harm where a restore is broken off; then every row in one transaction.
    func run(into database: Database, files: Files, by actor: Actor, at now: Instant) async throws {
        try putFiles(files)
        try await database.write(nil) { db in
            let target = try StoredTables(db, of: database.kind, known: tables)
            try Restore.requireEmpty(target, db, database.address)
            try load(into: target, db)
            try readBack(db, of: database.kind)
            try Restore.endWhatWasOpen(in: target, db, at: now)
            let particulars = [
                "archive": fingerprint, "created_at": check.manifest.createdAt,
                "program": ArchiveReader.shown(check.manifest.program),
                "rows": String(check.manifest.tables.values.reduce(0) { $0 + $1.rows }),
                "files": String(check.manifest.files.count),
            ]
            let hasHead = target["journal_head"] != nil
            if hasHead, check.manifest.tables["journal_head"] == nil { try Restore.nameHeads(db) }
            let note = JournalNote("house", particulars)
            try Journal.append("restore", note, agency: "", by: actor, at: now, in: db, hasHead: hasHead)
        }
    }

    /// Ends what opened something when the backup was made, for it may have been ended since: sessions, codes to choose a
    /// password, programs' tokens and calendar links. People sign in again with their passwords.
    private static func endWhatWasOpen(in target: StoredTables, _ db: Connection, at now: Instant) throws {
        if target["session"] != nil {
            try db.execute("UPDATE session SET ended_at = \(now) WHERE ended_at IS NULL")
        }
        if target["ticket"] != nil { try db.execute("UPDATE ticket SET used_at = \(now) WHERE used_at IS NULL") }
        if target["api_token"] != nil {
            try db.execute("UPDATE api_token SET revoked_at = \(now) WHERE revoked_at IS NULL")
        }
        if target["calendar_link"] != nil {
            try db.execute("UPDATE calendar_link SET revoked_at = \(now) WHERE revoked_at IS NULL")
        }
    }

    /// Names the newest line of each journal that came from a backup of before they were named.
    private static func nameHeads(_ db: Connection) throws {
        try db.execute(
            """
            INSERT INTO journal_head (agency_id, number, hash) SELECT agency_id, number, hash FROM journal AS line
            WHERE number = (SELECT MAX(number) FROM journal WHERE journal.agency_id = line.agency_id)
            AND NOT EXISTS (SELECT 1 FROM journal_head WHERE journal_head.agency_id = line.agency_id)
            """)
    }

    private static func requireEmpty(_ tables: StoredTables, _ db: Connection, _ address: DatabaseAddress) throws {
        for table in tables.tables {
            guard try db.first(SQL(trusted: "SELECT 1 AS there FROM \(StoredTable.quoted(table.name)) LIMIT 1")) == nil
            else {
                throw Failure.conflict(
                    Message("failure.restore_not_empty", ["database": address.shown, "table": table.name]))
            }
        }
    }

    private func putFiles(_ files: Files) throws {
        let bar = bar("restore.progress_files", check.manifest.fileBytes)
        defer { bar.finish() }
        try archive.walk { entry in
            guard case .file(let name) = BackupManifest.Part(entry.name), let size = check.manifest.files[name] else {
                return true
            }
            if files.state(of: name) != .sound {
                try files.put(name) { write in try entry.read(limit: size) { try write($0) } }
            }
            bar.advance(size)
            return true
        }
    }

    /// Loads each table after those it refers to, in as few walks through the archive as its order allows: one, where
    /// this program wrote it.
    private func load(into target: StoredTables, _ db: Connection) throws {
        let bar = bar("restore.progress_tables", check.manifest.tables.values.reduce(0) { $0 + $1.size })
        defer { bar.finish() }
        var left = target.tables.filter { check.manifest.tables[$0.name] != nil }[...]
        var later: [SQL] = []
        while !left.isEmpty {
            let before = left.count
            try archive.walk { entry in
                guard let table = left.first, entry.name == BackupManifest.Part.table(table.name).name else {
                    return true
                }
                var loader = TableLoader(table: table, db: db)
                var lines = LineSplitter()
                try entry.read(limit: check.manifest.tables[table.name]?.size ?? 0) { piece in
                    lines.add(piece)
                    while let line = lines.next() {
                        guard let fields = TableLine.fields(line) else {
                            throw archive.problem("backup_row_unreadable", at: entry.name)
                        }
                        try loader.add(fields)
                    }
                    bar.advance(piece.count)
                }
                try loader.finish()
                later += loader.later
                left = left.dropFirst()
                return !left.isEmpty
            }
            guard left.count < before else { throw archive.problem("backup_damaged", ["part": "zip"]) }
        }
        for sql in later { try db.execute(sql) }
    }

    /// What now stands in the database, written as a backup would write it, has the hashes of the backup.
    private func readBack(_ db: Connection, of engine: Migration.Dialect) throws {
        let bar = bar("restore.progress_read_back", check.manifest.tables.values.reduce(0) { $0 + $1.size })
        defer { bar.finish() }
        for table in tables.tables {
            guard let facts = check.manifest.tables[table.name] else { continue }
            var hash = SHA256()
            let rows = try table.writeLines(in: db, of: engine) { lines, _ in
                hash.update(data: lines)
                bar.advance(lines.count)
            }
            let isSame = !check.canonical.contains(table.name) || Hash.hex(hash.finalize()) == facts.sha256
            guard rows == facts.rows, isSame else {
                throw Failure.conflict(Message("failure.restore_differs", ["table": table.name]))
            }
        }
        let told = check.warnings.count { $0.key == "journal_broken" }
        guard try JournalChain.all(in: db, of: engine, tables: tables).breaks.count == told else {
            throw Failure.conflict(Message("failure.restore_differs", ["table": "journal"]))
        }
    }
}

/// Enters rows many at a time.
private struct TableLoader {
    let table: StoredTable
    let db: Connection
    /// What is left to be said when every table is there.
    private(set) var later: [SQL] = []

    private static let batch = 40  // rows; far below the 32,766 values SQLite binds at once
    private var columns: [String] = []
    private var waiting: [[SQLValue]] = []
    private var waitingBytes = 0

    init(table: StoredTable, db: Connection) { (self.table, self.db) = (table, db) }

    mutating func add(_ fields: [(name: String, value: SQLValue)]) throws {
        let late = table.lateColumns
        var values: [SQLValue] = []
        var postponed: [(String, SQLValue)] = []
        for field in fields {
            let isLate = late.contains(field.name) && field.value != .null
            if isLate { postponed.append(field) }
            values.append(isLate ? .null : field.value)
            if case .text(let text) = field.value { waitingBytes += text.utf8.count }
        }
        let names = fields.map(\.name)
        if names != columns || waitingBytes > 4 << 20 {
            try finish()
            columns = names
        }
        waiting.append(values)
        if !postponed.isEmpty { later.append(update(postponed, fields)) }
        if waiting.count == TableLoader.batch {
            try insert(waiting)
            (waiting, waitingBytes) = ([], 0)
        }
    }

    /// What is left goes in row by row: two statements per table, however many rows.
    mutating func finish() throws {
        for values in waiting { try insert([values]) }
        (waiting, waitingBytes) = ([], 0)
    }

    private func insert(_ rows: [[SQLValue]]) throws {
        try db.execute(
            SQL.built { sql in
                let list = columns.map(StoredTable.quoted).joined(separator: ", ")
                sql.appendLiteral("INSERT INTO \(StoredTable.quoted(table.name)) (\(list)) VALUES ")
                for (number, row) in rows.enumerated() {
                    sql.appendLiteral(number == 0 ? "(" : ", (")
                    for (index, value) in row.enumerated() {
                        if index > 0 { sql.appendLiteral(", ") }
                        sql.appendInterpolation(value)
                    }
                    sql.appendLiteral(")")
                }
            })
    }

    private func update(_ postponed: [(String, SQLValue)], _ fields: [(name: String, value: SQLValue)]) -> SQL {
        SQL.built { sql in
            sql.appendLiteral("UPDATE \(StoredTable.quoted(table.name)) SET ")
            for (index, (name, value)) in postponed.enumerated() {
                sql.appendLiteral("\(index > 0 ? ", " : "")\(StoredTable.quoted(name)) = ")
                sql.appendInterpolation(value)
            }
            for (index, name) in table.key.enumerated() {
                sql.appendLiteral("\(index > 0 ? " AND " : " WHERE ")\(StoredTable.quoted(name)) = ")
                sql.appendInterpolation(fields.first { $0.name == name }?.value ?? .null)
            }
        }
    }
}
