import Crypto

/// Reads a whole backup and believes nothing: every part is there, has the size and hash the manifest says and fits the
/// schema; keys are in order and unique; whatever one row says of another is true; every file data speaks of is there.
struct BackupCheck {
    let archive: ArchiveReader
    let manifest: BackupManifest
    /// The schema of the data: after the migrations the manifest names, no more and no less.
    let tables: StoredTables

    /// What is known of a backup that was found sound.
    struct Result: Sendable {
        var manifest: BackupManifest
        /// Tables whose lines this program would write byte for byte the same.
        var canonical: Set<String>
        /// Not damage of the archive: what was wrong in the data already when it was backed up.
        var warnings: [Problem]
    }

    /// Those of the known migrations the backup went through; refuses one that went through others.
    static func migrations(of manifest: BackupManifest, known: [Migration], in archive: ArchiveReader) throws
        -> [Migration]
    {
        let unknown = Set(manifest.migrations).subtracting(known.map(\.name))
        guard unknown.isEmpty else {
            throw archive.problem(
                "backup_newer",
                [
                    "names": ArchiveReader.shown(unknown.sorted().joined(separator: ", ")),
                    "program": ArchiveReader.shown(manifest.program),
                ])
        }
        return known.filter { manifest.migrations.contains($0.name) }
    }

    /// Throws what is wrong, naming the part and the line.
    func run(_ progress: (Int) -> Void = { _ in }) throws -> Result {
        for name in manifest.tables.keys.sorted() where tables[name] == nil {
            throw archive.problem(
                "backup_part_unknown", ["part": BackupManifest.Part.table(ArchiveReader.shown(name)).name])
        }
        var seen: Set<BackupManifest.Part> = []
        var rows = RowCheck(archive: archive, tables: tables)
        try archive.walk { entry in
            guard let part = BackupManifest.Part(entry.name), seen.insert(part).inserted else {
                throw archive.problem("backup_part_unknown", ["part": ArchiveReader.shown(entry.name)])
            }
            switch part {
            case .manifest: break
            case .file(let hash):
                // A stored entry cannot grow, so a file is at most as large as the archive.
                guard let size = manifest.files[hash], entry.isStored else {
                    throw archive.problem("backup_part_unknown", ["part": entry.name])
                }
                try check(entry, size: size, sha256: hash) { progress($0.count) }
            case .table(let name):
                guard let facts = manifest.tables[name], let table = tables[name] else {
                    throw archive.problem("backup_part_unknown", ["part": entry.name])
                }
                try rows.begin(table)
                try check(entry, size: facts.size, sha256: facts.sha256) { piece in
                    try rows.take(piece)
                    progress(piece.count)
                }
                guard try rows.end() == facts.rows else {
                    throw archive.problem("backup_differs", ["part": entry.name])
                }
            }
            return true
        }
        let wanted = tables.tables.map { BackupManifest.Part.table($0.name) } + manifest.files.keys.map { .file($0) }
        for part in wanted where !seen.contains(part) {
            throw archive.problem("backup_part_missing", ["part": part.name])
        }
        try rows.finish()
        let held = Set(manifest.files.keys).union(manifest.lost)
        for name in rows.files where !held.contains(name) {
            throw archive.problem("backup_part_missing", ["part": BackupManifest.Part.file(name).name])
        }
        return Result(manifest: manifest, canonical: rows.canonical, warnings: rows.warnings)
    }

    private func check(
        _ entry: ArchiveReader.Entry, size: Int, sha256: String, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var hash = SHA256()
        var count = 0
        try entry.read(limit: size) { piece in
            hash.update(bufferPointer: piece)
            count += piece.count
            try body(piece)
        }
        guard count == size, Hash.hex(hash.finalize()) == sha256 else {
            throw archive.problem("backup_differs", ["part": entry.name])
        }
    }
}
