import Foundation

/// One step of the schema: a file of `Migrations/`, never edited after release.
struct Migration: Sendable {
    enum Dialect: String, Sendable, CaseIterable { case sqlite, postgres }
    /// Such as `0001_house`.
    let name: String
    private let texts: [Dialect: String]

    init(name: String, texts: [Dialect: String]) { (self.name, self.texts) = (name, texts) }

    /// The statements, split at lines that hold only `;`.
    func statements(_ dialect: Dialect) -> [String] {
        var statements: [String] = []
        var lines: [Substring] = []
        for line in (texts[dialect] ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
            if line == ";" {
                statements.append(lines.joined(separator: "\n"))
                lines = []
            } else if !line.hasPrefix("--") {
                lines.append(line)
            }
        }
        statements.append(lines.joined(separator: "\n"))
        return statements.filter { !$0.allSatisfy(\.isWhitespace) }
    }

    /// Every migration in a folder, in order. A name that ends in `.sqlite.sql` or `.postgres.sql` is for one engine.
    static func all(in folder: URL) throws -> [Migration] {
        var texts: [String: [Dialect: String]] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file.hasSuffix(".sql") {
            let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            let parts = file.dropLast(4).split(separator: ".")
            let dialects = parts.count > 1 ? [Dialect(rawValue: String(parts[1]))].compactMap { $0 } : Dialect.allCases
            for dialect in dialects { texts[String(parts[0]), default: [:]][dialect] = text }
        }
        return texts.keys.sorted().map { Migration(name: $0, texts: texts[$0] ?? [:]) }
    }
}
