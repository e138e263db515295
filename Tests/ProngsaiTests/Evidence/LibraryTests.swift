import Documents
import Child
import Foundation
import ITA
import Testing

@testable import Prongsai

@Suite struct LibraryTests {
    /// An office with a photo of the round, one outside it used twice, a file nobody uses, and an address.
    private func filled(_ engine: TestEngine) async throws -> (site: Site, office: Office, browser: TestBrowser) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("reader", .reader, of: office.agency, on: site)
        let dated = try Samples.dated()
        let photo = try StoredPicture.keep(dated.bytes, name: dated.name, as: .photo, in: site.files)
        let outside = try StoredPicture.keep(
            try Samples.photo("ตู้กดบัตรคิว.jpg").bytes, name: "100%_จริง.jpg", as: .photo, in: site.files)
        func record(_ text: String, _ evidence: [NewEvidence]) async throws {
            _ = try await site.perform(
                RecordProgress(
                    agency: office.agency, round: office.round, row: nil, measures: [office.measure], text: text,
                    evidence: evidence), as: TestSite.console)
        }
        try await record("ประชุมชี้แจง กตัญญู", [NewEvidence(photo, text: "")])
        for _ in 0..<2 {
            try await record(
                "ออกหน่วย",
                [NewEvidence(source: .stored(outside), caption: "คิว \"ที่นี่\"่", aboutOn: Day(iso: "2025-06-01"))])
        }
        let document = try StoredPicture.keep(
            Samples.document, name: "คำสั่ง ที่ 1/2568 \"ด่วน\".pdf", as: .file, in: site.files)
        try await site.database.write(office.agency) { db in
            _ = try document.evidence(agency: office.agency, at: Instant(milliseconds: TestSite.now), in: db)
        }
        let browser = TestBrowser(site)
        try await browser.signIn("reader")
        return (site, office, browser)
    }

    @Test(arguments: engines) func `the page of a result says which photo's day lies outside the round`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, reader) = try await filled(engine)
        _ = try await TestSite.account("writer", .officer, of: office.agency, on: site)
        let writer = TestBrowser(site)
        try await writer.signIn("writer")
        let results = try await site.database.read { db in
            try db.rows("SELECT id, text FROM progress WHERE round_id = \(office.round)").map {
                (id: try $0.string("id"), text: try $0.string("text"))
            }
        }
        let outside = try #require(results.first { $0.text == "ออกหน่วย" }?.id)
        let inside = try #require(results.first { $0.text == "ประชุมชี้แจง กตัญญู" }?.id)
        let says = "▲ วันที่ 1 มิ.ย. 2568 อยู่นอกรอบ ซึ่งเริ่ม 1 ต.ค. 2567 ถึง 31 มี.ค. 2568"
        for browser in [reader, writer] {
            #expect(try await browser.get("/desk/mine/2568/results/\(outside)").body.contains(says))
            #expect(!(try await browser.get("/desk/mine/2568/results/\(inside)").body.contains("อยู่นอกรอบ")))
        }
    }

    private func found(_ site: Site, _ office: Office, _ query: String) async throws -> [String] {
        let editions = site.editions
        let search = EvidenceSearch(try FormFields(encoded: query.utf8))
        return try await site.database.read { db in
            let agency = try Agency.find("mine", in: db)
            return try EvidenceLibrary.load(agency, year: 2568, search, page: 1, editions: editions, in: db).pieces.map
            {
                $0.evidence.fileName ?? $0.evidence.address ?? ""
            }.sorted()
        }
    }

    @Test func `a document is what its name says, or is refused`() async throws {
        let site = try await TestSite.open(.sqlite)
        func keep(_ bytes: [UInt8], _ name: String) throws {
            _ = try StoredPicture.keep(bytes, name: name, as: .file, in: site.files)
        }
        let refused: [(String, [UInt8])] = [
            ("น้ำ\u{0E48}.pdf", Array("ข้อความ".utf8)), ("ข.pdf", Array("%PDF-1.4 garbage".utf8)),
            ("ค.docx", [0x50, 0x4B, 3, 4, 1]), ("ง.PDF", Array("<html>".utf8)),
        ]
        for (name, bytes) in refused { #expect(throws: Failure.self, "\(name)") { try keep(bytes, name) } }
        for (name, bytes) in [("ก.pdf", Samples.document), ("ข.dat", [1, 2]), ("ค.txt", Array("ข้อความ".utf8))] {
            try keep(bytes, name)
        }
    }

    @Test(arguments: engines) func `evidence is found by any of its words, and wildcards stand for themselves`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await filled(engine)
        let all = try await found(site, office, "")
        #expect(all.count == 4)
        func q(_ words: String) -> String { "q=\(Address.encoded(words))" }
        let photo = try Samples.dated().name
        #expect(try await found(site, office, q("กตัญญู")) == [photo], "in the result")
        #expect(try await found(site, office, q("ที่นี่\"่")) == ["100%_จริง.jpg"], "in the caption")
        #expect(try await found(site, office, q("ด่วน")) == ["คำสั่ง ที่ 1/2568 \"ด่วน\".pdf"], "in the name")
        #expect(try await found(site, office, q("EXAMPLE.go.th")).count == 1, "in the address, in either case")
        #expect(try await found(site, office, q("100%_")) == ["100%_จริง.jpg"])
        #expect(try await found(site, office, q("%")) == ["100%_จริง.jpg"])
        #expect(try await found(site, office, q("คิว ออกหน่วย")) == ["100%_จริง.jpg"], "every word, wherever each stands")
        #expect(try await found(site, office, q("คิว กตัญญู")).isEmpty, "all of them")
        #expect(try await found(site, office, q("๑/๒๕๖๘")).count == 1, "in either digits")
        #expect(try await found(site, office, q("!")).isEmpty)
        #expect(try await found(site, office, q("' OR 1=1 --")).isEmpty)
        #expect(try await found(site, office, "kind=photo&half=1").count == 2)
        #expect(try await found(site, office, "half=2").isEmpty)
        #expect(try await found(site, office, "mark=unused") == ["คำสั่ง ที่ 1/2568 \"ด่วน\".pdf"])
        #expect(try await found(site, office, "mark=twice") == ["100%_จริง.jpg"])
        #expect(try await found(site, office, "mark=outside") == ["100%_จริง.jpg"])
        let page = try await browser.get("/desk/mine/2568/evidence?\(q("คิว"))")
        #expect(page.body.contains("◆ ใช้ 2 ที่") && page.body.contains("▲ วันที่อยู่นอกรอบ"))
        #expect(!page.body.contains(photo))
    }

    @Test(arguments: engines) func `files go to those who may see them: pictures stripped, originals letter for letter`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await filled(engine)
        let rows = try await site.database.read {
            try $0.rows("SELECT id, kind, file_name FROM evidence WHERE agency_id = \(office.agency)").map {
                (try $0.string("id"), try $0.string("kind"), try $0.optionalString("file_name"))
            }
        }
        let theirs = try await Office.open("theirs", on: site)
        _ = try await TestSite.account("stranger", .officer, of: theirs.agency, on: site)
        let stranger = TestBrowser(site)
        try await stranger.signIn("stranger")
        let dated = try Samples.dated()
        for (id, kind, name) in rows {
            let base = "/desk/mine/evidence/\(id)"
            for (part, isThere) in [
                ("print", kind == "photo"), ("thumbnail", kind == "photo"), ("original", kind != "address"),
            ] {
                let answer = try await browser.get("\(base)/\(part)")
                #expect(answer.status == (isThere ? 200 : 404), "\(kind) \(part)")
                #expect(try await stranger.get("\(base)/\(part)").status == 404)
                #expect(try await stranger.get("/desk/theirs/evidence/\(id)/\(part)").status == 404)
                #expect(try await TestBrowser(site).get("\(base)/\(part)").status == 303)
                guard isThere else { continue }
                #expect(answer.header("x-content-type-options") == "nosniff")
                if part == "original" {
                    let disposition = try #require(answer.header("content-disposition"))
                    #expect(disposition.hasPrefix("attachment"))
                    #expect(disposition.hasSuffix("filename*=UTF-8''\(Address.encoded(name ?? ""))"))
                    #expect(answer.header("content-type") == "application/octet-stream")
                    if name == dated.name { #expect(answer.bytes == dated.bytes) }
                } else {
                    #expect(answer.bytes.starts(with: [0xff, 0xd8]) && !answer.body.contains("Exif"))
                }
            }
        }
    }

    @Test(arguments: engines) func `a round's evidence comes as one archive with a list`(_ engine: TestEngine)
        async throws
    {
        let (_, _, browser) = try await filled(engine)
        let answer = try await browser.get("/desk/mine/2568/rounds/1/evidence.zip")
        #expect(answer.status == 200 && answer.header("content-type") == "application/zip")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prongsai-zip-\(ID.new())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("a.zip")
        try Data(answer.bytes).write(to: file)
        let process = ChildProcess()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [
            "-c",
            "import zipfile,sys;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;print('\\n'.join(z.namelist()));print(z.read('index.csv').decode('utf-8-sig'))",
            file.path,
        ]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        for word in [
            "1.2.1 ประชุมข้าราชการ 14 ม.ค. 68.jpg", "1.3.1 คิว  ที่นี่ ่.jpg", "1 มิ.ย. 2568", "100%_จริง.jpg",
            "https://example.go.th/คู่มือ", "\"คิว \"\"ที่นี่\"\"่\"",
        ] { #expect(text.contains(word), "\(word) in \(text)") }
        #expect(try await browser.get("/desk/mine/2568/rounds/3/evidence.zip").status == 404)
    }

    @Test func `names in an archive are taken once, and no cell of its list is a formula`() {
        var taken: Set<String> = []
        let names = (0..<3).map { _ in EvidenceArchive.fileName("1.1.1", "ก/ข:\n*", "jpg", taken: &taken) }
        #expect(Set(names).count == 3 && names.allSatisfy { !$0.contains("/") && !$0.contains("\n") })
        #expect(EvidenceArchive.csv(["=1+1", "\"่"]) == Array("\"'=1+1\",\"\"\"่\"\r\n".utf8))
        #expect(EvidenceArchive.ending("a.tar.gz") == "gz" && EvidenceArchive.ending("../x/y") == "")
    }

    @Test(arguments: engines) func `the library takes at most fifteen queries and stays light with thousands of pieces`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await filled(engine)
        try await site.database.write(office.agency) { db in
            for number in 0..<2000 {
                let id = "e\(number)"
                try db.execute(
                    "INSERT INTO evidence (id, agency_id, kind, address, created_at) VALUES (\(id), \(office.agency), 'address', \("https://example.go.th/\(String(repeating: "x", count: 300))/\(number)"), '2025-01-01T00:00:00.000Z')"
                )
                try db.execute(
                    "INSERT INTO evidence_use (id, agency_id, round_id, progress_id, evidence_id, position, caption, created_at) VALUES (\("u\(number)"), \(office.agency), \(office.round), \(office.progress), \(id), 5, \(String(repeating: "คำบรรยาย ", count: 100)), 'x')"
                )
            }
        }
        for page in ["", "?page=9", "?q=example&mark=outside", "?page=9999"] {
            let answer = try await browser.get("/desk/mine/2568/evidence\(page)")
            #expect(answer.status == 200 && answer.bytes.count < 60_000, "\(answer.bytes.count)")
        }
        let editions = site.editions
        let count = try await site.database.read { db in
            var count = 0
            let counting = Connection { sql in
                count += 1
                return try db.rows(sql)
            }
            _ = try EvidenceLibrary.load(
                try Agency.find("mine", in: db), year: 2568, EvidenceSearch(), page: 2, editions: editions, in: counting
            )
            return count
        }
        #expect(count <= 6, "\(count)")
    }
}
