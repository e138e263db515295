import Yams

/// A YAML file as nodes with their places, and every fault found so far.
struct YAMLDocument {
    /// One step into a document: a field or an element of a list.
    enum Step: Hashable {
        case field(String)
        case element(Int)
    }
    typealias Path = [Step]

    let file: String
    let root: Node

    /// Reads a file. YAML aliases are refused: they can make a small file very large, and an edition needs none.
    init(_ bytes: [UInt8], file: String) throws {
        guard bytes.count <= 4_000_000 else {
            throw Failure.invalid([
                Problem("file_too_large", ["size": "\(bytes.count / 1_000_000)", "limit": "4"], at: file)
            ])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure.invalid([Problem("not_utf8", at: file)])
        }
        for (number, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            if let column = YAMLDocument.alias(in: line) {
                throw Failure.invalid([Problem("yaml_alias", at: "\(file):\(number + 1):\(column)")])
            }
        }
        do {
            guard let root = try Yams.compose(yaml: text) else {
                throw Failure.invalid([Problem("yaml_empty", at: file)])
            }
            (self.file, self.root) = (file, root)
        } catch let error as YamlError {
            throw Failure.invalid([YAMLDocument.problem(error, file: file)])
        }
    }

    /// Column of a `*name` or `&name` that starts a value outside quotes.
    private static func alias(in line: Substring.UTF8View) -> Int? {
        var quote: UInt8?
        var before = UInt8(ascii: " ")
        for (column, byte) in line.enumerated() {
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"), [32, 91, 123, 44, 58].contains(before) {
                quote = byte
            } else if byte == UInt8(ascii: "#"), before == 32 {
                return nil
            } else if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "&"), [32, 91, 44].contains(before),
                line.dropFirst(column + 1).first.map({ ($0 | 32) >= 97 && ($0 | 32) <= 122 }) == true
            {
                let lead = line.prefix(column).filter { $0 != 32 }
                if lead.last == UInt8(ascii: ":") || lead.last == UInt8(ascii: "-") || lead.isEmpty {
                    return column + 1
                }
            }
            before = byte
        }
        return nil
    }

    private static func problem(_ error: YamlError, file: String) -> Problem {
        switch error {
        case .scanner(_, let text, let mark, _), .parser(_, let text, let mark, _), .composer(_, let text, let mark, _):
            return Problem("yaml_syntax", ["detail": text], at: "\(file):\(mark.line):\(mark.column)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let mark = context.mark
            return Problem(
                "yaml_twice", ["field": duplicates.map { "\($0)" }.joined(separator: ", ")],
                at: "\(file):\(mark.line):\(mark.column)")
        default: return Problem("yaml_syntax", ["detail": "\(error)"], at: file)
        }
    }

    /// `file:line:column` of what stands at a path, or of the nearest thing around it.
    func place(_ path: Path) -> String {
        var node = root
        var mark = root.mark
        for step in path {
            switch step {
            case .field(let name):
                guard let mapping = node.mapping, let pair = mapping.first(where: { $0.key.scalar?.string == name })
                else {
                    return shown(mark)
                }
                (node, mark) = (pair.value, pair.value.mark ?? pair.key.mark)
            case .element(let index):
                guard let sequence = node.sequence, sequence.indices.contains(index) else { return shown(mark) }
                node = sequence[index]
                mark = node.mark
            }
        }
        return shown(mark)
    }

    func shown(_ mark: Mark?) -> String { mark.map { "\(file):\($0.line):\($0.column)" } ?? file }
}

/// Reading a node whose shape the schema has already checked. A field that is missing after all is a mistake in the
/// schema and says so.
struct Reader {
    let node: Node
    let path: YAMLDocument.Path

    init(_ node: Node, path: YAMLDocument.Path = []) { (self.node, self.path) = (node, path) }

    struct Surprise: Error { let path: YAMLDocument.Path }

    subscript(name: String) -> Reader? {
        guard let value = node.mapping?.first(where: { $0.key.scalar?.string == name })?.value, !value.isNull else {
            return nil
        }
        return Reader(value, path: path + [.field(name)])
    }
    func need(_ name: String) throws -> Reader {
        guard let value = self[name] else { throw Surprise(path: path + [.field(name)]) }
        return value
    }
    var elements: [Reader] {
        node.sequence?.enumerated().map { Reader($1, path: path + [.element($0)]) } ?? []
    }
    var fields: [(name: String, value: Reader)] {
        node.mapping?.compactMap { pair in
            pair.key.scalar.map { ($0.string, Reader(pair.value, path: path + [.field($0.string)])) }
        } ?? []
    }
    func string() throws -> String {
        guard let text = node.scalar?.string else { throw Surprise(path: path) }
        return text
    }
    func integer() throws -> Int {
        guard let value = node.int else { throw Surprise(path: path) }
        return value
    }
    func boolean() throws -> Bool {
        guard let value = node.bool else { throw Surprise(path: path) }
        return value
    }
}

extension Node {
    var isNull: Bool { scalar != nil && tag.description == Tag.Name.null.rawValue }
}
