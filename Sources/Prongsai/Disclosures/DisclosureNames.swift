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
    /// Names that say that they are of a year, without these words: `รายงานประจำปี` is one, `รายงาน` alone says too little.
    private var yearly: [[UInt32]: [String]] = [:]

    /// - Parameters:
    ///   - names: names of items by their keys, of other editions' items too.
    ///   - items: the keys of this edition's items, in order.
    init(_ names: [String: [String]], items: [String]) {
        for key in items {
            for name in names[key] ?? [] where known(name)?.contains(key) != true {
                if Self.isYearly(name) {
                    yearly[Self.plain(name), default: []].append(key)
                } else {
                    keys[Self.plain(name), default: []].append(key)
                }
            }
        }
    }

    /// The items that words are a name of, in the edition's order: `No Gift Policy`, and with another name beside it
    /// `นโยบายไม่รับของขวัญ (No Gift Policy)`, where all of them are names of one item at least.
    func keys(of text: String) -> [String] {
        guard !keys.isEmpty || !yearly.isEmpty, text.utf8.count <= 300 else { return [] }
        if let found = known(text) { return found }
        let parts = text.unicodeScalars.split { "/()[]|:".unicodeScalars.contains($0) }
            .map { String(String.UnicodeScalarView($0)) }.filter { !Self.plain($0).isEmpty }
        guard parts.count > 1, parts.count < 5, let first = known(parts[0]) else { return [] }
        return first.filter { key in parts.allSatisfy { known($0)?.contains(key) == true } }
    }

    private func known(_ text: String) -> [String]? {
        let plain = Self.plain(text)
        return keys[plain] ?? yearly[plain].flatMap { Self.isYearly(text) ? $0 : nil }
    }

    private static let years = ["ประจำปีงบประมาณ", "ปีงบประมาณ", "ประจำปี", "พ.ศ.", "ปี"]
    private static let owners = ["ของหน่วยงาน", "ของเรา"]

    /// Words without those that only say of which year or whose they are.
    static func bare(_ text: String) -> String { (years + owners).reduce(text) { $0.replacingBytes($1, with: "") } }

    private static func plain(_ text: String) -> [UInt32] { DisclosureTitles.letters(of: bare(text), without: []) }

    private static func isYearly(_ text: String) -> Bool {
        plain(text) != DisclosureTitles.letters(of: text, without: owners)
    }
}
