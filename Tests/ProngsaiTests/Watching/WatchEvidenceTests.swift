import Foundation
import Testing
import Watch

@testable import Prongsai

/// A capture stands only for words that were there: however the memory and what was kept last come apart.
@Suite struct WatchEvidenceTests {
    private static func plan(_ points: String, visitors: Int = 1) -> String {
        WatchSample.page(points) + (1...9).map { "<p>โครงการที่ \($0) แผนใช้จ่ายงบประมาณ</p>" }.joined()
            + "<footer><p>ผู้เข้าชม \(visitors) ครั้ง</p></footer>"
    }
    private static func rules(visitors: Int) -> String {
        "<title>ระเบียบ</title><h1>ระเบียบการใช้ห้องประชุม พ.ศ. 2568</h1>"
            + (1...9).map { "<p>ข้อ \($0) ผู้ขอใช้ห้องต้องแจ้งล่วงหน้า</p>" }.joined()
            + "<footer><p>ผู้เข้าชม \(visitors) ครั้ง</p></footer>"
    }

    /// What the appeal pack shows as there last.
    private func last(_ code: String, _ office: WatchedOffice) async throws -> AppealText {
        let agency = try await office.site.database.read { try Agency.find("mine", in: $0) }
        let pack = try await AppealPack.gather(agency: agency, year: 2568, code: code, site: office.site)
        return try #require(pack.places.flatMap(\.kept).last)
    }

    private func captures(_ office: WatchedOffice) async throws -> [(id: String, kind: String, of: String?)] {
        try await office.rows("SELECT id, kind, of_capture_id FROM capture ORDER BY at, id").map {
            (try $0.string("id"), try $0.string("kind"), try $0.optionalString("of_capture_id"))
        }
    }

    @Test(arguments: engines) func `a page published anew here is kept whole, and the pack shows what stands there`(
        _ engine: TestEngine
    ) async throws {
        let web = try await SampleSite()
        let (site, clock) = try await TestSite.moving(engine) { settings in
            settings.address = web.address("/")
            settings.watch.networks = [try #require(IPNetwork("127.0.0.0/8"))]
            settings.watch.ports = nil
            settings.watch.references = [try WebAddress(web.address("/reference"))]
        }
        let agency = try await TestSite.addOffice("mine", to: site)
        let hosted = try await HostedDisclosure.add(to: agency, on: site)
        let office = WatchedOffice(site: site, clock: clock, agency: agency, person: "", web: web)
        func publish(at now: Instant) async throws {
            try await site.database.write(nil) { try $0.execute("UPDATE published_page SET published_at = \(now)") }
        }
        try await publish(at: Instant(stored: "2025-03-01T00:00:00.000Z"))
        try await office.watcher.queue.keepInStep()
        let address = try #require(try await office.one("SELECT page_address FROM watched")).string("page_address")
        let path = String(address.dropFirst(web.address("").count))
        func look(_ body: String?) async throws {
            try web.set(path, body.map { .init(body: $0) })
            clock.advance(2 * WatchedOffice.day)
            _ = try await office.watcher.pass()
        }
        try await look(Self.plan("งบประมาณ 1,000 บาท"))
        clock.advance(WatchedOffice.hour)
        try await publish(at: site.clock.now())
        try await look(Self.plan("งบประมาณ 9,999,999 บาท"))
        try await look(Self.plan("งบประมาณ 9,999,999 บาท", visitors: 2))
        let kept = try await captures(office)
        #expect(kept.map(\.kind) == ["response", "response", "note"] && kept.last?.of == kept[1].id, "\(kept)")
        let shown = try await last("O3", office)
        #expect(shown.capture.id == kept[2].id && shown.source?.id == kept[1].id)
        #expect(shown.lines.contains("งบประมาณ 9,999,999 บาท"), "\(shown.lines)")
        #expect(!shown.lines.contains { $0.contains("ผู้เข้าชม") }, "what was not compared is not claimed")

        // The same where the first look after it fails: it is meant to be other words all the same.
        clock.advance(WatchedOffice.hour)
        try await publish(at: site.clock.now())
        try await look(nil)
        try await look(Self.rules(visitors: 1))
        let row = try #require(
            try await office.one("SELECT verdict, changed_at FROM watched WHERE page_of = \(hosted.shown)"))
        #expect(try row.string("verdict") == "alive" && row.optionalString("changed_at") == nil)
        #expect(try await last("O3", office).lines.contains("ระเบียบการใช้ห้องประชุม พ.ศ. 2568"))
    }

    @Test(arguments: engines) func `what a person confirmed is what later looks are held against`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a"])
        func look(_ page: SampleSite.Page) async throws {
            try office.web.set("/a", page)
            office.clock.advance(2 * WatchedOffice.day)
            _ = try await office.watcher.pass()
        }
        try await look(.init(body: Self.plan("งบประมาณ 1,000 บาท"), etag: "\"1\""))
        let other = SampleSite.Page(body: Self.rules(visitors: 1), etag: "\"2\"")
        try await look(other)
        #expect(try await office.watched("/a").string("verdict") == "replaced")
        let id = try await office.watched("/a").string("id")
        try await office.site.perform(
            NoteVisit(agency: office.agency, watched: id, note: ""), as: TestSite.console)
        // The same bytes; then nothing but "not modified"; then another counter.
        try await look(other)
        try await look(other)
        try await look(.init(body: Self.rules(visitors: 2), etag: "\"3\""))
        let kept = try await captures(office)
        #expect(kept.map(\.kind) == ["response", "response", "revisit", "revisit", "note"])
        #expect(kept.suffix(3).allSatisfy { $0.of == kept[1].id }, "\(kept)")
        #expect(try await last("O18", office).lines.first == "ระเบียบการใช้ห้องประชุม พ.ศ. 2568")
        let whole = try await office.site.captures(kept[4].id, agency: office.agency)
        #expect(try await office.site.content(of: whole)?.text.blocks.first?.text.hasPrefix("ระเบียบ") == true)

        // A note that does not say by its own fingerprint that the words were the same shows nothing.
        try await office.site.database.write(office.agency) {
            try $0.execute("UPDATE capture SET of_capture_id = \(kept[0].id) WHERE kind = 'note'")
        }
        let wrong = try await office.site.captures(kept[4].id, agency: office.agency)
        #expect(try await office.site.content(of: wrong) == nil)
        let shown = try await last("O18", office)
        #expect(shown.capture.id == kept[3].id && shown.lines.first?.hasPrefix("ระเบียบ") == true)
    }

    @Test(arguments: engines) func `what is taken for noise, and what cannot be read, is kept whole`(
        _ engine: TestEngine
    ) async throws {
        let office = try await WatchedOffice.open(engine, paths: ["/a", "/b"])
        for number in 1...6 {
            try office.web.set("/a", .init(body: WatchSample.page("งบประมาณ \(number),000 บาท")))
            try office.web.set("/b", .init(type: "application/octet-stream", body: "\u{1}\u{2} \(number)"))
            _ = try await office.watcher.pass()
            office.clock.advance(2 * WatchedOffice.day)
        }
        #expect(try await Set(captures(office).map(\.kind)) == ["response"])
        // What changed again and again is no longer told, and is kept all the same.
        #expect(try await office.watched("/a").string("verdict") == "alive")
        #expect(try await office.watched("/b").string("verdict") == "alive")
    }
}
