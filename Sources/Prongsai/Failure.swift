/// Why something was not done. Everything else that is thrown is a mistake of the program.
enum Failure: Error, Sendable, Equatable {
    case notFound(Message)
    case forbidden
    /// Nobody knows who asks.
    case unauthorized
    /// What was asked does not fit the state of things; nothing was changed.
    case conflict(Message)
    case invalid([Problem])
}

/// One thing that is wrong with what somebody gave: where, what, and how to mend it. The sentences stand in the locale
/// files under `problem.<key>.what` and `problem.<key>.mend`.
struct Problem: Sendable, Equatable, Codable {
    /// A field of a form, `file:line:column`, or a place in a document.
    var place: String?
    var key: String
    var values: [String: String]

    init(_ key: String, _ values: [String: String] = [:], at place: String? = nil) {
        (self.key, self.values, self.place) = (key, values, place)
    }

    /// The same where the page says the place itself.
    var withoutPlace: Problem { Problem(key, values) }
}

extension [Problem] {
    /// What `work` reads; nil where it is wrong, which joins what is wrong besides, so that all of it is said at once.
    mutating func taking<T>(_ work: () throws -> T) throws -> T? {
        do { return try work() } catch Failure.invalid(let found) {
            self += found
            return nil
        }
    }
}

extension Strings {
    /// What is wrong, in words, without the place. Days are shown as people write them.
    func what(_ problem: Problem, _ language: Language) -> String {
        text("problem.\(problem.key).what", worded(problem.values, language), language)
    }
    /// How to mend it, in words.
    func mend(_ problem: Problem, _ language: Language) -> String {
        text("problem.\(problem.key).mend", problem.values, language)
    }
    /// What is wrong and how to mend it, one after the other.
    func said(_ problem: Problem, _ language: Language) -> String {
        "\(Strings.ended(what(problem, language), language)) \(mend(problem, language))"
    }
    /// The same with its place before it.
    func sentence(_ problem: Problem, _ language: Language) -> String {
        "\(Strings.ended(fault(problem, language), language)) \(mend(problem, language))"
    }
    /// A sentence that another follows on the line: English parts them by a full stop, where none of its kind ends it.
    static func ended(_ sentence: String, _ language: Language) -> String {
        let last = sentence.unicodeScalars.last { !"”\")".unicodeScalars.contains($0) }
        guard language == .english, let last, !".!?:…".unicodeScalars.contains(last) else { return sentence }
        return sentence + "."
    }
    /// Place and fault on one line, the mend on the next: Thai has no full stop to part them.
    func line(_ problem: Problem, _ language: Language) -> String {
        "\(fault(problem, language))\n    → \(mend(problem, language))"
    }

    /// Place and fault. A field that the program names in code is shown under its name in words.
    func fault(_ problem: Problem, _ language: Language) -> String {
        let start = problem.place.map { "\(template("field.\($0)", language) ?? $0): " } ?? ""
        return start + what(problem, language)
    }
}
