import Foundation

#if canImport(Glibc)
    import Glibc
#endif

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
            if let room = room(at: place.path), room < bytes.count {
                throw Failure.conflict(Message("failure.no_room", ["path": place.path]))
            }
            throw Failure.conflict(Message("failure.cannot_write", ["path": place.path]))
        }
    }

    /// Makes a folder, and those above it that are not there, for its owner alone.
    static func makePrivateFolder(_ place: URL) throws {
        try FileManager.default.createDirectory(
            at: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// Bytes that may still be written to the disk a place lies on; nil where nobody can say.
    static func room(at path: String) -> Int? {
        var folder = path
        while true {
            var facts = statvfs()
            if statvfs(folder.isEmpty ? "." : folder, &facts) == 0 { return Int(facts.f_bavail) * Int(facts.f_frsize) }
            guard !folder.isEmpty, folder != "/" else { return nil }
            folder = (folder as NSString).deletingLastPathComponent
        }
    }

    /// Writes a file anew, and takes away what killed programs left of it: `.NAME.ID`, where nobody has written for an
    /// hour.
    static func writeAnew(_ bytes: [UInt8], to place: URL) throws {
        let folder = place.deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names {
            guard let id = name.removing(prefix: ".\(place.lastPathComponent)."), id.utf8.count == ID.new().utf8.count,
                let facts = try? FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(name).path),
                let written = facts[.modificationDate] as? Date, written.timeIntervalSinceNow < -3600
            else { continue }
            try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
        try write(bytes, to: place)
    }

    /// Writes a file that is not there yet; one that is stays as it is.
    static func writeNew(_ bytes: [UInt8], to place: URL) throws {
        let folder = place.deletingLastPathComponent()
        try requireFolder(folder)
        guard !FileManager.default.fileExists(atPath: place.path) else {
            throw Failure.conflict(Message("failure.file_there", ["path": place.path]))
        }
        try write(bytes, to: place)
    }

    /// A folder that must be there: nobody meant a misspelt one to be made.
    static func requireFolder(_ folder: URL) throws {
        guard isFolder(folder.path) else {
            throw Failure.notFound(Message("failure.no_folder", ["path": folder.path]))
        }
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// Reads a file somebody named, up to a limit.
    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let attributes else { throw Failure.notFound(Message("failure.no_such_file", ["path": path])) }
        guard let size = attributes[.size] as? Int, attributes[.type] as? FileAttributeType == .typeRegular else {
            throw Failure.notFound(Message("failure.no_plain_file", ["path": path]))
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
