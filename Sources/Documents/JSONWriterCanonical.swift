/// The canonical JSON (RFC 8785) of a value made of objects, arrays, text, whole numbers and truth values.
/// Foundation's encoder is not used here because how it sorts and escapes is its own affair and has changed before.
public func canonicalJSON(_ value: some Encodable) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try JSONTree.of(value, path: []).write(into: &bytes)
    return bytes
}

/// A value while it is being encoded: containers are filled after they were handed out, so it is a reference.
private final class JSONTree {
    enum Kind {
        case object([String: JSONTree])
        case array([JSONTree])
        case text(String)
        case number(Int)
        case truth(Bool)
        case null
    }
    var kind: Kind
    init(_ kind: Kind) { self.kind = kind }

    static func of(_ value: some Encodable, path: [any CodingKey]) throws -> JSONTree {
        switch value {
        case let text as String: return JSONTree(.text(text))
        case let number as Int: return JSONTree(.number(number))
        case let truth as Bool: return JSONTree(.truth(truth))
        case is any BinaryFloatingPoint, is any BinaryInteger:
            throw EncodingError.invalidValue(
                value, .init(codingPath: path, debugDescription: "Only text, Int and Bool have an exact form."))
        default:
            let tree = JSONTree(.null)
            try value.encode(to: JSONTreeEncoder(tree: tree, codingPath: path))
            return tree
        }
    }

    func write(into bytes: inout [UInt8]) {
        switch kind {
        case .text(let text): JSONTree.write(text, into: &bytes)
        case .number(let number): bytes.append(contentsOf: String(number).utf8)
        case .truth(let truth): bytes.append(contentsOf: (truth ? "true" : "false").utf8)
        case .null: bytes.append(contentsOf: "null".utf8)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(into: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            // Names are properties in Swift, hence ASCII: their order by bytes is the order by UTF-16 of the RFC.
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONTree.write(member.key, into: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(into: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static let hex = Array("0123456789abcdef".utf8)

    private static func write(_ text: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x08: bytes.append(contentsOf: "\\b".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0x0a: bytes.append(contentsOf: "\\n".utf8)
            case 0x0c: bytes.append(contentsOf: "\\f".utf8)
            case 0x0d: bytes.append(contentsOf: "\\r".utf8)
            case 0..<0x20: bytes += Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

private struct JSONTreeEncoder: Encoder {
    let tree: JSONTree
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .object = tree.kind {} else { tree.kind = .object([:]) }
        return KeyedEncodingContainer(JSONObject(tree: tree, codingPath: codingPath))
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .array = tree.kind {} else { tree.kind = .array([]) }
        return JSONArray(tree: tree, codingPath: codingPath)
    }
    func singleValueContainer() -> any SingleValueEncodingContainer { JSONSingle(tree: tree, codingPath: codingPath) }
}

private struct JSONObject<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let tree: JSONTree
    let codingPath: [any CodingKey]

    private func put(_ value: JSONTree, _ key: any CodingKey) -> JSONTree {
        if case .object(var members) = tree.kind {
            tree.kind = .null  // so that the dictionary is changed in place
            members[key.stringValue] = value
            tree.kind = .object(members)
        }
        return value
    }
    func encodeNil(forKey key: Key) { _ = put(JSONTree(.null), key) }
    func encode(_ value: some Encodable, forKey key: Key) throws {
        _ = put(try JSONTree.of(value, path: codingPath + [key]), key)
    }
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        JSONTreeEncoder(tree: put(JSONTree(.null), key), codingPath: codingPath + [key]).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        JSONTreeEncoder(tree: put(JSONTree(.null), key), codingPath: codingPath + [key]).unkeyedContainer()
    }
    func superEncoder() -> any Encoder { JSONTreeEncoder(tree: tree, codingPath: codingPath) }
    func superEncoder(forKey key: Key) -> any Encoder {
        JSONTreeEncoder(tree: put(JSONTree(.null), key), codingPath: codingPath + [key])
    }
}

private struct JSONArray: UnkeyedEncodingContainer {
    let tree: JSONTree
    let codingPath: [any CodingKey]
    var count: Int { if case .array(let elements) = tree.kind { elements.count } else { 0 } }

    private func put(_ value: JSONTree) -> JSONTree {
        if case .array(var elements) = tree.kind {
            tree.kind = .null
            elements.append(value)
            tree.kind = .array(elements)
        }
        return value
    }
    func encodeNil() { _ = put(JSONTree(.null)) }
    func encode(_ value: some Encodable) throws { _ = put(try JSONTree.of(value, path: codingPath)) }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        JSONTreeEncoder(tree: put(JSONTree(.null)), codingPath: codingPath).container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONTreeEncoder(tree: put(JSONTree(.null)), codingPath: codingPath).unkeyedContainer()
    }
    func superEncoder() -> any Encoder { JSONTreeEncoder(tree: put(JSONTree(.null)), codingPath: codingPath) }
}

private struct JSONSingle: SingleValueEncodingContainer {
    let tree: JSONTree
    let codingPath: [any CodingKey]
    func encodeNil() { tree.kind = .null }
    func encode(_ value: some Encodable) throws { tree.kind = try JSONTree.of(value, path: codingPath).kind }
}
