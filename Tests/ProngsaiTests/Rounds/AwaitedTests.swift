import Foundation
import Testing

@testable import Prongsai

/// What a director is told first, and what stands in the way of handing in.
@Suite struct AwaitedTests {
    @Test(arguments: engines) func `an invited director is named before a round is frozen without one`(
        _ engine: TestEngine
    ) async throws {
        let house = try await RoundHouse.open(engine, director: false)
        let (site, office, officer, round) = (house.site, house.office, house.officer, house.page)
        let nobody = try await officer.get(round).body
        #expect(nobody.contains("ยังไม่มีผู้บริหารที่เข้าสู่ระบบได้") && !nobody.contains("ออกรหัสให้ผู้บริหาร"))
        let director = try await site.perform(
            AddPerson(agency: office.agency, person: "ประเสริฐ ที่นี่", title: nil, unit: nil, role: .director),
            as: TestSite.console)
        let invited = try await officer.get(round).body
        #expect(invited.contains("ยังไม่ได้ตั้งรหัสผ่าน") && invited.contains("/desk/office/people/\(director)"))
        let step = try #require(invited.range(of: "ปิดรอบโดยไม่มีขั้นเห็นชอบ"))
        #expect(invited[step.upperBound...].contains("\(round)/freeze"), "freezing stands behind its own step")
        #expect(!invited.contains("ส่งไปก่อนก็ได้"), "nothing can be handed in yet")
        try await site.perform(RetirePerson(agency: office.agency, person: director), as: TestSite.console)
        #expect(!(try await officer.get(round).body.contains("ออกรหัสให้ผู้บริหาร")))
    }

    @Test(arguments: engines) func `what waits for the director stands first on their page, and on nobody else's`(
        _ engine: TestEngine
    ) async throws {
        let house = try await RoundHouse.open(engine)
        let (officer, director, round) = (house.officer, house.director, house.page)
        let home = "/desk/office/2568"
        #expect(!(try await director.get(home).body.contains("รอความเห็นชอบของท่าน</h2>")))
        #expect(try await officer.post("\(round)/submit").status == 303)
        #expect(try await director.get(home).body.contains("รอความเห็นชอบของท่าน</h2>"))
        #expect(!(try await officer.get(home).body.contains("รอความเห็นชอบของท่าน</h2>")))
        let page = try await director.get(round).body
        #expect(page.contains("เรื่องที่ยังไม่ได้แก้ ดูรายการด้านล่างก่อนตัดสินใจ"))
        let seen = try #require(TestBrowser.hidden("seen", in: page))
        #expect(try await director.post("\(round)/approve", ["seen": seen]).status == 303)
        #expect(!(try await director.get(home).body.contains("รอความเห็นชอบของท่าน</h2>")))
    }

    @Test(arguments: engines) func `a round that changed while it waits says so in title, steps and button`(
        _ engine: TestEngine
    ) async throws {
        let house = try await RoundHouse.open(engine)
        let (officer, round) = (house.officer, house.page)
        #expect(try await officer.post("\(round)/submit").status == 303)
        #expect(try await officer.get(round).body.contains("รอผู้บริหารเห็นชอบ</h1>"))
        try await house.change("แก้ถ้อยคำ")
        let page = try await officer.get(round).body
        #expect(page.contains("ต้องส่งตรวจอีกครั้ง</h1>") && page.contains("ส่งให้ผู้บริหารตรวจอีกครั้ง"))
        #expect(page.contains("เนื้อหาเปลี่ยนไปหลังส่งตรวจ ต้องส่งอีกครั้ง") && !page.contains("รอผู้บริหารเห็นชอบ"))
    }
}
