import Documents
import Foundation
import Testing

@Suite struct JSONWriterTests {
    private let content = sampleReport(rows: 12, photos: 24).content

    @Test func `a round is read back as it was, byte for byte`() throws {
        let bytes = try RoundContent.canonical(content)
        let read = try RoundContent.decode(bytes)
        #expect(read == content)
        #expect(try RoundContent.canonical(read) == bytes)
    }

    @Test func `members are sorted, nothing is spaced, slashes and Thai stand as they are`() throws {
        var small = EveryField.content
        small.agency = .init(key: "a/b\"\\\u{1}\n\t\u{7f}", thai: "ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู", english: nil)
        (small.standing, small.sections) = (nil, [])
        small.edition = .init(id: "e", revision: 2, hash: "h")
        let expected =
            #"{"agency":{"key":"a/b\"\\\u0001\n\t"# + "\u{7f}"
            + #"","thai":"ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู"},"edition":{"hash":"h","id":"e","revision":2},"#
            + #""fiscalYear":2571,"format":"prongsai-report/1","half":7402,"sections":[]}"#
        #expect(String(decoding: try RoundContent.canonical(small), as: UTF8.self) == expected)
        #expect(try RoundContent.decode(Array(expected.utf8)) == small)
    }

    @Test func `composed and decomposed letters stay what they were`() throws {
        var (one, two) = (content, content)
        one.agency.thai = "กำ"
        two.agency.thai = "กํา"
        let bytes = try (RoundContent.canonical(one), RoundContent.canonical(two))
        #expect(bytes.0 != bytes.1)
        #expect(Array(try RoundContent.decode(bytes.1).agency.thai.utf8) == Array("กํา".utf8))
    }

    @Test func `the hash of a known round never changes`() throws {
        // If this fails, every round frozen before can no longer be verified: change the format's number instead.
        let bytes = try RoundContent.canonical(EveryField.content)
        #expect(try golden("every-field.json", bytes) == bytes)
    }

    @Test func `a round that was frozen before a field was added keeps its bytes`() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        // Written before evidence said since when its address is down.
        let frozen = Array(try Data(contentsOf: file.appendingPathComponent("Golden/every-field-2568.json")))
        #expect(try RoundContent.canonical(RoundContent.decode(frozen)) == frozen)
    }

    @Test func `what this program did not write is refused with its reason`() throws {
        let bytes = try RoundContent.canonical(content)
        let text = String(decoding: bytes, as: UTF8.self)
        func refused(_ text: String) -> JSONFormatError? {
            #expect(throws: JSONFormatError.self) { try RoundContent.decode(Array(text.utf8)) }
        }
        #expect(refused(text + " ") == .notCanonical)
        #expect(refused(text.replacingOccurrences(of: #"{"agency":"#, with: #"{"aaa":1,"agency":"#)) == .notCanonical)
        #expect(
            refused(text.replacingOccurrences(of: #""half":1"#, with: #""half":2,"half":1"#)) == .notCanonical)
        #expect(
            refused(text.replacingOccurrences(of: "prongsai-report/1", with: "prongsai-report/2"))
                == .unknownFormat("prongsai-report/2"))
        #expect(refused(text.replacingOccurrences(of: #""fiscalYear":2568"#, with: #""fiscalYear":"x""#)) == .notARound)
        for broken in ["", "{", "null", "[]", String(repeating: "[", count: 100_000), "\u{0}"] {
            #expect(refused(broken) == .notARound)
        }
    }

    @Test func `the file carries content, seal, layout and language, and is read back`() throws {
        let report = sampleReport(rows: 3, photos: 2, language: "en", layout: "nacc")
        let bytes = try report.json()
        let file = try ReportFile.decode(bytes)
        #expect(file.content == report.content && file.language == "en" && file.layout == "nacc")
        #expect(file.seal.hash == report.seal.hash && file.seal.version == 1 && file.seal.mark == report.seal.mark)
        #expect(file.seal.frozenAt == report.seal.frozenAt)
        #expect(
            holds(bytes, "\"content\":" + String(decoding: try RoundContent.canonical(report.content), as: UTF8.self)))
        #expect(throws: JSONFormatError.notCanonical) { try ReportFile.decode(bytes + [0x0a]) }
    }

    @Test func `every stored field is in the JSON`() throws {
        let bytes = try EveryField.report(thai: true).json()
        EveryField.expectAll(in: [bytes], outside: [:], printed: { [$0.value] })
    }

    @Test func `the published schema describes the file, no field more and none less`() throws {
        let schema = try Schema()
        for report in [
            sampleReport(rows: 12, photos: 24), sampleReport(rows: 1, photos: 0, language: "en", layout: "nacc"),
        ] {
            #expect(schema.problems(of: try report.json()) == [])
        }
        var every = EveryField.report(thai: true)
        every.content.half = 2
        let problems = schema.problems(of: try every.json())
        // Marks stand where the schema wants hashes and scores; what counts here is that each field has its place.
        #expect(problems.filter { $0.hasSuffix("is not in the schema") || $0.hasSuffix("is missing") } == [])
        #expect(schema.unused(by: try every.json()) == [], "the schema describes a field that no report has")
        let text = String(decoding: try every.json(), as: UTF8.self)
        let added = text.replacingOccurrences(of: #""half":2"#, with: #""half":2,"quarter":1"#)
        #expect(schema.problems(of: Array(added.utf8)).contains("content.quarter is not in the schema"))
    }
}

/// As much of JSON Schema (draft 2020-12) as `docs/report.schema.json` uses.
private struct Schema {
    let root: [String: Any]

    init() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/report.schema.json")
        root = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    }

    func problems(of json: [UInt8]) -> [String] {
        guard let value = try? JSONSerialization.jsonObject(with: Data(json)) else { return ["no JSON"] }
        var problems: [String] = []
        check(value, root, "", &problems) { _ in }
        return problems
    }

    /// Properties of the schema that no value used.
    func unused(by json: [UInt8]) -> [String] {
        var used: Set<String> = []
        var problems: [String] = []
        if let value = try? JSONSerialization.jsonObject(with: Data(json)) {
            check(value, root, "", &problems) { used.insert($0) }
        }
        var all: Set<String> = []
        func walk(_ schema: [String: Any], _ path: String) {
            let schema = resolved(schema)
            for (name, property) in schema["properties"] as? [String: [String: Any]] ?? [:] {
                all.insert(path + name)
                walk(property, path + name + ".")
            }
            if let items = schema["items"] as? [String: Any] { walk(items, path) }
        }
        walk(root, "")
        return all.subtracting(used).sorted()
    }

    private func resolved(_ schema: [String: Any]) -> [String: Any] {
        guard let reference = schema["$ref"] as? String, reference.hasPrefix("#/$defs/"),
            let found = (root["$defs"] as? [String: [String: Any]])?[String(reference.dropFirst(8))]
        else { return schema }
        return found
    }

    private func check(
        _ value: Any, _ schema: [String: Any], _ path: String, _ problems: inout [String], _ use: (String) -> Void
    ) {
        let schema = resolved(schema)
        let place = path.isEmpty ? "" : path + "."
        if schema["description"] == nil { problems.append("\(path) has no description") }
        if let wanted = schema["const"] as? String, value as? String != wanted {
            problems.append("\(path) is not \(wanted)")
        }
        if let one = schema["enum"] as? [NSObject], !one.contains(where: { $0.isEqual(value) }) {
            problems.append("\(path) is none of the allowed values")
        }
        if let pattern = schema["pattern"] as? String,
            (value as? String)?.range(of: pattern, options: .regularExpression) == nil
        {
            problems.append("\(path) does not match \(pattern)")
        }
        switch schema["type"] as? String {
        case "object":
            guard let object = value as? [String: Any] else { return problems.append("\(path) is no object") }
            let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
            #expect(schema["additionalProperties"] as? Bool == false, "\(path)")
            for (name, member) in object {
                guard let property = properties[name] else {
                    problems.append("\(place)\(name) is not in the schema")
                    continue
                }
                use(place + name)
                check(member, property, place + name, &problems, use)
            }
            for name in schema["required"] as? [String] ?? [] where object[name] == nil {
                problems.append("\(place)\(name) is missing")
            }
        case "array":
            guard let array = value as? [Any], let items = schema["items"] as? [String: Any] else {
                return problems.append("\(path) is no array")
            }
            for element in array { check(element, items, path, &problems, use) }
        case "string": if !(value is String) { problems.append("\(path) is no text") }
        case "integer":
            guard let number = value as? Int else { return problems.append("\(path) is no whole number") }
            if let least = schema["minimum"] as? Int, number < least { problems.append("\(path) is too small") }
        default: problems.append("\(path) has no type")
        }
    }
}
