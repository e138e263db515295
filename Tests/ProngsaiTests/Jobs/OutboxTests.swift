import Foundation
import Testing

@testable import Prongsai

@Suite struct OutboxTests {
    private func fill(_ count: Int, _ site: Site, _ agency: String) async throws {
        let now = site.clock.now()
        try await site.database.write(agency) { db in
            for number in 0..<count {
                try Outbox.mail(
                    to: "a\(number)@office.go.th", subject: "ก", text: "ข", agency: agency, at: now, in: db)
            }
        }
    }

    @Test(arguments: engines) func `several programs share the outbox and nobody takes what another holds`(
        _ engine: TestEngine
    ) async throws {
        let (site, clock) = try await TestSite.moving(engine)
        let agency = try await TestSite.addOffice("office", to: site)
        try await fill(40, site, agency)
        var second = site
        second.database = try await Database.open(site.database.address, migrations: try Repository.migrations())
        let sites = [site, second]
        let taken = try await withThrowingTaskGroup(of: [String].self) { group in
            for number in 0..<8 {
                group.addTask { try await sites[number % 2].takeFromOutbox("mail", most: 7).map(\.id) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(taken).count == taken.count, "a row was taken twice")
        var rest = taken
        while true {
            let more = try await site.takeFromOutbox("mail", most: 7).map(\.id)
            if more.isEmpty { break }
            rest += more
        }
        #expect(Set(rest).count == 40 && rest.count == 40)
        clock.advance(Outbox.lease + 1)
        let again = try await site.takeFromOutbox("mail", most: 100)
        #expect(again.count == 40, "whoever held them is gone, so they are taken again")
        #expect(again.allSatisfy { $0.attempts == 2 })
    }

    @Test(arguments: engines) func `what was taken and not tried goes back at once`(_ engine: TestEngine) async throws {
        let (site, _) = try await TestSite.moving(engine) {
            $0.mail = try MailServer("smtp://127.0.0.1:9?tls=none", from: "desk@office.go.th")
        }
        let agency = try await TestSite.addOffice("office", to: site)
        try await fill(3, site, agency)
        #expect(try await Delivery(site: site).run("mail", isOver: { true }) == 0)
        let taken = try await site.takeFromOutbox("mail", most: 10)
        #expect(taken.count == 3 && taken.allSatisfy { $0.attempts == 1 })
    }

    @Test(arguments: engines) func `a mail is on its way only where what it tells of happened`(_ engine: TestEngine)
        async throws
    {
        let (site, _) = try await TestSite.moving(engine)
        let agency = try await TestSite.addOffice("office", to: site)
        let now = site.clock.now()
        await #expect(throws: Failure.forbidden) {
            try await site.database.write(agency) { db in
                try Outbox.mail(
                    to: "a@office.go.th", subject: "ก", text: "ข", agency: agency, at: now, in: db)
                throw Failure.forbidden
            }
        }
        await #expect(throws: Failure.invalid([Problem("mail_address", at: "email")])) {
            try await site.database.write(agency) { db in
                try Outbox.mail(
                    to: "a@office.go.th\r\nBcc: b@c.th", subject: "ก", text: "ข", agency: agency, at: now, in: db)
            }
        }
        #expect(try await site.takeFromOutbox("mail", most: 10).isEmpty)
    }

    @Test func `waiting grows threefold up to six hours`() {
        #expect((1...8).map { Outbox.pause(after: $0) / 60_000 } == [1, 3, 9, 27, 81, 243, 360, 360])
    }

    @Test func `a killed program loses no mail, and one that is stopped ends at once`() async throws {
        let server = try await PythonServer("mail.py")
        let folder = try BuiltProgram.folder()
        let mail = ["--mail", "smtp://127.0.0.1:\(server.port)?tls=none", "--mail-from", "desk@office.go.th"]
        #expect(
            try BuiltProgram.run(["init", "--name", "สำนักงาน", "--edition", "bma-ita-2567"], in: folder).code == 0)
        let site = try await Site.open(
            try TestSite.settings(
                database: "sqlite:\(folder.path)/prongsai.db", folder: folder))
        let agency = try await site.database.read { try Agency.find(nil, in: $0).id }
        try await fill(30, site, agency)
        _ = try BuiltProgram.kill(["serve", "--listen", "127.0.0.1:0"] + mail, in: folder, after: 1500)
        let now = site.clock.now()
        try await site.writeQueue { db, _ in
            // Nobody wants to wait until the lease runs out.
            try db.execute("UPDATE outbox SET next_at = \(now) WHERE done_at IS NULL")
        }
        let run = try BuiltProgram.run(["work"] + mail, in: folder)
        #expect(run.code == 0, "\(run.errors)")
        let reached = Set(try server.received().compactMap { $0["to"]?.list?.first?.text })
        #expect(reached.count == 30, "each at least once")
        await site.database.close()
    }
}
