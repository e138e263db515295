import Foundation
import HTML
import Testing

@testable import Prongsai

/// Pages that are rendered once and shown to many.
@Suite struct KeptPageTests {
    @Test func `what was rendered before is shown again, with another text in its gaps`() {
        let node = element("p", [.class("gapX")], text: "ที่นี่ gap น้ำ gap\u{0E48}")
        let rendered = Rendered(.fragment([node, element("b", text: "ปู่")]), gap: "gap")
        #expect(rendered.filled("gap") == .rendered(rendered, "gap"))
        let shown = String(decoding: rendered.filled("<\u{0E48}").rendered(), as: UTF8.self)
        #expect(
            shown.utf8.elementsEqual(
                "<p class=\"&lt;\u{0E48}X\">ที่นี่ &lt;\u{0E48} น้ำ &lt;\u{0E48}\u{0E48}</p><b>ปู่</b>".utf8))
        #expect(Rendered(node, gap: "").filled("x").rendered() == node.rendered())
    }

    @Test(arguments: engines) func `each sees the kept page with their own token, and the change at once`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        var browsers: [TestBrowser] = []
        for (login, role) in [("first", Role.officer), ("second", .officer), ("reader", .reader)] {
            _ = try await TestSite.account(login, role, of: office.agency, on: site)
            let browser = TestBrowser(site)
            try await browser.signIn(login)
            browsers.append(browser)
        }
        let address = "/desk/office/2568/plan"
        let pages = try await [browsers[0].get(address).body, browsers[1].get(address).body]
        let tokens = try await [browsers[0].token(), browsers[1].token()]
        #expect(pages[0].contains(tokens[0]) && !pages[0].contains(tokens[1]))
        #expect(pages[1].contains(tokens[1]) && !pages[1].contains(tokens[0]))
        let contents = zip(pages, tokens).map { page, token in
            page.components(separatedBy: "<main")[1].replacingOccurrences(of: token, with: "")
        }
        #expect(contents[0] == contents[1])
        #expect(try await !browsers[2].get(address).body.contains("/plan/rows/"), "who may less sees less")
        browsers[0].setCookie("language", "en")
        #expect(try await browsers[0].get(address).body != pages[0])
        try await site.perform(
            ChangeMeasure(agency: office.agency, measure: office.measure, fields: MeasureFields(text: "เปลี่ยนแล้ว")),
            as: TestSite.console)
        #expect(try await browsers[1].get(address).body.contains("เปลี่ยนแล้ว"))
    }

    @Test(arguments: engines) func `fields of the query that change the page are heeded, and what was done is said`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("office", on: site)
        _ = try await TestSite.account("first", .officer, of: office.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("first")
        let address = "/desk/office/2568/plan"
        let (one, two) = (
            try await browser.get("\(address)?round=1").body, try await browser.get("\(address)?round=2").body
        )
        #expect(one.contains("round=2") && two.contains("round=1"))
        #expect(try await browser.get("\(address)?round=1&done=drafts_confirmed").body.contains("role=\"status\""))
        #expect(try await browser.get("\(address)?round=1").body == one)
    }
}
