import ITA

/// What a JSON value looks like: what is taken is held against it, what is given is promised by it, and the OpenAPI
/// document is written from it, so that the three cannot part.
indirect enum Shape: Sendable {
    /// Text of at most so many Unicode scalars.
    case text(Int)
    /// An id of this product.
    case id
    case whole(ClosedRange<Int>)
    /// A day with the Gregorian year, `2025-01-14`.
    case day
    /// An instant in UTC, `2025-01-14T08:30:00.123Z`.
    case instant
    case flag
    case choice([String])
    case list(Shape, most: Int)
    case object([Member])
    case nullable(Shape)

    struct Member: Sendable {
        var name: String
        var shape: Shape
        var isRequired: Bool
        init(_ name: String, _ shape: Shape, required: Bool = true) {
            (self.name, self.shape, isRequired) = (name, shape, required)
        }
    }

    /// What is wrong with a value; `place` is the way to it, such as `items.3`.
    func problems(_ value: JSONValue, at place: String) -> [Problem] {
        func wrong() -> [Problem] { [Problem("json_kind", ["kind": kind], at: place)] }
        switch (self, value) {
        case (.nullable, .null): return []
        case (.nullable(let inner), _): return inner.problems(value, at: place)
        case (.text(let most), .text(let text)):
            return text.unicodeScalars.count <= most
                ? [] : [Problem("text_too_long", ["limit": String(most)], at: place)]
        case (.id, .text(let text)):
            let isID = (1...80).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            return isID ? [] : wrong()
        case (.whole(let range), .whole(let number)): return range.contains(number) ? [] : wrong()
        case (.day, .text(let text)): return Day(iso: text) == nil ? wrong() : []
        case (.instant, .text(let text)): return text.utf8.count == 24 ? [] : wrong()
        case (.flag, .flag): return []
        case (.choice(let words), .text(let word)): return words.contains(word) ? [] : wrong()
        case (.list(let shape, let most), .list(let values)):
            guard values.count <= most else { return wrong() }
            return values.enumerated().flatMap { shape.problems($1, at: "\(place).\($0)") }
        case (.object(let members), .object(let values)):
            let start = place.isEmpty ? "" : place + "."
            let unknown = Set(values.keys).subtracting(members.map(\.name)).sorted()
            return unknown.map { Problem("json_unknown", at: start + $0) }
                + members.flatMap { member -> [Problem] in
                    guard let value = values[member.name] else {
                        return member.isRequired ? [Problem("json_missing", at: start + member.name)] : []
                    }
                    return member.shape.problems(value, at: start + member.name)
                }
        default: return wrong()
        }
    }

    /// What it should be, in a few words of the schema's own language.
    private var kind: String {
        switch self {
        case .text(let most): "string, maxLength \(most)"
        case .id: "id"
        case .whole(let range): "integer \(range.lowerBound)…\(range.upperBound)"
        case .day: "YYYY-MM-DD"
        case .instant: "date-time"
        case .flag: "boolean"
        case .choice(let words): words.joined(separator: " | ")
        case .list(_, let most): "array, maxItems \(most)"
        case .object: "object"
        case .nullable(let inner): "\(inner.kind) | null"
        }
    }

    /// The same as JSON Schema (2020-12), as OpenAPI 3.1 has it.
    var schema: JSONValue {
        switch self {
        case .text(let most): ["type": "string", "maxLength": .whole(most)]
        case .id: ["type": "string", "pattern": "^[!-~]{1,80}$"]
        case .whole(let range):
            ["type": "integer", "minimum": .whole(range.lowerBound), "maximum": .whole(range.upperBound)]
        case .day: ["type": "string", "format": "date"]
        case .instant: ["type": "string", "format": "date-time"]
        case .flag: ["type": "boolean"]
        case .choice(let words): ["type": "string", "enum": .list(words.map { .text($0) })]
        case .list(let shape, let most): ["type": "array", "items": shape.schema, "maxItems": .whole(most)]
        case .object(let members):
            [
                "type": "object", "additionalProperties": .flag(false),
                "properties": .object(Dictionary(members.map { ($0.name, $0.shape.schema) }) { first, _ in first }),
                "required": .list(members.filter(\.isRequired).map { .text($0.name) }),
            ]
        case .nullable(let inner): ["anyOf": [inner.schema, ["type": "null"]]]
        }
    }
}
