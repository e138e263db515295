import ArgumentParser
import Foundation

/// The program. Its commands are the product's table of contents at the command line.
@main struct Prongsai: AsyncParsableCommand {
    static let version = "0.1.0"

    /// Below a command `--version` would print the program's and leave the rest undone, so only the program takes it.
    private static var asksVersion: Bool {
        Help.arguments.first.map { $0 == "help" || $0.utf8.first == UInt8(ascii: "-") } ?? true
    }

    static let configuration = CommandConfiguration(
        commandName: "prongsai", abstract: Help.text("command.prongsai"), version: asksVersion ? version : "",
        subcommands: [
            InitCommand.self, ImportCommand.self, ScoreCommand.self, GapsCommand.self, PlanCommand.self,
            ResultCommand.self, EvidenceCommand.self, ContributionCommand.self, RoundCommand.self, ReportCommand.self,
            VerifyCommand.self, DisclosuresCommand.self, CheckCommand.self, PublishCommand.self, AgencyCommand.self,
            UnitCommand.self, PersonCommand.self, YearCommand.self,
            InstrumentCommand.self,
            JournalCommand.self,
            DoctorCommand.self, BackupCommand.self,
            RestoreCommand.self, ServeCommand.self, WorkCommand.self, WebhookCommand.self,
            WatchCommand.self, DemoSiteCommand.self,
        ])

    static func main() async {
        setlocale(LC_CTYPE, "C.UTF-8")  // libarchive gives no UTF-8 names without it
        let blots = Help.arguments.compactMap { TypedText.problem($0) }
        if !blots.isEmpty {
            for line in Help.lines(.invalid(blots)) { Terminal.error(line) }
            Foundation.exit(65)
        }
        do {
            var command = try parsed(Help.arguments)
            if var command = command as? AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            Terminal.requireWhole()
        } catch {
            end(error)
        }
    }

    /// The command that was typed. The parser knows no Thai digits: a number it refuses for them is given to it in its own.
    /// What it takes stays as it was typed, so that a text of Thai digits is one.
    private static func parsed(_ typed: [String]) throws -> any ParsableCommand {
        var (arguments, next) = (typed, 0)
        while true {
            do { return try parseAsRoot(arguments) } catch {
                guard let given = ParserWords.refusedNumber(message(for: error)),
                    let place = arguments.indices.dropFirst(next).first(where: {
                        arguments[$0] == given || arguments[$0].removing(suffix: "=" + given) != nil
                    })
                else { throw error }
                let before = arguments[place].removing(suffix: given) ?? ""
                arguments[place] = before + Digits.ascii(given)
                next = place + 1
            }
        }
    }

    /// Ends the program as the parser would, in the person's language.
    private static func end(_ error: any Error) -> Never {
        let (code, text) = (exitCode(for: error), fullMessage(for: error))
        if code.isSuccess {
            if !text.isEmpty { Terminal.print(Help.parser?.help(text) ?? text) }
            Terminal.requireWhole()
        } else if !text.isEmpty {
            let message = message(for: error)
            let isUse = code == .validationFailure
            Terminal.error(
                (isUse ? Help.parser?.fault(text, message: message) : Help.parser?.mishap(message)) ?? text)
        }
        Foundation.exit(code.rawValue)
    }
}
