import Foundation
import Testing

@testable import Documents

@Suite struct ZipStreamTests {
    private func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc = CRC32()
        bytes.withUnsafeBytes { all in
            crc.add(UnsafeRawBufferPointer(rebasing: all[..<(bytes.count / 3)]))
            crc.add(UnsafeRawBufferPointer(rebasing: all[(bytes.count / 3)...]))
        }
        return crc.value
    }

    @Test func `the sum is that of ISO 3309`() {
        #expect(crc(Array("123456789".utf8)) == 0xcbf4_3926)
        #expect(crc([]) == 0)
    }

    @Test func `contents that go by can be unpacked, with Thai names`() throws {
        let contents = [("ก.txt", Array("น้ำ".utf8)), ("ปู่/ญี่ปุ่น.jpg", [UInt8](repeating: 7, count: 5000)), ("empty", [])]
        var zip = ZipStream()
        var bytes: [UInt8] = []
        for (name, content) in contents {
            bytes += zip.begin(name, size: content.count, crc: crc(content)) + content
        }
        bytes += zip.end()
        try withFolder { folder in
            try write(bytes, to: "\(folder)/a.zip")
            let listed = try tool(
                "python3",
                [
                    "-c",
                    "import zipfile,sys;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;print(z.namelist(),[i.file_size for i in z.infolist()],{(i.create_system,oct(i.external_attr>>16)) for i in z.infolist()})",
                    "\(folder)/a.zip",
                ])
            let text = String(decoding: listed, as: UTF8.self)
            #expect(text.contains("ปู่/ญี่ปุ่น.jpg") && text.contains("5000"))
            #expect(text.contains("{(3, '0o100644')}"), "made on Unix, or unzip takes Thai names for a code page")
        }
    }

    @Test func `past four gigabytes and 65,535 entries the directory is ZIP64`() {
        var zip = ZipStream()
        for _ in 0..<3 { _ = zip.begin("a", size: 2_000_000_000, crc: 0) }
        let end = zip.end()
        #expect(end.starts(with: [0x50, 0x4b, 1, 2]))
        let text = end[...]
        #expect(text.holds([0x50, 0x4b, 6, 6]) && text.holds([0x50, 0x4b, 6, 7]))
        #expect(end.suffix(22).starts(with: [0x50, 0x4b, 5, 6]))
    }
}
