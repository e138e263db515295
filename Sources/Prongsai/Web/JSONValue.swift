import Foundation

/// A JSON value (RFC 8259). Whole numbers only: every other figure of the product is text, exact as published.
enum JSONValue: Sendable, Equatable {
    case null
    case flag(Bool)
    case whole(Int)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// Reads bytes up to a depth; throws a ``Failure`` that names what is wrong.
    init(parsing bytes: [UInt8]) throws {
        guard JSONValue.depth(bytes) <= 20, let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        else { throw Failure.invalid([Problem("json")]) }
        self = value
    }

    subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }
    var whole: Int? {
        guard case .whole(let number) = self else { return nil }
        return number
    }
    var list: [JSONValue]? {
        guard case .list(let list) = self else { return nil }
        return list
    }

    /// The text, or null where there is none.
    init(_ text: String?) { self = text.map { .text($0) } ?? .null }

    /// Bytes with members in order of name.
    func bytes() throws -> [UInt8] { try Stored.bytes(self) }

    /// How deep brackets nest, counted before anything is decoded.
    private static func depth(_ bytes: [UInt8]) -> Int {
        var (depth, most, inText, escaped) = (0, 0, false, false)
        for byte in bytes {
            if inText {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): inText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                most = max(most, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return most
    }
}

extension JSONValue: Codable {
    init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let flag = try? single.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? single.decode(Int.self) {
            self = .whole(number)
        } else if let text = try? single.decode(String.self) {
            self = .text(text)
        } else if let list = try? single.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try single.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var single = encoder.singleValueContainer()
        switch self {
        case .null: try single.encodeNil()
        case .flag(let flag): try single.encode(flag)
        case .whole(let number): try single.encode(number)
        case .text(let text): try single.encode(text)
        case .list(let list): try single.encode(list)
        case .object(let members): try single.encode(members)
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    init(stringLiteral value: String) { self = .text(value) }
    init(arrayLiteral elements: JSONValue...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { first, _ in first })
    }
}
