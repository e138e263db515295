import Foundation
import Testing

@testable import Prongsai

/// Every page of a small office as it stood when somebody last looked at it, in Thai and English. A page that changes
/// shows here before anybody meets it; PRONGSAI_GOLDEN=1 writes the pages anew, and the difference is read.
@Suite struct PageSnapshotTests {
    /// What differs from run to run: ids, hashes, secrets, marks of files, figures drawn from secrets.
    private static let masks: [(pattern: String, instead: String)] = [
        (#"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"#, "ID"),
        (#"(name="form-token" value=")[^"]*"#, "$1TOKEN"),
        (#"(name="seen" value=")[^"]*"#, "$1SHOWN"),
        (#"\b[0-9a-f]{16,64}\b"#, "HASH"),
        (#"\?v=[0-9a-f]+"#, "?v=MARK"),
        (#"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}"#, "CODE"),
        (#"([A-Z2-7]{4} ){7}[A-Z2-7]{4}"#, "SECRET"),
        (#"(<path[^>]* d=")[^"]*"#, "$1PATH"),
        (#"\b[A-Z2-7]{32}\b"#, "SECRET"),
        (#"\b[A-Za-z0-9_-]{43}\b"#, "SECRET"),
    ]

    /// One element a line, so that a difference can be read.
    private static func settled(_ body: String) -> String {
        var text = body
        for mask in masks {
            text = text.replacingOccurrences(of: mask.pattern, with: mask.instead, options: .regularExpression)
        }
        return text.replacingOccurrences(of: "><", with: ">\n<", options: .literal) + "\n"
    }

    private static func name(_ route: Route, _ language: Language) -> String {
        let path = route.path.split(separator: "/").map { $0.filter { $0 != ":" } }.joined(separator: "_")
        return "\(path.isEmpty ? "start" : path).\(language.rawValue).html"
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Golden/pages")

    @Test(arguments: Language.allCases) func `every page looks as it did`(_ language: Language) async throws {
        let writes = ProcessInfo.processInfo.environment["PRONGSAI_GOLDEN"] != nil
        let site = try await TestSite.open(.sqlite)
        let office = try await Office.open("mine", on: site)
        var browsers: [Role: TestBrowser] = [:]
        for role in [Role.officer, .director, .unitOfficer, .overseer, .administrator] {
            _ = try await TestSite.account("look.\(role.rawValue)", role, of: office.agency, on: site)
            let browser = TestBrowser(site)
            browser.setCookie("language", language.rawValue)
            try await browser.signIn("look.\(role.rawValue)")
            browsers[role] = browser
        }
        var seen: Set<String> = []
        for route in Routes.all where route.method == .get && !route.isMachine {
            let browser: TestBrowser? =
                switch route.access {
                case .agency(.approve): browsers[.director]
                case .agency, .signedIn: browsers[.officer]
                case .everyone, .machine:
                    {
                        let nobody = TestBrowser(site)
                        nobody.setCookie("language", language.rawValue)
                        return nobody
                    }()
                }
            let answer = try #require(try await browser?.get(RouteRules.address(route, office, agency: "mine")))
            guard answer.header("content-type")?.hasPrefix("text/html") == true else { continue }
            let (name, page) = (Self.name(route, language), Self.settled(answer.body))
            seen.insert(name)
            #expect(!page.contains("⟦"), "\(route.name) says a sentence that is not there")
            let file = Self.folder.appendingPathComponent(name)
            if writes {
                try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
                try Data(page.utf8).write(to: file)
                continue
            }
            let golden = try? String(contentsOf: file, encoding: .utf8)
            guard golden != page else { continue }
            let (old, new) = ((golden ?? "").split(separator: "\n"), page.split(separator: "\n"))
            let first =
                zip(old, new).first { $0 != $1 }.map { "was \($0) is \($1)" } ?? "\(old.count) lines, now \(new.count)"
            Issue.record("\(name) changed: \(first)")
        }
        let kept = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter {
            $0.hasSuffix(".\(language.rawValue).html")
        }
        if writes {
            for name in kept where !seen.contains(name) {
                try FileManager.default.removeItem(at: Self.folder.appendingPathComponent(name))
            }
        } else {
            #expect(Set(kept) == seen)
        }
    }
}
