import Testing

@testable import Prongsai

/// An office whose first round can be handed in, with its officer and, where wanted, a director in the browser.
struct RoundHouse {
    var site: Site
    var office: Office
    var clock: TestClock
    var officer: TestBrowser
    /// Not signed in where the office has no director.
    var director: TestBrowser
    let page = "/desk/office/2568/rounds/1"

    static func open(_ engine: TestEngine, director: Bool = true) async throws -> RoundHouse {
        let clock = TestClock()
        var site = try await TestSite.open(engine)
        site.clock = Clock { clock.now }
        let office = try await Office.open("office", on: site)
        try await site.perform(
            WithdrawSubmission(agency: office.agency, plan: office.plan, half: 1), as: TestSite.console)
        _ = try await TestSite.account("kanda", .officer, of: office.agency, on: site)
        let house = RoundHouse(
            site: site, office: office, clock: clock, officer: TestBrowser(site), director: TestBrowser(site))
        try await house.officer.signIn("kanda")
        if director {
            _ = try await TestSite.account("prasert", .director, of: office.agency, on: site)
            try await house.director.signIn("prasert")
        }
        return house
    }

    func change(_ text: String) async throws {
        clock.advance(60_000)
        try await site.perform(
            ChangeProgress(agency: office.agency, progress: office.progress, text: text),
            as: .person(id: office.person, name: "x", agency: office.agency, role: .officer))
    }

    func seen() async throws -> String {
        let body = try await director.get(page).body
        return try #require(TestBrowser.hidden("seen", in: body))
    }

    func count(_ sql: SQL) async throws -> Int {
        try await site.database.read { try $0.first(sql)?.integer("n") ?? -1 }
    }
}
