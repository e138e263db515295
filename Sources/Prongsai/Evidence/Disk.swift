import Foundation

/// Writing to the disk so that what was promised is there.
enum Disk {
    /// Writes bytes beside `place`, flushes them, and moves them into place.
    static func write(_ bytes: [UInt8], to place: URL) throws {
        let beside = place.deletingLastPathComponent().appendingPathComponent(".\(place.lastPathComponent).\(ID.new())")
        guard FileManager.default.createFile(atPath: beside.path, contents: nil),
            let handle = try? FileHandle(forWritingTo: beside)
        else { throw Failure.conflict(Message("failure.cannot_write", ["path": place.path])) }
        do {
            try handle.write(contentsOf: bytes)
            try handle.synchronize()
            try handle.close()
            guard rename(beside.path, place.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            try? handle.close()
            try? FileManager.default.removeItem(at: beside)
            throw Failure.conflict(Message("failure.cannot_write", ["path": place.path]))
        }
    }

    /// Reads a file somebody named, up to a limit.
    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let size = attributes?[.size] as? Int, attributes?[.type] as? FileAttributeType == .typeRegular else {
            throw Failure.notFound(Message("failure.no_such_file", ["path": path]))
        }
        guard size <= limit else {
            throw Failure.invalid([
                Problem("file_too_large", ["size": "\(size / 1_000_000)", "limit": "\(limit / 1_000_000)"], at: path)
            ])
        }
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            throw Failure.notFound(Message("failure.cannot_read", ["path": path]))
        }
        return [UInt8](data)
    }
}
