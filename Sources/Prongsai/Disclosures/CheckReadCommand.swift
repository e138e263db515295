import ArgumentParser
import Foundation
import ITA
import Watch

extension CheckCommand {
    /// `prongsai check read FILE|URL`: what the helpers find, before anything is published; needs no database.
    struct Read: AsyncParsableCommand {
        static let configuration = Help.command("read", key: "check_read")
        @OptionGroup var common: CommonOptions
        @Argument(help: Help.of("options.check_source")) var source: String
        @Option(help: Help.of("options.year")) var year: Int?
        @Option(help: Help.of("options.check_from")) var from: String?
        @Option(help: Help.of("options.check_to")) var to: String?
        @Option(help: Help.of("options.check_due")) var due: String?
        @Option(help: Help.of("options.check_name")) var name: String?
        @Option(help: Help.of("options.check_element")) var element: [String] = []
        @Option(name: .customLong("webhook-networks"), help: Help.of("settings.webhook_networks"))
        var networks: String?
        @Flag(help: Help.of("options.json")) var json = false

        /// Exit code 1 where something looks like personal data, so that a script can stop there.
        func run() async throws {
            try await common.shown {
                let settings = try common.settings(more: ["webhook-networks": networks])
                let strings = try Strings(folder: settings.root.appendingPathComponent("Locales"))
                let language = settings.language
                let expectation = try expectation()
                let look = try await look(expectation, settings)
                if json {
                    try Terminal.json(Told(look, strings, language))
                } else {
                    Terminal.print(strings.outcome(look.outcome, language))
                    for finding in look.findings {
                        let about = finding.element.flatMap(Int.init).map { "[\($0)] " } ?? ""
                        Terminal.print(about + CheckCommand.line(finding, strings, language))
                    }
                    for find in look.finds {
                        Terminal.print(
                            "◆ \(strings.personal(find.kind, find.masked, language)) \(strings.place(find.place, language))"
                        )
                    }
                    if look.outcome == CheckLook.read, look.findings.isEmpty, look.finds.isEmpty {
                        Terminal.print(strings.text("check.nothing_found", [:], language))
                    }
                }
                if !look.finds.isEmpty { throw ExitCode(1) }
            }
        }

        private func expectation() throws -> CheckExpectation {
            var problems: [Problem] = []
            func day(_ typed: String?, _ option: String) -> Day? {
                guard let typed else { return nil }
                let day = Strings.readDay(typed)
                if day == nil { problems.append(Problem("day_typed", ["given": typed], at: option)) }
                return day
            }
            if let year, !(2500...2699).contains(year) {
                problems.append(Problem("year_typed", ["given": String(year)], at: "--year"))
            }
            var expectation = CheckExpectation(
                fiscalYear: year, coversFrom: day(from, "--from"), coversTo: day(to, "--to"), dueOn: day(due, "--due"),
                names: name.map { CheckExpectation.names($0, nil) } ?? [])
            expectation.elements = element.enumerated().map { .init(key: String($0 + 1), text: $1) }
            guard problems.isEmpty else { throw Failure.invalid(problems) }
            return expectation
        }

        private func look(_ expectation: CheckExpectation, _ settings: Settings) async throws -> CheckLook {
            let isAddress = source.removing(prefix: "http://") != nil || source.removing(prefix: "https://") != nil
            guard isAddress else {
                let bytes = try Disk.read(source, limit: 200_000_000)
                let document = await CheckDocument.read(bytes, limits: CheckReading.ours)
                return CheckReading.look("file", document, "", expectation, of: bytes)
            }
            guard let address = try? WebAddress(source) else {
                throw Failure.invalid([Problem("check_address", ["given": source])])
            }
            let fetcher = Fetcher(CheckReading.settings(settings))
            guard let outcome = await fetcher.fetch(address) else {
                return CheckLook(source: "address", outcome: Watch.Verdict.State.unknown.rawValue, findings: [])
            }
            return await CheckReading.look("address", outcome, expectation)
        }
    }

    /// What was found, for other programs.
    fileprivate struct Told: Encodable {
        struct Finding: Encodable {
            var kind: String
            var sure: String
            var says: String
            var place: String
            var values: [String: String]
            var element: String?
        }
        struct Find: Encodable {
            var kind: String
            var masked: String
            var place: String
        }
        var outcome: String
        var findings: [Finding]
        var personal: [Find]

        init(_ look: CheckLook, _ strings: Strings, _ language: Language) {
            outcome = look.outcome
            findings = look.findings.map { finding in
                Finding(
                    kind: finding.kind.rawValue, sure: finding.sure.rawValue,
                    says: strings.finding(finding, language),
                    place: finding.place.map { strings.place($0, language) } ?? "", values: finding.values,
                    element: finding.element)
            }
            personal = look.finds.map { find in
                Find(kind: find.kind.rawValue, masked: find.masked, place: strings.place(find.place, language))
            }
        }
    }
}
