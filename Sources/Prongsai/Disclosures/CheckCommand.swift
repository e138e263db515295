import ArgumentParser
import Foundation
import ITA
import Watch

/// `prongsai check`: the second person's check of disclosures.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = Help.command(
        "check", [List.self, Show.self, Ask.self, Pass.self, Return.self, Read.self])

    struct List: AsyncParsableCommand {
        static let configuration = Help.command("list", key: "check_list")
        @OptionGroup var common: CommonOptions
        @Option(help: Help.of("options.agency")) var agency: String?

        func run() async throws {
            try await common.run { desk in
                let queue = try await CheckCommand.queue(desk, agency)
                if queue.waiting.isEmpty { desk.say("checks.empty") }
                for entry in queue.waiting {
                    desk.say(
                        "check.line",
                        [
                            "code": entry.code, "year": String(entry.subject.fiscalYear),
                            "title": desk.site.strings.titled(entry.title, desk.language).shortened(to: 60),
                            "points": entry.points?.rounded() ?? "–",
                            "names": (entry.preparers.isEmpty ? [entry.check.askedBy] : entry.preparers).map {
                                desk.site.strings.actor($0.who, $0.name, desk.language)
                            }.joined(separator: ", "),
                            "at": desk.site.strings.instant(entry.check.askedAt, desk.language),
                        ])
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = Help.command("show", key: "check_show")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.check_code")) var code: String
        @Flag(help: Help.of("options.check_read")) var read = false

        func run() async throws {
            try await common.run { desk in
                var data = try await CheckCommand.data(desk, which, code)
                if read {
                    try await CheckRoutes.read(
                        data, on: desk.site, as: desk.actor, within: CheckReading.wholePatience)
                    data = try await CheckCommand.data(desk, which, code)
                }
                CheckCommand.show(data, desk)
            }
        }
    }

    struct Ask: AsyncParsableCommand {
        static let configuration = Help.command("ask", key: "check_ask")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.check_code")) var code: String
        @Option(help: Help.of("options.check_note")) var note: String?

        func run() async throws {
            try await common.run { desk in
                let (agency, disclosure) = try await CheckCommand.disclosure(desk, which, code)
                _ = try await desk.perform(
                    AskForCheck(
                        agency: agency.id, disclosure: disclosure, note: note, editions: desk.site.editions))
                desk.say("done.check_asked")
            }
        }
    }

    struct Pass: AsyncParsableCommand {
        static let configuration = Help.command("pass", key: "check_pass")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.check_code")) var code: String
        @Option(help: Help.of("options.check_there")) var there: [String] = []
        @Option(help: Help.of("options.check_none")) var none: [String] = []
        @Option(help: Help.of("options.check_note")) var note: String?
        @Option(help: Help.of("options.check_opened")) var opened: String?

        func run() async throws {
            try await common.run { desk in
                let data = try await CheckCommand.data(desk, which, code)
                let ticks =
                    try there.map { try CheckCommand.tick($0, .there, data) }
                    + none.map { try CheckCommand.tick($0, .none, data) }
                // Reading it now would hide what nobody has looked at since it changed.
                if let problem = Check.changed(data.subject, data.changed) { throw Failure.invalid([problem]) }
                // Everything must have been read; the looks belong to the pass.
                try await CheckRoutes.read(
                    data, on: desk.site, as: desk.actor, within: CheckReading.wholePatience)
                do {
                    try await desk.perform(
                        PassCheck(
                            agency: data.agency.id, check: data.check.id, ticks: ticks, note: note, opened: opened,
                            seen: nil, editions: desk.site.editions))
                } catch Failure.invalid(let problems) {
                    throw Failure.invalid(CheckCommand.named(problems, data))
                }
                desk.say("done.check_passed")
            }
        }
    }

    struct Return: AsyncParsableCommand {
        static let configuration = Help.command("return", key: "check_return")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.check_code")) var code: String
        @Option(help: Help.of("options.check_note")) var note: String

        func run() async throws {
            try await common.run { desk in
                let data = try await CheckCommand.data(desk, which, code)
                try await desk.perform(
                    ReturnCheck(
                        agency: data.agency.id, check: data.check.id, ticks: [], note: note,
                        editions: desk.site.editions))
                desk.say("done.check_returned")
            }
        }
    }

    /// What is wrong with an element, under its number and words instead of its key; with an option, under its name.
    private static func named(_ problems: [Problem], _ data: CheckData) -> [Problem] {
        problems.map { problem in
            if problem.place == "opened" { return Problem(problem.key, problem.values, at: "--opened") }
            let key = problem.place.flatMap { $0.removing(prefix: "found.") ?? $0.removing(prefix: "place.") }
            guard let key, let index = data.elements.firstIndex(where: { $0.key == key }) else { return problem }
            let name = "\(index + 1). \(data.elements[index].text.shortened(to: 60))"
            return Problem(problem.key, problem.values, at: name)
        }
    }

    // MARK: What is meant

    fileprivate static func queue(_ desk: Desk, _ agency: String?) async throws -> CheckQueue {
        let (language, editions) = (desk.language, desk.site.editions)
        return try await desk.site.database.read { db in
            try CheckQueue.load(try Agency.find(agency, in: db), language: language, editions: editions, in: db)
        }
    }

    /// The disclosure with a code in a year, or the newest year that has it.
    fileprivate static func disclosure(_ desk: Desk, _ which: YearOptions, _ code: String) async throws -> (
        agency: Agency, disclosure: String
    ) {
        let editions = desk.site.editions
        let (name, year) = (which.agency, which.year)
        return try await desk.site.database.read { db in
            let agency = try Agency.find(name, in: db)
            let wanted = code.lowercased()
            for row in try db.rows(
                """
                SELECT disclosure.id, disclosure.item_key, disclosure_year.fiscal_year, disclosure_year.edition_id,
                  disclosure_year.edition_revision
                FROM disclosure JOIN disclosure_year ON disclosure_year.id = disclosure.year_id
                WHERE disclosure.agency_id = \(agency.id) ORDER BY disclosure_year.fiscal_year DESC, disclosure.id
                """) where try year == nil || row.integer("fiscal_year") == year
            {
                let key = try row.string("item_key")
                let edition = try editions.stored(
                    try row.string("edition_id"), revision: try row.integer("edition_revision"), in: db
                ).edition
                let found = edition.items.first { $0.key == key }
                if key == code || found?.code.lowercased() == wanted { return (agency, try row.string("id")) }
            }
            guard let shown = try year ?? DisclosureYear.years(of: agency.id, in: db).first else {
                throw Failure.notFound(Message("failure.no_disclosures_yet"))
            }
            guard try DisclosureYear.years(of: agency.id, in: db).contains(shown) else {
                throw Failure.notFound(Message("failure.no_disclosure_year", ["year": String(shown)]))
            }
            throw Failure.notFound(
                Message("failure.no_disclosure_item", ["given": code, "year": String(shown)]))
        }
    }

    fileprivate static func data(_ desk: Desk, _ which: YearOptions, _ code: String) async throws -> CheckData {
        let (agency, disclosure) = try await disclosure(desk, which, code)
        let (language, editions) = (desk.language, desk.site.editions)
        return try await desk.site.database.read { db in
            guard let check = try Check.list(disclosure: disclosure, in: db).first else {
                throw Failure.notFound(Message("failure.no_check"))
            }
            return try CheckData.load(check.id, agency: agency, language: language, editions: editions, in: db)
        }
    }

    /// `1=หน้า 3`: the number of an element as `show` counts it, and where its proof stands.
    fileprivate static func tick(_ typed: String, _ found: Tick.Found, _ data: CheckData) throws -> Tick {
        let parts = typed.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard let number = Int(Digits.ascii(parts.first ?? "")), data.elements.indices.contains(number - 1) else {
            throw Failure.invalid([Problem("tick_unknown", ["key": parts.first ?? ""])])
        }
        return Tick(
            element: data.elements[number - 1].key, found: found,
            place: parts.count > 1 ? parts[1].trimmingWhitespace() : "")
    }

    fileprivate static func show(_ data: CheckData, _ desk: Desk) {
        let (strings, language) = (desk.site.strings, desk.language)
        desk.say("check.title", ["code": data.code, "title": strings.titled(data.title, language)])
        desk.say("check.state_\(data.state)")
        for source in data.sources {
            Terminal.print("\n\(source.name.isEmpty ? desk.text("check.page_text") : source.name)")
            guard let look = source.look else {
                if data.check.isOpen { desk.say("check.unread") }
                continue
            }
            Terminal.print("  \(strings.outcome(look.outcome, language))")
            if let at = source.changedAt { desk.say("check.changed_since", ["at": strings.instant(at, language)]) }
            for finding in look.findings where finding.element == nil {
                Terminal.print("  \(CheckCommand.line(finding, strings, language))")
            }
        }
        Terminal.print("")
        for (index, element) in data.elements.enumerated() {
            let tick = data.ticks.first { $0.element == element.key }
            let said = tick.map { tick in
                [desk.text("check.found_\(tick.found.rawValue)"), tick.place, tick.document ?? ""].filter {
                    !$0.isEmpty
                }
            }
            Terminal.print("\(index + 1). \(element.text)\(said.map { " [\($0.joined(separator: " "))]" } ?? "")")
            for entry in data.findings(of: element.key) {
                Terminal.print("   \(CheckCommand.line(entry.finding, strings, language))")
            }
        }
        for find in data.finds where find.isOpen {
            let named = data.source(of: find).map {
                $0.key == "page" ? strings.text("check.page_text", [:], language) : $0.name
            }
            let source = named ?? ""
            Terminal.print(
                "◆ \(strings.personal(find.kind, find.masked, language)) "
                    + [source, strings.place(find.place, language)].filter { !$0.isEmpty }.joined(separator: " "))
        }
    }

    /// A finding on one line.
    static func line(_ finding: CheckFinding, _ strings: Strings, _ language: Language) -> String {
        let place = finding.place.map { strings.place($0, language) } ?? ""
        let sure =
            finding.sure == .sure ? "" : " (\(strings.text("check.sure_\(finding.sure.rawValue)", [:], language)))"
        return "\(finding.isCertain ? "✓" : "◆") \(strings.finding(finding, language))\(sure)"
            + (place.isEmpty ? "" : " · \(place)")
    }
}
