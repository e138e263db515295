import Foundation
import Testing

@testable import Prongsai

/// What a public page says of elements that no document was added for, and what its print says.
@Suite struct SiteProofTests {
    private func house(_ engine: TestEngine) async throws -> (site: Site, agency: String, everybody: TestBrowser) {
        let (site, _) = try await TestSite.moving(engine) { $0.address = "https://ita.example.go.th/" }
        let office = try await Office.open("mine", on: site)
        return (site, office.agency, TestBrowser(site))
    }

    /// Says of elements of a disclosure that its pass found them.
    private func tick(_ ticks: [Tick], of disclosure: String, _ agency: String, on site: Site) async throws {
        try await site.database.write(agency) { db in
            for tick in ticks {
                try db.execute(
                    """
                    INSERT INTO disclosure_tick (check_id, element_key, agency_id, found, address_id, file_sha256, place)
                    SELECT id, \(tick.element), \(agency), \(tick.found.rawValue), \(tick.address), \(tick.file),
                      \(tick.place) FROM disclosure_check WHERE disclosure_id = \(disclosure)
                    """)
            }
        }
    }

    @Test(arguments: engines) func `an element that was passed says where it is, and names nothing that is not public`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency, everybody) = try await house(engine)
        let item = try await HostedDisclosure.disclosure("O10", of: agency, on: site)
        try await HostedDisclosure.write(item, "แผนที่นี่", slug: "plan", agency: agency, on: site)
        let file = try await HostedDisclosure.file(of: item, label: "แผน น้ำ", agency: agency, on: site)
        let web = "https://www.example.go.th/plan"
        let address = try await CheckSample.addAddress(web, to: item, of: agency, on: site)
        var keys: [String] = []
        for text in ["ยุทธศาสตร์", "งบประมาณ", "ระยะเวลา", "ผู้รับผิดชอบ", "ผลที่ไม่มี"] {
            keys.append(try await CheckSample.addElement(text, to: item, of: agency, on: site))
        }
        try await HostedDisclosure.pass(item, agency: agency, on: site)
        let hidden = String(repeating: "0", count: 64)
        try await tick(
            [
                Tick(element: keys[0], found: .there, file: HostedDisclosure.paper.hash, place: "หน้า 1 บรรทัด 3"),
                Tick(element: keys[1], found: .there, address: address, place: "หัวข้อ 2.1"),
                Tick(element: keys[2], found: .there, place: "ย่อหน้าแรก"),
                Tick(element: keys[3], found: .there, file: hidden, place: "แฟ้มในตู้"),
                Tick(element: keys[4], found: .none, place: "ไม่มีจริง"),
            ], of: item, agency, on: site)
        _ = try await HostedDisclosure.publish(item, agency: agency, on: site)
        let page = try await everybody.get("/2568/plan").body
        let said = page.components(separatedBy: "class=\"facts\">").dropFirst().joined(separator: "\n")
        #expect(said.contains("อยู่ใน <a href=\"/public/mine/files/\(file)/"))
        #expect(said.contains(" · หน้า 1 บรรทัด 3") && said.contains(" · หัวข้อ 2.1</p>"))
        #expect(said.contains("อยู่ใน <a href=\"\(web)\""))
        #expect(said.contains("อยู่ในข้อความหรือเอกสารของหน้านี้ · ย่อหน้าแรก"))
        #expect(!page.contains("แฟ้มในตู้") && !page.contains("ไม่มีจริง"))
        #expect(said.contains("หน่วยงานแจ้งว่ารอบนี้ไม่มี"))
        let year = try await everybody.get("/2568/disclosures").body
        #expect(year.contains(">ยุทธศาสตร์</a>") && year.contains(">งบประมาณ</a>"))
        let office = try await site.database.read { try Agency.find("mine", in: $0) }
        let files = try await site.siteFiles(of: office, base: "")
        guard case .bytes(let plain) = try #require(files.first { $0.path == "2568/plan/index.html" }).content else {
            Issue.record("a page is bytes")
            return
        }
        #expect(String(decoding: plain, as: UTF8.self).contains("อยู่ใน <a href=\"../../files/\(file)/"))
    }

    @Test(arguments: engines) func `what can stand in one place alone is said to stand there`(_ engine: TestEngine)
        async throws
    {
        let (site, agency, everybody) = try await house(engine)
        let written = try await HostedDisclosure.disclosure("O10", of: agency, on: site)
        try await HostedDisclosure.write(written, "แผนที่นี่", slug: "plan", agency: agency, on: site)
        let filed = try await HostedDisclosure.disclosure("O11", of: agency, on: site)
        try await HostedDisclosure.write(filed, "", slug: "yearly", agency: agency, on: site)
        let file = try await HostedDisclosure.file(of: filed, agency: agency, on: site)
        for item in [written, filed] {
            let key = try await CheckSample.addElement("ยุทธศาสตร์", to: item, of: agency, on: site)
            try await HostedDisclosure.pass(item, agency: agency, on: site)
            // As from the console without a place, or with a picture of the screen alone.
            try await tick([Tick(element: key, found: .there, place: "")], of: item, agency, on: site)
            _ = try await HostedDisclosure.publish(item, agency: agency, on: site)
        }
        #expect(try await everybody.get("/2568/plan").body.contains("อยู่ในข้อความด้านบน</p>"))
        #expect(try await everybody.get("/2568/yearly").body.contains("อยู่ใน <a href=\"/public/mine/files/\(file)/"))
    }

    @Test(arguments: engines) func `a page that was published before proofs were told is no other for them alone`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency, _) = try await house(engine)
        let item = try await HostedDisclosure.disclosure("O10", of: agency, on: site)
        try await HostedDisclosure.write(item, "แผนที่นี่", slug: "plan", agency: agency, on: site)
        let key = try await CheckSample.addElement("ยุทธศาสตร์", to: item, of: agency, on: site)
        try await HostedDisclosure.pass(item, agency: agency, on: site)
        _ = try await HostedDisclosure.publish(item, agency: agency, on: site)
        try await tick([Tick(element: key, found: .there, place: "ย่อหน้าแรก")], of: item, agency, on: site)
        let editions = site.editions
        let page = try await site.database.read {
            try DisclosurePage.load(item, agency: agency, editions: editions, in: $0)
        }
        #expect(page.isShownAsPrepared && page.content.elements.contains { $0.proof?.place == "ย่อหน้าแรก" })
    }

    @Test(arguments: engines) func `an item is called checked where the board calls it public, and nowhere else`(
        _ engine: TestEngine
    ) async throws {
        let (site, clock) = try await TestSite.moving(engine)
        let office = try await Office.open("mine", on: site)
        let (agency, item, editions) = (office.agency, office.disclosed.disclosure, site.editions)
        /// The item's words in the list, whether it is counted, and whether the board is done with it.
        func listed() async throws -> (words: String, isShown: Bool, isDone: Bool) {
            let data = try #require(
                try await site.database.read { try SiteData.load("mine", editions: editions, in: $0) })
            let entry = try #require(data[2568]?.entries.first { $0.code == "O18" })
            let links = SiteLinks(place: .folder(depth: 1), agency: "mine", language: .thai, standard: .thai, base: "")
            let shell = SiteShell(links: links, strings: site.strings, agency: data.agency)
            let page = SitePages(shell: shell, data: data).year(try #require(data[2568]))
            let whole = String(decoding: page.document(), as: UTF8.self)
            let words = try #require(whole.components(separatedBy: "<li>").first { $0.contains("/no-gift\"") })
            let shown = try await DisclosedOffice.item("O18", agency, 2568, on: site)
            return (words, entry.isShown, !shown.needsWork)
        }
        let (checked, unchecked) = ("ตรวจแล้ว", "ยังไม่ผ่านการตรวจของคนที่สอง")
        func write(_ sql: SQL) async throws { try await site.database.write(agency) { try $0.execute(sql) } }
        let before = try await listed()
        #expect(before.words.contains(unchecked) && !before.isShown && !before.isDone)
        try await HostedDisclosure.pass(item, agency: agency, on: site)
        let passed = try await listed()
        #expect(passed.words.contains(checked) && passed.isShown && passed.isDone)
        try await write(
            """
            INSERT INTO watched (id, agency_id, address_id, host, every_seconds, next_at, state)
            VALUES ('w', \(agency), \(office.disclosed.address), 'www.example.go.th', 60, 'x', 'down')
            """)
        try await write(
            """
            INSERT INTO alert (id, agency_id, disclosure_id, watched_id, verdict, reasons, since, raised_at)
            VALUES ('a', \(agency), \(item), 'w', 'gone', '[]', '2025-03-10T00:00:00.000Z', 'x')
            """)
        let down = try await listed()
        #expect(!down.words.contains(checked) && !down.words.contains(unchecked) && !down.isShown && !down.isDone)
        try await write("UPDATE alert SET ended_at = 'x'")
        #expect(try await listed().words.contains(checked))
        // Passed with a file that nobody outside can have yet.
        try await write("UPDATE disclosure_check SET void_at = 'x' WHERE disclosure_id = \(item)")
        _ = try await HostedDisclosure.file(of: item, agency: agency, on: site)
        clock.advance(60_000)
        try await HostedDisclosure.pass(item, agency: agency, on: site)
        let hidden = try await listed()
        #expect(!hidden.words.contains(checked) && !hidden.words.contains(unchecked))
        #expect(!hidden.isShown && !hidden.isDone)
    }

    @Test(arguments: engines) func `a print says whose a page is, and where page, files and items stand`(
        _ engine: TestEngine
    ) async throws {
        let (site, _, everybody) = try await house(engine)
        let page = try await everybody.get("/2568/o3").body
        #expect(page.contains("<span class=\"paper\">https://ita.example.go.th/2568/o3</span>"))
        // Whoever reads the words alone, such as the watcher, sees where one piece ends.
        #expect(page.contains("</a> <a") && page.contains("</a> <span class=\"paper\">"))
        #expect(page.contains("class=\"back\"") && page.contains("class=\"brand\""))
        let name = SitePaper.segment(HostedDisclosure.paper.name)
        let marks = page.components(separatedBy: " data-at=\"https://ita.example.go.th/public/mine/files/")
        #expect(marks.count == 2 && marks[1].contains("/\(name)\""), "as a person can read it")
        let year = try await everybody.get("/2568/disclosures")
        #expect(year.body.contains(" data-at=\"https://ita.example.go.th/2568/o3\"") && year.bytes.count < 60_000)
        let office = try await site.database.read { try Agency.find("mine", in: $0) }
        func text(_ path: String, base: String) async throws -> String {
            let file = try await site.siteFiles(of: office, base: base).first { $0.path == path }
            guard case .bytes(let bytes)? = file?.content else { return "" }
            return String(decoding: bytes, as: UTF8.self)
        }
        let folder = try await text("en/2568/o3/index.html", base: "https://example.go.th/ita")
        #expect(folder.contains("<span class=\"paper\">https://example.go.th/ita/en/2568/o3/</span>"))
        #expect(folder.contains(" data-at=\"https://example.go.th/ita/files/"))
        let bare = try await text("2568/o3/index.html", base: "")
        #expect(!bare.isEmpty && !bare.contains("data-at") && !bare.contains("class=\"paper\""))
        let css = try await text("pages.css", base: "")
        for rule in [".back", "attr(data-at)", ".paper { display: inline; }"] {
            #expect(css.contains(rule), "\(rule)")
        }
    }
}
