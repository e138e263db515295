import Foundation
import Testing

@testable import Prongsai

/// What becomes of a form that could not be taken: it comes back to whoever typed it, and to nobody else.
@Suite struct KeptFormTests {
    private func house(_ engine: TestEngine = .sqlite) async throws -> (site: Site, office: Office) {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        let other = try await TestSite.addOffice("other", to: site)
        _ = try await TestSite.account("kanda", .officer, of: office.agency, on: site)
        _ = try await TestSite.account("malee", .officer, of: office.agency, on: site)
        _ = try await TestSite.account("stranger", .officer, of: other, on: site)
        return (site, office)
    }

    @Test func `passwords, codes and keys are neither kept nor shown after signing in again`() async throws {
        let (site, _) = try await house()
        let browser = try await TestBrowser.expired("kanda", on: site)
        for (address, secrets) in [
            ("/account/password", ["old": "รหัสเก่า น้ำปู", "password": "รหัสใหม่ ที่นี่"]),
            ("/account/second", ["own": "รหัสของฉัน ๑", "code": "123 456", "secret": "JBSWY3DPEHPK3PXP"]),
            ("/account/tokens", ["name": "เครื่องของกอง", "token-own": "รหัสของฉัน ๒"]),
        ] {
            let turned = try await browser.post(address, secrets)
            #expect(turned.status == 401)
            let kept = try #require(TestBrowser.hidden("kept", in: turned.body))
            let fields = try FormFields(encoded: kept.utf8)
            let page = try await browser.post(
                "/sign-in", ["login": "kanda", "password": TestSite.password, "back": address, "kept": kept])
            #expect(page.status == 200)
            for (name, value) in secrets where name != "name" {
                #expect(fields[name] == nil && !page.body.contains(value), "\(address): \(name)")
            }
            #expect(page.body.contains("<form"), "\(address): the page the form stands on")
            // What somebody makes the page carry is not shown either.
            let forged = FormFields([("form-token", fields["form-token"] ?? ""), ("password", "ซ่อนไว้")])
            let again = try await browser.post(
                "/sign-in",
                ["login": "kanda", "password": TestSite.password, "back": address, "kept": forged.encoded])
            #expect(!again.body.contains("ซ่อนไว้"))
            try await browser.post("/sign-out")
        }
    }

    @Test func `every field of a page that hides what is typed, or asks for a code, is one that is never kept`() throws
    {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Golden/pages")
        var seen: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let page = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            for tag in page.split(separator: "\n") where tag.hasPrefix("<input") {
                let isHidden =
                    tag.contains("type=\"password\"") || tag.contains("one-time-code")
                    || tag.contains("value=\"CODE\"") || tag.contains("value=\"SECRET\"")
                guard isHidden, let name = tag.firstMatch(of: /name="([^"]*)"/)?.output.1 else { continue }
                seen.insert(String(name))
                #expect(Resumed.secrets.contains(String(name)), "\(file): \(name)")
            }
        }
        #expect(seen.isSuperset(of: ["password", "old", "own", "token-own", "code", "secret"]))
    }

    @Test(arguments: engines) func `what somebody typed is not shown to whoever signs in next`(_ engine: TestEngine)
        async throws
    {
        let (site, office) = try await house(engine)
        let address = "/desk/mine/2568/plan/rows/\(office.row)/new-measure"
        for cookieIsGone in [false, true] {
            for login in ["malee", "stranger", "kanda"] {
                let browser = try await TestBrowser.expired("kanda", on: site)
                let token = try await browser.token()
                if cookieIsGone { browser.setCookie(Front.cookie, nil) }
                let turned = try await browser.post(address, ["text": "ความลับของกานดา น้ำ", "form-token": token])
                let kept = try #require(TestBrowser.hidden("kept", in: turned.body))
                let page = try await browser.post(
                    "/sign-in", ["login": login, "password": TestSite.password, "back": address, "kept": kept])
                #expect(page.status == 200)
                #expect(page.body.contains("ความลับของกานดา") == (login == "kanda"), "\(login) \(cookieIsGone)")
                #expect(try await browser.get("/account").status == 200, "signed in all the same")
            }
        }
    }

    @Test func `of two windows that wait for the sign-in, the second goes on after the first`() async throws {
        let (site, office) = try await house()
        let address = "/desk/mine/2568/plan/rows/\(office.row)/new-measure"
        let browser = try await TestBrowser.expired("kanda", on: site)
        let token = try await browser.token()
        let turned = try await browser.post(address, ["text": "หน้าต่างที่สอง ปู่"])
        let kept = try #require(TestBrowser.hidden("kept", in: turned.body))
        try await browser.signIn("kanda")
        let second = [
            "login": "kanda", "password": TestSite.password, "back": address, "kept": kept, "form-token": token,
        ]
        let page = try await browser.post("/sign-in", second)
        #expect(page.status == 200 && page.body.contains("หน้าต่างที่สอง ปู่</textarea>"))
        // Where the first window is somebody else's by now, the form waits for its owner.
        let others = TestBrowser(site)
        try await others.signIn("stranger")
        let asked = try await others.post("/sign-in", second)
        #expect(asked.status == 409 && asked.body.contains("name=\"password\""))
        #expect(TestBrowser.hidden("kept", in: asked.body) == kept)
    }

    @Test func `a page from before the last sign-in comes back filled in, and not to others`() async throws {
        let (site, office) = try await house()
        let address = "/desk/mine/2568/plan/rows/\(office.row)/new-measure"
        let browser = TestBrowser(site)
        try await browser.signIn("kanda")
        let old = try await browser.token()
        try await browser.post("/sign-out")
        try await browser.signIn("kanda")
        let page = try await browser.post(address, ["text": "พิมพ์ไว้ก่อน ที่นี่", "form-token": old])
        #expect(page.status == 409 && page.body.contains("พิมพ์ไว้ก่อน ที่นี่</textarea>"))
        #expect(TestBrowser.hidden("form-token", in: page.body) == (try await browser.token()))
        let other = TestBrowser(site)
        try await other.signIn("malee")
        let strange = try await other.post(address, ["text": "พิมพ์ไว้ก่อน ที่นี่", "form-token": old])
        #expect(strange.status == 409 && !strange.body.contains("พิมพ์ไว้ก่อน"))
    }

    @Test func `a form with characters nobody can keep comes back with its field marked`() async throws {
        let (site, office) = try await house()
        let address = "/desk/mine/2568/plan/rows/\(office.row)/new-measure"
        let browser = TestBrowser(site)
        try await browser.signIn("kanda")
        let page = try await browser.post(address, ["text": "จาก\u{7} Word น้ำ"])
        #expect(page.status == 422 && page.body.contains("จาก Word น้ำ</textarea>"))
        #expect(page.body.firstMatch(of: /<textarea[^>]*name="text"[^>]*aria-invalid="true"/) != nil)
        #expect(page.body.contains("href=\"#f-text\""))
        // Line breaks of Word are line breaks.
        #expect(try FormFields(encoded: "a=x%0By%0Cz".utf8)["a"] == "x\ny\nz")
        let long = try await browser.post(address, ["text": String(repeating: "น้ำ ", count: 250_000)])
        #expect(long.status == 413 && long.body.contains("น้ำ น้ำ") && !long.body.contains("ไม่กี่ไฟล์"))
    }

    @Test func `however large the photos of a form are, its text is kept over the sign-in`() async throws {
        let (site, office) = try await house()
        let browser = try await TestBrowser.expired("kanda", on: site)
        let photo = [UInt8](repeating: 65, count: 30_000_000)
        let turned = try await browser.upload(
            "/desk/mine/2568/work/1/\(office.measure)", [("text", "ผลพร้อมภาพใหญ่ ญี่ปุ่น")],
            files: (0..<4).map { ("photos", "\($0).jpg", photo) }, piece: 1 << 20)
        #expect(turned.status == 401)
        #expect(TestBrowser.hidden("kept", in: turned.body)?.contains("text=") == true)
        let left = (try? FileManager.default.contentsOfDirectory(atPath: site.files.incoming.path)) ?? []
        #expect(left.filter { !$0.hasPrefix("uploads") }.isEmpty, "nothing of a stranger's file is kept")
    }
}
