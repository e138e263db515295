import ArgumentParser
import Foundation
import ITA

/// `prongsai evidence`: photos, files and addresses that prove a result.
struct EvidenceCommand: AsyncParsableCommand {
    static let configuration = Help.command(
        "evidence", [Add.self, Attach.self, Caption.self, Date.self, Move.self, Remove.self, Export.self])

    struct Add: AsyncParsableCommand {
        static let configuration = Help.command("add", key: "evidence_add")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_result")) var place: String
        @Argument(help: Help.of("options.evidence_files")) var files: [String] = []
        @Option(help: Help.of("options.caption")) var caption: String?
        @Option(help: Help.of("options.date")) var date: String?
        @Option(help: Help.of("options.link")) var link: [String] = []

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let number = try PlanPlace(place, depth: 2...2)
                let progress = try await desk.find(cycle.round, of: plan) { try number.progress(of: plan, $0) }
                let day = try EvidenceCommand.day(date)
                if files.isEmpty, link.isEmpty {
                    throw Failure.invalid([Problem("empty", ["field": "file"], at: "file")])
                }
                let sources =
                    try files.map { EvidenceSource.stored(try EvidenceCommand.keep($0, in: desk.site.files)) }
                    + link.map { .address($0) }
                for source in sources {
                    var about = day
                    if case .stored(let picture) = source, about == nil {
                        about = picture.takenAt.flatMap { Day(iso: String($0.prefix(10))) }
                    }
                    _ = try await desk.perform(
                        AddEvidence(
                            agency: plan.agency.id, progress: progress.id, source: source, caption: caption ?? "",
                            aboutOn: about))
                    desk.say(
                        "evidence.added",
                        ["place": place, "day": about.map { desk.site.strings.day($0, desk.language) } ?? "–"])
                }
            }
        }
    }

    struct Attach: AsyncParsableCommand {
        static let configuration = Help.command("attach", key: "evidence_attach")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_evidence")) var place: String
        @Argument(help: Help.of("options.evidence_file")) var file: String

        func run() async throws {
            try await EvidenceCommand.change(common, cycle, place) { desk in
                .attach(.stored(try EvidenceCommand.keep(file, in: desk.site.files)))
            }
        }
    }

    struct Caption: AsyncParsableCommand {
        static let configuration = Help.command("caption", key: "evidence_caption")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_evidence")) var place: String
        @Argument(help: Help.of("options.caption")) var text: String

        func run() async throws { try await EvidenceCommand.change(common, cycle, place) { _ in .caption(text) } }
    }

    struct Date: AsyncParsableCommand {
        static let configuration = Help.command("date", key: "evidence_date")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_evidence")) var place: String
        @Argument(help: Help.of("options.date")) var date: String

        func run() async throws {
            try await EvidenceCommand.change(common, cycle, place) { _ in .aboutOn(try EvidenceCommand.day(date)) }
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = Help.command("move", key: "evidence_move")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_evidence")) var place: String
        @Argument(help: Help.of("options.position")) var position: Int

        func run() async throws { try await EvidenceCommand.change(common, cycle, place) { _ in .position(position) } }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = Help.command("remove", key: "evidence_remove")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_evidence")) var place: String

        func run() async throws { try await EvidenceCommand.change(common, cycle, place) { _ in .remove } }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = Help.command("export", key: "evidence_export")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.place_evidence")) var place: String
        @Option(name: .shortAndLong, help: Help.of("options.out")) var out: String?

        func run() async throws {
            try await common.run { desk in
                let plan = try await desk.plan(cycle)
                let number = try PlanPlace(place, depth: 3...3)
                let use = try await desk.find(cycle.round, of: plan, forWriting: false) {
                    try number.use(of: plan, $0)
                }
                guard let hash = use.evidence?.fileHash, let name = use.evidence?.fileName else {
                    throw Failure.notFound(Message("failure.no_file_there", ["place": place]))
                }
                let bare = (name as NSString).lastPathComponent
                let isFolder = out.map { $0.utf8.last == UInt8(ascii: "/") || Disk.isFolder($0) } ?? false
                let given = URL(fileURLWithPath: out ?? bare)
                let target = isFolder ? given.appendingPathComponent(bare) : given
                if isFolder {
                    try FileManager.default.createDirectory(at: given, withIntermediateDirectories: true)
                }
                try Disk.writeNew(try desk.site.files.bytes(of: hash), to: target)
                desk.say("evidence.exported", ["path": target.path])
            }
        }
    }

    private static func change(
        _ common: CommonOptions, _ cycle: CycleOptions, _ place: String,
        _ change: (Desk) throws -> ChangeEvidence.Change
    ) async throws {
        try await common.run { desk in
            let plan = try await desk.plan(cycle)
            let number = try PlanPlace(place, depth: 3...3)
            let use = try await desk.find(cycle.round, of: plan) { try number.use(of: plan, $0) }
            try await desk.perform(ChangeEvidence(agency: plan.agency.id, use: use.id, change: try change(desk)))
            desk.say("plan.written", ["place": place])
        }
    }

    private static func day(_ text: String?) throws -> Day? {
        guard let text else { return nil }
        guard let day = Strings.readDay(text) else {
            throw Failure.invalid([Problem("day", ["given": text], at: "--date")])
        }
        return day
    }

    /// Endings of files that are kept as they are; everything else has to be a picture.
    private static let documents = [
        "pdf", "docx", "xlsx", "pptx", "doc", "xls", "ppt", "csv", "txt", "zip", "odt", "ods",
    ]

    /// Keeps a file: a document by its ending, a photo by its content.
    static func keep(_ path: String, in files: Files) throws -> StoredPicture {
        let bytes = try Disk.read(path, limit: 60_000_000)
        let name = (path as NSString).lastPathComponent
        let isDocument = documents.contains((name as NSString).pathExtension.lowercased())
        return try StoredPicture.keep(bytes, name: name, as: isDocument ? .file : .photo, in: files)
    }
}
