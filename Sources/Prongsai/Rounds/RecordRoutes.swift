import ITA

/// What is to be done, and recording what was done.
enum RecordRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/:year/work", .agency(.record)) { visit in
            let (plan, work) = try await load(visit, half: Int(visit.form["half"] ?? ""))
            let list = OpenMeasure.list(
                plan, work, person: visit.viewer?.id, unit: visit.viewer?.unitID, all: visit.may(.plan))
            var page = MyWorkPage(
                visit: visit, plan: plan, round: work.round, list: list,
                page: Pager.number(visit, of: list.count, per: MyWorkPage.perPage))
            if visit.may(.plan) {
                let agency = plan.agency.id
                page.contributed = try await visit.site.database.read {
                    try Contribution.waiting(agency: agency, year: plan.fiscalYear, in: $0)
                }
            }
            return page.node.reply(visit)
        },
        .get("/desk/:agency/:year/work/:half/:measure", .agency(.record)) { visit in
            let (plan, work, measure) = try await meant(visit)
            let waiting = try visit.uploads().list(about: RecordPage.about(work.round, measure.id))
            return RecordPage(visit, plan, work, measure, waiting: waiting).page.reply(visit)
        },
        .post("/desk/:agency/:year/work/:half/:measure", .agency(.record), .files) { try await record($0) },
    ]

    /// The plan of the path with the work of a round: the one named, or the one today lies in.
    static func load(_ visit: Visit, half: Int?) async throws -> (Plan, RoundWork) {
        let (agency, year, today, site) = (try visit.agency(), try visit.year(), visit.today, visit.site)
        return try await site.database.read { db in
            let plan = try Plan.kept(agency, year: year, on: site, in: db)
            let round = plan.rounds.first { $0.half == half } ?? plan.currentRound(today)
            return (plan, try RoundWork.kept(round, of: plan, on: site, in: db))
        }
    }

    private static func meant(_ visit: Visit) async throws -> (Plan, RoundWork, Measure) {
        let half = try visit.parameter("half")
        guard ["1", "2"].contains(half) else { throw Failure.notFound(Message("failure.no_round")) }
        let (plan, work) = try await load(visit, half: Int(half))
        let id = try visit.parameter("measure")
        guard let measure = plan.measure(id) else { throw Failure.notFound(Message("failure.no_page")) }
        return (plan, work, measure)
    }

    private static func record(_ visit: Visit) async throws -> Reply {
        let (plan, work, measure) = try await meant(visit)
        var page = RecordPage(
            visit, plan, work, measure, waiting: [],
            values: [
                "key": visit.form["key"] ?? "", "text": visit.form["text"] ?? "", "links": visit.form["links"] ?? "",
            ])
        guard page.isOpen else { return page.page.reply(visit, status: work.round.frozenAt == nil ? 403 : 409) }
        let about = RecordPage.about(work.round, measure.id)
        let uploads = try visit.uploads()
        let sent = try await EvidenceForm.read(visit, uploads, about: about, most: RecordPage.mostFiles)
        var problems = sent.problems
        let text = visit.form.filled("text") ?? ""
        if text.isEmpty { problems.insert(Problem("empty", ["field": "text"], at: "text"), at: 0) }
        let key = visit.form["key"].flatMap { ID.isID($0) ? $0 : nil } ?? ID.new()
        if problems.isEmpty {
            do {
                let id = try await visit.perform(
                    RecordProgress(
                        agency: plan.agency.id, round: work.round.id, row: nil, measures: [measure.id], text: text,
                        key: key, evidence: try await sent.evidence(from: uploads, text: text)))
                for id in sent.uploads { uploads.remove(id) }
                return .redirect("\(Link.result(plan.agency.key, plan.fiscalYear, id))?done=recorded")
            } catch Failure.invalid(let found) {
                problems = found
            } catch Failure.conflict(let message) where message.key == "failure.recorded_otherwise" {
                page = RecordPage(visit, plan, work, measure, waiting: uploads.list(about: about), values: page.values)
                page.values["key"] = ID.new()
                (page.chosen, page.problems) = (Set(sent.uploads), [Problem("recorded_otherwise")])
                return page.page.reply(visit, status: 409)
            } catch Failure.conflict(let message) where message.key == "failure.round_frozen" {
                // Closed between our look and the operation's: look again, and keep what was typed.
                let (plan, work, measure) = try await meant(visit)
                var page = RecordPage(visit, plan, work, measure, waiting: [], values: page.values)
                page.problems = []
                return page.page.reply(visit, status: 409)
            }
        }
        page = RecordPage(visit, plan, work, measure, waiting: uploads.list(about: about), values: page.values)
        page.values["key"] = key
        (page.chosen, page.problems) = (Set(sent.uploads), problems)
        return page.page.reply(visit, status: 422)
    }
}

/// The files and addresses of a form: what was uploaded before and ticked, what came with it, and addresses a line each.
/// Pictures for captions are none of it.
struct EvidenceForm: Sendable {
    /// Ids of whole uploads, in the order they came.
    var uploads: [String]
    var addresses: [String]
    var problems: [Problem]

    static func read(_ visit: Visit, _ uploads: Uploads, about: String, most: Int) async throws -> EvidenceForm {
        let ticked = visit.form.all("upload").filter { uploads.find($0)?.upload.look != nil }
        let sent = try await uploads.keep(
            visit.files.filter { $0.field.removing(prefix: "picture.") == nil }, about: about, pictures: ["photos"],
            most: max(0, most - ticked.count))
        let addresses = (visit.form["links"] ?? "").utf8.split(separator: 10).map {
            String(decoding: $0, as: UTF8.self).trimmingWhitespace()
        }.filter { !$0.isEmpty }
        var problems = sent.problems
        problems += addresses.filter { !Address.isPage($0) }.map {
            Problem("address", ["given": $0.shortened(to: 80)], at: "links")
        }
        if addresses.count > 50 { problems.append(Problem("too_many_files", ["limit": "50"], at: "links")) }
        var seen: Set<String> = []
        return EvidenceForm(
            uploads: (ticked + sent.kept.map(\.id)).filter { seen.insert($0).inserted }, addresses: addresses,
            problems: problems)
    }

    /// The pictures that came for captions, or had come before and are ticked, by use: the last of each counts.
    static func pictures(_ visit: Visit, _ uploads: Uploads, for uses: [EvidenceUse]) async throws -> (
        ids: [String: String], problems: [Problem]
    ) {
        var (ids, problems): ([String: String], [Problem]) = ([:], [])
        for use in uses where use.evidence == nil {
            let ticked = visit.form.all("attach.\(use.id)").filter { uploads.find($0)?.upload.look != nil }
            let files = visit.files.filter { $0.field == "picture.\(use.id)" }
            let sent = try await uploads.keep(files, about: "use \(use.id)", pictures: [], most: 1)
            problems += sent.problems.map { Problem($0.key, $0.values, at: "picture.\(use.id)") }
            ids[use.id] = sent.kept.last?.id ?? ticked.last
        }
        return (ids, problems)
    }

    /// Pictures that came for captions and wait for their form, by use.
    static func waiting(_ uploads: Uploads) -> [String: [PendingUpload]] {
        Dictionary(grouping: uploads.list()) { $0.about.removing(prefix: "use ") ?? "" }
    }

    func evidence(from uploads: Uploads, text: String) async throws -> [NewEvidence] {
        try await uploads.stored(self.uploads).map { NewEvidence($0, text: text) }
            + addresses.map {
                NewEvidence(source: .address($0), caption: text.shortened(to: 60), aboutOn: nil)
            }
    }
}
