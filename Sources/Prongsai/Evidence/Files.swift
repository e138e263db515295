import Crypto
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The one door to files, kept by their SHA-256. A folder today; nothing outside may assume a path.
struct Files: Sendable {
    private let folder: URL
    /// Which files were held against their names, for those that read a part of one.
    let checked = CheckedFiles()

    init(folder: URL) { self.folder = folder }

    /// Where files lie while they come in; what is left there after a crash belongs to nobody.
    var incoming: URL { folder.appendingPathComponent("incoming") }

    /// Where the files are, for messages.
    var shown: String { folder.path }

    /// Whether something can be kept: the folder, or where it is not there yet the one it would be made in, takes files.
    var isUsable: Bool {
        var place = folder
        while !FileManager.default.fileExists(atPath: place.path), place.path != "/", !place.path.isEmpty {
            place = place.deletingLastPathComponent()
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder), isFolder.boolValue else {
            return false
        }
        return access(place.path, W_OK | X_OK) == 0
    }

    /// Keeps bytes and gives their name. Written beside and moved into place after a flush, so a killed process
    /// leaves either the whole file or none.
    func put(_ bytes: [UInt8]) throws -> String {
        let name = Hash.sha256(bytes)
        let place = place(of: name)
        if FileManager.default.fileExists(atPath: place.path), try size(of: name) == bytes.count { return name }
        try Disk.makePrivateFolder(place.deletingLastPathComponent())
        do {
            try Disk.write(bytes, to: place)
        } catch Failure.conflict(let message) where message.key == "failure.cannot_write" {
            throw Failure.conflict(Message("failure.no_writing", ["path": shown]))
        } catch Failure.conflict {
            throw Failure.conflict(Message("failure.no_room", ["path": shown]))
        }
        return name
    }

    /// The bytes of a file; checked against its name, so that damage is never handed on.
    func bytes(of name: String) throws -> [UInt8] {
        guard Hash.isHash(name), let data = try? Data(contentsOf: place(of: name)) else {
            throw Failure.notFound(Message("failure.file_missing", ["hash": name]))
        }
        let bytes = [UInt8](data)
        guard Hash.sha256(bytes) == name else {
            throw Failure.conflict(Message("failure.file_damaged", ["hash": name]))
        }
        return bytes
    }

    /// Size in bytes; throws where the file is not there.
    func size(of name: String) throws -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: place(of: name).path)
        guard let size = attributes?[.size] as? Int else {
            throw Failure.notFound(Message("failure.file_missing", ["hash": name]))
        }
        return size
    }

    /// Where a file lies and its size in bytes, for sending it piece by piece. Throws where it is not there.
    func located(_ name: String) throws -> (place: URL, size: Int) {
        guard Hash.isHash(name) else { throw Failure.notFound(Message("failure.file_missing", ["hash": name])) }
        return (place(of: name), try size(of: name))
    }

    private func place(of name: String) -> URL {
        folder.appendingPathComponent(String(name.prefix(2))).appendingPathComponent(name)
    }
}

/// What upkeep needs of the file store beyond single files: all names, and contents in pieces, so that a film of a
/// gigabyte is never in memory.
extension Files {
    /// Columns that name stored files.
    static let references: [(table: String, column: String)] = [
        ("evidence", "file_sha256"), ("evidence", "print_sha256"), ("contribution_file", "file_sha256"),
        ("contribution_file", "print_sha256"), ("job", "input_sha256"), ("job", "outcome_sha256"),
        ("upload", "file_sha256"), ("disclosure_file", "file_sha256"), ("disclosure_tick", "file_sha256"),
        ("disclosure_tick", "screenshot_sha256"), ("disclosure_source", "file_sha256"), ("capture", "file_sha256"),
        ("watched_visit", "file_sha256"),
    ]
    /// Columns that hold the SHA-256 of a file which is not kept.
    static let notKept: [(table: String, column: String)] = [
        ("import", "file_sha256"), ("report_file", "sha256"), ("personal_find", "content_sha256"),
    ]

    enum State: Equatable, Sendable { case sound, missing, damaged, unreadable }

    /// Names of the files that data refers to.
    static func referenced(in db: Connection) throws -> Set<String> {
        var names: Set<String> = []
        for (table, column) in references {
            let (table, column) = (StoredTable.quoted(table), StoredTable.quoted(column))
            let sql = "SELECT DISTINCT \(column) AS name FROM \(table) WHERE \(column) IS NOT NULL"
            for row in try db.rows(SQL(trusted: sql)) { names.insert(try row.string("name")) }
        }
        return names
    }

    /// Names and sizes in bytes of everything in the store. Empty where there is no folder yet.
    func all() throws -> [String: Int] {
        guard FileManager.default.fileExists(atPath: shown) else { return [:] }
        var found: [String: Int] = [:]
        do {
            for folder in try FileManager.default.contentsOfDirectory(atPath: shown) where folder.utf8.count == 2 {
                for name in try FileManager.default.contentsOfDirectory(atPath: "\(shown)/\(folder)")
                where Hash.isHash(name) && name.hasPrefix(folder) {
                    found[name] = try size(of: name)
                }
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure.conflict(Message("failure.cannot_read", ["path": shown]))
        }
        return found
    }

    /// Sizes in bytes of what writers that were killed have left beside the files.
    func unfinished() -> [Int] {
        let manager = FileManager.default
        return ((try? manager.contentsOfDirectory(atPath: shown)) ?? []).flatMap { folder in
            ((try? manager.contentsOfDirectory(atPath: "\(shown)/\(folder)")) ?? []).filter {
                $0.utf8.first == UInt8(ascii: ".")
            }.map {
                (try? manager.attributesOfItem(atPath: "\(shown)/\(folder)/\($0)"))?[.size] as? Int ?? 0
            }
        }
    }

    /// Hands over a file in pieces, whatever it holds; checking is the caller's.
    func read(_ name: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard Hash.isHash(name) else { throw Failure.notFound(Message("failure.file_missing", ["hash": name])) }
        let descriptor = open(place(of: name).path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let key = errno == ENOENT || errno == ENOTDIR ? "failure.file_missing" : "failure.cannot_read"
            throw Failure.notFound(Message(key, ["hash": name, "path": place(of: name).path]))
        }
        defer { close(descriptor) }
        try withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { buffer in
            while true {
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else {
                    throw Failure.notFound(Message("failure.cannot_read", ["path": place(of: name).path]))
                }
                if count == 0 { return }
                try body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
            }
        }
    }

    /// Whether a file is there with the content its name promises.
    func state(of name: String, _ progress: (Int) -> Void = { _ in }) -> State {
        var hash = SHA256()
        do {
            try read(name) { piece in
                hash.update(bufferPointer: piece)
                progress(piece.count)
            }
        } catch Failure.notFound(let message) {
            return message.key == "failure.file_missing" ? .missing : .unreadable
        } catch {
            return .unreadable
        }
        return Hash.hex(hash.finalize()) == name ? .sound : .damaged
    }

    /// Keeps a file that comes in pieces under its name, or refuses it where the content does not fit the name. What
    /// is there already and sound stays; what is damaged is put right.
    func put(_ name: String, _ content: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws {
        let place = self.place(of: name).path
        let folder = (place as NSString).deletingLastPathComponent
        do {
            try Disk.makePrivateFolder(URL(fileURLWithPath: folder))
        } catch {
            throw Failure.conflict(Message("failure.no_writing", ["path": folder]))
        }
        let beside = "\(folder)/.\(name).\(ID.new())"
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw PartialFile.failure(errno, place) }
        defer { close(descriptor) }
        do {
            var hash = SHA256()
            try content { piece in
                hash.update(bufferPointer: piece)
                var rest = piece[...]
                while !rest.isEmpty {
                    let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { throw PartialFile.failure(errno, place) }
                    rest = rest.dropFirst(count)
                }
            }
            guard Hash.hex(hash.finalize()) == name else {
                throw Failure.conflict(Message("failure.file_damaged", ["hash": name]))
            }
            guard fsync(descriptor) == 0, rename(beside, place) == 0 else { throw PartialFile.failure(errno, place) }
        } catch {
            unlink(beside)
            throw error
        }
    }
}
