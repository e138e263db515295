/// SQL text with its values kept apart: `"SELECT * FROM plan WHERE id = \(id)"` never splices `id` into the text, so
/// an injection cannot be written by accident.
struct SQL: ExpressibleByStringInterpolation, Sendable {
    private(set) var fragments: [String]  // one more than `values`
    private(set) var values: [SQLValue]

    init(stringLiteral text: String) { (fragments, values) = ([text], []) }
    init(stringInterpolation parts: Interpolation) { (fragments, values) = (parts.fragments, parts.values) }
    /// Text of the program itself, such as a migration; never text a person wrote.
    init(trusted text: String) { (fragments, values) = ([text], []) }

    /// The text with `?1 …` (SQLite) or `$1 …` (PostgreSQL) where the values go.
    func text(marker: String) -> String {
        fragments.enumerated().dropFirst().reduce(into: fragments[0]) { $0 += "\(marker)\($1.offset)\($1.element)" }
    }

    struct Interpolation: StringInterpolationProtocol {
        var fragments = [""]
        var values: [SQLValue] = []
        init(literalCapacity: Int, interpolationCount: Int) {}
        mutating func appendLiteral(_ text: String) { fragments[fragments.count - 1] += text }
        mutating func appendInterpolation(_ value: some SQLConvertible) { append(value.sqlValue) }
        mutating func appendInterpolation(_ value: (some SQLConvertible)?) { append(value?.sqlValue ?? .null) }
        /// A list for `IN (…)`; an empty one matches nothing.
        mutating func appendInterpolation(list values: [String]) {
            if values.isEmpty { return appendLiteral("NULL") }
            for (index, value) in values.enumerated() {
                if index > 0 { appendLiteral(", ") }
                append(value.sqlValue)
            }
        }
        /// A part of a statement with values of its own, such as a condition put together beforehand.
        mutating func appendInterpolation(_ part: SQL) {
            appendLiteral(part.fragments[0])
            for (value, fragment) in zip(part.values, part.fragments.dropFirst()) {
                append(value)
                appendLiteral(fragment)
            }
        }
        /// The name of a table or column of the program's own schema.
        mutating func appendInterpolation(name: StaticString) { appendLiteral(name.description) }
        private mutating func append(_ value: SQLValue) {
            values.append(value)
            fragments.append("")
        }
    }
}

/// What a column can hold on both engines. Instants and days are ISO 8601 text, ids are text, files live in `Files`.
enum SQLValue: Equatable, Sendable { case null, integer(Int64), real(Double), text(String) }

protocol SQLConvertible { var sqlValue: SQLValue { get } }
extension String: SQLConvertible { var sqlValue: SQLValue { .text(self) } }
extension Int: SQLConvertible { var sqlValue: SQLValue { .integer(Int64(self)) } }
extension Int64: SQLConvertible { var sqlValue: SQLValue { .integer(self) } }

/// One row of an answer.
struct Row: Sendable {
    /// Column names of a statement, shared by its rows.
    final class Columns: Sendable {
        let index: [String: Int]
        init(_ names: [String]) {
            index = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
        }
    }
    let columns: Columns
    let values: [SQLValue]

    func value(_ name: String) throws -> SQLValue {
        guard let position = columns.index[name] else { throw DatabaseError.column(name) }
        return values[position]
    }
    func string(_ name: String) throws -> String {
        guard case .text(let value) = try value(name) else { throw DatabaseError.column(name) }
        return value
    }
    func optionalString(_ name: String) throws -> String? {
        if case .null = try value(name) { return nil }
        return try string(name)
    }
    func integer(_ name: String) throws -> Int {
        switch try value(name) {
        case .integer(let value): return Int(value)
        // PostgreSQL gives a SUM of integers as NUMERIC.
        case .real(let value) where value == value.rounded() && abs(value) < 9e15: return Int(value)
        default: throw DatabaseError.column(name)
        }
    }
    func optionalInteger(_ name: String) throws -> Int? {
        if case .null = try value(name) { return nil }
        return try integer(name)
    }
}

/// What the database refused, under one name on both engines.
enum DatabaseError: Error, Equatable {
    case unique, foreignKey, notNull, check
    /// A trigger said no, with the word it gave, such as `frozen_round`.
    case refused(String)
    /// No room on the disk; nothing of the transaction was kept.
    case full
    /// Another program holds the file.
    case busy
    /// There is no file, no folder for it, or no right to open it.
    case cannotOpen
    /// The file is none of SQLite's.
    case noDatabase
    /// A column that is not there or holds something else: a mistake of the program.
    case column(String)
    case other(String)
}
