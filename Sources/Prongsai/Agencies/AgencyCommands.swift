import ArgumentParser
import Foundation
import ITA

/// `prongsai init`: a new database with one agency and its first year.
struct InitCommand: AsyncParsableCommand {
    static let configuration = Help.command("init")
    @OptionGroup var common: CommonOptions
    @Option(help: Help.of("options.name")) var name: String
    @Option(help: Help.of("options.english")) var english: String?
    @Option(help: Help.of("options.key")) var key: String = "office"
    @Option(help: Help.of("options.edition")) var edition: String
    @Option(help: Help.of("options.plan_year")) var year: Int?

    func run() async throws {
        try await common.shown {
            let settings = try common.settings()
            let desk = Desk(site: try await Site.open(settings))
            let file = try desk.site.editions.file(edition)
            let existing = try await desk.site.database.read { try $0.first("SELECT id FROM agency LIMIT 1") }
            guard existing == nil else {
                throw Failure.conflict(Message("failure.already_begun", ["database": settings.database.shown]))
            }
            let year = year ?? file.edition.fiscalYear.value + 1
            _ = try await desk.perform(
                BeginOffice(key: key, thai: name, english: english, edition: file, fiscalYear: year))
            desk.say(
                "init.done",
                [
                    "agency": desk.language == .english ? english ?? name : name, "year": String(year),
                    "edition": edition, "database": settings.database.shown,
                ])
            YearCommand.warn(desk, year, file.edition)
            desk.say("init.next")
        }
    }
}

/// `prongsai year open`: the next fiscal year of an agency.
struct YearCommand: AsyncParsableCommand {
    static let configuration = Help.command("year", [Open.self, List.self])

    /// A plan answers the assessment of the year before; with another edition it stands on that edition's scores.
    static func warn(_ desk: Desk, _ year: Int, _ edition: Edition) {
        guard edition.fiscalYear.value != year - 1 else { return }
        desk.say(
            "year.other_year",
            [
                "year": String(year), "edition": edition.id, "assessed": String(edition.fiscalYear.value),
                "usual": String(year - 1),
            ])
    }

    struct Open: AsyncParsableCommand {
        static let configuration = Help.command("open", key: "year_open")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Option(help: Help.of("options.edition")) var edition: String

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                let file = try desk.site.editions.file(edition)
                try await desk.perform(InstallEdition(file: file))
                let year = cycle.year ?? file.edition.fiscalYear.value + 1
                _ = try await desk.perform(OpenYear(agency: agency.id, fiscalYear: year, edition: file.edition))
                desk.say(
                    "year.opened",
                    ["agency": agency.name(desk.language), "year": String(year), "edition": edition])
                YearCommand.warn(desk, year, file.edition)
            }
        }
    }
}

/// `prongsai unit`: the parts of an agency.
struct UnitCommand: AsyncParsableCommand {
    static let configuration = Help.command("unit", [Add.self, List.self, Rename.self, Retire.self])

    struct Add: AsyncParsableCommand {
        static let configuration = Help.command("add", key: "unit_add")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.unit_name")) var names: [String]

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                for name in names {
                    let names = try await desk.site.database.read { try KnownNames.load(agency: agency.id, in: $0) }
                    let isThere = names.units.contains { $0.name == name.trimmingWhitespace() }
                    _ = try await desk.perform(AddUnit(agency: agency.id, unit: name))
                    desk.say(isThere ? "unit.there" : "unit.added", ["name": name])
                }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = Help.command("list", key: "unit_list")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                let names = try await desk.site.database.read { db in
                    try db.rows(
                        "SELECT name FROM unit WHERE agency_id = \(agency.id) AND retired_at IS NULL ORDER BY name"
                    ).map { try $0.string("name") }
                }
                if names.isEmpty { desk.say("unit.none") }
                for name in names { Terminal.print(name) }
            }
        }
    }
}

/// `prongsai person`: who works in an agency.
struct PersonCommand: AsyncParsableCommand {
    static let configuration = Help.command(
        "person",
        [
            Add.self, List.self, Change.self, HandOverWork.self, Retire.self, Import.self, Invite.self,
            SetPassword.self, MakeTokenCommand.self,
        ])

    struct Add: AsyncParsableCommand {
        static let configuration = Help.command("add", key: "person_add")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.person_name")) var name: String
        @Option(help: Help.of("options.title")) var title: String?
        @Option(help: Help.of("options.unit")) var unit: String?
        @Option(help: Help.of("options.role")) var role: String = Role.unitOfficer.rawValue

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                guard let role = Role(rawValue: role) else {
                    let allowed = Role.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Failure.invalid([
                        Problem("not_allowed", ["given": self.role, "allowed": allowed, "field": "role"], at: "--role")
                    ])
                }
                _ = try await desk.perform(
                    AddPerson(agency: agency.id, person: name, title: title, unit: unit, role: role))
                desk.say("person.added", ["name": name])
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = Help.command("list", key: "person_list")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                let rows = try await desk.site.database.read { db in
                    try db.rows(
                        """
                        SELECT person.name, person.title, person.role, unit.name AS unit FROM person
                        LEFT JOIN unit ON unit.id = person.unit_id WHERE person.agency_id = \(agency.id)
                        AND person.retired_at IS NULL ORDER BY person.name
                        """)
                }
                if rows.isEmpty { desk.say("person.none") }
                for row in rows {
                    let parts = [
                        try row.string("name"), try row.optionalString("title"), try row.optionalString("unit"),
                    ]
                    Terminal.print(
                        parts.compactMap { $0 }.joined(separator: " · ")
                            + "  (\(desk.text("role.\(try row.string("role"))")))")
                }
            }
        }
    }
}
