import Foundation
import ITA
import Testing

@testable import Prongsai

/// Finding one's way between the years, and where there is none yet.
@Suite struct YearTests {
    @Test func `a year that nobody opened leads whoever may to where it is opened`() async throws {
        let (site, agency, _) = try await TestSite.withOffice(.sqlite)
        for (login, role) in [("planner", Role.officer), ("guest", Role.reader)] {
            _ = try await TestSite.account(login, role, of: agency, on: site)
            let browser = TestBrowser(site)
            try await browser.signIn(login)
            let page = try await browser.get("/desk/office/2571")
            #expect(page.status == 404)
            #expect(page.body.contains("href=\"/desk/office/years\">เปิดหน้าปีงบประมาณ</a>") == (role == .officer))
            #expect(page.body.contains("ขอให้เจ้าหน้าที่ ITA เปิดปี") == (role == .reader))
        }
    }

    @Test(arguments: engines) func `a start page shows the year today lies in, and one click leads to the other`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await site.perform(
            OpenYear(agency: office.agency, fiscalYear: 2569, edition: office.edition), as: TestSite.console)
        for (role, start) in [
            (Role.director, "/desk/mine/2568"), (.unitOfficer, "/desk/mine/2568/work"), (.reader, "/desk/mine/2568"),
        ] {
            _ = try await TestSite.account("year.\(role.rawValue)", role, of: office.agency, on: site)
            let browser = TestBrowser(site)
            try await browser.signIn("year.\(role.rawValue)")
            #expect(try await browser.get("/").location == start, "\(role)")
            let page = try await browser.get(start).body
            #expect(page.contains("<a href=\"\(start)\" aria-current=\"true\">2568</a>"), "\(role)")
            #expect(page.contains("<a href=\"\(start.replacingOccurrences(of: "2568", with: "2569"))\">2569</a>"))
        }
        let reader = TestBrowser(site)
        try await reader.signIn("year.reader")
        #expect(try await reader.get("/desk/mine/2569/plan").body.contains("<a href=\"/desk/mine/2568/plan\">2568</a>"))
        let account = try await reader.get("/account").body
        #expect(!account.contains("class=\"years\""))
        #expect(account.contains("</summary></details><div class=\"ways\"><nav"))
        #expect(account.components(separatedBy: "/plan\">").count == 2, "each way stands once")
    }

    @Test(arguments: engines) func `a year too far ahead or too long ago is not opened`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency, _) = try await TestSite.withOffice(engine)
        let file = try site.editions.file("bma-ita-2567")
        for year in [2549, 2574, 2600] {
            let refused = Failure.invalid([
                Problem("fiscal_year", ["given": String(year), "first": "2550", "last": "2573"], at: "year")
            ])
            await #expect(throws: refused) {
                _ = try await site.perform(
                    OpenDisclosureYear(agency: agency, fiscalYear: year, file: nil, editions: site.editions),
                    as: TestSite.console)
            }
            await #expect(throws: refused) {
                _ = try await site.perform(
                    OpenYear(agency: agency, fiscalYear: year, edition: file.edition), as: TestSite.console)
            }
        }
        _ = try await site.perform(
            OpenDisclosureYear(agency: agency, fiscalYear: 2573, file: nil, editions: site.editions),
            as: TestSite.console)
        _ = try await site.perform(
            OpenYear(agency: agency, fiscalYear: 2573, edition: file.edition), as: TestSite.console)
    }

    @Test(arguments: engines) func `a year opened on the wrong edition changes to another until something is entered`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        func open(_ edition: String) async throws -> String {
            let file = try site.editions.file(edition)
            return try await site.perform(
                OpenYear(agency: office.agency, fiscalYear: 2570, edition: file.edition, file: file),
                as: TestSite.console)
        }
        func stored() async throws -> [String] {
            try await site.database.read { db in
                try db.rows(
                    """
                    SELECT edition_id, assessment.fiscal_year, COUNT(plan.id) AS plans FROM assessment
                    LEFT JOIN plan ON plan.assessment_id = assessment.id
                    WHERE assessment.agency_id = \(office.agency) AND edition_id <> \(office.edition.id)
                    GROUP BY edition_id, assessment.fiscal_year ORDER BY 2
                    """
                ).map {
                    "\(try $0.string("edition_id")) \(try $0.integer("fiscal_year")) \(try $0.integer("plans"))"
                }
            }
        }
        let plan = try await open("nacc-ita-2569")
        #expect(try await open("nacc-ita-2568") == plan)
        #expect(try await stored() == ["nacc-ita-2568 2568 1"])
        #expect(try await open("nacc-ita-2569") == plan)
        #expect(try await open("vec-ita-2569") == plan)
        #expect(try await stored() == ["vec-ita-2569 2569 1"])
        let line = try await site.database.read { db in
            try db.first("SELECT particulars FROM journal WHERE operation = 'open-year' ORDER BY number DESC LIMIT 1")
        }
        #expect(try line?.string("particulars").contains("\"was.edition\":\"nacc-ita-2569\"") == true)
        let edition = try site.editions.file("vec-ita-2569").edition
        let code = try #require(edition.items.first?.code)
        _ = try await site.perform(
            AddRow(agency: office.agency, plan: plan, edition: edition, lines: [code]), as: TestSite.console)
        await #expect(throws: Failure.self) { _ = try await open("nacc-ita-2569") }
        #expect(try await stored() == ["vec-ita-2569 2569 1"])
    }

    @Test(arguments: engines) func `the year that is meant is today's, else the newest that has begun, else the next`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        _ = try await TestSite.addOffice("mine", to: site)
        let day = try #require(Day(iso: "2025-03-14"))
        var agency = try await site.database.read { try Agency.find("mine", in: $0).withYears(in: $0) }
        #expect(agency.years == [2568])
        for (years, meant) in [([2569, 2568, 2567], 2568), ([2569, 2567], 2567), ([2570, 2569], 2569), ([], nil)] {
            agency.years = years
            #expect(agency.year(on: day) == meant)
        }
    }

    @Test(arguments: engines) func `the office above is led to what there is, and its own page stands first`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let below = try await Office.open("below", on: site)
        let bare = try await site.perform(
            CreateAgency(key: "bare", thai: "สำนักงานที่ยังไม่เริ่ม", english: nil), as: TestSite.console)
        let above = try await TestSite.addOffice("above", to: site)
        try await site.database.write(nil) { db in
            for agency in [below.agency, bare] {
                try db.execute("UPDATE agency SET parent_id = \(above) WHERE id = \(agency)")
            }
        }
        _ = try await TestSite.account("watcher", .overseer, of: above, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("watcher")
        let page = try await browser.get("/desk/bare/journal").body
        for place in ["/plan\"", "/rounds\"", "/desk/bare/2568\""] { #expect(!page.contains(place), "\(place)") }
        let own = try await browser.get("/desk/above/below?year=2568").body
        let first = try #require(own.range(of: "<li><a href=\""))
        #expect(own[first.upperBound...].hasPrefix("/desk/above/below\""))
        #expect(own.contains("ยังไม่มีแผน") && own.contains("ข้อไม่อยู่ในแผน"))
    }
}
