import Foundation
import ITA
import Testing

@testable import Prongsai

@Suite struct DisclosurePagesTests {
    private func desk(_ engine: TestEngine, _ role: Role = .officer) async throws -> (
        site: Site, office: Office, browser: TestBrowser
    ) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("writer", role, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("writer")
        return (site, office, browser)
    }

    private let board = "/desk/mine/2568/disclosures"

    @Test(arguments: engines) func `the board leads from opening the year to the costliest thing to do`(
        _ engine: TestEngine
    ) async throws {
        let (_, _, browser) = try await desk(engine)
        let closed = try await browser.get("/desk/mine/2566/disclosures")
        #expect(closed.status == 200 && closed.body.contains("เปิดรายการของปีนี้"))
        let wrong = try await browser.post("/desk/mine/2566/disclosures", ["edition": "bma-ita-2567", "due": "เร็วๆ"])
        #expect(wrong.status == 422 && wrong.body.contains("value=\"เร็วๆ\""))
        let opened = try await browser.post(
            "/desk/mine/2566/disclosures", ["edition": "nacc-ita-2566", "due": "30/4/66"])
        #expect(opened.status == 303)
        #expect(try await browser.get("/desk/mine/2566/disclosures").body.contains("O43"))
        let page = try await browser.get(board)
        #expect(page.status == 200 && page.bytes.count < 60_000)
        let first = try #require(page.body.range(of: "ทำข้อนี้ก่อน"))
        // O18 has an address: what would be a zero today stands before it, and its points are not among those lost.
        #expect(page.body[first.upperBound...].prefix(600).contains("O19"), "a zero there costs four points")
        #expect(page.body.contains("มีค่า 4.00 คะแนน"))
        #expect(try await browser.get("\(board)/O18").body.contains("4.00 คะแนน จะเสียหากเปิดไม่ได้"))
        #expect(try await browser.get("\(board)/O19").body.contains("คะแนนที่จะเสีย"))
        #expect(page.body.contains("aria-current=\"page\">การเปิดเผยข้อมูล"))
        let drafts = try await browser.get("\(board)?state=draft")
        #expect(drafts.body.contains("disclosures/O18") && !drafts.body.contains("disclosures/O1\""))
        #expect(try await browser.get("\(board)?unit=none").body.contains("ไม่พบข้อตามที่เลือก"))
        #expect(try await browser.get("\(board)/O99").status == 404)
    }

    @Test(arguments: engines, [Role.officer, .director]) func `the board offers a deed only to whoever may do it`(
        _ engine: TestEngine, role: Role
    ) async throws {
        let (_, _, browser) = try await desk(engine, role)
        let page = try await browser.get(board).body
        #expect(page.contains(">ใส่ข้อมูล</a>") == (role == .officer))
        #expect(page.contains(">ดู</a>") == (role == .director))
    }

    @Test(arguments: engines, ["", "https://ita.example.go.th"])
    func `the board says where nobody outside can be sent to what is published here`(
        _ engine: TestEngine, address: String
    ) async throws {
        let (site, _) = try await TestSite.moving(engine) { $0.address = address }
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("writer", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("writer")
        let page = try await browser.get(board)
        #expect(page.status == 200 && page.body.contains("ข้อเผยแพร่ในระบบนี้แห่งเดียว") == address.isEmpty)
    }

    @Test(arguments: engines)
    func `an item is edited, wrong input comes again with what was typed, and its history shows`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let own = "\(board)/O18"
        let bad = try await browser.post(
            "\(own)/addresses", ["address": "javascript:alert('ู')", "label": "ป้าย<ู", "element": ""])
        #expect(bad.status == 422 && bad.body.contains("ป้าย&lt;ู") && bad.body.contains("id=\"e-address-0\""))
        for _ in 0..<2 {
            let good = try await browser.post(
                "\(own)/addresses", ["address": "https://www.example.go.th/x", "label": "ใหม่", "element": ""])
            #expect(good.status == 303 && good.location == "\(own)?done=address_added")
        }
        // All of the page is one form: what was typed in another part comes back, and Enter there saves that part.
        let both = try await browser.post(
            "\(own)/addresses",
            ["address": "https://www.example.go.th/z", "explanation": "พิมพ์ \"ไว้\u{0E48}", "text": ""])
        #expect(both.status == 200 && both.body.contains("พิมพ์ &quot;ไว้\u{0E48}"))
        #expect(both.body.contains("ยังไม่ได้บันทึก") && both.body.contains("example.go.th/z"))
        let entered = try await browser.post(
            "\(own)/addresses", ["address": "", "element": "", "explanation": "หน้า 1"])
        #expect(entered.location == "\(own)?done=disclosure_saved")
        // A button that has nothing to add says so, whatever is stored elsewhere on the page.
        let nothing = ["address": "", "label": "", "element": "", "explanation": "หน้า 1"]
        #expect(try await browser.post("\(own)/addresses", nothing).status == 422)
        let added = try await DisclosedOffice.item("O18", office.agency, 2568, on: site)
        let z = try #require(added.taken.first { $0.address.hasSuffix("/z") })
        #expect(added.explanation == "หน้า 1")
        #expect(try await browser.post("\(own)/addresses/\(z.id)/removal").status == 303)
        #expect(try await browser.post("\(own)/addresses/\(office.disclosed.offer)/confirmation").status == 303)
        let place = "\(own)/addresses/\(office.disclosed.address)"
        #expect(try await browser.get(place).body.contains("https://www.example.go.th/no-gift"))
        #expect(
            try await browser.post(place, ["address": "https://www.example.go.th/x", "label": ""]).status == 422,
            "twice")
        #expect(
            try await browser.post(
                place,
                ["address": "https://www.example.go.th/y", "label": "ก", "element": "own.\(office.disclosed.element)"]
            ).status == 303)
        let described = try await browser.post(
            own, ["title": "ประกาศ No Gift", "from": "1/10/67", "to": "30/9/67", "explanation": "หน้า 3", "nothing": ""])
        #expect(described.status == 422 && described.body.contains("value=\"30/9/67\""))
        #expect(
            try await browser.post(own, ["title": "ประกาศ No Gift", "from": "1/10/67", "to": "31 มี.ค. 68"]).status
                == 303)
        #expect(try await browser.post("\(own)/assignment", ["unit": "ไม่มีฝ่ายนี้", "person": ""]).status == 422)
        #expect(
            try await browser.post("\(own)/assignment", ["unit": "ฝ่ายปกครอง", "person": "สมชาย ใจดี"]).status == 303)
        #expect(try await browser.post("\(own)/elements", ["text": "  "]).status == 422)
        #expect(try await browser.post("\(own)/elements", ["text": "ภาษาอังกฤษ"]).status == 303)
        let element = "\(own)/elements/\(office.disclosed.element)"
        #expect(try await browser.get(element).status == 200)
        #expect(try await browser.post(element, ["text": "ลงนามแล้ว"]).status == 303)
        for _ in 0..<2 { #expect(try await browser.post("\(element)/removal").status == 303) }
        let page = try await browser.get(own)
        #expect(page.status == 200 && page.body.contains("สมชาย ใจดี") && page.bytes.count < 60_000)
        #expect(page.body.contains("แก้รายละเอียดของข้อ") && page.body.contains("ผู้ใช้ writer"))
        let item = try await DisclosedOffice.item("O18", office.agency, 2568, on: site)
        #expect(
            item.taken.map(\.address).sorted() == [
                "https://www.example.go.th/2567/no-gift", "https://www.example.go.th/x", "https://www.example.go.th/y",
            ])
        #expect(item.elements.map(\.text) == ["ภาษาอังกฤษ"] && item.addresses.allSatisfy { $0.elementKey == nil })
    }

    @Test(arguments: engines) func `whichever part of an item's form is refused, title and summary say so`(
        _ engine: TestEngine
    ) async throws {
        let (_, _, browser) = try await desk(engine)
        let own = "\(board)/O18"
        let cases: [(way: String, field: String, typed: String)] = [
            ("/addresses", "address", "javascript:alert(1)"), ("/addresses", "address", "file:///etc/passwd"),
            ("/addresses", "address", "ที่นี่"), ("/elements", "text", "  "), ("/assignment", "unit", "ไม่มีฝ่ายนี้"),
            ("", "to", "เร็วๆ นี้"),
        ]
        for (way, field, typed) in cases {
            let page = try await browser.post(own + way, [field: typed])
            #expect(page.status == 422 && page.body.contains("<title>มีข้อที่ต้องแก้ · "), "\(typed)")
            #expect(page.body.components(separatedBy: "class=\"faults mend\"").count == 2, "\(typed)")
            let head = try #require(page.body.range(of: "class=\"faults mend\""))
            let first = try #require(page.body.range(of: "<section"))
            #expect(head.lowerBound < first.lowerBound && page.body.contains("<a href=\"#f-\(field)\">"), "\(typed)")
        }
        #expect(try await !browser.get(own).body.contains("class=\"faults"))
    }

    @Test(arguments: engines) func `what is published here needs no address elsewhere`(
        _ engine: TestEngine
    ) async throws {
        let (_, _, browser) = try await desk(engine)
        let shown = try await browser.get("\(board)/O3").body
        #expect(!shown.contains(">ยังไม่มีที่อยู่<"))
        #expect(shown.components(separatedBy: "เผยแพร่ที่นี่ตั้งแต่").count == 3, "at its places, and with the page")
        #expect(try await browser.get("\(board)/O4").body.contains(">ยังไม่มีที่อยู่<"))
    }

    @Test(arguments: engines) func `somebody of a unit sees their own first and changes only what they may`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine, .unitOfficer)
        let o1 = try await DisclosedOffice.item("O1", office.agency, 2568, on: site)
        try await site.perform(
            AssignDisclosure(
                agency: office.agency, disclosure: o1.id, unit: nil, person: "ผู้ใช้ writer",
                editions: site.editions),
            as: TestSite.console)
        // What another person keeps is looked at and not changed.
        let others = try await DisclosedOffice.item("O2", office.agency, 2568, on: site)
        let name = try await site.database.read {
            try $0.first("SELECT name FROM person WHERE agency_id = \(office.agency) AND name <> 'ผู้ใช้ writer' LIMIT 1")?
                .string("name")
        }
        try await site.perform(
            AssignDisclosure(
                agency: office.agency, disclosure: others.id, unit: nil, person: name,
                editions: site.editions),
            as: TestSite.console)
        #expect(!(try await browser.get("\(board)/O2").body.contains("item-form")))
        for (way, field) in [("", "explanation"), ("/elements", "text")] {
            #expect(try await browser.post("\(board)/O2\(way)", [field: "ของฉัน"]).status == 403)
        }
        let address = ["address": "https://www.example.go.th/2", "label": "", "element": ""]
        #expect(try await browser.post("\(board)/O2/addresses", address).status == 403)
        let written = try await browser.get("\(board)/O2/page").body
        #expect(written.contains("สำนักงานมี 10 ฝ่าย") && written.contains("แก้ไขไม่ได้"))
        #expect(!written.contains("name=\"text\"") && !written.contains("type=\"file\""))
        let open = try await browser.get("\(board)/O1/page").body
        #expect(open.contains("name=\"text\"") && open.contains("type=\"file\"") && !open.contains("แก้ไขไม่ได้"))
        let page = try await browser.get(board).body
        let first = try #require(page.range(of: "ทำข้อนี้ก่อน"))
        #expect(page[first.upperBound...].prefix(400).contains("O1 "), "theirs, though others cost more")
        let own = try await browser.get("\(board)/O1").body
        #expect(own.contains("\(board)/O1/addresses") && !own.contains("assignment"))
        #expect(try await browser.post("\(board)/O1/assignment", ["unit": ""]).status == 403)
        // What another person keeps is first for nobody else, even where it is down; a director is told of the office's.
        try await site.perform(
            AssignDisclosure(
                agency: office.agency, disclosure: o1.id, unit: "", person: name,
                editions: site.editions),
            as: TestSite.console)
        let none = try await browser.get(board).body
        #expect(!none.contains("ทำข้อนี้ก่อน") && none.contains("ข้อที่ยังต้องทำเป็นของผู้อื่น"))
        _ = try await TestSite.account("director", .director, of: office.agency, on: site)
        let director = TestBrowser(site)
        try await director.signIn("director")
        #expect(try await director.get(board).body.contains("ทำข้อนี้ก่อน"))
        #expect(!page.contains("\(board)/carry") && !page.contains("\(board)/import"))
    }

    @Test(arguments: engines) func `a page is handed in, looked at and brought in, from a file`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await desk(engine)
        let form = "\(board)/import"
        #expect(try await browser.upload(form, [("address", ""), ("place", "")], files: []).status == 422)
        let pdf = try await browser.upload(form, [("address", "")], files: [("file", "x.html", Samples.document)])
        #expect(pdf.status == 422 && pdf.body.contains("ไม่ใช่หน้าเว็บ"))
        let inside = try await browser.upload(form, [("address", "http://127.0.0.1:1/")], files: [])
        #expect(inside.status == 422 && inside.body.contains("ใช้ช่อง 1 "), "what is refused is the port")
        let own = try await browser.upload(form, [("address", "http://127.0.0.1:8080/")], files: [])
        #expect(own.status == 422 && own.body.contains("เครือข่ายภายใน"))
        let html = Array("<h3>O1 โครงสร้าง</h3><a href='o1.pdf'>แผนผัง \"ู</a><a href='#'>เสีย</a>".utf8)
        var places: Set<String> = []
        for _ in 0..<2 {
            let sent = try await browser.upload(
                form, [("address", ""), ("place", "https://www.example.go.th/ita/")],
                files: [("file", "หน้า ITA.html", html)])
            #expect(sent.status == 303)
            places.insert(sent.location ?? "")
        }
        let place = try #require(places.first)
        #expect(places.count == 1, "the same page is kept once")
        let look = try await browser.get(place)
        #expect(look.status == 200 && look.body.contains("https://www.example.go.th/ita/o1.pdf"))
        #expect(look.body.contains("ลิงก์ไม่ไปที่ใด") && look.bytes.count < 60_000)
        #expect(try await DisclosedOffice.item("O1", office.agency, 2568, on: site).addresses.isEmpty, "looked at only")
        #expect(try await browser.post(place).location == "\(board)?done=page_imported")
        #expect(try await browser.post(place).location == "\(board)?done=same_file")
        #expect(try await DisclosedOffice.item("O1", office.agency, 2568, on: site).taken.count == 1)
    }

    @Test(arguments: engines) func `answers are shown and downloaded`(_ engine: TestEngine) async throws {
        let (_, _, browser) = try await desk(engine, .reader)
        let page = try await browser.get("\(board)/answers")
        #expect(page.status == 200 && page.body.contains("✓ มี") && page.body.contains("▲ ไม่มี"))
        let file = try await browser.get("\(board)/answers/xlsx")
        #expect(file.status == 200 && file.bytes.starts(with: [0x50, 0x4B]))
        #expect(try await browser.get("\(board)/O18").body.contains("ใส่ที่อยู่") == false)
        #expect(try await browser.get("\(board)/import").status == 403)
    }

    @Test(arguments: engines) func `an item's page takes as few queries with hundreds of addresses, and stays light`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let (agency, disclosure, editions) = (office.agency, office.disclosed.disclosure, site.editions)
        let count: @Sendable () async throws -> Int = {
            try await site.database.read { db in
                var count = 0
                let counted = Connection { sql in
                    count += 1
                    return try db.rows(sql)
                }
                let agency = try Agency.find("mine", in: db)
                let year = try DisclosureYear.find(agency, year: 2568, editions: editions, in: counted)
                _ = try year.item("O18").history(agency: agency.id, in: counted)
                _ = try KnownNames.load(agency: agency.id, in: counted)
                return count
            }
        }
        let few = try await count()
        try await site.database.write(agency) { db in
            for number in 0..<150 {
                let address = "https://www.example.go.th/\(String(repeating: "a", count: 60))/\(number).pdf"
                try db.execute(
                    """
                    INSERT INTO disclosure_address (id, agency_id, disclosure_id, position, kind, address, label,
                      created_at)
                    VALUES (\(ID.new()), \(agency), \(disclosure), \(number + 20), 'website', \(address),
                      \("สรุปผลการจัดซื้อจัดจ้าง ที่ \(number)"), 'x')
                    """)
            }
        }
        #expect(try await count() == few && few <= 9, "\(few) queries")
        #expect(try await browser.get("\(board)/O18").bytes.count < 160_000)
    }

    @Test(arguments: engines) func `a link is moved, left out or placed by the code beside it`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await desk(engine)
        let html = Array(
            """
            <h3>O1 โครงสร้าง</h3><a href='a.pdf'>หนึ่ง</a><a href='b.pdf'>สอง</a>
            <h3>ข่าว</h3><a href='news.pdf'>ข่าวที่นี่</a>
            """.utf8)
        let both = try await browser.upload(
            "\(board)/import", [("address", "https://www.example.go.th/")], files: [("file", "x.html", html)])
        #expect(both.status == 422 && both.body.contains("ใส่ทั้งที่อยู่และไฟล์"), "nothing is thrown away silently")
        func send(_ place: String) async throws -> String? {
            try await browser.upload(
                "\(board)/import", [("address", ""), ("place", place)], files: [("file", "x.html", html)]
            ).location
        }
        let nowhere = try await send("")
        let place = try #require(try await send("https://www.example.go.th/ita/"))
        #expect(place == nowhere, "the same page, and now it is known where it stands")
        #expect(try await send("") == place, "and stays known")
        let page = try await browser.get(place)
        for field in ["name=\"link-1\" value=\"O1\"", "name=\"link-2\"", "name=\"link-3\" value=\"\""] {
            #expect(page.body.contains(field), "\(field)")
        }
        let wrong = try await browser.post(place, ["link-1": "O99", "link-2": "", "link-3": "O3"])
        #expect(wrong.status == 422 && wrong.body.contains("ไม่มีข้อ “O99”") && wrong.body.contains("value=\"O99\""))
        #expect(try await browser.post(place, ["link-1": "o๒", "link-2": "", "link-3": "O3"]).status == 303)
        func addresses(_ code: String) async throws -> [String] {
            try await DisclosedOffice.item(code, office.agency, 2568, on: site).taken.map(\.address)
        }
        #expect(try await addresses("O1").isEmpty)
        #expect(try await addresses("O2") == ["https://www.example.go.th/ita/a.pdf"])
        #expect(try await addresses("O3") == ["https://www.example.go.th/ita/news.pdf"])
    }

    @Test(arguments: engines) func `titles and elements of other editions are offered, and taken by whom they fit`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let page = try await browser.get("\(board)/drafts")
        #expect(page.status == 200 && page.bytes.count < 60_000)
        #expect(page.body.contains("<datalist") && page.body.contains("name=\"title.O7\""))
        let long = String(repeating: "ก", count: 301)
        let wrong = try await browser.post("\(board)/drafts", ["title.O7": long, "title.O8": "ข่าวประชาสัมพันธ์"])
        #expect(wrong.status == 422 && wrong.body.contains("value=\"ข่าวประชาสัมพันธ์\""))
        let annual = "รายงานผลการดำเนินงานประจำปี"
        #expect(try await browser.post("\(board)/drafts", ["title.O7": annual]).status == 303)
        func item() async throws -> Disclosure {
            try await DisclosedOffice.item("O7", office.agency, 2568, on: site)
        }
        let titled = try await item()
        #expect(titled.ownTitle == annual && titled.elements.isEmpty)
        #expect(titled.coversFrom == Day(iso: "2023-10-01") && titled.coversTo == Day(iso: "2024-09-30"))
        #expect(try await browser.get("\(board)/O7").body.contains("\(board)/drafts"))
        #expect(try await browser.get("\(board)/drafts").body.contains("name=\"elements.O7\""))
        #expect(try await browser.post("\(board)/drafts", ["elements.O7": "1"]).status == 303)
        let full = try await item()
        #expect(!full.elements.isEmpty && full.elements.allSatisfy { $0.ownID != nil })
        #expect(try await !browser.get("\(board)/drafts").body.contains("elements.O7"), "what it has is not offered")
    }
}
