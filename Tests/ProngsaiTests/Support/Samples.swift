import Foundation
import Testing

@testable import Prongsai

/// Files as people send them.
enum Samples {
    /// A photo of the demo office by the end of its name.
    static func photo(_ ending: String) throws -> (name: String, bytes: [UInt8]) {
        let folder = Repository.root.appendingPathComponent("Demo/photos")
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().first { $0.hasSuffix(ending) })
        return (name, [UInt8](try Data(contentsOf: folder.appendingPathComponent(name))))
    }

    /// A photo with the camera's time in it, 14 January 2025.
    static func dated() throws -> (name: String, bytes: [UInt8]) { try photo("14 ม.ค. 68.jpg") }
    /// The beginning of a program, under whatever name.
    static let program: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 500)
    static let document = Array("%PDF-1.4\n%%EOF\n".utf8)
}

extension TestBrowser {
    /// The values of every field of a name in a page, as the page shows them.
    static func values(_ name: String, in page: String) -> [String] {
        let parts = page.components(separatedBy: "name=\"\(name)\"").dropFirst()
        return parts.compactMap { part in
            let tag = part.utf8.prefix { $0 != UInt8(ascii: ">") }
            guard let start = String(decoding: tag, as: UTF8.self).range(of: "value=\"", options: .literal) else {
                return nil
            }
            let rest = String(decoding: tag, as: UTF8.self)[start.upperBound...].utf8
            return String(decoding: rest.prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
        }
    }
}
