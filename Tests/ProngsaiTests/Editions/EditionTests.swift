import Foundation
import ITA
import Testing

@testable import Prongsai

@Suite struct EditionTests {
    @Test(arguments: (try? Repository.shelf.ids()) ?? ["no editions"]) func `every edition of the repository is sound`(
        _ id: String
    ) throws {
        let file = try Repository.shelf.file(id)
        #expect(file.edition.id == id)
        #expect(!file.edition.layouts.isEmpty)
        for layout in file.edition.layouts { #expect(layout.columns.first?.content == "items") }
    }

    @Test func `every lineage of the repository is sound`() throws {
        let lineages = try Repository.shelf.lineages()
        #expect(lineages.map(\.file).contains("lineage/nacc-ita-2567--nacc-ita-2568.yaml"))
        #expect(lineages.map(\.file).contains("lineage/nacc-ita-2568--nacc-ita-2569.yaml"))
        for lineage in lineages {
            let bytes = [UInt8](try Data(contentsOf: Repository.shelf.folder.appendingPathComponent(lineage.file)))
            let read = try LineageFile.read(bytes, file: lineage.file, shelf: Repository.shelf)
            #expect(read.from == lineage.from && read.to == lineage.to)
        }
    }

    @Test(arguments: (try? Repository.shelf.ids()) ?? ["no editions"])
    func `every reason is Thai in Thai and English in English`(_ id: String) throws {
        let edition = try Repository.shelf.file(id).edition
        let strings = try Repository.strings()
        let reasons = try Formula(edition).reasons
        #expect(!reasons.isEmpty)
        func thaiLetters(_ text: String) -> Int { text.unicodeScalars.count { (0xE00...0xE7F).contains($0.value) } }
        for reason in reasons {
            let (thai, english) = (strings.reason(reason, .thai), strings.reason(reason, .english))
            #expect(reason.why.map { thai.hasSuffix($0.thai) && english.hasSuffix($0.english) } ?? true)
            // Names of levels and codes stay as they are in either language.
            #expect(thaiLetters(thai) > 20 && thaiLetters(english) <= 12, "\(thai) / \(english)")
            #expect(thai.range(of: "[a-z]{3,} [a-z]{2,}", options: .regularExpression) == nil, "\(thai)")
        }
    }

    @Test func `the thirteen published rows of 2564 are reproduced`() throws {
        let edition = try Repository.shelf.file("nacc-ita-2564").edition
        #expect(edition.testVectors.count == 13)
        let formula = try Formula(edition)
        for vector in edition.testVectors {
            #expect(EditionCheck.differences(vector, formula).isEmpty, "\(vector.name)")
            #expect(vector.indicators.count == 2 && vector.contribution != nil && vector.level != nil)
        }
    }

    @Test func `one zero costs 0.44 to 5 points under the rule of 2564, depending on where it sits`() throws {
        let edition = try Repository.shelf.file("nacc-ita-2564").edition
        let formula = try Formula(edition)
        let scores = Dictionary(uniqueKeysWithValues: edition.items.map { ($0.key, Score.none) })
        let costs = Dictionary(
            uniqueKeysWithValues: formula.gaps(scores).map { ($0.item.code, $0.cost?.rounded() ?? "") })
        #expect(
            ["O1", "O10", "O18", "O25", "O29", "O34", "O42"].map { costs[$0] } == [
                "0.44", "0.50", "0.57", "1.00", "0.80", "1.25", "5.00",
            ])
    }

    private func problems(_ change: (String) -> String) throws -> [Problem] {
        let place = Repository.shelf.folder.appendingPathComponent("bma-ita-2567.yaml")
        let text = change(try String(contentsOf: place, encoding: .utf8))
        do {
            _ = try EditionFile(Array(text.utf8), file: "e.yaml", schema: try Repository.shelf.schema())
            return []
        } catch Failure.invalid(let problems) { return problems }
    }

    @Test func `a mistyped field is reported where it stands, with the field that was meant`() throws {
        let problems = try problems { $0.replacingOccurrences(of: "\nrevision: 0", with: "\nrevison: 0") }
        let unknown = try #require(problems.first { $0.key == "unknown_field" })
        #expect(unknown.values["near"] == "revision")
        #expect(unknown.place?.hasPrefix("e.yaml:") == true)
        #expect(problems.contains { $0.key == "missing_field" && $0.values["field"] == "revision" })
    }

    @Test func `codes used twice are told beside faults of the form`() throws {
        let problems = try problems {
            $0.replacingOccurrences(of: "\nrevision: 0", with: "\nrevision: 0\nextra: 1").replacingOccurrences(
                of: "code: E2,", with: "code: E1,")
        }
        #expect(problems.map(\.key).contains("unknown_field") && problems.map(\.key).contains("code_twice"))
    }

    @Test func `weights that do not add up, keys with numbers and keys used twice are faults`() throws {
        #expect(
            try problems { $0.replacingOccurrences(of: "value: \"0.40\"", with: "value: \"0.50\"") }.map(\.key) == [
                "weights_sum"
            ])
        #expect(
            try problems { $0.replacingOccurrences(of: "oit.unnamed-b,", with: "oit.unnamed-two,") }.map(\.key) == [
                "key_ordinal"
            ])
        #expect(
            try problems { $0.replacingOccurrences(of: "key: oit.unnamed-b,", with: "key: oit.unnamed-a,") }.map(\.key)
                == ["key_twice"])
        #expect(
            try problems { $0.replacingOccurrences(of: "key: oit.unnamed-b,", with: "key: oit.o2,") }.map(\.key) == [
                "wrong_form", "key_ordinal",
            ])
    }

    @Test(arguments: [
        "", "\u{0}", "- a\n- b", "a: [", "a: *b", "{", "a: b: c", "x\n\ty: 1", String(repeating: "[", count: 3000),
    ])
    func `a broken file is refused with a problem, never a crash`(_ text: String) throws {
        #expect(throws: Failure.self) {
            try EditionFile(Array(text.utf8), file: "e.yaml", schema: try Repository.shelf.schema())
        }
    }

    @Test func `the schema uses only keywords that are checked`() throws {
        for name in ["edition", "lineage", "names"] {
            let schema = try Schema(file: Repository.shelf.folder.appendingPathComponent("\(name).schema.json"))
            #expect(schema.unknownKeywords() == [])
        }
    }

    @Test(arguments: engines) func `an edition that is in use never changes`(_ engine: TestEngine) async throws {
        let site = try await TestSite.open(engine)
        let text = try String(
            contentsOf: Repository.shelf.folder.appendingPathComponent("bma-ita-2567.yaml"), encoding: .utf8)
        func file(_ text: String) throws -> EditionFile {
            try EditionFile(Array(text.utf8), file: "e.yaml", schema: try Repository.shelf.schema())
        }
        try await site.perform(InstallEdition(file: try file(text)), as: TestSite.console)
        try await site.perform(InstallEdition(file: try file(text + "# another remark\n")), as: TestSite.console)
        let reworded = text.replacingOccurrences(of: "โปร่งใส ตรวจสอบได้", with: "โปร่งใสและตรวจสอบได้")
        await #expect(throws: Failure.self) {
            try await site.perform(InstallEdition(file: try file(reworded)), as: TestSite.console)
        }
        let revision = reworded.replacingOccurrences(of: "\nrevision: 0", with: "\nrevision: 1")
        try await site.perform(InstallEdition(file: try file(revision)), as: TestSite.console)
        let rules = revision.replacingOccurrences(of: "\nrevision: 1", with: "\nrevision: 2").replacingOccurrences(
            of: "\"85.00\"", with: "\"80.00\"")
        await #expect(throws: Failure.self) {
            try await site.perform(InstallEdition(file: try file(rules)), as: TestSite.console)
        }
        await #expect(throws: DatabaseError.refused("edition")) {
            try await site.database.write(nil) { try $0.execute("UPDATE edition SET body = 'x'") }
        }
    }
}
