import Foundation
import ITA
import Testing

@testable import Prongsai

/// One result is changed with everything about it in one form, and nothing typed in it is lost.
@Suite struct ResultPageTests {
    private func desk(_ engine: TestEngine) async throws -> (site: Site, office: Office, browser: TestBrowser) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("writer", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("writer")
        return (site, office, browser)
    }

    private func work(_ site: Site, _ office: Office) async throws -> RoundWork {
        try await site.database.read {
            try RoundWork.load(Round(id: office.round, half: 1, frozenAt: nil), in: $0)
        }
    }

    @Test(arguments: engines) func `a result is revised as a whole: words, captions, days, order, measures`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let second = try await site.perform(
            AddMeasure(
                agency: office.agency, plan: office.plan, rows: [office.row], fields: MeasureFields(text: "อีกมาตรการ")),
            as: TestSite.console)
        for number in 5...6 {
            _ = try await site.perform(
                AddEvidence(
                    agency: office.agency, progress: office.progress,
                    source: .address("https://example.go.th/\(number)"), caption: "ที่ \(number)", aboutOn: nil),
                as: TestSite.console)
        }
        let page = "/desk/mine/2568/results/\(office.progress)"
        let body = try await browser.get(page).body
        let seen = try #require(TestBrowser.hidden("seen", in: body))
        let uses = try await work(site, office).uses.map(\.id)
        let fields = ["text": "แก้แล้ว ญี่ปุ่น", "seen": seen, "numbers": "๑.๒"]
        let more =
            [("measure", office.measure)]
            + uses.enumerated().flatMap { index, id in
                [
                    ("caption.\(id)", "ใหม่ \(index)"), ("about.\(id)", index == 0 ? "" : "14 ม.ค. ๒๕๖๘"),
                    ("place.\(id)", index == 2 ? "1" : String(index + 1)),
                ]
            } + [("remove.\(uses[1])", "1")]
        var wrong = fields
        wrong["numbers"] = "9.9"
        let refused = try await browser.post(page, wrong, more: more + [("about.\(uses[0])", "32 ม.ค. 68")])
        #expect(refused.status == 422 && refused.body.contains("9.9") && refused.body.contains("แก้แล้ว ญี่ปุ่น"))
        #expect(try await browser.post(page, fields, more: more).status == 303)
        let work = try await work(site, office)
        #expect(work.progress[0].text == "แก้แล้ว ญี่ปุ่น")
        #expect(Set(work.progress[0].measures) == [office.measure, second])
        #expect(work.uses.map(\.id) == [uses[2], uses[0]] && work.uses.map(\.caption) == ["ใหม่ 2", "ใหม่ 0"])
        #expect(work.uses.map { $0.aboutOn?.iso } == ["2025-01-14", nil])
    }

    @Test(arguments: engines) func `a caption from an older report gets its picture`(_ engine: TestEngine) async throws
    {
        let (site, office, browser) = try await desk(engine)
        let use = ID.new()
        try await site.database.write(office.agency) { db in
            try db.execute(
                "INSERT INTO evidence_use (id, agency_id, round_id, progress_id, position, caption, created_at) VALUES (\(use), \(office.agency), \(office.round), \(office.progress), 9, 'ป้ายค่าธรรมเนียม', 'x')"
            )
        }
        let page = "/desk/mine/2568/results/\(office.progress)"
        #expect(try await browser.get(page).body.contains("◆ คำบรรยายนี้ยังไม่มีภาพ"))
        let seen = try #require(TestBrowser.hidden("seen", in: try await browser.get(page).body))
        let fields = [
            ("seen", seen), ("text", "เผยแพร่คู่มือบนเว็บไซต์แล้ว"), ("measure", office.measure),
            ("caption.\(use)", "ป้ายค่าธรรมเนียม ใหม่"),
        ]
        let name = "picture.\(use)"
        let program = try await browser.upload(page, fields, files: [(name, "ก.exe", Samples.program)])
        #expect(program.status == 422 && program.body.contains("เป็นโปรแกรม"))
        #expect(program.body.contains("ป้ายค่าธรรมเนียม ใหม่"), "what was typed stays")
        let photo = try Samples.dated()
        let refused = try await browser.upload(
            page, fields + [("about.\(use)", "32/1/68")], files: [(name, photo.name, photo.bytes)])
        let kept = TestBrowser.values("attach.\(use)", in: refused.body)
        #expect(refused.status == 422 && kept.count == 1, "the picture waits for the form")
        let saved = try await browser.upload(page, fields + kept.map { ("attach.\(use)", $0) }, files: [])
        #expect(saved.status == 303)
        let found = try await work(site, office).uses.first { $0.id == use }
        #expect(found?.caption == "ป้ายค่าธรรมเนียม ใหม่" && found?.evidence?.kind == .photo)
    }

    @Test(arguments: engines) func `evidence is added with whatever else was typed, and both stay when it fails`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let page = "/desk/mine/2568/results/\(office.progress)"
        let seen = try #require(TestBrowser.hidden("seen", in: try await browser.get(page).body))
        let photo = try Samples.dated()
        var fields = [
            ("seen", seen), ("text", "แก้คำ ที่นี่ น้ำ"), ("measure", office.measure),
            ("caption.\(office.use)", "คำบรรยายใหม่"), ("place.\(office.use)", "1"), ("links", "ftp://x"),
        ]
        let refused = try await browser.upload(page, fields, files: [("photos", photo.name, photo.bytes)])
        #expect(refused.status == 422)
        for word in ["แก้คำ ที่นี่ น้ำ", "คำบรรยายใหม่", "ftp://x", "<title>มีข้อที่ต้องแก้ · "] {
            #expect(refused.body.contains(word), "\(word)")
        }
        let waiting = TestBrowser.values("upload", in: refused.body)
        fields[5].1 = "https://example.go.th/ข่าว"
        let saved = try await browser.upload(page, fields + waiting.map { ("upload", $0) }, files: [])
        #expect(saved.location == "\(page)?done=evidence_added" && waiting.count == 1)
        let work = try await work(site, office)
        #expect(work.progress[0].text == "แก้คำ ที่นี่ น้ำ")
        #expect(work.uses.map(\.caption).first == "คำบรรยายใหม่")
        #expect(work.uses.compactMap { $0.evidence?.kind }.suffix(2) == [.photo, .address])
    }

    @Test(arguments: engines) func `of two who change different parts of a result, both are kept`(_ engine: TestEngine)
        async throws
    {
        let (site, office, browser) = try await desk(engine)
        let page = "/desk/mine/2568/results/\(office.progress)"
        let seen = try #require(TestBrowser.hidden("seen", in: try await browser.get(page).body))
        let before = try await work(site, office).uses.first { $0.id == office.use }?.caption ?? ""
        let text = "เผยแพร่คู่มือบนเว็บไซต์แล้ว"
        let fields = ["seen": seen, "measure": office.measure, "place.\(office.use)": "1"]
        let first = fields.merging(["text": "ของคนแรก", "caption.\(office.use)": before]) { $1 }
        let second = fields.merging(["text": text, "caption.\(office.use)": "ของคนที่สอง"]) { $1 }
        #expect(try await browser.post(page, first).status == 303)
        #expect(try await browser.post(page, second).status == 303)
        var work = try await work(site, office)
        #expect(work.progress[0].text == "ของคนแรก" && work.uses.first?.caption == "ของคนที่สอง")
        // A third changes both: only the wording is in doubt, and nothing of theirs is lost.
        let third = fields.merging(["text": "ของคนที่สาม", "caption.\(office.use)": before]) { $1 }
        let conflict = try await browser.post(page, third)
        #expect(conflict.status == 409 && conflict.body.contains("ของคนที่สาม"))
        #expect(conflict.body.contains("value=\"ของคนที่สอง\""), "what they did not touch is as it is now")
        #expect(!conflict.body.contains("<p class=\"typed\">\(before)</p>") || before.isEmpty)
        work = try await self.work(site, office)
        #expect(work.progress[0].text == "ของคนแรก" && work.uses.first?.caption == "ของคนที่สอง")
    }

    @Test(arguments: engines) func `of two who change a result at once, the later one sees both wordings`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, first) = try await desk(engine)
        let second = TestBrowser(site)
        try await second.signIn("writer")
        let page = "/desk/mine/2568/results/\(office.progress)"
        let seen = try #require(TestBrowser.hidden("seen", in: try await first.get(page).body))
        let use = office.use
        let fields = ["seen": seen, "measure": office.measure, "caption.\(use)": "คำแรก", "place.\(use)": "1"]
        #expect(try await first.post(page, fields.merging(["text": "ฉบับแรก"]) { $1 }).status == 303)
        let late = try await second.post(page, fields.merging(["text": "ฉบับที่สอง"]) { $1 })
        #expect(late.status == 409 && late.body.contains("ฉบับแรก") && late.body.contains("ฉบับที่สอง"))
        #expect(try await work(site, office).progress[0].text == "ฉบับแรก")
        #expect(try await second.post("\(page)/removal", ["seen": seen]).status == 409)
        let now = try #require(TestBrowser.hidden("seen", in: late.body))
        #expect(try await second.post(page, fields.merging(["text": "ฉบับรวม", "seen": now]) { $1 }).status == 303)
        #expect(try await work(site, office).progress[0].text == "ฉบับรวม")
        let last = try #require(TestBrowser.hidden("seen", in: try await first.get(page).body))
        #expect(try await first.post("\(page)/removal", ["seen": last]).status == 303)
        #expect(try await work(site, office).progress.isEmpty)
    }
}
