import Documents
import Foundation

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

    /// A file, or the one range of its bytes that is asked for (RFC 9110 §14), so that a download that broke off goes on.
    /// Several ranges and other units are answered with the whole; `mark` is its entity tag.
    static func file(
        _ place: URL, size: Int, mark: String, _ headers: [(name: String, value: String)], for asked: [String: String]
    ) -> Reply {
        let headers = headers + [("accept-ranges", "bytes")]
        let isSame = asked["if-range"].map { $0 == mark } ?? true
        guard isSame, let range = asked["range"].flatMap({ bounds($0, size: size) }) else {
            return Reply(200, headers, .file(place, size: size))
        }
        guard !range.isEmpty else { return Reply(416, [("content-range", "bytes */\(size)")]) }
        let said = ("content-range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)")
        return Reply(206, headers + [said], .part(place, range))
    }

    /// The bytes a range names, empty where it lies behind the end; nil for what is no single range of bytes.
    static func bounds(_ header: String, size: Int) -> Range<Int>? {
        guard let set = header.removing(prefix: "bytes=")?.trimmingWhitespace() else { return nil }
        let ends = set.utf8.split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.allSatisfy { (48...57).contains($0) } && $0.count < 19 }) else {
            return nil
        }
        let (first, last) = (Int(String(Substring(ends[0]))), Int(String(Substring(ends[1]))))
        switch (first, last) {
        case (let first?, let last?):
            guard first <= last else { return nil }
            return first < size ? first..<min(last + 1, size) : 0..<0
        case (let first?, nil): return first < size ? first..<size : 0..<0
        // The last so many bytes.
        case (nil, let count?): return max(0, size - count)..<size
        case (nil, nil): return nil
        }
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
