import Foundation
import Testing
import Watch

@testable import Prongsai

@Suite struct APITests {
    private func ask(
        _ browser: TestBrowser, _ method: Route.Method, _ path: String, token: String?, _ body: String = "{}"
    ) async throws -> (status: Int, json: JSONValue, type: String?) {
        let headers = token.map { ["authorization": "Bearer \($0)"] } ?? [:]
        let answer = try await browser.send(
            method, path, headers: headers, body: method == .get ? [] : Array(body.utf8))
        #expect(answer.header("set-cookie") == nil)
        return (answer.status, try JSONValue(parsing: answer.bytes), answer.header("content-type"))
    }

    /// Asks for a file. The office of the tests has no captures, pictures or jobs that are done, and a link as evidence:
    /// what is handed out where there is one is asked for elsewhere.
    private func download(_ endpoint: Endpoint, _ path: String, _ token: String, _ site: Site) async throws {
        let query = ["downloadReport": "?format=html&digits=thai", "downloadOrder": "?format=docx&signer-title=x"]
        let answer = try await TestBrowser(site).send(
            .get, path + (query[endpoint.name] ?? ""), headers: ["authorization": "Bearer \(token)"], body: [])
        let absent = [
            "downloadCapture", "downloadJobFile", "downloadEvidence", "downloadPhoto", "downloadVisitPicture",
            "downloadCheckFile", "downloadCheckScreenshot", "downloadContributionPhoto",
        ]
        let isThere = !absent.contains(endpoint.name)
        #expect(answer.status == (isThere ? 200 : 404), "\(endpoint.name): \(answer.body)")
        let type = answer.header("content-type")?.split(separator: ";").first.map(String.init) ?? ""
        #expect(isThere ? endpoint.types.contains(type) : type == "application/problem+json", "\(endpoint.name)")
        #expect(!answer.bytes.isEmpty && answer.header("set-cookie") == nil, "\(endpoint.name)")
        let unknown = try await ask(TestBrowser(site), .get, "\(path)?unheard=1", token: token)
        #expect(unknown.status == 422, "\(endpoint.name)")
    }

    private func address(_ endpoint: Endpoint, _ office: Office, agency: String) -> String {
        let hosted = [
            "getDisclosurePage": "O4", "writeDisclosurePage": "O4", "publishDisclosure": "O2",
            "withdrawDisclosure": "O3", "addDisclosureFile": "O4", "replaceDisclosureFile": "O4",
            "removeDisclosureFile": "O4", "takeDisclosureFileOut": "O4", "downloadDisclosureFile": "O4",
        ]
        let values = [
            "agency": agency, "year": "2568", "half": "1", "row": office.emptyRow, "line": office.line,
            "finding": office.finding, "measure": office.measure, "progress": office.progress, "use": office.use,
            "webhook": office.webhook, "job": office.job, "link": office.link, "contribution": office.contribution,
            "person": office.colleague, "unit": office.emptyUnit,
            "item": hosted[endpoint.name] ?? "O18", "address": office.disclosed.offer, "check": office.checks.check,
            "find": office.checks.find, "element": office.disclosed.element, "source": office.disclosed.source,
            "file": endpoint.name == "takeDisclosureFileOut" ? office.hosted.earlier : office.hosted.file,
            "disclosure": office.checks.draft, "watched": WatchSample.id("due", of: office.agency),
            "evidence": office.evidence, "code": "O18",
        ]
        return endpoint.path.split(separator: "/").map { part in
            part.hasPrefix(":") ? values[String(part.dropFirst())] ?? "none" : String(part)
        }.reduce("") { $0 + "/" + $1 }
    }

    /// The token of whoever may: the officer's; a director's or an administrator's where only these do such things.
    private func token(_ endpoint: Endpoint, _ office: Office, on site: Site) async throws -> String {
        switch endpoint.name {
        case "approveRound", "returnRound": try await TestSite.token(.director, of: office.agency, on: site)
        case "downloadBelow": try await TestSite.token(.overseer, of: office.agency, on: site)
        case "addAgency", "moveAgency", "importAgencies":
            try await TestSite.token(.administrator, of: office.agency, on: site)
        default: office.token
        }
    }

    private func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    /// A report of one row.
    private let report = """
        | ประเด็นการประเมิน | ประเด็นที่ต้องปรับปรุง | มาตรการ | ผลการดำเนินการ | ภาพ |
        | --- | --- | --- | --- | --- |
        | E3 เต็มใจให้บริการ (93.42 คะแนน) | รอนาน | ทำคู่มือ | ทำแล้ว | ป้าย |
        """

    /// A body each endpoint takes.
    private func body(_ endpoint: Endpoint, _ office: Office) -> String {
        switch endpoint.name {
        case "recordScores": #"{"scores":[{"code":"O18","score":"100.00"}],"source":"ประกาศ"}"#
        case "addRow": #"{"lines":["E4, E5"]}"#
        case "describeDisclosure": #"{"title":"รายงาน \"ที่นี่่\"","from":"2024-10-01","to":null}"#
        case "addDisclosureAddress": #"{"address":"https://www.example.go.th/o18-2"}"#
        case "noteVisit": #"{"note":"เปิดดูแล้ว ที่นี่"}"#
        case "addFinding", "changeFinding", "changeResult": #"{"text":"ถ้อยคำ \"ใหม่่"}"#
        case "addMeasure": #"{"text":"มาตรการใหม่","rows":["\#(office.row)"],"from":"2025-01-14"}"#
        case "changeMeasure": #"{"status":"done","steps":""}"#
        case "assignMeasures": #"{"measures":["\#(office.measure)"],"unit":"ฝ่ายปกครอง"}"#
        case "addFiles": #"{"uploads":[]}"#
        case "shareMeasure": #"{"row":"\#(office.emptyRow)"}"#
        case "removeMeasure": #"{"row":"\#(office.row)"}"#
        case "changeRow": #"{"lines":[{"id":"\#(office.line)","items":"I1, I3","findings":[{"text":"อีกข้อ"}]}]}"#
        case "moveRow": #"{"position":2}"#
        case "splitRow": #"{"items":["I2"]}"#
        case "joinRows": #"{"row":"\#(office.row)"}"#
        case "placeMeasure": #"{"rows":["\#(office.emptyRow)"]}"#
        case "orderMeasure": #"{"row":"\#(office.row)","position":1}"#
        case "copyMeasure": #"{"row":"\#(office.row)"}"#
        case "splitMeasure": #"{"texts":["หนึ่ง","สอง"]}"#
        case "importScores":
            #"{"name":"s.csv","content":"\#(Data("O18,100\n".utf8).base64EncodedString())","apply":true}"#
        case "importReport":
            #"{"name":"r.md","content":"\#(Data(report.utf8).base64EncodedString())"}"#
        case "recordResult": #"{"text":"ทำแล้ว","measures":["\#(office.measure)"]}"#
        case "addLink": #"{"address":"https://example.go.th/3","about":"2025-02-01"}"#
        case "changeEvidence": #"{"caption":"ใหม่","about":null,"position":1}"#
        case "freezeRound": #"{"withFaults":true}"#
        case "reopenRound": #"{"reason":"แก้ไข"}"#
        case "addPerson": #"{"name":"คนใหม่","role":"reader"}"#
        case "addWebhook": #"{"address":"https://example.go.th/hook","events":["round.frozen"]}"#
        case "makeContributionLink": #"{"measure":"\#(office.measure)","label":"อสม.","days":14}"#
        case "reviseResult": #"{"text":"แก้ถ้อยคำ ที่นี่","measures":["\#(office.measure)"]}"#
        case "submitRound": #"{"note":"ส่ง \"ใหม่่"}"#
        case "publishVersion", "withdrawVersion": #"{"version":1}"#
        case "addUnit", "renameUnit": #"{"name":"ฝ่ายใหม่"}"#
        case "changePerson": #"{"title":"นักจัดการ \"ที่นี่่\"","email":"a@example.go.th","unit":null}"#
        case "handOver":
            #"{"to":"\#(office.colleague)","measures":["\#(office.waiting)"],"role":true,"#
                + #""disclosures":["\#(office.disclosed.disclosure)"]}"#
        case "openYear": #"{"year":2570,"edition":"bma-ita-2567"}"#
        case "passCheck":
            #"{"seen":"\#(office.checks.seen)","ticks":[{"element":"whole","found":"there","place":"หน้า \"2่"}]}"#
        case "setWatchInterval": #"{"seconds":3600}"#
        case "returnCheck": #"{"note":"ขาดเดือนธันวาคม"}"#
        case "takeDisclosureFileOut": #"{"because":"มีข้อมูลส่วนบุคคล"}"#
        case "justifyPersonalFind": #"{"because":"เป็นเลขตัวอย่าง"}"#
        case "writeDisclosurePage": #"{"text":"หัวข้อ \"ใหม่่","slug":"structure"}"#
        case "withdrawDisclosure": #"{"reason":"มีข้อมูลผิด"}"#
        case "approveRound": #"{"seen":"another"}"#
        case "returnRound": #"{"reply":"แก้ข้อ \"I1่\""}"#
        case "addAgency": #"{"key":"fresh","thai":"สำนักงาน \"ใหม่่\"","english":null}"#
        case "changeAgency": #"{"english":"Office","email":"ita@example.go.th"}"#
        case "moveAgency": #"{"under":"mine"}"#
        case "importAgencies":
            #"{"content":"\#(base64("ชื่อย่อ,ชื่อหน่วยงาน\nnew-one,หน่วยงานใหม่\n"))","apply":true}"#
        case "importPeople": #"{"content":"\#(base64("ชื่อ,ฝ่าย\nสมหญิง ที่นี่,ฝ่ายใหม่\n"))","apply":true}"#
        case "chooseNotices": #"{"choices":[{"kind":"assigned","way":"none"}]}"#
        case "openDisclosureYear": #"{"due":"2025-04-30"}"#
        case "carryDisclosures": #"{"apply":true}"#
        case "assignDisclosure": #"{"unit":"ฝ่ายปกครอง","person":null}"#
        case "changeDisclosureAddress": #"{"label":"ประกาศ \"ใหม่่"}"#
        case "addDisclosureElement", "changeDisclosureElement": #"{"text":"ลงนาม \"ที่นี่่"}"#
        case "importDisclosures": #"{"places":[{"number":1,"code":"O18"}]}"#
        case "fetchDisclosureSource": #"{"address":"http://127.0.0.1/"}"#
        default: "{}"
        }
    }

    @Test(arguments: engines) func `every endpoint does what it says and answers in the shape it promises`(
        _ engine: TestEngine
    ) async throws {
        // What only reads needs no office of its own.
        let pages = try await PythonServer("pages.py", writes: false)
        let read = try await TestSite.open(engine)
        let standing = try await Office.open("mine", on: read)
        for endpoint in APIRoutes.endpoints {
            var site = endpoint.method == .get ? read : try await TestSite.open(engine)
            let office = endpoint.method == .get ? standing : try await Office.open("mine", on: site)
            var path = address(endpoint, office, agency: "mine")
            if endpoint.name == "passCheck" {
                try await CheckSample.readAddresses(of: office.checks.waiting, agency: office.agency, on: site)
            }
            if ["changeRow", "splitRow"].contains(endpoint.name) {
                path = path.replacingOccurrences(of: office.emptyRow, with: office.row)
            }
            if endpoint.name == "carryForward" {
                _ = try await site.perform(
                    OpenYear(agency: office.agency, fiscalYear: 2569, edition: office.edition), as: TestSite.console)
                path = path.replacingOccurrences(of: "/2568/", with: "/2569/")
            }
            if ["reopenRound", "publishVersion", "withdrawVersion"].contains(endpoint.name) {
                path = path.replacingOccurrences(of: "rounds/1", with: "rounds/2")
            }
            if endpoint.name == "readWatched" {
                path = path.replacingOccurrences(of: "/2568/", with: "/\(WatchSample.year)/")
            }
            if endpoint.name == "handOver" {
                try await office.giveWork(to: office.person, on: site)
                path = path.replacingOccurrences(of: office.colleague, with: office.person)
            }
            if endpoint.name == "removeMeasure" {
                try await site.perform(
                    ShareMeasure(agency: office.agency, measure: office.measure, row: office.emptyRow),
                    as: TestSite.console)
            }
            if endpoint.name == "moveAgency" {
                _ = try await site.perform(
                    CreateAgency(key: "lower", thai: "แขวง", english: nil, parent: office.agency), as: TestSite.console)
                path = address(endpoint, office, agency: "lower")
            }
            if endpoint.name == "carryDisclosures" {
                let file = try site.editions.file("bma-ita-2567")
                _ = try await site.perform(
                    OpenDisclosureYear(agency: office.agency, fiscalYear: 2567, file: file, editions: site.editions),
                    as: TestSite.console)
            }
            var body = body(endpoint, office)
            if endpoint.name == "approveRound" {
                let state = try await ask(
                    TestBrowser(site), .get, "/api/v1/agencies/mine/years/2568/rounds/1/state", token: office.token)
                body = #"{"seen":"\#(state.json["hash"]?.text ?? "")"}"#
            }
            if endpoint.takesFile { path += "?name=%E0%B8%A0.txt" }
            if endpoint.name == "addFiles" {
                let sent = try await ask(
                    TestBrowser(site), .post, "/api/v1/agencies/mine/uploads?name=a.txt", token: office.token, "เนื้อไฟล์")
                body = #"{"uploads":["\#(sent.json["id"]?.text ?? "")"]}"#
            }
            let token = try await token(endpoint, office, on: site)
            guard endpoint.types.isEmpty else {
                try await download(endpoint, path, token, site)
                continue
            }
            if endpoint.name == "fetchDisclosureSource" {
                site.settings.watch.ports = nil
                site.settings.watch.networks = try [#require(IPNetwork("127.0.0.1/32"))]
                body = #"{"address":"http://127.0.0.1:\#(pages.port)/ita/"}"#
            }
            let answer = try await ask(TestBrowser(site), endpoint.method, path, token: token, body)
            #expect(answer.status == 200, "\(endpoint.name): \(answer.json)")
            #expect(endpoint.gives.problems(answer.json, at: "") == [], "\(endpoint.name)")
        }
    }

    @Test(arguments: engines) func `without a token, with another scope or for another agency there is nothing`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let mine = try await Office.open("mine", on: site)
        let theirs = try await Office.open("theirs", on: site)
        let browser = TestBrowser(site)
        let length = try await site.database.read { try $0.first("SELECT COUNT(*) AS n FROM journal")?.integer("n") }
        for endpoint in APIRoutes.endpoints {
            let path = address(endpoint, mine, agency: "mine")
            let nobody = try await ask(browser, endpoint.method, path, token: nil, body(endpoint, mine))
            #expect(nobody.status == 401 && nobody.type == "application/problem+json", "\(endpoint.name)")
            let stranger = try await ask(browser, endpoint.method, path, token: theirs.token, body(endpoint, mine))
            #expect(stranger.status == 404, "\(endpoint.name): \(stranger.status)")
            guard endpoint.method == .post else { continue }
            let crossed = try await ask(
                browser, endpoint.method, address(endpoint, mine, agency: "theirs"),
                token: try await token(endpoint, theirs, on: site), body(endpoint, mine))
            let isOwn = [
                "recordScores", "addRow", "addPerson", "addUnit", "freezeRound", "reopenRound", "makeReportArchive",
                "addWebhook", "importScores", "importReport", "submitRound", "withdrawSubmission",
                "openYear", "publishVersion", "withdrawVersion", "describeDisclosure", "addDisclosureAddress",
                "writeDisclosurePage", "publishDisclosure", "withdrawDisclosure", "freezeAnswers",
                "takeDisclosureDrafts", "returnRound", "addAgency", "changeAgency", "importAgencies", "importPeople",
                "readNotices", "chooseNotices", "openDisclosureYear", "assignDisclosure", "addDisclosureElement",
                "verifyCopy",
            ]
            #expect(crossed.status >= 404 || isOwn.contains(endpoint.name), "\(endpoint.name): \(crossed.status)")
        }
        let contents = try await site.database.read { db in
            try db.first("SELECT COUNT(*) AS n FROM journal WHERE agency_id = \(mine.agency)")?.integer("n")
        }
        #expect(contents != nil && length != nil)
    }

    @Test(arguments: engines) func `a machine sends photos, and a result takes them once`(_ engine: TestEngine)
        async throws
    {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        let (browser, base) = (TestBrowser(site), "/api/v1/agencies/mine")
        func send(_ name: String, _ bytes: [UInt8], _ more: String = "") async throws -> (status: Int, json: JSONValue)
        {
            let answer = try await browser.send(
                .post, "\(base)/uploads?name=\(Address.encoded(name))\(more)",
                headers: ["authorization": "Bearer \(office.token)", "content-type": "application/octet-stream"],
                body: bytes, piece: 4096)
            return (answer.status, try JSONValue(parsing: answer.bytes))
        }
        let photo = try Samples.dated()
        let sent = try await send(photo.name, photo.bytes, "&photo=true")
        #expect(
            sent.status == 200 && sent.json["photo"] == .flag(true) && sent.json["size"] == .whole(photo.bytes.count))
        let id = try #require(sent.json["id"]?.text)
        #expect(try await send("ตัวช่วย.pdf", Samples.program).status == 422, "a program under another name")
        #expect(try await send("ภาพ.jpg", Array("ไม่ใช่ภาพ".utf8), "&photo=true").status == 422)
        #expect(try await send("", photo.bytes).status == 200)
        #expect(try await send("ว่าง.txt", []).status == 422)
        let body = #"{"text":"ทำแล้ว ที่นี่","measures":["\#(office.measure)"],"uploads":["\#(id)"]}"#
        let made = try await ask(browser, .post, "\(base)/years/2568/rounds/1/results", token: office.token, body)
        let result = try #require(made.json["id"]?.text, "\(made.json)")
        let uses = try await site.database.read {
            try $0.rows(
                """
                SELECT kind, about_on FROM evidence_use JOIN evidence ON evidence.id = evidence_id
                WHERE progress_id = \(result)
                """
            ).map { [try $0.string("kind"), try $0.optionalString("about_on")] }
        }
        #expect(uses == [["photo", "2025-01-14"]])
        let evidence = try await site.database.read {
            try $0.first("SELECT evidence_id FROM evidence_use WHERE progress_id = \(result)")?.string("evidence_id")
                ?? ""
        }
        func fetched(_ path: String) async throws -> TestBrowser.Answer {
            try await browser.send(
                .get, "\(base)/evidence-files/\(evidence)\(path)",
                headers: ["authorization": "Bearer \(office.token)"], body: [])
        }
        #expect(try await fetched("").bytes == photo.bytes, "as it was handed in")
        let print = try await fetched("/print")
        #expect(print.header("content-type") == "image/jpeg" && print.bytes != photo.bytes)
        let again = try await ask(browser, .post, "\(base)/years/2568/rounds/1/results", token: office.token, body)
        #expect(again.status == 422 && again.json["faults"]?.list?.first?["code"]?.text == "upload_unknown")
    }

    @Test func `a machine puts a file on a page of disclosures, another in its place, and takes it away`() async throws
    {
        let site = try await TestSite.open(.sqlite)
        let office = try await Office.open("mine", on: site)
        let (browser, base) = (TestBrowser(site), "/api/v1/agencies/mine/years/2568/disclosures/O4/page")
        func send(_ path: String, _ bytes: [UInt8]) async throws -> (status: Int, json: JSONValue) {
            let answer = try await browser.send(
                .post, "\(base)/files\(path)",
                headers: ["authorization": "Bearer \(office.token)", "content-type": "application/octet-stream"],
                body: bytes)
            return (answer.status, try JSONValue(parsing: answer.bytes))
        }
        func names() async throws -> [String] {
            try await ask(browser, .get, base, token: office.token).json["files"]?.list?.compactMap { $0["name"]?.text }
                ?? []
        }
        let before = try await names()
        let added = try await send("?name=plan.csv&label=%E0%B9%81%E0%B8%9C%E0%B8%99", Array("ข้อ,จำนวน\n1,2\n".utf8))
        let id = try #require(added.json["id"]?.text, "\(added.json)")
        #expect(try await names() == before + ["plan.csv"])
        #expect(try await send("?name=plan.pdf", Array("ไม่ใช่ PDF".utf8)).status == 422, "its content says what it is")
        #expect(try await send("?name=a.txt&element=none", Array("ก".utf8)).status == 422)
        let new = try await send("/\(id)/content?name=plan-2.csv", Array("ข้อ,จำนวน\n1,3\n".utf8))
        #expect(new.status == 200)
        #expect(try await Set(names()) == Set(before + ["plan-2.csv"]))
        let gone = try await ask(
            browser, .post, "\(base)/files/\(new.json["id"]?.text ?? "")/removal", token: office.token)
        #expect(gone.status == 200)
        #expect(try await names() == before)
        #expect(try await send("/\(id)/content?name=plan-2.csv", Array("ก".utf8)).status == 404, "it was replaced")
    }

    @Test func `a token opens only what it was made for, and no page`() async throws {
        let site = try await TestSite.open(.sqlite)
        let office = try await Office.open("mine", on: site)
        let token = Secret.token()
        try await site.perform(
            MakeToken(agency: office.agency, person: office.person, token: token, label: "อ่าน", scopes: [.read]),
            as: office.own)
        let browser = TestBrowser(site)
        let base = "/api/v1/agencies/mine"
        #expect(try await ask(browser, .get, "\(base)/years", token: token).status == 200)
        #expect(try await ask(browser, .post, "\(base)/units", token: token, #"{"name":"x"}"#).status == 403)
        let page = try await browser.send(
            .get, "/desk/mine/2568", headers: ["authorization": "Bearer \(token)"], body: [])
        #expect(page.status == 303)
        try await site.perform(
            RevokeToken(agency: office.agency, token: Hash.sha256(Array(token.utf8))), as: office.own)
        #expect(try await ask(browser, .get, "\(base)/years", token: token).status == 401)
    }

    @Test(arguments: [
        "", "[", "1", "null", "[]", #"{"name":1}"#, #"{"name":"a","more":1}"#, #"{"nome":"a"}"#,
        "{\"name\":\"a\u{0}\"}",
        #"{"name":""}"#, String(repeating: "[", count: 5000), #"{"name":"\#(String(repeating: "ก", count: 501))"}"#,
    ]) func `bad input is refused with the field and the mend`(_ body: String) async throws {
        let site = try await TestSite.open(.sqlite)
        let office = try await Office.open("mine", on: site)
        let answer = try await ask(TestBrowser(site), .post, "/api/v1/agencies/mine/units", token: office.token, body)
        #expect(answer.status == 422, "\(answer.json)")
        #expect(ErrorJSON.shape.problems(answer.json, at: "") == [])
        #expect(answer.json["faults"]?.list?.isEmpty == false)
    }

    @Test func `a path that is there says with what it is asked for`() async throws {
        let site = try await TestSite.open(.sqlite)
        let office = try await Office.open("mine", on: site)
        func methods(_ method: Route.Method, _ path: String) async throws -> (status: Int, allow: String?) {
            let answer = try await TestBrowser(site).send(
                method, path, headers: ["authorization": "Bearer \(office.token)"], body: [])
            #expect(ErrorJSON.shape.problems(try JSONValue(parsing: answer.bytes), at: "") == [])
            return (answer.status, answer.header("allow"))
        }
        let base = "/api/v1/agencies/mine"
        #expect(try await methods(.get, "\(base)/uploads") == (405, "POST"))
        #expect(try await methods(.post, "\(base)/journal") == (405, "GET, HEAD"))
        #expect(try await methods(.get, "\(base)/nothing") == (404, nil))
    }

    @Test func `the document names every endpoint`() async throws {
        let site = try await TestSite.open(.sqlite)
        let answer = try await TestBrowser(site).get("/api/v1/openapi.json")
        let document = try JSONValue(parsing: answer.bytes)
        #expect(document["openapi"]?.text == "3.1.0")
        for endpoint in APIRoutes.endpoints { #expect(answer.body.contains("\"operationId\":\"\(endpoint.name)\"")) }
    }
}
