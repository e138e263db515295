import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A file that appears whole or not at all. It is written as `NAME.partial` beside its place, flushed, and moved there
/// at the end; what a killed program left behind is written over the next time.
struct PartialFile {
    let target: String
    let path: String
    let descriptor: Int32
    private let isReplacing: Bool

    /// Begins a file. A second writer to the same place is refused, as is a file that is there already, unless
    /// `replacing`.
    init(_ target: String, replacing: Bool) throws {
        var target = target
        while target.utf8.count > 1, target.utf8.last == UInt8(ascii: "/") { target.removeLast() }
        (self.target, path, isReplacing) = (target, target + ".partial", replacing)
        try PartialFile.require(target, replacing: replacing)
        // Readable by its owner alone, because it may hold everything a house knows.
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw PartialFile.failure(errno, target) }
        self.descriptor = descriptor
        // The lock is the kernel's: it goes with the process, however that ends. The one who finished meanwhile has
        // moved the file away, so what was locked must still be what lies there.
        var own = stat()
        var lying = stat()
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &own) == 0, lstat(path, &lying) == 0,
            own.st_ino == lying.st_ino, own.st_dev == lying.st_dev, own.st_mode & S_IFMT == Glibc.S_IFREG
        else {
            close(descriptor)
            throw Failure.conflict(Message("failure.being_written", ["path": target]))
        }
        guard ftruncate(descriptor, 0) == 0 else {
            close(descriptor)
            throw PartialFile.failure(errno, target)
        }
    }

    private static func require(_ target: String, replacing: Bool) throws {
        var there = stat()
        guard stat(target, &there) == 0 else { return }
        guard there.st_mode & S_IFMT == Glibc.S_IFREG else {
            throw Failure.conflict(Message("failure.not_a_file", ["path": target]))
        }
        guard replacing else { throw Failure.conflict(Message("failure.file_exists", ["path": target])) }
    }

    /// Everything is on the disk under its own name when this returns.
    func finish() throws {
        guard fsync(descriptor) == 0 else { throw PartialFile.failure(errno, target) }
        try PartialFile.require(target, replacing: isReplacing)
        guard rename(path, target) == 0 else { throw PartialFile.failure(errno, target) }
        close(descriptor)
        let folder = open(
            (target as NSString).deletingLastPathComponent.isEmpty
                ? "." : (target as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY)
        guard folder >= 0 else { return }
        fsync(folder)  // the name itself
        close(folder)
    }

    /// Takes away what was begun.
    func discard() {
        unlink(path)
        close(descriptor)
    }

    /// What went wrong with writing to a place, in words.
    static func failure(_ code: Int32, _ path: String) -> Failure {
        switch code {
        case ENOSPC, EDQUOT, EFBIG: .conflict(Message("failure.no_room", ["path": path]))
        default: .conflict(Message("failure.no_writing", ["path": path]))
        }
    }
}
