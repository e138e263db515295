import Documents
import ITA

/// What an existing report was understood to say, before anything is written: rows as in the official table, every
/// doubt with its place, and every line of the source with what became of it.
struct ReportReading: Sendable, Equatable {
    /// The agency's name in the title, such as `สำนักงานเขตหลักสี่`.
    var agency: String?
    var fiscalYear: Int?
    var half: Int?
    var rows: [Row] = []
    var doubts: [SourceDoubt] = []
    /// What every line of the source was taken for, in order.
    var lines: [(SourcePlace, Role)] = []
    /// Lines that could not be placed, with their text.
    var unplaced: [(place: SourcePlace, text: String)] = []
    /// What keeps the report from being imported.
    var faults: [ReadingFault] = []

    static func == (a: ReportReading, b: ReportReading) -> Bool {
        a.agency == b.agency && a.fiscalYear == b.fiscalYear && a.half == b.half && a.rows == b.rows
            && a.doubts == b.doubts
    }

    /// What a line of the source is.
    enum Role: String, Sendable, CaseIterable {
        case title, header, instrument, indicator, items, continued, ruler, blank, remark, unplaced
    }

    /// One row of the official table.
    struct Row: Sendable, Equatable {
        var lines: [Line]
        var measures: [Entry] = []
        var results: [Entry] = []
        var captions: [Caption] = []
    }

    /// Items named together in one cell, with their score and what is wrong with them.
    struct Line: Sendable, Equatable {
        var codes: [String]
        /// As published, such as `94.70`; nil where there is none or the items have different ones.
        var score: String?
        /// Scores by code, where the items of the line have different ones.
        var scores: [String: String] = [:]
        /// The wording of the item in the source.
        var wording: String
        var findings: [Entry] = []
        var place: SourcePlace

        /// The published score of one of its items.
        func score(of code: String) -> String? { score ?? scores[code] }
    }

    /// A text with its place. A measure may bring what the other form of the report says of it.
    struct Entry: Sendable, Equatable {
        var text: String
        var number: Int?
        var place: SourcePlace
        var owner: String?
        var steps: String?
        var period: String?
        var followUp: String?
        var status: String?
        init(text: String, number: Int?, place: SourcePlace) {
            (self.text, self.number, self.place) = (text, number, place)
        }
    }

    /// A caption of the photo column, with its picture where the source carries one.
    struct Caption: Sendable, Equatable {
        var text: String
        /// The number of the result it belongs to, where it has one.
        var number: Int?
        /// Index into the source's pictures.
        var picture: Int?
        var place: SourcePlace
        /// The address its text ends with, where the evidence is one; the text is then without it.
        var address: String?
    }

    /// Codes of all items, in the order of the source.
    var codes: [String] { rows.flatMap { $0.lines.flatMap(\.codes) } }
}

/// Something in a source that keeps it from being imported, and where it stands.
struct ReadingFault: Sendable, Equatable {
    var problem: Problem
    var place: SourcePlace
    init(_ problem: Problem, at place: SourcePlace) { (self.problem, self.place) = (problem, place) }

    /// The problem with its place in words.
    func placed(_ words: String) -> Problem { Problem(problem.key, problem.values, at: words) }
}
