import Foundation
import Testing
import Watch

@testable import Prongsai

/// Reading an existing page from the web, through the watcher's own door.
@Suite struct DisclosureFetchTests {
    @Test func `a page is fetched where a network is listed, and redirects lead nowhere inside`() async throws {
        var site = try await TestSite.open(.sqlite)
        let office = try await Office.open("mine", on: site)
        let server = try await PythonServer("pages.py", writes: false)
        let base = "http://127.0.0.1:\(server.port)"
        func problem(_ path: String) async -> String? {
            do {
                _ = try await DisclosureSource.fetch(base + path, site: site)
                return nil
            } catch Failure.invalid(let problems) {
                return problems.first?.key
            } catch {
                return "\(error)"
            }
        }
        #expect(await problem("/ita/") == "page_port", "nor a port nobody listed")
        site.settings.watch.ports = nil
        #expect(await problem("/ita/") == "page_refused", "nothing inside unless somebody lists it")
        site.settings.watch.networks = try [#require(IPNetwork("127.0.0.1/32"))]
        #expect(await problem("/ita/") == nil)
        #expect(await problem("/gone") == "page_status")
        #expect(await problem("/pdf") == "no_web_page")
        #expect(await problem("/inside") == "page_refused")
        let (_, place) = try await DisclosureSource.fetch(base + "/away", site: site)
        #expect(place.description == base + "/ita/", "relative links are meant against where it stands")

        _ = try await TestSite.account("writer", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("writer")
        let sent = try await browser.upload(
            "/desk/mine/2568/disclosures/import", [("address", base + "/away")], files: [])
        #expect(sent.status == 303)
        let look = try await browser.get(sent.location ?? "")
        #expect(look.body.contains("O1") && look.body.contains("แผนผัง ที่นี่"))
        #expect(look.body.contains("\(base)/ita/o1.pdf"), "meant against where the page stands")
    }
}
