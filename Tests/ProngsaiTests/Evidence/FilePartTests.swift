import Foundation
import Testing

@testable import Prongsai

#if canImport(Glibc)
    import Glibc
#endif

/// A part of a file is read without the rest, and is as sure as a whole one.
@Suite struct FilePartTests {
    private let files = Files(
        folder: FileManager.default.temporaryDirectory.appendingPathComponent("parts-\(ID.new())"))
    private let content = Array("ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู ".utf8) + Array(repeating: 7, count: 600_000) + [1, 2, 3]

    @Test func `a part is what stands there, and what does not stand there is none`() throws {
        let name = try files.put(content)
        for (offset, count) in [(0, 10), (5, 400_000), (content.count - 3, 3), (content.count, 0)] {
            #expect(
                try files.bytes(of: name, at: offset, count: count) == Array(content[offset..<(offset + count)]))
        }
        for (offset, count) in [(content.count - 3, 4), (-1, 2), (0, -1), (content.count + 1, 0), (1, Int.max)] {
            #expect(throws: Failure.conflict(Message("failure.file_damaged", ["hash": name]))) {
                _ = try files.bytes(of: name, at: offset, count: count)
            }
        }
        let nobody = Hash.sha256([9])
        #expect(throws: Failure.notFound(Message("failure.file_missing", ["hash": nobody]))) {
            _ = try files.bytes(of: nobody, at: 0, count: 1)
        }
    }

    @Test func `what was written to a file afterwards is never handed on`() throws {
        let name = try files.put(content)
        #expect(try files.bytes(of: name, at: 0, count: 4).count == 4)
        // Long enough for the disk's clock to have gone on.
        usleep(50_000)
        let handle = try FileHandle(forWritingTo: try files.located(name).place)
        try handle.seek(toOffset: UInt64(content.count - 1))
        try handle.write(contentsOf: [4])
        try handle.close()
        #expect(throws: Failure.conflict(Message("failure.file_damaged", ["hash": name]))) {
            _ = try files.bytes(of: name, at: 0, count: 4)
        }
    }

    @Test func `a file is held against its name once for all its parts, and anew after an hour`() throws {
        let name = try files.put(content)
        let place = try files.located(name).place
        try Data(content.reversed()).write(to: place)
        var facts = stat()
        #expect(stat(place.path, &facts) == 0)
        // Were it read again, it would be found out.
        files.checked.add(name, facts, at: .now)
        #expect(try files.bytes(of: name, at: 0, count: 3) == [3, 2, 1])
        #expect(files.checked.holds(name, facts, at: .now + .seconds(3_500)))
        #expect(!files.checked.holds(name, facts, at: .now + .seconds(3_700)))
        facts.st_ctim.tv_nsec += 1
        #expect(!files.checked.holds(name, facts, at: .now))
    }
}
