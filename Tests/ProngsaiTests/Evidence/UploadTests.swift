import Foundation
import Testing

@testable import Prongsai

@Suite struct UploadTests {
    private func desk(_ engine: TestEngine = .sqlite) async throws -> (site: Site, office: Office, browser: TestBrowser)
    {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        for login in ["writer", "other"] {
            _ = try await TestSite.account(login, .officer, of: office.agency, on: site)
        }
        let browser = TestBrowser(site)
        try await browser.signIn("writer")
        return (site, office, browser)
    }

    private let base = "/desk/mine/uploads"

    private func begin(_ browser: TestBrowser, _ name: String, _ size: Int, about: String = "a") async throws
        -> JSONValue
    {
        let answer = try await browser.post(
            base, ["name": name, "size": String(size), "about": about, "kind": "photos", "mark": "1"])
        return try JSONValue(parsing: answer.bytes)
    }

    private func piece(_ browser: TestBrowser, _ id: String, _ offset: Int, _ bytes: [UInt8]) async throws -> (
        status: Int, json: JSONValue
    ) {
        let answer = try await browser.upload(
            "\(base)/\(id)", [("offset", String(offset))], files: [("piece", "piece", bytes)], piece: 1 << 20)
        return (answer.status, (try? JSONValue(parsing: answer.bytes)) ?? .null)
    }

    @Test(arguments: engines) func `a photo goes up in pieces, goes on after a break, and is recorded`(
        _ engine: TestEngine
    ) async throws {
        let (site, office, browser) = try await desk(engine)
        let photo = try Samples.dated()
        let about = RecordPage.about(Round(id: office.round, half: 1, frozenAt: nil), office.measure)
        let begun = try await begin(browser, photo.name, photo.bytes.count, about: about)
        let id = try #require(begun["id"]?.text)
        #expect(try await piece(browser, id, 0, Array(photo.bytes[..<20_000])).json["have"] == .whole(20_000))
        // The answer was lost: the same piece comes again and changes nothing.
        #expect(try await piece(browser, id, 0, Array(photo.bytes[..<20_000])).json["have"] == .whole(20_000))
        #expect(
            try await piece(browser, id, 30_000, Array(photo.bytes[30_000..<31_000])).json["have"] == .whole(20_000))
        // The page was opened anew and the same file chosen again.
        let again = try await begin(browser, photo.name, photo.bytes.count, about: about)
        #expect(again["id"]?.text == id && again["have"] == .whole(20_000))
        let page = "/desk/mine/2568/work/1/\(office.measure)"
        #expect(try await browser.upload(page, [("text", "ยังไม่ครบ"), ("upload", id)], files: []).status == 303)
        let last = try await piece(browser, id, 20_000, Array(photo.bytes[20_000...]))
        #expect(last.status == 200 && last.json["whole"] == .flag(true))
        let shown = try await browser.get("\(base)/\(id)/print")
        #expect(
            shown.status == 200 && shown.header("content-type") == "image/jpeg"
                && shown.bytes.starts(with: [0xff, 0xd8]))
        #expect(!shown.body.contains("Exif"))
        #expect(TestBrowser.values("upload", in: try await browser.get(page).body) == [id], "it waits on the page")
        #expect(try await browser.upload(page, [("text", "ครบแล้ว"), ("upload", id)], files: []).status == 303)
        let work = try await site.database.read {
            try RoundWork.load(Round(id: office.round, half: 1, frozenAt: nil), in: $0)
        }
        #expect(work.progress.suffix(2).map { work.uses(of: $0).count } == [0, 1], "half a photo is none")
        #expect(try await browser.get("\(base)/\(id)").status == 404, "taken")
    }

    @Test func `nobody else reaches an upload, and no name leads out of its folder`() async throws {
        let (site, office, browser) = try await desk()
        let photo = try Samples.dated()
        let id = try #require(try await begin(browser, photo.name, photo.bytes.count)["id"]?.text)
        #expect(try await piece(browser, id, 0, photo.bytes).json["whole"] == .flag(true))
        let other = TestBrowser(site)
        try await other.signIn("other")
        for address in ["\(base)/\(id)", "\(base)/\(id)/print"] { #expect(try await other.get(address).status == 404) }
        #expect(try await other.post("\(base)/\(id)/removal").status == 404)
        #expect(try await piece(other, id, photo.bytes.count, [1]).status == 404)
        let page = "/desk/mine/2568/work/1/\(office.measure)"
        let taken = try await other.upload(page, [("text", "ของคนอื่น"), ("upload", id)], files: [])
        #expect(taken.status == 303)
        let used = try await site.database.read {
            try $0.first("SELECT COUNT(*) AS n FROM evidence WHERE file_name = \(photo.name)")?.integer("n")
        }
        #expect(used == 0, "another's upload is not taken")
        for name in ["..%2F..%2Ftest", "%2Fetc%2Fpasswd", String(repeating: "a", count: 36), "."] {
            #expect(try await browser.get("\(base)/\(name)").status == 404, "\(name)")
        }
        #expect(try await browser.post("\(base)/\(id)/removal").status == 200)
        #expect(try await browser.get("\(base)/\(id)").status == 404)
    }

    @Test func `what is no picture, too large or empty is refused in words`() async throws {
        let (_, _, browser) = try await desk()
        #expect(try await begin(browser, "ใหญ่.jpg", 200_000_000)["problem"]?.text?.contains("200 เมกะไบต์") == true)
        #expect(try await begin(browser, "ว่าง.jpg", 0)["problem"]?.text?.contains("ว่าง.jpg") == true)
        let id = try #require(try await begin(browser, "ภาพ.jpg", Samples.program.count)["id"]?.text)
        let refused = try await piece(browser, id, 0, Samples.program)
        #expect(refused.status == 422 && refused.json["problem"]?.text?.contains("ภาพ.jpg") == true)
        #expect(try await browser.get("\(base)/\(id)").status == 404, "thrown away")
        let next = try #require(try await begin(browser, "ต่อ.jpg", 3_000_000)["id"]?.text)
        #expect(try await piece(browser, next, 0, [UInt8](repeating: 1, count: 1_000_001)).status != 200)
        #expect(try await piece(browser, next, -5, [1]).status != 200)
    }

    @Test func `what nobody takes is gone after a day, what is still coming is not`() async throws {
        let (site, _, browser) = try await desk()
        let photo = try Samples.dated()
        var ids: [String] = []
        for name in ["เก่า.jpg", "ยังส่งอยู่.jpg", "ใหม่.jpg"] {
            let id = try #require(try await begin(browser, name, photo.bytes.count)["id"]?.text)
            _ = try await piece(browser, id, 0, Array(photo.bytes[..<1000]))
            ids.append(id)
        }
        func age(_ ending: String, _ days: Double) throws {
            let folder = site.files.incoming
            let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            let name = try #require(names.first { $0.hasSuffix(ending) })
            let date = Date(timeIntervalSince1970: Double(TestSite.now) / 1000 - days * 86_400)
            try FileManager.default.setAttributes(
                [.modificationDate: date], ofItemAtPath: folder.appendingPathComponent(name).path)
        }
        for ending in ["json", "part"] { try age("\(ids[0]).\(ending)", 2) }
        try age("\(ids[1]).json", 2)
        Uploads.sweep(site)
        #expect(try await browser.get("\(base)/\(ids[0])").status == 404)
        for id in ids[1...] { #expect(try await browser.get("\(base)/\(id)").status == 200) }
    }
}
