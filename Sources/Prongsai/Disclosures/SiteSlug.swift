/// The part of a page's permanent address that names it: `no-gift-policy`.
enum SiteSlug {
    static let longest = 80
    /// What stands beside pages in the same folder of the site.
    static let reserved: Set<String> = ["disclosures", "files", "photo", "report", "en", "index"]

    /// What an item's address is called unless somebody says otherwise: its topic, which stays from year to year; the
    /// code where the topic has no name yet.
    static func proposed(key: String, code: String) -> String {
        let topic = key.utf8.firstIndex(of: UInt8(ascii: ".")).map {
            String(decoding: key.utf8[key.utf8.index(after: $0)...], as: UTF8.self)
        }
        guard let topic, topic.removing(prefix: "unnamed") == nil, problem(topic) == nil else {
            let bytes = code.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }.map { byte in
                (97...122).contains(byte) || (48...57).contains(byte) ? byte : UInt8(ascii: "-")
            }
            let plain = String(decoding: bytes, as: UTF8.self)
            return problem(plain) == nil ? plain : "item-\(Hash.sha256(Array(key.utf8)).prefix(12))"
        }
        return topic
    }

    /// Why a text cannot be part of an address; nil where it can. Small letters, digits and single hyphens, a letter
    /// first: nothing a folder, a web server or a reader could take for something else.
    static func problem(_ slug: String) -> Problem? {
        let bytes = Array(slug.utf8)
        let isLetter: (UInt8) -> Bool = { (97...122).contains($0) }
        let isPlain = bytes.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
        let hyphens = zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "-") && $1 == UInt8(ascii: "-") }
        guard let first = bytes.first, let last = bytes.last, isLetter(first), last != UInt8(ascii: "-"), isPlain,
            !hyphens, bytes.count <= longest
        else { return Problem("slug", ["given": SiteMarkup.clean(slug).shortened(to: 60)], at: "slug") }
        return reserved.contains(slug) ? Problem("slug_reserved", ["given": slug], at: "slug") : nil
    }
}
