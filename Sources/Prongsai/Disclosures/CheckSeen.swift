import Foundation
import ITA

/// What there is to be seen in a disclosure, in one form, and the hash a pass is bound to: the digests of its addresses
/// as the checker's look saw them, the labels they are shown under, its files, its page, what is said in place of them,
/// and the elements.
enum CheckSeen {
    /// What is to be seen now.
    static func current(of disclosure: String, in db: Connection) throws -> (hash: String, json: String) {
        guard let subject = try CheckSubject.load([disclosure], in: db)[disclosure] else {
            throw Failure.notFound(Message("failure.no_disclosure"))
        }
        return try form(subject, digests: try digests(of: [disclosure], in: db))
    }

    /// The digest of each address at its last look, by the address's id.
    static func digests(of disclosures: [String], in db: Connection) throws -> [String: String] {
        var digests: [String: String] = [:]
        for row in try db.rows(
            """
            SELECT source, digest FROM disclosure_look WHERE disclosure_id IN (\(list: disclosures))
            AND digest IS NOT NULL
            """)
        {
            guard let id = try row.string("source").removing(prefix: "address:") else { continue }
            digests[id] = try row.string("digest")
        }
        return digests
    }

    /// Passes that were given before labels of addresses were bound are held against a form without them.
    static func form(_ subject: CheckSubject, digests: [String: String], hasLabels: Bool = true) throws -> (
        hash: String, json: String
    ) {
        func entry(_ address: CheckSubject.Source) -> JSONValue {
            let (id, element) = (JSONValue.text(address.id), JSONValue(address.element))
            let (place, digest) = (JSONValue.text(address.address), JSONValue(digests[address.id]))
            guard hasLabels else { return ["id": id, "address": place, "element": element, "digest": digest] }
            let label = JSONValue.text(address.label)
            return ["id": id, "address": place, "label": label, "element": element, "digest": digest]
        }
        let value: JSONValue = [
            "item": .text(subject.itemKey), "edition": .text(subject.editionID), "year": .whole(subject.fiscalYear),
            "title": JSONValue(subject.title), "from": JSONValue(subject.coversFrom), "to": JSONValue(subject.coversTo),
            "nothing": JSONValue(subject.nothing), "explanation": JSONValue(subject.explanation),
            "elements": .list(subject.own.map { ["key": .text($0.key), "text": .text($0.text)] }),
            "addresses": .list(subject.addresses.map(entry)),
            "files": .list(
                subject.files.map {
                    [
                        "sha256": .text($0.hash), "name": .text($0.name), "label": .text($0.label),
                        "element": JSONValue($0.element),
                    ]
                }),
            "page": JSONValue(subject.page.flatMap { $0.isEmpty ? nil : $0 }),
        ]
        let bytes = try value.bytes()
        return (Hash.sha256(bytes), String(decoding: bytes, as: UTF8.self))
    }

    /// Whether what was seen then is what is to be seen now. An address of which nothing could be read then is held
    /// against its words alone.
    static func holds(_ seen: String, hash: String, _ subject: CheckSubject, digests: [String: String]) -> Bool {
        var digests = digests
        var hasLabels = true
        if let then = try? JSONValue(parsing: Array(seen.utf8)) {
            for address in then["addresses"]?.list ?? [] {
                if address["label"] == nil { hasLabels = false }
                guard let id = address["id"]?.text, address["digest"] == .null else { continue }
                digests[id] = nil
            }
        }
        return (try? form(subject, digests: digests, hasLabels: hasLabels).hash) == hash
    }
}

extension CheckSubject {
    /// The same as whoever decided on it saw it, from what was written down then; without contents where nothing was.
    /// Of older ones, labels of addresses are not among it.
    func asSeen(_ json: String?) -> CheckSubject {
        let then = json.flatMap { try? JSONValue(parsing: Array($0.utf8)) }
        func list(_ name: String) -> [JSONValue] { then?[name]?.list ?? [] }
        var subject = self
        (subject.nothing, subject.explanation) = (then?["nothing"]?.text, then?["explanation"]?.text)
        (subject.page, subject.earlier) = (then?["page"]?.text, [])
        if let then {
            subject.title = then["title"]?.text
            subject.own = list("elements").map { .init(key: $0["key"]?.text ?? "", text: $0["text"]?.text ?? "") }
        }
        subject.addresses = list("addresses").map { value in
            Source(
                id: value["id"]?.text ?? "", address: value["address"]?.text ?? "",
                label: value["label"]?.text ?? "", element: value["element"]?.text)
        }
        subject.files = list("files").map { value in
            File(
                hash: value["sha256"]?.text ?? "", name: value["name"]?.text ?? "", label: value["label"]?.text ?? "",
                mediaType: "", size: 0, element: value["element"]?.text)
        }
        return subject
    }
}

/// How far a disclosure has come on its way through the second person's check.
enum CheckState: Sendable, Equatable {
    case none
    case waiting(Check)
    case returned(Check)
    case passed(Check)
    /// It was passed, and something else is to be seen now.
    case void(Check)

    var word: String {
        switch self {
        case .none: "none"
        case .waiting: "waiting"
        case .returned: "returned"
        case .passed: "passed"
        case .void: "void"
        }
    }

    static let words = ["none", "waiting", "returned", "passed", "void"]

    var check: Check? {
        switch self {
        case .none: nil
        case .waiting(let check), .returned(let check), .passed(let check), .void(let check): check
        }
    }

    /// Whether a disclosure was passed by a second person and nothing of it changed since.
    static func valid(of disclosure: String, in db: Connection) throws -> Bool {
        if case .passed = try state(of: disclosure, in: db) { return true }
        return false
    }

    static func state(of disclosure: String, in db: Connection) throws -> CheckState {
        try all(of: [disclosure], in: db)[disclosure] ?? .none
    }

    /// The states of some disclosures: five queries, however many there are. Disclosures nobody asked about are left
    /// out.
    static func all(of disclosures: [String], in db: Connection) throws -> [String: CheckState] {
        try all(of: try CheckSubject.load(disclosures, in: db), in: db)
    }

    /// The same where the disclosures are at hand.
    static func all(of subjects: [String: CheckSubject], in db: Connection) throws -> [String: CheckState] {
        guard !subjects.isEmpty else { return [:] }
        let checks = try Check.latest(of: subjects.keys.sorted(), in: db)
        let passed = checks.values.filter { $0.decision == .passed && $0.voidAt == nil }
        let ids = passed.map(\.disclosureID).sorted()
        let digests = ids.isEmpty ? [:] : try CheckSeen.digests(of: ids, in: db)
        let moved = try CheckVoiding.moved(ids, in: db)
        return checks.mapValues { check in
            CheckState(
                check, subjects[check.disclosureID], digests: digests, isMoved: moved.contains(check.id))
        }
    }

    /// The state that the newest check of a disclosure gives it.
    init(_ check: Check, _ subject: CheckSubject?, digests: [String: String], isMoved: Bool) {
        if check.voidAt != nil {
            self = .void(check)
            return
        }
        switch check.decision {
        case nil: self = .waiting(check)
        case .returned: self = .returned(check)
        case .passed:
            guard let subject, let seen = check.seen, let hash = check.seenHash, !isMoved,
                CheckSeen.holds(seen, hash: hash, subject, digests: digests)
            else {
                self = .void(check)
                return
            }
            self = .passed(check)
        }
    }

    /// The same for one disclosure of which everything is at hand.
    static func of(_ newest: Check?, _ subject: CheckSubject, _ looks: [CheckLook]) -> CheckState {
        guard let newest else { return .none }
        return CheckState(
            newest, subject, digests: CheckLook.digests(looks), isMoved: !subject.changed(looks).isEmpty)
    }
}
