import ITA
import Watch

/// Text into everything that reads along with the checker: what looks personal, totals, months, elements. What is found
/// stands in the text, numbers are hidden, and nothing takes long or traps.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
    let document = CheckDocument.text(text)
    precondition(document.places.count == document.text.blocks.count)
    // Rows of a table count where they are empty too.
    let typed: Int = text.utf8.count { $0 == 10 } + 1
    func isHere(_ place: CheckPlace) -> Bool {
        place.line <= (place.container.isEmpty ? document.text.blocks.count : typed)
    }
    for find in PersonalData.find(in: document) {
        let shown = find.masked.utf8.filter { (48...57).contains($0) }.count
        precondition(shown <= 3 && isHere(find.place))
    }
    let expectation = CheckExpectation(
        fiscalYear: 2568, coversFrom: Day(iso: "2024-10-01"), coversTo: Day(iso: "2025-03-31"),
        dueOn: Day(iso: "2025-04-30"), names: ["สำนักงานเขตน้ำปู่"],
        elements: [.init(key: "who", text: "ข้อมูลผู้บริหาร ประกอบด้วย ชื่อ ตำแหน่ง"), .init(key: "own", text: text)])
    for finding in CheckReader.findings(document, expectation) {
        precondition(finding.place.map(isHere) ?? true)
    }
    // The same lines as the rows of a table whose cells a person parted.
    var table = CheckDocument.Table()
    for line in text.utf8.split(separator: 10) {
        table.rows.append(
            line.split(separator: 9).map { .init(text: String(decoding: $0, as: UTF8.self), place: CheckPlace()) })
    }
    for wrong in CheckTotals.find(in: table) {
        precondition(wrong.stated.tenThousandths != wrong.added.tenThousandths && wrong.count > 1)
        precondition(CheckNumber(wrong.added.text)?.tenThousandths == wrong.added.tenThousandths)
    }
    return 0
}

extension String {
    /// The program's own stands beside what it needs of the database.
    func shortened(to most: Int) -> String { String(String.UnicodeScalarView(unicodeScalars.prefix(most))) }
}
