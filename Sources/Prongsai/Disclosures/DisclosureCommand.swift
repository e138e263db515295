import ArgumentParser
import Foundation
import ITA

/// `prongsai disclosures`: what must be open to the public, where it stands, and who keeps it.
struct DisclosuresCommand: AsyncParsableCommand {
    static let configuration = Help.command(
        "disclosures",
        [
            Open.self, List.self, Show.self, Assign.self, Describe.self, DisclosureAddressCommand.self,
            DisclosureElementCommand.self, Carry.self, Drafts.self, Answers.self, FreezeCommand.self,
        ])

    struct Open: AsyncParsableCommand {
        static let configuration = Help.command("open", key: "disclosures_open")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Option(help: Help.of("options.disclosure_edition")) var edition: String?
        @Option(help: Help.of("options.answers_due")) var due: String?

        func run() async throws {
            try await common.run { desk in
                let editions = desk.site.editions
                let today = desk.site.clock.now().day
                // The year that is worked on, so that the desk and the command line mean the same.
                let (agency, year) = try await desk.site.database.read { db in
                    let agency = try Agency.find(which.agency, in: db)
                    return (
                        agency, try which.year ?? Plan.years(of: agency.id, in: db).max() ?? today.fiscalYear
                    )
                }
                let file = try edition.map { try editions.file($0) }
                _ = try await desk.perform(
                    OpenDisclosureYear(
                        agency: agency.id, fiscalYear: year, file: file, editions: editions, answersDueOn: due))
                let opened = try await desk.disclosures(which.agency, year)
                desk.say(
                    "disclosure.opened",
                    [
                        "year": String(year), "edition": opened.edition.edition.id,
                        "count": String(opened.items.count),
                    ])
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = Help.command("list", key: "disclosures_list")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Flag(help: Help.of("options.json")) var json = false

        func run() async throws {
            try await common.run { desk in
                let year = try await desk.disclosures(which)
                if json { return try Terminal.json(DisclosureJSON.list(year)) }
                let words = DisclosureWords(strings: desk.site.strings, language: desk.language)
                Terminal.print(words.heading(year))
                for item in year.inOrder {
                    let cost = item.pointsLost.map { "+\($0.rounded())" } ?? "–"
                    let who = item.person ?? item.unit ?? desk.text("disclosure.nobody")
                    Terminal.print(
                        Terminal.padded(item.code, 5) + Terminal.right(cost, 7) + "  "
                            + Terminal.padded(words.state(item), 30) + Terminal.padded(who.shortened(to: 24), 26)
                            + Terminal.shortened(words.title(item), 60))
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = Help.command("show", key: "disclosures_show")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String
        @Flag(help: Help.of("options.json")) var json = false

        func run() async throws {
            try await common.run { desk in
                let year = try await desk.disclosures(which)
                let item = try year.item(code)
                if json { return try Terminal.json(DisclosureJSON(item)) }
                let words = DisclosureWords(strings: desk.site.strings, language: desk.language)
                for line in words.lines(item) { Terminal.print(line) }
            }
        }
    }

    struct Assign: AsyncParsableCommand {
        static let configuration = Help.command("assign", key: "disclosures_assign")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_codes")) var codes: [String]
        @Option(help: Help.of("options.unit")) var unit: String?
        @Option(help: Help.of("options.person")) var person: String?

        func run() async throws {
            try await common.run { desk in
                let who = [person, unit].compactMap { $0 }
                guard !who.isEmpty else { throw Failure.invalid([Problem("assign_nobody")]) }
                let named = who.first { !$0.trimmingWhitespace().isEmpty }
                let year = try await desk.disclosures(which)
                // Every code is read before the first is written.
                for item in try codes.map({ try year.item($0) }) {
                    try await desk.perform(
                        AssignDisclosure(
                            agency: year.agency.id, disclosure: item.id, unit: unit, person: person,
                            editions: desk.site.editions))
                    guard let named else {
                        desk.say("disclosure.written", ["code": item.code])
                        continue
                    }
                    desk.say("disclosure.assigned", ["code": item.code, "who": named])
                }
            }
        }
    }

    struct Describe: AsyncParsableCommand {
        static let configuration = Help.command("describe", key: "disclosures_describe")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String
        @Option(help: Help.of("options.disclosure_title")) var title: String?
        @Option(help: Help.of("options.covers_from")) var from: String?
        @Option(help: Help.of("options.covers_to")) var to: String?
        @Option(help: Help.of("options.explanation")) var explanation: String?
        @Option(help: Help.of("options.nothing")) var nothing: String?

        func run() async throws {
            try await common.run { desk in
                let year = try await desk.disclosures(which)
                let item = try year.item(code)
                try await desk.perform(
                    DescribeDisclosure(
                        agency: year.agency.id, disclosure: item.id, title: title, from: from, to: to,
                        explanation: explanation, nothing: nothing))
                desk.say("disclosure.written", ["code": item.code])
            }
        }
    }

    struct Carry: AsyncParsableCommand {
        static let configuration = Help.command("carry", key: "disclosures_carry")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Option(name: .customLong("from-year"), help: Help.of("options.from_year")) var fromYear: Int?
        @Flag(help: Help.of("options.apply")) var apply = false

        func run() async throws {
            try await common.run { desk in
                let year = try await desk.disclosures(which)
                let (from, editions) = (fromYear ?? year.fiscalYear - 1, desk.site.editions)
                let (agency, to) = (year.agency, year.fiscalYear)
                let preview = try await desk.site.database.read {
                    try CarryDisclosures.preview(agency, from: from, to: to, editions: editions, in: $0).preview
                }
                let words = DisclosureWords(strings: desk.site.strings, language: desk.language)
                for offer in preview.offers { Terminal.print(words.offer(offer, to: year)) }
                for item in preview.left {
                    desk.say("disclosure.carry_left", ["code": item.code, "count": String(item.taken.count)])
                }
                guard apply else { return desk.say("import.dry_run") }
                let count = try await desk.perform(
                    CarryDisclosures(office: agency, from: from, to: to, editions: editions))
                desk.say("disclosure.carried", ["count": String(count), "from": String(from), "year": String(to)])
            }
        }
    }

    struct Answers: AsyncParsableCommand {
        static let configuration = Help.command("answers", key: "disclosures_answers")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Option(help: Help.of("options.answers_out")) var out: String

        func run() async throws {
            try await common.run { desk in
                let year = try await desk.disclosures(which)
                let answers = DisclosureAnswers(year, settings: desk.site.settings)
                let bytes = try answers.xlsx(strings: desk.site.strings, language: desk.language)
                if out == "-" { return Terminal.write(bytes) }
                try Disk.writeAnew(bytes, to: URL(fileURLWithPath: out))
                desk.say(
                    "disclosure.answers_written",
                    [
                        "path": out, "count": String(answers.entries.filter(\.isThere).count),
                        "all": String(answers.entries.count),
                    ])
                answers.show(desk)
            }
        }
    }
}

/// `prongsai disclosures address`: where an item stands. Numbers are those that `show` gives.
struct DisclosureAddressCommand: AsyncParsableCommand {
    static let configuration = Help.command(
        "address", [Add.self, Remove.self, Confirm.self], key: "disclosures_address")

    struct Add: AsyncParsableCommand {
        static let configuration = Help.command("add", key: "disclosures_address_add")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String
        @Argument(help: Help.of("options.disclosure_address")) var address: String
        @Option(help: Help.of("options.address_label")) var label: String = ""
        @Option(help: Help.of("options.element_number")) var element: Int?

        func run() async throws {
            try await common.run { desk in
                let year = try await desk.disclosures(which)
                let item = try year.item(code)
                let key = try element.map { try DisclosuresCommand.numbered($0, in: item.elements, of: item, year).key }
                _ = try await desk.perform(
                    AddAddress(
                        agency: year.agency.id, disclosure: item.id, address: address, label: label, element: key,
                        editions: desk.site.editions))
                desk.say("disclosure.written", ["code": item.code])
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = Help.command("remove", key: "disclosures_address_remove")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String
        @Argument(help: Help.of("options.address_number")) var number: Int

        func run() async throws {
            try await common.run { desk in
                let year = try await desk.disclosures(which)
                let item = try year.item(code)
                let found = try DisclosuresCommand.numbered(number, in: item.addresses, of: item, year)
                try await desk.perform(RemoveAddress(agency: year.agency.id, address: found.id))
                desk.say("disclosure.written", ["code": item.code])
            }
        }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = Help.command("confirm", key: "disclosures_address_confirm")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String
        @Argument(help: Help.of("options.address_number")) var number: Int?

        /// One offer, or all of an item.
        func run() async throws {
            try await common.run { desk in
                let year = try await desk.disclosures(which)
                let item = try year.item(code)
                let one = try number.map {
                    try DisclosuresCommand.numbered($0, in: item.addresses, of: item, year)
                }
                let meant = one.map { [$0] } ?? item.offers
                for address in meant {
                    try await desk.perform(ConfirmOffer(agency: year.agency.id, address: address.id))
                }
                desk.say("disclosure.confirmed", ["code": item.code, "count": String(meant.count)])
            }
        }
    }
}

/// `prongsai disclosures element`: what an item must contain beyond its edition's list.
struct DisclosureElementCommand: AsyncParsableCommand {
    static let configuration = Help.command("element", [Add.self, Remove.self], key: "disclosures_element")

    struct Add: AsyncParsableCommand {
        static let configuration = Help.command("add", key: "disclosures_element_add")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String
        @Argument(help: Help.of("options.element_text")) var text: String

        func run() async throws {
            try await common.run { desk in
                let year = try await desk.disclosures(which)
                let item = try year.item(code)
                _ = try await desk.perform(AddElement(agency: year.agency.id, disclosure: item.id, text: text))
                desk.say("disclosure.written", ["code": item.code])
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = Help.command("remove", key: "disclosures_element_remove")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String
        @Argument(help: Help.of("options.element_number")) var number: Int

        func run() async throws {
            try await common.run { desk in
                let year = try await desk.disclosures(which)
                let item = try year.item(code)
                guard let id = try DisclosuresCommand.numbered(number, in: item.elements, of: item, year).ownID else {
                    throw Failure.conflict(Message("failure.element_of_edition", ["number": String(number)]))
                }
                try await desk.perform(RemoveElement(agency: year.agency.id, element: id))
                desk.say("disclosure.written", ["code": item.code])
            }
        }
    }
}

extension DisclosuresCommand {
    /// What `show` numbers, from 1.
    static func numbered<T>(
        _ number: Int, in list: [T], of item: Disclosure, _ year: DisclosureYear
    ) throws -> T {
        guard list.indices.contains(number - 1) else {
            let values = ["place": String(number), "code": item.code, "year": String(year.fiscalYear)]
            throw Failure.notFound(Message("failure.no_place_disclosed", values))
        }
        return list[number - 1]
    }
}

extension Desk {
    /// The disclosures that are meant: of the year named, or the newest that was opened.
    func disclosures(_ options: YearOptions) async throws -> DisclosureYear {
        try await disclosures(options.agency, options.year)
    }

    func disclosures(_ key: String?, _ year: Int?) async throws -> DisclosureYear {
        let (editions, today) = (site.editions, site.clock.now().day)
        return try await site.database.read { db in
            let agency = try Agency.find(key, in: db)
            let year = try year ?? DisclosureYear.years(of: agency.id, in: db).first ?? today.fiscalYear
            return try DisclosureYear.find(agency, year: year, editions: editions, in: db)
        }
    }
}
