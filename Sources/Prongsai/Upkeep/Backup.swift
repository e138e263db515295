import Foundation

/// Everything a house knows in one archive: the rows of every table as of one moment, and every stored file.
///
/// Backing up changes nothing and sees every agency, so it is no operation and writes no journal line: whoever can open
/// the database and the file store at the console holds all of it already.
struct Backup {
    let site: Site
    /// Where the archive goes.
    let path: String
    /// Whether a file that is there may be replaced.
    var replacing = false
    /// Whether stored files that are missing or damaged are left out and listed instead of stopping the backup.
    var allowingLost = false
    /// Makes a progress bar: what is done, and how many rows or bytes there are to do.
    var bar: @Sendable (_ key: String, _ total: Int) -> ProgressBar

    /// Writes the archive beside its place, reads it back as a restore would, and only then puts it into place.
    func write() async throws -> BackupCheck.Result {
        let output = try PartialFile(path, replacing: replacing)
        do {
            try await write(to: output)
            let result = try await readBack(output.path)
            try output.finish()
            return result
        } catch {
            output.discard()
            throw error
        }
    }

    /// What one read of the database gave.
    private struct Dump: Sendable {
        var migrations: [String]
        var tables: [String: BackupManifest.Table]
        var referenced: Set<String>
    }

    private func write(to output: PartialFile) async throws {
        let writer = try ArchiveWriter(output.descriptor, path: path)
        let engine = site.database.kind
        let known = try await StoredTables.known(site.settings)
        let dump = try await site.database.read { db in
            var tables: [String: BackupManifest.Table] = [:]
            let schema = try StoredTables(db, of: engine, known: known).tables
            let rowBar = bar("backup.progress_tables", try schema.reduce(0) { $0 + (try $1.count(in: db)) })
            defer { rowBar.finish() }
            for table in schema {
                var rows = 0
                let part = BackupManifest.Part.table(table.name)
                let (size, hash) = try writer.add(part.name, packed: true) { write in
                    rows = try table.writeLines(in: db, of: engine) { lines, number in
                        try lines.withUnsafeBytes { try write($0) }
                        rowBar.advance(number)
                    }
                }
                tables[table.name] = BackupManifest.Table(rows: rows, size: size, sha256: hash)
            }
            return Dump(
                migrations: try db.appliedMigrations(), tables: tables, referenced: try Files.referenced(in: db))
        }
        // Files are named by their content and never removed, so those the snapshot speaks of are still there.
        let (files, lost) = try await writeFiles(to: writer, referenced: dump.referenced)
        let manifest = BackupManifest(
            program: Prongsai.version, createdAt: site.clock.now().text, migrations: dump.migrations,
            tables: dump.tables, files: files, lost: lost)
        _ = try writer.add(BackupManifest.Part.manifest.name, try manifest.encoded(), packed: true)
        try writer.close()
        guard fsync(output.descriptor) == 0 else { throw PartialFile.failure(errno, path) }
    }

    private func writeFiles(to writer: ArchiveWriter, referenced: Set<String>) async throws -> (
        files: [String: Int], lost: [String]
    ) {
        let stored = try site.files.all()
        let bar = bar("backup.progress_files", stored.values.reduce(0, +) * 2)
        defer { bar.finish() }
        var files: [String: Int] = [:]
        var lost: [String] = []
        for name in Set(stored.keys).union(referenced).sorted() {
            let state = site.files.state(of: name) { bar.advance($0) }
            guard state == .sound, let size = stored[name] else {
                // A damaged file nothing speaks of would only be carried along; the doctor shows it.
                if referenced.contains(name) { lost.append(name) }
                continue
            }
            let part = BackupManifest.Part.file(name)
            let written = try writer.add(part.name, size: size, packed: false) { write in
                try site.files.read(name) { piece in
                    try write(piece)
                    bar.advance(piece.count)
                }
            }
            guard written.sha256 == name else {
                throw Failure.conflict(Message("failure.file_damaged", ["hash": name]))
            }
            files[name] = size
        }
        guard lost.isEmpty || allowingLost else {
            throw Failure.conflict(Message("failure.backup_lost", ["count": String(lost.count), "hash": lost[0]]))
        }
        return (files, lost)
    }

    private func readBack(_ path: String) async throws -> BackupCheck.Result {
        let archive = try ArchiveReader(path)
        let manifest = try BackupManifest(of: archive)
        let tables = try await StoredTables.known(site.settings)
        let bar = bar("backup.progress_check", manifest.fileBytes + manifest.tables.values.reduce(0) { $0 + $1.size })
        defer { bar.finish() }
        return try BackupCheck(archive: archive, manifest: manifest, tables: tables).run { bar.advance($0) }
    }
}

extension Connection {
    /// Names of the schema's steps this database went through.
    func appliedMigrations() throws -> [String] {
        try rows(SQL(trusted: "SELECT name FROM \(StoredTables.migrationTable)")).map { try $0.string("name") }
            .sorted { $0.precedesByBytes($1) }
    }
}
