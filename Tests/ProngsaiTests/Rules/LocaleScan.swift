import Foundation

@testable import Prongsai

/// What the program's text says, found by reading it.
enum LocaleScan {
    /// A key, where it is used, and the names of the values it is given where the text shows them.
    struct Use {
        var key: String
        var file: String
        var values: Set<String>?
    }

    /// Every use of a sentence, literal or of a family.
    static func uses() throws -> [Use] {
        let sections = Set(
            try Repository.strings().keys(.thai).compactMap { $0.split(separator: ".").first.map(String.init) })
        let known = try Repository.strings().keys(.thai)
        var uses: [Use] = []
        for (file, text) in try program() {
            uses += literals(file, text, sections: sections)
            uses += found(#"Help\.command\(\s*"([a-z-]+)"(?:,\s*\[[^\]]*\])?(?:,\s*key:\s*"([a-z_]+)")?"#, in: text).map
            {
                Use(key: "command.\($0[2].isEmpty ? $0[1] : $0[2])", file: file, values: [])
            }
            if file == "Verify.swift" {
                uses += found(#""(genuine|superseded|draft|altered|unknown)""#, in: text).map {
                    Use(key: "verify.\($0[1])", file: file)
                }
            }
            uses += found(#"(?:at: |field: |day\()"([a-z]+)""#, in: text).map { Use(key: "field.\($0[1])", file: file) }
                .filter {
                    sections.contains("field") && known.contains($0.key)
                }
            uses += found(#"(?:static let name = |Journal\.append\()"([a-z-]+)""#, in: text).map {
                Use(key: "operation.\($0[1].replacingOccurrences(of: "-", with: "_"))", file: file, values: [])
            }
            for match in found(#"Verdict\(\s*kind: ([^,]*),"#, in: text) {
                uses += found(#""([a-z]+)""#, in: match[1]).map { Use(key: "verify.\($0[1])", file: file) }
            }
            for match in found(#"Finding\(\s*"([a-z_]+)",([^,)]*)(?:,\s*(?:nil|"([a-z]+)"))?"#, in: text) {
                let states = found(#"\.(ok|warning|fault)\b"#, in: match[2]).map { $0[1] }
                for outcome in match[3].isEmpty ? states : [match[3]] {
                    let key = "doctor.\(match[1]).\(outcome)"
                    uses += (outcome == "ok" ? [key] : [key, "\(key)_mend"]).map { Use(key: $0, file: file) }
                }
            }
        }
        for (file, text) in try reading() { uses += doubts(file, text) + errors(file, text) }
        return uses + families()
    }

    /// What stands before a literal in the key, by the word that takes it; nil where the word takes no key.
    static func prefix(of word: String, in file: String) -> String? {
        switch word {
        case "Message", "say", "of": ""
        case "text": file == "RoundReport.swift" ? "report." : ""
        case "Problem", "problem", "wrong": "problem."
        case "report": ["Schema.swift", "EditionCheck.swift", "PlanCheck.swift"].contains(file) ? "problem." : nil
        default: nil
        }
    }

    private static func literals(_ file: String, _ text: String, sections: Set<String>) -> [Use] {
        let start = #"(strings\.)?\b(Message|Problem|problem|wrong|say|text|of|report)\(\s*"#
        let call = start + #"(?:[^"\n]*\?\s*)?"([a-z0-9_.]+)"(?:\s*:\s*"([a-z0-9_.]+)")?"#
        var uses: [Use] = []
        for (match, end) in places(call, in: text) {
            guard let start = match[1].isEmpty ? prefix(of: match[2], in: file) : "" else { continue }
            var values = names(after: end, in: text)
            if file == "Schema.swift" { values?.insert("field") }
            if file == "PlanCheck.swift" { values?.formUnion(["number", "options", "caption", "name"]) }
            // The writers of the report fill in its words, and a row that is wrong always names its column.
            if file == "RoundReport.swift" || match[2] == "wrong" { values = nil }
            for key in [match[3], match[4]] where !key.isEmpty {
                uses += full(start + key).map { Use(key: $0, file: file, values: values) }
            }
        }
        // Keys chosen beforehand and passed on, such as `let key = … ? "failure.no_plan_yet" : "failure.no_plan"`.
        for match in found(#""(([a-z_]+)(?:\.[a-z0-9_]+)+)""#, in: text)
        where sections.contains(match[2]) && !match[1].hasSuffix(".json") && file != "Webhook.swift" {
            uses.append(Use(key: match[1], file: file))
        }
        // What a page says after the redirect that ended a form.
        uses += found(#"[?&]done=([a-z_]+)"#, in: text).map { Use(key: "done.\($0[1])", file: file) }
        return uses
    }

    private static func full(_ key: String) -> [String] {
        key.hasPrefix("problem.") ? ["\(key).what", "\(key).mend"] : [key]
    }

    // MARK: Codes of the readers

    private static func doubts(_ file: String, _ text: String) -> [Use] {
        let start = #"\b(SourceDoubt\(\s*code: |doubts\.add\(\s*|note\("[a-z]+", code: |note\(|tell\()"#
        let call = start + #"(?:[^"\n]*\?\s*)?"([a-z_]+)"(?:\s*:\s*"([a-z_]+)")?"#
        var uses: [Use] = []
        for (match, end) in places(call, in: text) {
            var values = match[1].hasPrefix("note(\"") ? nil : names(after: end, in: text)
            if match[1] == "note(" { values?.insert("count") }
            for code in [match[2], match[3]] where !code.isEmpty {
                uses.append(Use(key: "source.\(code)", file: file, values: values))
            }
        }
        guard text.contains("doubt: String?)") else { return uses }
        for line in text.split(separator: "\n") where line.contains("return (") {
            uses += found(#""([a-z]+_?[a-z_]+)""#, in: String(line)).map { Use(key: "source.\($0[1])", file: file) }
        }
        return uses
    }

    private static func errors(_ file: String, _ text: String) -> [Use] {
        var uses: [Use] = []
        for (match, end) in places(#"(SourceError\(\s*code: |fault\()"([a-z_]+)""#, in: text) {
            let values = match[1] == "fault(" ? nil : names(after: end, in: text)
            uses += full("problem.source_\(match[2])").map { Use(key: $0, file: file, values: values) }
        }
        if file == "Photo.swift" {
            for match in found(#"case \.\w+: "([a-z_]+)""#, in: text) {
                uses += full("problem.photo_\(match[1])").map {
                    Use(key: $0, file: file, values: ["name", "file_kind", "format"])
                }
            }
        }
        return uses
    }

    // MARK: Text

    /// Names of a dictionary that is written out after a key; empty where nothing follows, nil where it is passed by name.
    private static func names(after end: Int, in text: String) -> Set<String>? {
        let rest = (text as NSString).substring(from: end)
        guard let start = found(#"^,\s*(?:details: )?\["#, in: rest).first?[0] else {
            return found(#"^(?:\)|,\s*(?:at|place): )"#, in: rest).isEmpty ? nil : []
        }
        var depth = 1
        var inside: [UInt8] = []
        for byte in rest.utf8.dropFirst(start.utf8.count) {
            if byte == UInt8(ascii: "[") { depth += 1 }
            if byte == UInt8(ascii: "]") { depth -= 1 }
            if depth == 0 { break }
            inside.append(byte)
        }
        return Set(found(#""([a-z_]+)":"#, in: String(decoding: inside, as: UTF8.self)).map { $0[1] })
    }

    static func program() throws -> [(file: String, text: String)] { try files("Sources/Prongsai") }
    private static func reading() throws -> [(file: String, text: String)] {
        try files("Sources/Documents") + files("Sources/Prongsai/Imports")
    }

    private static func files(_ folder: String) throws -> [(file: String, text: String)] {
        try Repository.swiftFiles(in: folder).map { file in
            let lines = try String(contentsOf: file, encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false)
            let code = lines.filter { !String($0).trimmingWhitespace().hasPrefix("//") }
            return (file.lastPathComponent, code.joined(separator: "\n"))
        }
    }

    static func found(_ pattern: String, in text: String) -> [[String]] { places(pattern, in: text).map(\.groups) }

    /// Matches with their groups, an empty text where a group took no part, and where each match ends in UTF-16.
    private static func places(_ pattern: String, in text: String) -> [(groups: [String], end: Int)] {
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return [([pattern], 0)] }
        let whole = text as NSString
        return expression.matches(in: text, range: NSRange(location: 0, length: whole.length)).map { match in
            let groups = (0..<match.numberOfRanges).map { index in
                let range = match.range(at: index)
                return range.location == NSNotFound ? "" : whole.substring(with: range)
            }
            return (groups, match.range.location + match.range.length)
        }
    }
}
