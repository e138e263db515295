import Dispatch
import Documents
import Foundation
import HTML

/// How somebody wants a report: chosen on a page, carried in its address.
struct ReportChoice: Sendable, Equatable {
    /// Nil for the first layout of the edition.
    var layout: String?
    var language: Language
    var digits = ReportDigits.arabic
    /// Nil for the round as it stands.
    var version: Int?

    init(layout: String? = nil, language: Language, digits: ReportDigits = .arabic, version: Int? = nil) {
        (self.layout, self.language, self.digits, self.version) = (layout, language, digits, version)
    }

    /// Reads what an address says; what it does not know counts as not said.
    init(_ fields: FormFields, language: Language) {
        layout = fields.filled("layout")
        self.language = fields["language"].flatMap { Language(rawValue: $0) } ?? language
        digits = fields["digits"].flatMap { ReportDigits(rawValue: $0) } ?? .arabic
        version = fields["version"].flatMap { Int($0) }
    }

    /// As the query of an address, `?layout=bma&language=th`.
    var query: String {
        var fields = FormFields()
        if let layout { fields.append("layout", layout) }
        fields.append("language", language.rawValue)
        if digits != .arabic { fields.append("digits", digits.rawValue) }
        if let version { fields.append("version", String(version)) }
        return "?\(fields.encoded)"
    }
}

extension ReportFormat {
    var mediaType: String {
        switch self {
        case .pdf: "application/pdf"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .html: "text/html; charset=utf-8"
        case .json: "application/json"
        }
    }

    /// What people call it; names of products and standards, the same in every language.
    var name: String {
        switch self {
        case .pdf: "PDF"
        case .docx: "Word (DOCX)"
        case .xlsx: "Excel (XLSX)"
        case .html: "HTML"
        case .json: "JSON"
        }
    }
}

/// Prints reports for people who wait at a page: off the threads that answer, a few at a time.
enum ReportPress {
    private static let gate = Gate(width: 2, queue: 50)

    /// Does heavy work on paper when it is its turn.
    static func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await gate.pass {
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
            }
        }
    }
}

extension Site {
    /// The bytes of a report, the same that the command line writes; of a frozen version they are remembered, so that
    /// they stay genuine under a later program.
    func file(of prepared: PreparedReport, _ format: ReportFormat, agency: String, as actor: Actor) async throws
        -> [UInt8]
    {
        let (report, fonts, files) = (prepared.report, fonts, files)
        let bytes = try await ReportPress.run {
            try format.bytes(of: report, fonts: fonts) { try files.bytes(of: $0) }
        }
        if let frozen = prepared.frozenID {
            try await perform(
                RecordReportFile(agency: agency, frozen: frozen, hash: Hash.sha256(bytes)), as: actor)
        }
        return bytes
    }
}

/// A report shown in the browser.
enum ReportView {
    /// The report's own style stands in the page; nothing runs, nothing is fetched but photos, style and font of ours,
    /// and only our own pages may frame it.
    static let policy =
        "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'self'; "
        + "form-action 'none'; frame-ancestors 'self'; base-uri 'none'"

    /// What its head needs of ours.
    static func head(_ assets: Assets) -> [Node] {
        [
            element("link", [Attribute("rel", "stylesheet"), .href(assets.address("paper.css"))]),
            element(
                "link",
                [Attribute("rel", "icon"), .href(assets.address("icon.svg")), Attribute("type", "image/svg+xml")]),
        ]
    }

    /// - Parameter cache: whether and how long others may keep it.
    static func reply(_ bytes: [UInt8], cache: String) -> Reply {
        var reply = Reply(
            200,
            [
                ("content-type", "text/html; charset=utf-8"), ("cache-control", cache),
                ("content-security-policy", policy), ("x-frame-options", "SAMEORIGIN"),
            ], .bytes(bytes))
        reply.holdsNoSecret = true
        return reply
    }
}
