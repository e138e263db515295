import Foundation
import Yams

/// The languages of the interface. Thai is the original.
enum Language: String, Sendable, CaseIterable, Codable {
    case thai = "th"
    case english = "en"
}

/// Every sentence a person sees, from `Locales/`.
struct Strings: Sendable {
    private let texts: [Language: [String: String]]

    init(texts: [Language: [String: String]]) { self.texts = texts }

    /// Reads `th.yaml` and `en.yaml`, nested maps whose leaves are sentences.
    init(folder: URL) throws {
        var texts: [Language: [String: String]] = [:]
        for language in Language.allCases {
            let file = folder.appendingPathComponent("\(language.rawValue).yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            guard let node = try Yams.compose(yaml: text) else { continue }
            texts[language] = Strings.leaves(node, under: "")
        }
        self.texts = texts
    }

    private static func leaves(_ node: Node, under prefix: String) -> [String: String] {
        guard let mapping = node.mapping else { return [prefix: node.scalar?.string ?? ""] }
        return mapping.reduce(into: [:]) { result, pair in
            let key = pair.key.scalar?.string ?? ""
            result.merge(leaves(pair.value, under: prefix.isEmpty ? key : "\(prefix).\(key)")) { first, _ in first }
        }
    }

    /// The same sentences as somebody at the web is to read them: what stands below `on_web` takes the place of its
    /// namesake, which names commands.
    var onWeb: Strings {
        Strings(
            texts: texts.mapValues { sentences in
                var spoken = sentences
                for (key, sentence) in sentences where key.utf8.starts(with: "on_web.".utf8) {
                    spoken[String(key.utf8.dropFirst("on_web.".utf8.count)) ?? key] = sentence
                }
                return spoken
            })
    }

    /// All keys of a language.
    func keys(_ language: Language) -> Set<String> { Set((texts[language] ?? [:]).keys) }

    /// The sentence as it stands in the file; nil where there is none.
    func template(_ key: String, _ language: Language) -> String? { texts[language]?[key] }

    /// A sentence with its `{placeholders}` filled in. A key that is missing shows itself: a test finds it first.
    func text(_ key: String, _ values: [String: String] = [:], _ language: Language) -> String {
        guard let template = texts[language]?[key] else { return "⟦\(key)⟧" }
        return Strings.fill(template, values)
    }

    func text(_ message: Message, _ language: Language) -> String {
        let own = language == .english ? message.english : [:]
        return text(message.key, message.values.merging(own) { $1 }, language)
    }

    /// Puts values where their names stand in braces; `{count|item|items}` is the first word where the value is 1, else the
    /// second. Bytes, because a Thai mark after a brace would hide it.
    static func fill(_ template: String, _ values: [String: String]) -> String {
        if values.isEmpty { return template }
        var result: [UInt8] = []
        var rest = Array(template.utf8)[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "{")) {
            result += rest[..<open]
            guard let close = rest[open...].firstIndex(of: UInt8(ascii: "}")) else {
                rest = rest[open...]
                break
            }
            let parts = rest[(open + 1)..<close].split(separator: UInt8(ascii: "|"))
            let value = parts.first.flatMap { values[String(decoding: $0, as: UTF8.self)] }
            if let value, parts.count == 3 {
                result += value == "1" ? parts[1] : parts[2]
            } else {
                result += value.map { Array($0.utf8) } ?? Array(rest[open...close])
            }
            rest = rest[(close + 1)...]
        }
        return String(decoding: result + rest, as: UTF8.self)
    }
}

/// A sentence by key, with the values it needs: put into words where a person's language is known.
struct Message: Sendable, Equatable, Codable {
    var key: String
    var values: [String: String]
    /// Values that read otherwise in English, such as an agency's name.
    var english: [String: String]
    init(_ key: String, _ values: [String: String] = [:], english: [String: String?] = [:]) {
        (self.key, self.values, self.english) = (key, values, english.compactMapValues { $0 })
    }
}
