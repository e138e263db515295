import Crypto
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Writes a site into a folder as a whole: beside it first, then swapped, so that whoever reads meanwhile, and whoever
/// comes after a run that was killed, finds the old site or the new one and never a part. A folder that is no site of
/// ours is left alone.
enum SiteFolder {
    /// The file that says a folder is ours to replace.
    static let mark = ".prongsai-site"

    static func marking(_ agency: String) -> [UInt8] { Array("prongsai-site/1 \(agency)\n".utf8) }

    static func write(_ files: [SiteFile], agency: String, from store: Files, to folder: URL) throws {
        let folder = folder.standardizedFileURL
        let parent = folder.deletingLastPathComponent()
        try Disk.requireFolder(parent)
        try requireOurs(folder, agency)
        sweep(folder)
        let beside = parent.appendingPathComponent(".\(folder.lastPathComponent).\(ID.new())")
        do {
            for file in files { try write(file, below: beside, from: store) }
            try swap(beside, folder)
        } catch {
            try? FileManager.default.removeItem(at: beside)
            throw error
        }
        // What stands beside now is the old site.
        try? FileManager.default.removeItem(at: beside)
    }

    /// Refuses a folder with anything in it that this program did not put there for this agency.
    private static func requireOurs(_ folder: URL, _ agency: String) throws {
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        guard manager.fileExists(atPath: folder.path, isDirectory: &isFolder) else { return }
        let attributes = try? manager.attributesOfItem(atPath: folder.path)
        let isLink = attributes?[.type] as? FileAttributeType == .typeSymbolicLink
        let there = try? manager.contentsOfDirectory(atPath: folder.path)
        let marking = try? Data(contentsOf: folder.appendingPathComponent(mark))
        let isOurs = marking.map { [UInt8]($0) == self.marking(agency) } ?? false
        guard isFolder.boolValue, !isLink, there?.isEmpty == true || isOurs else {
            throw Failure.conflict(Message("failure.not_our_site", ["path": folder.path]))
        }
    }

    private static func write(_ file: SiteFile, below folder: URL, from store: Files) throws {
        let place = folder.appendingPathComponent(file.path)
        do {
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        } catch {
            throw Failure.conflict(Message("failure.cannot_write", ["path": place.path]))
        }
        switch file.content {
        case .bytes(let bytes): try Disk.write(bytes, to: place)
        case .stored(let name): try copy(name, from: store, to: place)
        }
    }

    /// Copies a stored file in pieces, and refuses it where its content is not what its name says.
    private static func copy(_ name: String, from store: Files, to place: URL) throws {
        let refused = Failure.conflict(Message("failure.cannot_write", ["path": place.path]))
        guard FileManager.default.createFile(atPath: place.path, contents: nil),
            let handle = try? FileHandle(forWritingTo: place)
        else { throw refused }
        defer { try? handle.close() }
        var hash = SHA256()
        try store.read(name) { piece in
            hash.update(bufferPointer: piece)
            do { try handle.write(contentsOf: Data(piece)) } catch { throw refused }
        }
        guard Hash.hex(hash.finalize()) == name else {
            throw Failure.conflict(Message("failure.file_damaged", ["hash": name]))
        }
        guard (try? handle.synchronize()) != nil else { throw refused }
    }

    /// Puts the new folder in the old one's place in one step.
    private static func swap(_ new: URL, _ folder: URL) throws {
        let refused = Failure.conflict(Message("failure.cannot_write", ["path": folder.path]))
        guard FileManager.default.fileExists(atPath: folder.path) else {
            guard rename(new.path, folder.path) == 0 else { throw refused }
            return
        }
        if exchange(new.path, folder.path) { return }
        // A file system that cannot exchange: the address is empty for a moment, the content never half.
        let aside = "\(new.path).old"
        guard rename(folder.path, aside) == 0 else { throw refused }
        guard rename(new.path, folder.path) == 0 else {
            _ = rename(aside, folder.path)
            throw refused
        }
        try? FileManager.default.removeItem(atPath: aside)
    }

    /// Exchanges two folders (Linux, renameat2 with RENAME_EXCHANGE); false where that is not to be had. Looked up by
    /// name: glibc's headers show it to C programs that ask for its extensions only.
    private static func exchange(_ one: String, _ other: String) -> Bool {
        typealias Call =
            @convention(c) (
                CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>, CUnsignedInt
            ) -> CInt
        guard let symbol = dlsym(nil, "renameat2") else { return false }
        return unsafeBitCast(symbol, to: Call.self)(AT_FDCWD, one, AT_FDCWD, other, 1 << 1) == 0
    }

    /// Takes away what runs that were killed have left beside the folder, an hour ago or longer.
    private static func sweep(_ folder: URL) {
        let (manager, parent) = (FileManager.default, folder.deletingLastPathComponent())
        for name in (try? manager.contentsOfDirectory(atPath: parent.path)) ?? [] {
            guard let rest = name.removing(prefix: ".\(folder.lastPathComponent)."),
                ID.isID(rest.removing(suffix: ".old") ?? rest)
            else { continue }
            let place = parent.appendingPathComponent(name)
            let changed = (try? manager.attributesOfItem(atPath: place.path))?[.modificationDate] as? Date
            if let changed, changed.timeIntervalSinceNow < -3600 { try? manager.removeItem(at: place) }
        }
    }
}
