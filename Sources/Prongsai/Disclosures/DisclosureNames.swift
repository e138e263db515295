/// What helps to know items by other words than this edition's titles, by the keys of items.
struct DisclosureAliases: Sendable {
    /// Titles that items had in other editions.
    var titles: [String: [String]] = [:]
    /// What offices call them every day.
    var everyday: [String: [String]] = [:]
}

/// What offices call what they disclose where they use no edition's title. Such a name is short and says little, so words
/// are one of these or none; what is only like one is not.
struct DisclosureNames: Sendable {
    private var keys: [[UInt32]: [String]] = [:]

    /// - Parameters:
    ///   - names: names of items by their keys, of other editions' items too.
    ///   - items: the keys of this edition's items, in order.
    init(_ names: [String: [String]], items: [String]) {
        for key in items {
            for name in names[key] ?? [] where keys[Self.plain(name)]?.contains(key) != true {
                keys[Self.plain(name), default: []].append(key)
            }
        }
    }

    /// The items that words are a name of, in the edition's order: `No Gift Policy`, and with another name beside it
    /// `นโยบายไม่รับของขวัญ (No Gift Policy)`, where all of them are names of one item at least.
    func keys(of text: String) -> [String] {
        guard !keys.isEmpty, text.utf8.count <= 300 else { return [] }
        if let found = keys[Self.plain(text)] { return found }
        let parts = text.unicodeScalars.split { "/()[]|:".unicodeScalars.contains($0) }
            .map { Self.plain(String(String.UnicodeScalarView($0))) }.filter { !$0.isEmpty }
        guard parts.count > 1, parts.count < 5, let first = keys[parts[0]] else { return [] }
        return first.filter { key in parts.allSatisfy { keys[$0]?.contains(key) == true } }
    }

    private static func plain(_ text: String) -> [UInt32] {
        DisclosureTitles.letters(
            of: text, without: ["ประจำปีงบประมาณ", "ปีงบประมาณ", "ประจำปี", "พ.ศ.", "ปี", "ของหน่วยงาน", "ของเรา"])
    }
}
