import Testing

@testable import Documents

@Suite struct ZipReadingTests {
    private func code(_ bytes: [UInt8], _ limits: SourceLimits = .standard, read name: String? = nil) -> String? {
        errorCode { () throws(SourceError) in
            var zip = try Zip(bytes, limits: limits)
            if let name { _ = try zip.read(name) }
        }
    }

    @Test func `names are keys and never paths`() throws {
        let names = ["../../etc/passwd": "x", "/absolute.xml": "y", "word\\Document.xml": "z"] as KeyValuePairs
        var zip = try Zip(ZipBuilder(names).bytes, limits: .standard)
        #expect(zip.names == ["../../etc/passwd", "absolute.xml", "word/document.xml"])
        #expect(try zip.read("WORD/document.XML") == Array("z".utf8))
        #expect(try zip.read("etc/passwd") == nil)
    }

    @Test func `what is no zip and what breaks off are told apart`() {
        let whole = ZipBuilder(["a": "content"]).bytes
        #expect(code(Array("not a zip".utf8)) == "not_a_zip")
        #expect(code([]) == "not_a_zip")
        #expect(code(Array(whole.dropLast(30))) == "truncated_zip")
    }

    @Test func `a name that occurs twice is refused, in another case too`() {
        #expect(code(ZipBuilder(["a.xml": "1", "A.XML": "2"]).bytes) == "duplicate_entry")
    }

    @Test func `more entries than allowed are refused before they are listed`() {
        var builder = ZipBuilder()
        for number in 0..<60 { builder.entries.append(.init(name: "e\(number)", content: [])) }
        var limits = SourceLimits.standard
        limits.entries = 59
        #expect(code(builder.bytes, limits) == "too_many_entries")
        limits.entries = 60
        #expect(code(builder.bytes, limits) == nil)
        limits.entries = 5
        #expect(code(builder.bytes, limits) == "too_many_entries")
    }

    @Test func `an encrypted entry is refused`() {
        var builder = ZipBuilder(["a": "content"])
        builder.entries[0].flags = 1
        #expect(code(builder.bytes, read: "a") == "encrypted")
    }

    @Test func `sizes and checksums that lie are found`() {
        var builder = ZipBuilder(["a": "content", "b": "more"])
        builder.entries[0].claimedCheck = 1
        #expect(code(builder.bytes, read: "a") == "broken_entry")
        // The other entry is as good as before.
        #expect(code(builder.bytes, read: "b") == nil)
        builder.entries[1].claimedSize = 1_000_000
        #expect(code(builder.bytes, read: "b") == "broken_entry")
    }

    @Test func `a way of packing that office files never use is refused`() {
        var builder = ZipBuilder(["a": "content"])
        builder.entries[0].method = 14
        #expect(code(builder.bytes, read: "a") == "packing_method")
    }

    @Test func `two names for one entry do not multiply it`() throws {
        var builder = ZipBuilder(["a": "content", "b": "content"])
        builder.entries[1].sharesEntry = 0
        let zip = try Zip(builder.bytes, limits: .standard)
        #expect(zip.names == ["a"])
    }

    @Test func `limits on one entry, on all and on the ratio hold while unpacking`() throws {
        let bomb = try readerFixture("bomb.docx")
        #expect(code(bomb, read: "word/document.xml") == "bomb")
        var limits = SourceLimits.standard
        limits.ratio = 2_000
        #expect(code(bomb, limits, read: "word/document.xml") == nil)
        limits.entryBytes = 1_000_000
        #expect(code(bomb, limits, read: "word/document.xml") == "too_large")
        limits.entryBytes = 20_000_000
        limits.totalBytes = 3_000_000
        #expect(code(bomb, limits, read: "word/document.xml") == "too_much")
        // Nobody who asks for another entry unpacks it.
        #expect(code(bomb, read: "word/other.xml") == nil)
    }

    @Test func `all entries together count against the limit over several readings`() throws {
        var limits = SourceLimits.standard
        limits.totalBytes = 10
        var zip = try Zip(ZipBuilder(["a": "123456", "b": "123456"]).bytes, limits: limits)
        #expect(try zip.read("a")?.count == 6)
        #expect(errorCode { () throws(SourceError) in _ = try zip.read("b") } == "too_much")
    }

    @Test func `broken entries can be passed over`() throws {
        var builder = ZipBuilder(["a": "1", "b": "2", "c": "3"])
        builder.entries[1].claimedCheck = 7
        var zip = try Zip(builder.bytes, limits: .standard)
        let found = try zip.read(["a", "b", "c", "d"], passingOverBroken: true)
        #expect(found == ["a": Array("1".utf8), "c": Array("3".utf8)])
    }
}
