import Foundation

@testable import Prongsai

/// The folders of this repository, found from where this file lies.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let shelf = EditionShelf(folder: root.appendingPathComponent("Instruments"))
    /// The real report this product began with. It lies beside the repository on the founders' machines only.
    static let seed = root.deletingLastPathComponent().appendingPathComponent("shared/seed/lak-si-2568-first-half.txt")

    static func strings() throws -> Strings { try Strings(folder: root.appendingPathComponent("Locales")) }
    static func migrations() throws -> [Migration] { try Migration.all(in: root.appendingPathComponent("Migrations")) }
}

extension Repository {
    /// Swift files under a folder of the repository.
    static func swiftFiles(in folder: String) throws -> [URL] {
        let place = root.appendingPathComponent(folder)
        let names = try FileManager.default.subpathsOfDirectory(atPath: place.path).filter { $0.hasSuffix(".swift") }
        return names.map { place.appendingPathComponent($0) }
    }
}
