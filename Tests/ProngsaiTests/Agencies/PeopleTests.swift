import Foundation
import Testing

@testable import Prongsai

@Suite struct PeopleTests {
    private func signedIn(_ engine: TestEngine) async throws -> (Site, Office, TestBrowser) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("keeper", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("keeper")
        return (site, office, browser)
    }

    private func person(_ site: Site, _ id: String, _ office: Office) async throws -> Person {
        try await site.database.read { try Person.find(id, agency: office.agency, in: $0) }
    }

    @Test(arguments: engines) func `a person is added with unit and role, and stands in the list`(
        _ engine: TestEngine
    ) async throws {
        let (_, office, browser) = try await signedIn(engine)
        let name = "นางสาวกตัญญู \"ที่นี่่\" ปู่ญี่ปุ่น"
        let answer = try await browser.post(
            "/desk/mine/people",
            [
                "name": " \(name) ", "title": "นักวิชาการ", "unit": office.unit, "role": "reader",
                "email": "k@example.go.th",
            ])
        #expect(
            answer.location?.hasPrefix("/desk/mine/people/") == true
                && answer.location?.hasSuffix("?done=person_added") == true)
        let page = try await browser.get("/desk/mine/people?q=\(Address.encoded("กตัญญู"))").body
        #expect(page.contains("นางสาวกตัญญู &quot;ที่นี่่&quot; ปู่ญี่ปุ่น") && page.contains("ฝ่ายปกครอง"))
        #expect(!page.contains("สมชาย ใจดี"), "the search leaves out the others")
    }

    @Test(arguments: engines) func `a list of many pages goes as a Thai dictionary does`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await signedIn(engine)
        // By their code points `เ` comes after every consonant.
        let names = ["เกศ", "ขวัญ", "เขมิกา", "ฉวี"] + (10..<65).map { "งาม \($0)" }
        for name in names.reversed() {
            _ = try await site.perform(
                AddPerson(agency: office.agency, person: name, title: "แถว", unit: nil, role: .reader),
                as: TestSite.console)
        }
        func listed(_ page: Int) async throws -> [String] {
            try await site.database.read {
                try Person.list(.init(words: "แถว", page: page), agency: office.agency, in: $0).people.map(\.name)
            }
        }
        let (first, second) = (try await listed(1), try await listed(2))
        #expect(first.prefix(4) == ["เกศ", "ขวัญ", "เขมิกา", "งาม 10"] && first.count == 50)
        #expect(second.last == "ฉวี" && Set(first + second) == Set(names) && second.count == names.count - 50)
        #expect(try await listed(3) == [])
        let address = "/desk/mine/people?q=\(Address.encoded("แถว"))&page="
        let start = try await browser.get("\(address)1").body
        #expect(start.contains("แสดงคนที่ 1–50 จาก 59 คน") && start.contains("หน้าถัดไป") && !start.contains("หน้าก่อน"))
        let end = try await browser.get("\(address)2").body
        #expect(end.contains("ฉวี") && end.contains("แสดงคนที่ 51–59 จาก 59 คน") && end.contains("หน้าก่อน"))
        let beyond = try await browser.get("\(address)9").body
        #expect(beyond.contains("page=2\" class=\"btn quiet\">หน้าก่อน"), "back to where there is one")
    }

    @Test(arguments: engines) func `everything wrong with a person is said at once, and what was typed stays`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await signedIn(engine)
        let twice = try await browser.post("/desk/mine/people", ["name": "สมชาย ใจดี", "role": "reader"])
        #expect(twice.status == 422 && twice.body.contains("value=\"สมชาย ใจดี\""))
        let address = try await browser.post(
            "/desk/mine/people", ["name": "น้ำผึ้ง", "role": "reader", "email": "ไม่ใช่อีเมล"])
        #expect(address.status == 422 && address.body.contains("id=\"e-email-0\""))
        let role = try await browser.post(
            "/desk/mine/people/\(office.colleague)", ["name": "สมชาย ใจดี", "role": "king"])
        #expect(role.status == 422)
        #expect(try await person(site, office.colleague, office).role == .unitOfficer)
    }

    @Test(arguments: engines) func `nobody changes their own role, retires or closes themselves`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await signedIn(engine)
        let me = try await site.database.read {
            try $0.first("SELECT person_id FROM account WHERE login = 'keeper'")?.string("person_id") ?? ""
        }
        let role = try await browser.post(
            "/desk/mine/people/\(me)", ["name": "ผู้ใช้ keeper", "role": "administrator"])
        #expect(role.status == 422)
        for deed in ["retire", "close", "second-factor", "invite"] {
            let answer = try await browser.post("/desk/mine/people/\(me)/\(deed)", ["login": "keeper"])
            #expect([404, 409].contains(answer.status), "\(deed): \(answer.status)")
        }
        #expect(try await person(site, me, office).role == .officer)
        #expect(try await browser.get("/desk/mine/people").status == 200)
    }

    @Test(arguments: engines) func `an invitation's code is shown once and sets a password`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await signedIn(engine)
        let slip = try await browser.post("/desk/mine/people/\(office.colleague)/invite", ["login": "Somchai"])
        #expect(slip.status == 200 && slip.header("cache-control") == "no-store")
        let pattern = "[2-9A-Z]{5}-[2-9A-Z]{5}-[2-9A-Z]{5}"
        let code = try #require(slip.body.range(of: pattern, options: .regularExpression).map { slip.body[$0] })
        #expect(slip.body.contains("<dd>somchai</dd>"))
        #expect(!(try await browser.get("/desk/mine/people/\(office.colleague)").body.contains(code)))
        let other = TestBrowser(site)
        let set = try await other.post("/code", ["code": String(code), "password": TestSite.password])
        #expect(set.location == "/sign-in?done=password_set")
        try await other.signIn("somchai")
        #expect(try await person(site, office.colleague, office).access == .open)
    }

    @Test(arguments: engines) func `who left cannot sign in, keeps their name on their work, and may come back`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await signedIn(engine)
        let other = TestBrowser(site)
        _ = try await TestSite.account("leaver", .reader, of: office.agency, on: site)
        try await other.signIn("leaver")
        let leaver = try await site.database.read {
            try $0.first("SELECT person_id FROM account WHERE login = 'leaver'")?.string("person_id") ?? ""
        }
        let answer = try await browser.post("/desk/mine/people/\(leaver)/retire")
        #expect(answer.location?.hasSuffix("?done=person_retired") == true)
        #expect(try await other.get("/desk/mine/2568").status == 303, "their session is over")
        #expect(!(try await browser.get("/desk/mine/people").body.contains("ผู้ใช้ leaver")))
        #expect(try await browser.get("/desk/mine/people?left=1").body.contains("ผู้ใช้ leaver"))
        #expect(try await browser.post("/desk/mine/people/\(leaver)/reinstate").status == 303)
        #expect(try await person(site, leaver, office).access == .closed, "they are invited anew")
    }

    @Test(arguments: engines) func `a lost phone's second factor goes, with the sessions it may still hold`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await signedIn(engine)
        #expect(try await person(site, office.person, office).hasSecondFactor)
        let answer = try await browser.post("/desk/mine/people/\(office.person)/second-factor")
        #expect(answer.status == 303)
        #expect(!(try await person(site, office.person, office).hasSecondFactor))
        let open = try await site.database.read {
            try $0.first(
                "SELECT COUNT(*) AS n FROM session WHERE person_id = \(office.person) AND ended_at IS NULL")?.integer(
                    "n")
        }
        #expect(open == 0)
    }

    @Test(arguments: engines) func `a unit with people stays, an empty one is retired and comes back`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await signedIn(engine)
        #expect(try await browser.post("/desk/mine/units/\(office.unit)/retire").status == 422)
        #expect(try await browser.post("/desk/mine/units/\(office.emptyUnit)/retire").status == 303)
        func isRetired() async throws -> Bool {
            try await site.database.read {
                try UnitOfAgency.find(office.emptyUnit, agency: office.agency, in: $0).isRetired
            }
        }
        #expect(try await isRetired())
        #expect(try await browser.post("/desk/mine/units", ["name": "ฝ่ายว่าง"]).status == 303)
        #expect(try await !isRetired())
        let same = try await browser.post("/desk/mine/units/\(office.emptyUnit)", ["name": "ฝ่ายปกครอง"])
        #expect(same.status == 422)
        #expect(try await browser.post("/desk/mine/units/\(office.unit)", ["name": "ฝ่ายน้ำ"]).status == 303)
        #expect(try await TestSite.plan(site, "mine").measures.first?.unit == "ฝ่ายน้ำ")
    }

    // MARK: Addresses

    @Test(arguments: engines) func `an address that an open account has goes to nobody else, wherever it is set`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await signedIn(engine)
        let other = try await TestSite.addOffice("theirs", to: site)
        let owner = try await TestSite.account("login@example.go.th", .reader, of: other, on: site)
        try await site.database.write(other) {
            try $0.execute("UPDATE person SET email = 'Kanda@example.go.th' WHERE id = \(owner)")
        }
        let people = "/desk/mine/people"
        for taken in ["kanda@EXAMPLE.go.th", "login@example.go.th"] {
            let forms = [
                ("/account/address", ["email": taken]),
                (people, ["name": "คนใหม่", "role": "reader", "email": taken]),
                ("\(people)/\(office.colleague)", ["name": "สมชาย ใจดี", "role": "unit_officer", "email": taken]),
                ("\(people)/\(office.colleague)/invite", ["login": taken]),
            ]
            for (place, fields) in forms {
                let answer = try await browser.post(place, fields)
                #expect(answer.status == 422 && answer.body.contains("แล้ว"), "\(place) \(taken)")
                #expect(!answer.body.contains("ผู้ใช้ login") && !answer.body.contains("theirs"), "\(place)")
            }
            let list = try await upload(browser, Array("ชื่อ,อีเมล\nสมชาย ใจดี,\(taken)\nใครอีกคน,\(taken)\n".utf8))
            #expect(list.status == 422 && list.body.contains("อีเมล \(taken) มีบัญชีอื่นใช้อยู่แล้ว"))
        }
        #expect(try await person(site, office.colleague, office).email == nil)
        // Nobody signs in with what somebody without an account, or out of office, has.
        #expect(try await browser.post("/account/address", ["email": "keeper@example.go.th"]).status == 303)
        #expect(try await browser.post("/account/address", ["email": "Keeper@example.go.th"]).status == 303)
        try await site.perform(CloseAccount(agency: other, person: owner), as: TestSite.console)
        #expect(try await browser.post("/account/address", ["email": "kanda@example.go.th"]).status == 303)
        await #expect(
            throws: Failure.invalid([
                Problem("invite_email_taken", ["given": "Kanda@example.go.th"], at: "login")
            ])
        ) {
            try await site.perform(
                InvitePerson(agency: other, person: owner, login: "back", code: Secret.code()), as: TestSite.console)
        }
    }

    @Test(arguments: engines) func `a list gives no two accounts one address, and what is known stays`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, _) = try await signedIn(engine)
        _ = try await TestSite.account("second", .reader, of: office.agency, on: site)
        func problems(_ rows: String) async throws -> [String] {
            try await site.database.read { db in
                try PeopleList.read(
                    Array("ชื่อ,อีเมล\n\(rows)".utf8), agency: office.agency, strings: site.strings,
                    by: TestSite.console, in: db
                ).problems.map(\.key)
            }
        }
        let twice = "ผู้ใช้ keeper,one@example.go.th\nผู้ใช้ second,ONE@example.go.th\n"
        #expect(try await problems(twice) == ["list_email_twice"])
        #expect(try await problems("ก,one@example.go.th\nข,one@example.go.th\n") == [], "nobody of them signs in")
        func queries(_ count: Int) async throws -> Int {
            let rows = "ชื่อ,อีเมล\n" + (0..<count).map { "คน \($0),x\($0)@example.go.th\n" }.joined()
            return try await QueryCount.of(site) {
                _ = try PeopleList.read(
                    Array(rows.utf8), agency: office.agency, strings: site.strings, by: TestSite.console, in: $0)
            }
        }
        #expect(try await queries(300) == queries(2), "all addresses are asked for at once")
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE person SET email = 'one@example.go.th' WHERE name LIKE 'ผู้ใช้ %'")
        }
        #expect(try await problems("ผู้ใช้ keeper,one@example.go.th\nผู้ใช้ second,\n") == [], "old data as it is")
        #expect(try await problems("ผู้ใช้ keeper,ONE@example.go.th\n") == ["email_taken"])
    }

    // MARK: Lists

    private static let list = #"""
        ชื่อและนามสกุล,ตำแหน่ง,ฝ่าย,บทบาท,อีเมล
        สมชาย ใจดี,นักจัดการงานทั่วไป,ฝ่ายปกครอง,เจ้าหน้าที่ฝ่าย,
        "นางสาวน้ำผึ้ง ""ที่นี่่""",,ฝ่ายใหม่,reader,honey@example.go.th
        """#

    private func upload(_ browser: TestBrowser, _ bytes: [UInt8]) async throws -> TestBrowser.Answer {
        try await browser.upload("/desk/mine/people-list", [], files: [("file", "รายชื่อ.csv", bytes)])
    }

    @Test func `where nothing but a file was sent, nothing typed is spoken of`() async throws {
        let (_, _, browser) = try await signedIn(.sqlite)
        let faulty = try await upload(browser, Array("ชื่อ,บทบาท\nน้ำ,ไม่มี\n".utf8))
        browser.front.limits.request = 2000
        let large = try await upload(browser, [UInt8](repeating: 65, count: 3000))
        for (answer, status) in [(faulty, 422), (large, 413)] {
            #expect(answer.status == status && answer.body.contains("ยังรับไฟล์ไม่ได้"))
            #expect(!answer.body.contains("ข้อความที่พิมพ์ยังอยู่"))
        }
    }

    @Test(arguments: engines) func `a list is looked at first, applied whole, and changes nothing the second time`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await signedIn(engine)
        let look = try await upload(browser, Array(Self.list.utf8))
        #expect(look.status == 200 && look.body.contains("ฝ่ายใหม่<small>+ จะเพิ่มฝ่ายนี้</small>"))
        let count: @Sendable () async throws -> Int = {
            try await site.database.read {
                try $0.first("SELECT COUNT(*) AS n FROM person WHERE agency_id = \(office.agency)")?.integer("n") ?? 0
            }
        }
        let before = try await count()
        let text = try #require(TestBrowser.hidden("list", in: look.body))
        let applied = try await browser.post("/desk/mine/people-list/apply", ["list": text])
        #expect(applied.location == "/desk/mine/people?done=list_applied")
        #expect(try await count() == before + 1)
        #expect(try await person(site, office.colleague, office).title == "นักจัดการงานทั่วไป")
        let again = try await site.perform(
            ImportPeople(agency: office.agency, bytes: Array(text.utf8), strings: site.strings), as: TestSite.console)
        #expect(again == 0)
    }

    @Test(arguments: engines) func `one fault in a list keeps all of it out, and every fault names its line`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await signedIn(engine)
        let list = "ชื่อ,บทบาท,อีเมล\nก้อง,เจ้าหน้าที่ ITA,\nปู่,กษัตริย์,\nก้อง,,\nญี่ปุ่น,,ไม่มีแอด\n"
        let look = try await upload(browser, Array(list.utf8))
        #expect(look.status == 422)
        for line in ["บรรทัดที่ 3", "บรรทัดที่ 4", "บรรทัดที่ 5"] { #expect(look.body.contains(line), "\(line)") }
        #expect(!look.body.contains("people-list/apply"))
        #expect(look.body.contains("▲ กษัตริย์") && look.body.contains("▲ ต้องแก้"), "not shown as something it is not")
        await #expect(throws: Failure.self) {
            _ = try await site.perform(
                ImportPeople(agency: office.agency, bytes: Array(list.utf8), strings: site.strings),
                as: TestSite.console)
        }
        #expect(!(try await browser.get("/desk/mine/people").body.contains("ก้อง")))
    }

    @Test func `a list in Windows-874 reads the same as in UTF-8`() async throws {
        let (site, office, _) = try await signedIn(.sqlite)
        let thai874 = "ชื่อ,ฝ่าย\nน้ำผึ้ง กตัญญู,ฝ่ายปกครอง\n".unicodeScalars.map { scalar -> UInt8 in
            scalar.value < 0x80 ? UInt8(scalar.value) : UInt8(scalar.value - 0x0E00 + 0xA0)
        }
        let list = try await site.database.read {
            try PeopleList.read(thai874, agency: office.agency, strings: site.strings, by: TestSite.console, in: $0)
        }
        #expect(list.problems == [] && list.entries.map(\.name) == ["น้ำผึ้ง กตัญญู"])
    }

    @Test func `a cell that a spreadsheet would take for a formula is written as text`() {
        let row = ListReading.row(["=HYPERLINK(\"x\")", "ก, \"ข\"", "-5", "ดี"])
        #expect(row == "\"'=HYPERLINK(\"\"x\"\")\",\"ก, \"\"ข\"\"\",'-5,ดี\r\n")
    }

    @Test(arguments: engines) func `the list of people takes as many queries for two as for two thousand`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await signedIn(engine)
        let count: @Sendable () async throws -> Int = {
            try await QueryCount.of(site) { db in
                _ = try Person.list(Person.Search(), agency: office.agency, in: db)
                _ = try UnitOfAgency.list(agency: office.agency, in: db)
            }
        }
        let few = try await count()
        try await site.database.write(office.agency) { db in
            for number in 0..<2000 {
                try db.execute(
                    "INSERT INTO person (id, agency_id, name, role, created_at) VALUES (\("p\(number)"), \(office.agency), \("คนที่ \(number)"), 'reader', 'x')"
                )
            }
        }
        #expect(try await count() == few && few <= 12)
        #expect(try await browser.get("/desk/mine/people").bytes.count < 60_000)
    }
}

/// Counts the queries of one read.
enum QueryCount {
    static func of(_ site: Site, _ body: @escaping @Sendable (Connection) throws -> Void) async throws -> Int {
        try await site.database.read { db in
            var count = 0
            try body(
                Connection { sql in
                    count += 1
                    return try db.rows(sql)
                })
            return count
        }
    }
}
