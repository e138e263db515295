import CArchive
import Glibc

/// A zip file in memory, of which single entries are unpacked under limits. Names are keys and never paths: nothing is
/// written anywhere, so `../../etc/passwd` is only an entry nobody asks for.
///
/// libarchive reads it through its central directory. Only what office files use is accepted: entries that are stored
/// or deflated (ECMA-376 Part 2, Annex B), not encrypted, each name once.
struct Zip {
    private let bytes: [UInt8]
    private let limits: SourceLimits
    /// Names as ``key(_:)`` makes them.
    private(set) var names: Set<String> = []
    private var unpacked = 0

    /// Reads the names of the entries and unpacks nothing.
    ///
    /// - Throws: `not_a_zip`, `truncated_zip`, `broken_zip`, `too_many_entries`, `duplicate_entry`.
    init(_ bytes: [UInt8], limits: SourceLimits) throws(SourceError) {
        (self.bytes, self.limits) = (bytes, limits)
        guard bytes.starts(with: [0x50, 0x4B]) else { throw SourceError(code: "not_a_zip") }
        // libarchive keeps the whole central directory before it gives the first entry; this bounds it beforehand.
        // A stored zip inside the zip brings directory records of its own, hence the generous factor.
        guard Zip.directoryRecords(in: bytes) <= limits.entries * 8 else { throw Zip.tooManyEntries(limits) }
        var names: Set<String> = []
        var entries = 0
        try walk { archive, name throws(SourceError) in
            entries += 1
            guard entries <= limits.entries else { throw Zip.tooManyEntries(limits) }
            guard let name, !name.utf8.elementsEqual("".utf8), name.utf8.last != UInt8(ascii: "/") else { return true }
            guard names.insert(name).inserted else {
                throw SourceError(code: "duplicate_entry", details: ["part": name])
            }
            return true
        }
        self.names = names
    }

    /// A name as part names are compared (ECMA-376 Part 2, 6.2.2.3): without regard to ASCII case. Some writers put a
    /// leading slash or backslashes.
    static func key(_ name: String) -> String {
        var key: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): key.append(UInt8(ascii: "/"))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): key.append(byte | 0x20)
            default: key.append(byte)
            }
        }
        return String(decoding: key.drop { $0 == UInt8(ascii: "/") }, as: UTF8.self)
    }

    /// Unpacks those of the wanted entries that exist; `wanted` are keys. Broken entries can be passed over: they are
    /// then absent like those that do not exist.
    ///
    /// - Throws: `encrypted`, `too_large`, `too_much`, `bomb`, `broken_entry`, `packing_method`, and what `init` throws.
    mutating func read(
        _ wanted: Set<String>, passingOverBroken: Bool = false
    ) throws(SourceError) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        var left = wanted.intersection(names)
        var unpacked = self.unpacked
        let limits = limits
        // A break that libarchive cannot go on after ends a walk; the entries behind it need another.
        for walks in 0..<8 {
            if left.isEmpty { break }
            do throws(SourceError) {
                try walk { archive, name throws(SourceError) in
                    guard let name, left.remove(name) != nil else { return true }
                    do throws(SourceError) {
                        let content = try Zip.unpack(archive, name: name, limits: limits, already: unpacked)
                        unpacked += content.count
                        found[name] = content
                    } catch  where passingOverBroken && error.isOfOneEntry {
                        return !left.isEmpty
                    }
                    return !left.isEmpty
                }
                break
            } catch  where passingOverBroken && error.code == "broken_zip" && walks < 7 {
                continue
            }
        }
        self.unpacked = unpacked
        return found
    }

    /// Unpacks one entry; nil if there is none of that name.
    mutating func read(_ name: String) throws(SourceError) -> [UInt8]? {
        let key = Zip.key(name)
        return try read([key])[key]
    }

    /// Goes over the entries in the order of the file until `visit` answers false.
    private func walk(
        _ visit: (_ archive: OpaquePointer, _ name: String?) throws(SourceError) -> Bool
    ) throws(SourceError) {
        _ = Zip.locale
        guard let archive = archive_read_new() else { throw SourceError(code: "broken_zip") }
        defer { archive_read_free(archive) }
        // Not the streaming reader: it would take entries that the central directory does not name.
        archive_read_support_format_zip_seekable(archive)
        var failure: SourceError?
        bytes.withUnsafeBytes { memory in
            do throws(SourceError) {
                try Zip.walk(archive, memory, visit)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private static func walk(
        _ archive: OpaquePointer, _ memory: UnsafeRawBufferPointer,
        _ visit: (OpaquePointer, String?) throws(SourceError) -> Bool
    ) throws(SourceError) {
        guard archive_read_open_memory(archive, memory.baseAddress, memory.count) == ARCHIVE_OK else {
            throw SourceError(code: "truncated_zip")
        }
        var entry: OpaquePointer?
        while true {
            let result = archive_read_next_header(archive, &entry)
            if result == ARCHIVE_EOF { return }
            guard result == ARCHIVE_OK || result == ARCHIVE_WARN, let entry else {
                throw SourceError(code: "broken_zip")
            }
            var name: String?
            if let utf8 = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry) {
                name = String(validatingCString: utf8).map(key)
            }
            if archive_entry_is_encrypted(entry) != 0 { throw SourceError(code: "encrypted") }
            guard try visit(archive, name) else { return }
        }
    }

    private static func unpack(
        _ archive: OpaquePointer, name: String, limits: SourceLimits, already: Int
    ) throws(SourceError) -> [UInt8] {
        let method = archive_format_name(archive).map { String(cString: $0) } ?? ""
        let isStored = method.utf8.reversed().starts(with: "(uncompressed)".utf8.reversed())
        guard isStored || method.utf8.reversed().starts(with: "(deflation)".utf8.reversed()) else {
            throw SourceError(code: "packing_method", details: ["part": name])
        }
        var content: [UInt8] = []
        let packedStart = archive_filter_bytes(archive, -1)
        var failure: SourceError?
        while failure == nil {
            var count = 0
            withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
                count = archive_read_data(archive, buffer.baseAddress, buffer.count)
                if count > 0 { content.append(contentsOf: UnsafeRawBufferPointer(buffer)[..<count]) }
            }
            if count == 0 { break }
            let packed = Int(archive_filter_bytes(archive, -1) - packedStart)
            if count < 0 {
                failure = SourceError(code: "broken_entry", details: ["part": name])
            } else if content.count > limits.entryBytes {
                failure = SourceError(
                    code: "too_large",
                    details: ["part": name, "limit": SourceError.megabytes(limits.entryBytes)])
            } else if already + content.count > limits.totalBytes {
                failure = SourceError(
                    code: "too_much", details: ["limit": SourceError.megabytes(limits.totalBytes)])
            } else if !isStored, content.count > limits.ratioFreeBytes, content.count > max(packed, 1) * limits.ratio {
                failure = SourceError(
                    code: "bomb", details: ["part": name, "ratio": String(limits.ratio)])
            }
        }
        if let failure { throw failure }
        return content
    }

    /// How often the signature of a central directory record occurs.
    private static func directoryRecords(in bytes: [UInt8]) -> Int {
        var count = 0
        bytes.withUnsafeBufferPointer { memory in
            var at = 0
            while at + 3 < memory.count {
                if memory[at] == 0x50, memory[at + 1] == 0x4B, memory[at + 2] == 1, memory[at + 3] == 2 { count += 1 }
                at += 1
            }
        }
        return count
    }

    private static func tooManyEntries(_ limits: SourceLimits) -> SourceError {
        SourceError(code: "too_many_entries", details: ["limit": String(limits.entries)])
    }

    /// libarchive gives names as UTF-8 only under a UTF-8 locale. Set once, for character types alone.
    private static let locale: Void = { _ = setlocale(LC_CTYPE, "C.UTF-8") }()
}

extension SourceError {
    /// Whether it says nothing about the other entries of the zip.
    fileprivate var isOfOneEntry: Bool { code == "broken_entry" || code == "packing_method" }
}
