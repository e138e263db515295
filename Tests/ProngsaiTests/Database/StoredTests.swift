import Testing

@testable import Prongsai

@Suite struct StoredTests {
    @Test func `what is kept as JSON has its members in order of name and its slashes as they are`() throws {
        let value = ["ที่": "น้ำ \"ปู่", "b": "https://example.go.th/ก", "a": "", "B": "\n"]
        let kept = #"{"B":"\n","a":"","b":"https://example.go.th/ก","ที่":"น้ำ \"ปู่"}"#
        #expect(try Stored.text(value) == kept)
        #expect(try Stored.bytes(value) == Array(kept.utf8))
        #expect(try JSONValue(parsing: Array(kept.utf8)).bytes() == Array(kept.utf8))
        #expect(try Stored.decode([String: String].self, kept) == value)
        #expect(try Stored.decode([String: Int].self, kept) == nil, "what an older program wrote in another form")
    }
}
