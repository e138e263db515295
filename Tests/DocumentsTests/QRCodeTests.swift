import Testing

@testable import Documents

@Suite struct QRCodeTests {
    @Test func `a code has its three corners and the right size`() throws {
        let code = try #require(QRCode("https://prongsai.example.go.th/verify/3f1a9c0e"))
        #expect(code.size >= 21 && (code.size - 17) % 4 == 0 && code.dark.count == code.size * code.size)
        for (x, y) in [(0, 0), (code.size - 7, 0), (0, code.size - 7)] {
            for offset in 0..<7 {
                #expect(code.dark[y * code.size + x + offset] && code.dark[(y + 6) * code.size + x + offset])
            }
            #expect(!code.dark[(y + 1) * code.size + x + 1])
        }
    }

    @Test func `runs cover the dark modules and nothing else`() throws {
        let code = try #require(QRCode("ผลการประเมิน ๒๕๖๘"))
        var drawn = [Bool](repeating: false, count: code.dark.count)
        for run in code.runs {
            for x in run.x..<run.x + run.length { drawn[run.y * code.size + x] = true }
        }
        #expect(drawn == code.dark)
        #expect(code.svgPath.hasPrefix("M4 4h7v1h-7z"))
    }

    @Test func `text that does not fit has no code`() {
        #expect(QRCode("") == nil)
        #expect(QRCode(String(repeating: "ก", count: 2000)) == nil)
        #expect(QRCode(String(repeating: "a", count: 2000)) != nil)
    }
}
