/// A fault of a plan for other programs: what it is by key, and in words with the way to mend it.
struct FaultJSON: Encodable {
    var place: String?
    var key: String
    var values: [String: String]
    var what: String
    var mend: String

    init(_ problem: Problem, _ strings: Strings, _ language: Language) {
        (place, key, values) = (problem.place, problem.key, problem.values)
        (what, mend) = (strings.what(problem, language), strings.mend(problem, language))
    }
}
