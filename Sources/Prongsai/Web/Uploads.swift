import Crypto
import Foundation

/// A file that came with a form. It lies in a folder for what is coming in until an operation takes it or the request
/// ends.
struct UploadedFile: Sendable {
    /// The form's field.
    var field: String
    /// What the sender calls it, without folders.
    var name: String
    var size: Int
    var place: URL
    /// Why it cannot be taken, such as its size; nothing of it is kept then.
    var problem: Problem?

    func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: place)) }
}

extension Problem {
    /// Whether more came than is read.
    var isTooLarge: Bool { key == "upload_too_large" || key == "too_much_text" }
}

/// How much a form may bring.
struct UploadLimits: Sendable {
    /// Bytes of one file. A phone's photo has 3–12 MB.
    var file = 60_000_000
    var files = 100
    /// Bytes of everything that is not a file.
    var fields = 2_000_000
    /// Bytes after which nobody listens any more.
    var request = 2_000_000_000
}

/// Takes a form with files as it arrives: fields into memory, files onto the disk.
struct UploadReader {
    private let limits: UploadLimits
    private let folder: URL
    /// Asked before the first file is written: whether the form's fields so far carry what they must. Else files are
    /// read over and not kept.
    private let takesFiles: (FormFields) -> Bool
    private var isDeaf: Bool?
    private var parser: Multipart
    private var field: (name: String, bytes: [UInt8])?
    private var file: (file: UploadedFile, handle: FileHandle?)?
    private var used = 0
    private var seen = 0
    private(set) var fields = FormFields()
    private(set) var files: [UploadedFile] = []

    init(
        contentType: String, limits: UploadLimits, folder: URL, takesFiles: @escaping (FormFields) -> Bool
    ) throws {
        parser = try Multipart(contentType: contentType)
        (self.limits, self.folder, self.takesFiles) = (limits, folder, takesFiles)
    }

    mutating func feed(_ bytes: some Collection<UInt8>) throws {
        seen += bytes.count
        guard seen <= limits.request else { throw UploadReader.tooLarge(limits.request) }
        for event in try parser.feed(bytes) {
            switch event {
            case .part(let name, nil): field = (name, [])
            case .part(let name, let fileName?): try begin(name, fileName)
            case .data(let data): try add(data)
            case .endOfPart: try endPart()
            case .end: break
            }
        }
    }

    mutating func finish() throws { try parser.finish() }

    /// Removes what nobody took.
    func discard() {
        for file in files { try? FileManager.default.removeItem(at: file.place) }
        if let (file, handle) = file {
            try? handle?.close()
            try? FileManager.default.removeItem(at: file.place)
        }
    }

    static func tooLarge(_ limit: Int) -> Failure {
        .invalid([Problem("upload_too_large", ["limit": String(limit / 1_000_000)])])
    }

    /// A file over the limit, with its size rounded up to tenths, so that it never reads as the limit itself.
    static func tooLarge(_ size: Int, limit: Int, _ name: String) -> Problem {
        let tenths = (size + 99_999) / 100_000
        let shown = tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
        return Problem("file_too_large", ["size": shown, "limit": String(limit / 1_000_000)], at: name)
    }

    /// `limit` is in bytes; people count letters, and a Thai one takes three.
    static func tooMuchText(_ limit: Int) -> Problem {
        Problem("too_much_text", ["limit": "\(max(1, limit / 3_000)),000"])
    }

    private mutating func begin(_ name: String, _ fileName: String) throws {
        let isDeaf = isDeaf ?? !takesFiles(fields)
        self.isDeaf = isDeaf
        let plain = fileName.utf8.split(whereSeparator: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }).last
        let shown = plain.map { String(decoding: $0, as: UTF8.self).trimmingWhitespace() } ?? ""
        var upload = UploadedFile(
            field: name, name: String(shown.unicodeScalars.prefix(200)), size: 0,
            place: folder.appendingPathComponent(ID.new()))
        if isDeaf || files.count >= limits.files {
            upload.problem = Problem("too_many_files", ["limit": String(limits.files)])
            file = (upload, nil)
            return
        }
        try Disk.makePrivateFolder(folder)
        guard FileManager.default.createFile(atPath: upload.place.path, contents: nil),
            let handle = try? FileHandle(forWritingTo: upload.place)
        else { throw Failure.conflict(Message("failure.cannot_write", ["path": folder.path])) }
        file = (upload, handle)
    }

    private mutating func add(_ data: [UInt8]) throws {
        if field != nil {
            used += data.count
            guard used <= limits.fields else { throw Failure.invalid([UploadReader.tooMuchText(limits.fields)]) }
            field?.bytes += data
        } else if var (upload, handle) = file {
            upload.size += data.count
            if upload.size > limits.file, upload.problem == nil {
                upload.problem = UploadReader.tooLarge(upload.size, limit: limits.file, upload.name)
                try? handle?.close()
                try? FileManager.default.removeItem(at: upload.place)
                handle = nil
            }
            if upload.problem == nil {
                do { try handle?.write(contentsOf: data) } catch {
                    throw Failure.conflict(Message("failure.cannot_write", ["path": folder.path]))
                }
            }
            file = (upload, handle)
        }
    }

    private mutating func endPart() throws {
        if let (name, bytes) = field {
            guard fields.pairs.count < FormFields.limit else { throw Failure.invalid([Problem("too_many_fields")]) }
            fields.append(
                name, String(decoding: FormFields.withPlainLineEnds(bytes), as: UTF8.self))
            field = nil
        } else if let (upload, handle) = file {
            try? handle?.close()
            var upload = upload
            // How large it is shows when it is over.
            if upload.size > limits.file, upload.problem?.key == "file_too_large" {
                upload.problem = UploadReader.tooLarge(upload.size, limit: limits.file, upload.name)
            }
            // A file field in which nothing was chosen comes as an empty part without a name.
            if upload.size == 0, upload.name.isEmpty {
                try? FileManager.default.removeItem(at: upload.place)
            } else if upload.problem?.key != "too_many_files" || files.last?.problem?.key != "too_many_files" {
                // One says that there are more; the others would only take memory.
                files.append(upload)
            }
            file = nil
        }
    }
}
