import Foundation
import ITA
import Testing

@testable import Prongsai

/// Finding one's way between the years, and where there is none yet.
@Suite struct YearTests {
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
        #expect(!(try await reader.get("/account").body.contains("class=\"years\"")))
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
