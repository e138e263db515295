import ArgumentParser
import ITA
import Watch

/// `prongsai import disclosures`: an agency's existing page, from a file or the web. Always a dry run first.
extension ImportCommand {
    struct Disclosures: AsyncParsableCommand {
        static let configuration = Help.command("disclosures", key: "import_disclosures")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.import_page")) var page: String
        @Option(name: .customLong("page-address"), help: Help.of("options.page_address")) var pageAddress: String?
        @Option(name: .customLong("place"), help: Help.of("options.page_place")) var moves: [String] = []
        @Flag(help: Help.of("options.apply")) var apply = false

        func run() async throws {
            try await common.run { desk in
                let year = try await desk.disclosures(which)
                let (bytes, name, place) = try await load(desk)
                var reading = DisclosureReader.read(
                    bytes, page: place, year: year, aliases: desk.site.editions.aliases())
                try move(&reading, in: year)
                show(reading, year: year, name: name, desk: desk)
                if let problem = reading.problem(at: name) { throw Failure.invalid([problem]) }
                guard apply else { return desk.say("import.dry_run") }
                let hash = try desk.site.files.put(bytes)
                let outcome = try await desk.perform(
                    ImportDisclosures(
                        agency: year.agency.id, year: year.id, page: (place ?? reading.address)?.description ?? name,
                        hash: hash, proposals: reading.proposals))
                guard outcome.isNew else { return desk.say("import.same_file") }
                desk.say(
                    "page_reading.done",
                    [
                        "added": String(outcome.added), "offered": String(outcome.offered),
                        "known": String(outcome.known),
                    ])
            }
        }

        /// Moves links as `--place 7=O18` says, or leaves them out as `--place 7=` does.
        private func move(_ reading: inout DisclosureReading, in year: DisclosureYear) throws {
            let count = reading.proposals.count + reading.left.count
            var codes: [Int: String] = [:]
            var problems: [Problem] = []
            for move in moves {
                let parts = move.utf8.split(
                    separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                let words = parts.map { String(decoding: $0, as: UTF8.self).trimmingWhitespace() }
                guard words.count == 2, let number = Int(Digits.ascii(words[0])), number > 0, number <= count else {
                    let values = ["given": move.shortened(to: 40), "count": String(count)]
                    problems.append(Problem("no_such_link", values, at: "--place"))
                    continue
                }
                codes[number] = words[1]
            }
            guard problems.isEmpty else { throw Failure.invalid(problems) }
            try reading.move(codes, in: year) { "--place \($0)" }
        }

        private func load(_ desk: Desk) async throws -> (bytes: [UInt8], name: String, page: WebAddress?) {
            let lower = page.lowercased()
            if lower.utf8.starts(with: "http://".utf8) || lower.utf8.starts(with: "https://".utf8) {
                let (bytes, place) = try await DisclosureSource.fetch(page, site: desk.site)
                return (bytes, place.description, place)
            }
            let bytes = try Disk.read(page, limit: DisclosureSource.most)
            let parts = page.utf8.split(separator: UInt8(ascii: "/"))
            let name = parts.last.map { String(decoding: $0, as: UTF8.self) } ?? page
            try DisclosureSource.requirePage(bytes, at: name)
            return (bytes, name, try pageAddress.map { try AddressEntry.read($0) })
        }

        private func show(_ reading: DisclosureReading, year: DisclosureYear, name: String, desk: Desk) {
            let words = DisclosureImportWords(
                words: DisclosureWords(strings: desk.site.strings, language: desk.language), year: year,
                reading: reading, name: name, place: "--page-address")
            for line in words.summary { Terminal.print(line) }
            for (item, proposals) in reading.byItem(year) {
                Terminal.print("\(item.code)  \(Terminal.shortened(words.words.title(item), 70))")
                for proposal in proposals {
                    Terminal.print(
                        Terminal.padded("  \(proposal.number)", 6) + Terminal.padded(words.sureness(proposal), 14)
                            + Terminal.padded(Terminal.shortened(proposal.label, 40), 42) + proposal.text)
                    if let doubt = words.doubt(proposal) { Terminal.print(Terminal.padded("", 6) + doubt) }
                }
            }
            for find in words.finds { Terminal.print(find) }
            for left in reading.left {
                Terminal.print(Terminal.padded("  \(left.number)", 6) + "? \(words.left(left))")
            }
        }
    }
}
