import Documents
import ITA

/// From a plan and a round's work to the content of the report, and from content to a report in one layout and language.
enum RoundReport {
    /// Everything the round says, in the edition's order. Rows stand under the indicator of their first item.
    static func content(plan: Plan, work: RoundWork, strings: Strings) throws -> RoundContent {
        let edition = plan.edition.edition
        let codes = edition.items.map(\.key)
        let position = Dictionary(codes.enumerated().map { ($1, $0) }) { first, _ in first }
        var sections: [RoundContent.Section] = []
        for instrument in edition.instruments {
            let indicators = instrument.indicators.map { indicator in
                let keys = Set(indicator.items.map(\.key))
                let rows = plan.rows.filter { row in row.lines.first?.items.first.map(keys.contains) ?? false }
                let sorted = rows.sorted { a, b in
                    let first = position[a.lines.first?.items.first ?? ""] ?? .max
                    let second = position[b.lines.first?.items.first ?? ""] ?? .max
                    return (first, a.position) < (second, b.position)
                }
                return RoundContent.Indicator(
                    number: indicator.number, thai: indicator.name.thai, english: indicator.name.english,
                    rows: sorted.map { self.row($0, plan: plan, work: work) })
            }
            sections.append(
                RoundContent.Section(
                    code: instrument.code, thai: "\(instrument.name.thai) (\(instrument.code))",
                    english: instrument.name.english,
                    indicators: indicators.filter { !$0.rows.isEmpty }))
        }
        return RoundContent(
            agency: .init(key: plan.agency.key, thai: plan.agency.thai, english: plan.agency.english),
            fiscalYear: plan.fiscalYear, half: work.round.half,
            edition: .init(id: edition.id, revision: edition.revision, hash: plan.edition.rulesHash),
            standing: try standing(plan, strings), sections: sections.filter { !$0.indicators.isEmpty })
    }

    /// Reasons are kept as sentences: a reader in ten years has no locale file of today.
    private static func standing(_ plan: Plan, _ strings: Strings) throws -> RoundContent.Standing? {
        guard !plan.scores.isEmpty else { return nil }
        let standing = try Formula(plan.edition.edition).standing(plan.scores)
        return RoundContent.Standing(
            total: standing.total?.rounded(), levelThai: standing.level?.name.thai,
            levelEnglish: standing.level?.name.english,
            instruments: standing.instruments.map { .init(code: $0.code, score: $0.value?.rounded()) },
            unconfirmed: standing.reasons.map {
                .init(thai: strings.reason($0, .thai), english: strings.reason($0, .english))
            })
    }

    private static func row(_ row: PlanRow, plan: Plan, work: RoundWork) -> RoundContent.Row {
        let edition = plan.edition.edition
        let lines = row.lines.map { line in
            let items = line.items.compactMap { edition.item(key: $0) }
            return RoundContent.Line(
                items: items.map {
                    RoundContent.Item(
                        key: $0.key, code: $0.code, thai: $0.thai, english: $0.english, score: plan.scores[$0.key]?.text
                    )
                },
                label: ItemRange.label(items.map(\.code), in: edition), findings: line.findings.map(\.text))
        }
        let progress = work.progress(in: row)
        let mayHaveBegun = progress.contains(where: \.measures.isEmpty)
        let measures = row.measures.compactMap { plan.measure($0) }.map { measure in
            RoundContent.Measure(
                id: measure.id, text: measure.text, unit: measure.unit, person: measure.person, steps: measure.steps,
                startsOn: measure.startsOn?.iso, endsOn: measure.endsOn?.iso, followUp: measure.followUp,
                status: status(measure, plan, work, mayHaveBegun: mayHaveBegun)?.rawValue ?? "")
        }
        let results = progress.map { progress in
            RoundContent.Result(
                text: progress.text, measures: progress.measures, evidence: work.uses(of: progress).map(evidence))
        }
        return RoundContent.Row(
            lines: lines, measures: measures, results: results,
            evidence: work.uses(in: row).map(evidence) + work.disclosed(in: row).map(\.content))
    }

    /// How a measure stands at the end of a round: one with a result up to then was begun, whatever somebody has or has not
    /// set. Nil where a result beside it does not say whose it is, and nobody set anything.
    private static func status(
        _ measure: Measure, _ plan: Plan, _ work: RoundWork, mayHaveBegun: Bool
    ) -> Measure.Status? {
        guard measure.status == .planned else { return measure.status }
        let isLast = work.round.half == plan.rounds.map(\.half).max()
        let hasBegun = isLast && measure.hasResult || work.progress.contains { $0.measures.contains(measure.id) }
        return hasBegun ? .underway : mayHaveBegun ? nil : .planned
    }

    private static func evidence(_ use: EvidenceUse) -> RoundContent.Evidence {
        let kept = use.evidence
        var picture: RoundContent.Picture?
        if let hash = kept?.printHash, let width = kept?.printWidth, let height = kept?.printHeight {
            picture = RoundContent.Picture(sha256: hash, width: width, height: height)
        }
        return RoundContent.Evidence(
            kind: kept?.kind.rawValue ?? "caption", caption: use.caption, aboutOn: use.aboutOn?.iso, picture: picture,
            fileName: kept?.kind == .file ? kept?.fileName : nil, sha256: kept?.fileHash, address: kept?.address)
    }

    /// The report in one of the edition's layouts.
    static func report(
        _ content: RoundContent, edition: Edition, layout key: String, language: Language, seal: ReportSeal,
        digits: ReportDigits = .arabic, strings: Strings
    ) throws -> Report {
        guard let layout = edition.layouts.first(where: { $0.key == key }) else {
            throw Failure.invalid([
                Problem(
                    "not_allowed",
                    ["given": key, "allowed": edition.layouts.map(\.key).joined(separator: ", "), "field": "layout"],
                    at: "--layout")
            ])
        }
        var words = try words(content, layout: layout, edition: edition, language: language, strings: strings)
        words.check = strings.text(
            Address.isForOthers(seal.mark) ? "report.check_at" : "report.check_here",
            ["address": seal.whole("/verify"), "code": ReportSeal.code(seal.hash)], language)
        return Report(
            content: content,
            layout: ReportLayout(
                key: layout.key, landscape: layout.landscape,
                columns: try layout.columns.map { column in
                    guard let kind = ReportLayout.Content(rawValue: column.content) else {
                        throw Failure.invalid([
                            Problem("not_allowed", ["given": column.content, "allowed": "", "field": "content"])
                        ])
                    }
                    return .init(
                        content: kind, heading: strings.name(column.heading, language), share: Double(column.share))
                },
                signatures: layout.signatures.map { strings.name($0, language) }),
            words: words, seal: seal, digits: digits)
    }

    /// The fixed words of a report, with agency, year and months in its title.
    private static func words(
        _ content: RoundContent, layout: Edition.Layout, edition: Edition, language: Language, strings: Strings
    ) throws -> ReportWords {
        func text(_ key: String) -> String { strings.text("report.\(key)", [:], language) }
        let round = edition.rounds.first { $0.half == content.half }
        let months = [round?.starts, round?.ends].compactMap { $0?.day(inFiscalYear: content.fiscalYear) }.map {
            strings.month($0, language)
        }
        let values = [
            "agency": content.agency.name(language),
            "year": String(content.fiscalYear),
            "half": text("half_\(content.half)"), "months": months.joined(separator: " - "),
        ]
        let title = language == .thai ? layout.titleThai : layout.titleEnglish
        var words = ReportWords(
            language: language.rawValue, title: title.map { Strings.fill($0, values) }, points: text("points"),
            indicator: text("indicator"), noResult: text("no_result"), pictureMissing: text("picture_missing"),
            pageOf: text("page_of"), unconfirmed: text("unconfirmed"),
            standing: strings.text("report.standing", ["year": String(edition.fiscalYear.value)], language),
            total: text("total"), continued: strings.text("report.continued", ["code": "{code}"], language),
            signed: text("signed"), draft: text("draft"), frozen: text("frozen"),
            sheet: Dictionary(ReportWords.sheetKeys.map { ($0, text("sheet.\($0)")) }) { first, _ in first },
            status: Dictionary(
                Measure.Status.allCases.map { ($0.rawValue, strings.text("status.\($0.rawValue)", [:], language)) }
            ) { first, _ in first })
        words.addressDown = strings.text("report.address_down", ["day": "{day}"], language)
        words.addressMissing = text("address_missing")
        return words
    }
}

extension RoundContent.Agency {
    /// The agency's name in a language, as it was when the round was frozen; the Thai one where it had no other.
    func name(_ language: Language) -> String { language == .english ? english ?? thai : thai }
}
