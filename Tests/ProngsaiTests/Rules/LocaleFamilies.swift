import Documents
import Foundation
import ITA
import Watch

@testable import Prongsai

extension LocaleScan {
    /// Keys that are put together of a beginning and one of a known set of words.
    static func families() -> [Use] {
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
        keys += ResultTie.Sureness.allCases.map { "import.tie_\($0.rawValue)" }
        keys += FileKind.allCases.map { "file_kind.\($0.rawValue)" }
        keys += Lineage.Kind.allCases.map { "lineage.\($0.rawValue)" }
        keys += Notice.Kind.allCases.map { "notice.\($0.rawValue)" }
        keys += ["assigned_many", "assigned_both", "disclosure_assigned_many", "due_soon_many"].map { "notice.\($0)" }
        keys += TransferFault.codes.map { "transfer.\($0)" } + OpenIDFault.allCases.map { "openid.\($0.rawValue)" }
        keys += Job.kinds.map { "job.kind_\($0.word.replacingOccurrences(of: "-", with: "_"))" }
        keys += Job.State.allCases.map { "job.state_\($0.rawValue)" }
        keys += Webhook.Event.allCases.map { "webhook.event_\($0.key)" }
        keys += Webhook.Sent.State.allCases.map { "webhook.state_\($0.rawValue)" }
        keys += peopleFamilies() + disclosureFamilies() + checkFamilies() + watchFamilies()
        keys += JournalWords.fields.map { "journal_field.\($0)" }
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
            + ["heading", "list", "table", "link", "typed", "shown"].map { "disclosure_page.sample_\($0)" }
    }

    /// Families of the second person's check.
    private static func checkFamilies() -> [String] {
        var keys = CheckFinding.Kind.allCases.map { "finding.\($0.rawValue)" }
        keys += OfficeTexts.Place.allCases.map { "check.at_aside_\($0.rawValue)" }
        keys += CheckPlace.Name.allCases.map { "check.at_name_\($0.rawValue)" }
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
        keys += WatchBoard.Standing.allCases.flatMap { ["watch.title_\($0.rawValue)", "watch.count_\($0.rawValue)"] }
        keys += ["down", "up"].map { "watch.line_\($0)" }
        keys += ["item", "found"].map { "freeze.column_\($0)" }
        keys += AnswersSheet.Zero.allCases.filter { $0 != .unreachable }.map { "freeze.zero_\($0.rawValue)" }
        keys += AppealText.Moment.allCases.map { "appeal.text_\($0.rawValue)" }
        keys +=
            [
                "title", "address", "there", "never", "outages", "outage", "outage_open", "no_address", "checked",
                "not_checked", "passed", "returned", "void", "seen", "column_month", "column_looks", "column_good",
                "column_bad", "column_percent", "column_element", "column_found", "column_document", "column_place",
                "found_there",
                "found_none", "found_missing", "files", "file_warc", "file_captures", "file_verdicts",
                "file_availability", "file_checks", "file_sums", "not_proven", "not_proven_text", "made", "period",
                "due",
                "published", "published_line", "withdrawn",
                "counted", "none_on", "untold", "not_looked", "not_told", "there_begun",
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
        keys += ["number", "measure", "disclosure", "items", "unit", "year", "ends"].map { "hand_over.column_\($0)" }
        keys += ["name", "key", "accounts", "year", "change"].map { "agencies.column_\($0)" }
        keys += ["year", "answers", "scores", "plan", "rounds"].map { "years.column_\($0)" }
        keys +=
            ["name", "agency", "line", "title", "unit", "role", "email", "change", "key", "english", "under"].map {
                "list.column_\($0)"
            } + PeopleList.Change.allCases.map { "list.change_\($0.rawValue)" }
        keys += ["pdf", "docx"].map { "order.get_\($0)" } + ["csv", "xlsx"].map { "below.get_\($0)" }
        keys +=
            [
                "agency", "key", "total", "level", "measures", "reported", "late", "faults", "outside", "drafts",
                "ownerless", "bare", "disclosures", "disclosures_all", "disclosures_open", "disclosures_down", "state",
            ].map { "below.column_\($0)" } + BelowData.State.allCases.map { "below.state_\($0.rawValue)" }
        return keys + BelowPage.Order.allCases.map { "below.order_\($0.rawValue)" }
            + ["1", "2"].map { "below.half_\($0)" }
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
            "too_many_redirects", "bad_redirect", "asked_to_wait", "other_failure", "other_words", "other_bytes",
            "varies",
            "wrong_encoding_label", "body_cut", "not_read", "permission_mark", "password_field", "redirect",
            "redirect_elsewhere", "phrase", "target_of_nonsense", "answer_to_nonsense", "same_as_home", "no_bytes",
            "kind", "trouble", "few_letters", "fewer_letters", "lost_year", "lost_words", "lost_heading",
            "filled_by_script", "repairs", "program_error", "file_list",
            "new_server", "for_sale", "gambling", "years", "years_beside",
            "years_unsure", "year_unnamed", "certificate_ends", "bad_address",
        ] + ["name", "connect", "head", "body"].map { "timeout_\($0)" }
        + ["expired", "not_yet_valid", "other_name", "self_signed", "incomplete_chain"].map { "certificate_\($0)" }
        + ["broken", "encrypted", "crashed", "too_heavy", "no_text", "garbled", "no_reader"].map { "trouble_\($0)" }
}
