import Documents
import Foundation
import ITA

/// What became public of a disclosure, frozen: a later change of a name, a unit or an edition leaves it as it was. Its
/// canonical JSON has a hash; a field that is nil is left out, so that a field added later leaves older hashes alone.
struct PublishedContent: Codable, Sendable, Equatable {
    static let current = "prongsai-disclosure/1"

    var format = PublishedContent.current
    var agencyKey: String
    var agencyThai: String
    var agencyEnglish: String?
    var fiscalYear: Int
    var itemKey: String
    var code: String
    var titleThai: String
    var titleEnglish: String?
    var slug: String
    /// Name of the responsible unit.
    var unit: String?
    /// First and last day the content covers, `YYYY-MM-DD`.
    var coversFrom: String?
    var coversTo: String?
    /// The agency's statement that there is nothing to disclose this period, and why.
    var nothingBecause: String?
    /// In the markup of ``SiteMarkup``.
    var text: String
    var elements: [Element]
    var addresses: [Address]
    var files: [File]
    /// Earlier versions of the files, newest first.
    var previous: [File]
    /// When the second person passed it, UTC ISO 8601.
    var checkedAt: String?

    struct Element: Codable, Sendable, Equatable {
        var key: String
        var text: String
        /// Whether the agency states that there was none this period.
        var none: Bool?
        /// Where the second person found it; nil where they said nothing that is public.
        var proof: Proof?
    }
    struct Proof: Codable, Sendable, Equatable {
        /// The id of one of the page's files, or one of its addresses; both nil where no document was named.
        var file: String?
        var address: String?
        /// In words, such as a page and a heading.
        var place: String?
    }
    struct Address: Codable, Sendable, Equatable {
        var label: String
        var address: String
        var element: String?
    }
    struct File: Codable, Sendable, Equatable {
        var id: String
        var label: String
        var name: String
        var mediaType: String
        var size: Int
        var sha256: String
        var element: String?
        var addedAt: String
        /// When another version took its place.
        var replacedAt: String?

        var kind: SitePaper.Kind? { SitePaper.Kind(mediaType: mediaType) }
    }

    /// Whether there is anything to read.
    var isEmpty: Bool {
        text.isEmpty && files.isEmpty && addresses.isEmpty && nothingBecause == nil
    }

    func title(_ language: Language) -> String { language == .english ? titleEnglish ?? titleThai : titleThai }
    func agency(_ language: Language) -> String { language == .english ? agencyEnglish ?? agencyThai : agencyThai }

    /// The bytes that are hashed and kept.
    func canonical() throws -> [UInt8] { try canonicalJSON(self) }

    /// Reads what was kept; throws where it does not have the hash it is known by.
    static func read(_ text: String, hash: String) throws -> PublishedContent {
        let bytes = Array(text.utf8)
        guard Hash.sha256(bytes) == hash,
            let content = try? JSONDecoder().decode(PublishedContent.self, from: Data(bytes)),
            content.format == current
        else { throw Failure.conflict(Message("failure.published_damaged", ["hash": hash])) }
        return content
    }
}
