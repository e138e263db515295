import HTML

/// How the site's pages point at each other: on the running server by paths, in a folder of files by relative ones, so
/// that it works wherever it is put.
struct SiteLinks: Sendable {
    enum Place: Sendable, Equatable {
        /// Below a path of the server, such as `/public/lak-si`; nothing for the house's first agency.
        case server(base: String)
        /// In a folder, so many folders below its root.
        case folder(depth: Int)
        /// Shown at the desk before it is public; files come from there.
        case desk(page: String)
    }
    var place: Place
    var agency: String
    var language: Language
    /// The language a reader gets who names none.
    var standard: Language
    /// Where the server has the style sheet and the icon.
    var assets: Assets?
    /// What stands before every path in public, without a slash at its end; empty where nobody said it.
    var base = ""

    /// A page of the site: its way from the root, without a slash at either end. The start is empty.
    func page(_ path: String) -> String { page(path, in: language) }

    func page(_ path: String, in language: Language) -> String {
        switch place {
        case .server(let base):
            let plain = path.isEmpty ? Link.publicAgency(agency) : "\(base)/\(path)"
            return language == standard ? plain : "\(plain)?language=\(language.rawValue)"
        case .folder:
            let folder = language == standard ? path : path.isEmpty ? language.rawValue : "\(language.rawValue)/\(path)"
            return folder.isEmpty ? root.isEmpty ? "./" : root : "\(root)\(folder)/"
        case .desk(let page): return "\(page)/preview"
        }
    }

    /// Something that is not a page, such as `feed.atom`: the same in every language.
    func file(_ path: String) -> String {
        switch place {
        case .server: "\(Link.publicAgency(agency))/\(path)"
        case .folder: root + path
        case .desk(let page):
            // `files/ID/name` without the name
            path.removing(prefix: "files/").map {
                "\(page)/files/\(String(decoding: $0.utf8.prefix(36), as: UTF8.self))"
            } ?? "\(page)/preview"
        }
    }

    /// The style sheet or the icon.
    func asset(_ name: String) -> String {
        switch place {
        case .server, .desk: assets?.address(name) ?? "/static/\(name)"
        case .folder: root + name
        }
    }

    private var root: String {
        guard case .folder(let depth) = place else { return "" }
        return String(repeating: "../", count: depth)
    }

    /// Whole addresses, as feeds and catalogues need them; relative where nobody said what stands before.
    func whole(_ path: String, in language: Language) -> String {
        switch place {
        case .server, .desk: return base + page(path, in: language)
        case .folder:
            let folder = language == standard ? path : path.isEmpty ? language.rawValue : "\(language.rawValue)/\(path)"
            return folder.isEmpty ? "\(base)/" : "\(base)/\(folder)/"
        }
    }

    func wholeFile(_ path: String) -> String {
        switch place {
        case .server, .desk: base + file(path)
        case .folder: "\(base)/\(path)"
        }
    }

    /// What the print of a page says beside a link inside the site: its whole address; nothing where nobody said what
    /// stands before it.
    func onPaper(_ whole: String) -> [Attribute] { base.isEmpty ? [] : [Attribute("data-at", whole)] }

    /// Whether there are feeds and a catalogue: a server that does not know its address gives none.
    var hasFeeds: Bool {
        if case .server = place { return !base.isEmpty }
        return true
    }

    // MARK: Ways from the root

    static func year(_ year: Int) -> String { "\(year)/disclosures" }
    static func item(_ year: Int, _ slug: String) -> String { "\(year)/\(slug)" }
    /// A file's permanent way, percent-encoded for an address.
    static func address(of file: PublishedContent.File) -> String {
        "files/\(file.id)/\(Address.encoded(SitePaper.segment(file.name)))"
    }
    /// The same as a path of a file system.
    static func path(of file: PublishedContent.File) -> String {
        "files/\(file.id)/\(SitePaper.segment(file.name))"
    }
}
