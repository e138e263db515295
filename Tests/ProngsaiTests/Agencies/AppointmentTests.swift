import Foundation
import Testing

@testable import Prongsai

/// Who may make somebody a director, and who is told.
@Suite struct AppointmentTests {
    /// An office with an officer who can sign in, and where wanted a director.
    private func house(_ engine: TestEngine, director: Bool) async throws -> (
        site: Site, office: Office, officer: TestBrowser, director: String
    ) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("kanda", .officer, of: office.agency, on: site)
        let officer = TestBrowser(site)
        try await officer.signIn("kanda")
        let chief = director ? try await TestSite.account("prasert", .director, of: office.agency, on: site) : ""
        return (site, office, officer, chief)
    }

    private func notices(_ person: String, _ site: Site) async throws -> [String] {
        try await site.database.read { try Notice.entries(of: person, in: $0) }.map(\.kind)
    }

    @Test(arguments: engines) func `beside a director who signs in, the officer makes no other and opens no account`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, officer, director) = try await house(engine, director: true)
        let page = "/desk/mine/people/\(director)"
        let added = try await officer.post("/desk/mine/people", ["name": "ผู้อำนวยการปลอม", "role": "director"])
        #expect(added.status == 422 && added.body.contains("id=\"e-role-0\""))
        let keeper = try await officer.post("/desk/mine/people", ["name": "ผู้ดูแลปลอม", "role": "administrator"])
        #expect(keeper.status == 422)
        let raised = try await officer.post(
            "/desk/mine/people/\(office.colleague)", ["name": "สมชาย ใจดี", "role": "director"])
        #expect(raised.status == 422)
        let mailed = try await officer.post(
            page, ["name": "ผู้ใช้ prasert", "role": "director", "email": "kanda@example.go.th"])
        #expect(mailed.status == 422, "a code for a forgotten password would go there")
        let code = try await officer.post("\(page)/invite", ["login": "prasert"])
        #expect(code.status == 422 && code.body.firstMatch(of: /[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}/) == nil)
        for deed in ["close", "retire"] { #expect(try await officer.post("\(page)/\(deed)").status == 422, "\(deed)") }
        let list = Array("ชื่อ,บทบาท\nสมชาย ใจดี,director\nคนใหม่,administrator\n".utf8)
        let look = try await officer.upload("/desk/mine/people-list", [], files: [("file", "ก.csv", list)])
        #expect(look.status == 422 && look.body.contains("บรรทัดที่ 2") && look.body.contains("บรรทัดที่ 3"))
        await #expect(throws: Failure.self) {
            try await site.perform(
                HandOver(
                    agency: office.agency, from: director, to: office.colleague, measures: [], takesRole: true,
                    editions: site.editions),
                as: office.own)
        }
        #expect(!(try await officer.get(page).body.contains("\(page)/invite")))
        let directors = try await site.database.read { try Notice.people([.director], of: office.agency, in: $0) }
        #expect(directors == [director])
        #expect(
            try await officer.post(page, ["name": "ประเสริฐ ใจดี", "role": "director"]).status == 303, "a name may change"
        )
    }

    @Test(arguments: engines) func `where nobody signs in as director yet, the officer brings the first`(
        _ engine: TestEngine
    ) async throws {
        let (site, _, officer, _) = try await house(engine, director: false)
        let added = try await officer.post("/desk/mine/people", ["name": "ประเสริฐ ใจดี", "role": "director"])
        #expect(added.status == 303)
        let page = try #require(added.location?.split(separator: "?").first.map(String.init))
        let person = try #require(page.split(separator: "/").last.map(String.init))
        let slip = try await officer.post("\(page)/invite", ["login": "prasert"]).body
        let code = try #require(slip.firstMatch(of: /[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}/).map { String($0.0) })
        #expect(try await notices(person, site) == [], "the code says it")
        let line = try await site.database.read {
            try $0.first(
                "SELECT particulars FROM journal WHERE operation = 'add-person' AND about = \("person \(person)")")?
                .string("particulars")
        }
        #expect(line?.contains("director") == true)
        #expect(
            try await TestBrowser(site).post("/code", ["code": code, "password": TestSite.password]).status == 303)
        #expect(try await officer.post("\(page)/invite", ["login": "prasert"]).status == 422, "from now on no more")
    }

    @Test(arguments: engines) func `an office begun on pages gets its first administrator from its officer`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, officer, _) = try await house(engine, director: false)
        #expect(try await officer.get("/desk/mine/people").body.contains("<option value=\"administrator\""))
        let added = try await officer.post("/desk/mine/people", ["name": "ผู้ดูแล น้ำ", "role": "administrator"])
        #expect(added.status == 303)
        let page = try #require(added.location?.split(separator: "?").first.map(String.init))
        let person = try #require(page.split(separator: "/").last.map(String.init))
        let line = try await site.database.read {
            try $0.first(
                "SELECT particulars FROM journal WHERE operation = 'add-person' AND about = \("person \(person)")")?
                .string("particulars")
        }
        #expect(line?.contains("administrator") == true)
        let slip = try await officer.post("\(page)/invite", ["login": "nam"]).body
        let code = try #require(slip.firstMatch(of: /[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}/).map { String($0.0) })
        #expect(
            try await TestBrowser(site).post("/code", ["code": code, "password": TestSite.password]).status == 303)
        let second = try await officer.post("/desk/mine/people", ["name": "ผู้ดูแลปลอม", "role": "administrator"])
        #expect(second.status == 422 && second.body.contains("prongsai person add"))
        #expect(try await officer.post("\(page)/invite", ["login": "nam"]).status == 422, "from now on no more")
        #expect(!(try await officer.get("/desk/mine/people").body.contains("<option value=\"administrator\"")))
        #expect(
            !(try await officer.get("/desk/mine/people/\(office.colleague)").body.contains(
                "<option value=\"administrator\"")))
        let keeper = TestBrowser(site)
        try await keeper.signIn("nam")
        #expect(try await keeper.get("/desk/mine/people").body.contains("<option value=\"administrator\""))
    }

    @Test(arguments: engines) func `beside a director who signs in, or in a tree, the first comes from the server`(
        _ engine: TestEngine
    ) async throws {
        let (_, _, officer, _) = try await house(engine, director: true)
        let page = try await officer.get("/desk/mine/people").body
        #expect(!page.contains("<option value=\"administrator\"") && !page.contains("<option value=\"director\""))
        #expect(page.contains("prongsai person add"), "what to do is said beside the roles")
        let tree = try await TestSite.open(engine)
        let above = try await TestSite.addOffice("above", to: tree)
        let below = try await tree.perform(
            CreateAgency(key: "below", thai: "สำนักงานเขตล่าง", english: nil, parent: above), as: TestSite.console)
        for agency in [above, below] {
            await #expect(throws: Failure.self) {
                try await tree.perform(
                    AddPerson(agency: agency, person: "ผู้ดูแลปลอม", title: nil, unit: nil, role: .administrator),
                    as: TestSite.person(.officer, of: agency))
            }
        }
    }

    @Test(arguments: engines) func `an administrator does both, and every director is told by whom`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, _, director) = try await house(engine, director: true)
        let keeper = TestSite.person(.administrator, of: office.agency)
        let second = try await site.perform(
            AddPerson(agency: office.agency, person: "รองฯ น้ำ", title: nil, unit: nil, role: .director), as: keeper)
        #expect(try await notices(director, site) == ["director_appointed"])
        #expect(try await notices(second, site) == [], "who cannot sign in yet hears of it with the code")
        let third = try await TestSite.account("nam", .reader, of: office.agency, on: site)
        try await site.perform(
            ChangePerson(
                agency: office.agency, person: third, called: "ผู้ใช้ nam", title: nil, unit: nil, role: .director,
                email: nil), as: keeper)
        #expect(try await notices(third, site) == ["director_appointed"])
        try await site.perform(
            InvitePerson(agency: office.agency, person: director, login: "prasert", code: Secret.code()), as: keeper)
        #expect(try await notices(director, site).contains("director_code"))
        #expect(try await notices(second, site).contains("director_code"))
    }

    @Test func `what a list promises is what applying it does, one's own role included`() async throws {
        let (site, office, officer, _) = try await house(.sqlite, director: false)
        let list = Array("ชื่อ,บทบาท\nผู้ใช้ kanda,reader\n".utf8)
        let look = try await officer.upload("/desk/mine/people-list", [], files: [("file", "ก.csv", list)])
        #expect(look.status == 422 && look.body.contains("บรรทัดที่ 2"))
        #expect(office.agency != "" && site.settings.address == "")
    }

    @Test func `marks nobody sees are no part of a name`() async throws {
        #expect(try Person.name("ฝ่าย\u{202E}ปก\u{200B}ครอง\u{FEFF}") == "ฝ่ายปกครอง")
        #expect(try Person.title("\u{2066}หัวหน้า\u{2069}") == "หัวหน้า")
        let (site, office, _, _) = try await house(.sqlite, director: false)
        let unit = try await site.perform(
            AddUnit(agency: office.agency, unit: "ฝ่าย\u{202E}ปกครอง"), as: TestSite.console)
        #expect(unit == office.unit)
    }
}
