import Testing

@testable import Prongsai

@Suite struct TableLineTests {
    private let table = StoredTable(
        name: "trial",
        columns: [
            .init(name: "id", kind: .text, isRequired: true, hasDefault: false),
            .init(name: "n", kind: .integer, isRequired: false, hasDefault: false),
            .init(name: "share", kind: .real, isRequired: false, hasDefault: false),
        ], key: ["id"], references: [])

    @Test func `a row is read back as it was written, whatever its text`() throws {
        let texts = [
            "", "ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู", "\"\\/\u{08}\u{0C}\n\r\t\u{1F}\u{7F}", "😀\u{FEFF}\u{2028}", "e\u{301}é",
            String(repeating: "ก", count: 70_000),
        ]
        for text in texts {
            for (number, share) in [
                (SQLValue.integer(.min), SQLValue.real(0.1)), (.integer(.max), .real(-1e300)), (.null, .null),
                (.integer(0), .real(5)),
            ] {
                var line: [UInt8] = []
                try TableLine.append([.text(text), number, share], of: table, to: &line)
                #expect(line.last == 10 && !line.dropLast().contains(10))
                let fields = try #require(TableLine.fields(Array(line.dropLast())))
                #expect(fields.map(\.name) == ["id", "n", "share"])
                let read: String? = if case .text(let read) = fields[0].value { read } else { nil }
                #expect(read.map { Array($0.utf8) } == Array(text.utf8))
                #expect(fields[1].value == number && fields[2].value == share)
            }
        }
    }

    @Test func `escapes of other programs are understood`() throws {
        let fields = try #require(TableLine.fields(Array(#" { "id" : "\u0E01\ud83d\ude00\/" , "n":-7 }  "#.utf8)))
        #expect(fields[0].value == .text("ก😀/") && fields[1].value == .integer(-7))
    }

    @Test(arguments: [
        "", "{", "}", "[]", "null", "{}x", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a":1 "b":2}"#, #"{"a":true}"#,
        #"{"a":[1]}"#, #"{"a":{}}"#,
        #"{"a":1,"a":2}"#, #"{"a":"\x"}"#, #"{"a":"\u12"}"#, #"{"a":"\ud800"}"#, #"{"a":"\ud800\u0041"}"#,
        #"{"a":"\udc00"}"#, #"{"a":9223372036854775808}"#,
        #"{"a":1e999}"#, #"{"a":-}"#, #"{"a":nul}"#, #"{"a":"x}"#, #"{a:1}"#, "{\"a\":\"\u{1}\"}",
        #"{"a":11111111111111111111111111111111111111111111}"#,
    ]) func `what is not one flat object is refused`(_ text: String) {
        #expect(TableLine.fields(Array(text.utf8)) == nil)
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        #expect(TableLine.fields(Array("{\"a\":\"".utf8) + [0xE0, 0xB8] + Array("\"}".utf8)) == nil)
        #expect(TableLine.fields(Array("{\"a\":\"\\n".utf8) + [0xFF] + Array("\"}".utf8)) == nil)
    }

    @Test func `lines are cut whatever pieces they come in`() {
        let text = Array("หนึ่ง\n\nสอง\nสาม".utf8)
        for size in 1...text.count {
            var lines = LineSplitter()
            var found: [String] = []
            for start in stride(from: 0, to: text.count, by: size) {
                text[start..<min(start + size, text.count)].withUnsafeBytes { lines.add($0) }
                while let line = lines.next() { found.append(String(decoding: line, as: UTF8.self)) }
            }
            #expect(found == ["หนึ่ง", "", "สอง"])
            #expect(lines.waiting == "สาม".utf8.count)
        }
    }

    @Test func `a bar shows its share`() {
        #expect(ProgressBar.line("ตรวจไฟล์", done: 0, total: 8) == "ตรวจไฟล์ \(String(repeating: "░", count: 24)) 0%")
        #expect(ProgressBar.line("ตรวจไฟล์", done: 8, total: 8) == "ตรวจไฟล์ \(String(repeating: "█", count: 24)) 100%")
        #expect(ProgressBar.line("x", done: 9, total: 8).hasSuffix("100%"))
        #expect(ProgressBar.line("x", done: 1234, total: 0) == "x 1234")
    }
}
