import CArchive
import Crypto

#if canImport(Glibc)
    import Glibc
#endif

/// Reads a zip file from the disk, entry by entry, through libarchive and the file's own directory. Names are keys and
/// never paths. Used by one thread at a time.
final class ArchiveReader: @unchecked Sendable {
    /// Most entries an archive may have; libarchive holds a few hundred bytes for each.
    static let entryLimit = 1_000_000

    let path: String
    /// Length in bytes.
    let size: Int
    private let descriptor: Int32

    /// Opens a file somebody named.
    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw Failure.notFound(
                Message(errno == ENOENT ? "failure.no_such_file" : "failure.cannot_read", ["path": path]))
        }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == Glibc.S_IFREG else {
            close(descriptor)
            throw Failure.conflict(Message("failure.not_a_file", ["path": path]))
        }
        size = Int(facts.st_size)
    }

    deinit { close(descriptor) }

    /// The SHA-256 of the whole file. Counts directory records on the way, because libarchive would hold all of them
    /// before it gives the first entry.
    func fingerprint(_ progress: (Int) -> Void = { _ in }) throws -> String {
        var hash = SHA256()
        var records = 0
        var isFirst = true
        try pieces { piece in
            if isFirst, !piece.starts(with: [0x50, 0x4B]) { throw problem("backup_not_one") }
            isFirst = false
            records += ArchiveReader.directoryRecords(in: piece)
            guard records <= ArchiveReader.entryLimit * 2 else {
                throw problem("backup_limit", ["part": "zip", "limit": String(ArchiveReader.entryLimit)])
            }
            hash.update(bufferPointer: piece)
            progress(piece.count)
        }
        if isFirst { throw problem("backup_not_one") }
        return Hash.hex(hash.finalize())
    }

    private func pieces(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { buffer in
            var at = 0
            while true {
                let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(at))
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw Failure.notFound(Message("failure.cannot_read", ["path": path])) }
                if count == 0 { return }
                try body(UnsafeRawBufferPointer(buffer)[..<count].rebased)
                at += count
            }
        }
    }

    /// How often the signature of a central directory record begins in a piece (APPNOTE 4.3.12); one that lies across
    /// two pieces may be missed, which a limit can bear.
    private static func directoryRecords(in piece: UnsafeRawBufferPointer) -> Int {
        var count = 0
        var at = 0
        while at + 3 < piece.count, let base = piece.baseAddress,
            let found = memchr(base + at, 0x50, piece.count - 3 - at)
        {
            at = base.distance(to: UnsafeRawPointer(found))
            if piece[at + 1] == 0x4B, piece[at + 2] == 1, piece[at + 3] == 2 { count += 1 }
            at += 1
        }
        return count
    }

    /// An entry while it is the current one.
    struct Entry {
        let name: String
        /// Length in bytes as the directory says it; not to be relied on.
        let size: Int
        let isStored: Bool
        fileprivate let archive: OpaquePointer
        fileprivate let reader: ArchiveReader

        /// Hands over the content in pieces. More than `limit` bytes, or much more than was packed, is refused.
        func read(limit: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
            let start = archive_filter_bytes(archive, -1)
            try withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { buffer in
                var total = 0
                while true {
                    let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
                    if count == 0 { return }
                    guard count > 0 else { throw reader.problem("backup_damaged", ["part": name]) }
                    total += count
                    guard total <= limit else {
                        throw reader.problem("backup_limit", ["part": name, "limit": "\(limit)"])
                    }
                    let packed = Int(archive_filter_bytes(archive, -1) - start)
                    // Deflate packs a row of ids and texts tens of times; a thousand times is a trap.
                    guard isStored || total <= 64 << 20 || total / 300 <= max(packed, 1) else {
                        throw reader.problem("backup_bomb", ["part": name])
                    }
                    try body(UnsafeRawBufferPointer(buffer)[..<count].rebased)
                }
            }
        }
    }

    /// Goes over the entries in the order of the file until `visit` answers false. What is not read is skipped without
    /// being touched.
    func walk(_ visit: (Entry) throws -> Bool) throws {
        _ = ArchiveReader.locale
        guard let archive = archive_read_new() else { throw DatabaseError.other("no memory for an archive") }
        defer { archive_read_free(archive) }
        // Not the streaming reader: it would take entries that the directory does not name.
        archive_read_support_format_zip_seekable(archive)
        guard lseek(descriptor, 0, SEEK_SET) == 0, archive_read_open_fd(archive, descriptor, 1 << 16) == ARCHIVE_OK
        else {
            throw problem("backup_not_one")
        }
        var entries = 0
        var pointer: OpaquePointer?
        while true {
            let result = archive_read_next_header(archive, &pointer)
            if result == ARCHIVE_EOF, entries > 0 { return }
            guard result == ARCHIVE_OK || result == ARCHIVE_WARN, let pointer else {
                throw problem(entries == 0 ? "backup_not_one" : "backup_damaged", ["part": "zip"])
            }
            entries += 1
            guard entries <= ArchiveReader.entryLimit else {
                throw problem("backup_limit", ["part": "zip", "limit": String(ArchiveReader.entryLimit)])
            }
            let name = (archive_entry_pathname_utf8(pointer) ?? archive_entry_pathname(pointer)).flatMap {
                String(validatingCString: $0)
            }
            guard let name, archive_entry_is_encrypted(pointer) == 0, archive_entry_filetype(pointer) == 0o100000 else {
                throw problem("backup_part_unknown", ["part": ArchiveReader.shown(name ?? "?")])
            }
            let method = archive_format_name(archive).map { String(cString: $0) } ?? ""
            let entry = Entry(
                name: name, size: Int(archive_entry_size(pointer)), isStored: method.hasSuffix("(uncompressed)"),
                archive: archive, reader: self)
            guard try visit(entry) else { return }
        }
    }

    /// What is wrong with this archive.
    func problem(_ key: String, _ values: [String: String] = [:], at place: String? = nil) -> Failure {
        .invalid([Problem(key, values, at: place.map { "\(path): \($0)" } ?? path)])
    }

    /// A name from outside in a message: short, without control characters.
    static func shown(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                name.unicodeScalars.prefix(100).map { $0.value < 0x20 || $0.value == 0x7F ? "·" : $0 }))
    }

    /// libarchive gives names as UTF-8 only under a UTF-8 locale. Set once, for character types alone.
    private static let locale: Void = { _ = setlocale(LC_CTYPE, "C.UTF-8") }()
}

extension Slice<UnsafeRawBufferPointer> {
    fileprivate var rebased: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self) }
}
