import ArgumentParser
import Foundation

/// The program. Its commands are the product's table of contents at the command line.
@main struct Prongsai: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "prongsai", abstract: Help.text("command.prongsai"), version: version,
        subcommands: [
            InitCommand.self, ImportCommand.self, ScoreCommand.self, GapsCommand.self, PlanCommand.self,
            ResultCommand.self, EvidenceCommand.self, RoundCommand.self, ReportCommand.self, VerifyCommand.self,
            UnitCommand.self, PersonCommand.self, YearCommand.self, InstrumentCommand.self, JournalCommand.self,
            DoctorCommand.self, BackupCommand.self,
            RestoreCommand.self, ServeCommand.self,
        ])

    static func main() async {
        setlocale(LC_CTYPE, "C.UTF-8")  // libarchive gives no UTF-8 names without it
        await self.main(nil)
    }
}
