import Documents
import Foundation
import ITA
import Testing

@testable import Prongsai

/// The real report this product began with. It belongs to its office and is not part of this repository; where it is
/// absent these tests say so and pass, and `ReportReaderTests` cover the same traps with sentences of our own.
@Suite struct SeedReadingTests {
    private func reading() throws -> ReportReading? {
        guard let text = try? String(contentsOf: Repository.seed, encoding: .utf8) else {
            print("The founding report is not on this machine; its tests have nothing to read.")
            return nil
        }
        return ReportReader.read(SourceDocument.text(text), edition: try Repository.shelf.file("bma-ita-2567").edition)
    }

    private static let published = [
        "I1": "94.70", "I2": "94.77", "I3": "98.77", "I4": "93.86", "I5": "88.91", "I6": "98.95", "I7": "95.26",
        "I8": "96.53", "I9": "93.44",
        "I10": "97.16", "I11": "92.18", "I12": "91.86", "E1": "87.91", "E2": "89.45", "E3": "96.95", "E4": "85.02",
        "E5": "85.99", "E6": "84.16",
    ]

    @Test func `all forty items are found with exact scores`() throws {
        guard let reading = try reading() else { return }
        var scores: [String: String] = [:]
        for line in reading.rows.flatMap(\.lines) { for code in line.codes { scores[code] = line.score(of: code) } }
        let zeros = ["O10", "O15", "O18", "O19", "O21", "O22"]
        for (code, score) in Self.published { #expect(scores[code] == score, "\(code)") }
        for number in 1...22 { #expect(scores["O\(number)"] == (zeros.contains("O\(number)") ? "0" : "100")) }
        #expect(reading.codes.count == 40 && Set(reading.codes).count == 40)
        #expect(reading.agency == "สำนักงานเขตหลักสี่" && reading.fiscalYear == 2568 && reading.half == 1)
    }

    @Test func `neighbours that share cells are one row`() throws {
        guard let reading = try reading() else { return }
        let groups = reading.rows.filter { $0.lines.count > 1 }.map { $0.lines.map { $0.codes.joined(separator: " ") } }
        #expect(
            groups == [
                ["I1", "I2"], ["I4", "I5"], ["E1", "E2"],
                ["O1 O2 O3 O4 O5 O6 O7 O8 O9 O11 O12 O13 O14 O16 O17", "O10 O15"], ["O20", "O18 O19 O21 O22"],
            ])
        #expect(reading.rows.count == 16)
        // E6 is weak and its finding cell is merged with that of E5: one line says what is wrong with both.
        let shared = try #require(reading.rows.flatMap(\.lines).first { $0.codes == ["E5", "E6"] })
        #expect(shared.findings.count == 1 && shared.scores == ["E5": "85.99", "E6": "84.16"])
        #expect(reading.doubts.filter { $0.code == "finding_shared" }.map { $0.details["items"] } == ["E5, E6"])
    }

    @Test func `lists are single measures, and words cut by page breaks are joined`() throws {
        guard let reading = try reading() else { return }
        let counts = Dictionary(
            uniqueKeysWithValues: reading.rows.map {
                ($0.lines[0].codes[0], [$0.measures.count, $0.results.count, $0.captions.count])
            })
        #expect(
            counts
                == [
                    "I1": [5, 2, 2], "I3": [5, 4, 4], "I4": [4, 4, 6], "I6": [3, 2, 2], "I7": [4, 3, 3],
                    "I8": [3, 2, 2], "I9": [3, 2, 3], "I10": [2, 2, 2],
                    "I11": [4, 4, 4], "I12": [2, 2, 2], "E1": [3, 3, 3], "E3": [2, 2, 2], "E4": [4, 2, 2],
                    "E5": [5, 2, 2], "O1": [4, 2, 2], "O20": [4, 2, 2],
                ].merging(counts.filter { $0.key == "none" }) { first, _ in first })
        let texts = reading.rows.flatMap { $0.measures + $0.results + $0.lines.flatMap(\.findings) }.map(\.text)
        for joined in [
            "ได้รับมอบหมายในการปฏิบัติงาน", "และขาดการตรวจสอบติดตาม", "รับฟังปัญหาเพื่อแก้ไขปัญหา", "ช่องทางการแสดงความคิดเห็น",
            "มุ่งเน้นการปฏิบัติงาน",
        ] {
            #expect(texts.contains { $0.contains(joined) }, "\(joined)")
        }
        #expect(!texts.contains { $0.contains("<") || $0.isEmpty })
    }

    @Test func `every line has a role and none is dropped`() throws {
        guard let reading = try reading() else { return }
        #expect(reading.unplaced.isEmpty)
        let lines = Set(reading.lines.map(\.0.line))
        let text = try String(contentsOf: Repository.seed, encoding: .utf8)
        #expect(lines == Set(1...text.split(separator: "\n", omittingEmptySubsequences: false).count - 1))
        #expect(
            reading.doubts.filter { $0.code == "code_mended" }.map { $0.details["read"] } == [
                "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I12",
            ])
    }

    @Test(arguments: engines) func `imported, it scores 76.25, and the same file again changes nothing`(
        _ engine: TestEngine
    ) async throws {
        guard let reading = try reading() else { return }
        let (site, agency, plan) = try await TestSite.withOffice(engine)
        let operation = ImportReport(
            agency: agency, plan: plan, half: 1, reading: reading,
            source: SourceFile(name: "seed.txt", hash: Hash.sha256([1])), pictures: [:])
        let first = try await site.perform(operation, as: TestSite.console)
        #expect(first.isNew && first.rows == 16 && first.scores == 40)
        #expect(try await site.perform(operation, as: TestSite.console) == ImportReport.Outcome(isNew: false))
        let imported = try await TestSite.plan(site)
        let formula = try Formula(imported.edition.edition)
        let standing = formula.standing(imported.scores)
        #expect(standing.total?.rounded() == "76.25")
        #expect(standing.level?.name.thai == "ต้องปรับปรุง")
        #expect(!standing.reasons.isEmpty)
        let costs = Dictionary(
            uniqueKeysWithValues: formula.gaps(imported.scores).map { ($0.item.code, $0.cost?.rounded()) })
        #expect(costs["O18"] == "4.00" && costs["O10"] == "1.18")
        let better = try WhatIf.apply(
            "O10=100,O15=100,O18=100,O19=100,O21=100,O22=100", to: imported.scores, edition: imported.edition.edition)
        #expect(formula.standing(better).total?.rounded() == "94.61")
        #expect(formula.standing(better).level?.name.thai == "ผ่านดี")
    }
}
