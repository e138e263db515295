import Documents
import Foundation

/// A photo or file whose bytes lie in `Files` already; what is left is to enter it in the library.
struct StoredPicture: Sendable, Equatable {
    var kind: Evidence.Kind
    /// The file as it was handed in.
    var hash: String
    var name: String
    var mediaType: String
    var size: Int
    /// The printable copy of a photo.
    var print: RoundContent.Picture?
    var takenAt: String?

    /// Keeps a photo and its printable copy, or any other file, and says what it is by its content.
    static func keep(_ bytes: [UInt8], name: String, as kind: Evidence.Kind, in files: Files) throws -> StoredPicture {
        if kind == .photo {
            do {
                let photo = try Photo.read(bytes)
                let copy = try Photo.printable(bytes)
                let picture = RoundContent.Picture(
                    sha256: try files.put(copy.bytes), width: copy.width, height: copy.height)
                return StoredPicture(
                    kind: .photo, hash: try files.put(bytes), name: name, mediaType: photo.mediaType, size: bytes.count,
                    print: picture, takenAt: photo.takenAt)
            } catch let error as PhotoError {
                throw refusal(error, bytes, name)
            }
        }
        try checkNamed(bytes, name: name)
        return StoredPicture(
            kind: kind, hash: try files.put(bytes), name: name, mediaType: "application/octet-stream",
            size: bytes.count,
            print: nil, takenAt: nil)
    }

    /// Whether a document is by its content what its name says, for the kinds whose content tells: nobody could open it
    /// otherwise. A PDF has its end, which a broken copy lacks.
    static func checkNamed(_ bytes: [UInt8], name: String) throws {
        let ending = SitePaper.ending(name)
        let named = SitePaper.Kind(rawValue: ending)
        guard let named, ![.csv, .txt, .jpg].contains(named) else { return }
        let isWhole = named != .pdf || Data(bytes.suffix(65_536)).range(of: Data("%%EOF".utf8)) != nil
        guard SitePaper.kind(of: bytes, ending: ending) == named, isWhole else {
            let values = ["name": name, "ending": ending]
            throw Failure.invalid([Problem("upload_not_as_named", values, at: name)])
        }
    }

    private static func refusal(_ error: PhotoError, _ bytes: [UInt8], _ name: String) -> Failure {
        var values = ["name": name, "file_kind": FileKind(of: bytes).rawValue]
        if case .unsupported(let format) = error { values["format"] = format }
        return .invalid([Problem("photo_\(error.code)", values, at: name)])
    }

    /// Whether a photo could be kept, without keeping it; throws what ``keep`` would throw.
    static func check(_ bytes: [UInt8], name: String) throws {
        do {
            _ = try Photo.read(bytes)
            _ = try Photo.printable(bytes)
        } catch {
            throw refusal(error, bytes, name)
        }
    }

    /// The id of its evidence in the agency's library; entered once, however often it is handed in.
    func evidence(agency: String?, at now: Instant, in db: Connection) throws -> String {
        if let row = try db.first("SELECT id FROM evidence WHERE agency_id = \(agency) AND file_sha256 = \(hash)") {
            return try row.string("id")
        }
        let id = ID.new()
        try db.execute(
            """
            INSERT INTO evidence (id, agency_id, kind, file_sha256, file_name, media_type, file_size, print_sha256,
              print_width, print_height, taken_at, created_at)
            VALUES (\(id), \(agency), \(kind.rawValue), \(hash), \(name), \(mediaType), \(size), \(print?.sha256),
              \(print?.width), \(print?.height), \(takenAt), \(now))
            """)
        return id
    }
}
