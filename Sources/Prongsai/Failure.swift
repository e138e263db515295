/// Why something was not done. Everything else that is thrown is a mistake of the program.
enum Failure: Error, Sendable, Equatable {
    case notFound(Message)
    case forbidden
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
}

extension Strings {
    /// What is wrong, in words, without the place.
    func what(_ problem: Problem, _ language: Language) -> String {
        text("problem.\(problem.key).what", problem.values, language)
    }
    /// How to mend it, in words.
    func mend(_ problem: Problem, _ language: Language) -> String {
        text("problem.\(problem.key).mend", problem.values, language)
    }
    /// One line of text: place, what, mend.
    func line(_ problem: Problem, _ language: Language) -> String {
        let start = problem.place.map { "\($0): " } ?? ""
        return "\(start)\(what(problem, language)) \(mend(problem, language))"
    }
}
