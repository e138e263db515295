import Foundation

/// What the parser of the command line says, in our own sentences: it speaks English only and has no place for others.
///
/// Its texts are taken apart by their fixed words. What is not known stays as it is, so a later version of the parser
/// says its own words rather than none.
struct ParserWords {
    /// Puts a sentence of the locale files into words.
    let say: (_ key: String, _ values: [String: String]) -> String

    /// The help of a command. Other texts that end a run well, such as a script for a shell, pass unchanged.
    func help(_ text: String) -> String {
        guard text.utf8.starts(with: "OVERVIEW: ".utf8) || text.utf8.starts(with: "USAGE: ".utf8) else { return text }
        return lines(text) { line in
            if let rest = line.removing(prefix: "OVERVIEW: ") { return rest }
            if let rest = line.removing(prefix: "USAGE: ") { return usage(rest) }
            if let heading = ParserWords.headings[line] { return say(heading, [:]) }
            if let found = ParserWords.match("  See '* <subcommand>' for detailed help.", line) {
                return say("parser.see_subcommand", ["command": found[0]])
            }
            for (text, key) in ParserWords.standing {
                if let found = ParserWords.match("*  \(text)", line) { return "\(found[0])  \(say(key, [:]))" }
            }
            if let found = ParserWords.match("*(default: *)", line) {
                return "\(found[0])\(say("parser.standard", ["value": found[1]]))"
            }
            return line
        }
    }

    /// A refusal: the fault, then what the option or argument is, then how the command is used.
    ///
    /// - Parameters:
    ///   - text: everything the parser would print.
    ///   - message: the fault alone, without the word before it.
    func fault(_ text: String, message: String) -> String {
        guard let rest = text.removing(prefix: "Error: \(message)") else { return text }
        return say("parser.fault", ["what": told(message)])
            + lines(rest) { line in
                if let help = line.removing(prefix: "Help:  ") { return say("parser.about", ["what": help]) }
                if let rest = line.removing(prefix: "Usage: ") { return usage(rest) }
                if let found = ParserWords.match("  See '*' for more information.", line) {
                    return say("parser.see", ["command": found[0]])
                }
                return line
            }
    }

    /// Something that neither the person nor the program foresaw.
    func mishap(_ message: String) -> String { say("parser.mishap", ["what": message]) }

    private func usage(_ line: String) -> String {
        let words = ["<options>": "parser.options_word", "<subcommand>": "parser.subcommand_word"]
        let text = words.reduce(line) { $0.replacingOccurrences(of: $1.key, with: say($1.value, [:])) }
        return say("parser.usage", ["usage": text])
    }

    private func told(_ message: String) -> String {
        for (pattern, key, names) in ParserWords.faults {
            guard let found = ParserWords.match(pattern, message) else { continue }
            return say(key, Dictionary(zip(names, found)) { first, _ in first })
        }
        return message
    }

    private func lines(_ text: String, _ change: (String) -> String) -> String {
        text.utf8.split(separator: 10, omittingEmptySubsequences: false).map {
            change(String(decoding: $0, as: UTF8.self))
        }.joined(separator: "\n")
    }

    private static let headings = [
        "ARGUMENTS:": "parser.arguments", "OPTIONS:": "parser.options", "SUBCOMMANDS:": "parser.subcommands",
    ]
    private static let standing = [
        ("Show the version.", "parser.show_version"), ("Show help information.", "parser.show_help"),
        ("Show subcommand help information.", "parser.show_help"),
    ]
    /// What the parser says, a star for each gap; the first that fits counts.
    private static let faults: [(pattern: String, key: String, names: [String])] = [
        ("Unknown option '*'. Did you mean '*'?", "parser.unknown_option_near", ["given", "near"]),
        ("Unknown option '*'", "parser.unknown_option", ["given"]),
        ("Missing value for '*'", "parser.missing_value", ["name"]),
        ("Unexpected argument '*'", "parser.unexpected", ["given"]),
        ("* unexpected arguments: '*'", "parser.unexpected_many", ["count", "given"]),
        ("Missing expected argument '*'", "parser.missing_argument", ["name"]),
        ("Missing one of: '*'", "parser.missing_argument", ["name"]),
        ("The value '*' is invalid for '*'", "parser.invalid_value", ["given", "name"]),
        (
            "The option '*' does not take any value, but '*' was specified.", "parser.no_value_taken",
            ["name", "given"]
        ),
    ]

    /// The whole number in Thai digits that the parser says is no value, as it was typed; nil for any other fault.
    static func refusedNumber(_ message: String) -> String? {
        guard let given = match("The value '*' is invalid for '*'", message)?.first else { return nil }
        let number = Digits.ascii(given)
        return number != given && Int(number) != nil ? given : nil
    }

    /// What stands in the gaps of a pattern; nil where the text does not fit it. By bytes, for a Thai mark would join
    /// the quotation mark before it.
    static func match(_ pattern: String, _ text: String) -> [String]? {
        let pieces = pattern.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
        var rest = Array(text.utf8)[...]
        guard let first = pieces.first, let last = pieces.last, rest.starts(with: first) else { return nil }
        rest = rest.dropFirst(first.count)
        var found: [String] = []
        for piece in pieces.dropFirst().dropLast() {
            guard let at = rest.firstRange(of: piece) else { return nil }
            found.append(String(decoding: rest[..<at.lowerBound], as: UTF8.self))
            rest = rest[at.upperBound...]
        }
        guard pieces.count > 1, rest.count >= last.count, rest.suffix(last.count).elementsEqual(last) else {
            return nil
        }
        return found + [String(decoding: rest.dropLast(last.count), as: UTF8.self)]
    }
}
