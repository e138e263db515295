import Foundation
import ITA
import Testing

@testable import Prongsai
@testable import Watch

/// What was seen is kept, moved and handed on byte for byte.
@Suite struct WatchCaptureTests {
    @Test(arguments: engines) func `what is the same again is pointed to, and what changed is shown`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        try office.web.set("/a", .init(body: WatchSample.page("ลงนามวันที่ 3 มีนาคม 2568"), etag: "\"1\""))
        _ = try await office.watcher.pass()
        office.clock.advance(2 * WatchedOffice.day)
        _ = try await office.watcher.pass()
        try office.web.set(
            "/a", .init(body: WatchSample.page("ลงนามวันที่ 3 มีนาคม 2568") + "<p>เพิ่มภาคผนวก ก</p>", etag: "\"2\""))
        office.clock.advance(2 * WatchedOffice.day)
        _ = try await office.watcher.pass()
        let kinds = try await office.rows("SELECT kind FROM capture ORDER BY at").map { try $0.string("kind") }
        #expect(kinds == ["response", "revisit", "response"])
        // The second look was a conditional one.
        #expect(
            try await office.rows("SELECT verdict FROM verdict ORDER BY at").map { try $0.string("verdict") }
                == ["alive", "changed"])
        let difference = try await office.one("SELECT difference FROM verdict WHERE verdict = 'changed'")
        let changes = try Stored.decode([ReadableChange].self, try difference?.optionalString("difference"))
        #expect(changes?.map(\.kind) == [.added] && changes?.first?.text == "เพิ่มภาคผนวก ก")
        #expect(try await office.watched("/a").string("state") == "up")
    }

    @Test(arguments: engines) func `a page that only counts on is not kept whole each time`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        for number in 1...6 {
            try office.web.set("/a", .init(body: WatchSample.page("ผู้เข้าชม \(1000 + number) ครั้ง")))
            _ = try await office.watcher.pass()
            office.clock.advance(WatchedOffice.day)
        }
        let kinds = try await office.rows("SELECT kind FROM capture ORDER BY at").map { try $0.string("kind") }
        #expect(kinds.first == "response" && Set(kinds.dropFirst()) == ["note"], "\(kinds)")
        #expect(try await office.count("SELECT COUNT(*) AS n FROM verdict") == 1)
    }

    @Test(arguments: engines) func `a month that is over becomes one file, and other people's tools read it`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        try office.web.set("/a", .init(body: WatchSample.page()))
        for _ in 0..<4 {
            _ = try await office.watcher.pass()
            office.clock.advance(2 * WatchedOffice.day)
        }
        func all() async throws -> [[UInt8]] {
            try await office.rows("SELECT \(StoredCapture.columns) FROM capture ORDER BY at").map {
                try StoredCapture($0).bytes(in: office.site.files)
            }
        }
        let before = try await all()
        #expect(try await CaptureRollUp(site: office.site).run() == 0, "the month is not over")
        office.clock.advance(31 * WatchedOffice.day)
        #expect(try await CaptureRollUp(site: office.site).run() == 4)
        #expect(try await CaptureRollUp(site: office.site).run() == 0)
        #expect(try await all() == before)
        let files = try await office.rows("SELECT DISTINCT file_sha256 FROM capture").map {
            try $0.string("file_sha256")
        }
        #expect(files.count == 1)
        let whole = try office.site.files.bytes(of: files[0])
        #expect(try WARCReader.records(whole).filter { $0.type == "response" }.count == 1)
        #expect(try WARCReader.records(whole).filter { $0.type == "revisit" }.count == 3)
        let (place, _) = try office.site.files.located(files[0])
        let read = try await PythonServer.run(
            """
            import sys
            from warcio.archiveiterator import ArchiveIterator
            with open(sys.argv[1], "rb") as file:
                print(*[record.rec_type for record in ArchiveIterator(file, check_digests="raise")])
            """, [place.path])
        #expect(read.split(separator: " ").count { $0.hasPrefix("revisit") } == 3)
        // The files belong to what is backed up.
        #expect(try await office.site.database.read { try Files.referenced(in: $0) }.contains(files[0]))
    }

    @Test func `a year of daily looks at what does not change stays small`() async throws {
        let paths = (0..<5).map { "/\($0)" }
        let office = try await WatchedOffice.open(.sqlite, paths: paths)
        let body = Array(WatchSample.page(String(repeating: "รายละเอียดของประกาศ ", count: 300)).utf8)
        let record = LookRecord(site: office.site)
        let queue = office.watcher.queue
        try await queue.keepInStep()
        for _ in 0..<365 {
            try await queue.hurry(agency: nil)
            let claim = try #require(try await queue.claim())
            for watched in claim.due {
                let address = try WebAddress(watched.address)
                let response = FetchResponse(
                    address: address, status: 200, head: Array("HTTP/1.1 200 OK\r\nServer: x\r\nDate: y\r\n".utf8),
                    headers: [], body: body, cut: nil, wireBytes: body.count, version: "1.1", peer: .v4(0x7F00_0001),
                    certificateEnds: nil, requestHead: Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
                let outcome = FetchOutcome(
                    id: 0, address: address, result: .success(response), begun: office.clock.now, elapsed: 100)
                let look = await Look.reading(outcome)
                let verdict = PageVerdict.of(look, expecting: Expectation(fiscalYear: 2568), memory: watched.memory)
                #expect(try await record.keep(watched, look, verdict))
            }
            try await queue.release(claim.hosts)
            office.clock.advance(WatchedOffice.day)
            if office.clock.now / WatchedOffice.day % 30 == 0 { _ = try await CaptureRollUp(site: office.site).run() }
        }
        _ = try await CaptureRollUp(site: office.site).run()
        #expect(try await office.count("SELECT COUNT(*) AS n FROM capture") == 365 * paths.count)
        #expect(try await office.count("SELECT COUNT(*) AS n FROM verdict") == paths.count)
        #expect(try await office.count("SELECT SUM(looks) AS n FROM watched_day") == 365 * paths.count)
        // Each address stands for twenty: a hundred of them must stay under 200 MB, files and database together.
        guard case .sqlite(let path) = office.site.database.address else { return }
        let database = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        let files = try office.site.files.all().values.reduce(0, +)
        #expect((database + files) * 20 < 200_000_000, "\(database) + \(files)")
        // The page of one address reads through indexes alone.
        let plan = try await office.rows(
            SQL(trusted: "EXPLAIN QUERY PLAN SELECT at FROM verdict WHERE watched_id = 'x' ORDER BY at DESC LIMIT 50")
        ).map { try $0.string("detail") }
        #expect(
            plan.allSatisfy { $0.contains("USING INDEX verdict_of") || $0.contains("USING COVERING INDEX verdict_of") },
            "\(plan)")
        let due = try await office.rows(
            SQL(
                trusted:
                    "EXPLAIN QUERY PLAN SELECT host FROM watched WHERE stopped_at IS NULL AND next_at <= 'x' ORDER BY next_at LIMIT 200"
            )
        ).map { try $0.string("detail") }
        #expect(due.contains { $0.contains("watched_due") }, "\(due)")
    }

    @Test func `a watcher that is killed in the middle loses no verdict and keeps no half of one`() async throws {
        let folder = try BuiltProgram.folder()
        let paths = (0..<10).map { "/\($0)" }
        let web = try await SampleSite()
        for path in paths { try web.set(path, .init(body: WatchSample.page(path))) }
        let settings = try TestSite.settings(
            database: "sqlite:\(folder.path)/test.db", folder: folder)
        let site = try await Site.open(settings)
        let agency = try await TestSite.addOffice("mine", to: site)
        let edition = try site.editions.file("bma-ita-2567").edition
        try await site.database.write(agency) { db in
            try WatchSample.openYear(agency, 2568, edition, in: db)
            try WatchSample.disclosure("d", agency, item: "oit.unnamed-r", year: 2568, in: db)
            for path in paths {
                try WatchSample.address("a\(path)", agency, disclosure: "d", web.address(path), in: db)
            }
        }
        func count(_ sql: SQL) async throws -> Int {
            try await site.database.read { try $0.first(sql)?.integer("n") ?? -1 }
        }
        let arguments = [
            "watch", "--all", "--database", "sqlite:\(folder.path)/test.db", "--files", "\(folder.path)/files",
            "--watch-networks", "127.0.0.0/8", "--watch-ports", "*",
        ]
        var wasKilled = false
        // Half a second between two requests to one site: the whole takes six seconds.
        for milliseconds in [1500, 2500, 3500] as [UInt32] {
            wasKilled = try BuiltProgram.kill(arguments, in: folder, after: milliseconds) || wasKilled
            let seen = try await count("SELECT COUNT(*) AS n FROM watched WHERE seen_at IS NOT NULL")
            #expect(
                try await count("SELECT COALESCE(SUM(looks), 0) AS n FROM watched_day")
                    == count("SELECT COUNT(*) AS n FROM capture"))
            #expect(try await count("SELECT COUNT(*) AS n FROM verdict") == seen)
            try await site.database.write(nil) { try $0.execute("UPDATE site_memory SET leased_until = NULL") }
        }
        #expect(wasKilled)
        let run = try BuiltProgram.run(arguments, in: folder, language: "en")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.output.contains("In order"))
        #expect(try await count("SELECT COUNT(*) AS n FROM watched WHERE verdict = 'alive'") == paths.count)
        #expect(try await count("SELECT COUNT(*) AS n FROM verdict") == paths.count)
        for row in try await site.database.read({ try $0.rows("SELECT \(StoredCapture.columns) FROM capture") }) {
            _ = try WARCReader.records(try StoredCapture(row).bytes(in: site.files))
        }
        // The appeal pack goes into a folder that is named, and says where nothing was kept.
        let place = folder.appendingPathComponent("packs")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let pack = try BuiltProgram.run(
            ["watch", "appeal", "O18", "--out", place.path, "--on", "1/10/2567"] + arguments[2..<6], in: folder)
        #expect(pack.code == 0 && pack.output.contains("ถึงวันที่ 1 ต.ค. 2567 ยังไม่มีเนื้อหาที่เก็บไว้"), "\(pack)")
        let file = place.appendingPathComponent("mine-2568-O18-appeal.zip").path
        #expect(FileManager.default.fileExists(atPath: file))
        let future = try BuiltProgram.run(
            ["watch", "appeal", "O18", "--out", "\(place.path)/x.zip", "--on", "1/10/2600"] + arguments[2..<6],
            in: folder)
        #expect(future.code == 65 && future.errors.contains("ยังมาไม่ถึง"), "\(future)")
    }

    @Test(arguments: engines) func `an appeal pack holds every capture and is the same each time`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a", "/b"])
        try office.web.set("/a", .init(body: WatchSample.page()))
        try office.web.set("/b", .init(body: WatchSample.page("ภาคผนวก")))
        for _ in 0..<3 {
            _ = try await office.watcher.pass()
            office.clock.advance(2 * WatchedOffice.day)
        }
        try await office.site.database.write(office.agency) { db in
            try db.execute(
                """
                INSERT INTO disclosure_check (id, agency_id, disclosure_id, asked_by, asked_at, seen_hash, decision,
                  decided_by, decided_at) VALUES ('c', \(office.agency), 'd', 'console:x', '2025-03-02T00:00:00.000Z',
                  \(String(repeating: "a", count: 64)), 'passed', \("person:\(office.person)"), '2025-03-03T00:00:00.000Z')
                """)
            try db.execute(
                """
                INSERT INTO disclosure_tick (check_id, element_key, agency_id, found, address_id, file_sha256, place)
                VALUES ('c', 'own.x', \(office.agency), 'there', 'a/b', NULL, 'หน้า 2'),
                  ('c', 'own.y', \(office.agency), 'there', NULL, 'sum', 'หน้า 3'),
                  ('c', 'own.z', \(office.agency), 'there', NULL, NULL, 'หน้า 4')
                """)
            try db.execute(
                """
                INSERT INTO disclosure_file (id, agency_id, disclosure_id, position, label, file_sha256, file_name,
                  media_type, file_size, created_at, removed_at)
                VALUES ('f', \(office.agency), 'd', 1, '', 'sum', 'ประกาศ ที่นี่.pdf', 'application/pdf', 1,
                  '2025-03-01T00:00:00.000Z', '2025-03-04T00:00:00.000Z')
                """)
        }
        let agency = try await office.site.database.read { try Agency.find("mine", in: $0) }
        func made() async throws -> [UInt8] {
            let pack = try await AppealPack.gather(
                agency: agency, year: 2568, code: "o18", on: Day(iso: "2025-03-16"), site: office.site)
            #expect(pack.fileName == "mine-2568-O18-appeal.zip")
            let bytes = Bytes()
            try await pack.write { bytes.add($0) }
            return bytes.all
        }
        let first = try await made()
        #expect(try await made() == first)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("appeal-\(ID.new()).zip")
        try Data(first).write(to: file)
        let said = try await PythonServer.run(
            """
            import csv, hashlib, io, sys, zipfile
            from warcio.archiveiterator import ArchiveIterator
            pack = zipfile.ZipFile(sys.argv[1])
            assert pack.testzip() is None
            for line in pack.read("SHA256SUMS").decode().splitlines():
                digest, name = line.split("  ")
                assert hashlib.sha256(pack.read(name)).hexdigest() == digest, name
            types = [r.rec_type for r in ArchiveIterator(io.BytesIO(pack.read("captures.warc.gz")), check_digests="raise")]
            for name in ["1-first.txt", "1-chosen.txt", "1-last.txt", "2-first.txt"]:
                assert "ประกาศนโยบายไม่รับของขวัญ" in pack.read(name).decode("utf-8-sig"), name
            told = list(csv.DictReader(io.StringIO(pack.read("checked.csv").decode("utf-8-sig"))))
            assert told[0]["document"].endswith("/b") and told[0]["place"] == "หน้า 2", told
            assert [row["document"] for row in told[1:]] == ["ประกาศ ที่นี่.pdf", ""], told
            print(sorted(pack.namelist()), types.count("response"), types.count("revisit"))
            """, [file.path])
        #expect(said.contains("2 4") && said.contains("index.html"))
        let page = String(
            decoding: AppealPage(
                pack: try await AppealPack.gather(agency: agency, year: 2568, code: "O18", site: office.site)
            ).bytes, as: UTF8.self)
        // An assessor reads it without other programs: the words, the digest, and a way to every file.
        let digest = try #require(
            try await office.one("SELECT payload_digest FROM capture WHERE kind = 'response' ORDER BY at, id"))
        #expect(page.contains("<p>ประกาศนโยบายไม่รับของขวัญ ปีงบประมาณ พ.ศ. 2568</p>"))
        #expect(page.contains(try digest.string("payload_digest")) && page.contains("ทำชุดนี้เมื่อ"))
        for file in ["1-first.txt", "1-last.txt", "captures.warc.gz", "SHA256SUMS"] {
            #expect(page.contains("href=\"\(file)\""), "\(file)")
        }
        #expect(!page.contains("1-chosen.txt"))
        #expect(page.contains("ผู้ใช้ owner ตรวจแล้วว่าครบ") && page.contains("สิ่งที่ชุดนี้ไม่ได้พิสูจน์") && !page.contains("⟦"))
        #expect(page.contains("<td>ประกาศ ที่นี่.pdf</td><td>หน้า 3</td>"), "each tick names its document")
        #expect(page.contains("/b</td><td>หน้า 2</td>") && page.contains("<td>ไม่ระบุ</td><td>หน้า 4</td>"))
        await #expect(throws: Failure.self) {
            _ = try await AppealPack.gather(agency: agency, year: 2568, code: "O99", site: office.site)
        }
    }
}

/// Bytes that come in pieces.
private final class Bytes: @unchecked Sendable {
    private let lock = NSLock()
    private var bytes: [UInt8] = []
    func add(_ more: [UInt8]) { lock.withLock { bytes += more } }
    var all: [UInt8] { lock.withLock { bytes } }
}
