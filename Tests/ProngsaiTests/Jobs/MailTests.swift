import Foundation
import Testing

@testable import Prongsai

@Suite struct MailTests {
    private static let subject = "รายงานผลฯ ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู \"ครั้งที่ ๑\"่ และเรื่องอื่นที่ยาวกว่าหนึ่งบรรทัดของหัวจดหมาย"

    private func message(_ subject: String = subject, text: String = "เรียน ท่าน\nน้ำ\r\nปู่") throws -> MailMessage {
        MailMessage(
            from: try #require(MailAddress("desk@office.go.th")), name: "โปร่งใส",
            to: try #require(MailAddress("somchai@office.go.th")), subject: subject, text: text,
            at: Instant(stored: "2025-01-14T20:30:05.123Z"), id: "0192")
    }

    @Test func `a message is what another program reads as the same words`() async throws {
        let read = try await PythonServer.run(
            """
            import email, email.policy, json, sys
            m = email.message_from_bytes(bytes.fromhex(sys.argv[1]), policy=email.policy.SMTP)
            print(json.dumps([m["subject"], str(m["from"].addresses[0].display_name), m["date"], m["message-id"], m.get_content(),
              m["auto-submitted"], [type(d).__name__ for d in m.defects], max(len(l) for l in bytes.fromhex(sys.argv[1]).split(b"\\r\\n"))]))
            """, [Hash.hex(try message().bytes())])
        let parts = try #require(try JSONValue(parsing: Array(read.utf8)).list)
        #expect(parts[0].text == Self.subject)
        #expect(parts[1].text == "โปร่งใส")
        #expect(parts[2].text == "Wed, 15 Jan 2025 03:30:05 +0700")
        #expect(parts[3].text == "<0192@office.go.th>")
        #expect(parts[4].text?.replacingOccurrences(of: "\r\n", with: "\n") == "เรียน ท่าน\nน้ำ\nปู่")
        #expect(parts[5].text == "auto-generated")
        #expect(parts[6] == [])
        #expect((parts[7].whole ?? 999) <= 78)
    }

    @Test(arguments: ["a\r\nBcc: all@office.go.th", "a\nX: y", "เรื่อง\r\n\r\nเนื้อหา", "a\u{0}b\u{7F}"])
    func `no subject brings a header of its own`(_ subject: String) throws {
        let head = String(decoding: try message(subject).bytes(), as: UTF8.self).components(separatedBy: "\r\n\r\n")[0]
        let names = head.components(separatedBy: "\r\n").filter { !$0.hasPrefix(" ") }.map {
            $0.components(separatedBy: ":")[0]
        }
        #expect(
            names == [
                "Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
                "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
            ])
        #expect(head.utf8.allSatisfy { $0 == 13 || $0 == 10 || (0x20...0x7E).contains($0) })
    }

    @Test func `an address is an address and nothing else`() {
        for good in ["a@b.go.th", "first.last+x@office-1.go.th", " a@b.th "] {
            #expect(MailAddress(good) != nil, "\(good)")
        }
        for bad in [
            "", "a", "a@", "@b", "a@b\r\nRCPT TO:<c@d>", "a b@c.th", "<a@b.th>", "a@b..th", ".a@b.th", "-f@b.th",
            "สมชาย@b.th", "a@b_c.th", "a@-b.th", "a,b@c.th", "a\u{0}@b.th",
            String(repeating: "a", count: 65) + "@b.th",
        ] { #expect(MailAddress(bad) == nil, "\(bad)") }
    }

    @Test func `mail settings are understood or refused with words, and TLS is left out on this machine only`() throws {
        func way(_ text: String) throws -> MailServer.Way? { try MailServer(text, from: "a@b.th")?.way }
        #expect(try MailServer("", from: "") == nil)
        #expect(
            try way("smtp://us%40er:p%3Aw@mail.go.th")
                == .smtp(url: "smtp://mail.go.th:587", user: "us@er", password: "p:w", isPlain: false))
        #expect(
            try way("smtps://mail.go.th")
                == .smtp(url: "smtps://mail.go.th:465", user: "", password: "", isPlain: false))
        #expect(
            try way("smtp://127.0.0.1:2525?tls=none")
                == .smtp(url: "smtp://127.0.0.1:2525", user: "", password: "", isPlain: true))
        #expect(try way("sendmail") == .sendmail(path: "/usr/sbin/sendmail"))
        for bad in [
            "smtp://mail.go.th?tls=none", "smtps://127.0.0.1?tls=none", "http://mail.go.th", "mail", "smtp://a?tls=no",
        ] {
            #expect(throws: Failure.self, "\(bad)") { try way(bad) }
        }
        #expect(throws: Failure.self) { try MailServer("sendmail", from: "nobody") }
    }

    @Test(arguments: engines) func `a mail in the outbox reaches a real server, over TLS and with a password`(
        _ engine: TestEngine
    ) async throws {
        let certificate = try Certificate()
        let server = try await PythonServer("mail.py", ["--login", "desk", "ปลา:@ทู"], certificate: certificate)
        let password = Address.encoded("ปลา:@ทู")
        let (site, _) = try await TestSite.moving(engine) {
            $0.mail = try MailServer(
                "smtp://desk:\(password)@localhost:\(server.port)", from: "desk@office.go.th")
            $0.authorities = certificate.file
        }
        let agency = try await TestSite.addOffice("office", to: site)
        #expect(Outbox.canMail(site.settings))
        let now = site.clock.now()
        try await site.database.write(agency) {
            try Outbox.mail(
                to: "somchai@office.go.th", subject: Self.subject, text: "น้ำ", agency: agency, at: now, in: $0)
        }
        let tally = try await Worker(site: site).round()
        #expect(tally.mails == 1)
        let mails = try server.received()
        #expect(mails.count == 1 && mails[0]["tls"] == .flag(true))
        #expect(mails[0]["to"] == ["somchai@office.go.th"] && mails[0]["from"]?.text == "desk@office.go.th")
        #expect(try await states(site) == ["done 1 –"])
        #expect(try await Worker(site: site).round().mails == 0, "once is enough")
    }

    @Test func `without TLS, under a strange certificate or with a wrong password nothing is handed over`() async throws
    {
        let certificate = try Certificate()
        let plain = try await PythonServer("mail.py")
        let safe = try await PythonServer("mail.py", ["--login", "desk", "right"], certificate: certificate)
        for (address, authorities, fault) in [
            ("smtp://localhost:\(plain.port)", "", "no_tls"),
            ("smtp://localhost:\(safe.port)", "", "no_tls"),
            ("smtp://desk:wrong@localhost:\(safe.port)", certificate.file, "mail_login"),
            ("smtp://localhost:9", certificate.file, "no_answer"),
        ] {
            let server = try #require(try MailServer(address, from: "desk@office.go.th"))
            let message = try message()
            let told = await #expect(throws: TransferFault.self, "\(address)") {
                try await server.send(message.bytes(), to: message.to, authorities: authorities)
            }
            #expect(told?.code == fault, "\(address)")
            #expect(told?.stored.contains("wrong") == false)
        }
        #expect(try plain.received().isEmpty && safe.received().isEmpty)
    }

    @Test(arguments: engines) func `what fails is tried again later and later, and what is hopeless is given up`(
        _ engine: TestEngine
    ) async throws {
        let server = try await PythonServer("mail.py")
        let (site, clock) = try await TestSite.moving(engine) {
            $0.mail = try MailServer("smtp://127.0.0.1:\(server.port)?tls=none", from: "desk@office.go.th")
        }
        let agency = try await TestSite.addOffice("office", to: site)
        let now = site.clock.now()
        try await site.database.write(agency) { db in
            for name in ["nobody", "later"] {
                try Outbox.mail(to: "\(name)@office.go.th", subject: "ก", text: "ข", agency: agency, at: now, in: db)
            }
        }
        #expect(try await Worker(site: site).round().mails == 2)
        #expect(try await states(site).sorted() == ["done 1 refused", "waits 1 refused"])
        #expect(try await Worker(site: site).round().mails == 0, "not before a minute")
        clock.advance(60_001)
        #expect(try await Worker(site: site).round().mails == 1)
        clock.advance(60_001)
        #expect(try await Worker(site: site).round().mails == 0, "now it takes three minutes")
        for _ in 0..<40 {
            clock.advance(Outbox.pause(after: 20))
            _ = try await Worker(site: site).round()
        }
        let states = try await states(site)
        #expect(states.allSatisfy { $0.hasPrefix("done") }, "\(states)")
        #expect(try server.received().isEmpty)
        clock.advance(Upkeep.kept + 1)
        _ = try await Worker(site: site).round()
        #expect(try await self.states(site).isEmpty, "what is over is cleared away after a month")
    }

    @Test func `the machine's own sendmail is given the message`() async throws {
        let folder = try BuiltProgram.folder()
        let program = folder.appendingPathComponent("sendmail")
        try Data(
            "#!/bin/sh\nprintf '%s\\n' \"$@\" > \(folder.path)/arguments\ncat > \(folder.path)/message\nexit $(cat \(folder.path)/code)\n"
                .utf8
        )
        .write(to: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
        let server = try #require(try MailServer("sendmail:\(program.path)", from: "desk@office.go.th"))
        let message = try message()
        try Data("0".utf8).write(to: folder.appendingPathComponent("code"))
        try await server.send(message.bytes(), to: message.to, authorities: "")
        let kept = try Data(contentsOf: folder.appendingPathComponent("message"))
        #expect([UInt8](kept) == message.bytes().filter { $0 != 13 })
        let arguments = try String(contentsOf: folder.appendingPathComponent("arguments"), encoding: .utf8)
        #expect(arguments == "-i\n-f\ndesk@office.go.th\n--\nsomchai@office.go.th\n")
        try Data("75".utf8).write(to: folder.appendingPathComponent("code"))
        await #expect(throws: TransferFault("sendmail", ["status": "75"])) {
            try await server.send(message.bytes(), to: message.to, authorities: "")
        }
    }

    private func states(_ site: Site) async throws -> [String] {
        try await site.database.read { db in
            try db.rows("SELECT done_at, attempts, fault FROM outbox ORDER BY created_at, id").map { row in
                let fault = try row.optionalString("fault").map { TransferFault(stored: $0).code } ?? "–"
                let state = try row.optionalString("done_at") == nil ? "waits" : "done"
                return "\(state) \(try row.integer("attempts")) \(fault)"
            }
        }
    }
}
