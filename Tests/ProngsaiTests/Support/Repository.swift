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
