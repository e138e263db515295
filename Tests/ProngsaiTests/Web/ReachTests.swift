import Foundation
import Testing

@testable import Prongsai

/// What is said where others cannot open the addresses this system gives them.
@Suite struct ReachTests {
    @Test(arguments: [
        ("https://ita.example.go.th", true), ("http://ita.example.go.th:8080/prongsai", true),
        ("http://192.168.1.20:8080", true), ("http://[2001:db8::1]/", true), ("https://localhost.example.go.th", true),
        ("", false), ("ita.example.go.th", false), ("http://127.0.0.1:8311/", false), ("http://127.9.9.9", false),
        ("HTTP://LocalHost:8080", false), ("http://localhost./", false), ("http://desk.localhost", false),
        ("http://[::1]:8080", false), ("http://[::ffff:127.0.0.1]", false), ("http://0.0.0.0:8080", false),
        ("http://[::]:8080", false), ("prongsai:verify:0123456789abcdef", false), ("https://", false),
    ]) func `an address is for others where another machine could open it`(_ address: String, _ isForOthers: Bool) {
        #expect(Address.isForOthers(address) == isForOthers, "\(address)")
    }

    @Test func `how others get in names the port and the scheme that are served`() throws {
        let strings = try Strings(folder: Repository.root.appendingPathComponent("Locales"))
        let advice = ServeCommand.advice("https", "127.0.0.1", port: 9435)
        for language in Language.allCases {
            let said = strings.text(advice, language)
            #expect(said.contains("--listen 0.0.0.0:9435 --address https://") && said.hasSuffix(":9435"), "\(said)")
        }
        #expect(ServeCommand.advice("http", "0.0.0.0", port: 9431).key == "serve.no_address")
    }

    @Test func `a certificate without a key, and a key without a certificate, are told as what they are`() async throws
    {
        var settings = try await TestSite.open(.sqlite).settings
        #expect(try TLSFiles(settings) == nil)
        settings.tlsKey = "key.pem"
        #expect(throws: Failure.invalid([Problem("tls_no_certificate", at: "--tls-certificate")])) {
            try TLSFiles(settings)
        }
        (settings.tlsCertificate, settings.tlsKey) = ("certificate.pem", "")
        #expect(throws: Failure.invalid([Problem("tls_no_key", at: "--tls-key")])) { try TLSFiles(settings) }
    }

    @Test func `what breaks off while it is sent is no mistake of the program`() async throws {
        let site = try await TestSite.open(.sqlite)
        let front = Front(site: site)
        let route = try #require(Routes.all.first { $0.path == "/sign-in" && $0.method == .post })
        let request = WebRequest(
            method: "POST", path: "/sign-in", query: FormFields(), headers: [:], parameters: [:], isSecure: false,
            id: "test")
        let reply = await front.answer(route, request) { take in
            try take(Array("login=some".utf8)[...])
            throw CutOff()
        }
        #expect(reply.status == 400)
    }

    private static let warning = "โทรศัพท์และเครื่องอื่นเปิดที่อยู่ในหน้านี้ไม่ได้"

    @Test(arguments: ["", "http://127.0.0.1:8311", "https://ita.example.go.th/"])
    func `what is handed to others says whether they can open it, and loses no secret to the other language`(
        _ address: String
    ) async throws {
        var site = try await TestSite.open(.sqlite)
        site.settings.address = address
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("keeper", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("keeper")
        let link = "/desk/mine/2568/work/1/\(office.measure)/link"
        let pages = [
            try await browser.post("/desk/mine/people/\(office.colleague)/invite", ["login": "Somchai"]),
            try await browser.post(link, ["code": Secret.code(), "label": "อสม. หมู่ 3", "days": "30"]),
            try await browser.post("/account/calendar"),
        ]
        for page in pages {
            #expect(page.status == 200)
            #expect(page.body.contains(Self.warning) == (address != "https://ita.example.go.th/"), "\(address)")
            #expect(!page.body.contains("href=\"/language/"), "this page cannot be shown again")
            #expect(!page.body.contains("go.th//"))
        }
        for path in ["/desk/mine/people/\(office.colleague)", link, "/account/calendar"] {
            let page = try await browser.get(path).body
            #expect(
                page.contains("href=\"/language/en?back=\(Address.encoded(path))\"") && !page.contains(Self.warning))
        }
    }

    @Test(arguments: ["", "http://localhost:8080", "https://ita.example.go.th"])
    func `a code on paper that would lead nowhere is said before it is frozen, and not praised afterwards`(
        _ address: String
    ) async throws {
        let leads = address == "https://ita.example.go.th"
        var site = try await TestSite.open(.sqlite)
        site.settings.address = address
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("keeper", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("keeper")
        let round = "/desk/mine/2568/rounds/1"
        try await browser.post("\(round)/withdraw")
        #expect(try await browser.get(round).body.contains("QR บนกระดาษของฉบับนี้จะยังเปิดหน้าตรวจสอบไม่ได้") != leads)
        #expect(try await browser.post("\(round)/freeze", ["sure": "1"]).status == 303)
        // What is printed stays as it was, whatever is set later.
        site.settings.address = leads ? "" : "https://ita.example.go.th"
        let later = TestBrowser(site)
        try await later.signIn("keeper")
        let page = try await later.get(round).body
        #expect(page.contains("ตรวจสอบได้ด้วย QR") == leads)
        #expect(page.contains("ส่วน QR เปิดหน้าใดไม่ได้") != leads)
    }

    @Test func `freezing at the command line says the same`() throws {
        let folder = try BuiltProgram.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        for words in [
            ["init", "--name", "สำนักงานเขตตัวอย่าง", "--edition", "bma-ita-2567", "--year", "2568"],
            ["plan", "row", "add", "I1"], ["plan", "measure", "add", "1", "จัดทำคู่มือ"],
        ] {
            let run = try BuiltProgram.run(words, in: folder)
            #expect(run.code == 0, "\(words): \(run.errors)")
        }
        let freeze = ["round", "freeze", "--round", "1", "--with-faults"]
        let here = try BuiltProgram.run(freeze + ["--address", "http://127.0.0.1:8080"], in: folder)
        #expect(here.output.contains("QR ของฉบับนี้จึงเปิดหน้าใดไม่ได้"), "\(here.errors)")
        _ = try BuiltProgram.run(["round", "reopen", "--round", "1", "--because", "แก้"], in: folder)
        let open = try BuiltProgram.run(
            freeze + ["--because", "แก้", "--address", "https://ita.example.go.th"], in: folder)
        #expect(open.code == 0 && !open.output.contains("QR"), "\(open.errors)")
    }
}
