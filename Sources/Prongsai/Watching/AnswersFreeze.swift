import ArgumentParser
import Foundation
import HTML
import Synchronization
import Watch

/// What was found, by the number of the address; filled from several tasks.
final class SeenAddresses: Sendable {
    struct One: Sendable {
        var verdict: PageVerdict
        var status: Int?
        var final: String?
    }
    private let found = Mutex<[Int: One]>([:])

    /// Notes one; gives how many there are.
    func add(_ id: Int, _ verdict: PageVerdict, status: Int?, final: String?) -> Int {
        found.withLock {
            $0[id] = One(verdict: verdict, status: status, final: final)
            return $0.count
        }
    }

    var all: [Int: One] { found.withLock { $0 } }
}

/// Keeps what would be answered to the assessor, with its hash, as it was found from outside.
struct FreezeAnswers: Operation {
    static let name = "freeze-answers"
    static let permission = Permission.plan
    let agency: String?
    let year: String
    let sheet: AnswersSheet

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        guard
            try db.first(
                """
                SELECT id FROM disclosure_year WHERE id = \(year) AND agency_id = \(agency)
                AND fiscal_year = \(sheet.year)
                """) != nil
        else { throw Failure.notFound(Message("failure.no_disclosure_year", ["year": String(sheet.year)])) }
        let (id, content) = (ID.new(), try sheet.content)
        let hash = Hash.sha256(Array(content.utf8))
        try db.execute(
            """
            INSERT INTO answers_freeze (id, agency_id, year_id, at, by_whom, content, content_hash)
            VALUES (\(id), \(agency), \(year), \(now), \(actor.journalName), \(content), \(hash))
            """)
        return Done(
            hash,
            JournalNote(
                "answers \(id)",
                ["year": String(sheet.year), "hash": hash, "zeros": String(sheet.zeros.count)]))
    }
}

/// Looking at everything before submission, as a job: a site that answers slowly takes minutes.
struct FreezeJob: JobKind {
    static let word = "freeze-answers"
    static let permission = Permission.plan
    var year: Int

    func check(agency: String?, in db: Connection) throws {
        guard
            try db.first("SELECT id FROM disclosure_year WHERE agency_id = \(agency) AND fiscal_year = \(year)") != nil
        else { throw Failure.notFound(Message("failure.no_disclosure_year", ["year": String(year)])) }
    }

    func run(_ work: JobWork) async throws -> JobOutcome {
        let (yearID, sheet) = try await AnswersSheet.look(
            agency: work.agency.id, year: year, site: work.site, looker: Looker(work.site)
        ) { done, total in
            if done == 0 { work.expect(total) } else { try work.advance() }
        }
        _ = try await work.perform(FreezeAnswers(agency: work.agency.id, year: yearID, sheet: sheet))
        return JobOutcome(address: Link.frozenAnswers(work.agency.key, year))
    }
}

/// `prongsai disclosures freeze`: what would score nothing if the assessor looked now.
struct FreezeCommand: AsyncParsableCommand {
    static let configuration = Help.command("freeze", key: "watch_freeze")
    @OptionGroup var common: CommonOptions
    @OptionGroup var which: YearOptions
    @OptionGroup var options: WatchOptions
    @Flag(help: Help.of("options.json")) var json = false

    func run() async throws {
        try await common.run(more: options.given) { desk in
            let agency = try await desk.site.database.read { [agency = which.agency] in try Agency.find(agency, in: $0)
            }
            let year = try await Self.year(which.year, agency, desk)
            let (yearID, sheet) = try await AnswersSheet.look(
                agency: agency.id, year: year, site: desk.site, looker: Looker(desk.site)
            ) { _, _ in }
            let hash = try await desk.perform(FreezeAnswers(agency: agency.id, year: yearID, sheet: sheet))
            if json {
                try Terminal.json(sheet)
            } else {
                Self.show(sheet, hash: hash, desk)
            }
            if !sheet.zeros.isEmpty { throw ExitCode(1) }
        }
    }

    /// The year that is meant: the one named, or the newest with disclosures.
    static func year(_ given: Int?, _ agency: Agency, _ desk: Desk) async throws -> Int {
        if let given { return given }
        let newest = try await desk.site.database.read { db in
            try db.first("SELECT MAX(fiscal_year) AS year FROM disclosure_year WHERE agency_id = \(agency.id)")?
                .optionalInteger("year")
        }
        guard let newest else { throw Failure.notFound(Message("failure.no_disclosures_yet")) }
        return newest
    }

    private static func show(_ sheet: AnswersSheet, hash: String, _ desk: Desk) {
        // What would score nothing first, the costliest on top.
        for answer in sheet.zeros + sheet.answers.filter({ $0.zero == nil }) {
            let sign = answer.zero != nil ? "▲" : answer.isUnsure ? "◆" : "●"
            let title = (desk.language == .english ? answer.english : nil) ?? answer.title
            let points = answer.zero == nil ? "" : answer.points ?? ""
            Terminal.print(
                "\(sign) \(Terminal.padded(answer.code, 5))\(Terminal.right(points, 6))  \(Terminal.shortened(title, 70))"
            )
            if let zero = answer.zero, zero != .unreachable {
                Terminal.print("    \(desk.text("freeze.zero_\(zero.rawValue)"))")
            }
            for address in answer.addresses where address.judged?.weight != .good || address.changedAt != nil {
                Terminal.print("    \(Terminal.shortened(address.address, 90))")
                let strings = desk.site.strings
                Terminal.print("      \(strings.words(address.told ?? address.judged, desk.language))")
                if address.told != nil {
                    Terminal.print("      \(strings.again(address.judged?.state, at: sheet.at, desk.language))")
                }
            }
        }
        let values = [
            "count": String(sheet.zeros.count), "all": String(sheet.answers.count), "points": sheet.pointsLost ?? "–",
        ]
        desk.say(sheet.zeros.isEmpty ? "freeze.none_zero" : "freeze.zeros", values)
        desk.say("freeze.kept", ["hash": hash])
    }
}

/// `prongsai watch appeal`: the appeal pack of an item.
struct AppealCommand: AsyncParsableCommand {
    static let configuration = Help.command("appeal", key: "watch_appeal")
    @OptionGroup var common: CommonOptions
    @OptionGroup var which: YearOptions
    @Argument(help: Help.of("options.appeal_code")) var code: String
    @Option(help: Help.of("options.appeal_on")) var on = ""
    @Option(help: Help.of("options.out")) var out: String?

    func run() async throws {
        try await common.run { desk in
            let agency = try await desk.site.database.read { [agency = which.agency] in try Agency.find(agency, in: $0)
            }
            let year = try await FreezeCommand.year(which.year, agency, desk)
            let day = try AppealPack.day(on, today: desk.site.clock.now().day, at: "--on")
            let pack = try await AppealPack.gather(agency: agency, year: year, code: code, on: day, site: desk.site)
            let place = Self.place(out, name: pack.fileName)
            let file = try PartialFile(place, replacing: false)
            do {
                let handle = FileHandle(fileDescriptor: file.descriptor, closeOnDealloc: false)
                try await pack.write { bytes in try handle.write(contentsOf: Data(bytes)) }
                try file.finish()
            } catch {
                file.discard()
                throw error
            }
            desk.say("appeal.written", ["path": place, "count": String(pack.captures.count)])
            if let day, pack.hasNothingOfDay {
                desk.say("appeal.none_on", ["day": desk.site.strings.day(day, desk.language)])
            }
        }
    }

    /// The file to write: the one that is named, or one of its usual name in the folder that is.
    private static func place(_ out: String?, name: String) -> String {
        guard let out else { return name }
        guard out.utf8.last == UInt8(ascii: "/") || Disk.isFolder(out) else { return out }
        return URL(fileURLWithPath: out).appendingPathComponent(name).path
    }
}
