import Documents
import ITA

/// The checker's queue and one check.
enum CheckRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/checks", .agency(.read)) { visit in
            let (agency, language, editions) = (try visit.agency(), visit.language, visit.site.editions)
            let queue = try await visit.site.database.read {
                try CheckQueue.load(agency, language: language, editions: editions, in: $0)
            }
            return CheckQueuePage(visit: visit, agency: agency, queue: queue).page.reply(visit)
        },
        .post("/desk/:agency/checks", .agency(.record)) { visit in
            let agency = try visit.agency()
            do {
                let id = try await visit.perform(
                    AskForCheck(
                        agency: agency.id, disclosure: visit.form["disclosure"] ?? "", note: visit.form["note"],
                        editions: visit.site.editions))
                return .redirect("\(Link.check(agency.key, id))?done=check_asked")
            } catch Failure.invalid(let problems) {
                return try await asking(visit, problems)
            }
        },
        .get("/desk/:agency/checks/:check", .agency(.read)) { visit in
            CheckPage(visit: visit, data: try await load(visit)).page.reply(visit)
        },
        .post("/desk/:agency/checks/:check", .agency(.check), .files, limits: limits) { try await decide($0) },
        .post("/desk/:agency/checks/:check/reading", .agency(.check), .files, limits: limits) { visit in
            try await read(try await load(visit), on: visit.site, as: visit.actor)
            return try await again(visit, "?done=check_read")
        },
        .post("/desk/:agency/checks/:check/finds/:find", .agency(.check), .files, limits: limits) { visit in
            let (data, find) = (try await load(visit), try visit.parameter("find"))
            guard data.finds.contains(where: { $0.id == find }) else {
                throw Failure.notFound(Message("failure.no_find"))
            }
            do {
                try await visit.perform(
                    JustifyPersonalFind(
                        agency: data.agency.id, find: find, because: visit.form["because.\(find)"] ?? ""))
                return try await again(visit, "?done=find_justified", part: "#personal", but: "because.\(find)")
            } catch Failure.invalid(let problems) {
                let placed = problems.map { Problem($0.key, $0.values, at: "because.\(find)") }
                return CheckPage(
                    visit: visit, data: data, problems: placed, typed: Form.typed(visit.form)
                ).page.reply(visit, status: 422)
            }
        },
        .get("/desk/:agency/checks/:check/files/:hash", .agency(.read)) { visit in
            let (data, hash) = (try await load(visit), try visit.parameter("hash"))
            guard let file = data.subject.allFiles.first(where: { $0.hash == hash }) else {
                throw Failure.notFound(Message("failure.no_page"))
            }
            return try Serve.original(hash, name: file.name, in: visit.site.files)
        },
        .get("/desk/:agency/checks/:check/screenshots/:part", .agency(.read)) { visit in
            let (data, key) = (try await load(visit), try visit.parameter("part"))
            guard let hash = data.ticks.first(where: { $0.element == key })?.screenshot else {
                throw Failure.notFound(Message("failure.no_page"))
            }
            return Serve.picture(try visit.site.files.bytes(of: hash), name: "\(hash.prefix(12)).jpg")
        },
    ]

    /// One picture for each element, as a screen gives it.
    private static let limits: UploadLimits = {
        var limits = UploadLimits()
        (limits.file, limits.files) = (20_000_000, 40)
        (limits.fields, limits.request) = (500_000, 200_000_000)
        return limits
    }()

    /// The check after something was done beside its decision: with what was ticked and typed for that, where anything was.
    private static func again(_ visit: Visit, _ done: String, part: String = "", but field: String = "") async throws
        -> Reply
    {
        let data = try await load(visit)
        let typed = Form.typed(visit.form).filter { $0.key != "seen" && $0.key != field }
        guard !visit.files.isEmpty || typed.contains(where: { !$0.value.isEmpty && $0.key != "decision" }) else {
            return .redirect("\(Link.check(data.agency.key, data.check.id))\(done)\(part)")
        }
        var page = CheckPage(visit: visit, data: data, typed: typed)
        let said = [visit.said(done), visit.files.isEmpty ? "" : visit.text("form.files_again")]
        page.done = said.filter { !$0.isEmpty }.joined(separator: " ")
        return page.page.reply(visit)
    }

    static func load(_ visit: Visit) async throws -> CheckData {
        let (agency, id, language) = (try visit.agency(), try visit.parameter("check"), visit.language)
        let editions = visit.site.editions
        return try await visit.site.database.read {
            try CheckData.load(id, agency: agency, language: language, editions: editions, in: $0)
        }
    }

    /// Lets the helpers read everything of a disclosure, and keeps what they found.
    static func read(
        _ data: CheckData, on site: Site, as actor: Actor, within patience: Duration = CheckReading.patience
    ) async throws {
        let (subject, editions) = (data.subject, site.editions)
        guard data.check.isOpen else { throw Failure.conflict(Message("failure.check_decided")) }
        let item = try await site.database.read { try subject.item(editions, in: $0) }
        let begun = site.clock.now()
        let looks = await CheckReading.looks(
            subject, subject.expectation(item, data.agency), files: site.files,
            fetch: CheckReading.settings(site.settings), known: data.looks, within: patience, clock: site.clock)
        try await site.perform(
            RecordLooks(agency: data.agency.id, disclosure: subject.id, looks: looks, begun: begun), as: actor)
    }

    /// The form for asking again, with what is wrong, where the item's own page is not at hand.
    private static func asking(_ visit: Visit, _ problems: [Problem]) async throws -> Reply {
        let (agency, id) = (try visit.agency(), visit.form["disclosure"] ?? "")
        let data = try await visit.site.database.read { db in
            _ = try CheckSubject.find(id, agency: agency.id, in: db)
            return try CheckParts.Data.load(id, in: db)
        }
        let form = Form(visit, problems: problems)
        return Page(
            visit.text("check.ask_title"),
            [form.summary] + CheckParts.section(data, agency: agency, visit, problems: problems)
        ).reply(visit, status: 422)
    }

    private static func decide(_ visit: Visit) async throws -> Reply {
        let data = try await load(visit)
        let form = visit.form
        var page = CheckPage(visit: visit, data: data)
        page.typed = Form.typed(form)
        guard data.check.isOpen else { throw Failure.conflict(Message("failure.check_decided")) }
        let (pictures, faults) = try await screenshots(visit)
        let ticks = data.elements.compactMap { element -> Tick? in
            guard let found = Tick.Found(rawValue: form["found.\(element.key)"] ?? "") else { return nil }
            // Where there is one document, nobody is asked which.
            let only = data.sources.count == 1 ? data.sources.first?.key : nil
            let source = only ?? form["source.\(element.key)"] ?? ""
            var place = form.filled("place.\(element.key)") ?? ""
            // The words written here are neither an address nor a file: the place says so.
            if source == "page", !place.isEmpty { place = "\(visit.text("check.page_text")) · \(place)" }
            return Tick(
                element: element.key, found: found, address: source.removing(prefix: "address:"),
                file: source.removing(prefix: "file:"), place: place,
                screenshot: pictures[element.key])
        }
        do {
            guard faults.isEmpty else { throw Failure.invalid(faults) }
            if form["decision"] == "returned" {
                try await visit.perform(
                    ReturnCheck(
                        agency: data.agency.id, check: data.check.id, ticks: ticks, note: form["note"] ?? "",
                        editions: visit.site.editions))
                return .redirect("\(Link.checks(data.agency.key))?done=check_returned")
            }
            // Reasons that were typed count, whether or not each was sent by its own button.
            for find in data.finds where find.isOpen {
                guard let because = form.filled("because.\(find.id)") else { continue }
                do {
                    try await visit.perform(
                        JustifyPersonalFind(agency: data.agency.id, find: find.id, because: because))
                } catch Failure.invalid(let problems) {
                    throw Failure.invalid(problems.map { Problem($0.key, $0.values, at: "because.\(find.id)") })
                }
            }
            try await visit.perform(
                PassCheck(
                    agency: data.agency.id, check: data.check.id, ticks: ticks, note: form["note"],
                    opened: form["opened"], seen: form["seen"] ?? "", editions: visit.site.editions))
            return .redirect("\(Link.checks(data.agency.key))?done=check_passed")
        } catch Failure.invalid(let problems) {
            page.problems = problems
            return page.page.reply(visit, status: 422)
        } catch Failure.conflict(let message) where message.key == "failure.check_changed" {
            // What was ticked stays; the page now carries the hash of what it shows.
            var again = CheckPage(visit: visit, data: try await load(visit), typed: page.typed)
            again.notice = visit.site.strings.text(message, visit.language)
            return again.page.reply(visit, status: 409)
        }
    }

    /// Pictures of the screen by element, as copies of ours: what a camera or program wrote into them stays behind.
    private static func screenshots(_ visit: Visit) async throws -> (kept: [String: String], faults: [Problem]) {
        var (kept, faults): ([String: String], [Problem]) = ([:], [])
        let files = visit.site.files
        for file in visit.files {
            guard let key = file.field.removing(prefix: "screenshot.") else { continue }
            if let problem = file.problem {
                faults.append(Problem(problem.key, problem.values, at: file.field))
                continue
            }
            do {
                let bytes = try file.bytes()
                kept[key] = try await Uploads.heavy { () throws -> String in
                    try files.put(try Photo.printable(bytes).bytes)
                }
            } catch {
                faults.append(Problem("screenshot", ["name": file.name], at: file.field))
            }
        }
        return (kept, faults)
    }
}
