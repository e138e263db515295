import Foundation
import FoundationXML
import Testing

@testable import Prongsai

/// The public site, in the running server and as plain files.
@Suite struct SiteTests {
    private struct House {
        var site: Site
        var office: Office
        var agency: String { office.agency }
        let everybody: TestBrowser

        /// The site's files, by path.
        func files(base: String = "") async throws -> [String: [UInt8]] {
            let agency = try await site.database.read { try Agency.find("mine", in: $0) }
            var found: [String: [UInt8]] = [:]
            for file in try await site.siteFiles(of: agency, base: base) {
                switch file.content {
                case .bytes(let bytes): found[file.path] = bytes
                case .stored(let hash): found[file.path] = try site.files.bytes(of: hash)
                }
            }
            return found
        }
    }

    private func house(_ engine: TestEngine, address: String = "https://ita.example.go.th/") async throws -> House {
        let (site, _) = try await TestSite.moving(engine) { $0.address = address }
        let office = try await Office.open("mine", on: site)
        return House(site: site, office: office, everybody: TestBrowser(site))
    }

    @Test(arguments: engines) func `the year lists every item, and says honestly what is not there`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        let page = try await house.everybody.get("/public/mine/2568/disclosures")
        #expect(page.status == 200 && page.header("set-cookie") == nil && page.bytes.count < 60_000)
        #expect(page.header("cache-control")?.hasPrefix("public") == true)
        #expect(page.body.contains("href=\"/2568/o3\""), "the first agency has the short address")
        // Three items are open elsewhere, whoever has looked at them; offers are not.
        #expect(page.body.components(separatedBy: "ยังไม่เผยแพร่").count == 19)
        #expect(
            page.body.contains("href=\"https://www.example.go.th/no-gift\"") && !page.body.contains("/2567/no-gift"))
        #expect(try await house.everybody.get("/2568/disclosures").bytes == page.bytes)
        let english = try await house.everybody.get("/public/mine/2568/disclosures?language=en")
        #expect(english.body.contains("Not published yet") && english.body.contains("lang=\"en\""))
        let file = try await house.everybody.get("/2568/o3?language=en").body
        #expect(file.contains(" lang=\"th\">รายงาน ที่ 1") && file.contains("<dt>Item</dt>"))
        #expect(try await house.everybody.get("/2568/plan").body.contains("ไม่มีหน้าที่เผยแพร่ที่นี่"))
        for none in ["/public/mine/2561/disclosures", "/public/nobody/2568/disclosures", "/2561/o3", "/2568/o2"] {
            #expect(try await house.everybody.get(none).status == 404, "\(none)")
        }
        #expect(try await house.everybody.get("/public/mine").body.contains("/2568/disclosures"))
        #expect(try await house.everybody.get("/").body.contains("/public/mine"))
    }

    @Test(arguments: engines) func `half-year reports go into the folder as soon as they are public`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        let start = "index.html"
        func text(_ name: String) async throws -> String {
            String(decoding: try await house.files(base: "https://ita.example.go.th")[name] ?? [], as: UTF8.self)
        }
        #expect(try await !text(start).contains("2568/2/"))
        _ = try await house.site.perform(
            PublishVersion(agency: house.agency, frozen: house.office.frozen), as: TestSite.console)
        let files = try await house.files(base: "https://ita.example.go.th")
        for name in ["index.html", "report.pdf", "report.docx", "report.xlsx", "report.json"] {
            #expect(files["2568/2/\(name)"]?.isEmpty == false, "\(name)")
        }
        #expect(files["2568/2/report.pdf"]?.starts(with: Array("%PDF-".utf8)) == true)
        let page = try await text(start)
        #expect(page.contains("href=\"2568/2/\"") && page.contains("href=\"2568/2/report.pdf\""))
        #expect(try await text("en/index.html").contains("href=\"../2568/2/report.docx\""))
        #expect(try await text("sitemap.xml").contains("https://ita.example.go.th/2568/2/"))
        #expect(try await house.files(base: "https://ita.example.go.th") == files, "the same bytes again")
    }

    @Test(arguments: engines) func `an agency that publishes nothing is as unknown as one that is not there`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        let other = try await TestSite.addOffice("other", to: house.site)
        _ = try await HostedDisclosure.disclosure("O1", of: other, on: house.site)
        for path in [
            "", "/2568/disclosures", "/2568/o1", "/feed.atom", "/catalog.jsonld", "/ckan.json", "/sitemap.xml",
        ] {
            #expect(try await house.everybody.get("/public/other\(path)").status == 404, "\(path)")
        }
        let mine = house.office.hosted.shownFile
        #expect(try await house.everybody.get("/public/other/files/\(mine)/x").status == 404)
    }

    @Test(arguments: engines) func `an item's page shows what is published, not what is prepared`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        let (agency, item) = (house.agency, house.office.hosted.shown)
        let before = try await house.everybody.get("/2568/o3")
        #expect(
            before.status == 200 && before.body.contains("rel=\"canonical\" href=\"https://ita.example.go.th/2568/o3\"")
        )
        #expect(try await house.everybody.get("/public/mine/2568/o3").status == 200)
        try await HostedDisclosure.write(item, "ร่างใหม่", slug: "budget", agency: agency, on: house.site)
        #expect(try await !house.everybody.get("/2568/o3").body.contains("ร่างใหม่"))
        #expect(try await house.everybody.get("/2568/budget").status == 404)
        try await HostedDisclosure.pass(item, agency: agency, on: house.site)
        #expect(try await HostedDisclosure.publish(item, agency: agency, on: house.site) == 2)
        let moved = try await house.everybody.get("/2568/o3")
        #expect(moved.status == 301 && moved.location == "/2568/budget")
        #expect(try await house.everybody.get("/public/mine/2568/o3").status == 301)
        let now = try await house.everybody.get("/2568/budget")
        #expect(now.body.contains("ร่างใหม่") && now.bytes.count < 60_000)
        // Back to the old name: the newer one leads there.
        try await HostedDisclosure.write(item, "ร่างใหม่", slug: "o3", agency: agency, on: house.site)
        try await HostedDisclosure.pass(item, agency: agency, on: house.site)
        _ = try await HostedDisclosure.publish(item, agency: agency, on: house.site)
        #expect(try await house.everybody.get("/2568/budget").location == "/2568/o3")
        #expect(try await house.everybody.get("/2568/o3").status == 200)
    }

    @Test(arguments: engines) func `a file is sent under its own name, in its own type, and to be kept by the hash`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        let name = Address.encoded(SitePaper.segment(HostedDisclosure.paper.name))
        let path = "/public/mine/files/\(house.office.hosted.shownFile)/\(name)"
        #expect(try await house.everybody.get("/2568/o3").body.contains(path))
        let file = try await house.everybody.get(path)
        #expect(file.status == 200 && file.bytes == Samples.document)
        #expect(file.header("content-type") == "application/pdf")
        #expect(file.header("x-content-type-options") == "nosniff")
        #expect(
            file.header("content-disposition")?.contains(
                "filename*=UTF-8''\(Address.encoded(HostedDisclosure.paper.name))")
                == true)
        let again = try await house.everybody.send(
            .get, path, headers: ["if-none-match": file.header("etag") ?? ""], body: [])
        #expect(again.status == 304)
        func part(_ range: String, _ more: [String: String] = [:]) async throws -> TestBrowser.Answer {
            try await house.everybody.send(.get, path, headers: more.merging(["range": range]) { $1 }, body: [])
        }
        let size = Samples.document.count
        for (range, wanted) in [
            ("bytes=0-3", 0..<4), ("bytes=5-", 5..<size), ("bytes=-4", (size - 4)..<size),
            ("bytes=3-99999999", 3..<size),
        ] {
            let some = try await part(range)
            #expect(some.status == 206 && some.bytes == Array(Samples.document[wanted]), "\(range)")
            #expect(
                some.header("content-range") == "bytes \(wanted.lowerBound)-\(wanted.upperBound - 1)/\(size)"
                    && some.header("content-type") == "application/pdf")
        }
        for range in ["bytes=0-1,3-4", "bytes=4-3", "pages=1-2", "bytes=-", "bytes=ก-3", "bytes=99999999999999999999-"]
        {
            #expect(try await part(range).status == 200, "\(range)")
        }
        #expect(try await part("bytes=\(size)-").header("content-range") == "bytes */\(size)")
        #expect(try await part("bytes=0-3", ["if-range": "\"other\""]).status == 200)
        #expect(try await part("bytes=0-3", ["if-range": file.header("etag") ?? ""]).status == 206)
        let renamed = try await house.everybody.get("/public/mine/files/\(house.office.hosted.shownFile)/x")
        #expect(renamed.status == 301 && renamed.location == path)
        #expect(try await house.everybody.get("/public/mine/files/\(house.office.hosted.file)/x").status == 404)
    }

    @Test(arguments: engines) func `every internal link of the plain site leads to a file, in a folder too`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        let (agency, item) = (house.agency, house.office.hosted.shown)
        try await HostedDisclosure.write(
            item, "# หัวข้อ\n| ก | ข |\n| 1 | 2 |\n[นอก](https://example.go.th/)", slug: "budget", agency: agency,
            on: house.site)
        try await HostedDisclosure.pass(item, agency: agency, on: house.site)
        _ = try await HostedDisclosure.publish(item, agency: agency, on: house.site)
        let files = try await house.files(base: "https://example.go.th/ita")
        #expect(files == (try await house.files(base: "https://example.go.th/ita")), "the same bytes")
        var checked = 0
        for (path, bytes) in files where path.hasSuffix(".html") {
            let text = String(decoding: bytes, as: UTF8.self)
            for link in Self.links(text) where !link.hasPrefix("http") && !link.hasPrefix("#") {
                let target = Self.resolve(link, from: path)
                #expect(files[target] != nil, "\(path) leads to \(link), which is \(target)")
                checked += 1
            }
            #expect(bytes.count < 60_000)
        }
        #expect(checked > 30)
        for path in [
            "index.html", "en/index.html", "2568/disclosures/index.html", "2568/index.html", "2568/budget/index.html",
            "en/2568/budget/index.html", "feed.atom", "sitemap.xml", "catalog.jsonld", "ckan.json", ".prongsai-site",
        ] { #expect(files[path] != nil, "\(path)") }
        let old = String(decoding: files["2568/o3/index.html"] ?? [], as: UTF8.self)
        #expect(old.contains("content=\"0; url=../../2568/budget/\""))
        #expect(old.contains("rel=\"canonical\" href=\"https://example.go.th/ita/2568/budget/\""))
        let map = String(decoding: files["sitemap.xml"] ?? [], as: UTF8.self)
        #expect(map.contains("<loc>https://example.go.th/ita/2568/budget/</loc>"))
        #expect(try await house.files()["sitemap.xml"] == nil, "no map without a whole address")
    }

    private static func links(_ html: String) -> [String] {
        ["href=\"", "src=\"", "url="].flatMap { mark in
            html.components(separatedBy: mark).dropFirst().map { part in
                String(decoding: part.utf8.prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
            }
        }
    }

    /// The file a relative link leads to, as a web host finds it.
    private static func resolve(_ link: String, from path: String) -> String {
        var parts = path.split(separator: "/").dropLast().map(String.init)
        for part in link.split(separator: "/", omittingEmptySubsequences: true) {
            if part == ".." {
                _ = parts.popLast()
            } else if part != "." {
                parts.append(FormFields.decoded(Array(part.utf8)))
            }
        }
        if link.hasSuffix("/") { parts.append("index.html") }
        return parts.joined(separator: "/")
    }

    @Test(arguments: engines) func `feeds and catalogues are well formed, whatever stands in titles`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        let evil = "หัว\"ุ <script>&\u{202E}txt\u{7}]]>"
        let item = try await HostedDisclosure.disclosure("O9", title: evil, of: house.agency, on: house.site)
        try await HostedDisclosure.write(item, "เนื้อหา &amp; ]]> \u{1}", agency: house.agency, on: house.site)
        _ = try await HostedDisclosure.file(
            of: item,
            SitePaper(
                hash: HostedDisclosure.paper.hash, name: SitePaper.plain("../\u{202E}ก<\"ุ>.pdf"),
                mediaType: "application/pdf", size: 15), label: evil, agency: house.agency, on: house.site)
        try await HostedDisclosure.pass(item, agency: house.agency, on: house.site)
        _ = try await HostedDisclosure.publish(item, agency: house.agency, on: house.site)
        let atom = try await house.everybody.get("/public/mine/feed.atom")
        #expect(atom.header("content-type")?.hasPrefix("application/atom+xml") == true)
        let feed = try XMLDocument(data: Data(atom.bytes))
        let entries = feed.rootElement()?.elements(forName: "entry") ?? []
        #expect(entries.count == 2)
        #expect(feed.rootElement()?.elements(forName: "updated").count == 1)
        for entry in entries {
            for name in ["id", "title", "updated", "link"] {
                #expect(entry.elements(forName: name).count == 1, "\(name)")
            }
            #expect(entry.elements(forName: "id").first?.stringValue?.hasPrefix("urn:uuid:") == true)
        }
        let titles = entries.compactMap { $0.elements(forName: "title").first?.stringValue }
        let clean = "หัว\"ุ <script>&txt]]>"
        #expect(titles.contains(clean))
        let map = try await house.everybody.get("/public/mine/sitemap.xml")
        _ = try XMLDocument(data: Data(map.bytes))
        let catalogue = try JSONValue(
            parsing: try await house.everybody.get("/public/mine/catalog.jsonld").bytes)
        #expect(catalogue["@type"]?.text == "dcat:Catalog" && catalogue["dcat:dataset"]?.list?.count == 2)
        let ckan = try JSONValue(parsing: try await house.everybody.get("/public/mine/ckan.json").bytes)
        let package = try #require(ckan.list?.first { $0["title"]?.text?.hasPrefix("หัว") == true })
        #expect(package["data_category"]?.text == "ข้อมูลสาธารณะ" && package["owner_org"]?.text == "mine")
        #expect(package["resources"]?.list?.first?["format"]?.text == "PDF" && package["maintainer_email"] == nil)
        func change(_ email: String) async throws {
            try await house.site.perform(
                ChangeAgency(agency: house.agency, thai: "สำนักงานเขต", english: nil, email: email), as: TestSite.console)
        }
        await #expect(throws: Failure.self) { try await change("ไม่ใช่อีเมล") }
        try await change("ita@example.go.th")
        for (file, text) in [("ckan.json", "\"ita@example.go.th\""), ("catalog.jsonld", "mailto:ita@example.go.th")] {
            #expect(try await house.everybody.get("/public/mine/\(file)").body.contains(text))
        }
        let page = try await house.everybody.get("/2568/o9")
        #expect(!page.body.contains("<script>") && !page.body.contains("\u{202E}"))
        for file in try await house.files().keys {
            #expect(!file.contains("..") && !file.contains("\u{202E}") && !file.contains("\""), "\(file)")
        }
    }

    @Test(arguments: engines) func `a withdrawn page says so everywhere, and its files are gone`(_ engine: TestEngine)
        async throws
    {
        let house = try await house(engine)
        try await house.site.perform(
            WithdrawDisclosure(agency: house.agency, disclosure: house.office.hosted.shown, reason: "ใส่ไฟล์ผิด\u{202E}"),
            as: TestSite.console)
        let page = try await house.everybody.get("/2568/o3")
        #expect(page.status == 410 && page.body.contains("ใส่ไฟล์ผิด"))
        let files = try await house.files(base: "https://example.go.th")
        #expect(!files.keys.contains { $0.hasPrefix("files/") })
        #expect(String(decoding: files["2568/o3/index.html"] ?? [], as: UTF8.self).contains("ใส่ไฟล์ผิด"))
        #expect(!String(decoding: files["sitemap.xml"] ?? [], as: UTF8.self).contains("2568/o3"))
        #expect(String(decoding: files["feed.atom"] ?? [], as: UTF8.self).contains("ถอนแล้ว"))
        let json = try JSONValue(parsing: files["ckan.json"] ?? [])
        #expect(json.list == [])
    }

    @Test(arguments: engines) func `a page costs a fixed number of questions`(_ engine: TestEngine) async throws {
        let house = try await house(engine)
        let shelf = house.site.editions
        for code in ["O10", "O11", "O12"] {
            let item = try await HostedDisclosure.disclosure(code, of: house.agency, on: house.site)
            try await HostedDisclosure.write(item, code, agency: house.agency, on: house.site)
            try await HostedDisclosure.pass(item, agency: house.agency, on: house.site)
            _ = try await HostedDisclosure.publish(item, agency: house.agency, on: house.site)
        }
        let questions = try await house.site.database.read { db -> Int in
            let counted = Counted(db)
            _ = try SiteData.load("mine", editions: shelf, in: counted.connection)
            return counted.count
        }
        #expect(questions <= 8)
    }

    /// Counts what is asked of a connection.
    private final class Counted {
        private(set) var count = 0
        private let inner: Connection
        init(_ inner: Connection) { self.inner = inner }
        var connection: Connection {
            Connection { sql in
                self.count += 1
                return try self.inner.rows(sql)
            }
        }
    }

    @Test(arguments: engines) func `words beside an address that look like personal data stay inside`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine)
        let address = house.office.disclosed.address
        try await house.site.database.write(house.agency) { db in
            try db.execute(
                """
                UPDATE disclosure_address SET label = 'เลข 1-1017-00203-45-0 น้ำ' WHERE id = \(address)
                """)
        }
        let page = try await house.everybody.get("/public/mine/2568/disclosures").body
        #expect(page.contains("https://www.example.go.th/no-gift") && !page.contains("00203"))
    }

    @Test(arguments: engines) func `a system without an address says so in place of feeds and answers`(
        _ engine: TestEngine
    ) async throws {
        let house = try await house(engine, address: "")
        for file in ["feed.atom", "sitemap.xml", "catalog.jsonld", "ckan.json"] {
            let answer = try await house.everybody.get("/public/mine/\(file)")
            #expect(answer.status == 404 && answer.body.contains("PRONGSAI_ADDRESS"), "\(file)")
        }
        let page = try await house.everybody.get("/2568/disclosures")
        #expect(page.status == 200 && !page.body.contains("feed.atom"))
        let editions = house.site.editions
        let year = try await house.site.database.read { db in
            try DisclosureYear.load(try Agency.find("mine", in: db), year: 2568, editions: editions, in: db)
        }
        let words = DisclosureWords(strings: house.site.strings, language: .thai)
        let entries = try #require(year)
        let without = DisclosureAnswers(entries, settings: house.site.settings)
        let entry = try #require(without.entries.first { $0.item.code == "O3" })
        #expect(entry.isThere && entry.addresses.isEmpty && without.remark(entry, words).contains("PRONGSAI_ADDRESS"))
        var settings = house.site.settings
        settings.address = "https://ita.example.go.th"
        let with = try #require(DisclosureAnswers(entries, settings: settings).entries.first { $0.item.code == "O3" })
        #expect(with.addresses == ["https://ita.example.go.th/public/mine/2568/o3"] && !with.isWithoutAddress)
    }

    @Test(arguments: engines) func `what nobody has checked says so, and counts for nothing`(_ engine: TestEngine)
        async throws
    {
        let house = try await house(engine)
        let page = try await house.everybody.get("/2568/disclosures")
        #expect(page.body.contains("ยังไม่ผ่านการตรวจของคนที่สอง"))
        let start = String(decoding: try await house.files()["index.html"] ?? [], as: UTF8.self)
        #expect(start.contains("เผยแพร่แล้ว 1 จาก"), "one page was passed")
        let editions = house.site.editions
        let data = try #require(
            try await house.site.database.read { try SiteData.load("mine", editions: editions, in: $0) })
        let open = try #require(data[2568]).entries.filter { $0.page == nil && !$0.addresses.isEmpty }
        #expect(!open.isEmpty && open.allSatisfy { $0.isShown == ($0.checkedAt != nil) })
    }

    @Test(arguments: engines) func `the folder is Thai at its root whoever writes it`(_ engine: TestEngine) async throws
    {
        let house = try await house(engine)
        let thai = try await house.files(base: "https://ita.example.go.th")
        var site = house.site
        site.settings.language = .english
        let english = House(site: site, office: house.office, everybody: house.everybody)
        #expect(try await english.files(base: "https://ita.example.go.th") == thai)
    }
}
