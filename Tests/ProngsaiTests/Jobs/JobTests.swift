import Documents
import Child
import Foundation
import Testing

@testable import Prongsai

@Suite struct JobTests {
    private func load(_ site: Site, _ office: Office, _ id: String) async throws -> Job {
        let now = site.clock.now()
        return try #require(
            try await site.database.read { try Job.load(person: office.person, id: id, at: now, in: $0).first })
    }

    private func officer(_ site: Site, _ office: Office) async throws -> TestBrowser {
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE account SET second_factor_at = NULL WHERE person_id = \(office.person)")
        }
        let browser = TestBrowser(site)
        try await browser.signIn("officer.mine")
        return browser
    }

    @Test(arguments: engines) func `all forms of a report come in one file, each known as genuine`(_ engine: TestEngine)
        async throws
    {
        let (site, _) = try await TestSite.moving(engine)
        let office = try await Office.open("mine", on: site)
        let browser = try await officer(site, office)
        let asked = try await browser.post("/desk/mine/2568/rounds/2/archive")
        #expect(asked.status == 303 && asked.location == "/jobs/\(office.job)", "the same is asked for once")
        let waiting = try await browser.get("/jobs/\(office.job)")
        #expect(waiting.body.contains("รองานก่อนหน้า") && waiting.body.contains("http-equiv=\"refresh\""))
        #expect(try await browser.get("/jobs/\(office.job)/file").status == 404)
        #expect(try await JobRunner(site: site).next())
        #expect(try await JobRunner(site: site).next() == false)
        let page = try await browser.get("/jobs/\(office.job)")
        #expect(page.body.contains("✓ เสร็จแล้ว") && !page.body.contains("refresh"))
        let file = try await browser.get("/jobs/\(office.job)/file")
        #expect(file.status == 200 && file.header("content-disposition")?.contains("mine-2568-2.zip") == true)
        let machine = try await TestBrowser(site).send(
            .get, "/api/v1/agencies/mine/jobs/\(office.job)/file",
            headers: ["authorization": "Bearer \(office.token)"], body: [])
        #expect(machine.status == 200 && machine.bytes == file.bytes, "a program is handed the same file")
        let folder = try BuiltProgram.folder()
        try Data(file.bytes).write(to: folder.appendingPathComponent("a.zip"))
        let unzip = ChildProcess()
        unzip.executableURL = URL(fileURLWithPath: "/usr/bin/unzip")
        unzip.arguments = ["-q", "a.zip"]
        unzip.currentDirectoryURL = folder
        try unzip.run()
        unzip.waitUntilExit()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != "a.zip" }.sorted()
        #expect(names.map { ($0 as NSString).pathExtension } == ["docx", "html", "json", "pdf", "xlsx"])
        for name in names {
            let hash = Hash.sha256([UInt8](try Data(contentsOf: folder.appendingPathComponent(name))))
            let known = try await site.database.read {
                try $0.first("SELECT sha256 FROM report_file WHERE sha256 = \(hash)") != nil
            }
            #expect(known, "\(name)")
        }
        #expect(try await browser.get("/jobs").body.contains("รายงานทุกรูปแบบในไฟล์เดียว"))
    }

    @Test(arguments: engines) func `nobody sees the work of others`(_ engine: TestEngine) async throws {
        let (site, _) = try await TestSite.moving(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("colleague", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("colleague")
        _ = try await JobRunner(site: site).next()
        #expect(try await browser.get("/jobs/\(office.job)").status == 404)
        #expect(try await browser.get("/jobs/\(office.job)/file").status == 404)
        #expect(try await browser.get("/jobs").body.contains("ยังไม่มีงานที่สั่งไว้"))
    }

    @Test(arguments: engines) func `a report is taken over once, and what is wrong with the file is told`(
        _ engine: TestEngine
    ) async throws {
        let (site, _) = try await TestSite.moving(engine)
        let office = try await Office.open("mine", on: site)
        _ = try await JobRunner(site: site).next()
        let empty = try await site.perform(
            OpenYear(agency: office.agency, fiscalYear: 2569, edition: office.edition), as: TestSite.console)
        _ = empty
        let plan = try await site.database.read {
            try $0.first("SELECT id FROM plan WHERE fiscal_year = 2569 AND agency_id = \(office.agency)")?.string("id")
        }
        let bytes = [UInt8](try Data(contentsOf: Repository.root.appendingPathComponent("Demo/report.md")))
        let text = String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "2568", with: "2569")
        func take(_ text: String) async throws -> Job {
            let input = try site.files.put(Array(text.utf8))
            let id = try await site.perform(
                BeginJob(
                    agency: office.agency, kind: ImportReportJob(plan: plan ?? "", fileName: "report.md", half: 1),
                    input: input), as: office.own)
            #expect(try await JobRunner(site: site).next())
            return try await load(site, office, id)
        }
        let wrong = try await take("ไม่ใช่รายงาน ที่นี่ น้ำ")
        #expect(wrong.state == .failed && wrong.fault?.problems.first?.key == "nothing_found")
        let good = try await take(text)
        #expect(good.state == .finished, "\(String(describing: good.fault))")
        #expect(good.outcome == "/desk/mine/2569/plan")
        let rows = try await site.database.read {
            try $0.first("SELECT COUNT(*) AS n FROM plan_row WHERE plan_id = \(plan ?? "")")?.integer("n")
        }
        #expect((rows ?? 0) > 5)
        let again = try await take(text)
        #expect(again.state == .finished, "the same file changes nothing")
    }

    @Test(arguments: engines) func `who may no longer do it gets nothing done`(_ engine: TestEngine) async throws {
        let (site, _) = try await TestSite.moving(engine)
        let office = try await Office.open("mine", on: site)
        try await site.database.write(office.agency) {
            try $0.execute("UPDATE person SET retired_at = '2025-01-01T00:00:00.000Z' WHERE id = \(office.person)")
        }
        #expect(try await JobRunner(site: site).next())
        let job = try await load(site, office, office.job)
        #expect(job.state == .failed && job.file == nil)
        await #expect(throws: Failure.forbidden) {
            _ = try await site.perform(
                BeginJob(agency: office.agency, kind: ImportReportJob(plan: office.plan, fileName: "a", half: nil)),
                as: TestSite.person(.reader, of: office.agency))
        }
    }

    @Test(arguments: engines) func `a job whose program was killed is begun again, and given up after five times`(
        _ engine: TestEngine
    ) async throws {
        let (site, clock) = try await TestSite.moving(engine)
        let office = try await Office.open("mine", on: site)
        let until = site.clock.now().adding(JobRunner.lease)
        try await site.database.write(nil) {
            try $0.execute("UPDATE job SET leased_until = \(until), attempts = 1 WHERE id = \(office.job)")
        }
        #expect(try await JobRunner(site: site).next() == false, "somebody holds it")
        clock.advance(JobRunner.lease + 1)
        #expect(try await JobRunner(site: site).next())
        #expect(try await load(site, office, office.job).state == .finished)
        try await site.database.write(nil) {
            try $0.execute("UPDATE job SET finished_at = NULL, attempts = 5 WHERE id = \(office.job)")
        }
        #expect(try await JobRunner(site: site).next())
        let job = try await load(site, office, office.job)
        #expect(job.state == .failed && job.fault?.message?.key == "failure.job_lost")
        clock.advance(Upkeep.jobs + 1)
        _ = try await Worker(site: site).round()
        let left = try await site.database.read { try $0.first("SELECT id FROM job") }
        #expect(left == nil, "cleared away after a week")
    }
}
