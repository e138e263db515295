import CArchive
import Crypto

#if canImport(Glibc)
    import Glibc
#endif

/// Writes a zip file entry by entry through libarchive, straight to the disk; files larger than 4 GB and more than
/// 65,535 entries use zip64 (PKWARE APPNOTE 6.3.10, 4.3.9.2 and 4.3.14). Used by one thread at a time.
final class ArchiveWriter: @unchecked Sendable {
    private let archive: OpaquePointer
    private let entry: OpaquePointer
    private let path: String
    private var hash = SHA256()
    private var count = 0

    /// - Parameters:
    ///   - descriptor: an open file, which stays the caller's.
    ///   - path: its name, for messages.
    init(_ descriptor: Int32, path: String) throws {
        guard let archive = archive_write_new(), let entry = archive_entry_new() else {
            throw DatabaseError.other("no memory for an archive")
        }
        (self.archive, self.entry, self.path) = (archive, entry, path)
        guard archive_write_set_format_zip(archive) == ARCHIVE_OK,
            archive_write_open_fd(archive, descriptor) == ARCHIVE_OK
        else {
            throw failure()
        }
    }

    deinit {
        archive_entry_free(entry)
        archive_write_free(archive)
    }

    /// Adds an entry whose content `body` hands over in pieces; answers what was written.
    ///
    /// - Parameters:
    ///   - name: in ASCII.
    ///   - size: its length in bytes where that is known beforehand; it must then be kept.
    ///   - packed: whether to compress it. Pictures are compressed already.
    func add(
        _ name: String, size: Int? = nil, packed: Bool, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws -> (size: Int, sha256: String) {
        archive_entry_clear(entry)
        archive_entry_set_pathname(entry, name)
        archive_entry_set_filetype(entry, 0o100000)
        archive_entry_set_perm(entry, 0o600)
        if let size { archive_entry_set_size(entry, Int64(size)) }
        (hash, count) = (SHA256(), 0)
        let method =
            packed
            ? archive_write_zip_set_compression_deflate(archive) : archive_write_zip_set_compression_store(archive)
        guard method == ARCHIVE_OK, archive_write_header(archive, entry) == ARCHIVE_OK else { throw failure() }
        try body { piece in
            guard !piece.isEmpty else { return }
            guard archive_write_data(archive, piece.baseAddress, piece.count) == piece.count else { throw failure() }
            hash.update(bufferPointer: piece)
            count += piece.count
        }
        guard archive_write_finish_entry(archive) == ARCHIVE_OK, size == nil || size == count else { throw failure() }
        return (count, Hash.hex(hash.finalize()))
    }

    /// Adds an entry that is in memory.
    func add(_ name: String, _ bytes: [UInt8], packed: Bool) throws -> (size: Int, sha256: String) {
        try add(name, packed: packed) { write in try bytes.withUnsafeBytes { try write($0) } }
    }

    /// Writes the directory at the end. Without it the file is no archive.
    func close() throws {
        guard archive_write_close(archive) == ARCHIVE_OK else { throw failure() }
    }

    private func failure() -> Failure { PartialFile.failure(archive_errno(archive), path) }
}
