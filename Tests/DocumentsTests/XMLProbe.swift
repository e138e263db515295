import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Looks into an XML part of a Word document with Foundation's parser.
final class XMLProbe: NSObject, XMLParserDelegate {
    /// Why the part is not XML.
    private(set) var fault: String?
    /// Elements that stand before one they must follow: ECMA-376 fixes the order inside properties.
    private(set) var disorder: [String] = []
    /// Text with `|br|` and `|tab|`, paragraphs apart by line feeds.
    private(set) var text = ""
    private(set) var paragraphs: [(style: String?, drawings: Int)] = []
    private var found: [(name: String, attributes: [String: String])] = []
    private var stack: [(name: String, last: Int)] = []

    static func parse(_ bytes: [UInt8]) -> XMLProbe {
        let probe = XMLProbe()
        let parser = XMLParser(data: Data(bytes))
        parser.delegate = probe
        if !parser.parse() { probe.fault = parser.parserError?.localizedDescription ?? "unknown" }
        return probe
    }

    func elements(_ name: String) -> [[String: String]] { found.filter { $0.name == name }.map(\.attributes) }
    func values(of attribute: String) -> [String] { found.compactMap { $0.attributes[attribute] } }

    /// The order of children in ECMA-376 Part 1, annex A, as far as this program writes them.
    private static let order: [String: [String]] = [
        "w:pPr": [
            "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs",
            "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr", "sectPr",
        ],
        "w:rPr": [
            "rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "sz", "szCs", "u", "vertAlign", "rtl", "cs", "lang",
        ],
        "w:tblPr": [
            "tblStyle", "tblW", "jc", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook",
            "tblCaption", "tblDescription",
        ],
        "w:tcPr": ["tcW", "gridSpan", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "vAlign"],
        "w:tblBorders": ["top", "left", "bottom", "right", "insideH", "insideV"],
        "w:tblCellMar": ["top", "left", "bottom", "right"],
        "w:tbl": ["tblPr", "tblGrid", "tr"], "w:tr": ["trPr", "tc"], "w:tc": ["tcPr", "p"],
        "w:p": ["pPr", "r", "hyperlink"],
        "w:r": ["rPr"], "w:sectPr": ["footerReference", "pgSz", "pgMar", "pgNumType", "cols"],
        "w:body": ["p", "tbl", "sectPr"],
        "w:style": [
            "name", "basedOn", "next", "link", "uiPriority", "semiHidden", "unhideWhenUsed", "qFormat", "pPr", "rPr",
            "tblPr",
        ],
        "w:settings": [
            "zoom", "defaultTabStop", "characterSpacingControl", "compat", "themeFontLang", "decimalSymbol",
            "listSeparator",
        ],
        "wp:inline": ["extent", "docPr", "cNvGraphicFramePr", "graphic"],
        "pic:pic": ["nvPicPr", "blipFill", "spPr"],
    ]

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        found.append((name, attributes))
        if let parent = stack.last, let order = XMLProbe.order[parent.name] {
            let local = String(name.split(separator: ":").last ?? "")
            let mixed = parent.name == "w:body" ? local == "tbl" || local == "p" : false
            if let place = order.firstIndex(of: local) {
                if place < parent.last, !mixed { disorder.append("\(parent.name): \(local)") }
                stack[stack.count - 1].last = place
            } else if parent.name != "w:r" {
                disorder.append("\(parent.name): \(local) is not expected")
            }
        }
        stack.append((name, -1))
        switch name {
        case "w:p": paragraphs.append((nil, 0))
        case "w:pStyle": if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].style = attributes["w:val"] }
        case "w:drawing": if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].drawings += 1 }
        case "w:br": text += "|br|"
        case "w:tab": if stack.dropLast().last?.name == "w:r" { text += "|tab|" }
        default: break
        }
    }
    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if stack.last?.name == "w:t" { text += string }
    }
    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        stack.removeLast()
        if name == "w:p" { text += "\n" }
    }
}
