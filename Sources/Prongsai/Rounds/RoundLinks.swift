/// Where the parts of a round are.
extension Link {
    static func submit(_ agency: String, _ year: Int, _ half: Int) -> String { "\(round(agency, year, half))/submit" }
    static func withdraw(_ agency: String, _ year: Int, _ half: Int) -> String {
        "\(round(agency, year, half))/withdraw"
    }
    static func approve(_ agency: String, _ year: Int, _ half: Int) -> String { "\(round(agency, year, half))/approve" }
    static func returnRound(_ agency: String, _ year: Int, _ half: Int) -> String {
        "\(round(agency, year, half))/return"
    }
    static func freeze(_ agency: String, _ year: Int, _ half: Int) -> String { "\(round(agency, year, half))/freeze" }
    static func reopen(_ agency: String, _ year: Int, _ half: Int) -> String { "\(round(agency, year, half))/reopen" }
    static func publish(_ agency: String, _ year: Int, _ half: Int) -> String { "\(round(agency, year, half))/publish" }
    static func unpublish(_ agency: String, _ year: Int, _ half: Int) -> String {
        "\(round(agency, year, half))/unpublish"
    }
    /// The report with what changes its form beside it.
    static func preview(_ agency: String, _ year: Int, _ half: Int) -> String { "\(round(agency, year, half))/preview" }
    /// The report alone, as it is read.
    static func view(_ agency: String, _ year: Int, _ half: Int) -> String { "\(round(agency, year, half))/view" }
    static func reportFile(_ agency: String, _ year: Int, _ half: Int) -> String { "\(round(agency, year, half))/file" }
    static func roundPhoto(_ agency: String, _ year: Int, _ half: Int, _ hash: String) -> String {
        "\(round(agency, year, half))/photo/\(hash)"
    }
}
