import Watch

/// Verdicts and their reasons in words.
extension Strings {
    func verdict(_ state: PageVerdict.State?, _ language: Language) -> String {
        text("verdict.\(state?.rawValue ?? "none")", [:], language)
    }

    /// What the watcher holds of an address: of one that is down what the newest look found there, where that is why. Nil
    /// where it is not watched.
    func watched(_ address: Disclosure.Address, _ language: Language) -> String? {
        guard let state = address.watchState else { return nil }
        if state == "down", let verdict = address.verdict, verdict.weight == .bad {
            return self.verdict(verdict.state, language)
        }
        return text("disclosure.watch_\(["up", "down"].contains(state) ? state : "unknown")", [:], language)
    }

    /// The answer มี with what is wrong with it.
    func thereBut(_ verdict: PageVerdict, _ language: Language) -> String {
        if verdict.state == .wrongYear { return text("answers.there_but_other_year", [:], language) }
        return text("answers.there_but", ["what": self.verdict(verdict.state, language)], language)
    }

    /// Why, in a sentence; the code itself where this version of the program has no words for it.
    func reason(_ reason: PageVerdict.Reason, _ language: Language) -> String {
        var (code, values) = (reason.code, reason.values)
        switch code {
        case "certificate": code = choose("certificate", values["fault"])
        case "timeout": code = choose("timeout", values["phase"])
        case "trouble": code = choose("trouble", values["trouble"])
        case "redirect" where values["for_good"] == nil: code = "redirect_elsewhere"
        case "kind":
            for name in ["expected", "found"] {
                values[name] = values[name].flatMap { template("page_kind.\($0)", language) } ?? values[name]
            }
        default: break
        }
        guard template("verdict_reason.\(code)", language) != nil else { return reason.code }
        return text("verdict_reason.\(code)", values, language)
    }

    /// The reason for a part of a kind of fault, or for the whole kind.
    private func choose(_ code: String, _ part: String?) -> String {
        guard let part, template("verdict_reason.\(code)_\(part)", .thai) != nil else { return code }
        return "\(code)_\(part)"
    }

    /// The verdict with its reasons: `หายไปแล้ว (เว็บไซต์ตอบว่าไม่มีหน้านี้: 404)`.
    func words(_ verdict: PageVerdict?, _ language: Language) -> String {
        let state = self.verdict(verdict?.state, language)
        let why = (verdict?.reasons ?? []).map { reason($0, language) }
        return why.isEmpty ? state : "\(state) (\(why.joined(separator: " · ")))"
    }

    /// What a later look came to, beside what an alert says.
    func again(_ state: PageVerdict.State?, at: String?, _ language: Language) -> String {
        text(
            "watch.again", ["at": at.map { instant($0, language) } ?? "–", "verdict": verdict(state, language)],
            language)
    }

    /// Seconds as people say an interval; in hours or days where it is as many.
    func interval(_ seconds: Int, _ language: Language) -> String {
        let (unit, count) =
            seconds % 86_400 == 0
            ? ("days", seconds / 86_400)
            : seconds % 3600 == 0
                ? ("hours", seconds / 3600) : seconds % 60 == 0 ? ("minutes", seconds / 60) : ("seconds", seconds)
        return text("watch.every_\(unit)", ["count": String(count)], language)
    }
}

/// How a verdict is shown: a sign and a colour beside the words.
extension PageVerdict.State {
    var mark: PeopleParts.Kind {
        switch PageVerdict(self).weight {
        case .good: self == .unreadable || self == .changed ? .fair : .good
        case .bad: .bad
        case .none: .fair
        }
    }
}
