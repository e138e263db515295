import Foundation

/// The one door to files, kept by their SHA-256. A folder today; nothing outside may assume a path.
struct Files: Sendable {
    private let folder: URL

    init(folder: URL) { self.folder = folder }

    /// Where files lie while they come in; what is left there after a crash belongs to nobody.
    var incoming: URL { folder.appendingPathComponent("incoming") }

    /// Where the files are, for messages.
    var shown: String { folder.path }

    /// Keeps bytes and gives their name. Written beside and moved into place after a flush, so a killed process
    /// leaves either the whole file or none.
    func put(_ bytes: [UInt8]) throws -> String {
        let name = Hash.sha256(bytes)
        let place = place(of: name)
        if FileManager.default.fileExists(atPath: place.path), try size(of: name) == bytes.count { return name }
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Disk.write(bytes, to: place)
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

    private func place(of name: String) -> URL {
        folder.appendingPathComponent(String(name.prefix(2))).appendingPathComponent(name)
    }
}
