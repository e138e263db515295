import Foundation
import Testing

@testable import Prongsai

@Suite struct MultipartTests {
    private let body = """
        ignored before the first line\r
        --b\r
        Content-Disposition: form-data; name="caption"\r
        \r
        ประชุม "่ครั้งที่ ๑"\r
        สองบรรทัด\r
        --b\r
        Content-Disposition: form-data; name="photo"; filename="ภาพ%22กิจกรรม%22.jpg"\r
        Content-Type: image/jpeg\r
        \r
        --not a delimiter--\r
        --abogus\r
        --b  \r
        content-disposition: form-data; filename="C:\\fake\\a.txt"; name=plain\r
        \r
        \r
        --b--\r
        ignored after
        """

    private func read(_ bytes: [UInt8], piece: Int) throws -> (fields: FormFields, files: [(String, String, [UInt8])]) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prongsai-upload-\(ID.new())")
        defer { try? FileManager.default.removeItem(at: folder) }
        var reader = try UploadReader(
            contentType: "Multipart/Form-Data; charset=utf-8; boundary=\"b\"", limits: UploadLimits(), folder: folder
        ) { _ in true }
        var rest = bytes[...]
        while !rest.isEmpty {
            try reader.feed(rest.prefix(piece))
            rest = rest.dropFirst(piece)
        }
        try reader.finish()
        let files = try reader.files.map { ($0.field, $0.name, try $0.bytes()) }
        reader.discard()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        return (reader.fields, files)
    }

    @Test(arguments: [1, 2, 3, 7, 64, 10_000]) func `a form is read whatever pieces it comes in`(_ piece: Int) throws {
        let (fields, files) = try read(Array(body.utf8), piece: piece)
        #expect(fields["caption"] == "ประชุม \"่ครั้งที่ ๑\"\nสองบรรทัด")
        #expect(files.map(\.0) == ["photo", "plain"])
        #expect(files.map(\.1) == ["ภาพ\"กิจกรรม\".jpg", "a.txt"])
        #expect(String(decoding: files[0].2, as: UTF8.self) == "--not a delimiter--\r\n--abogus")
        #expect(files[1].2.isEmpty)
    }

    @Test func `a form cut off anywhere is refused`() throws {
        let whole = Array(body.utf8)
        let end = try #require(body.utf8.count - "\r\nignored after".utf8.count as Int?)
        for length in stride(from: 0, to: end, by: 1) {
            #expect(throws: Failure.self, "\(length)") { try read(Array(whole[..<length]), piece: 50) }
        }
    }

    @Test(arguments: [
        "text/plain", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=ก",
        "multipart/mixed; boundary=b", "multipart/form-data; boundary=\(String(repeating: "b", count: 71))",
    ]) func `other types are refused`(_ type: String) {
        #expect(throws: Failure.self) { try Multipart(contentType: type) }
    }

    @Test func `a part without a name, with endless headers or with junk after its delimiter is refused`() {
        let head = "--b\r\nContent-Disposition: form-data"
        for text in [
            "\(head)\r\n\r\nx\r\n--b--", "--b junk\r\n\(head); name=a\r\n\r\n--b--", "--b\r\nX: y\r\n\r\nx\r\n--b--",
            "--b\r\nX: " + String(repeating: "y", count: 20_000),
        ] { #expect(throws: Failure.self) { try read(Array(text.utf8), piece: 1000) } }
    }

    @Test func `a file over the limit is named, dropped, and the rest is taken`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prongsai-upload-\(ID.new())")
        defer { try? FileManager.default.removeItem(at: folder) }
        var limits = UploadLimits()
        (limits.file, limits.files) = (1_000_000, 2)
        var reader = try UploadReader(contentType: "multipart/form-data; boundary=b", limits: limits, folder: folder) {
            _ in true
        }
        for (name, size) in [("ใหญ่.jpg", 3_000_000), ("เล็ก.jpg", 10), ("เกิน.jpg", 10)] {
            try reader.feed(
                Array("--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\(name)\"\r\n\r\n".utf8))
            try reader.feed([UInt8](repeating: 65, count: size))
            try reader.feed(Array("\r\n".utf8))
        }
        try reader.feed(Array("--b--".utf8))
        try reader.finish()
        #expect(reader.files[0].problem?.values["size"] == "3", "its real size, not where counting stopped")
        #expect(reader.files.map(\.problem?.key) == ["file_too_large", nil, "too_many_files"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
        reader.discard()
    }

    @Test func `of ten thousand files as many are kept as may come, and one says that there are more`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prongsai-upload-\(ID.new())")
        defer { try? FileManager.default.removeItem(at: folder) }
        var reader = try UploadReader(
            contentType: "multipart/form-data; boundary=b", limits: UploadLimits(), folder: folder
        ) { _ in true }
        let head = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"น้ำ.txt\"\r\n\r\nx\r\n"
        for _ in 0..<10_000 { try reader.feed(Array(head.utf8)) }
        try reader.feed(Array("--b--".utf8))
        try reader.finish()
        #expect(reader.files.count == 101 && reader.files.last?.problem?.key == "too_many_files")
        #expect(reader.files.dropLast().allSatisfy { $0.problem == nil })
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 100)
        reader.discard()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `fields of a form or query are decoded by bytes`() throws {
        let fields = try FormFields(encoded: "a=1+2&b=%E0%B8%81%E0%B9%88&b=x%0D%0Ay&=empty&c&d=%&e=%zz&f=a=b".utf8)
        #expect(fields["a"] == "1 2" && fields.all("b") == ["ก่", "x\ny"] && fields["c"] == "" && fields["d"] == "%")
        #expect(fields["e"] == "%zz" && fields["f"] == "a=b" && fields[""] == "empty")
        #expect(try FormFields(encoded: fields.encoded.utf8)["b"] == "ก่")
        #expect(throws: Failure.self) { try FormFields(encoded: String(repeating: "a&", count: 6000).utf8) }
        #expect(try FormFields(encoded: "a=%FF".utf8)["a"] == "\u{FFFD}")
    }
}
