import Documents
import ITA

/// The files that pages hand out, for machines: reports, evidence, answers, packs and tables.
enum DownloadAPI {
    private static let zip = "application/zip"
    private static let csv = "text/csv"
    private static let xlsx = ReportFormat.xlsx.mediaType
    private static let docx = ReportFormat.docx.mediaType
    /// A file as it was handed in, of whatever kind.
    private static let bytes = "application/octet-stream"
    private static let item = "/years/:year/disclosures/:item"

    private static func choice(_ name: String, _ words: [String]) -> Shape.Member {
        .init(name, .choice(words), required: false)
    }

    private static func words(_ name: String, _ most: Int) -> Shape.Member {
        .init(name, .text(most), required: false)
    }

    static let all: [Endpoint] = [
        .download(
            "downloadReport", "/years/:year/rounds/:half/report", of: "/:year/rounds/:half/file", in: PreviewRoutes.all,
            query: [
                .init("format", .choice(ReportFormat.allCases.map(\.rawValue))), words("layout", 40),
                choice("language", Language.allCases.map(\.rawValue)),
                choice("digits", ReportDigits.allCases.map(\.rawValue)),
                .init("version", .whole(1...100_000), required: false),
            ], types: ["application/pdf", docx, xlsx, "text/html", "application/json"]),
        .download(
            "downloadRoundEvidence", "/years/:year/rounds/:half/evidence", of: "/:year/rounds/:half/evidence.zip",
            in: EvidenceRoutes.all, types: [zip]),
        .download(
            "downloadEvidence", "/evidence-files/:evidence", of: "/evidence/:evidence/original", in: EvidenceRoutes.all,
            types: [bytes]),
        .download(
            "downloadPhoto", "/evidence-files/:evidence/print", of: "/evidence/:evidence/print", in: EvidenceRoutes.all,
            types: ["image/jpeg"]),
        .download(
            "downloadContributionPhoto", "/contributions/:contribution/files/:file/print",
            of: "/:year/contributions/:contribution/:file/print", in: ContributionRoutes.all, types: ["image/jpeg"]),
        .download(
            "downloadOrder", "/years/:year/order", of: "/:year/order/file", in: OrderRoutes.all,
            query: [
                choice("format", ["pdf", "docx"]), choice("digits", ["thai", "arabic"]), words("number", 200),
                words("day", 40), words("preamble", 1000), words("signer", 200), words("signer-title", 200),
            ], types: ["application/pdf", docx]),
        .download(
            "downloadBelow", "/below", of: "/below/file", in: BelowRoutes.all,
            query: [
                choice("format", ["csv", "xlsx"]), .init("year", .whole(2500...2700), required: false),
                .init("half", .whole(1...2), required: false),
            ], types: [csv, xlsx]),
        .download(
            "downloadJournal", "/journal/csv", of: "/journal/csv", in: JournalRoutes.all,
            query: [words("actor", 200), words("deed", 60), words("from", 40), words("to", 40)], types: [csv]),
        .download(
            "downloadAnswers", "/years/:year/answers", of: "/:year/disclosures/answers/xlsx", in: DisclosureRoutes.all,
            types: [xlsx]),
        .download(
            "downloadDisclosureFile", "\(item)/page/files/:file", of: "/:year/disclosures/:item/page/files/:file",
            in: DisclosurePageRoutes.all, types: [bytes]),
        .download(
            "downloadAppealPack", "/years/:year/appeal-packs/:code", .read, query: [words("on", 40)], types: [zip]
        ) { try await WatchRoutes.appeal($0) },
        .download(
            "downloadCapture", "/years/:year/captures/:capture", of: "/:year/watch/captures/:capture/file",
            in: WatchRoutes.all, types: ["application/warc"]),
        .download(
            "downloadVisitPicture", "/years/:year/visits/:visit/picture", of: "/:year/watch/visits/:visit/picture",
            in: WatchRoutes.all, types: ["image/jpeg"]),
        .download(
            "downloadCheckFile", "/checks/:check/files/:hash", of: "/checks/:check/files/:hash", in: CheckRoutes.all,
            types: [bytes]),
        .download(
            "downloadCheckScreenshot", "/checks/:check/screenshots/:part", of: "/checks/:check/screenshots/:part",
            in: CheckRoutes.all, types: ["image/jpeg"]),
        .download("downloadJobFile", "/jobs/:job/file", .read, types: [zip]) { try await JobRoutes.file($0) },
    ]
}
