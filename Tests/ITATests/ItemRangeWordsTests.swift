import Foundation
import ITA
import Testing

@Suite struct ItemRangeWordsTests {
    /// O1…O4 and I1…I3 of the small edition.
    private let edition = smallEdition()

    @Test(
        arguments: [
            ("O1–O3", ["O1", "O2", "O3"]), ("O1 ถึง O3", ["O1", "O2", "O3"]), ("O1 และ O2", ["O1", "O2"]),
            ("O1 & O2", ["O1", "O2"]), ("O1, O1–O2", ["O1", "O2"]), ("๐1", []), ("O๑-O๒", ["O1", "O2"]),
        ] as [(String, [String])])
    func `ranges and lists name each item once`(_ text: String, _ codes: [String]) {
        #expect(ItemRange.read(text, in: edition).codes == codes)
    }

    @Test(
        arguments: [
            ("O1–O2–O4", "O1–O2–O4"), ("O1–", "O1–"), ("–O3", "–O3"), ("O2, –O3", "–O3"), ("O2 ถึง", "O2–"),
            ("ถึง O3", "–O3"), ("O1 - O2 - O3", "O1–O2–O3"), ("o1-,O2", "O1–"),
        ])
    func `a range that lacks an end or has one too many is unknown, and slips nothing in`(
        _ text: String, _ unknown: String
    ) {
        let reading = ItemRange.read(text, in: edition)
        #expect(reading.unknown == [unknown])
        #expect(Set(reading.codes).isSubset(of: ["O2"]))
    }

    @Test func `a dash that begins a line joins nothing, and words that are no items stay words`() {
        #expect(ItemRange.read("- O1", in: edition) == .init(codes: ["O1"], unknown: []))
        #expect(ItemRange.read("O1 – ที่นี่", in: edition) == .init(codes: ["O1"], unknown: ["ที่นี่"]))
        #expect(ItemRange.read("–", in: edition) == .init(codes: [], unknown: []))
    }

    @Test(arguments: [("O3-O1", "O3–O1"), ("I1–O2", "I1–O2"), ("O4, O3-O1", "O3–O1")])
    func `a range that runs backwards or mixes letters is unknown and names nothing`(_ text: String, _ unknown: String)
    {
        let reading = ItemRange.read(text, in: edition)
        #expect(reading.unknown == [unknown])
        #expect(!reading.codes.contains("O3") && !reading.codes.contains("I1") && !reading.codes.contains("O2"))
    }
}
