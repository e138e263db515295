import Foundation
import ITA
import Yams

/// An edition read from its YAML file, with the hashes that keep it from changing unnoticed.
struct EditionFile: Sendable {
    let edition: Edition
    /// The text of the file, kept in the database once the edition is used.
    let body: String
    /// SHA-256 of everything the file says.
    let contentHash: String
    /// SHA-256 of everything but display text, which alone a revision may change.
    let rulesHash: String

    /// Reads and checks a file. Throws every fault found, each with line and column.
    init(_ bytes: [UInt8], file: String, schema: Schema) throws {
        let document = try YAMLDocument(bytes, file: file)
        let problems = schema.problems(in: document)
        guard problems.isEmpty else {
            // Whoever mends a file wants to know of codes used twice now, not when everything else is mended.
            let early = (try? Edition(Reader(document.root))).map { EditionCheck.early(of: $0, in: document) } ?? []
            throw Failure.invalid(problems + early)
        }
        do {
            edition = try Edition(Reader(document.root))
        } catch let surprise as Reader.Surprise {
            throw Failure.invalid([
                Problem("wrong_value", ["field": surprise.path.name], at: document.place(surprise.path))
            ])
        }
        let faults = EditionCheck.problems(of: edition, in: document)
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        body = String(decoding: bytes, as: UTF8.self)
        contentHash = Hash.sha256(Array(EditionFile.canonical(document.root, leavingOut: []).utf8))
        rulesHash = Hash.sha256(Array(EditionFile.canonical(document.root, leavingOut: EditionFile.displayFields).utf8))
    }

    /// Fields that only people read.
    static let displayFields: Set<String> = [
        "th", "en", "title", "applies_to", "notes", "note", "sources", "source", "why", "topic", "categories",
        "responsible_unit", "seen_practice", "revision", "group",
    ]

    /// The node as text that does not depend on layout, comments or the order of fields.
    private static func canonical(_ node: Node, leavingOut: Set<String>) -> String {
        if let mapping = node.mapping {
            let fields = mapping.compactMap { pair -> (String, Node)? in
                pair.key.scalar.map { ($0.string, pair.value) }
            }
            let kept = fields.filter { !leavingOut.contains($0.0) }.sorted {
                Array($0.0.utf8).lexicographicallyPrecedes(Array($1.0.utf8))
            }
            return "{" + kept.map { "\($0.0.utf8.count):\($0.0)=\(canonical($0.1, leavingOut: leavingOut))" }.joined()
                + "}"
        }
        if let sequence = node.sequence {
            return "[" + sequence.map { canonical($0, leavingOut: leavingOut) }.joined() + "]"
        }
        let text = node.scalar?.string ?? ""
        return node.isNull ? "~" : "\(text.utf8.count):\(text)"
    }
}

extension Edition {
    fileprivate init(_ r: Reader) throws {
        let levels = try r.need("levels")
        let rules = try r.need("evidence_rules")
        self.init(
            id: try r.need("id").string(), revision: try r.need("revision").integer(),
            fiscalYear: try r.need("fiscal_year").claim { try $0.integer() },
            owner: try Bilingual(r.need("owner")), title: try Bilingual(r.need("title")),
            sources: try r.need("sources").elements.map {
                Source(
                    key: try $0.need("key").string(), reference: try $0.need("ref").string(),
                    gives: try $0.need("gives").string())
            },
            passMark: try r.need("pass_mark").claim { try $0.decimal() },
            weakBelow: try r.need("weak_below").claim { try $0.decimal() },
            rounds: try r.need("rounds").elements.map(Round.init),
            evidenceRules: EvidenceRules(
                photosAtLeast: try rules.need("photos_at_least").claim { try $0.integer() },
                captionRequired: try rules.need("caption_required").claim { try $0.boolean() },
                dateInsideRound: try rules.need("date_inside_round").claim { try $0.boolean() }),
            totalRule: try Provenance(r.need("total")),
            levels: try levels.need("bands").elements.map(Level.init), levelsProvenance: try Provenance(levels),
            instruments: try r.need("instruments").elements.map(Instrument.init),
            layouts: try r.need("report_layouts").elements.map(Layout.init),
            testVectors: try r["test_vectors"]?.elements.map(TestVector.init) ?? [])
    }
}

extension Reader {
    fileprivate func claim<Value>(_ value: (Reader) throws -> Value) throws -> Claim<Value> {
        Claim(try value(try need("value")), try Provenance(self))
    }
    fileprivate func optionalClaim<Value>(_ value: (Reader) throws -> Value) throws -> Claim<Value?> {
        Claim(try self["value"].map(value), try Provenance(self))
    }
    fileprivate func decimal() throws -> Exact {
        guard let value = Exact(decimal: try string()) else { throw Surprise(path: path) }
        return value
    }
}

extension Provenance {
    fileprivate init(_ r: Reader) throws {
        guard let certainty = Certainty(rawValue: try r.need("how_sure").string()) else {
            throw Reader.Surprise(path: r.path)
        }
        self.init(certainty, source: try r["source"]?.string(), why: try r["why"].map { try Bilingual($0) })
    }
}

extension Bilingual {
    init(_ r: Reader) throws { self.init(thai: try r.need("th").string(), english: try r.need("en").string()) }
}

extension Edition.Round {
    fileprivate init(_ r: Reader) throws {
        func day(_ name: String) throws -> MonthDay? {
            guard let field = r[name] else { return nil }
            guard let day = MonthDay(try field.string()) else { throw Reader.Surprise(path: field.path) }
            return day
        }
        guard let starts = try day("starts"), let ends = try day("ends") else { throw Reader.Surprise(path: r.path) }
        self.init(
            half: try r.need("half").integer(), starts: starts, ends: ends, due: try day("due"),
            provenance: try Provenance(r))
    }
}

extension Edition.Level {
    fileprivate init(_ r: Reader) throws {
        self.init(
            key: try r.need("key").string(), name: try Bilingual(r),
            totalAtLeast: try r.need("total_at_least").decimal(),
            eachInstrumentAtLeast: try r["each_instrument_at_least"]?.decimal())
    }
}

extension Edition.Instrument {
    fileprivate init(_ r: Reader) throws {
        self.init(
            key: try r.need("key").string(), code: try r.need("code").string(), name: try Bilingual(r),
            isDisclosure: try r.need("kind").string() == "disclosure",
            weight: try r.need("weight").optionalClaim { try $0.decimal() },
            combine: try Provenance(r.need("combine")), parts: try r["parts"].map(Provenance.init),
            itemCount: try r.need("item_count").optionalClaim { try $0.integer() },
            indicators: try r.need("indicators").elements.map(Edition.Indicator.init))
    }
}

extension Edition.Indicator {
    fileprivate init(_ r: Reader) throws {
        let groups = try r.need("sub_indicators").elements.map { group in
            Edition.Group(
                key: try group.need("key").string(), code: try group.need("code").string(), name: try Bilingual(group),
                items: try group.need("items").elements.map(Edition.Item.init))
        }
        let items = try r.need("items").elements.map(Edition.Item.init)
        self.init(
            key: try r.need("key").string(), number: try r.need("number").integer(), name: try Bilingual(r),
            combine: try Provenance(r.need("combine")),
            groups: groups.isEmpty ? [Edition.Group(key: nil, code: nil, name: nil, items: items)] : groups)
    }
}

extension Edition.Item {
    fileprivate init(_ r: Reader) throws {
        let kinds = try r["categories"]?.elements.map { try $0.string() } ?? []
        self.init(
            key: try r.need("key").string(), code: try r.need("code").string(),
            thai: try r["th"]?.string() ?? (kinds.isEmpty ? nil : kinds.joined(separator: ", ")),
            english: try r["en"]?.string(), provenance: try Provenance(r),
            elements: try r["elements"]?.need("list").elements.map {
                Edition.Element(key: try $0.need("key").string(), thai: try $0.need("th").string())
            } ?? [], topic: try r["topic"].map { try Bilingual($0) })
    }
}

extension Edition.Layout {
    fileprivate init(_ r: Reader) throws {
        let title = try r.need("title")
        self.init(
            key: try r.need("key").string(), landscape: try r.need("page").need("landscape").boolean(),
            titleThai: try title.need("th").elements.map { try $0.string() },
            titleEnglish: try title.need("en").elements.map { try $0.string() },
            columns: try r.need("columns").elements.map {
                Column(
                    content: try $0.need("content").string(), heading: try Bilingual($0.need("heading")),
                    share: try $0.need("share").integer())
            },
            signatures: try r.need("signatures").elements.map { try Bilingual($0) }, provenance: try Provenance(r))
    }
}

extension Edition.TestVector {
    fileprivate init(_ r: Reader) throws {
        func score(_ r: Reader) throws -> Score {
            guard let score = try? Score(published: try r.string()) else { throw Reader.Surprise(path: r.path) }
            return score
        }
        let expect = try r.need("expect")
        self.init(
            name: try r.need("name").string(), instrument: try r.need("instrument").string(),
            scores: Dictionary(try r.need("scores").fields.map { ($0.name, try score($0.value)) }) { first, _ in first
            },
            otherScores: try score(r.need("other_scores")),
            indicators: Dictionary(try expect["indicators"]?.fields.map { ($0.name, try $0.value.string()) } ?? []) {
                first, _ in first
            },
            contribution: try expect["contribution"]?.string(),
            publishedTotal: try expect["published_total"].map { try $0.decimal() }, level: try expect["level"]?.string()
        )
    }
}
