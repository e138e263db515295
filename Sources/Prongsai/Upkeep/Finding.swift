/// One thing the doctor looked at. Its sentences stand in the locale files: `doctor.<check>.<outcome>` says what was
/// found, `doctor.<check>.<outcome>_mend` what to do about it.
struct Finding: Sendable, Equatable {
    enum State: String, Sendable, Codable { case ok, warning, fault }
    /// Such as `journal`; never changed once released, for those who read the JSON.
    let check: String
    let state: State
    /// Which of the check's sentences it is: the state's own name, or a closer word.
    let outcome: String
    let values: [String: String]

    init(_ check: String, _ state: State, _ outcome: String? = nil, _ values: [String: String] = [:]) {
        (self.check, self.state, self.outcome, self.values) = (check, state, outcome ?? state.rawValue, values)
    }

    /// A finding as people and programs get it.
    struct Told: Encodable, Sendable {
        var check: String
        var state: State
        var outcome: String
        var says: String
        var mend: String?
        var values: [String: String]
    }

    func told(_ strings: Strings, _ language: Language) -> Told {
        let key = "doctor.\(check).\(outcome)"
        // Where the sentence files themselves are what is missing, the bare facts have to do.
        let bare =
            "\(check): \(outcome) \(values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " "))"
        let worded = strings.worded(values, language)
        let says = strings.template(key, language) == nil ? bare : strings.text(key, worded, language)
        let mend =
            strings.template("\(key)_mend", language) == nil ? nil : strings.text("\(key)_mend", values, language)
        return Told(check: check, state: state, outcome: outcome, says: says, mend: mend, values: values)
    }
}
