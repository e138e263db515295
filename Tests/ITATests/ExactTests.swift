import ITA
import Testing

@Suite struct ExactTests {
    @Test(arguments: [
        ("88.978", "88.98"), ("1.005", "1.01"), ("93.75", "93.75"), ("0.004", "0.00"), ("100", "100.00"),
        ("94.7", "94.70"),
        ("85.075", "85.08"),
    ])
    func `a figure is rounded half up, once, at the end`(_ text: String, _ shown: String) throws {
        #expect(try #require(Exact(decimal: text)).rounded() == shown)
    }

    @Test func `thirds add up to one`() {
        let third = Exact(1, over: 3)
        #expect(third + third + third == Exact(1))
        #expect((third * Exact(300)).rounded() == "100.00")
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "-1", "1,5", "๙๔.๗๐", "1e3", "0x10", "99999999999999999999", "1.0000000001", " 1",
    ])
    func `what is not a plain decimal is refused`(_ text: String) { #expect(Exact(decimal: text) == nil) }

    @Test func `a score is kept as published beside its value`() throws {
        let score = try Score(published: "94.70")
        #expect(score.text == "94.70")
        #expect(score.value == Exact(947, over: 10))
        #expect(score.millionths == 94_700_000)
    }

    @Test(arguments: [
        ("94,70", ScoreFault.comma), ("101", .aboveHundred), ("100.01", .aboveHundred), ("abc", .notANumber),
        ("1.1234567", .tooManyDecimals),
    ])
    func `a score that is none says why`(_ text: String, _ fault: ScoreFault) {
        #expect(throws: fault) { try Score(published: text) }
    }
}

@Suite struct FiscalTimeTests {
    @Test func `a fiscal year begins in October of the year before`() throws {
        #expect(try #require(Day(iso: "2024-10-01")).fiscalYear == 2568)
        #expect(try #require(Day(iso: "2025-09-30")).fiscalYear == 2568)
        #expect(try #require(Day(iso: "2025-10-01")).fiscalYear == 2569)
        #expect(MonthDay("10-01")?.day(inFiscalYear: 2568)?.iso == "2024-10-01")
        #expect(MonthDay("03-31")?.day(inFiscalYear: 2568)?.iso == "2025-03-31")
    }

    @Test(arguments: ["2025-02-29", "2025-13-01", "2025-00-10", "2025-1-1", "25-01-01", "2025-01-32", "x"])
    func `a day that is none is refused`(_ text: String) { #expect(Day(iso: text) == nil) }
}
