import Documents
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A file that somebody is sending, or has sent and no result has taken yet.
struct PendingUpload: Codable, Sendable, Equatable {
    var id: String
    /// What the sender calls it.
    var name: String
    /// Its whole length in bytes, as promised when it began.
    var size: Int
    /// What it is for, such as a round's half and a measure: a page shows only its own.
    var about: String
    /// Whether nothing but a picture will do.
    var mustBePicture: Bool
    /// What its sender knows it by beside name and length, such as when it was last changed.
    var mark: String?
    /// What it turned out to be once it was whole; nil while pieces are missing.
    var look: Look?

    struct Look: Codable, Sendable, Equatable {
        var isPhoto: Bool
        var mediaType: String
        var width: Int?
        var height: Int?
        var takenAt: String?
    }
}

/// The uploads of one person: files that come in pieces, each with an id, and go on where they stopped. They lie in a
/// folder of that person, outside the database and the store of evidence, until a result takes them; what nobody takes
/// is gone after a day.
struct Uploads: Sendable {
    private let files: Files
    private let folder: URL

    /// Bytes of one piece at most.
    static let piece = 1_000_000
    /// Bytes of one file at most.
    static let largest = UploadLimits().file
    /// Files of one person that may wait at a time, and bytes of them together.
    static let most = 300
    static let mostBytes = 3_000_000_000
    /// How long a file waits, in milliseconds.
    static let patience: Int64 = 86_400_000

    /// - Parameter owner: whoever sends them, in letters, digits and dashes.
    init(_ files: Files, owner: String) {
        (self.files, folder) = (files, Uploads.root(files).appendingPathComponent(owner))
    }

    private static func root(_ files: Files) -> URL { files.incoming.appendingPathComponent("uploads") }

    // MARK: One piece after another

    /// Begins a file. One of the same name, length and mark for the same purpose goes on where it stopped.
    func begin(name: String, size: Int, about: String, mustBePicture: Bool, mark: String? = nil) throws -> (
        upload: PendingUpload, have: Int
    ) {
        guard size > 0 else { throw Failure.invalid([Problem("upload_empty", ["name": name], at: name)]) }
        guard size <= Uploads.largest else { throw Failure.invalid([Uploads.tooLarge(size, name)]) }
        let waiting = list()
        if let mark,
            let found = waiting.first(where: {
                $0.mark == mark && $0.name == name && $0.size == size && $0.about == about
                    && $0.mustBePicture == mustBePicture
            })
        {
            return (found, have(found.id))
        }
        guard waiting.count < Uploads.most, waiting.reduce(size, { $0 + $1.size }) <= Uploads.mostBytes else {
            throw Failure.invalid([Problem("too_many_files", ["limit": String(Uploads.most)])])
        }
        let upload = PendingUpload(
            id: ID.new(), name: String(name.unicodeScalars.prefix(200)), size: size, about: about,
            mustBePicture: mustBePicture, mark: mark)
        try write(upload)
        return (upload, 0)
    }

    static func tooLarge(_ size: Int, _ name: String) -> Problem {
        UploadReader.tooLarge(size, limit: largest, name)
    }

    /// An upload of this person with the number of bytes that are here; nil where there is none.
    func find(_ id: String) -> (upload: PendingUpload, have: Int)? {
        guard ID.isID(id), let data = try? Data(contentsOf: place(id, "json")),
            let upload = try? JSONDecoder().decode(PendingUpload.self, from: data)
        else { return nil }
        return (upload, have(id))
    }

    /// Takes a piece that begins at `offset`; answers how many bytes are here now. A piece that does not fit, because it
    /// came twice or too late, changes nothing.
    func append(_ bytes: [UInt8], at offset: Int, to upload: PendingUpload) throws -> Int {
        guard bytes.count <= Uploads.piece, offset >= 0, offset + bytes.count <= upload.size else {
            throw Failure.invalid([Problem("upload_form")])
        }
        let have = have(upload.id)
        guard have == offset, !bytes.isEmpty else { return have }
        // At its own place: the same piece twice at once, perhaps from two servers, is written over itself.
        let descriptor = open(place(upload.id, "part").path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure.conflict(Message("failure.cannot_write", ["path": files.shown])) }
        defer { close(descriptor) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done, offset + done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure.conflict(Message("failure.cannot_write", ["path": files.shown])) }
            done += count
        }
        return offset + bytes.count
    }

    /// Looks at a file that is whole. What cannot be used is thrown away, and why is thrown.
    func finish(_ upload: PendingUpload) async throws -> PendingUpload {
        if upload.look != nil { return upload }
        do {
            var upload = upload
            let (bytes, print) = (try Data(contentsOf: place(upload.id, "part")), place(upload.id, "jpg"))
            let (name, mustBePicture) = (upload.name, upload.mustBePicture)
            upload.look = try await Uploads.heavy {
                try Uploads.look([UInt8](bytes), name: name, mustBePicture: mustBePicture, print: print)
            }
            try write(upload)
            return upload
        } catch let failure as Failure {
            if case .invalid = failure { remove(upload.id) }
            throw failure
        }
    }

    private static func look(_ bytes: [UInt8], name: String, mustBePicture: Bool, print: URL) throws
        -> PendingUpload.Look
    {
        do {
            let photo = try Photo.read(bytes)
            let copy = try Photo.printable(bytes)
            try Disk.write(copy.bytes, to: print)
            return PendingUpload.Look(
                isPhoto: true, mediaType: photo.mediaType, width: copy.width, height: copy.height,
                takenAt: photo.takenAt)
        } catch PhotoError.notAPicture {
            let kind = FileKind(of: bytes)
            if mustBePicture {
                throw Failure.invalid([Problem("photo_only", ["name": name, "file_kind": kind.rawValue], at: name)])
            }
            guard kind != .program else {
                throw Failure.invalid([Problem("upload_program", ["name": name], at: name)])
            }
            try StoredPicture.checkNamed(bytes, name: name)
            return PendingUpload.Look(isPhoto: false, mediaType: "application/octet-stream")
        } catch let error as PhotoError {
            var values = ["name": name, "file_kind": FileKind(of: bytes).rawValue]
            if case .unsupported(let format) = error { values["format"] = format }
            throw Failure.invalid([Problem("photo_\(error.code)", values, at: name)])
        }
    }

    /// Photos are decoded two at a time, away from the threads that answer requests.
    private static let gate = Gate(width: 2, queue: 400)

    static func heavy<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await gate.pass {
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
            }
        }
    }

    // MARK: Whole files

    /// Keeps files that came with a form, and says what is wrong with the others. That there are too many is said first,
    /// and alone where none could be kept: what is wrong with each would only hide it.
    func keep(_ sent: [UploadedFile], about: String, pictures: Set<String>, most: Int) async throws -> (
        kept: [PendingUpload], problems: [Problem]
    ) {
        var (kept, problems): ([PendingUpload], [Problem]) = ([], [])
        for file in sent {
            if let problem = file.problem {
                if problem.key != "too_many_files" { problems.append(problem) }
                continue
            }
            if kept.count == most { break }
            do {
                let upload = try begin(
                    name: file.name, size: file.size, about: about, mustBePicture: pictures.contains(file.field)
                ).upload
                try FileManager.default.moveItem(at: file.place, to: place(upload.id, "part"))
                kept.append(try await finish(upload))
            } catch Failure.invalid(let found) {
                // Sentences that name the file stand beside the field it came in.
                problems += found.map {
                    $0.values["name"] == nil ? $0 : Problem($0.key, $0.values, at: file.field)
                }
            }
        }
        let tooMany =
            sent.count > most
            ? Problem("too_many_files", ["limit": String(most)])
            : sent.lazy.compactMap(\.problem).first { $0.key == "too_many_files" }
        guard let tooMany else { return (kept, problems) }
        return (kept, [tooMany] + (kept.isEmpty ? [] : problems))
    }

    /// The uploads of this person that are for something, oldest first; all of them where nothing is named.
    func list(about: String? = nil) -> [PendingUpload] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().compactMap { name in
            guard let id = name.removing(suffix: ".json"), let upload = find(id)?.upload else { return nil }
            return about == nil || upload.about == about ? upload : nil
        }
    }

    /// The stripped copy of a photo, to be looked at.
    func print(_ id: String) throws -> [UInt8] {
        guard ID.isID(id), let data = try? Data(contentsOf: place(id, "jpg")) else {
            throw Failure.notFound(Message("failure.no_page"))
        }
        return [UInt8](data)
    }

    /// Moves whole uploads into the store of evidence, in the order named. They stay here until ``remove(_:)``, so that
    /// an operation that fails loses nothing.
    func stored(_ ids: [String]) async throws -> [StoredPicture] {
        var pictures: [StoredPicture] = []
        for id in ids {
            guard let (upload, _) = find(id), let look = upload.look else { continue }
            let (files, part, print) = (files, place(id, "part"), place(id, "jpg"))
            pictures.append(
                try await Uploads.heavy {
                    var copy: RoundContent.Picture?
                    if look.isPhoto, let width = look.width, let height = look.height {
                        copy = RoundContent.Picture(
                            sha256: try files.put([UInt8](try Data(contentsOf: print))), width: width, height: height)
                    }
                    return StoredPicture(
                        kind: look.isPhoto ? .photo : .file,
                        hash: try files.put([UInt8](try Data(contentsOf: part))), name: upload.name,
                        mediaType: look.mediaType, size: upload.size, print: copy, takenAt: look.takenAt)
                })
        }
        return pictures
    }

    func remove(_ id: String) {
        guard ID.isID(id) else { return }
        for ending in ["part", "jpg", "json"] { try? FileManager.default.removeItem(at: place(id, ending)) }
    }

    /// Removes what has lain among the incoming files for a day: uploads nobody took, and what a killed server left.
    static func sweep(_ site: Site) {
        let manager = FileManager.default
        let limit = Double(site.clock.now().milliseconds - patience) / 1000
        func isOld(_ place: URL) -> Bool {
            let changed = (try? manager.attributesOfItem(atPath: place.path))?[.modificationDate] as? Date
            return changed.map { $0.timeIntervalSince1970 < limit } ?? false
        }
        func clear(_ folder: URL) {
            for name in (try? manager.contentsOfDirectory(atPath: folder.path)) ?? [] {
                let place = folder.appendingPathComponent(name)
                var isFolder: ObjCBool = false
                guard manager.fileExists(atPath: place.path, isDirectory: &isFolder) else { continue }
                if isFolder.boolValue {
                    clear(place)
                    rmdir(place.path)  // only where it is empty
                } else if isOld(place) {
                    // The description of an upload is as young as its last piece.
                    let part = place.deletingPathExtension().appendingPathExtension("part")
                    if !manager.fileExists(atPath: part.path) || isOld(part) { try? manager.removeItem(at: place) }
                }
            }
        }
        clear(site.files.incoming)
    }

    private func write(_ upload: PendingUpload) throws {
        do {
            try Disk.makePrivateFolder(folder)
        } catch {
            throw Failure.conflict(Message("failure.cannot_write", ["path": files.shown]))
        }
        try Disk.write([UInt8](try JSONEncoder().encode(upload)), to: place(upload.id, "json"))
    }

    private func have(_ id: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: place(id, "part").path))?[.size] as? Int ?? 0
    }

    private func place(_ id: String, _ ending: String) -> URL { folder.appendingPathComponent("\(id).\(ending)") }
}

extension Visit {
    /// The uploads of whoever asks: of a person in this agency, or of a visitor with this browser.
    func uploads() throws -> Uploads {
        guard let viewer else { return Uploads(site.files, owner: "give-\(formToken)") }
        return Uploads(site.files, owner: "\(try agency().id)_\(viewer.id)")
    }
}

extension ID {
    /// Whether a text has the form of an id: nothing else may become part of a file's name.
    static func isID(_ text: String) -> Bool {
        text.utf8.count == 36
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) || $0 == UInt8(ascii: "-") }
    }
}
