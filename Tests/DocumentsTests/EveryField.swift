@testable import Documents
import Foundation
import Testing

/// A round in which every stored field says something that no other field says, and the proof that each is said again
/// by what was written from it.
enum EveryField {
    /// One field that is stored: its path without indices, such as `sections.indicators.rows.lines.label`.
    struct Stored: Hashable {
        var path: String
        var value: String
        /// How a report prints it, in one language or the other.
        var printed: Set<String>
    }

    /// Text that names its own place: Thai with stacked marks, no part of another.
    private static func mark(_ place: String) -> String { "ที่นี่<\(place)>ปู่" }

    static var content: RoundContent {
        .init(
            agency: .init(key: mark("agency.key"), thai: mark("agency.thai"), english: mark("agency.english")),
            fiscalYear: 2571, half: 7402,
            edition: .init(id: mark("edition.id"), revision: 4711, hash: mark("edition.hash")),
            standing: .init(
                total: "71.37", levelThai: mark("level.thai"), levelEnglish: mark("level.english"),
                instruments: [.init(code: mark("part.code"), score: "72.39")],
                unconfirmed: [.init(thai: mark("doubt.thai"), english: mark("doubt.english"))]),
            sections: [
                .init(
                    code: mark("section.code"), thai: mark("section.thai"), english: mark("section.english"),
                    indicators: [
                        .init(
                            number: 8093, thai: mark("indicator.thai"), english: mark("indicator.english"),
                            rows: [row])
                    ])
            ])
    }

    private static var row: RoundContent.Row {
        .init(
            lines: [
                .init(
                    items: [
                        .init(
                            key: mark("item.key"), code: mark("item.code"), thai: mark("item.thai"),
                            english: mark("item.english"), score: "73.41")
                    ], label: mark("line.label"), findings: [mark("finding.1"), mark("finding.2")])
            ],
            measures: [
                .init(
                    id: mark("measure.id"), text: mark("measure.text"), unit: mark("measure.unit"),
                    person: mark("measure.person"), steps: mark("measure.steps"), startsOn: "2027-11-23",
                    endsOn: "2028-02-19", followUp: mark("measure.followUp"), status: "underway")
            ],
            results: [
                .init(
                    text: mark("result.text"), measures: [mark("measure.id")],
                    evidence: evidence("result.", day: "2028-01-17"))
            ],
            evidence: evidence("row.", day: "2028-01-18"))
    }

    /// A photo, and a file that has what a photo has not.
    private static func evidence(_ place: String, day: String) -> [RoundContent.Evidence] {
        [
            .init(
                kind: "photo", caption: mark(place + "pic.caption"), aboutOn: day,
                picture: .init(
                    sha256: mark(place + "picture"), width: place == "row." ? 6113 : 6121,
                    height: place == "row." ? 4091 : 4093),
                sha256: mark(place + "pic.sha256")),
            .init(
                kind: "file", caption: mark(place + "doc.caption"), fileName: mark(place + "doc.name"),
                sha256: mark(place + "doc.sha256"), address: mark(place + "doc.address"),
                downSince: place == "row." ? "2028-02-21" : "2028-02-22"),
        ]
    }

    /// The round as a report whose layout has every column there is. Its titles and sentences say nothing of it.
    static func report(thai: Bool) -> Report {
        var words = sampleWords(thai: thai)
        words.title = [thai ? "รายงาน" : "Report"]
        words.addressDown = "▲ {day}"
        let columns = ReportLayout.Content.allCases.map {
            ReportLayout.Column(content: $0, heading: "column \($0.rawValue)", share: 1)
        }
        return Report(
            content: content, layout: .init(key: "every", landscape: true, columns: columns, signatures: []),
            words: words, seal: .init(hash: "seal", version: 1, mark: "mark", frozenAt: "2028-04-01T02:03:04Z"))
    }

    /// Gives the same small picture for every name.
    static func pictures(_ name: String) -> [UInt8] { blockJPEG(width: 16, height: 8) { _, _ in (90, 120, 150) } }

    /// Every stored field of the round, found by reflection: a field added to the round is found without anyone
    /// thinking of this test.
    static var fields: [Stored] { walk(content, path: "").stored }

    /// The paths where `content` has nothing; each must have a value elsewhere, as a photo has no file name.
    static var empty: Set<String> { Set(walk(content, path: "").empty) }

    private static func walk(_ value: Any, path: String) -> (stored: [Stored], empty: [String]) {
        if let text = value as? String { return ([Stored(path: path, value: text, printed: printed(path, text))], []) }
        if let number = value as? Int {
            return ([Stored(path: path, value: String(number), printed: [String(number)])], [])
        }
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle != .struct, mirror.children.isEmpty { return ([], [path]) }
        let inner = mirror.children.map { child in
            let name = mirror.displayStyle == .struct ? child.label : nil
            return walk(child.value, path: [path, name ?? ""].filter { !$0.isEmpty }.joined(separator: "."))
        }
        return (inner.flatMap(\.stored), inner.flatMap(\.empty))
    }

    /// Days are printed in words and states by their names.
    private static func printed(_ path: String, _ value: String) -> Set<String> {
        let both = [sampleWords(thai: true), sampleWords(thai: false)]
        if path.hasSuffix(".status") { return Set(both.compactMap { $0.status[value] }) }
        let days = both.compactMap { $0.day(value) }
        return days.isEmpty ? [value] : Set(days)
    }

    /// Asks of a written form, given in Thai and in English, that each field stands in one of them.
    ///
    /// - Parameters:
    ///   - outside: the paths that this form leaves out, each with its reason.
    ///   - printed: how this form prints a field where it differs from the report.
    static func expectAll(
        in written: [[UInt8]], outside: [String: String],
        printed: (Stored) -> Set<String> = { $0.printed }, _ location: SourceLocation = #_sourceLocation
    ) {
        let known = Set(fields.map(\.path))
        for path in outside.keys.sorted() where !known.contains(path) {
            Issue.record("\(path) is excused but is no field of a round", sourceLocation: location)
        }
        for field in fields where outside[field.path] == nil {
            let there = written.contains { form in printed(field).contains { holds(form, $0) } }
            #expect(there, "\(field.path) (\(field.value)) is not there", sourceLocation: location)
        }
    }
}

@Suite struct EveryFieldTests {
    @Test func `each stored field has a value, and no two say the same`() {
        let fields = EveryField.fields
        for path in EveryField.empty {
            #expect(
                fields.contains { $0.path == path || $0.path.hasPrefix(path + ".") },
                "\(path) has no value anywhere in EveryField.content")
        }
        for field in fields where !field.value.hasPrefix("ที่นี่<") {
            let plain = field.value.utf8.allSatisfy { (0x2d...0x39).contains($0) }  // digits, points and hyphens
            let code = ["format", ".kind", ".status"].contains { field.path.hasSuffix($0) }
            #expect(plain && field.value.utf8.count >= 4 || code, "\(field.path) has no marker in EveryField.content")
        }
        // A result names the id of its measure, which is what the id is for; kinds and states are codes.
        let own = fields.filter { field in
            !["results.measures", ".kind", ".status"].contains { field.path.hasSuffix($0) }
        }
        for (index, field) in own.enumerated() {
            for other in own[..<index] {
                #expect(!holds(Array(field.value.utf8), other.value), "\(field.path) holds \(other.path)")
                #expect(!holds(Array(other.value.utf8), field.value), "\(other.path) holds \(field.path)")
            }
        }
    }
}
