import HTML

/// A page as it was rendered last, shown again for as long as nothing of its agency changes: to everybody who may do
/// the same there, in the same language, on the same day.
struct KeptPage: Sendable {
    private let title: String
    private let current: Page.Place?
    private let scripts: [String]
    private let content: Rendered

    /// Stands where a visitor's own token will stand. Nobody can type it: it is another one each time the program starts.
    private static let gap = Front.formToken(of: Secret.token())

    private init(_ page: Page) {
        (title, current, scripts) = (page.title, page.current, page.scripts)
        content = Rendered(.fragment(page.content), gap: KeptPage.gap)
    }

    /// The page for one visitor.
    func page(for visit: Visit) -> Page {
        Page(title, current: current, scripts: scripts, rendered: content.filled(visit.formToken))
    }

    /// The page of a path, as it was rendered last or, where the agency changed since, rendered now.
    ///
    /// - Parameters:
    ///   - fields: fields of the query that change what it shows. With others it is the same page.
    ///   - make: renders it for the visit it is given, from nothing but that visit's agency, what it may do there, the day
    ///     and those fields.
    static func of(
        _ visit: Visit, fields: [String] = [], in db: Connection, _ make: (Visit) throws -> Page
    ) throws -> KeptPage {
        let agency = try visit.agency()
        let may = Permission.allCases.filter { visit.may($0) }.map(\.rawValue).joined(separator: ",")
        let asked = fields.map { String((visit.form[$0] ?? "-").utf8.prefix(40)) ?? "-" }.joined(separator: "\n")
        let key = "page \(visit.language.rawValue) \(visit.today.iso) \(may) \(visit.request.path)\n\(asked)"
        return try visit.site.kept.value(key, of: agency.id, in: db) {
            KeptPage(try make(visit.with(formToken: gap)))
        }
    }
}
