import ArgumentParser
import Foundation
import ITA

/// What every command takes. Options win over the environment, the environment over the standard.
struct CommonOptions: ParsableArguments {
    @Option(help: Help.of("settings.database")) var database: String?
    @Option(help: Help.of("settings.files")) var files: String?
    @Option(help: Help.of("settings.root")) var root: String?
    @Option(help: Help.of("settings.language")) var language: String?
    @Option(help: Help.of("settings.address")) var address: String?

    private var given: [String: String] {
        let pairs = [
            ("database", database), ("files", files), ("root", root), ("language", language), ("address", address),
        ]
        return Dictionary(pairs.compactMap { name, value in value.map { (name, $0) } }) { first, _ in first }
    }

    /// The settings, with options that only one command takes.
    func settings(more: [String: String?] = [:]) throws -> Settings {
        let more = more.compactMapValues { $0 }
        return try Settings(
            options: given.merging(more) { first, _ in first }, environment: ProcessInfo.processInfo.environment)
    }

    /// Opens the database and runs a command's work; turns failures into text and an exit code.
    func run(more: [String: String?] = [:], _ work: (Desk) async throws -> Void) async throws {
        try await shown {
            let settings = try settings(more: more)
            if case .sqlite(let path) = settings.database, path != ":memory:",
                !FileManager.default.fileExists(atPath: path)
            {
                throw Failure.notFound(Message("failure.no_database", ["database": settings.database.shown]))
            }
            try await work(Desk(site: try await Site.open(settings)))
        }
    }

    /// Runs work that opens the database itself, or needs none; failures become text and an exit code.
    func shown(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let failure as Failure {
            for line in Help.lines(failure) { Terminal.error(line) }
            throw ExitCode(failure == .forbidden ? 77 : 65)
        } catch let error as DatabaseError {
            let shown = (try? settings().database.shown) ?? ""
            let detail = error.sentence.map { Help.text($0.key, $0.values) } ?? error.detail
            let isFull = error == .full || (try? settings()).map { $0.database.isOutOfRoom } == true
            let isClosed = [.cannotOpen, .noDatabase].contains(error)
            let key = isFull ? "failure.disk_full" : isClosed ? "failure.database_closed" : "failure.database"
            Terminal.error(Help.text(key, ["database": shown, "detail": detail]))
            throw ExitCode(74)  // EX_IOERR of sysexits.h
        } catch let error as Settings.RootMissing {
            Terminal.error(error.description)
            throw ExitCode(78)  // EX_CONFIG
        }
    }
}

extension DatabaseAddress {
    /// Whether the disk that an SQLite file lies on is full. SQLite may call that an error of the disk.
    fileprivate var isOutOfRoom: Bool {
        guard case .sqlite(let path) = self, path != ":memory:" else { return false }
        return Disk.room(at: path).map { $0 < 65_536 } ?? false
    }
}

extension DatabaseError {
    /// What happened, as a sentence; nil where only the engine's own words say it.
    var sentence: Message? {
        switch self {
        case .unique: Message("database_error.unique")
        case .foreignKey: Message("database_error.foreign_key")
        case .notNull: Message("database_error.not_null")
        case .check: Message("database_error.check")
        case .refused("frozen_round"): Message("database_error.frozen_round")
        case .refused("journal"): Message("database_error.journal")
        case .refused("edition"): Message("database_error.edition")
        case .full: Message("database_error.full")
        case .busy: Message("database_error.busy")
        case .cannotOpen: Message("database_error.cannot_open")
        case .noDatabase: Message("database_error.no_database")
        case .column(let name): Message("database_error.column", ["name": name])
        case .refused, .other: nil
        }
    }

    /// The engine's own words.
    var detail: String {
        switch self {
        case .refused(let text), .other(let text): text.trimmingWhitespace()
        default: "\(self)"
        }
    }
}

extension Strings {
    /// A failure as lines a person understands.
    func lines(_ failure: Failure, _ language: Language) -> [String] {
        switch failure {
        case .notFound(let message), .conflict(let message): [text(message, language)]
        case .forbidden, .unauthorized: [text("failure.forbidden", [:], language)]
        case .invalid(let problems): problems.map { line($0, language) }
        }
    }
}

/// Which agency and year a command is about. Where there is only one agency, it need not be said.
struct YearOptions: ParsableArguments {
    @Option(help: Help.of("options.agency")) var agency: String?
    @Option(help: Help.of("options.year")) var year: Int?
}

/// Which agency, year and round a command is about.
struct CycleOptions: ParsableArguments {
    @OptionGroup var which: YearOptions
    @Option(help: Help.of("options.round")) var round: Int?
    var agency: String? { which.agency }
    var year: Int? { which.year }

    /// Agency and year as the person named them, for a command that shall mean the same; begins with a blank.
    var asTyped: String { (agency.map { " --agency \($0)" } ?? "") + (year.map { " --year \($0)" } ?? "") }
}

/// A site with somebody sitting at it: whoever opened the command line, their language, and what goes to the screen.
struct Desk: Sendable {
    let site: Site
    var language: Language { site.settings.language }
    let actor = Actor.console(name: ProcessInfo.processInfo.environment["USER"] ?? "console")

    func text(_ key: String, _ values: [String: String] = [:]) -> String { site.strings.text(key, values, language) }
    func say(_ key: String, _ values: [String: String] = [:]) { Terminal.print(text(key, values)) }

    func perform<O: Operation>(_ operation: O) async throws -> O.Answer { try await site.perform(operation, as: actor) }

    /// The agency that is meant: the one named, or the only one.
    func agency(_ options: CycleOptions) async throws -> Agency {
        try await site.database.read { try Agency.find(options.agency, in: $0) }
    }

    /// The plan that is meant: of the year named, or the newest.
    func plan(_ options: CycleOptions) async throws -> Plan { try await plan(options.which) }

    func plan(_ options: YearOptions) async throws -> Plan {
        let editions = site.editions
        return try await site.database.read { db in
            let agency = try Agency.find(options.agency, in: db)
            return try Plan.load(agency: agency, year: options.year, editions: editions, in: db).titled(in: db)
        }
    }
}

/// Help texts, in the language of the person at the command line. Read before any option is parsed, so it looks for
/// `--language` and `--root` itself.
enum Help {
    /// Thai where it is none: the settings refuse it, in Thai.
    private static let language: Language =
        Language(
            rawValue: (option("--language") ?? ProcessInfo.processInfo.environment["PRONGSAI_LANGUAGE"] ?? "th")
                .lowercased()) ?? .thai
    private static let strings: Strings? = {
        let given = option("--root") ?? ProcessInfo.processInfo.environment["PRONGSAI_ROOT"] ?? ""
        guard let root = try? Settings.findRoot(given: given) else { return nil }
        return try? Strings(folder: root.appendingPathComponent("Locales"))
    }()

    private static func option(_ name: String) -> String? {
        let arguments = CommandLine.arguments
        if let index = arguments.firstIndex(of: name), arguments.indices.contains(index + 1) {
            return arguments[index + 1]
        }
        return arguments.lazy.compactMap { $0.removing(prefix: name + "=") }.first
    }

    /// What was typed. `help COMMAND` takes the language and the program's folder as every command does, though the parser
    /// knows nothing of it.
    static var arguments: [String] {
        let typed = Array(CommandLine.arguments.dropFirst())
        guard typed.first == "help" else { return typed }
        var kept: [String] = []
        var index = 0
        while index < typed.count {
            let isOption = ["--language", "--root"].contains(typed[index])
            let isJoined = ["--language=", "--root="].contains { typed[index].removing(prefix: $0) != nil }
            if !isOption, !isJoined { kept.append(typed[index]) }
            index += isOption ? 2 : 1
        }
        return kept
    }

    /// The parser's words in the person's language; nil where no locale files are found.
    static var parser: ParserWords? { strings.map { strings in ParserWords { strings.text($0, $1, language) } } }

    /// A failure in words, where no site is open that could say it.
    static func lines(_ failure: Failure) -> [String] { strings?.lines(failure, language) ?? ["\(failure)"] }

    /// A sentence by key; the key itself where no locale files are found.
    static func text(_ key: String, _ values: [String: String] = [:]) -> String {
        strings?.text(key, values, language) ?? key
    }
    static func of(_ key: String, _ values: [String: String] = [:]) -> ArgumentHelp {
        ArgumentHelp(stringLiteral: text(key, values))
    }

    /// A command's configuration with its explanation from the locale files.
    static func command(_ name: String, _ subcommands: [any ParsableCommand.Type] = [], key: String? = nil)
        -> CommandConfiguration
    {
        CommandConfiguration(commandName: name, abstract: text("command.\(key ?? name)"), subcommands: subcommands)
    }
}
