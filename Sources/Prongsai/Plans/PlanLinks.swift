/// Where the pages of a plan are.
extension Link {
    /// The plan's page at one of its rows; the row is named twice, for a plan of several pages and for the browser.
    static func plan(_ agency: String, _ year: Int, row: String) -> String {
        "\(plan(agency, year))?row=\(Address.encoded(row))#row-\(row)"
    }
    static func newRow(_ agency: String, _ year: Int) -> String { "\(plan(agency, year))/new-row" }
    static func row(_ agency: String, _ year: Int, _ row: String) -> String {
        "\(plan(agency, year))/rows/\(Address.encoded(row))"
    }
    static func newMeasure(_ agency: String, _ year: Int, row: String) -> String {
        "\(Link.row(agency, year, row))/new-measure"
    }
    static func measure(_ agency: String, _ year: Int, _ measure: String) -> String {
        "\(plan(agency, year))/measures/\(Address.encoded(measure))"
    }
    static func confirm(_ agency: String, _ year: Int) -> String { "\(plan(agency, year))/confirmation" }
    static func carry(_ agency: String, _ year: Int) -> String { "\(plan(agency, year))/carry" }
    static func importReport(_ agency: String, _ year: Int) -> String { "/desk/\(agency)/\(year)/import" }
    static func importedReport(_ agency: String, _ year: Int, _ upload: String) -> String {
        "\(importReport(agency, year))/\(Address.encoded(upload))"
    }
    static func scoresFile(_ agency: String, _ year: Int) -> String { "\(scores(agency, year))/file" }
    static func uploadedScores(_ agency: String, _ year: Int, _ upload: String) -> String {
        "\(scoresFile(agency, year))/\(Address.encoded(upload))"
    }
}
