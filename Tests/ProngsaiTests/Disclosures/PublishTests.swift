import Foundation
import Testing

@testable import Prongsai

/// What has to be true before a disclosure becomes public, and what is kept of it then.
@Suite struct PublishTests {
    private struct House {
        var site: Site
        var agency: String
        var item: String

        func load() async throws -> DisclosurePage {
            let (agency, item, editions) = (agency, item, site.editions)
            return try await site.database.read {
                try DisclosurePage.load(item, agency: agency, editions: editions, in: $0)
            }
        }
        func problems() async throws -> [String] {
            let page = try await load()
            return try await site.database.read { try PublishGate.problems(page, in: $0) }.map(\.key)
        }
        func write(_ text: String, slug: String? = nil) async throws {
            try await HostedDisclosure.write(item, text, slug: slug, agency: agency, on: site)
        }
        func pass(scanned: Bool = true) async throws {
            try await HostedDisclosure.pass(item, agency: agency, on: site, scanned: scanned)
        }
        func publish() async throws -> Int { try await HostedDisclosure.publish(item, agency: agency, on: site) }
    }

    private func house(_ engine: TestEngine) async throws -> House {
        let (site, agency, _) = try await TestSite.withOffice(engine)
        let item = try await HostedDisclosure.disclosure("O18", of: agency, on: site)
        _ = try site.files.put(Samples.document)
        return House(site: site, agency: agency, item: item)
    }

    @Test(arguments: engines) func `nothing is published without content, check and a look for personal data`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        #expect(try await house.problems() == ["publish_empty", "publish_unchecked"])
        try await house.write("ข้อมูล ที่นี่")
        #expect(try await house.problems() == ["publish_unchecked", "publish_unscanned"])
        try await house.pass(scanned: false)
        #expect(try await house.problems() == ["publish_unscanned"])
        await #expect(throws: Failure.self) { _ = try await house.publish() }
        try await house.pass()
        #expect(try await house.problems() == [])
        #expect(try await house.publish() == 1)
    }

    @Test(arguments: engines) func `a change after the pass, or a pass that is void, closes the gate`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        try await house.write("หนึ่ง")
        try await house.pass()
        try await house.write("สอง")
        #expect(try await house.problems() == ["publish_changed", "publish_unscanned"])
        try await house.write("หนึ่ง")
        #expect(try await house.problems() == ["publish_changed"], "what is void stays so")
        try await house.pass()
        #expect(try await house.problems() == [])
        let item = house.item
        try await house.site.database.write(house.agency) {
            try $0.execute(
                "UPDATE disclosure_check SET void_at = '2025-03-14T00:00:00.000Z' WHERE disclosure_id = \(item)")
        }
        #expect(try await house.problems() == ["publish_changed"])
        await #expect(throws: Failure.invalid([Problem("publish_changed")])) { _ = try await house.publish() }
    }

    @Test(arguments: engines) func `a later return counts more than an earlier pass`(_ engine: TestEngine) async throws
    {
        let house = try await house(engine)
        try await house.write("หนึ่ง")
        try await house.pass()
        let (item, agency) = (house.item, house.agency)
        try await house.site.database.write(agency) {
            try $0.execute(
                """
                INSERT INTO disclosure_check (id, agency_id, disclosure_id, asked_by, asked_at, decision, decided_at)
                VALUES (\(ID.new()), \(agency), \(item), 'x', '2025-04-01T00:00:00.000Z', 'returned',
                  '2025-04-01T00:00:00.000Z')
                """)
        }
        #expect(try await house.problems() == ["publish_unchecked"])
    }

    @Test(arguments: engines) func `personal data keeps the gate shut until it is gone or justified`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        let file = try await HostedDisclosure.file(of: house.item, agency: house.agency, on: house.site)
        try await house.pass()
        let (item, agency) = (house.item, house.agency)
        func find(_ sha256: String) async throws {
            try await house.site.database.write(agency) {
                try $0.execute(
                    """
                    INSERT INTO personal_find (id, agency_id, disclosure_id, content_sha256, kind, masked, place, found_at)
                    VALUES (\(ID.new()), \(agency), \(item), \(sha256), 'citizen', '1-xxxx', 'หน้า 1', '2025-03-14')
                    """)
            }
        }
        try await find(String(repeating: "0", count: 64))
        #expect(try await house.problems() == [], "what is not in the content any more is gone")
        try await find(HostedDisclosure.paper.hash)
        #expect(try await house.problems() == ["publish_personal"])
        try await house.site.database.write(agency) {
            try $0.execute("UPDATE personal_find SET justified_at = '2025-03-14', justified_by = 'x'")
        }
        #expect(try await house.problems() == [])
        try await house.site.database.write(agency) {
            try $0.execute("UPDATE personal_find SET justified_at = NULL")
        }
        try await house.site.perform(RemoveDisclosureFile(agency: agency, file: file), as: TestSite.console)
        try await house.write("ไม่มีไฟล์แล้ว")
        try await house.pass()
        #expect(try await house.problems() == [])
    }

    @Test(arguments: engines) func `what the gate blocks for is what the checker is shown, and can be answered for`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        let (site, item, agency) = (house.site, house.item, house.agency)
        // A telephone above a paragraph of a bank: nothing that anybody could answer for.
        try await house.write("สำนักงาน 081-234-5678\n\nโอนเงินเข้าบัญชีธนาคารกรุงไทย")
        try await house.pass()
        #expect(try await house.problems() == [])
        #expect(try await HostedDisclosure.read(item, agency: agency, on: site).isEmpty)
        let number = "1101700230708"
        let (title, nothing) = ("ข้อ \(number)", "ไม่มีของ \(number)")
        try await house.write("เลขที่บัญชี 123-4-56789-0")
        try await site.database.write(agency) {
            try $0.execute("UPDATE disclosure SET title = \(title), nothing_because = \(nothing) WHERE id = \(item)")
        }
        let paper = SitePaper(
            hash: try site.files.put(Array("ที่นี่ \(number)".utf8)), name: "\(number).txt", mediaType: "text/plain",
            size: 9)
        _ = try await HostedDisclosure.file(of: item, paper, label: "ของ \(number)", agency: agency, on: site)
        try await house.pass()
        #expect(try await house.problems() == ["publish_unscanned"], "names were not read yet")
        let finds = try await HostedDisclosure.read(item, agency: agency, on: site)
        #expect(finds.map(\.kind).filter { $0 == .account }.count == 1)
        #expect(Set(finds.compactMap(\.place.name)) == [.title, .file, .label])
        let inFile = finds.filter { $0.content == paper.hash }
        #expect(inFile.count == 1 && finds.count == 6, "text, statement, title, file's name, label and file")
        for (index, find) in finds.enumerated() {
            let page = try await house.load()
            let said = try await site.database.read { try PublishGate.problems(page, in: $0) }
            #expect(said == [Problem("publish_personal", ["count": String(finds.count - index)])])
            try await site.perform(
                JustifyPersonalFind(agency: agency, find: find.id, because: "เป็นเลขตัวอย่าง"),
                as: TestSite.person(.officer, of: agency))
        }
        #expect(try await house.problems() == [])
    }

    @Test(arguments: engines) func `what is published is frozen, and the same twice is one version`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        try await house.write("ฉบับแรก")
        try await house.pass()
        #expect(try await house.publish() == 1)
        #expect(try await house.publish() == 1)
        try await house.write("ฉบับที่สอง น้ำ")
        try await house.pass()
        #expect(try await house.publish() == 2)
        let rows = try await house.site.database.read {
            try $0.rows("SELECT content, content_hash FROM published_page ORDER BY version")
        }
        #expect(rows.count == 2)
        let first = try PublishedContent.read(try rows[0].string("content"), hash: try rows[0].string("content_hash"))
        #expect(first.text == "ฉบับแรก")
        #expect(throws: Failure.self) {
            _ = try PublishedContent.read(
                try rows[0].string("content") + " ", hash: try rows[0].string("content_hash"))
        }
    }

    @Test(arguments: engines) func `a newer version of a file takes its place, and the older one stays listed`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        let first = try await HostedDisclosure.file(
            of: house.item, label: "แผน", agency: house.agency, on: house.site)
        #expect(
            try await HostedDisclosure.file(of: house.item, agency: house.agency, on: house.site) == first,
            "the same file twice is one")
        let newer = SitePaper(
            hash: String(repeating: "a", count: 64), name: "แผน แก้ไข.pdf", mediaType: "application/pdf", size: 5)
        let second = try await house.site.perform(
            ReplaceDisclosureFile(agency: house.agency, file: first, paper: newer, label: nil), as: TestSite.console)
        let page = try await house.load()
        #expect(page.files.map(\.id) == [second] && page.previous.map(\.id) == [first])
        #expect(page.files.first?.label == "แผน")
        await #expect(throws: Failure.notFound(Message("failure.no_disclosure_file"))) {
            try await house.site.perform(RemoveDisclosureFile(agency: house.agency, file: first), as: TestSite.console)
        }
        try await house.site.perform(RemoveDisclosureFile(agency: house.agency, file: second), as: TestSite.console)
        let after = try await house.load()
        #expect(after.files.isEmpty && after.previous.isEmpty)
    }

    @Test(arguments: engines) func `an address that was public never changes hands, and whoever wrote is a preparer`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        let other = try await HostedDisclosure.disclosure("O19", of: house.agency, on: house.site)
        try await house.write("ก", slug: "no-gift-policy")
        await #expect(throws: Failure.invalid([Problem("slug_taken", ["given": "no-gift-policy"], at: "slug")])) {
            try await HostedDisclosure.write(other, "ข", slug: "no-gift-policy", agency: house.agency, on: house.site)
        }
        try await house.pass()
        _ = try await house.publish()
        try await house.write("ก", slug: "gifts")
        await #expect(throws: Failure.invalid([Problem("slug_taken", ["given": "no-gift-policy"], at: "slug")])) {
            try await HostedDisclosure.write(other, "ข", slug: "no-gift-policy", agency: house.agency, on: house.site)
        }
        let last = try await HostedDisclosure.disclosure("O18", year: 2569, of: house.agency, on: house.site)
        try await HostedDisclosure.write(last, "ปีหน้า", slug: "no-gift-policy", agency: house.agency, on: house.site)
        let item = house.item
        let preparers = try await house.site.database.read {
            try $0.rows("SELECT person FROM disclosure_preparer WHERE disclosure_id = \(item)").map {
                try $0.string("person")
            }
        }
        #expect(preparers == ["console:test"])
    }

    @Test(arguments: engines) func `all that is wrong is said at once, and what others wrote is not overwritten`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        let long = String(repeating: "ก", count: SiteMarkup.longest + 1)
        do {
            try await house.write(long, slug: "../x\"ุ")
            Issue.record("it was taken")
        } catch Failure.invalid(let problems) {
            #expect(problems.map(\.key) == ["text_too_long", "slug"])
        }
        let seen = try await house.load().seen
        try await house.write("ของคนอื่น")
        await #expect(throws: Seen.changed) {
            try await house.site.perform(
                WriteDisclosurePage(
                    agency: house.agency, disclosure: house.item, text: "ของเรา", slug: nil, seen: seen,
                    editions: house.site.editions), as: TestSite.console)
        }
    }

    @Test(arguments: engines) func `at the desk an officer writes, adds, looks, publishes and withdraws`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        _ = try await TestSite.account("kanda", .officer, of: house.agency, on: house.site)
        _ = try await TestSite.account("tana", .unitOfficer, of: house.agency, on: house.site)
        let (officer, unit) = (TestBrowser(house.site), TestBrowser(house.site))
        try await officer.signIn("kanda")
        try await unit.signIn("tana")
        let desk = "/desk/office/2568/disclosures/o18/page"
        let empty = try await unit.get(desk)
        #expect(empty.status == 200 && empty.bytes.count < 60_000)
        // How it is typed stands beside how it looks.
        #expect(empty.body.contains("<pre># หัวข้อใหญ่") && empty.body.contains("<h2>หัวข้อใหญ่</h2>"))
        #expect(empty.body.contains("<td>ค่าวัสดุ</td>") && !empty.body.contains("⟦"))
        #expect(try await officer.get("/desk/office/2568/disclosures/o99/page").status == 404)
        let marked = "# หัว\"ุข้อ\nเนื้อหา"
        #expect(try await unit.post(desk, ["text": marked, "slug": "No"]).status == 422)
        let wrong = try await unit.post(desk, ["text": "เนื้อหา<b>", "slug": "ไทย"])
        #expect(wrong.status == 422 && wrong.body.contains("เนื้อหา&lt;b&gt;") && wrong.body.contains("href=\"#f-slug\""))
        let seen = try #require(TestBrowser.hidden("seen", in: empty.body))
        let saved = try await unit.post(desk, ["text": "เนื้อหา<b>", "slug": "gifts", "seen": seen])
        #expect(saved.location == "\(desk.replacingOccurrences(of: "o18", with: "O18"))?done=page_written")
        #expect(try await unit.post(desk, ["text": "อีกคน", "slug": "gifts", "seen": seen]).status == 409)
        let refused = try await unit.upload(
            "\(desk)/files", [("label", "x")], files: [("file", "ก.pdf", Samples.program)])
        #expect(refused.status == 422)
        let none = try await unit.upload("\(desk)/files", [], files: [])
        #expect(none.status == 422)
        let added = try await unit.upload(
            "\(desk)/files", [("label", "ประกาศ \"ฉบับ่\"")], files: [("file", "ประกาศ น้ำ.pdf", Samples.document)])
        #expect(added.location?.hasSuffix("?done=page_file_added") == true)
        let again = try await unit.upload("\(desk)/files", [], files: [("file", "สำเนา.pdf", Samples.document)])
        #expect(again.location?.hasSuffix("?done=page_file_there") == true)
        let page = try await unit.get(desk)
        #expect(page.body.contains("ประกาศ น้ำ.pdf") && page.body.contains("ประกาศ &quot;ฉบับ่&quot;"))
        let file = try #require(try await house.load().files.first?.id)
        let own = try await unit.get("\(desk)/files/\(file)")
        #expect(own.bytes == Samples.document)
        let preview = try await officer.get("\(desk)/preview")
        #expect(preview.status == 200 && preview.body.contains("เนื้อหา&lt;b&gt;"))
        #expect(try await unit.get("\(desk)/publish").status == 403)
        #expect(try await officer.post("\(desk)/publish").status == 422)
        try await house.pass()
        #expect(try await officer.post("\(desk)/publish").status == 303)
        #expect(try await officer.post("\(desk)/publish").status == 303, "a second click is no second version")
        #expect(try await house.load().versions.count == 1)
        let shown = try await TestBrowser(house.site).get("/public/office/2568/gifts")
        #expect(shown.status == 200 && shown.header("set-cookie") == nil)
        // A new address that is prepared is not yet where everybody reads it; field and link give whole addresses.
        let link = house.site.settings.absolute("/public/office/2568/gifts")
        #expect(try await unit.get(desk).body.contains("ที่อยู่ทั้งหมดคือ \(link)"))
        try await house.write("เนื้อหาใหม่", slug: "presents")
        let changed = try await unit.get(desk).body
        #expect(changed.contains(">\(link)</a>") && changed.contains("ที่อยู่ทั้งหมดคือ") && changed.contains("2568/presents"))
        #expect(try await officer.post("\(desk)/withdrawal", ["reason": " "]).status == 422)
        #expect(try await officer.post("\(desk)/withdrawal", ["reason": "มีข้อมูลผิด"]).status == 303)
        #expect(try await officer.post("\(desk)/withdrawal", ["reason": "อีกครั้ง"]).status == 409)
        let gone = try await TestBrowser(house.site).get("/public/office/2568/gifts")
        #expect(gone.status == 410 && gone.body.contains("มีข้อมูลผิด") && !gone.body.contains("เนื้อหา&lt;b&gt;"))
        #expect(try await TestBrowser(house.site).get("/public/office/files/\(file)/x").status == 404)
    }
}
