import Foundation
import Testing

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
                let bare = LocaleScan.found(#"\{[a-z_]+(\|[^{}|]+\|[^{}|]+)?\}"#, in: text).reduce(text) {
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
        for use in try LocaleScan.uses() where !keys.contains(use.key) {
            Issue.record("\(use.key), said in \(use.file)")
        }
    }

    @Test func `every computed key belongs to a family whose members are known`() throws {
        let families =
            ["problem.", "problem.source_", "problem.photo_", "problem.score_", "source.", "reason.", "certainty."]
            + [
                "status.", "role.", "verify.", "lineage.", "report.", "report.half_", "report.sheet.", "command.",
                "doctor.mark_", "field.", "journal_field.", "file_kind.", "nav.", "done.", "standing.column_",
                "api.", "api.status_",
                "work.half_", "library.kind_", "library.mark_", "archive.column_", "contributions.column_",
                "contributions.state_",
                "transfer.", "job.kind_", "job.state_", "webhook.event_", "webhook.state_", "openid.",
                "people.tab_", "people.column_", "people.access_", "role_does.", "hand_over.column_", "token_scope.",
                "notice_kind.", "notice_way.", "agencies.column_", "years.column_", "list.column_",
                "list.change_", "order.get_", "below.column_", "below.state_", "below.order_", "below.half_",
                "below.get_", "notice.", "finding.", "check.trouble_", "check.outcome_", "check.personal_",
                "check.state_",
                "check.sure_", "check.found_", "check.at_aside_", "check.at_name_", "check.void_", "check.means_",
            ]
            + [
                "disclosure.state_", "disclosure.kind_", "disclosure.watch_",
                "disclosure_page.sample_", "board.next_", "item_page.next_",
                "page_reading.sure_", "page_reading.fault_", "page_reading.left_",
                "verdict.", "verdict_reason.", "watch.every_", "watch.column_",
                "watch.change_", "watch.title_", "watch.count_", "watch.line_",
                "import.tie_", "freeze.column_", "freeze.zero_", "appeal.", "appeal.text_",
            ]
        for (file, text) in try LocaleScan.program() where file != "Finding.swift" {  // found by its own pattern
            for match in LocaleScan.found(#"(strings\.)?\b(Message|Problem|say|text|of)\(\s*"([a-z_.]*)\\\("#, in: text)
            {
                let start = match[1].isEmpty ? LocaleScan.prefix(of: match[2], in: file) ?? "" : ""
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
        let used = Set(try LocaleScan.uses().map(\.key))
        for key in try Repository.strings().keys(.thai).subtracting(used).sorted() where !key.hasPrefix("on_web.") {
            Issue.record("nobody says \(key)")
        }
    }

    @Test func `no sentence waits for a value it is never given`() throws {
        let strings = try Repository.strings()
        for use in try LocaleScan.uses() {
            guard let values = use.values, let text = strings.template(use.key, .thai) else { continue }
            let unknown = Sentence.placeholders(text).subtracting(values).sorted()
            #expect(unknown == [], "\(use.key), said in \(use.file) with \(values.sorted())")
        }
    }

    @Test func `a word that goes by a number stands in a sentence that says the number`() throws {
        let strings = try Repository.strings()
        for key in strings.keys(.english).sorted() {
            let text = strings.template(key, .english) ?? ""
            let numbers = Set(LocaleScan.found(#"\{([a-z_]+)\|"#, in: text).map { $0[1] })
            #expect(numbers.isSubset(of: Sentence.placeholders(text)), "\(key)")
            let thai = LocaleScan.found(#"\{[a-z_]+\|"#, in: strings.template(key, .thai) ?? "")
            #expect(thai.isEmpty, "\(key): Thai words do not go by numbers")
        }
        func every(_ hours: String) -> String {
            strings.text("watch.every_hours", ["count": hours], .english)
        }
        #expect(every("1") == "every 1 hour" && every("12") == "every 12 hours")
        let work = strings.text("hand_over.what", ["count": "1"], .english)
        #expect(work == "1 measure waits for a result")
        let counted = [
            "units.people": "1 person", "account.recovery_left": "1 recovery code left",
            "problem.unit_has_people.what": "1 person still belongs to it",
        ]
        for (key, said) in counted { #expect(strings.text(key, ["count": "1"], .english) == said) }
        #expect(Strings.fill("{n} {n|ปู่|น้ำ}ำ", ["n": "2"]) == "2 น้ำำ")
    }

    @Test func `English calls an answer as the table of answers does`() throws {
        let strings = try Repository.strings()
        let yes = strings.text("answers.there", [:], .english)
        for key in ["answers.contradicted", "disclosure.answers_written"] {
            let said = strings.text(key, ["count": "7", "all": "22", "path": "a"], .english)
            #expect(said.contains("“\(yes)”") && !said.contains("มี"), "\(said)")
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
        Set(LocaleScan.found(#"\{([a-z_]+)\}"#, in: text).map { $0[1] })
    }
}
