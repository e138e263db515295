import ArgumentParser
import ITA

/// `prongsai score`: where the agency stands.
struct ScoreCommand: AsyncParsableCommand {
    static let configuration = Help.command("score")
    @OptionGroup var common: CommonOptions
    @OptionGroup var which: YearOptions
    @Option(name: .customLong("what-if"), help: Help.of("options.what_if")) var whatIf: [String] = []
    @Flag(help: Help.of("options.explain")) var explain = false
    @Flag(help: Help.of("options.json")) var json = false

    func run() async throws {
        try await common.run { desk in
            let plan = try await desk.plan(which)
            let edition = plan.edition.edition
            let scores = try WhatIf.apply(whatIf.joined(separator: ","), to: plan.scores, edition: edition)
            let standing = try Formula(edition).standing(scores)
            if json {
                return try Terminal.json(
                    StandingJSON(
                        standing, scores: scores, edition: edition, strings: desk.site.strings, language: desk.language)
                )
            }
            show(standing, scores: scores, plan: plan, desk: desk)
        }
    }

    private func show(_ standing: Standing, scores: [String: Score], plan: Plan, desk: Desk) {
        let edition = plan.edition.edition
        let mark = standing.reasons.isEmpty ? "" : "  ◆ \(desk.text("standing.unconfirmed"))"
        desk.say(
            "standing.heading",
            [
                "agency": plan.agency.name(desk.language), "year": String(edition.fiscalYear.value),
                "edition": edition.id, "plan": String(plan.fiscalYear),
            ])
        if !whatIf.isEmpty { desk.say("standing.what_if", ["given": whatIf.joined(separator: ",")]) }
        for instrument in edition.instruments where !instrument.items.isEmpty {
            let value = standing.instruments.first { $0.code == instrument.code }
            Terminal.print("")
            Terminal.print(
                Terminal.padded("\(instrument.code)  \(desk.site.strings.name(instrument.name, desk.language))", 62)
                    + Terminal.right(value?.value?.rounded() ?? "–", 8)
                    + sign(value?.value != nil && !standing.isConfirmed(instrument: instrument.code)))
            for indicator in instrument.indicators where !indicator.items.isEmpty {
                let score = standing.indicators.first { $0.indicator.key == indicator.key }?.value?.rounded() ?? "–"
                let name = desk.site.strings.name(indicator.name, desk.language)
                Terminal.print(
                    Terminal.padded("  \(indicator.number). \(name)", 62) + Terminal.right(score, 8)
                        + sign(score != "–" && !standing.isConfirmed(indicator: indicator.number)))
                showItems(indicator.items, scores)
            }
        }
        Terminal.print("")
        if standing.hasNoTotal {
            for sentence in desk.site.strings.noTotal(standing, edition, desk.language) { Terminal.print(sentence) }
        } else {
            Terminal.print(
                Terminal.padded(desk.text("standing.total"), 62) + Terminal.right(standing.total?.rounded() ?? "–", 8)
                    + mark)
        }
        if let level = standing.level {
            Terminal.print(
                "\(desk.text("standing.level")): \(desk.site.strings.name(level.name, desk.language))\(mark)")
        }
        if let blocking = standing.blocking { Terminal.print(desk.site.strings.blocking(blocking, desk.language)) }
        if !standing.missing.isEmpty {
            desk.say("standing.missing", ["codes": ItemRange.label(standing.missing, in: edition)])
        }
        let hasZero = edition.items.contains { scores[$0.key]?.millionths == 0 }
        let signs = [
            hasZero ? desk.text("standing.sign_zero") : nil,
            standing.reasons.isEmpty ? nil : desk.text("standing.sign_unconfirmed"),
        ].compactMap { $0 }
        if !signs.isEmpty { Terminal.print(signs.joined(separator: "   ")) }
        if explain {
            Terminal.print("")
            desk.say(standing.reasons.isEmpty ? "standing.all_firm" : "standing.why_unconfirmed")
            for reason in standing.reasons { Terminal.print("  ◆ \(desk.site.strings.reason(reason, desk.language))") }
        } else if !standing.reasons.isEmpty {
            desk.say("standing.explain_hint")
        }
    }

    private func sign(_ isUnconfirmed: Bool) -> String { isUnconfirmed ? "  ◆" : "" }

    /// Items six to a line.
    private func showItems(_ items: [Edition.Item], _ scores: [String: Score]) {
        var line = "      "
        for (index, item) in items.enumerated() {
            let score = scores[item.key]
            let sign = score.map { $0.millionths == 0 ? "▲" : " " } ?? " "
            line += Terminal.padded("\(item.code)", 5) + Terminal.right("\(sign)\(score?.text ?? "–")", 7) + "   "
            if index % 4 == 3 || index == items.count - 1 {
                Terminal.print(line)
                line = "      "
            }
        }
    }
}

/// `prongsai gaps`: what each gap costs.
struct GapsCommand: AsyncParsableCommand {
    static let configuration = Help.command("gaps")
    @OptionGroup var common: CommonOptions
    @OptionGroup var which: YearOptions
    @Option(name: .customLong("what-if"), help: Help.of("options.what_if")) var whatIf: [String] = []
    @Flag(help: Help.of("options.explain")) var explain = false
    @Flag(help: Help.of("options.json")) var json = false

    func run() async throws {
        try await common.run { desk in
            let plan = try await desk.plan(which)
            let edition = plan.edition.edition
            let scores = try WhatIf.apply(whatIf.joined(separator: ","), to: plan.scores, edition: edition)
            let formula = try Formula(edition)
            let (gaps, reasons) = (formula.gaps(scores), formula.reasons)
            if json {
                return try Terminal.json(
                    gaps.enumerated().map { index, gap in
                        GapJSON(
                            rank: index + 1, code: gap.item.code, key: gap.item.key, instrument: gap.instrument,
                            name: plan.name(of: gap.item, desk.language), score: gap.score.text,
                            cost: gap.cost?.rounded(), instrumentCost: gap.part?.rounded(), confirmed: reasons.isEmpty)
                    })
            }
            let parts = desk.site.strings.parts(gaps, desk.language)
            desk.say(
                parts.isEmpty ? "gaps.heading" : "gaps.heading_part",
                [
                    "agency": plan.agency.name(desk.language), "year": String(edition.fiscalYear.value),
                    "plan": String(plan.fiscalYear), "codes": parts,
                ])
            for (index, gap) in gaps.enumerated() {
                let name = plan.name(of: gap.item, desk.language) ?? desk.text("gaps.no_title")
                let cost = (gap.cost ?? gap.part).map { "+\($0.rounded())" } ?? "–"
                Terminal.print(
                    Terminal.right("\(index + 1)", 3) + "  " + Terminal.right(cost, 6) + "  "
                        + Terminal.padded(gap.item.code, 4)
                        + Terminal.right(gap.score.text, 7) + "  " + Terminal.shortened(name, 70))
            }
            if gaps.isEmpty { desk.say("gaps.none") }
            for sentence in desk.site.strings.noTotal(formula.standing(scores), edition, desk.language) {
                Terminal.print(sentence)
            }
            if !reasons.isEmpty { Terminal.print("◆ \(desk.text("standing.unconfirmed"))") }
            if explain {
                for reason in reasons { Terminal.print("  ◆ \(desk.site.strings.reason(reason, desk.language))") }
            }
        }
    }
}

extension Terminal {
    /// A text cut to a width, with an ellipsis where something was left out.
    static func shortened(_ text: String, _ columns: Int) -> String {
        if width(text) <= columns { return text }
        var count = 0
        var used = 0
        for scalar in text.unicodeScalars {
            used += width(String(scalar))
            if used >= columns { break }
            count += 1
        }
        return text.beginning(count) + "…"
    }
}
