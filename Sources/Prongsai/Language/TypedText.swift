/// What somebody typed, wherever: at the command line, in a form, over the API.
enum TypedText {
    /// What is wrong with a text that cannot be meant: bytes that are no UTF-8, which arrive as U+FFFD, and control
    /// characters other than tabs and line ends. They would be kept, frozen and printed as blots.
    static func problem(_ text: String, at place: String? = nil) -> Problem? {
        for scalar in text.unicodeScalars {
            if scalar == "\u{FFFD}" { return Problem("not_text", ["given": shown(text)], at: place) }
            guard scalar.properties.generalCategory == .control, !"\t\n\r".unicodeScalars.contains(scalar) else {
                continue
            }
            // PostgreSQL cannot store a zero byte; the database's door has its own word for it.
            if scalar == "\0" { continue }
            return Problem("control_character", ["given": shown(text)], at: place)
        }
        return nil
    }

    /// Everything wrong with the texts of a JSON value.
    static func problems(_ value: JSONValue) -> [Problem] {
        switch value {
        case .null, .flag, .whole: []
        case .text(let text): [problem(text)].compactMap { $0 }
        case .list(let list): list.flatMap(problems)
        case .object(let members): members.sorted { $0.key < $1.key }.flatMap { problems($0.value) }
        }
    }

    /// The beginning of a text with a dot for each blot, for a message.
    private static func shown(_ text: String) -> String {
        var view = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(40) {
            let isBlot = scalar == "\u{FFFD}" || scalar.properties.generalCategory == .control
            view.append(isBlot ? "·" : scalar)
        }
        return String(view)
    }
}
