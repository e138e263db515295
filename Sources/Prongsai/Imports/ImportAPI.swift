import Documents
import Foundation
import ITA

/// Bringing in files, for machines: what was understood, and writing it where `apply` is true.
enum ImportAPI {
    private static let file: [Shape.Member] = [
        .init("name", .text(200)), .init("content", .text(1_300_000)), .init("apply", .flag, required: false),
    ]
    /// A list kept in a spreadsheet, as CSV in base64.
    static let list: [Shape.Member] = [
        .init("content", .text(1_300_000)), .init("apply", .flag, required: false),
    ]
    private static let place = Shape.object([.init("place", .text(500)), .init("text", .text(20_000))])

    static let all: [Endpoint] = [
        .post(
            "importScores", "/years/:year/imports/scores", .plan, takes: file,
            gives: .object([
                .init(
                    "scores",
                    .list(
                        .object([.init("code", .text(20)), .init("score", .text(40)), .init("place", .text(500))]),
                        most: 500)),
                .init("doubts", .list(.text(2000), most: 5000)), .init("unplaced", .list(place, most: 5000)),
                .init("changed", .nullable(.whole(0...500))),
            ])
        ) { visit, input in
            let plan = try await visit.plan()
            let (document, source) = try read(input)
            let (strings, language) = (visit.site.strings, visit.language)
            let reading = ScoresReading.read(
                document, edition: plan.edition.edition, known: try visit.site.editions.sound(), file: source.name,
                strings: strings, language: language)
            guard reading.problems.isEmpty else { throw Failure.invalid(reading.problems) }
            if reading.entries.isEmpty { throw Failure.invalid([Problem("nothing_found", at: "content")]) }
            var changed: Int?
            if input["apply"] == .flag(true) {
                changed =
                    try await visit.perform(
                        ImportScores(agency: plan.agency.id, plan: plan, reading: reading, source: source)) ?? 0
            }
            return [
                "scores": .list(
                    reading.entries.map {
                        [
                            "code": .text($0.code), "score": .text($0.score),
                            "place": .text(strings.place($0.place, language)),
                        ]
                    }),
                "doubts": .list(reading.doubts.prefix(5000).map { .text(strings.doubt($0, language)) }),
                "unplaced": unplaced(reading.unplaced, visit), "changed": changed.map { JSONValue.whole($0) } ?? .null,
            ]
        },
        .post(
            "importReport", "/years/:year/imports/report", .plan,
            takes: file + [.init("round", .whole(1...2), required: false)],
            gives: .object([
                .init("rows", .whole(0...10_000)), .init("findings", .whole(0...100_000)),
                .init("measures", .whole(0...100_000)), .init("results", .whole(0...100_000)),
                .init("captions", .whole(0...100_000)), .init("doubts", .list(.text(2000), most: 5000)),
                .init("unplaced", .list(place, most: 5000)), .init("isApplied", .flag),
            ])
        ) { visit, input in
            let plan = try await visit.plan()
            let (document, source) = try read(input)
            let (strings, language) = (visit.site.strings, visit.language)
            let reading = ReportReader.read(
                document, edition: plan.edition.edition, remarks: ReportRemarks(strings))
            let problems = reading.problems(
                plan: plan, known: try visit.site.editions.sound(), file: source.name, strings: strings,
                language: language)
            guard problems.isEmpty else { throw Failure.invalid(problems) }
            let names = try await visit.site.database.read { try KnownNames.load(agency: plan.agency.id, in: $0) }
            let preview = ImportPreview(reading, plan: plan, names: names)
            var isApplied = false
            if input["apply"] == .flag(true) {
                isApplied = try await visit.perform(
                    ImportReport(
                        agency: plan.agency.id, plan: plan, half: input["round"]?.whole ?? reading.half ?? 1,
                        reading: reading, source: source,
                        pictures: ImportRoutes.pictures(of: document, in: visit.site.files))
                ).isNew
            }
            let lines = reading.rows.flatMap(\.lines)
            return [
                "rows": .whole(reading.rows.count), "findings": .whole(lines.flatMap(\.findings).count),
                "measures": .whole(reading.rows.flatMap(\.measures).count),
                "results": .whole(reading.rows.flatMap(\.results).count),
                "captions": .whole(reading.rows.flatMap(\.captions).count),
                "doubts": .list(preview.doubts.prefix(5000).map { .text(strings.doubt($0, language)) }),
                "unplaced": unplaced(reading.unplaced, visit), "isApplied": .flag(isApplied),
            ]
        },
    ]

    /// The bytes of the file that was sent.
    static func bytes(_ input: JSONValue) throws -> [UInt8] {
        guard let data = Data(base64Encoded: input["content"]?.text ?? "") else {
            throw Failure.invalid([Problem("base64", at: "content")])
        }
        return [UInt8](data)
    }

    private static func read(_ input: JSONValue) throws -> (document: SourceDocument, file: SourceFile) {
        try SourceReading.read(try bytes(input), name: input["name"]?.text ?? "")
    }

    private static func unplaced(_ lines: [(place: SourcePlace, text: String)], _ visit: Visit) -> JSONValue {
        .list(
            lines.prefix(5000).map {
                [
                    "place": .text(visit.site.strings.place($0.place, visit.language)),
                    "text": .text(Terminal.shortened($0.text, 10_000)),
                ]
            })
    }
}
