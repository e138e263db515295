import Documents
import Foundation
import Testing
import Watch

@testable import Prongsai

/// What everybody sees of a frozen round, and how a copy is checked.
@Suite struct PublicationTests {
    private struct House {
        var site: Site
        var office: Office
        var officer: TestBrowser
        var everybody: TestBrowser
        let round = "/desk/office/2568/rounds/1"
        let shown = "/public/office/2568/1"

        /// Freezes the first round; the second time with a changed result.
        func freeze(_ text: String? = nil) async throws -> String {
            if let text {
                try await site.perform(
                    ReopenRound(agency: office.agency, plan: office.plan, half: 1, reason: "แก้"), as: TestSite.console)
                try await site.perform(
                    ChangeProgress(agency: office.agency, progress: office.progress, text: text), as: TestSite.console)
            }
            return try await site.perform(
                FreezeRound(
                    agency: office.agency, plan: office.plan, half: 1, reason: text, editions: site.editions,
                    strings: site.strings, withFaults: true), as: TestSite.console
            ).hash
        }
    }

    private func house(_ engine: TestEngine) async throws -> House {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        _ = try await TestSite.account("kanda", .officer, of: office.agency, on: site)
        let officer = TestBrowser(site)
        try await officer.signIn("kanda")
        return House(site: site, office: office, officer: officer, everybody: TestBrowser(site))
    }

    @Test(arguments: engines) func `what is not published is as unknown as what never was`(_ engine: TestEngine)
        async throws
    {
        let house = try await house(engine)
        _ = try await house.freeze()
        let never = try await house.everybody.get("/public/nobody/2568/1")
        #expect(never.status == 404 && never.header("set-cookie") == nil)
        for path in [house.shown, "/public/office/2568/2", "/public/office/2561/1", "/public/office/2568/9"] {
            let answer = try await house.everybody.get(path)
            #expect(answer.status == 404)
            #expect(
                answer.body.replacingOccurrences(of: path, with: "")
                    == never.body.replacingOccurrences(of: "/public/nobody/2568/1", with: ""), "\(path)")
        }
        #expect(try await !house.everybody.get("/public/office").body.contains(house.shown))
        #expect(try await house.everybody.get("\(house.shown)/report.json").status == 404)
    }

    @Test(arguments: engines) func `a published version is read by everybody, and nobody's name stands on it`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        let hash = try await house.freeze()
        let asked = try await house.officer.get("\(house.round)/publish?version=1")
        #expect(asked.status == 200 && asked.body.contains(house.shown))
        for _ in 0..<2 {
            #expect(try await house.officer.post("\(house.round)/publish", ["version": "1"]).status == 303)
        }
        let page = try await house.everybody.get(house.shown)
        #expect(page.status == 200 && page.header("set-cookie") == nil)
        #expect(page.header("cache-control")?.hasPrefix("public") == true)
        let words = page.body.replacingOccurrences(of: "<[^>]*>", with: "", options: .regularExpression)
        #expect(words.contains("เผยแพร่คู่มือบนเว็บไซต์แล้ว") && page.body.contains("/verify/\(hash)"))
        #expect(page.bytes.count < 60_000)
        let signedIn = try await house.officer.get(house.shown)
        #expect(signedIn.bytes == page.bytes, "whoever asks gets the same bytes")
        #expect(try await house.everybody.get("/public/office").body.contains(house.shown))
        #expect(try await house.everybody.get("/").body.contains("/public/office"))
        // Long reports travel packed, where the browser takes that; pages with a form's token never do.
        func packed(_ browser: TestBrowser, _ path: String, _ how: String) async throws -> TestBrowser.Answer {
            try await browser.send(.get, path, headers: ["accept-encoding": how], body: [])
        }
        let small = try await packed(house.everybody, house.shown, "br, GZIP;q=0.5")
        #expect(small.header("content-encoding") == "gzip" && small.header("vary") == "accept-encoding")
        #expect(try Gzip.unpack(small.bytes, at: 0, limit: 1_000_000).content == page.bytes)
        #expect(small.bytes.count * 3 < page.bytes.count)
        #expect(try await packed(house.everybody, house.shown, "br, gzip;q=0").bytes == page.bytes)
        #expect(try await packed(house.officer, "/desk/office/2568", "gzip").header("content-encoding") == nil)
        let file = try await packed(house.everybody, "\(house.shown)/report.json", "gzip")
        let mark = try #require(file.header("etag"))
        #expect(mark.hasPrefix("W/"))
        let again = try await house.everybody.send(
            .get, "\(house.shown)/report.json", headers: ["accept-encoding": "gzip", "if-none-match": mark], body: [])
        #expect(again.status == 304)
        let english = try await house.everybody.get("\(house.shown)?language=en&layout=nacc")
        #expect(english.status == 200 && english.body.contains("lang=\"en\""))
    }

    @Test(arguments: engines) func `a download is what the command line prints, and is known afterwards`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        _ = try await house.freeze()
        try await house.officer.post("\(house.round)/publish", ["version": "1"])
        let (site, agency) = (house.site, try await house.site.database.read { try Agency.find("office", in: $0) })
        for format in ReportFormat.allCases {
            let prepared = try await site.report(
                agency: agency, year: 2568, half: 1, layout: "nacc", language: .thai, digits: .thai)
            let bytes = try format.bytes(of: prepared.report, fonts: site.fonts) { try site.files.bytes(of: $0) }
            let query = "layout=nacc&language=th&digits=thai"
            let own = try await house.officer.get("\(house.round)/file?format=\(format.rawValue)&\(query)")
            #expect(own.status == 200 && own.bytes == bytes, "\(format)")
            let open = try await house.everybody.get("\(house.shown)/report.\(format.rawValue)?\(query)")
            #expect(open.bytes == bytes && open.header("set-cookie") == nil, "\(format)")
            let again = try await house.everybody.send(
                .get, "\(house.shown)/report.\(format.rawValue)?\(query)",
                headers: ["if-none-match": open.header("etag") ?? ""], body: [])
            #expect(again.status == 304 && again.bytes.isEmpty)
            #expect(try await site.verify(bytes, agency: nil).kind == "genuine", "\(format)")
        }
        let remembered = try await site.database.read {
            try $0.first("SELECT COUNT(*) AS n FROM report_file")?.integer("n")
        }
        #expect(remembered == 5)
        let draft = try await house.officer.get("/desk/office/2568/rounds/1/file?format=json&version=7")
        #expect(draft.status == 404)
    }

    @Test(arguments: engines) func `an older version says so, and what is withdrawn is gone`(_ engine: TestEngine)
        async throws
    {
        let house = try await house(engine)
        _ = try await house.freeze()
        try await house.officer.post("\(house.round)/publish", ["version": "1"])
        _ = try await house.freeze("แก้แล้ว \"ปู่\"่")
        #expect(!(try await house.everybody.get(house.shown).body.contains("แก้แล้ว")), "the second is not published yet")
        try await house.officer.post("\(house.round)/publish", ["version": "2"])
        #expect(try await house.everybody.get(house.shown).body.contains("แก้แล้ว &quot;ปู่&quot;่"))
        let older = try await house.everybody.get("\(house.shown)?version=1")
        #expect(older.body.contains("มีฉบับใหม่กว่า") && older.body.contains("href=\"\(house.shown)\""))
        try await house.officer.post("\(house.round)/unpublish", ["version": "2"])
        #expect(try await house.everybody.get("\(house.shown)?version=2").status == 404)
        #expect(!(try await house.everybody.get(house.shown).body.contains("แก้แล้ว")))
        try await house.officer.post("\(house.round)/unpublish", ["version": "1"])
        #expect(try await house.everybody.get(house.shown).status == 404)
        #expect(try await house.officer.post("\(house.round)/publish", ["version": "3"]).status == 404)
    }

    @Test(arguments: engines) func `a photo is shown only where a published version shows it`(_ engine: TestEngine)
        async throws
    {
        let house = try await house(engine)
        let photo = try await house.site.storedPhoto()
        _ = try await house.site.perform(
            AddEvidence(
                agency: house.office.agency, progress: house.office.progress, source: .stored(photo), caption: "ประชุม",
                aboutOn: nil), as: TestSite.console)
        let hash = try #require(
            try await house.site.database.read {
                try $0.first("SELECT print_sha256 FROM evidence WHERE print_sha256 IS NOT NULL")?.string("print_sha256")
            })
        let address = "\(house.shown)/photo/\(hash)"
        _ = try await house.freeze()
        #expect(try await house.everybody.get(address).status == 404)
        #expect(try await house.officer.get("\(house.round)/photo/\(hash)").status == 200)
        try await house.officer.post("\(house.round)/publish", ["version": "1"])
        #expect(try await house.everybody.get(house.shown).body.contains(address))
        let shown = try await house.everybody.get(address)
        #expect(
            shown.status == 200 && shown.header("content-type") == "image/jpeg" && shown.header("set-cookie") == nil)
        let original = try #require(
            try await house.site.database.read {
                try $0.first("SELECT file_sha256 FROM evidence WHERE print_sha256 IS NOT NULL")?.string("file_sha256")
            })
        #expect(try await house.everybody.get("\(house.shown)/photo/\(original)").status == 404, "never the original")
    }

    @Test(arguments: engines) func `the code on paper says what the copy is`(_ engine: TestEngine) async throws {
        let house = try await house(engine)
        let first = try await house.freeze()
        let genuine = try await house.everybody.get("/verify/\(first)")
        #expect(genuine.status == 200 && genuine.body.contains("มีรายงานรหัสนี้จริง และเป็นฉบับล่าสุด"))
        #expect(!genuine.body.contains("เป็นฉบับจริง และ"), "nobody has looked at the copy")
        #expect(!genuine.body.contains("เผยแพร่คู่มือ") && !genuine.body.contains("สมชาย"), "nothing of what it says")
        #expect(try await house.everybody.get("/verify/\(first.prefix(16))").body.contains(first))
        #expect(try await house.everybody.get("/verify/\(first.prefix(15))").status == 404)
        #expect(try await house.everybody.get("/verify/\(String(repeating: "0", count: 64))").status == 404)
        try await house.officer.post("\(house.round)/publish", ["version": "1"])
        try await house.officer.post("\(house.round)/unpublish", ["version": "1"])
        #expect(try await house.everybody.get("/verify/\(first)").body.contains("ถอนการเผยแพร่เมื่อ"))
        try await house.site.perform(
            ReopenRound(agency: house.office.agency, plan: house.office.plan, half: 1, reason: "พิมพ์ผิด"),
            as: TestSite.console)
        let reopened = try await house.everybody.get("/verify/\(first)")
        #expect(reopened.body.contains("ขณะนี้หน่วยงานเปิดรอบแก้ไขอยู่") && !reopened.body.contains("เป็นฉบับล่าสุด"))
        #expect(!reopened.body.contains("พิมพ์ผิด"), "the reason is the agency's own")
        _ = try await house.site.perform(
            FreezeRound(
                agency: house.office.agency, plan: house.office.plan, half: 1, reason: "x",
                editions: house.site.editions,
                strings: house.site.strings, withFaults: true), as: TestSite.console)
        _ = try await house.freeze("แก้แล้ว")
        let older = try await house.everybody.get("/verify/\(first)")
        #expect(older.body.contains("แต่มีฉบับใหม่กว่า") && older.body.contains("ฉบับที่ 3"))
    }

    @Test(arguments: engines) func `anybody may try a file or type a code`(_ engine: TestEngine) async throws {
        let house = try await house(engine)
        let hash = try await house.freeze()
        let file = try await house.officer.get("\(house.round)/file?format=html")
        func tried(_ bytes: [UInt8]) async throws -> String {
            try await house.everybody.upload("/verify", [], files: [("file", "รายงาน.html", bytes)]).body
        }
        #expect(try await tried(file.bytes).contains("ตรงกับที่หน่วยงานออกให้ทุกตัวอักษร"))
        #expect(try await tried(file.bytes + [32]).contains("ไม่ตรงกับฉบับจริง"))
        #expect(try await tried(Array("สวัสดี".utf8)).contains("ไม่พบรายงานนี้"))
        #expect(try await tried([0x50, 0x4B, 3, 4] + Array("word/document.xml".utf8)).contains("ไม่พบรายงานนี้"))
        func asked(_ bytes: [UInt8]) async throws -> (status: Int, json: JSONValue) {
            let answer = try await TestBrowser(house.site).send(
                .post, "/api/v1/agencies/office/verification",
                headers: ["authorization": "Bearer \(house.office.token)"], body: bytes)
            return (answer.status, try JSONValue(parsing: answer.bytes))
        }
        let genuine = try await asked(file.bytes).json
        #expect(genuine["kind"]?.text == "genuine" && genuine["hash"]?.text == hash)
        #expect(genuine["agency"]?.text == "office" && genuine["half"] == .whole(1) && genuine["newest"] == .whole(1))
        let altered = try await asked(file.bytes + [32]).json
        #expect(altered["kind"]?.text == "altered" && altered["hash"]?.text == hash)
        let unknown = try await asked(Array("สวัสดี".utf8)).json
        #expect(unknown["kind"]?.text == "unknown" && unknown["hash"] == .null)
        #expect(try await asked([]).status == 422)
        let left = try FileManager.default.contentsOfDirectory(atPath: house.site.files.incoming.path)
        #expect(left.isEmpty, "what is tried is not kept")
        let typed = try await house.everybody.upload(
            "/verify", [("hash", " HTTPS://x/verify/\(hash.uppercased()) ")], files: [])
        #expect(typed.location == "/verify/\(hash)")
        for wrong in ["", "ก", "12", "xyz\(hash)"] {
            let answer = try await house.everybody.upload("/verify", [("hash", wrong)], files: [])
            #expect(answer.status == 422 && answer.body.contains("aria-invalid"), "\(wrong)")
        }
    }

    @Test(arguments: engines) func `a draft is shown as one, in either form, language and digits`(_ engine: TestEngine)
        async throws
    {
        let house = try await house(engine)
        let preview = try await house.officer.get("\(house.round)/preview?layout=nacc&digits=thai")
        #expect(
            preview.status == 200 && preview.header("content-security-policy")?.contains("frame-src 'self'") == true)
        #expect(preview.body.contains("ฉบับร่าง") && preview.body.contains("digits=thai"))
        #expect(preview.body.contains("digits=thai&amp;format=pdf&amp;shown=1\">ดูทีละหน้ากระดาษ"))
        let pages = try await house.officer.get("\(house.round)/file?layout=nacc&digits=thai&format=pdf&shown=1")
        #expect(
            pages.header("content-disposition")?.hasPrefix("inline") == true && pages.bytes.starts(with: "%PDF".utf8))
        let view = try await house.officer.get("\(house.round)/view?layout=nacc&language=th&digits=thai")
        #expect(view.body.contains("class=\"draft\"") && view.body.contains("๒๕๖๘"))
        #expect(view.body.components(separatedBy: "ฉบับร่าง ยังไม่ได้ปิดรอบ").count == 2, "said once")
        #expect(view.header("content-security-policy")?.contains("frame-ancestors 'self'") == true)
        #expect(view.header("x-frame-options") == "SAMEORIGIN")
        _ = try await house.freeze()
        #expect(!(try await house.officer.get("\(house.round)/view").body.contains("class=\"draft\"")))
        #expect(try await house.everybody.get("\(house.round)/view").status == 303)
        #expect(try await house.officer.get("\(house.round)/view?layout=none").status == 422)
    }
}
