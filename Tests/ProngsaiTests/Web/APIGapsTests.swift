import Foundation
import Testing

@testable import Prongsai

/// Rounds, agencies, people, the catalogue of disclosures and notices, for machines: each endpoint works, and refuses
/// what is wrong and whoever may not.
@Suite struct APIGapsTests {
    /// A site with an office and a program that asks.
    private struct Desk {
        var site: Site
        var office: Office

        static func open() async throws -> Desk {
            let site = try await TestSite.open(.sqlite)
            return Desk(site: site, office: try await Office.open("mine", on: site))
        }

        /// Asks as the officer, or with another token.
        func ask(
            _ method: Route.Method, _ path: String, _ body: String = "{}", token: String? = nil
        ) async throws -> (status: Int, json: JSONValue) {
            let answer = try await TestBrowser(site).send(
                method, "/api/v1/agencies\(path)", headers: ["authorization": "Bearer \(token ?? office.token)"],
                body: method == .get ? [] : Array(body.utf8))
            return (answer.status, try JSONValue(parsing: answer.bytes))
        }

        func post(_ path: String, _ body: String = "{}", token: String? = nil) async throws -> Int {
            try await ask(.post, path, body, token: token).status
        }

        func token(_ role: Role) async throws -> String {
            try await TestSite.token(role, of: office.agency, on: site)
        }
    }

    private func list(_ text: String, apply: Bool = false) -> String {
        #"{"content":"\#(Data(text.utf8).base64EncodedString())","apply":\#(apply)}"#
    }

    @Test func `a director approves what was seen, and returns it with a reason`() async throws {
        let desk = try await Desk.open()
        let (base, director) = ("/mine/years/2568/rounds/1", try await desk.token(.director))
        func state() async throws -> JSONValue { try await desk.ask(.get, "\(base)/state").json }
        let hash = try await state()["hash"]?.text ?? ""
        let seen = #"{"seen":"\#(hash)","reply":"ดีแล้ว"}"#
        #expect(try await desk.post("\(base)/submission/approval", seen) == 403, "an officer does not approve")
        #expect(try await desk.post("\(base)/submission/approval", #"{"seen":"other"}"#, token: director) == 409)
        #expect(try await desk.post("\(base)/submission/approval", token: director) == 422)
        #expect(try await desk.post("\(base)/submission/approval", seen, token: director) == 200)
        #expect(try await state()["state"]?.text == "approved")
        #expect(try await desk.post("\(base)/submission/return", #"{"reply":" "}"#, token: director) == 422)
        #expect(try await desk.post("\(base)/submission/return", #"{"reply":"แก้ I1"}"#) == 403)
        #expect(try await desk.post("\(base)/submission/return", #"{"reply":"แก้ I1"}"#, token: director) == 200)
        let returned = try await state()
        #expect(returned["state"]?.text == "returned" && returned["reply"]?.text == "แก้ I1")
    }

    @Test func `a token approves only where it was made for that`() async throws {
        let desk = try await Desk.open()
        let person = try await TestSite.account("chief", .director, of: desk.office.agency, on: desk.site)
        let token = Secret.token()
        try await desk.site.perform(
            MakeToken(agency: desk.office.agency, person: person, token: token, label: "อ่าน", scopes: [.read, .check]),
            as: TestSite.console)
        let path = "/mine/years/2568/rounds/1/submission/return"
        #expect(try await desk.post(path, #"{"reply":"แก้"}"#, token: token) == 403)
        #expect(try await desk.ask(.get, "/mine/notices", token: token).status == 403)
    }

    @Test func `a role is handed over with a token that was made for roles, not with one for plans`() async throws {
        let desk = try await Desk.open()
        let (agency, to) = (desk.office.agency, desk.office.colleague)
        let person = try await TestSite.account("planner", .officer, of: agency, on: desk.site)
        func handOver(_ role: Bool, _ scopes: [Permission]) async throws -> Int {
            let token = Secret.token()
            try await desk.site.perform(
                MakeToken(agency: agency, person: person, token: token, label: "แผน", scopes: scopes),
                as: TestSite.console)
            let body = #"{"to":"\#(to)","measures":[],"role":\#(role)}"#
            return try await desk.post("/mine/people/\(desk.office.person)/hand-over", body, token: token)
        }
        func role() async throws -> String? {
            try await desk.site.database.read {
                try $0.first("SELECT role FROM person WHERE id = \(to)")?.string("role")
            }
        }
        #expect(try await handOver(true, [.read, .plan]) == 403)
        #expect(try await role() == "unit_officer")
        #expect(try await handOver(true, [.plan, .administer]) == 200)
        #expect(try await role() == "officer")
    }

    @Test func `an administrator adds, renames, moves and lists agencies below`() async throws {
        let desk = try await Desk.open()
        let admin = try await desk.token(.administrator)
        func keys() async throws -> [String] {
            let agencies = try await desk.ask(.get, "/mine/agencies", token: admin).json["agencies"]?.list ?? []
            return agencies.map { "\($0["key"]?.text ?? "")<\($0["under"]?.text ?? "")" }.sorted()
        }
        for key in ["east", "west"] {
            let body = #"{"key":"\#(key)","thai":"แขวง \#(key)"}"#
            #expect(try await desk.post("/mine/agencies", body) == 403, "an officer keeps none below")
            #expect(try await desk.post("/mine/agencies", body, token: admin) == 200)
        }
        #expect(try await desk.post("/mine/agencies", #"{"key":"East","thai":"ก"}"#, token: admin) == 422)
        #expect(try await desk.post("/east/details", #"{"email":"east@example.go.th"}"#, token: admin) == 200)
        #expect(try await desk.post("/east/details", #"{"english":"East"}"#, token: admin) == 200)
        #expect(try await desk.post("/east/details", #"{"email":"nowhere"}"#, token: admin) == 422)
        #expect(try await desk.post("/east/details", #"{"english":"E"}"#) == 404, "to an officer it is not there")
        let (east, email) = try await desk.site.database.read { db in
            let east = try Agency.find("east", in: db)
            return (east, try Agency.publicEmail(of: east.id, in: db))
        }
        #expect(east.thai == "แขวง east" && east.english == "East" && email == "east@example.go.th")
        #expect(try await desk.post("/east/details/move", #"{"under":"west"}"#, token: admin) == 200)
        #expect(try await desk.post("/west/details/move", #"{"under":"east"}"#, token: admin) == 422, "a circle")
        #expect(try await desk.post("/west/details/move", #"{"under":"nowhere"}"#, token: admin) == 404)
        let text = "ชื่อย่อ,ชื่อหน่วยงาน,สังกัด\nsouth,แขวงใต้,west\nwest,แขวง west,\n"
        let look = try await desk.ask(.post, "/mine/imports/agencies", list(text), token: admin)
        #expect(look.json["agencies"]?.list?.compactMap { $0["change"]?.text } == ["new", "same"])
        #expect(look.json["changed"] == .null)
        #expect(try await keys() == ["east<west", "west<mine"], "a dry run")
        let done = try await desk.ask(.post, "/mine/imports/agencies", list(text, apply: true), token: admin)
        #expect(done.json["changed"]?.whole == 1, "\(done.json)")
        #expect(try await keys() == ["east<west", "south<west", "west<mine"])
        #expect(try await desk.post("/mine/imports/agencies", list("ชื่อย่อ\nx\n"), token: admin) == 422)
        #expect(try await desk.post("/mine/imports/agencies", list(text)) == 403)
    }

    @Test func `a list of people is looked at, applied, and somebody who left comes back`() async throws {
        let desk = try await Desk.open()
        let director = try await desk.token(.director)
        let text = "ชื่อ,ฝ่าย,บทบาท\nสมหญิง ที่นี่,ฝ่ายทะเบียน,unit_officer\nสมชาย ใจดี,,\n"
        let look = try await desk.ask(.post, "/mine/imports/people", list(text))
        #expect(look.json["people"]?.list?.compactMap { $0["change"]?.text } == ["new", "same"], "\(look.json)")
        #expect(look.json["newUnits"] == .list(["ฝ่ายทะเบียน"]) && look.json["changed"] == .null)
        #expect(try await desk.ask(.post, "/mine/imports/people", list(text, apply: true)).json["changed"]?.whole == 1)
        #expect(try await desk.post("/mine/imports/people", #"{"content":"ไม่ใช่"}"#) == 422)
        #expect(try await desk.post("/mine/imports/people", list("ชื่อ,บทบาท\nก,เทวดา\n")) == 422)
        #expect(try await desk.post("/mine/imports/people", list(text), token: director) == 403)
        let person = "/mine/people/\(desk.office.colleague)"
        #expect(try await desk.post("\(person)/retire") == 200)
        #expect(try await desk.post("\(person)/reinstate", token: director) == 403)
        #expect(try await desk.post("\(person)/reinstate") == 200)
        #expect(try await desk.post("/mine/people/nobody/reinstate") == 404)
        let people = try await desk.ask(.get, "/mine/people").json["people"]?.list ?? []
        #expect(people.contains { $0["id"]?.text == desk.office.colleague })
    }

    @Test func `a token does not change where the codes of an account go`() async throws {
        let desk = try await Desk.open()
        let chief = try await TestSite.account("chief", .director, of: desk.office.agency, on: desk.site)
        let admin = try await desk.token(.administrator)
        let own = #"{"email":"thief@example.com"}"#
        for person in [chief, desk.office.person] {
            let answer = try await desk.ask(.post, "/mine/people/\(person)", own, token: admin)
            #expect(answer.status == 422, "\(answer.json)")
        }
        let name = try await desk.site.database.read { try Person.find(chief, agency: desk.office.agency, in: $0).name }
        let people = list("ชื่อ,อีเมล\n\(name),thief@example.com\n", apply: true)
        #expect(try await desk.post("/mine/imports/people", people, token: admin) == 422)
        #expect(try await desk.post("/mine/people/\(desk.office.colleague)", own, token: admin) == 200, "no account")
    }

    @Test func `a year of disclosures is opened and takes what the year before offers`() async throws {
        let desk = try await Desk.open()
        let (base, clerk) = ("/mine/years/2569", try await desk.token(.unitOfficer))
        #expect(try await desk.post("\(base)/disclosure-carry") == 404, "the year is not open")
        #expect(try await desk.post("\(base)/disclosures", token: clerk) == 403)
        #expect(try await desk.post("/mine/years/2699/disclosures") == 422)
        #expect(try await desk.post("\(base)/disclosures", #"{"due":"30 เม.ย. 2569"}"#) == 422)
        #expect(try await desk.post("\(base)/disclosures", #"{"due":"2026-04-30"}"#) == 200)
        let year = try await DisclosedOffice.year(desk.office.agency, 2569, on: desk.site)
        #expect(year.answersDueOn?.iso == "2026-04-30")
        let look = try await desk.ask(.post, "\(base)/disclosure-carry").json
        let offer = look["offers"]?.list?.first { $0["code"]?.text == "O18" }
        #expect(offer?["elements"] == .list(["ลงนามโดยผู้บริหารสูงสุด"]) && look["offered"] == .null, "\(look)")
        #expect(try await desk.post("\(base)/disclosure-carry", #"{"apply":true}"#, token: clerk) == 403)
        let done = try await desk.ask(.post, "\(base)/disclosure-carry", #"{"apply":true}"#).json
        #expect((done["offered"]?.whole ?? 0) > 0)
        let item = try await desk.ask(.get, "\(base)/disclosures/O18").json
        #expect(item["elements"]?.list?.contains { $0["text"]?.text == "ลงนามโดยผู้บริหารสูงสุด" } == true)
    }

    @Test func `an item is given to somebody, and its addresses and elements are changed`() async throws {
        let desk = try await Desk.open()
        let item = "/mine/years/2568/disclosures/O18"
        let clerk = try await desk.token(.unitOfficer)
        func read() async throws -> JSONValue { try await desk.ask(.get, item).json }
        #expect(try await desk.post("\(item)/assignment", #"{"unit":"ฝ่ายปกครอง","person":"สมชาย ใจดี"}"#) == 200)
        #expect(try await desk.post("\(item)/assignment", #"{"person":null}"#) == 200, "the unit stays")
        #expect(try await desk.post("\(item)/assignment", #"{"unit":"ไม่มีฝ่ายนี้"}"#) == 422)
        #expect(try await desk.post("\(item)/assignment", #"{"unit":null}"#, token: clerk) == 403)
        let owned = try await read()
        #expect(owned["unit"]?.text == "ฝ่ายปกครอง" && owned["person"] == .null)

        let (id, reader) = (desk.office.disclosed.address, try await desk.token(.reader))
        let labelled = try await desk.ask(.post, "/mine/disclosure-addresses/\(id)", #"{"label":"ใหม่ \"ที่นี่่\""}"#)
        #expect(labelled.json["id"]?.text == id, "the same address keeps its id")
        let moved = try await desk.ask(
            .post, "/mine/disclosure-addresses/\(id)", #"{"address":"https://www.example.go.th/new"}"#)
        let kept = try await read()["addresses"]?.list?.first { $0["id"] == moved.json["id"] }
        #expect(kept?["label"]?.text == "ใหม่ \"ที่นี่่\"" && kept?["address"]?.text == "https://www.example.go.th/new")
        #expect(try await desk.post("/mine/disclosure-addresses/\(id)", #"{"label":"ก"}"#) == 404, "it was replaced")
        let path = "/mine/disclosure-addresses/\(moved.json["id"]?.text ?? "")"
        #expect(try await desk.post(path, #"{"address":"ไม่ใช่"}"#) == 422)
        #expect(try await desk.post(path, #"{"label":"ก"}"#, token: reader) == 403)

        let added = try await desk.ask(.post, "\(item)/elements", #"{"text":"วันที่ลงนาม"}"#)
        let element = try #require(added.json["id"]?.text, "\(added.json)")
        #expect(try await desk.post("\(item)/elements", #"{"text":" "}"#) == 422)
        #expect(try await desk.post("/mine/disclosure-elements/\(element)", #"{"text":"ลงวันที่"}"#) == 200)
        #expect(try await desk.post("/mine/disclosure-elements/\(element)", #"{"text":""}"#) == 422)
        func texts() async throws -> [String?] {
            try await read()["elements"]?.list?.filter { $0["id"]?.text == element }.map { $0["text"]?.text } ?? []
        }
        #expect(try await texts() == ["ลงวันที่"])
        #expect(try await desk.post("/mine/disclosure-elements/\(element)/removal", token: reader) == 403)
        #expect(try await desk.post("/mine/disclosure-elements/\(element)/removal") == 200)
        #expect(try await texts().isEmpty)
    }

    @Test func `a page is read, and its links go where the program says`() async throws {
        let desk = try await Desk.open()
        let base = "/mine/years/2568/disclosure-sources"
        let named = "\(base)?name=ita.html&address=\(Address.encoded("https://www.example.go.th/ita"))"
        let page = "<p>O1 โครงสร้าง <a href='/o1.pdf'>ก</a></p><p>O5 <a href='#'>ไม่ไปไหน</a></p>"
        let read = try await desk.ask(.post, named, page)
        let proposals = read.json["proposals"]?.list ?? []
        #expect(proposals.map { $0["code"]?.text } == ["O1"], "\(read.json)")
        #expect(proposals.first?["address"]?.text == "https://www.example.go.th/o1.pdf")
        #expect(read.json["faults"]?.list?.contains { $0["kind"]?.text == "nowhere" } == true)
        let source = try #require(read.json["source"]?.text)
        #expect(try await desk.post(named, "%PDF-1.7") == 422)
        #expect(try await desk.post("\(base)?name=a.html&address=x", page) == 422)
        #expect(try await desk.post(named, page, token: try await desk.token(.unitOfficer)) == 403)
        let apply = "\(base)/\(source)/import"
        #expect(try await desk.post(apply, #"{"places":[{"number":99,"code":"O20"}]}"#) == 422)
        #expect(try await desk.post(apply, #"{"places":[{"number":1,"code":"Z1"}]}"#) == 422)
        let body = #"{"places":[{"number":1,"code":"O20"}]}"#
        let first = try await desk.ask(.post, apply, body).json
        #expect(first["isNew"] == .flag(true) && first["added"]?.whole == 1, "\(first)")
        #expect(try await desk.ask(.post, apply, body).json["isNew"] == .flag(false))
        let there = try await desk.ask(.get, "/mine/years/2568/disclosures/O20").json
        let addresses = there["addresses"]?.list?.compactMap { $0["address"]?.text } ?? []
        #expect(addresses.contains("https://www.example.go.th/o1.pdf"))
        #expect(read.json["pageAddress"] == .null, "it was said")
        let place = "https://www.example.go.th/ita/saved"
        let saved = try await desk.ask(
            .post, "\(base)?name=saved.html", "<!-- saved from url=(0035)\(place) -->\(page)")
        #expect(saved.json["pageAddress"]?.text == place, "\(saved.json)")
    }

    @Test func `notices are read and chosen`() async throws {
        let desk = try await Desk.open()
        let (agency, person, now) = (desk.office.agency, desk.office.person, desk.site.clock.now())
        try await desk.site.database.write(agency) { db in
            try Notice.tell(
                [person], .assigned, ["measure": "คู่มือ"], address: "/desk/mine/2568", agency: agency, at: now, in: db)
        }
        func notice() async throws -> JSONValue? {
            try await desk.ask(.get, "/mine/notices").json["notices"]?.list?.first { $0["kind"]?.text == "assigned" }
        }
        let found = try await notice()
        let told = try #require(found)
        #expect(told["isRead"] == .flag(false) && told["says"]?.text?.hasSuffix("คู่มือ") == true)
        #expect(try await desk.post("/mine/notices/reading", #"{"notice":"\#(told["id"]?.text ?? "")"}"#) == 200)
        #expect(try await notice()?["isRead"] == .flag(true))
        #expect(try await desk.post("/mine/notices/reading", #"{"notice":"none"}"#) == 404)
        #expect(try await desk.post("/mine/notices/choices", #"{"choices":[{"kind":"assigned","way":"none"}]}"#) == 200)
        #expect(try await desk.post("/mine/notices/choices", #"{"choices":[{"kind":"none","way":"none"}]}"#) == 422)
        let choices = try await desk.ask(.get, "/mine/notices").json["choices"]?.list ?? []
        #expect(choices.contains { $0["kind"]?.text == "assigned" && $0["way"]?.text == "none" })
    }

    @Test func `no endpoint leads into an account`() throws {
        let own = APIRoutes.endpoints.filter { $0.permission == .own }.map(\.name)
        #expect(own == ["listNotices", "readNotices", "chooseNotices"])
        let kept = [
            "InvitePerson", "UseTicket", "ChangePassword", "CloseAccount", "OpenSession", "EndSession", "MakeToken",
            "ConfirmSecondFactor", "RemoveSecondFactor", "ResetSecondFactor", "UseRecoveryCode", "SendReset",
            "ChangeOwnAddress", "MakeCalendarLink",
        ]
        for file in try Repository.swiftFiles(in: "Sources/Prongsai") where file.path.hasSuffix("API.swift") {
            let text = try String(contentsOf: file, encoding: .utf8)
            for name in kept { #expect(!text.contains("\(name)("), "\(name) in \(file.lastPathComponent)") }
        }
    }
}
