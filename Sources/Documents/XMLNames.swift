/// The namespaces that the readers of office files know. Each stands for its transitional and its strict URI
/// (ISO/IEC 29500 Part 4 and Part 1), so that no reader ever compares a prefix.
enum XMLSpace: UInt8, Sendable {
    case none, other
    case word, sheet, relationships, packageRelationships, contentTypes
    case drawing, sheetDrawing, chart, diagram, math, vml, compatibility
    /// Extensions of Microsoft's whose elements are read like the main ones (shapes with text, `w14` and the like).
    case understood

    /// Where both editions say the same after their base.
    private static let endings: [String: XMLSpace] = [
        "wordprocessingml/main": .word, "spreadsheetml/main": .sheet, "officeDocument/relationships": .relationships,
        "drawingml/main": .drawing, "drawingml/spreadsheetDrawing": .sheetDrawing, "drawingml/chart": .chart,
        "drawingml/diagram": .diagram, "officeDocument/math": .math,
    ]

    private static let whole: [String: XMLSpace] = {
        var table: [String: XMLSpace] = [
            "http://schemas.openxmlformats.org/package/2006/relationships": .packageRelationships,
            "http://schemas.openxmlformats.org/package/2006/content-types": .contentTypes,
            "http://schemas.openxmlformats.org/markup-compatibility/2006": .compatibility,
            "urn:schemas-microsoft-com:vml": .vml,
        ]
        for (ending, space) in endings {
            let parts = ending.split(separator: "/")
            table["http://schemas.openxmlformats.org/\(parts[0])/2006/\(parts[1])"] = space
            table["http://purl.oclc.org/ooxml/\(ending)"] = space
        }
        let word = "http://schemas.microsoft.com/office/word/"
        for name in [
            "2010/wordprocessingShape", "2010/wordprocessingGroup", "2010/wordprocessingCanvas",
            "2010/wordprocessingDrawing", "2010/wordml", "2012/wordml", "2018/wordml", "2018/wordml/cex",
            "2016/wordml/cid", "2015/wordml/symex", "2020/wordml/sdtdatahash", "2006/wordml",
        ] { table[word + name] = .understood }
        for name in ["2010/main", "2014/main"] {
            table["http://schemas.microsoft.com/office/drawing/" + name] = .understood
        }
        return table
    }()

    static func of(uri: String) -> XMLSpace { uri.isEmpty ? .none : whole[uri] ?? .other }
}

/// An element's name with its namespace.
struct XMLName: Equatable, Sendable {
    var space: XMLSpace
    var local: String

    init(_ space: XMLSpace, _ local: String) { (self.space, self.local) = (space, local) }
}
