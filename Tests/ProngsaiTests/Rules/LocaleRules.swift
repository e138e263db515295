import Documents
import Foundation
import ITA
import Testing
import Watch

@testable import Prongsai

/// The sentences and the program fit together: both languages say the same, whatever the program says has a sentence,
/// and no sentence waits for a program that never says it.
@Suite struct LocaleRules {
    @Test func `both languages have the same sentences`() throws {
        let strings = try Repository.strings()
        let (thai, english) = (strings.keys(.thai), strings.keys(.english))
        #expect(thai.count > 400)
        #expect(thai.subtracting(english).sorted() == [], "in th.yaml only")
        #expect(english.subtracting(thai).sorted() == [], "in en.yaml only")
    }

    @Test func `both languages have the same placeholders`() throws {
        let strings = try Repository.strings()
        for key in strings.keys(.thai).sorted() {
            let thai = Sentence.placeholders(strings.template(key, .thai) ?? "")
            #expect(thai == Sentence.placeholders(strings.template(key, .english) ?? ""), "\(key)")
        }
    }

    @Test func `no sentence is empty and every brace is a placeholder`() throws {
        let strings = try Repository.strings()
        for language in Language.allCases {
            for key in strings.keys(language).sorted() {
                let text = strings.template(key, language) ?? ""
                #expect(!text.trimmingWhitespace().isEmpty, "\(language) \(key)")
                let bare = Scan.found(#"\{[a-z_]+\}"#, in: text).reduce(text) {
                    $0.replacingOccurrences(of: $1[0], with: "")
                }
                #expect(
                    !bare.utf8.contains(UInt8(ascii: "{")) && !bare.utf8.contains(UInt8(ascii: "}")),
                    "\(language) \(key)")
            }
        }
    }

    @Test func `Thai is plain and polite without particles or exclamation marks`() throws {
        let strings = try Repository.strings()
        for key in strings.keys(.thai).sorted() {
            let text = strings.template(key, .thai) ?? ""
            for word in ["ครับ", "ค่ะ", "นะคะ", "!"] {
                #expect(text.range(of: word, options: .literal) == nil, "\(key) says \(word)")
            }
        }
    }

    @Test func `everything the program says has a sentence`() throws {
        let keys = try Repository.strings().keys(.thai)
        for use in try Scan.uses() where !keys.contains(use.key) { Issue.record("\(use.key), said in \(use.file)") }
    }

    @Test func `every computed key belongs to a family whose members are known`() throws {
        let families =
            ["problem.", "problem.source_", "problem.photo_", "problem.score_", "source.", "reason.", "certainty."]
            + [
                "status.", "role.", "verify.", "lineage.", "report.", "report.half_", "report.sheet.", "command.",
                "doctor.mark_", "field.", "file_kind.", "nav.", "done.", "standing.column_",
                "api.", "api.status_",
                "work.half_", "library.kind_", "library.mark_", "archive.column_", "contributions.column_",
                "contributions.state_",
                "transfer.", "job.kind_", "job.state_", "webhook.event_", "webhook.state_", "openid.",
                "people.tab_", "people.column_", "people.access_", "role_does.", "hand_over.column_", "token_scope.",
                "notice_kind.", "notice_way.", "agencies.column_", "years.column_", "list.column_",
                "list.change_", "order.get_", "below.column_", "below.state_", "below.order_", "below.half_",
                "below.get_", "notice.", "finding.", "check.trouble_", "check.outcome_", "check.personal_",
                "check.state_",
                "check.sure_", "check.found_", "check.void_", "check.means_",
            ]
            + [
                "disclosure.state_", "disclosure.kind_", "disclosure.watch_", "board.next_", "item_page.next_",
                "page_reading.sure_", "page_reading.fault_", "page_reading.left_",
                "verdict.", "verdict_reason.", "watch.every_", "watch.column_",
                "watch.change_",
                "freeze.column_", "appeal.",
            ]
        for (file, text) in try Scan.program() where file != "Finding.swift" {  // found by its own pattern
            for match in Scan.found(#"(strings\.)?\b(Message|Problem|say|text|of)\(\s*"([a-z_.]*)\\\("#, in: text) {
                let start = match[1].isEmpty ? Scan.prefix(of: match[2], in: file) ?? "" : ""
                #expect(families.contains(start + match[3]), "\(match[0]) in \(file)")
            }
        }
    }

    @Test func `at the web no sentence of its own names a command, and each has a namesake`() throws {
        let strings = try Repository.strings()
        let spoken = strings.onWeb
        for language in Language.allCases {
            for key in strings.keys(language) where key.hasPrefix("on_web.") {
                let sentence = try #require(strings.template(key, language))
                let namesake = try #require(strings.template(String(key.dropFirst(7)), language), "\(key)")
                #expect(namesake.contains("prongsai ") && !sentence.contains("prongsai "), "\(key)")
                #expect(Sentence.placeholders(sentence).isSubset(of: Sentence.placeholders(namesake)), "\(key)")
                #expect(spoken.template(String(key.dropFirst(7)), language) == sentence)
            }
        }
    }

    @Test func `every sentence is said by the program`() throws {
        let used = Set(try Scan.uses().map(\.key))
        for key in try Repository.strings().keys(.thai).subtracting(used).sorted() where !key.hasPrefix("on_web.") {
            Issue.record("nobody says \(key)")
        }
    }

    @Test func `no sentence waits for a value it is never given`() throws {
        let strings = try Repository.strings()
        for use in try Scan.uses() {
            guard let values = use.values, let text = strings.template(use.key, .thai) else { continue }
            let unknown = Sentence.placeholders(text).subtracting(values).sorted()
            #expect(unknown == [], "\(use.key), said in \(use.file) with \(values.sorted())")
        }
    }

    @Test func `a sentence is filled in between Thai marks`() {
        #expect(Strings.fill("ที่{place}ำ{place}", ["place": "น้ำ"]) == "ที่น้ำำน้ำ")
        #expect(Strings.fill("ปู่ {a} {b}", ["a": "{b}", "b": "ญี่ปุ่น"]) == "ปู่ {b} ญี่ปุ่น")
    }
}

/// A sentence of a locale file.
private enum Sentence {
    static func placeholders(_ text: String) -> Set<String> {
        Set(Scan.found(#"\{([a-z_]+)\}"#, in: text).map { $0[1] })
    }
}

/// What the program's text says, found by reading it.
private enum Scan {
    /// A key, where it is used, and the names of the values it is given where the text shows them.
    struct Use {
        var key: String
        var file: String
        var values: Set<String>?
    }

    /// Every use of a sentence, literal or of a family.
    static func uses() throws -> [Use] {
        let sections = Set(
            try Repository.strings().keys(.thai).compactMap { $0.split(separator: ".").first.map(String.init) })
        let known = try Repository.strings().keys(.thai)
        var uses: [Use] = []
        for (file, text) in try program() {
            uses += literals(file, text, sections: sections)
            uses += found(#"Help\.command\(\s*"([a-z-]+)"(?:,\s*\[[^\]]*\])?(?:,\s*key:\s*"([a-z_]+)")?"#, in: text).map
            {
                Use(key: "command.\($0[2].isEmpty ? $0[1] : $0[2])", file: file, values: [])
            }
            if file == "Verify.swift" {
                uses += found(#""(genuine|superseded|draft|altered|unknown)""#, in: text).map {
                    Use(key: "verify.\($0[1])", file: file)
                }
            }
            uses += found(#"(?:at: |field: |day\()"([a-z]+)""#, in: text).map { Use(key: "field.\($0[1])", file: file) }
                .filter {
                    sections.contains("field") && known.contains($0.key)
                }
            uses += found(#"(?:static let name = |Journal\.append\()"([a-z-]+)""#, in: text).map {
                Use(key: "operation.\($0[1].replacingOccurrences(of: "-", with: "_"))", file: file, values: [])
            }
            for match in found(#"Verdict\(\s*kind: ([^,]*),"#, in: text) {
                uses += found(#""([a-z]+)""#, in: match[1]).map { Use(key: "verify.\($0[1])", file: file) }
            }
            for match in found(#"Finding\(\s*"([a-z_]+)",([^,)]*)(?:,\s*(?:nil|"([a-z]+)"))?"#, in: text) {
                let states = found(#"\.(ok|warning|fault)\b"#, in: match[2]).map { $0[1] }
                for outcome in match[3].isEmpty ? states : [match[3]] {
                    let key = "doctor.\(match[1]).\(outcome)"
                    uses += (outcome == "ok" ? [key] : [key, "\(key)_mend"]).map { Use(key: $0, file: file) }
                }
            }
        }
        for (file, text) in try reading() { uses += doubts(file, text) + errors(file, text) }
        return uses + families()
    }

    private static func families() -> [Use] {
        var keys = Settings.table.map { "settings.\($0.key)" }
        keys +=
            Reason.Subject.allCases.map { "reason.\($0.rawValue)" }
            + Certainty.allCases.map { "certainty.\($0.rawValue)" }
        keys += Measure.Status.allCases.map { "status.\($0.rawValue)" } + Role.allCases.map { "role.\($0.rawValue)" }
        keys += ReportWords.sheetKeys.map { "report.sheet.\($0)" } + ["report.half_1", "report.half_2"]
        keys += ["ok", "warning", "fault"].map { "doctor.mark_\($0)" }
        keys += APIRoutes.endpoints.map { "api.\($0.name)" }
        keys += ["unauthorized", "forbidden", "not_found", "conflict", "invalid", "failed"].map { "api.status_\($0)" }
        keys += Page.Place.allCases.map { "nav.\($0.rawValue)" }
        keys += ["unit", "results", "evidence", "state"].map { "standing.column_\($0)" }
        keys += ["work.half_1", "work.half_2"] + Evidence.Kind.allCases.map { "library.kind_\($0.rawValue)" }
        keys += EvidenceSearch.Mark.allCases.map { "library.mark_\($0.rawValue)" }
        keys += ["number", "result", "caption", "day", "file", "address", "original"].map { "archive.column_\($0)" }
        keys += ["label", "measure", "until", "count", "state"].map { "contributions.column_\($0)" }
        keys += ContributionLink.State.allCases.map { "contributions.state_\($0.rawValue)" }
        keys += FileKind.allCases.map { "file_kind.\($0.rawValue)" }
        keys += Lineage.Kind.allCases.map { "lineage.\($0.rawValue)" }
        keys += Notice.Kind.allCases.map { "notice.\($0.rawValue)" } + ["notice.assigned_many"]
        keys += TransferFault.codes.map { "transfer.\($0)" } + OpenIDFault.allCases.map { "openid.\($0.rawValue)" }
        keys += Job.kinds.map { "job.kind_\($0.word.replacingOccurrences(of: "-", with: "_"))" }
        keys += Job.State.allCases.map { "job.state_\($0.rawValue)" }
        keys += Webhook.Event.allCases.map { "webhook.event_\($0.key)" }
        keys += Webhook.Sent.State.allCases.map { "webhook.state_\($0.rawValue)" }
        keys += peopleFamilies() + disclosureFamilies() + checkFamilies() + watchFamilies()
        keys += ScoreFault.allCases.flatMap {
            ["problem.score_\($0.rawValue).what", "problem.score_\($0.rawValue).mend"]
        }
        return keys.map { Use(key: $0, file: "a family") }
    }

    /// Families of disclosures.
    private static func disclosureFamilies() -> [String] {
        let states = Disclosure.State.allCases.map(\.rawValue)
        return states.map { "disclosure.state_\($0)" }
            + (states + ["down"]).flatMap { ["board.next_\($0)", "item_page.next_\($0)"] }
            + Disclosure.Address.Kind.allCases.map { "disclosure.kind_\($0.rawValue)" }
            + ["up", "down", "unknown"].map { "disclosure.watch_\($0)" }
            + Sureness.allCases.map { "page_reading.sure_\($0.word)" }
            + DisclosureReading.Fault.allCases.map { "page_reading.fault_\($0.rawValue)" }
            + DisclosureReading.Reason.allCases.map { "page_reading.left_\($0.rawValue)" }
            + ["title", "explanation", "nothing"].map { "field.\($0)" }
    }

    /// Families of the second person's check.
    private static func checkFamilies() -> [String] {
        var keys = CheckFinding.Kind.allCases.map { "finding.\($0.rawValue)" }
        keys += CheckFinding.Sure.allCases.map { "check.sure_\($0.rawValue)" }
        keys += PersonalData.Kind.allCases.map { "check.personal_\($0.rawValue)" }
        keys += Tick.Found.allCases.map { "check.found_\($0.rawValue)" }
        keys += CheckState.words.flatMap { ["check.state_\($0)", "check.means_\($0)"] }
        keys += VoidCheck.Reason.allCases.map { "check.void_\($0.rawValue)" }
        keys += PageContent.Trouble.allCases.map { "check.trouble_\($0.rawValue)" }
        return keys + (Watch.Verdict.State.allCases.map(\.rawValue) + ["read"]).map { "check.outcome_\($0)" }
    }

    /// Families of the watcher: verdicts and their reasons, its pages, and the page of an appeal pack.
    private static func watchFamilies() -> [String] {
        var keys = ["verdict.none"] + PageVerdict.State.allCases.map { "verdict.\($0.rawValue)" }
        keys += VerdictReasons.all.map { "verdict_reason.\($0)" }
        keys += PageContent.Kind.allCases.map { "page_kind.\($0.rawValue)" }
        keys += ["days", "hours", "minutes", "seconds"].map { "watch.every_\($0)" }
        keys +=
            ["address", "verdict", "since", "days", "next", "month", "looks", "bad", "changed", "percent"].map {
                "watch.column_\($0)"
            } + ReadableChange.Kind.allCases.map { "watch.change_\($0.rawValue)" }
        keys += ["item", "found"].map { "freeze.column_\($0)" }
        keys +=
            [
                "title", "address", "there", "never", "outages", "outage", "outage_open", "no_address", "checked",
                "not_checked", "passed", "returned", "void", "seen", "column_month", "column_looks", "column_good",
                "column_bad", "column_percent", "column_element", "column_found", "column_place", "found_there",
                "found_none", "found_missing", "files", "file_warc", "file_captures", "file_verdicts",
                "file_availability", "file_checks", "file_sums", "not_proven", "not_proven_text",
            ].map { "appeal.\($0)" }
        return keys
    }

    /// Families of the pages of people, agencies and accounts.
    private static func peopleFamilies() -> [String] {
        var keys = PeopleParts.Tab.allCases.map { "people.tab_\($0.rawValue)" }
        keys += ["name", "unit", "role", "access"].map { "people.column_\($0)" }
        keys += Person.Access.allCases.map { "people.access_\($0.rawValue)" }
        keys += Role.allCases.map { "role_does.\($0.rawValue)" } + Token.scopes.map { "token_scope.\($0.rawValue)" }
        keys += Notice.Kind.allCases.flatMap { ["notice.\($0.rawValue)", "notice_kind.\($0.rawValue)"] }
        keys += Notice.Way.allCases.map { "notice_way.\($0.rawValue)" }
        keys += ["number", "measure", "items", "year", "ends"].map { "hand_over.column_\($0)" }
        keys += ["name", "key", "accounts", "year", "change"].map { "agencies.column_\($0)" }
        keys += ["year", "answers", "scores", "plan", "rounds"].map { "years.column_\($0)" }
        keys +=
            ["name", "agency", "line", "title", "unit", "role", "email", "change", "key", "english", "under"].map {
                "list.column_\($0)"
            } + PeopleList.Change.allCases.map { "list.change_\($0.rawValue)" }
        keys += ["pdf", "docx"].map { "order.get_\($0)" } + ["csv", "xlsx"].map { "below.get_\($0)" }
        keys +=
            [
                "agency", "key", "total", "level", "measures", "reported", "late", "faults", "ownerless", "bare",
                "state",
            ].map { "below.column_\($0)" } + BelowData.State.allCases.map { "below.state_\($0.rawValue)" }
        return keys + BelowPage.Order.allCases.map { "below.order_\($0.rawValue)" }
            + ["1", "2"].map { "below.half_\($0)" }
    }

    /// What stands before a literal in the key, by the word that takes it; nil where the word takes no key.
    static func prefix(of word: String, in file: String) -> String? {
        switch word {
        case "Message", "say", "of": ""
        case "text": file == "RoundReport.swift" ? "report." : ""
        case "Problem", "problem", "wrong": "problem."
        case "report": ["Schema.swift", "EditionCheck.swift", "PlanCheck.swift"].contains(file) ? "problem." : nil
        default: nil
        }
    }

    private static func literals(_ file: String, _ text: String, sections: Set<String>) -> [Use] {
        let start = #"(strings\.)?\b(Message|Problem|problem|wrong|say|text|of|report)\(\s*"#
        let call = start + #"(?:[^"\n]*\?\s*)?"([a-z0-9_.]+)"(?:\s*:\s*"([a-z0-9_.]+)")?"#
        var uses: [Use] = []
        for (match, end) in places(call, in: text) {
            guard let start = match[1].isEmpty ? prefix(of: match[2], in: file) : "" else { continue }
            var values = names(after: end, in: text)
            if file == "Schema.swift" { values?.insert("field") }
            if file == "PlanCheck.swift" { values?.formUnion(["number", "options", "caption", "name"]) }
            // The writers of the report fill in its words, and a row that is wrong always names its column.
            if file == "RoundReport.swift" || match[2] == "wrong" { values = nil }
            for key in [match[3], match[4]] where !key.isEmpty {
                uses += full(start + key).map { Use(key: $0, file: file, values: values) }
            }
        }
        // Keys chosen beforehand and passed on, such as `let key = … ? "failure.no_plan_yet" : "failure.no_plan"`.
        for match in found(#""(([a-z_]+)(?:\.[a-z0-9_]+)+)""#, in: text)
        where sections.contains(match[2]) && !match[1].hasSuffix(".json") && file != "Webhook.swift" {
            uses.append(Use(key: match[1], file: file))
        }
        // What a page says after the redirect that ended a form.
        uses += found(#"[?&]done=([a-z_]+)"#, in: text).map { Use(key: "done.\($0[1])", file: file) }
        return uses
    }

    private static func full(_ key: String) -> [String] {
        key.hasPrefix("problem.") ? ["\(key).what", "\(key).mend"] : [key]
    }

    // MARK: Codes of the readers

    private static func doubts(_ file: String, _ text: String) -> [Use] {
        let start = #"\b(SourceDoubt\(\s*code: |doubts\.add\(\s*|note\("[a-z]+", code: |note\(|tell\()"#
        let call = start + #"(?:[^"\n]*\?\s*)?"([a-z_]+)"(?:\s*:\s*"([a-z_]+)")?"#
        var uses: [Use] = []
        for (match, end) in places(call, in: text) {
            var values = match[1].hasPrefix("note(\"") ? nil : names(after: end, in: text)
            if match[1] == "note(" { values?.insert("count") }
            for code in [match[2], match[3]] where !code.isEmpty {
                uses.append(Use(key: "source.\(code)", file: file, values: values))
            }
        }
        guard text.contains("doubt: String?)") else { return uses }
        for line in text.split(separator: "\n") where line.contains("return (") {
            uses += found(#""([a-z]+_?[a-z_]+)""#, in: String(line)).map { Use(key: "source.\($0[1])", file: file) }
        }
        return uses
    }

    private static func errors(_ file: String, _ text: String) -> [Use] {
        var uses: [Use] = []
        for (match, end) in places(#"(SourceError\(\s*code: |fault\()"([a-z_]+)""#, in: text) {
            let values = match[1] == "fault(" ? nil : names(after: end, in: text)
            uses += full("problem.source_\(match[2])").map { Use(key: $0, file: file, values: values) }
        }
        if file == "Photo.swift" {
            for match in found(#"case \.\w+: "([a-z_]+)""#, in: text) {
                uses += full("problem.photo_\(match[1])").map {
                    Use(key: $0, file: file, values: ["name", "file_kind", "format"])
                }
            }
        }
        return uses
    }

    // MARK: Text

    /// Names of a dictionary that is written out after a key; empty where nothing follows, nil where it is passed by name.
    private static func names(after end: Int, in text: String) -> Set<String>? {
        let rest = (text as NSString).substring(from: end)
        guard let start = found(#"^,\s*(?:details: )?\["#, in: rest).first?[0] else {
            return found(#"^(?:\)|,\s*(?:at|place): )"#, in: rest).isEmpty ? nil : []
        }
        var depth = 1
        var inside: [UInt8] = []
        for byte in rest.utf8.dropFirst(start.utf8.count) {
            if byte == UInt8(ascii: "[") { depth += 1 }
            if byte == UInt8(ascii: "]") { depth -= 1 }
            if depth == 0 { break }
            inside.append(byte)
        }
        return Set(found(#""([a-z_]+)":"#, in: String(decoding: inside, as: UTF8.self)).map { $0[1] })
    }

    static func program() throws -> [(file: String, text: String)] { try files("Sources/Prongsai") }
    private static func reading() throws -> [(file: String, text: String)] {
        try files("Sources/Documents") + files("Sources/Prongsai/Imports")
    }

    private static func files(_ folder: String) throws -> [(file: String, text: String)] {
        try Repository.swiftFiles(in: folder).map { file in
            let lines = try String(contentsOf: file, encoding: .utf8).split(
                separator: "\n", omittingEmptySubsequences: false)
            let code = lines.filter { !String($0).trimmingWhitespace().hasPrefix("//") }
            return (file.lastPathComponent, code.joined(separator: "\n"))
        }
    }

    static func found(_ pattern: String, in text: String) -> [[String]] { places(pattern, in: text).map(\.groups) }

    /// Matches with their groups, an empty text where a group took no part, and where each match ends in UTF-16.
    private static func places(_ pattern: String, in text: String) -> [(groups: [String], end: Int)] {
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return [([pattern], 0)] }
        let whole = text as NSString
        return expression.matches(in: text, range: NSRange(location: 0, length: whole.length)).map { match in
            let groups = (0..<match.numberOfRanges).map { index in
                let range = match.range(at: index)
                return range.location == NSNotFound ? "" : whole.substring(with: range)
            }
            return (groups, match.range.location + match.range.length)
        }
    }
}

/// The codes of reasons that have sentences of their own.
enum VerdictReasons {
    static let all =
        [
            "status", "bot_mark", "redirect_without_target", "server_error", "not_modified", "port_not_allowed",
            "network_not_allowed", "no_such_name", "name_lookup", "connection_refused", "unreachable", "timeout",
            "connection_cut", "certificate", "handshake", "not_http", "head_too_large", "broken_coding",
            "redirect_loop",
            "too_many_redirects", "bad_redirect", "asked_to_wait", "other_failure", "other_words",
            "wrong_encoding_label", "body_cut", "not_read", "permission_mark", "password_field", "redirect",
            "redirect_elsewhere", "phrase", "target_of_nonsense", "answer_to_nonsense", "same_as_home", "no_bytes",
            "kind", "trouble", "few_letters", "fewer_letters", "years", "certificate_ends", "bad_address",
        ] + ["name", "connect", "head", "body"].map { "timeout_\($0)" }
        + ["expired", "not_yet_valid", "other_name", "self_signed", "incomplete_chain"].map { "certificate_\($0)" }
        + ["broken", "encrypted", "crashed", "too_heavy", "no_text", "garbled", "no_reader"].map { "trouble_\($0)" }
}
