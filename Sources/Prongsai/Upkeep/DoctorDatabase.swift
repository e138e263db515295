import Foundation

extension Database {
    /// Opens a database as it is: no table is made or changed.
    static func unmigrated(_ address: DatabaseAddress) throws -> Database {
        let engine: Engine =
            switch address {
            case .sqlite(let path): .sqlite(try SQLiteEngine(path: path))
            case .postgres(let url): .postgres(try PostgresEngine(url: url, lanes: 1))
            }
        return Database(engine: engine, address: address)
    }
}

extension DatabaseAddress {
    /// Whether there is anything to open: a server is always asked, a file must exist.
    var isThere: Bool {
        switch self {
        case .sqlite(let path): path != ":memory:" && FileManager.default.fileExists(atPath: path)
        case .postgres: true
        }
    }
}

extension Connection {
    /// Whether the list of migrations is there; without it the database is not this program's, or new.
    fileprivate func hasMigrationTable(_ engine: Migration.Dialect) throws -> Bool {
        switch engine {
        case .sqlite:
            try first("SELECT 1 AS there FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'") != nil
        case .postgres: try first("SELECT 1 AS there WHERE to_regclass('schema_migration') IS NOT NULL") != nil
        }
    }

    fileprivate func pragma(_ name: StaticString) throws -> [String] {
        try rows(SQL(trusted: "PRAGMA \(name)")).map { row in
            row.values.map { value in
                switch value {
                case .text(let text): text
                case .integer(let number): String(number)
                case .real(let number): String(number)
                case .null: "–"
                }
            }.joined(separator: " ")
        }
    }
}

extension Doctor {
    /// The database and everything it vouches for. What cannot be looked at for an earlier fault is left out.
    func database() async -> [Finding] {
        let shown = settings.database.shown
        if case .sqlite(let path) = settings.database, path != ":memory:", !FileManager.default.fileExists(atPath: path)
        {
            return [Finding("database", .fault, "none", ["database": shown])]
        }
        do {
            let database = try Database.unmigrated(settings.database)
            var findings = try await engine(database)
            let migrations = try await migrations(database)
            findings.append(migrations)
            guard migrations.state == .ok else { return findings }
            findings += try await records(database)
            findings += await files(database)
            return findings
        } catch {
            let known = error as? DatabaseError
            let detail = (known?.detail ?? String(describing: error))
                .split(whereSeparator: \.isNewline).map { String($0).trimmingWhitespace() }.joined(separator: " ")
            var values = ["database": shown, "detail": detail]
            if let sentence = known?.sentence {
                values.merge(sentence.values) { first, _ in first }
                values["error"] = sentence.key
            }
            return [Finding("database", .fault, nil, values)]
        }
    }

    /// The engine: its version, and whether what it says is kept is kept.
    private func engine(_ database: Database) async throws -> [Finding] {
        let shown = database.address.shown
        switch database.kind {
        case .sqlite:
            // `synchronous` belongs to the connection that writes, so that is the one to ask.
            let level = try await database.write(nil) {
                try $0.first("PRAGMA synchronous")?.integer("synchronous") ?? -1
            }
            return try await database.read { db in
                let version = try db.first("SELECT sqlite_version() AS version")?.string("version") ?? "?"
                var findings = [Finding("database", .ok, nil, ["database": shown, "engine": "SQLite \(version)"])]
                let journal = try db.pragma("journal_mode").first ?? "?"
                let isDurable = level >= 2 && (journal == "wal" || journal == "memory")
                findings.append(
                    Finding(
                        "durability", isDurable ? .ok : .fault, nil,
                        ["facts": "synchronous \(level), journal_mode \(journal)"]))
                let damage = try db.pragma("integrity_check")
                findings.append(
                    damage == ["ok"]
                        ? Finding("integrity", .ok)
                        : Finding("integrity", .fault, nil, ["detail": damage.prefix(3).joined(separator: "; ")]))
                let loose = try db.pragma("foreign_key_check")
                findings.append(
                    loose.isEmpty
                        ? Finding("references", .ok)
                        : Finding(
                            "references", .fault, nil,
                            ["count": String(loose.count), "detail": loose.prefix(3).joined(separator: "; ")]))
                return findings
            }
        case .postgres:
            return try await database.read { db in
                func setting(_ name: String) throws -> String {
                    try db.first("SELECT current_setting(\(name)) AS value")?.string("value") ?? "?"
                }
                var findings = [
                    Finding(
                        "database", .ok, nil,
                        ["database": shown, "engine": "PostgreSQL \(try setting("server_version"))"])
                ]
                let (commit, sync, encoding) = (
                    try setting("synchronous_commit"), try setting("fsync"), try setting("server_encoding")
                )
                let facts = "synchronous_commit \(commit), fsync \(sync)"
                findings.append(
                    Finding("durability", commit != "off" && sync == "on" ? .ok : .fault, nil, ["facts": facts]))
                findings.append(
                    encoding == "UTF8"
                        ? Finding("encoding", .ok) : Finding("encoding", .fault, nil, ["encoding": encoding]))
                return findings
            }
        }
    }

    private func migrations(_ database: Database) async throws -> Finding {
        guard let known = try? Migration.all(in: settings.root.appendingPathComponent("Migrations")) else {
            return Finding("migrations", .fault, "unreadable", ["path": settings.root.path])
        }
        let applied = try await database.read { db in
            try db.hasMigrationTable(database.kind) ? try db.appliedMigrations() : []
        }
        let names = known.map(\.name)
        let unknown = applied.filter { !names.contains($0) }
        guard unknown.isEmpty else {
            return Finding("migrations", .fault, "newer", ["names": unknown.joined(separator: ", ")])
        }
        let missing = names.filter { !applied.contains($0) }
        guard missing.isEmpty else {
            return Finding("migrations", .warning, nil, ["names": missing.joined(separator: ", ")])
        }
        return Finding("migrations", .ok, nil, ["count": String(applied.count)])
    }

    /// What the rows vouch for themselves: journals, frozen rounds, editions in use.
    private func records(_ database: Database) async throws -> [Finding] {
        let shelf = EditionShelf(folder: settings.root.appendingPathComponent("Instruments"))
        let known = try await StoredTables.known(settings)
        return try await database.read { db in
            let tables = try StoredTables(db, of: database.kind, known: known)
            let chain = try JournalChain.all(in: db, of: database.kind, tables: tables)
            let agencies = try Agency.all(in: db)
            var findings = chain.breaks.map { Finding("journal", .fault, nil, $0.values(of: agencies)) }
            findings += try Journal.cutShort(in: db).map {
                Finding("journal", .fault, "short", Journal.values($0, of: agencies))
            }
            if findings.isEmpty {
                findings.append(
                    Finding("journal", .ok, nil, ["lines": String(chain.lines), "chains": String(chain.chains)]))
            }
            findings += try Doctor.frozenRounds(db, tables, database.kind)
            findings += try Doctor.editionsInUse(db, shelf)
            return findings
        }
    }

    private static func frozenRounds(_ db: Connection, _ tables: StoredTables, _ engine: Migration.Dialect) throws
        -> [Finding]
    {
        guard let table = tables["frozen_round"] else { return [] }
        let columns = Row.Columns(table.columns.map(\.name))
        var findings: [Finding] = []
        var count = 0
        try table.forEachRow(in: db, of: engine) { values in
            let row = Row(columns: columns, values: values)
            count += 1
            let hash = try row.string("content_hash")
            if Hash.sha256(Array(try row.string("content").utf8)) != hash {
                findings.append(Finding("frozen", .fault, nil, ["hash": hash]))
            }
        }
        return findings.isEmpty ? [Finding("frozen", .ok, nil, ["count": String(count)])] : findings
    }

    /// The editions that assessments stand on have the content their hashes name, and the folder's file of the same
    /// revision says the same.
    private static func editionsInUse(_ db: Connection, _ shelf: EditionShelf) throws -> [Finding] {
        var findings: [Finding] = []
        let rows = try db.rows("SELECT id, revision, content_hash, rules_hash FROM edition ORDER BY id, revision")
        for row in rows {
            let (id, revision) = (try row.string("id"), try row.integer("revision"))
            let values = ["id": id, "revision": String(revision)]
            let hash = try row.string("content_hash")
            guard let kept = try? shelf.stored(id, revision: revision, in: db), kept.contentHash == hash,
                kept.rulesHash == (try row.string("rules_hash")), kept.edition.id == id,
                kept.edition.revision == revision
            else {
                findings.append(Finding("editions_in_use", .fault, nil, values))
                continue
            }
            if let file = try? shelf.file(id), file.edition.revision == revision, file.contentHash != hash {
                findings.append(Finding("editions_in_use", .warning, nil, values))
            }
        }
        return findings.isEmpty ? [Finding("editions_in_use", .ok, nil, ["count": String(rows.count)])] : findings
    }

    /// What people call the pieces of evidence, by hash: the file's name or its caption, and the agency.
    private static func called(in db: Connection) throws -> [String: String] {
        let rows = try db.rows(
            """
            SELECT evidence.file_sha256, evidence.print_sha256, evidence.file_name, agency.thai,
              (SELECT MIN(caption) FROM evidence_use WHERE evidence_id = evidence.id) AS caption
            FROM evidence JOIN agency ON agency.id = evidence.agency_id ORDER BY evidence.id
            """)
        var called: [String: String] = [:]
        for row in rows {
            let name = [try row.optionalString("file_name"), try row.optionalString("caption")].compactMap { $0 }.filter
            {
                !$0.isEmpty
            }.joined(separator: " – ")
            for column in ["file_sha256", "print_sha256"] {
                guard let hash = try row.optionalString(column) else { continue }
                called[hash] = [name, try row.string("thai")].filter { !$0.isEmpty }.joined(separator: ", ")
            }
        }
        return called
    }

    /// Every file the data speaks of is there, whole; and what lies there that nothing speaks of.
    private func files(_ database: Database) async -> [Finding] {
        let files = Files(folder: settings.files)
        do {
            let wanted = try await database.read { db in
                let sizes = try db.rows("SELECT file_sha256, file_size FROM evidence WHERE file_sha256 IS NOT NULL").map
                { row in
                    (try row.string("file_sha256"), try row.optionalInteger("file_size"))
                }
                return (
                    names: try Files.referenced(in: db), sizes: Dictionary(sizes) { first, _ in first },
                    called: try Doctor.called(in: db)
                )
            }
            let stored = try files.all()
            let bar = bar("doctor.progress_files", wanted.names.reduce(0) { $0 + (stored[$1] ?? 0) })
            defer { bar.finish() }
            var findings: [Finding] = []
            func values(_ name: String) -> [String: String] { ["hash": name, "name": wanted.called[name] ?? "–"] }
            for name in wanted.names.sorted() {
                var state = files.state(of: name) { bar.advance($0) }
                if state == .sound, let size = wanted.sizes[name] ?? nil, size != stored[name] { state = .damaged }
                switch state {
                case .sound: break
                case .missing: findings.append(Finding("files", .fault, "missing", values(name)))
                case .damaged: findings.append(Finding("files", .fault, "damaged", values(name)))
                case .unreadable:
                    findings.append(Finding("files", .fault, "unreadable", ["hash": name, "path": files.shown]))
                }
            }
            if findings.isEmpty {
                findings.append(Finding("files", .ok, nil, ["count": String(wanted.names.count), "path": files.shown]))
            }
            let spare = stored.filter { !wanted.names.contains($0.key) }.map(\.value) + files.unfinished()
            if !spare.isEmpty {
                let values = ["count": String(spare.count), "size": Sizes.text(spare.reduce(0, +))]
                findings.append(Finding("spare_files", .ok, nil, values))
            }
            if FileManager.default.fileExists(atPath: files.shown), access(files.shown, W_OK) != 0 {
                findings.append(Finding("files", .fault, "closed", ["path": files.shown]))
            }
            return findings
        } catch {
            return [Finding("files", .fault, "unreadable", ["hash": "–", "path": files.shown])]
        }
    }
}
