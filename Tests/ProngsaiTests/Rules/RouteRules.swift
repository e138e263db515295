import Testing

@testable import Prongsai

/// Beside every page stand its access test and its tenant test: the list of paths is walked and every path asked as
/// nobody, as each role, and as somebody of another agency.
@Suite struct RouteRules {
    /// A path with an office's own ids in place of its parameters.
    static func address(_ route: Route, _ office: Office, agency: String) -> String {
        var values = [
            "agency": agency, "year": "2568", "half": "1", "language": "en", "row": office.row, "line": office.line,
            "finding": office.finding, "measure": office.measure, "progress": office.progress, "use": office.use,
            "job": office.job, "webhook": office.webhook, "token": "calendar",
            "person": office.person, "evidence": office.evidence, "upload": ID.new(), "link": office.link,
            "contribution": office.contribution, "file": ID.new(), "code": office.linkCode,
            "office": agency, "paper": "report.json", "hash": String(repeating: "0", count: 64),
            "unit": office.unit, "number": "1", "item": "O18", "address": office.disclosed.address,
            "element": office.disclosed.element, "source": office.disclosed.source,
            "check": office.checks.check, "find": office.checks.find, "part": CheckSubject.whole,
            "disclosure": office.checks.waiting,
            "watched": WatchSample.id("due", of: office.agency), "capture": ID.new(), "visit": ID.new(),
        ]
        values["slug"] = "o3"
        values["name"] = SitePaper.segment(HostedDisclosure.paper.name)
        if route.path.contains("/disclosures/:item/page") {
            let isEarlier = route.path.hasSuffix("/taking")
            (values["item"], values["file"]) = ("O4", isEarlier ? office.hosted.earlier : office.hosted.file)
        }
        if route.path.contains("/appeal") { values["code"] = "O18" }
        return route.path.split(separator: "/").map { segment in
            segment.hasPrefix(":") ? values[String(segment.dropFirst())] ?? "none" : String(segment)
        }.reduce("") { $0 + "/" + $1 }
    }

    @Test func `where two paths part, they call what they share by one name`() {
        var names: [String: String] = [:]
        for route in Routes.all {
            var before = ""
            for part in route.path.split(separator: "/") {
                if part.hasPrefix(":") {
                    let known = names[before] ?? String(part)
                    names[before] = known
                    #expect(known == part, "\(route.path): the server would not start")
                }
                before += part.hasPrefix(":") ? "/:" : "/\(part)"
            }
        }
    }

    private func ask(_ browser: TestBrowser, _ route: Route, _ address: String) async throws -> TestBrowser.Answer {
        switch route.method {
        case .get: try await browser.get(address)
        case .post where route.carries == .files: try await browser.upload(address, [], files: [])
        case .post where route.carries == .json:
            try await browser.send(.post, address, headers: [:], body: Array("{}".utf8))
        case .post: try await browser.post(address)
        }
    }

    @Test func `paths are said once, in small letters, and every parameter is known here`() async throws {
        #expect(Set(Routes.all.map(\.name)).count == Routes.all.count)
        let site = try await TestSite.open(.sqlite)
        let office = try await Office.open("mine", on: site)
        for route in Routes.all {
            #expect(!Self.address(route, office, agency: "mine").contains("none"), "\(route.name)")
            switch route.access {
            case .agency: #expect(route.path.hasPrefix("/desk/:agency"), "\(route.name)")
            case .machine: #expect(route.path.hasPrefix(Endpoint.base), "\(route.name)")
            case .everyone, .signedIn:
                #expect(!route.path.hasPrefix("/desk/") && !route.path.hasPrefix(Endpoint.base), "\(route.name)")
            }
        }
    }

    @Test(arguments: engines) func `nobody gets past the door without signing in`(_ engine: TestEngine) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        for route in Routes.all where route.access != .everyone {
            let answer = try await ask(TestBrowser(site), route, Self.address(route, office, agency: "mine"))
            let turnedAway =
                answer.status == 401 || answer.status == 403
                || (answer.status == 303 && answer.location?.hasPrefix("/sign-in?back=") == true)
            #expect(turnedAway, "\(route.name): \(answer.status)")
        }
    }

    @Test(arguments: engines) func `a role without the permission gets nothing and changes nothing`(
        _ engine: TestEngine
    ) async throws {
        let site = try await TestSite.open(engine)
        let office = try await Office.open("mine", on: site)
        for role in Role.allCases {
            _ = try await TestSite.account("role.\(role.rawValue)", role, of: office.agency, on: site)
            let browser = TestBrowser(site)
            try await browser.signIn("role.\(role.rawValue)")
            let before = try await journalLength(site)
            for route in Routes.all {
                guard case .agency(let permission) = route.access, !role.permissions.contains(permission) else {
                    continue
                }
                let answer = try await ask(browser, route, Self.address(route, office, agency: "mine"))
                #expect(answer.status == 403, "\(route.name) as \(role): \(answer.status)")
            }
            #expect(try await journalLength(site) == before)
        }
    }

    @Test(arguments: engines) func `somebody of another agency finds nothing there`(_ engine: TestEngine) async throws {
        let site = try await TestSite.open(engine)
        let mine = try await Office.open("mine", on: site)
        let theirs = try await Office.open("theirs", on: site)
        _ = try await TestSite.account("stranger", .officer, of: theirs.agency, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("stranger")
        let before = try await journalLength(site)
        for route in Routes.all {
            guard case .agency = route.access else { continue }
            let answer = try await ask(browser, route, Self.address(route, mine, agency: "mine"))
            #expect(answer.status == 404, "\(route.name): \(answer.status)")
            #expect(!answer.body.contains("สำนักงานเขตตัวอย่าง mine"), "\(route.name)")
        }
        #expect(try await journalLength(site) == before)
    }

    @Test(arguments: engines) func `the office above sees those below it and no others`(_ engine: TestEngine)
        async throws
    {
        let site = try await TestSite.open(engine)
        let below = try await Office.open("below", on: site)
        let above = try await TestSite.addOffice("above", to: site)
        _ = try await TestSite.addOffice("beside", to: site)
        try await site.database.write(nil) {
            try $0.execute("UPDATE agency SET parent_id = \(above) WHERE id = \(below.agency)")
        }
        _ = try await TestSite.account("watcher", .overseer, of: above, on: site)
        let browser = TestBrowser(site)
        try await browser.signIn("watcher")
        #expect(try await browser.get("/desk/below/2568").status == 200)
        #expect(try await browser.get("/desk/beside/2568").status == 404)
        // Asking for the files of a report changes nothing of the office.
        for route in Routes.all where route.method == .post && !route.path.hasSuffix("/archive") {
            guard case .agency = route.access else { continue }
            let answer = try await ask(browser, route, Self.address(route, below, agency: "below"))
            #expect(answer.status == 403, "\(route.name): \(answer.status)")
        }
    }

    @Test func `no form is taken without this visitor's token`() async throws {
        let site = try await TestSite.open(.sqlite)
        let office = try await Office.open("mine", on: site)
        _ = try await TestSite.account("plain", .officer, of: office.agency, on: site)
        _ = try await TestSite.account("chief", .director, of: office.agency, on: site)
        let (officer, director) = (TestBrowser(site), TestBrowser(site))
        try await officer.signIn("plain")
        try await director.signIn("chief")
        let before = try await journalLength(site)
        for route in Routes.all where route.method == .post && route.carries == .fields {
            let browser = route.access == .agency(.approve) ? director : officer
            let answer = try await browser.post(
                Self.address(route, office, agency: "mine"), ["form-token": Front.formToken(of: "another")])
            #expect(answer.status == 409, "\(route.name): \(answer.status)")
        }
        #expect(try await journalLength(site) == before)
    }

    private func journalLength(_ site: Site) async throws -> Int {
        try await site.database.read { try $0.first("SELECT COUNT(*) AS n FROM journal")?.integer("n") ?? -1 }
    }
}
