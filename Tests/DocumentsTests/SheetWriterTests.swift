import Foundation
import Testing

@testable import Documents

@Suite struct SheetWriterTests {
    private let address = "https://www.example.go.th/ที่นี่/"

    private func table(_ widths: [Double]) -> SheetTable {
        SheetTable(
            title: "คำตอบ", columns: widths.map { ("ที่อยู่ น้ำ", $0) },
            rows: [
                [.text("\(address)1\n\(address)2\n\(address)3"), .score(94.7)],
                [.text(String(repeating: "กตัญญูรู้ที่นี่ ", count: 40)), .whole(3)],
            ])
    }

    private func sheet(_ table: SheetTable) throws -> String {
        let bytes = try #require(try entries(of: table.xlsx())["xl/worksheets/sheet1.xml"])
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Numbers of an attribute, in the order they stand in.
    private func numbers(_ attribute: String, in sheet: String) -> [Double] {
        sheet.components(separatedBy: " \(attribute)=\"").dropFirst().compactMap { part in
            Double(String(decoding: part.utf8.prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self))
        }
    }

    @Test func `a row is as high as its texts, whatever opens or prints it`() throws {
        let heights = numbers("ht", in: try sheet(table([60, 10])))
        #expect(heights.count == 3 && heights[0] >= 22.5)
        #expect(heights[1] >= 3 * 22.5, "three addresses below each other")
        #expect(heights[2] >= 5 * 22.5, "a long text is wrapped")
    }

    @Test func `all columns stand on a page across at a size that can be read`() throws {
        let wide = try sheet(table([120, 80, 130]))
        let widths = numbers("width", in: wide)
        #expect(widths.count == 3 && (160...170).contains(widths.reduce(0, +)), "\(widths)")
        for part in ["orientation=\"landscape\"", "paperSize=\"9\"", "fitToHeight=\"0\"", "<pageMargins left=\"0.4\""] {
            #expect(wide.contains(part), "\(part)")
        }
        let narrow = numbers("width", in: try sheet(table([20, 30])))
        #expect((50...52).contains(narrow.reduce(0, +)), "what is narrow stays as it is")
    }

    @Test func `the head is repeated, and the same table gives the same bytes`() throws {
        let bytes = try table([60, 10]).xlsx()
        #expect(holds(try #require(try entries(of: bytes)["xl/workbook.xml"]), "_xlnm.Print_Titles"))
        Thread.sleep(forTimeInterval: 1.1)
        #expect(try table([60, 10]).xlsx() == bytes)
    }
}
