import ArgumentParser
import Foundation

extension PersonCommand {
    /// `prongsai person hand-over`: everything open of somebody, and to whom all of it goes.
    struct HandOverWork: AsyncParsableCommand {
        static let configuration = Help.command("hand-over", key: "person_hand_over")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.person_name")) var name: String
        @Option(help: Help.of("options.hand_to")) var to: String
        @Flag(help: Help.of("options.hand_unit")) var unit = false
        @Flag(help: Help.of("options.hand_role")) var role = false
        @Flag(help: Help.of("options.apply")) var apply = false

        func run() async throws {
            try await common.run { desk in
                let (agency, editions, language) = (try await desk.agency(cycle), desk.site.editions, desk.language)
                let (from, taker, work, kept) = try await desk.site.database.read { db in
                    let from = try Unit.personID(named: name, agency: agency.id, in: db)
                    return (
                        from, try Unit.personID(named: to, agency: agency.id, in: db),
                        try OpenWork.list(person: from, agency: agency.id, editions: editions, in: db),
                        try KeptDisclosure.list(
                            person: from, agency: agency.id, editions: editions, language: language, in: db)
                    )
                }
                Terminal.print(work.counted(desk.site.strings, language))
                for item in work {
                    let draft = item.isDraft ? [desk.site.strings.text("hand_over.draft", [:], language)] : []
                    let parts = [String(item.fiscalYear), item.items, item.text] + draft
                    Terminal.print("  \(parts.joined(separator: " · "))")
                }
                desk.say("hand_over.disclosures", ["count": String(kept.count)])
                for item in kept { Terminal.print("  \(item.fiscalYear) · \(item.code) · \(item.title)") }
                guard apply else { return desk.say("import.dry_run") }
                try await desk.perform(
                    HandOver(
                        agency: agency.id, from: from, to: taker, measures: work.map(\.measure),
                        disclosures: kept.map(\.id), takesRole: role, takesUnit: unit,
                        editions: editions))
                desk.say("person.handed_over", ["name": name, "to": to])
            }
        }
    }
}
