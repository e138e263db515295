import Documents

/// How stored files leave the house. A file as it was handed in is only ever kept by the browser, never shown; what is
/// shown is the copy we made ourselves.
enum Serve {
    /// A JPEG of ours, to be looked at. Browsers keep it ten minutes; nobody between does.
    static func picture(_ bytes: [UInt8], name: String) -> Reply {
        Reply(
            200,
            [
                ("content-type", "image/jpeg"), ("content-disposition", Reply.disposition(name, inline: true)),
                ("cache-control", "private, max-age=600"), ("x-content-type-options", "nosniff"),
                ("content-security-policy", "default-src 'none'; sandbox"),
            ], .bytes(bytes))
    }

    /// A file as it was handed in, under its own name letter for letter, to be kept.
    static func original(_ hash: String, name: String, in files: Files) throws -> Reply {
        let (place, size) = try files.located(hash)
        return Reply.download(.file(place, size: size), name: name, type: "application/octet-stream").with(
            "content-security-policy", "default-src 'none'; sandbox")
    }

    /// A small copy of a stored picture, for lists.
    static func thumbnail(_ hash: String, in files: Files) async throws -> Reply {
        let bytes = try await Uploads.heavy { () throws -> [UInt8] in
            let print = try files.bytes(of: hash)
            do { return try Photo.thumbnail(print).bytes } catch { return print }
        }
        return picture(bytes, name: "\(hash.prefix(12)).jpg")
    }
}
