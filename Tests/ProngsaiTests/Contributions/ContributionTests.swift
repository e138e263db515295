import Foundation
import ITA
import Testing

@testable import Prongsai

@Suite struct ContributionTests {
    private func desk(_ engine: TestEngine, clock: TestClock? = nil) async throws -> (
        site: Site, office: Office, browser: TestBrowser
    ) {
        var site = try await TestSite.open(engine)
        if let clock { site.clock = Clock { clock.now } }
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("writer", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("writer")
        return (site, office, browser)
    }

    @Test(arguments: engines) func `a link is made, given to, and what came is accepted with the officer's words`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let page = "/desk/mine/2568/work/1/\(office.measure)/link"
        let code = try #require(TestBrowser.hidden("code", in: try await browser.get(page).body))
        var made: TestBrowser.Answer?
        for _ in 0..<2 { made = try await browser.post(page, ["code": code, "label": "อสม. หมู่ 3", "days": "๓๐"]) }
        #expect(made?.status == 200 && made?.body.contains("/give/\(code)") == true)
        #expect(made?.body.contains("<svg class=\"qr\"") == true)
        let links = try await site.database.read {
            try ContributionLink.list(agency: office.agency, year: 2568, in: $0)
        }
        #expect(links.map(\.label) == ["อสม. หมู่ 3", "ผู้นำชุมชน"], "sent twice, made once")
        #expect(try await browser.get("/desk/mine/2568/contributions").body.contains(code) == false)

        let visitor = TestBrowser(site)
        let form = try await visitor.get("/give/\(code.lowercased())")
        #expect(form.status == 200 && form.body.contains("จัดทำคู่มือการให้บริการ"))
        #expect(!form.body.contains("สมชาย") && !form.body.contains("ฝ่ายปกครอง") && !form.body.contains("เผยแพร่คู่มือ"))
        let key = try #require(TestBrowser.hidden("key", in: form.body))
        let photo = try Samples.dated()
        let fields = [("key", key), ("name", "ป้าแก้ว"), ("text", "ช่วยกันทำ \"ที่นี่\"่ <b>")]
        for _ in 0..<2 {
            let given = try await visitor.upload(
                "/give/\(code)", fields,
                files: [("photos", photo.name, photo.bytes), ("photos", "x.png", try Samples.png())])
            #expect(given.status == 303 && given.location == "/give/\(code)?sent=1")
        }
        #expect(try await visitor.get("/give/\(code)?sent=1").body.contains("ขอบคุณ"))
        let tried = try await browser.upload(
            "/give/\(code)", [("key", ID.new()), ("name", "กานดา"), ("text", "ลองลิงก์เอง")], files: [])
        #expect(tried.status == 303, "the officer may try the link")
        let waiting = try await site.database.read { try Contribution.list(agency: office.agency, year: 2568, in: $0) }
        #expect(
            Set(waiting.map(\.name)) == ["ป้าแก้ว", "ลุงมี", "กานดา"] && waiting.count == 3, "sent twice, handed in once")
        let item = try #require(waiting.first { $0.name == "ป้าแก้ว" })
        let told = try await site.database.read {
            try $0.rows("SELECT address FROM notice WHERE agency_id = \(office.agency) AND kind = 'contribution'").map {
                try $0.string("address")
            }
        }
        let own = "/desk/mine/2568/contributions/\(item.id)"
        #expect(told.contains(own))

        let look = try await browser.get(own)
        #expect(look.status == 200 && look.body.contains("&lt;b&gt;") && look.body.contains("14 ม.ค. 2568"))
        let print = try await browser.get("\(own)/\(item.files[0].id)/print")
        #expect(print.status == 200 && print.bytes.starts(with: [0xff, 0xd8]) && !print.body.contains("Exif"))
        #expect(try await visitor.get("\(own)/\(item.files[0].id)/print").status == 303)
        let (first, second) = (item.files[0].id, item.files[1].id)
        #expect(!look.body.contains("อยู่นอกรอบ"))
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE contribution_file SET about_on = '2024-09-30' WHERE id = \(second)")
        }
        let warned = try await browser.get(own).body
        #expect(warned.contains("วันที่ 30 ก.ย. 2567 อยู่นอกรอบ ซึ่งเริ่ม 1 ต.ค. 2567 ถึง 31 มี.ค. 2568"))
        #expect(warned.components(separatedBy: "อยู่นอกรอบ").count == 2, "of the one photo only")
        let choice = [
            "text": "ชาวบ้านช่วยกันทำ", "keep.\(first)": "1", "caption.\(first)": "ทำด้วยกัน", "about.\(first)": "15 ม.ค. 68",
            "caption.\(second)": "ไม่เอา",
        ]
        #expect(try await browser.post(own, choice.merging(["about.\(first)": "เมื่อวาน"]) { $1 }).status == 422)
        let accepted = try await browser.post(own, choice)
        #expect(accepted.status == 303)
        let work = try await site.database.read {
            try RoundWork.load(Round(id: office.round, half: 1, frozenAt: nil), in: $0)
        }
        let result = try #require(work.progress.last)
        #expect(result.text == "ชาวบ้านช่วยกันทำ" && result.measures == [office.measure])
        let uses = work.uses(of: result)
        #expect(uses.map(\.caption) == ["ทำด้วยกัน"] && uses[0].aboutOn == Day(iso: "2025-01-15"))
        #expect(try await browser.post(own, choice).status == 409, "accepted once")
        #expect(try await browser.post("\(own)/declining").status == 409)
    }

    @Test(arguments: engines) func `a machine looks at the pictures that came and keeps those it names`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let page = "/desk/mine/2568/work/1/\(office.measure)/link"
        let code = try #require(TestBrowser.hidden("code", in: try await browser.get(page).body))
        _ = try await browser.post(page, ["code": code, "label": "อสม.", "days": "30"])
        let visitor = TestBrowser(site)
        let key = try #require(TestBrowser.hidden("key", in: try await visitor.get("/give/\(code)").body))
        let photo = try Samples.dated()
        let given = try await visitor.upload(
            "/give/\(code)", [("key", key), ("name", "ป้าแก้ว"), ("text", "ช่วยกันทำ")],
            files: [("photos", photo.name, photo.bytes), ("photos", "x.png", try Samples.png())])
        #expect(given.status == 303)
        func ask(_ method: Route.Method, _ path: String, _ token: String, _ body: String = "") async throws
            -> TestBrowser.Answer
        {
            try await TestBrowser(site).send(
                method, "/api/v1/agencies/mine\(path)", headers: ["authorization": "Bearer \(token)"],
                body: Array(body.utf8))
        }
        let list = try JSONValue(parsing: try await ask(.get, "/years/2568/contributions", office.token).bytes)
        let item = try #require(list["contributions"]?.list?.first { $0["name"]?.text == "ป้าแก้ว" })
        let id = try #require(item["id"]?.text)
        let files = try #require(item["files"]?.list?.compactMap { $0["id"]?.text })
        #expect(files.count == 2)
        let own = "/contributions/\(id)/files/\(files[0])/print"
        let print = try await ask(.get, own, office.token)
        #expect(print.status == 200 && print.bytes.starts(with: [0xff, 0xd8]) && !print.body.contains("Exif"))
        let theirs = try await Office.open("theirs", on: site)
        #expect(try await ask(.get, own, theirs.token).status == 404)
        let elsewhere = try await TestBrowser(site).send(
            .get, "/api/v1/agencies/theirs\(own)", headers: ["authorization": "Bearer \(theirs.token)"], body: [])
        #expect(elsewhere.status == 404, "another agency's is as unknown as none")
        let unknown = try await ask(
            .post, "/contributions/\(id)/acceptance", office.token,
            #"{"files":[{"id":"none","caption":"","about":null}]}"#)
        #expect(unknown.status == 404)
        let kept = try await ask(
            .post, "/contributions/\(id)/acceptance", office.token,
            #"{"text":"ชาวบ้านช่วยกันทำ","files":[{"id":"\#(files[0])","caption":"ทำด้วยกัน","about":"2025-01-15"}]}"#)
        let result = try #require(try JSONValue(parsing: kept.bytes)["id"]?.text, "\(kept.body)")
        let uses = try await site.database.read {
            try $0.rows("SELECT caption, about_on FROM evidence_use WHERE progress_id = \(result)").map {
                [try $0.string("caption"), try $0.string("about_on")]
            }
        }
        #expect(uses == [["ทำด้วยกัน", "2025-01-15"]])
    }

    @Test(arguments: engines) func `wrong codes of others keep no good code waiting, and what was typed stays`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let visitor = TestBrowser(site)
        var wrong: Set<Int> = []
        for _ in 0..<130 { wrong.insert(try await visitor.get("/give/\(Secret.code())").status) }
        #expect(wrong == [404, 429], "codes that never were have to wait some time")
        #expect(try await visitor.get("/give/\(office.linkCode)").status == 200)
        let text = "พิมพ์ไว้ \"ที่นี่\"่"
        let fields = [("key", ID.new()), ("name", "ป้าแก้ว"), ("text", text)]
        #expect(try await visitor.upload("/give/\(office.linkCode)", fields, files: []).status == 303)
        try await browser.post("/desk/mine/2568/contributions/links/\(office.link)/revocation")
        let late = try await visitor.upload("/give/\(office.linkCode)", fields, files: [])
        #expect(late.status == 410 && late.body.contains("พิมพ์ไว้ &quot;ที่นี่&quot;่"))
    }

    @Test func `only a proxy on this machine is believed who asks, and only the address it added last`() {
        #expect(WebRequest.peer("127.0.0.1", ["x-forwarded-for": "1.1.1.1, 9.9.9.9"]) == "9.9.9.9")
        #expect(WebRequest.peer("8.8.8.8", ["x-forwarded-for": "1.1.1.1"]) == "8.8.8.8")
    }

    @Test(arguments: engines) func `a link that is over says why, an unknown one says nothing`(_ engine: TestEngine)
        async throws
    {
        let clock = TestClock()
        let (site, office, browser) = try await desk(engine, clock: clock)
        let visitor = TestBrowser(site)
        func over(_ code: String, _ why: String) async throws {
            let answer = try await visitor.get("/give/\(code)")
            #expect(answer.status == 410 && answer.body.contains(why))
            #expect(!answer.body.contains("พิมพ์ครบทุกตัว") && !answer.body.contains("สำนักงานเขต"))
        }
        #expect(try await visitor.get("/give/\(office.linkCode)").status == 200)
        let unknown = try await visitor.get("/give/ABCDE-FGHJK-LMNPQ")
        #expect(unknown.status == 404 && unknown.body.contains("พิมพ์ครบทุกตัว"))
        #expect(
            try await browser.post("/desk/mine/2568/contributions/links/\(office.link)/revocation").status == 303)
        try await over(office.linkCode, "เจ้าหน้าที่ยกเลิกลิงก์นี้แล้ว")
        let code = Secret.code()
        _ = try await site.perform(
            MakeContributionLink(
                agency: office.agency, round: office.round, measure: office.measure, label: "สั้น", days: 1, code: code),
            as: TestSite.console)
        let late = try await visitor.get("/give/\(code)")
        clock.advance(86_400_001)
        try await over(code, "ลิงก์หมดอายุแล้ว")
        let key = TestBrowser.hidden("key", in: late.body) ?? ""
        let sent = try await visitor.upload(
            "/give/\(code)", [("key", key), ("name", "ก"), ("text", "ช่วยกันทำ \"น้ำ\"่")], files: [])
        #expect(sent.status == 410 && sent.body.contains("ช่วยกันทำ &quot;น้ำ&quot;่"), "what was typed can be copied")
        let other = Secret.code()
        _ = try await site.perform(
            MakeContributionLink(
                agency: office.agency, round: office.round, measure: office.measure, label: "ยาว", days: 9, code: other),
            as: TestSite.console)
        _ = try await site.perform(
            FreezeRound(
                agency: office.agency, plan: office.plan, half: 1, reason: nil, editions: site.editions,
                strings: site.strings, withFaults: true), as: TestSite.console)
        try await over(other, "รอบรายงานนี้ปิดแล้ว")
    }

    @Test(arguments: engines) func `what waits is named before the round is closed, and says what can be done after`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let (round, own) = ("/desk/mine/2568/rounds/1", "/desk/mine/2568/contributions/\(office.contribution)")
        let open = try await browser.get(round).body
        #expect(open.contains("มีผลที่ส่งเข้ามารอพิจารณา 1 เรื่อง"), "in the list of what is not ready")
        #expect(open.contains("มีผลที่ส่งเข้ามาสำหรับรอบนี้ 1 เรื่อง"), "where the round is handed in or frozen")
        _ = try await TestSite.account("prasert", .director, of: office.agency, on: site)
        let director = TestBrowser(site)
        try await director.signIn("prasert")
        #expect(try await director.get(round).body.contains("มีผลที่ส่งเข้ามาสำหรับรอบนี้ 1 เรื่อง"))
        #expect(
            try await !browser.get("/desk/mine/2568/rounds/2").body.contains("มีผลที่ส่งเข้ามา"), "of the round it is for")
        _ = try await site.perform(
            FreezeRound(
                agency: office.agency, plan: office.plan, half: 1, reason: nil, editions: site.editions,
                strings: site.strings, withFaults: true), as: TestSite.console)
        let closed = try await browser.get(own).body
        #expect(!closed.contains("รับเป็นผล</button>") && closed.contains("href=\"\(round)\""))
        #expect(closed.contains("มาช่วยจัดแถว ที่นี่") && closed.contains("action=\"\(own)/declining\""))
        let late = try await browser.post(own, ["text": "ช้าไป"])
        #expect(late.status == 409 && late.body.contains("ช้าไป"), "a closed round takes no result, and no word is lost")
        try await site.perform(
            ReopenRound(agency: office.agency, plan: office.plan, half: 1, reason: "รับผลที่ค้าง"), as: TestSite.console)
        #expect(try await browser.post(own, ["text": "รับแล้ว"]).status == 303)
        #expect(try await !browser.get(round).body.contains("มีผลที่ส่งเข้ามา"))
    }

    @Test(arguments: engines) func `a link takes only so much, and a form that is wrong keeps its good photos`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, _) = try await desk(engine)
        let visitor = TestBrowser(site)
        let page = "/give/\(office.linkCode)"
        let photo = try Samples.dated()
        let wrong = try await visitor.upload(
            page, [("key", ID.new()), ("name", ""), ("text", "ทำแล้ว")],
            files: [("photos", photo.name, photo.bytes), ("photos", "โปรแกรม.jpg", Samples.program)])
        #expect(wrong.status == 422 && wrong.body.contains("โปรแกรม.jpg") && wrong.body.contains("ทำแล้ว"))
        let kept = TestBrowser.values("upload", in: wrong.body)
        #expect(kept.count == 1)
        let another = TestBrowser(site)
        let stolen = try await another.upload(
            page, [("key", ID.new()), ("name", "ข"), ("text", "ค"), ("upload", kept.first ?? "")], files: [])
        #expect(stolen.status == 303)
        let empty = try await site.database.read {
            try Contribution.list(agency: office.agency, year: 2568, in: $0).first { $0.name == "ข" }
        }
        #expect(empty?.files.isEmpty == true, "another visitor's photo is not there")
        let many = try await visitor.upload(
            page, [("key", ID.new()), ("name", "ก"), ("text", "ข")],
            files: (0..<30).map { ("photos", "\($0).png", [1, 2, 3]) })
        #expect(many.status == 422 && many.body.contains("ไม่เกิน 20 ไฟล์"))
        try await site.database.write(office.agency) { db in
            for number in 0..<ContributionLink.most {
                try db.execute(
                    "INSERT INTO contribution (id, agency_id, link_id, name, text, created_at) VALUES (\("c\(number)"), \(office.agency), \(office.link), 'ก', 'ข', 'x')"
                )
            }
        }
        let full = try await visitor.get(page)
        #expect(full.status == 410 && full.body.contains("รับผลครบจำนวนแล้ว"))
    }
}
