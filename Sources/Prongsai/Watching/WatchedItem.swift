import ITA

/// The disclosure an address belongs to, as people name it, and what it brings.
struct WatchedItem: Sendable, Equatable {
    /// The edition's label, such as `O18`; the key where the edition has no such item.
    var code: String
    /// In Thai; empty where nobody knows it.
    var title: String
    var english: String?
    /// Points of the total that are lost where it scores nothing; nil where the edition does not tell.
    var points: String?

    /// - Parameters:
    ///   - key: what the edition knows the item by.
    ///   - title: the agency's own wording; nil where it gave none.
    ///   - stakes: what each item of the edition brings; nil to work it out.
    init(key: String, title: String?, edition: Edition, stakes: [String: Exact]? = nil) {
        let item = edition.item(key: key)
        code = item?.code ?? key
        self.title = title ?? item?.thai ?? ""
        english = item?.english
        points = (stakes ?? DisclosureYear.stakes(edition))[key]?.rounded()
    }

    func title(_ language: Language) -> String { language == .english ? english ?? title : title }

    /// Label and title in one line: `O18 ประกาศ…`.
    func name(_ language: Language) -> String {
        let title = title(language)
        return title.isEmpty ? code : "\(code) \(title.shortened(to: 90))"
    }

    /// The items of a year by key, each worked out once.
    static func of(_ rows: [Row], edition: Edition) throws -> [String: WatchedItem] {
        let stakes = DisclosureYear.stakes(edition)
        var items: [String: WatchedItem] = [:]
        for row in rows {
            let key = try row.string("item_key")
            if items[key] == nil {
                let title = try row.optionalString("title")
                items[key] = WatchedItem(key: key, title: title, edition: edition, stakes: stakes)
            }
        }
        return items
    }
}
