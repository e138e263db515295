import Crypto
import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A part of a file, such as one capture of a month's.
extension Files {
    /// Bytes out of a file. The file is held against its name, as a whole one is, so that neither damage nor what somebody
    /// put in its place is handed on: once for all its parts, as long as the disk says that nobody wrote to it.
    func bytes(of name: String, at offset: Int, count: Int) throws -> [UInt8] {
        let place = try located(name).place
        let damaged = Failure.conflict(Message("failure.file_damaged", ["hash": name]))
        let descriptor = open(place.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.notFound(Message("failure.file_missing", ["hash": name])) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, offset >= 0, count >= 0, offset <= Int(facts.st_size),
            count <= Int(facts.st_size) - offset
        else { throw damaged }
        let now = ContinuousClock.now
        if !checked.holds(name, facts, at: now) {
            guard try Self.digest(descriptor, size: Int(facts.st_size)) == name else { throw damaged }
            checked.add(name, facts, at: now)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        try Self.read(descriptor, offset, count) { bytes += $0 }
        return bytes
    }

    private static func digest(_ descriptor: Int32, size: Int) throws -> String {
        var hash = SHA256()
        try read(descriptor, 0, size) { hash.update(bufferPointer: $0) }
        return Hash.hex(hash.finalize())
    }

    private static func read(
        _ descriptor: Int32, _ offset: Int, _ count: Int, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws {
        try withUnsafeTemporaryAllocation(byteCount: min(max(count, 1), 1 << 18), alignment: 16) { buffer in
            let end = offset + count
            var at = offset
            while at < end {
                let got = pread(descriptor, buffer.baseAddress, min(buffer.count, end - at), off_t(at))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else { throw Failure.conflict(Message("failure.capture_damaged")) }
                body(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
                at += got
            }
        }
    }
}

/// Files that were found to hold what their names promise, and what the disk said of them then. A disk that decays says
/// nothing: after an hour a file is read anew.
final class CheckedFiles: Sendable {
    private struct Facts: Equatable {
        var device: UInt64
        var number: UInt64
        var size: Int64
        /// When it was written to, and when anything about it changed, which no program can set back: seconds and
        /// nanoseconds.
        var times: [Int]

        init(_ facts: stat) {
            (device, number, size) = (UInt64(facts.st_dev), UInt64(facts.st_ino), Int64(facts.st_size))
            times = [
                facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec, facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec,
            ]
        }
    }

    private let known = Mutex<[String: (facts: Facts, at: ContinuousClock.Instant)]>([:])

    func holds(_ name: String, _ facts: stat, at now: ContinuousClock.Instant) -> Bool {
        known.withLock { known in
            known[name].map { $0.facts == Facts(facts) && now - $0.at < .seconds(3600) } ?? false
        }
    }

    func add(_ name: String, _ facts: stat, at now: ContinuousClock.Instant) {
        known.withLock { known in
            if known.count >= 4_096 { known = [:] }
            known[name] = (Facts(facts), now)
        }
    }
}
