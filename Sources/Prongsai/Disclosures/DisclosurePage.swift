import ITA

/// A disclosure as it is prepared to be hosted here: its text, its files, where it will stand, and what was published.
struct DisclosurePage: Sendable, Equatable {
    /// The disclosure's id.
    var id: String
    var agency: Agency
    var year: Int
    var item: Edition.Item
    /// The agency's own wording of the title, where the edition has none.
    var ownTitle: String?
    var unit: String?
    /// Who keeps it, by their ids.
    var unitID: String?
    var personID: String?
    var coversFrom: Day?
    var coversTo: Day?
    var nothingBecause: String?
    var slug: String
    var text: String
    /// When text or slug were written last; nil before the first time.
    var changedAt: String?
    var elements: [Element]
    var addresses: [Address]
    /// Files that count, in order.
    var files: [File]
    /// Earlier versions of them, newest first.
    var previous: [File]
    /// Files that were taken off, with their earlier versions.
    var removed: [File] = []
    /// What was published, newest first.
    var versions: [Version]
    /// The check that stands: passed and not void.
    var check: Check?
    /// The short name everybody reads it under, which may be another than is prepared; nil where it was never public.
    var publicSlug: String?

    struct Element: Sendable, Equatable {
        var key: String
        var text: String
    }
    struct Address: Sendable, Equatable {
        var label: String
        var address: String
        var element: String?
    }
    struct File: Sendable, Equatable {
        var id: String
        var label: String
        var element: String?
        var paper: SitePaper
        var createdAt: String
        var removedAt: String?
        var replaces: String?
        /// When an earlier file was taken out of public view, and why.
        var taken: Taken?

        struct Taken: Sendable, Equatable {
            var at: String
            var because: String
        }
    }
    struct Version: Sendable, Equatable {
        var id: String
        var version: Int
        var hash: String
        var publishedAt: String
        var withdrawnAt: String?
        var withdrawnBecause: String?
    }
    struct Check: Sendable, Equatable {
        var id: String
        var seenHash: String?
        var decidedAt: String
        /// Keys of elements of which there was none this period.
        var none: Set<String>
        /// By key of an element that is there, where it was found.
        var proofs: [String: Proof] = [:]
    }
    struct Proof: Sendable, Equatable {
        /// SHA-256 of a file, or an address; both nil where no document was named.
        var file: String?
        var address: String?
        var place: String
    }

    /// The way everybody reads it at, or will once it is published.
    var way: String { Link.disclosed(agency.key, year, slug) }
    /// The way it is public at now.
    var publicWay: String { Link.disclosed(agency.key, year, publicSlug ?? slug) }

    /// Files one page may have.
    static let mostFiles = 40

    var title: String { ownTitle ?? item.thai ?? item.code }
    /// The version everybody reads now.
    var shown: Version? { versions.first.flatMap { $0.withdrawnAt == nil ? $0 : nil } }

    /// Whether what is prepared is what everybody reads already. A page that was published before proofs were told is no
    /// other for them alone.
    var isShownAsPrepared: Bool {
        guard let shown else { return false }
        var bare = content
        for index in bare.elements.indices { bare.elements[index].proof = nil }
        return [content, bare].contains { content in
            (try? content.canonical()).map { Hash.sha256($0) == shown.hash } ?? false
        }
    }

    /// What a form was filled with, so that nobody's words are overwritten unseen.
    var seen: String { Seen.digest([slug, text]) }

    /// What would become public now. Nothing in it depends on when or by whom.
    var content: PublishedContent {
        let none = check?.none ?? []
        var pieces = elements.map {
            PublishedContent.Element(
                key: $0.key, text: SiteMarkup.clean($0.text), none: none.contains($0.key) ? true : nil,
                proof: proof(of: $0.key))
        }
        // Where nobody knows the elements, the item is checked as a whole.
        if pieces.isEmpty, !none.isEmpty {
            pieces = [PublishedContent.Element(key: "whole", text: SiteMarkup.clean(title), none: true)]
        }
        func file(_ file: File) -> PublishedContent.File {
            PublishedContent.File(
                id: file.id, label: file.label, name: file.paper.name, mediaType: file.paper.mediaType,
                size: file.paper.size, sha256: file.paper.hash, element: file.element, addedAt: file.createdAt,
                replacedAt: file.removedAt)
        }
        return PublishedContent(
            agencyKey: agency.key, agencyThai: agency.thai, agencyEnglish: agency.english, fiscalYear: year,
            itemKey: item.key, code: item.code, titleThai: SiteMarkup.clean(title),
            titleEnglish: ownTitle == nil ? item.english : nil, slug: slug, unit: unit, coversFrom: coversFrom?.iso,
            coversTo: coversTo?.iso, nothingBecause: nothingBecause.map { SiteMarkup.clean($0, lines: true) },
            text: text, elements: pieces,
            addresses: addresses.map {
                PublishedContent.Address(label: SiteMarkup.clean($0.label), address: $0.address, element: $0.element)
            }, files: files.map(file), previous: previous.filter { $0.taken == nil }.map(file),
            checkedAt: check?.decidedAt)
    }

    /// Where the second person found an element, as far as everybody can go there: what the page does not have is not
    /// named.
    private func proof(of element: String) -> PublishedContent.Proof? {
        guard let proof = check?.proofs[element] else { return nil }
        let file = files.first { $0.paper.hash == proof.file }?.id
        let address = file == nil ? addresses.first { $0.address == proof.address }?.address : nil
        let isNamed = proof.file != nil || proof.address != nil
        let place = SiteMarkup.clean(proof.place)
        guard file != nil || address != nil || (!isNamed && !place.isEmpty) else { return nil }
        return PublishedContent.Proof(file: file, address: address, place: place.isEmpty ? nil : place)
    }
}

extension Link {
    static func disclosurePage(_ agency: String, _ year: Int, _ code: String) -> String {
        "/desk/\(agency)/\(year)/disclosures/\(Address.encoded(code))/page"
    }
}
