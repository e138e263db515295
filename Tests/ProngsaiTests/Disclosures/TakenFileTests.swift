import Foundation
import Testing

@testable import Prongsai

/// Earlier files that are taken out of public view, and numbers in names.
@Suite struct TakenFileTests {
    @Test(arguments: engines) func `an earlier file is taken out by a second person, and the history says so`(
        _ engine: TestEngine
    ) async throws {
        let (site, _) = try await TestSite.moving(engine) { $0.address = "https://ita.example.go.th" }
        let office = try await Office.open("mine", on: site)
        let (agency, item, old) = (office.agency, office.hosted.shown, office.hosted.shownFile)
        let everybody = TestBrowser(site)
        func take(_ file: String, as actor: Actor, _ because: String = "มีข้อมูลส่วนบุคคล") async throws {
            try await site.perform(TakeDisclosureFileOut(agency: agency, file: file, because: because), as: actor)
        }
        let second = TestSite.person(.director, of: agency)
        await #expect(throws: Failure.conflict(Message("failure.file_is_current"))) { try await take(old, as: second) }
        let paper = SitePaper(
            hash: try site.files.put(Samples.png()), name: "ใหม่.png", mediaType: "image/png", size: 9)
        _ = try await site.perform(
            ReplaceDisclosureFile(agency: agency, file: old, paper: paper, label: nil), as: TestSite.console)
        try await HostedDisclosure.pass(item, agency: agency, on: site)
        _ = try await HostedDisclosure.publish(item, agency: agency, on: site)
        let path = "/public/mine/files/\(old)/\(Address.encoded(SitePaper.segment(HostedDisclosure.paper.name)))"
        #expect(try await everybody.get(path).status == 200, "an earlier version is history")

        await #expect(throws: Failure.conflict(Message("failure.own_check"))) {
            try await take(old, as: TestSite.console)
        }
        await #expect(throws: Failure.invalid([Problem("personal_typed", at: "because")])) {
            try await take(old, as: second, "มีเลข 1101700230708")
        }
        await #expect(throws: Failure.self) { try await take(old, as: second, " ") }
        await #expect(throws: Failure.self) { try await take(old, as: TestSite.person(.reader, of: agency)) }
        try await take(old, as: second)
        #expect(try await everybody.get(path).status == 404)
        let page = try await everybody.get("/2568/o3").body
        #expect(page.contains("ถูกนำออกเมื่อ") && page.contains("มีข้อมูลส่วนบุคคล") && !page.contains(old))
        let mine = try await site.database.read { try Agency.find("mine", in: $0) }
        let files = try await site.siteFiles(of: mine, base: "https://ita.example.go.th")
        #expect(!files.contains { $0.path.contains(old) }, "nor in the folder")
        #expect(try await everybody.get("/public/mine/ckan.json").body.contains(old) == false)
        let lines = try await site.database.read { try Journal.lines(agency: agency, in: $0) }
        #expect(lines.last { $0.operation == "take-disclosure-file-out" }?.particulars.contains(old) == true)

        // The next version does not name it any more.
        let editions = site.editions
        let prepared = try await site.database.read {
            try DisclosurePage.load(item, agency: agency, editions: editions, in: $0)
        }
        #expect(prepared.earlier.map(\.id) == [old] && prepared.content.previous.isEmpty)
    }

    @Test(arguments: engines) func `a number in a name is shown where it stands, and can be answered for`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency, _) = try await TestSite.withOffice(engine)
        let item = try await HostedDisclosure.disclosure("O18", of: agency, on: site)
        let paper = SitePaper(
            hash: try site.files.put(Samples.document), name: "นาย ก 1101700230708.pdf", mediaType: "application/pdf",
            size: 9)
        _ = try await HostedDisclosure.file(of: item, paper, label: "ประกาศ น้ำ", agency: agency, on: site)
        try await HostedDisclosure.pass(item, agency: agency, on: site)
        func problems() async throws -> [String] {
            try await HostedDisclosure.blocking(item, agency: agency, on: site)
        }
        #expect(try await problems() == ["publish_unscanned"])
        let finds = try await HostedDisclosure.read(item, agency: agency, on: site)
        let second = TestSite.person(.officer, of: agency)
        #expect(finds.map(\.place.name) == [.file] && finds.map(\.masked) == ["1xxxxxxxxxx08"])
        #expect(site.strings.place(finds[0].place, .thai) == "ในชื่อไฟล์ของไฟล์ที่ 1")
        #expect(try await problems() == ["publish_personal"])
        try await site.perform(
            JustifyPersonalFind(agency: agency, find: finds[0].id, because: "เป็นเลขตัวอย่าง"), as: second)
        #expect(try await problems() == [])
    }

    @Test(arguments: engines) func `a file that was replaced before anybody read it is read before it becomes public`(
        _ engine: TestEngine
    ) async throws {
        let (site, agency, _) = try await TestSite.withOffice(engine)
        let item = try await HostedDisclosure.disclosure("O18", of: agency, on: site)
        let first = SitePaper(
            hash: try site.files.put(Array("เลขประจำตัวประชาชน 1101700230708".utf8)), name: "รายชื่อ.txt",
            mediaType: "text/plain", size: 9)
        let old = try await HostedDisclosure.file(of: item, first, agency: agency, on: site)
        _ = try site.files.put(Samples.document)
        _ = try await site.perform(
            ReplaceDisclosureFile(agency: agency, file: old, paper: HostedDisclosure.paper, label: nil),
            as: TestSite.console)
        try await HostedDisclosure.pass(item, agency: agency, on: site)
        func problems() async throws -> [String] {
            try await HostedDisclosure.blocking(item, agency: agency, on: site)
        }
        #expect(try await problems() == ["publish_unscanned"])
        let finds = try await HostedDisclosure.read(item, agency: agency, on: site)
        #expect(finds.map(\.content) == [first.hash])
        #expect(try await problems() == ["publish_personal"])
        try await site.perform(
            TakeDisclosureFileOut(agency: agency, file: old, because: "มีข้อมูลส่วนบุคคล"),
            as: TestSite.person(.director, of: agency))
        #expect(try await problems() == [], "it does not become public")
    }
}
