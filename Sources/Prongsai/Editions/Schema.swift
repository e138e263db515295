import Foundation
import Yams

/// The part of JSON Schema (draft 2020-12) that the schemas in `Instruments/` use, checked against YAML nodes so that
/// every fault has its line and column. A keyword outside this part is refused when the schema is read.
struct Schema {
    private let root: Node
    private static let keywords: Set<String> = [
        "$schema", "$id", "$defs", "$ref", "title", "description", "type", "properties", "required",
        "additionalProperties", "items", "minItems", "enum", "const", "pattern", "minLength", "minimum", "maximum",
    ]

    /// Reads a schema file. JSON is YAML, so the same reader serves both.
    init(file: URL) throws {
        let bytes = try Disk.read(file.path, limit: 4_000_000)
        guard let root = try Yams.compose(yaml: String(decoding: bytes, as: UTF8.self)) else {
            throw Failure.invalid([Problem("yaml_empty", at: file.path)])
        }
        self.root = root
    }

    /// Every fault of a document.
    func problems(in document: YAMLDocument) -> [Problem] {
        var check = Check(schema: root, document: document)
        check.check(document.root, against: root, at: [])
        return check.problems
    }

    private struct Check {
        let schema: Node
        let document: YAMLDocument
        var problems: [Problem] = []
        var visited = 0

        mutating func report(_ key: String, _ values: [String: String], _ node: Node, _ path: YAMLDocument.Path) {
            var values = values
            values["field"] = values["field"] ?? path.name
            problems.append(Problem(key, values, at: document.shown(node.mark)))
        }

        mutating func check(_ node: Node, against rule: Node, at path: YAMLDocument.Path) {
            visited += 1
            guard visited < 200_000, problems.count < 200 else { return }
            if let reference = rule["$ref"]?.string {
                let name = reference.removing(prefix: "#/$defs/") ?? ""
                guard let target = schema["$defs"]?[name] else { return }
                return check(node, against: target, at: path)
            }
            if let types = rule.strings("type"), !types.contains(where: { node.has(type: $0) }) {
                return report(
                    "wrong_type", ["expected": types.joined(separator: " / "), "given": node.shown], node, path)
            }
            if node.isNull { return }
            if let allowed = rule.strings("enum"), let text = node.scalar?.string, !allowed.contains(text) {
                report("not_allowed", ["given": text, "allowed": allowed.joined(separator: ", ")], node, path)
            }
            if let constant = rule["const"]?.scalar?.string, node.scalar?.string != constant {
                report("not_allowed", ["given": node.shown, "allowed": constant], node, path)
            }
            if let pattern = rule["pattern"]?.string, let text = node.scalar?.string,
                text.range(of: pattern, options: .regularExpression) == nil
            {
                report("wrong_form", ["given": text, "pattern": pattern], node, path)
            }
            if let least = rule["minLength"]?.int, let text = node.scalar?.string, text.unicodeScalars.count < least {
                report("empty", [:], node, path)
            }
            if let number = node.int {
                let (least, most) = (rule["minimum"]?.int, rule["maximum"]?.int)
                if number < least ?? .min || number > most ?? .max {
                    // Only a bound that exists is named.
                    if let least, let most {
                        report(
                            "out_of_range", ["given": "\(number)", "least": "\(least)", "most": "\(most)"], node, path)
                    } else if let least {
                        report("too_low", ["given": "\(number)", "least": "\(least)"], node, path)
                    } else if let most {
                        report("too_high", ["given": "\(number)", "most": "\(most)"], node, path)
                    }
                }
            }
            checkMapping(node, rule, path)
            checkSequence(node, rule, path)
        }

        private mutating func checkMapping(_ node: Node, _ rule: Node, _ path: YAMLDocument.Path) {
            guard let mapping = node.mapping else { return }
            let properties = rule["properties"]
            for (key, value) in mapping {
                let name = key.scalar?.string ?? ""
                if let property = properties?[name] {
                    check(value, against: property, at: path + [.field(name)])
                } else if let rest = rule["additionalProperties"], rest.mapping != nil {
                    check(value, against: rest, at: path + [.field(name)])
                } else if rule["additionalProperties"]?.bool == false {
                    let known = properties?.mapping?.keys.compactMap(\.scalar?.string) ?? []
                    report("unknown_field", ["field": name, "near": nearest(name, known) ?? "–"], key, path)
                }
            }
            for name in rule.strings("required") ?? [] where !mapping.contains(where: { $0.key.scalar?.string == name })
            {
                report("missing_field", ["field": name], node, path)
            }
        }

        private mutating func checkSequence(_ node: Node, _ rule: Node, _ path: YAMLDocument.Path) {
            guard let sequence = node.sequence else { return }
            if let least = rule["minItems"]?.int, sequence.count < least {
                report("too_few", ["least": "\(least)"], node, path)
            }
            guard let items = rule["items"] else { return }
            for (index, element) in sequence.enumerated() {
                check(element, against: items, at: path + [.element(index)])
            }
        }

        /// The known name that differs least from a mistyped one, when it differs little.
        private func nearest(_ name: String, _ known: [String]) -> String? {
            known.map { ($0, distance(Array(name.utf8), Array($0.utf8))) }.filter { $0.1 <= 3 }.min { $0.1 < $1.1 }?.0
        }

        private func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
            if a.count > 60 || b.count > 60 { return 99 }
            var row = Array(0...b.count)
            for (i, x) in a.enumerated() {
                var diagonal = row[0]
                row[0] = i + 1
                for (j, y) in b.enumerated() {
                    let above = row[j + 1]
                    row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
                    diagonal = above
                }
            }
            return row[b.count]
        }
    }

    /// Keywords of the schema that this reader does not know; empty in a good schema.
    func unknownKeywords() -> [String] {
        var found: Set<String> = []
        func walk(_ node: Node, isRule: Bool) {
            guard let mapping = node.mapping else { return }
            for (key, value) in mapping {
                let name = key.scalar?.string ?? ""
                if isRule && !Schema.keywords.contains(name) { found.insert(name) }
                walk(value, isRule: !isRule || !["properties", "$defs"].contains(name))
            }
        }
        walk(root, isRule: true)
        return found.sorted()
    }
}

extension Node {
    fileprivate func strings(_ name: String) -> [String]? {
        guard let node = self[name] else { return nil }
        if let one = node.scalar?.string { return [one] }
        return node.sequence?.compactMap { $0.scalar?.string }
    }

    fileprivate func has(type: String) -> Bool {
        let tag = tag.description
        switch type {
        case "object": return mapping != nil
        case "array": return sequence != nil
        case "string": return scalar != nil && tag == Tag.Name.str.rawValue
        case "integer": return scalar != nil && tag == Tag.Name.int.rawValue
        case "number": return scalar != nil && [Tag.Name.int.rawValue, Tag.Name.float.rawValue].contains(tag)
        case "boolean": return scalar != nil && tag == Tag.Name.bool.rawValue
        case "null": return isNull
        default: return false
        }
    }

    fileprivate var shown: String { scalar?.string ?? (mapping != nil ? "{…}" : "[…]") }
}

extension YAMLDocument.Path {
    /// Such as `instruments[0].weight.value`.
    var name: String {
        var text = ""
        for step in self {
            switch step {
            case .field(let name): text += text.isEmpty ? name : ".\(name)"
            case .element(let index): text += "[\(index)]"
            }
        }
        return text
    }
}
