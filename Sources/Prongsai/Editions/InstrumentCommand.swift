import ArgumentParser
import Foundation
import ITA

/// `prongsai instrument`: the editions there are, and whether a file is sound.
struct InstrumentCommand: AsyncParsableCommand {
    static let configuration = Help.command("instrument", [Check.self, List.self])

    struct Check: AsyncParsableCommand {
        static let configuration = Help.command("check", key: "instrument_check")
        @OptionGroup var common: CommonOptions
        @Argument(help: Help.of("options.instrument_files")) var files: [String]

        func run() async throws {
            try await common.shown {
                let settings = try common.settings()
                let strings = try Strings(folder: settings.root.appendingPathComponent("Locales"))
                let shelf = EditionShelf(folder: settings.root.appendingPathComponent("Instruments"))
                var problems: [Problem] = []
                for path in files {
                    do {
                        let bytes = try Disk.read(path, limit: 4_000_000)
                        if InstrumentCommand.isLineage(bytes) {
                            let lineage = try LineageFile.read(bytes, file: path, shelf: shelf)
                            Terminal.print(
                                strings.text(
                                    "instrument.lineage_sound",
                                    [
                                        "file": path, "from": lineage.from, "to": lineage.to,
                                        "pairs": String(lineage.pairs.count),
                                    ], settings.language))
                        } else {
                            let file = try EditionFile(bytes, file: path, schema: try shelf.schema())
                            let values = [
                                "file": path, "id": file.edition.id, "items": String(file.edition.items.count),
                                "vectors": String(file.edition.testVectors.count),
                            ]
                            Terminal.print(strings.text("instrument.sound", values, settings.language))
                        }
                    } catch Failure.invalid(let found) {
                        problems += found
                    }
                }
                guard problems.isEmpty else { throw Failure.invalid(problems) }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = Help.command("list", key: "instrument_list")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await common.shown {
                let settings = try common.settings()
                let strings = try Strings(folder: settings.root.appendingPathComponent("Locales"))
                let shelf = EditionShelf(folder: settings.root.appendingPathComponent("Instruments"))
                for id in try shelf.ids() {
                    let edition = try shelf.file(id).edition
                    let reasons = try Formula(edition).reasons
                    let mark =
                        reasons.isEmpty ? "" : "  ◆ \(strings.text("standing.unconfirmed", [:], settings.language))"
                    Terminal.print(Terminal.padded(id, 16) + strings.name(edition.title, settings.language) + mark)
                }
            }
        }
    }

    /// Whether a file says that it is a lineage.
    static func isLineage(_ bytes: [UInt8]) -> Bool {
        bytes.split(separator: 10).contains { $0.starts(with: Array("format: prongsai-lineage/".utf8)) }
    }
}
