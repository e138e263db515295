import Foundation
import ITA

/// A lineage read from its YAML file and checked against both editions.
enum LineageFile {
    static func read(_ bytes: [UInt8], file: String, shelf: EditionShelf) throws -> Lineage {
        let document = try YAMLDocument(bytes, file: file)
        let schema = try Schema(file: shelf.folder.appendingPathComponent("lineage.schema.json"))
        let problems = schema.problems(in: document)
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        let root = Reader(document.root)
        let lineage: Lineage
        do {
            lineage = Lineage(
                from: try root.need("from").string(), to: try root.need("to").string(),
                pairs: try root.need("pairs").elements.map { pair in
                    guard let kind = Lineage.Kind(rawValue: try pair.need("kind").string()),
                        let certainty = Certainty(rawValue: try pair.need("how_sure").string())
                    else { throw Reader.Surprise(path: pair.path) }
                    return Lineage.Pair(
                        from: try pair.need("from").elements.map { try $0.string() },
                        to: try pair.need("to").elements.map { try $0.string() }, kind: kind, certainty: certainty,
                        note: try pair["note"].map { try Bilingual($0) })
                })
        } catch let surprise as Reader.Surprise {
            throw Failure.invalid([
                Problem("wrong_value", ["field": surprise.path.name], at: document.place(surprise.path))
            ])
        }
        let faults = lineage.faults(from: try shelf.file(lineage.from).edition, to: try shelf.file(lineage.to).edition)
        guard faults.isEmpty else { throw Failure.invalid(faults.map { problem($0, lineage, document) }) }
        return lineage
    }

    private static func problem(_ fault: Lineage.Fault, _ lineage: Lineage, _ document: YAMLDocument) -> Problem {
        func place(ofKey key: String) -> String {
            for (index, pair) in lineage.pairs.enumerated().reversed() {
                for (side, keys) in [("to", pair.to), ("from", pair.from)] {
                    if let position = keys.firstIndex(of: key) {
                        return document.place([.field("pairs"), .element(index), .field(side), .element(position)])
                    }
                }
            }
            return document.place([.field("pairs")])
        }
        func pair(_ index: Int) -> String { document.place([.field("pairs"), .element(index)]) }
        switch fault {
        case .missing(let key, let edition):
            return Problem("lineage_missing", ["key": key, "edition": edition], at: document.place([.field("pairs")]))
        case .twice(let key, let edition):
            return Problem("lineage_twice", ["key": key, "edition": edition], at: place(ofKey: key))
        case .notInEdition(let key, let edition):
            return Problem("lineage_unknown", ["key": key, "edition": edition], at: place(ofKey: key))
        case .shape(let index):
            return Problem("lineage_shape", ["kind": lineage.pairs[index].kind.rawValue], at: pair(index))
        case .listed(let index): return Problem("lineage_listed", [:], at: pair(index))
        case .renamed(let index):
            return Problem(
                "lineage_renamed",
                ["from": lineage.pairs[index].from.joined(), "to": lineage.pairs[index].to.joined()], at: pair(index))
        }
    }
}
