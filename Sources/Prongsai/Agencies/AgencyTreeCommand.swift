import ArgumentParser
import Foundation

/// `prongsai agency`: the agencies there are, and which stands under which.
struct AgencyCommand: AsyncParsableCommand {
    static let configuration = Help.command(
        "agency", [Add.self, List.self, Change.self, Move.self, Import.self])

    struct Add: AsyncParsableCommand {
        static let configuration = Help.command("add", key: "agency_add")
        @OptionGroup var common: CommonOptions
        @Argument(help: Help.of("options.key")) var key: String
        @Option(help: Help.of("options.name")) var name: String
        @Option(help: Help.of("options.english")) var english: String?
        @Option(help: Help.of("options.under")) var under: String?

        func run() async throws {
            try await common.run { desk in
                let parent = try await desk.site.database.read { db in
                    try under.map { try Agency.find($0, in: db).id }
                }
                _ = try await desk.perform(CreateAgency(key: key, thai: name, english: english, parent: parent))
                desk.say("agency.added", ["name": name, "key": key])
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = Help.command("list", key: "agency_list")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.run { desk in
                let (tops, below) = try await desk.site.database.read { db in
                    let tops = try db.rows("SELECT * FROM agency WHERE parent_id IS NULL ORDER BY thai, key").map {
                        try Agency($0)
                    }
                    return (tops, try tops.map { try AgencyTree.entries(below: $0, in: db) })
                }
                func line(_ agency: Agency, _ depth: Int) {
                    Terminal.print(
                        Terminal.padded(String(repeating: "  ", count: depth) + agency.key, 30)
                            + agency.name(desk.language))
                }
                for (top, entries) in zip(tops, below) {
                    line(top, 0)
                    for entry in entries { line(entry.agency, entry.depth) }
                }
            }
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = Help.command("change", key: "agency_change")
        @OptionGroup var common: CommonOptions
        @Argument(help: Help.of("options.agency_key")) var key: String
        @Option(help: Help.of("options.name")) var name: String?
        @Option(help: Help.of("options.english")) var english: String?
        @Option(help: Help.of("options.office_email")) var email: String?

        func run() async throws {
            try await common.run { desk in
                let (agency, before) = try await desk.site.database.read { db in
                    let agency = try Agency.find(key, in: db)
                    return (agency, try Agency.publicEmail(of: agency.id, in: db))
                }
                try await desk.perform(
                    ChangeAgency(
                        agency: agency.id, thai: name ?? agency.thai, english: english ?? agency.english,
                        email: email ?? before))
                desk.say("agency.changed", ["name": name ?? agency.thai])
            }
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = Help.command("move", key: "agency_move")
        @OptionGroup var common: CommonOptions
        @Argument(help: Help.of("options.agency_key")) var key: String
        @Option(help: Help.of("options.under")) var under: String?

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.site.database.read { try Agency.find(key, in: $0) }
                try await desk.perform(MoveAgency(agency: agency.id, under: under))
                desk.say("agency.moved", ["name": agency.name(desk.language)])
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = Help.command("import", key: "agency_import")
        @OptionGroup var common: CommonOptions
        @Argument(help: Help.of("options.list_file")) var file: String
        @Option(help: Help.of("options.under")) var under: String
        @Flag(help: Help.of("options.apply")) var apply = false

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.site.database.read { try Agency.find(under, in: $0) }
                let bytes = try Disk.read(file, limit: 10_000_000)
                let list = try await desk.site.database.read { try AgencyList.read(bytes, below: agency.id, in: $0) }
                for entry in list.entries {
                    desk.row(entry.line, entry.change, [entry.key, entry.thai, entry.english, entry.under])
                }
                guard list.problems.isEmpty else {
                    throw Failure.invalid(desk.site.strings.lined(list.problems, desk.language))
                }
                guard apply else { return desk.say("import.dry_run") }
                let count = try await desk.perform(ImportAgencies(agency: agency.id, bytes: bytes))
                desk.say("list.done", ["count": String(count)])
            }
        }
    }
}

extension Desk {
    /// A row of a list as it was understood.
    fileprivate func row(_ line: Int, _ change: PeopleList.Change, _ cells: [String?]) {
        let sign =
            switch change {
            case .new: "+"
            case .same: "="
            case .changed, .back: "→"
            }
        Terminal.print(
            Terminal.right(String(line), 5) + "  \(sign) " + cells.compactMap { $0 }.joined(separator: " · "))
    }
}

extension PersonCommand {
    /// `prongsai person change`
    struct Change: AsyncParsableCommand {
        static let configuration = Help.command("change", key: "person_change")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.person_name")) var person: String
        @Option(help: Help.of("options.new_name")) var name: String?
        @Option(help: Help.of("options.title")) var title: String?
        @Option(help: Help.of("options.unit")) var unit: String?
        @Option(help: Help.of("options.role")) var role: String?
        @Option(help: Help.of("options.email")) var email: String?

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                let (before, unitID) = try await desk.site.database.read { db in
                    (
                        try Person.find(
                            try Unit.personID(named: person, agency: agency.id, in: db), agency: agency.id, in: db),
                        try unit.flatMap { $0.isEmpty ? nil : try Unit.id(named: $0, agency: agency.id, in: db) }
                    )
                }
                try await desk.perform(
                    ChangePerson(
                        agency: agency.id, person: before.id, called: name ?? before.name, title: title ?? before.title,
                        unit: unit == nil ? before.unitID : unitID,
                        role: try role.map { try PeopleRoutes.role($0) } ?? before.role, email: email ?? before.email))
                desk.say("person.changed", ["name": name ?? before.name])
            }
        }
    }

    /// `prongsai person retire`
    struct Retire: AsyncParsableCommand {
        static let configuration = Help.command("retire", key: "person_retire")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.person_name")) var name: String
        @Flag(name: .customLong("with-work"), help: Help.of("options.with_work")) var withWork = false

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                let person = try await desk.site.database.read {
                    try Unit.personID(named: name, agency: agency.id, in: $0)
                }
                try await desk.perform(
                    RetirePerson(
                        agency: agency.id, person: person, withWork: withWork, editions: desk.site.editions))
                desk.say("person.retired", ["name": name])
            }
        }
    }

    /// `prongsai person import`
    struct Import: AsyncParsableCommand {
        static let configuration = Help.command("import", key: "person_import")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.list_file")) var file: String
        @Flag(help: Help.of("options.apply")) var apply = false

        func run() async throws {
            try await common.run { desk in
                let (agency, strings) = (try await desk.agency(cycle), desk.site.strings)
                let bytes = try Disk.read(file, limit: 10_000_000)
                let list = try await desk.site.database.read {
                    try PeopleList.read(bytes, agency: agency.id, strings: strings, by: .program, in: $0)
                }
                for entry in list.entries {
                    desk.row(
                        entry.line, entry.change,
                        [entry.name, entry.title, entry.unit, desk.text("role.\(entry.role.rawValue)"), entry.email])
                }
                guard list.problems.isEmpty else {
                    throw Failure.invalid(strings.lined(list.problems, desk.language))
                }
                guard apply else { return desk.say("import.dry_run") }
                let count = try await desk.perform(
                    ImportPeople(agency: agency.id, bytes: bytes, strings: strings))
                desk.say("list.done", ["count": String(count)])
            }
        }
    }
}

extension UnitCommand {
    /// `prongsai unit rename`
    struct Rename: AsyncParsableCommand {
        static let configuration = Help.command("rename", key: "unit_rename")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.unit")) var unit: String
        @Argument(help: Help.of("options.new_name")) var name: String

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                let id = try await desk.site.database.read { try Unit.id(named: unit, agency: agency.id, in: $0) }
                try await desk.perform(RenameUnit(agency: agency.id, unit: id, called: name))
                desk.say("unit.renamed", ["name": name])
            }
        }
    }

    /// `prongsai unit retire`
    struct Retire: AsyncParsableCommand {
        static let configuration = Help.command("retire", key: "unit_retire")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.unit")) var unit: String

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                let id = try await desk.site.database.read { try Unit.id(named: unit, agency: agency.id, in: $0) }
                try await desk.perform(RetireUnit(agency: agency.id, unit: id))
                desk.say("unit.retired", ["name": unit])
            }
        }
    }
}

extension YearCommand {
    /// `prongsai year list`
    struct List: AsyncParsableCommand {
        static let configuration = Help.command("list", key: "year_list")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                let rows = try await desk.site.database.read { db in
                    try db.rows(
                        """
                        SELECT plan.fiscal_year, assessment.fiscal_year AS assessed, edition_id FROM plan
                        JOIN assessment ON assessment.id = plan.assessment_id WHERE plan.agency_id = \(agency.id)
                        ORDER BY plan.fiscal_year
                        """)
                }
                if rows.isEmpty { desk.say("year.none") }
                for row in rows {
                    desk.say(
                        "year.line",
                        [
                            "year": String(try row.integer("fiscal_year")),
                            "assessed": String(try row.integer("assessed")), "edition": try row.string("edition_id"),
                        ])
                }
            }
        }
    }
}
