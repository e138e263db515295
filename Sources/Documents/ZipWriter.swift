import CArchive

/// A ZIP file made in memory, the same bytes every time (PKWARE APPNOTE 6.3.10).
///
/// libarchive compresses; the container is written here, because libarchive's own puts sizes after the data, which
/// readers of streams refuse for stored entries, and adds the owner of the process. Here every header is complete,
/// names are UTF-8, and every time is 1 January 1980.
struct ZipWriter {
    private var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    /// Adds an entry. `stored` keeps the content as it is, for pictures that are compressed already.
    mutating func add(_ name: String, _ content: [UInt8], stored: Bool = false) throws {
        let packed = try Deflated(content, store: stored)
        let body = stored ? content[...] : packed.deflate
        guard count < 0xffff, body.count < 0xffff_ffff, content.count < 0xffff_ffff, bytes.count < 0xffff_ffff else {
            throw ReportWritingError.tooLarge
        }
        let ascii = name.utf8.allSatisfy { $0 < 0x80 }
        var header: [UInt8] = []
        header.little(20, 2)  // version needed
        header.little(ascii ? 0 : 0x0800, 2)  // bit 11: the name is UTF-8
        header.little(stored ? 0 : 8, 2)
        header.little(0x0021_0000, 4)  // 1980-01-01 00:00 in the form of DOS
        header.little(Int(packed.crc), 4)
        header.little(body.count, 4)
        header.little(content.count, 4)
        header.little(name.utf8.count, 2)
        header.little(0, 2)  // no extra field

        directory.little(0x0201_4b50, 4)
        directory.little(20, 2)
        directory += header
        directory.little(0, 2)  // no comment
        directory.little(0, 2)  // disk
        directory.little(0, 2)  // internal attributes
        directory.little(0, 4)  // external attributes
        directory.little(bytes.count, 4)
        directory += name.utf8

        bytes.little(0x0403_4b50, 4)
        bytes += header
        bytes += name.utf8
        bytes += body
        count += 1
    }

    /// The whole file.
    consuming func finished() throws -> [UInt8] {
        guard bytes.count + directory.count < 0xffff_ffff else { throw ReportWritingError.tooLarge }
        let start = bytes.count
        bytes += directory
        bytes.little(0x0605_4b50, 4)
        bytes.little(0, 4)  // disks
        bytes.little(count, 2)
        bytes.little(count, 2)
        bytes.little(directory.count, 4)
        bytes.little(start, 4)
        bytes.little(0, 2)  // no comment
        return bytes
    }
}

/// Bytes as a raw deflate stream (RFC 1951) with their CRC-32. libarchive writes gzip (RFC 1952), which is a header
/// of ten bytes, that stream, the CRC and the length.
struct Deflated {
    let deflate: ArraySlice<UInt8>
    let crc: UInt32

    /// With `store` nothing is compressed: only the CRC is of use, and zlib computes it faster than we would.
    init(_ content: [UInt8], store: Bool) throws {
        let gzip = try Deflated.gzip(content, level: store ? "0" : "6")
        guard gzip.count >= 18, gzip[0] == 0x1f, gzip[1] == 0x8b, gzip[2] == 8, gzip[3] == 0 else {
            throw ReportWritingError.compression
        }
        let end = gzip.count - 8
        deflate = gzip[10..<end]
        crc = (0..<4).reduce(0) { $0 | UInt32(gzip[end + $1]) << UInt32(8 * $1) }
    }

    private static func gzip(_ content: [UInt8], level: String) throws -> [UInt8] {
        guard let archive = archive_write_new() else { throw ReportWritingError.compression }
        defer { archive_write_free(archive) }
        guard let entry = archive_entry_new() else { throw ReportWritingError.compression }
        defer { archive_entry_free(entry) }
        archive_entry_set_filetype(entry, 0o100000)
        // What deflate adds at worst, by zlib's deflateBound, with room to spare.
        let room = content.count + content.count >> 8 + 4096
        return try [UInt8](unsafeUninitializedCapacity: room) { buffer, used in
            let opened =
                archive_write_add_filter_gzip(archive) == ARCHIVE_OK
                && archive_write_set_filter_option(archive, "gzip", "timestamp", nil) == ARCHIVE_OK
                && archive_write_set_filter_option(archive, "gzip", "compression-level", level) == ARCHIVE_OK
                && archive_write_set_format_raw(archive) == ARCHIVE_OK
                && archive_write_open_memory(archive, buffer.baseAddress, buffer.count, &used) == ARCHIVE_OK
                && archive_write_header(archive, entry) == ARCHIVE_OK
            guard opened, content.isEmpty || archive_write_data(archive, content, content.count) == content.count,
                archive_write_close(archive) == ARCHIVE_OK
            else {
                used = 0
                throw ReportWritingError.compression
            }
        }
    }
}

extension [UInt8] {
    /// Appends the low bytes of a number, lowest first.
    mutating func little(_ value: Int, _ size: Int) {
        for shift in 0..<size { append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
    }
}

/// Why a report cannot be written.
public enum ReportWritingError: Error, Sendable, Equatable {
    /// The picture of this SHA-256 is not a JPEG.
    case notAPicture(String)
    /// More rows, pages or bytes than the format can hold.
    case tooLarge
    /// A library could not compress or write.
    case compression
}
