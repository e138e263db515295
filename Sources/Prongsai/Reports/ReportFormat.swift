import Documents
import ITA

/// The five forms of a report.
enum ReportFormat: String, CaseIterable, Sendable {
    case pdf, docx, xlsx, html, json

    /// Whether photos stand in it, and not only their names.
    var showsPictures: Bool { self == .pdf || self == .docx || self == .html }

    /// Writes a report in this form.
    func bytes(of report: Report, fonts: ReportFonts, pictures: PictureSource) throws -> [UInt8] {
        switch self {
        case .pdf: try report.pdf(fonts: fonts, pictures: pictures)
        case .docx: try report.docx(pictures: pictures)
        case .xlsx: try report.xlsx()
        case .html: try report.html(pictures: pictures)
        case .json: try report.json()
        }
    }
}

extension RoundContent {
    /// How many photos it shows.
    var pictures: Int {
        let rows = sections.flatMap(\.indicators).flatMap(\.rows)
        return rows.flatMap { $0.evidence + $0.results.flatMap(\.evidence) }.count { $0.picture != nil }
    }
}

/// A report ready to be written, and the frozen version it prints; a draft has none.
struct PreparedReport: Sendable {
    var report: Report
    var half: Int
    var frozenID: String?

    /// What its file is called: `demo-2568-1-bma-th.pdf`.
    func fileName(_ format: ReportFormat) -> String {
        let content = report.content
        let digits = report.digits == .thai && format != .json ? "-thai-digits" : ""
        return "\(content.agency.key)-\(content.fiscalYear)-\(half)-\(report.layout.key)-\(report.words.language)"
            + "\(digits).\(format.rawValue)"
    }
}

extension Site {
    /// The fonts of reports: the private folder's Sarabun where set-up fetched it, else what is installed.
    var fonts: ReportFonts { ReportFonts.load(folder: settings.root.appendingPathComponent("Public/fonts").path) }

    /// A round as it stands: the newest frozen version where it is frozen, else a draft; or the version that is named.
    func report(
        agency: Agency, year: Int?, half: Int?, layout: String?, language: Language, digits: ReportDigits = .arabic,
        version: Int? = nil
    ) async throws -> PreparedReport {
        let (editions, strings, address) = (editions, strings, settings.address)
        return try await database.read { db in
            let plan = try Plan.load(agency: agency, year: year, editions: editions, in: db)
            let round = try Round.meant(half, of: plan, in: db)
            let edition = plan.edition.edition
            if round.frozenAt != nil || version != nil {
                let versions = try FrozenRound.load(
                    agency: agency.id, year: plan.fiscalYear, half: round.half, in: db)
                if let frozen = versions.first(where: { version == nil || $0.version == version }) {
                    return try frozen.printed(
                        edition, layout: layout, language: language, digits: digits, strings: strings)
                }
                if version != nil { throw Failure.notFound(Message("failure.no_version")) }
            }
            let content = try RoundReport.content(plan: plan, work: try RoundWork.load(round, in: db), strings: strings)
            let hash = Hash.sha256(try RoundContent.canonical(content))
            let seal = ReportSeal(
                hash: hash, version: 0, mark: ReportSeal.mark(hash: hash, address: address), frozenAt: nil)
            let report = try RoundReport.report(
                content, edition: edition, layout: layout ?? edition.layouts.first?.key ?? "", language: language,
                seal: seal, digits: digits, strings: strings)
            return PreparedReport(report: report, half: round.half, frozenID: nil)
        }
    }
}

extension FrozenRound {
    /// The report of this version.
    func printed(
        _ edition: Edition, layout: String?, language: Language, digits: ReportDigits, strings: Strings
    ) throws -> PreparedReport {
        let report = try RoundReport.report(
            content, edition: edition, layout: layout ?? edition.layouts.first?.key ?? "", language: language,
            seal: seal, digits: digits, strings: strings)
        return PreparedReport(report: report, half: half, frozenID: id)
    }
}
