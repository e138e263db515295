import Foundation

extension EditionShelf {
    /// What offices call the items of editions every day, by the keys of items: `names/everyday.yaml` of the folder. Throws
    /// every fault found, each with line and column.
    func names() throws -> [String: [String]] {
        let file = "names/everyday.yaml"
        let document = try YAMLDocument(
            try Disk.read(folder.appendingPathComponent(file).path, limit: 4_000_000), file: file)
        let problems = try Schema(file: folder.appendingPathComponent("names.schema.json")).problems(in: document)
        guard problems.isEmpty else { throw Failure.invalid(problems) }
        do {
            var names: [String: [String]] = [:]
            for topic in try Reader(document.root).need("topics").elements {
                let own = try topic.need("names").elements.map { try $0.need("name").string() }
                for key in try topic.need("keys").elements { names[try key.string(), default: []] += own }
            }
            return names
        } catch let surprise as Reader.Surprise {
            throw Failure.invalid([
                Problem("wrong_value", ["field": surprise.path.name], at: document.place(surprise.path))
            ])
        }
    }
}
