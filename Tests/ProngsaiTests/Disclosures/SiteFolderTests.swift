import Foundation
import Testing

@testable import Prongsai

/// Writing the site into a folder, whatever is there and whatever happens.
@Suite struct SiteFolderTests {
    private let parent = FileManager.default.temporaryDirectory.appendingPathComponent("site-\(ID.new())")
    private let store: Files

    init() throws {
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        store = Files(folder: parent.appendingPathComponent("store"))
    }

    private var place: URL { parent.appendingPathComponent("เว็บ") }

    private func site(_ text: String, _ more: [SiteFile] = []) -> [SiteFile] {
        [
            SiteFile(path: SiteFolder.mark, content: .bytes(SiteFolder.marking("mine"))),
            SiteFile(path: "2568/o1/index.html", content: .bytes(Array(text.utf8))),
        ] + more
    }

    private func read(_ path: String) -> String? {
        try? String(contentsOf: place.appendingPathComponent(path), encoding: .utf8)
    }

    private func beside() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: parent.path).filter { $0.hasPrefix(".") }
    }

    @Test func `a site is written new, and then in the place of the old one`() throws {
        let hash = try store.put(Samples.document)
        try SiteFolder.write(
            site("หนึ่ง", [SiteFile(path: "files/x/ประกาศ น้ำ.pdf", content: .stored(hash))]), agency: "mine", from: store,
            to: place)
        #expect(read("2568/o1/index.html") == "หนึ่ง")
        #expect(try Data(contentsOf: place.appendingPathComponent("files/x/ประกาศ น้ำ.pdf")) == Data(Samples.document))
        try SiteFolder.write(site("สอง"), agency: "mine", from: store, to: place)
        #expect(read("2568/o1/index.html") == "สอง")
        #expect(!FileManager.default.fileExists(atPath: place.appendingPathComponent("files").path))
        #expect(try beside() == [])
    }

    @Test func `a run that breaks off leaves the old site whole`() throws {
        try SiteFolder.write(site("หนึ่ง"), agency: "mine", from: store, to: place)
        let missing = SiteFile(path: "files/x/y.pdf", content: .stored(String(repeating: "0", count: 64)))
        #expect(throws: Failure.self) {
            try SiteFolder.write(site("สอง", [missing]), agency: "mine", from: store, to: place)
        }
        #expect(read("2568/o1/index.html") == "หนึ่ง")
        #expect(try beside() == [])
        // What a killed run left is swept an hour later, not before.
        let left = parent.appendingPathComponent(".เว็บ.\(ID.new())")
        try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
        try SiteFolder.write(site("สาม"), agency: "mine", from: store, to: place)
        #expect(FileManager.default.fileExists(atPath: left.path))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: left.path)
        try SiteFolder.write(site("สี่"), agency: "mine", from: store, to: place)
        #expect(!FileManager.default.fileExists(atPath: left.path) && read("2568/o1/index.html") == "สี่")
    }

    @Test func `a damaged file is not published`() throws {
        let hash = try store.put(Samples.document)
        let (stored, _) = try store.located(hash)
        try Data("other".utf8).write(to: stored)
        #expect(throws: Failure.conflict(Message("failure.file_damaged", ["hash": hash]))) {
            try SiteFolder.write(
                site("หนึ่ง", [SiteFile(path: "files/x/y.pdf", content: .stored(hash))]), agency: "mine", from: store,
                to: place)
        }
        #expect(!FileManager.default.fileExists(atPath: place.path))
    }

    @Test func `a folder that is no site of ours is left alone`() throws {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try SiteFolder.write(site("ในโฟลเดอร์ว่าง"), agency: "mine", from: store, to: place)
        #expect(throws: Failure.conflict(Message("failure.not_our_site", ["path": place.path]))) {
            try SiteFolder.write(site("อื่น"), agency: "theirs", from: store, to: place)
        }
        try FileManager.default.removeItem(at: place.appendingPathComponent(SiteFolder.mark))
        #expect(throws: Failure.self) { try SiteFolder.write(site("อื่น"), agency: "mine", from: store, to: place) }
        #expect(read("2568/o1/index.html") == "ในโฟลเดอร์ว่าง")
        let file = parent.appendingPathComponent("file")
        try Data("x".utf8).write(to: file)
        #expect(throws: Failure.self) { try SiteFolder.write(site("x"), agency: "mine", from: store, to: file) }
        let link = parent.appendingPathComponent("link")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: place)
        #expect(throws: Failure.self) { try SiteFolder.write(site("x"), agency: "mine", from: store, to: link) }
        #expect(throws: Failure.self) {
            try SiteFolder.write(
                site("x"), agency: "mine", from: store, to: parent.appendingPathComponent("none/below"))
        }
    }
}
