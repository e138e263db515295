import Foundation
import Testing

@testable import Prongsai

/// What the house's shape rests on, read from the repository itself.
@Suite struct HouseRules {
    private func lines(_ file: URL) throws -> [String] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
    }

    @Test func `each system library is imported where it belongs and nowhere else`() throws {
        let homes = [
            "import GRDB": ["Database/SQLite.swift"], "import CPostgres": ["Database/Postgres.swift"],
            "import CPost": ["Jobs/Transfer.swift", "Database/Postgres.swift"],
        ]
        for file in try Repository.swiftFiles(in: "Sources/Prongsai") {
            let text = try lines(file)
            let usesServer = text.contains { $0.hasPrefix("import Hummingbird") || $0.hasPrefix("import NIO") }
            #expect(!usesServer || file.path.contains("/Web/"), "a server library in \(file.lastPathComponent)")
            for (statement, places) in homes where try lines(file).contains(where: { $0.hasPrefix(statement) }) {
                #expect(places.contains { file.path.hasSuffix($0) }, "\(statement) in \(file.lastPathComponent)")
            }
        }
    }

    @Test func `imports go one way`() throws {
        let allowed = [
            "ITA": Set<String>(), "HTML": [],
            "Documents": [
                "ITA", "HTML", "CArchive", "CPango", "CPhoto", "CQPDF", "CQR", "CXlsx", "Foundation", "FoundationXML",
                "Glibc", "Synchronization", "Dispatch",
            ],
            "Child": ["CLimits", "Foundation", "Synchronization"],
            "Watch": ["Documents", "CCurl", "CLimits", "CZlib", "Foundation", "Glibc", "Synchronization", "Dispatch"],
        ]
        for (module, names) in allowed {
            for file in try Repository.swiftFiles(in: "Sources/\(module)") {
                for line in try lines(file) where line.hasPrefix("import ") {
                    #expect(
                        names.contains(String(line.dropFirst(7).prefix { $0 != " " })),
                        "\(line) in \(module)/\(file.lastPathComponent)")
                }
            }
        }
    }

    @Test func `children are started by ChildProcess, as Foundation's own ends the program now and then`() throws {
        for file in try Repository.swiftFiles(in: "Sources") + Repository.swiftFiles(in: "Tests") {
            for line in try lines(file) {
                #expect(
                    !line.contains(" Process" + "()") && !line.contains("(Process" + "()"), "\(file.lastPathComponent)")
            }
        }
    }

    @Test func `no file is two files`() throws {
        for file in try Repository.swiftFiles(in: "Sources") {
            #expect(try lines(file).count <= 400, "\(file.lastPathComponent)")
        }
    }

    @Test func `nothing that comes from outside can stop the program`() throws {
        let forbidden = ["try!", "fatalError(", "as!", "unimplemented"]
        for file in try Repository.swiftFiles(in: "Sources") {
            for (number, line) in try lines(file).enumerated()
            where !line.trimmingCharacters(in: .whitespaces).hasPrefix("//") {
                for word in forbidden { #expect(!line.contains(word), "\(file.lastPathComponent):\(number + 1)") }
            }
        }
    }

    @Test func `migrations are numbered, complete on both engines, and the newest is named`() throws {
        let migrations = try Repository.migrations()
        for (index, migration) in migrations.enumerated() {
            let number = String(index + 1)
            #expect(
                migration.name.hasPrefix(String(repeating: "0", count: 4 - number.count) + number + "_"),
                "\(migration.name)")
            for dialect in Migration.Dialect.allCases {
                #expect(!migration.statements(dialect).isEmpty, "\(migration.name) \(dialect)")
            }
        }
        let head = try String(contentsOf: Repository.root.appendingPathComponent("Migrations/HEAD"), encoding: .utf8)
        #expect(head == (migrations.last?.name ?? "") + "\n")
    }

    @Test func `every setting and every command stands in the operators' guide`() throws {
        let guide = try String(contentsOf: Repository.root.appendingPathComponent("docs/operators.md"), encoding: .utf8)
        for setting in Settings.table {
            #expect(
                guide.contains("`\(setting.variable)`") && guide.contains("`--\(setting.option)`"),
                "\(setting.variable)")
        }
        for command in Prongsai.configuration.subcommands {
            let name = command._commandName
            #expect(guide.contains("`prongsai \(name)"), "\(name)")
        }
    }

    @Test func `a table's rows all know their agency`() async throws {
        let site = try await TestSite.open(.sqlite)
        let exempt: Set<String> = ["agency", "edition", "schema_migration", "site_memory"]
        try await site.database.read { db in
            for row in try db.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") {
                let table = try row.string("name")
                let columns = try db.rows(SQL(trusted: "PRAGMA table_info(\(table))")).map { try $0.string("name") }
                #expect(exempt.contains(table) || columns.contains("agency_id"), "\(table)")
            }
        }
    }
}
