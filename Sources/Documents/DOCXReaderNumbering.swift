/// The lists of a document and how far each has counted (ECMA-376 Part 1, 17.9).
struct DOCXNumbering {
    /// What a paragraph says about its list.
    struct Reference {
        var style: String?
        var number: String?
        var level: Int?
    }

    private struct Level {
        var start = 1
        var format = "decimal"
        var text = ""
        /// The level, from 1, whose next item lets this one begin again; 0 for never; nil for any higher level.
        var restart: Int?
        var style: String?
    }

    private struct Abstract {
        var levels: [Int: Level] = [:]
        /// A style whose list is meant instead.
        var link: String?
    }

    private struct Number {
        var abstract = ""
        var starts: [Int: Int] = [:]
        var levels: [Int: Level] = [:]
    }

    private struct Style {
        var basis: String?
        var number: String?
        var level: Int?
    }

    private var abstracts: [String: Abstract] = [:]
    private var numbers: [String: Number] = [:]
    private var styles: [String: Style] = [:]
    private var defaultStyle: String?
    /// The last number of each level, by abstract list: lists of one abstract list count together.
    private var counters: [String: [Int?]] = [:]
    /// Starts of a single list that have been used up.
    private var usedStarts: Set<String> = []

    init(numbering: XMLReader?, styles: XMLReader?) throws(SourceError) {
        if let numbering { try read(numbering: numbering) }
        if let styles { try read(styles: styles) }
    }

    /// Counts one paragraph: its item, and the label that Word shows if that holds letters of its own, such as `I%1`;
    /// nil if the paragraph is of no list.
    mutating func count(_ reference: Reference) -> (item: SourceParagraph.ListItem, label: String?)? {
        guard let (number, asked) = resolve(reference), let list = numbers[number] else { return nil }
        let name = abstract(of: list)
        guard let abstract = abstracts[name] else { return (.init(number: nil, ordered: false), nil) }
        let byStyle = reference.style.flatMap { style in
            abstract.levels.filter { $0.value.style == style }.keys.min()
        }
        let level = min(max(asked ?? byStyle ?? 0, 0), 8)
        func definition(_ level: Int) -> Level { list.levels[level] ?? abstract.levels[level] ?? Level() }
        let own = definition(level)

        var counted = counters[name] ?? Array(repeating: nil, count: 9)
        if let start = list.starts[level], usedStarts.insert("\(number) \(level)").inserted {
            counted[level] = start
        } else {
            counted[level] = counted[level].map { $0 + 1 } ?? own.start
        }
        for higher in 0..<level where counted[higher] == nil {
            counted[higher] = list.starts[higher] ?? definition(higher).start
        }
        for lower in (level + 1)..<max(level + 1, 9) {
            let restart = definition(lower).restart
            if restart == nil || (restart ?? 0) > level { counted[lower] = nil }
        }
        counters[name] = counted
        if own.format == "bullet" || own.format == "none" {
            return (.init(number: nil, ordered: false), nil)
        }
        let label = DOCXLabels.label(own.text, counted: counted) { definition($0).format }
        return (.init(number: counted[level], ordered: true), label)
    }

    /// The list of a paragraph, its own before its style's, and the level if one is named. Number 0 takes a paragraph
    /// out of its style's list.
    private func resolve(_ reference: Reference) -> (number: String, level: Int?)? {
        var number = reference.number
        var level = reference.level
        var style = reference.style ?? defaultStyle
        var steps = 0
        while let name = style, let definition = styles[name], number == nil, steps < 32 {
            number = definition.number
            level = level ?? definition.level
            style = definition.basis
            steps += 1
        }
        guard let number, number != "0" else { return nil }
        return (number, level)
    }

    /// The abstract list of a list, through the links of list styles, which may run in a circle (17.9.21).
    private func abstract(of list: Number) -> String {
        var name = list.abstract
        for _ in 0..<16 {
            guard let link = abstracts[name]?.link, let number = styles[link]?.number, let next = numbers[number] else {
                break
            }
            name = next.abstract
        }
        return name
    }
}

// MARK: Reading the parts

extension DOCXNumbering {
    private mutating func read(numbering part: XMLReader) throws(SourceError) {
        var xml = part
        while let event = try xml.next() {
            guard event == .start, xml.name.space == .word else { continue }
            switch xml.name.local {
            case "abstractNum":
                let id = xml.attribute("abstractNumId", .word) ?? ""
                let depth = xml.depth
                var abstract = Abstract()
                while let event = try xml.next(inside: depth) {
                    guard event == .start, xml.name.space == .word else { continue }
                    switch xml.name.local {
                    case "lvl": try DOCXNumbering.readLevel(&xml, into: &abstract.levels)
                    case "numStyleLink": abstract.link = xml.attribute("val", .word)
                    default: continue
                    }
                }
                abstracts[id] = abstract
            case "num":
                let id = xml.attribute("numId", .word) ?? ""
                numbers[id] = try DOCXNumbering.readNumber(&xml)
            default: continue
            }
        }
    }

    private static func readNumber(_ xml: inout XMLReader) throws(SourceError) -> Number {
        let depth = xml.depth
        var number = Number()
        var overridden = 0
        while let event = try xml.next(inside: depth) {
            guard event == .start, xml.name.space == .word else { continue }
            switch xml.name.local {
            case "abstractNumId": number.abstract = xml.attribute("val", .word) ?? ""
            case "lvlOverride": overridden = xml.attribute("ilvl", .word).flatMap { Int($0) } ?? 0
            case "startOverride": number.starts[overridden] = value(of: xml)
            case "lvl": try readLevel(&xml, into: &number.levels)
            default: continue
            }
        }
        return number
    }

    private static func readLevel(_ xml: inout XMLReader, into levels: inout [Int: Level]) throws(SourceError) {
        let index = xml.attribute("ilvl", .word).flatMap { Int($0) } ?? 0
        let depth = xml.depth
        var level = Level()
        while let event = try xml.next(inside: depth) {
            guard event == .start, xml.name.space == .word else { continue }
            switch xml.name.local {
            case "start": level.start = value(of: xml)
            case "numFmt": level.format = xml.attribute("val", .word) ?? "decimal"
            case "lvlText":
                // It stands before every item: a long one would multiply.
                level.text = SourceDoubt.excerpt(xml.attribute("val", .word) ?? "")
            case "lvlRestart": level.restart = value(of: xml)
            case "pStyle": level.style = xml.attribute("val", .word)
            case "pPr", "rPr": try xml.skip()
            default: continue
            }
        }
        if (0...8).contains(index) { levels[index] = level }
    }

    /// A count as Word allows it (17.9.25).
    private static func value(of xml: XMLReader) -> Int {
        min(max(xml.attribute("val", .word).flatMap { Int($0) } ?? 0, 0), 32_767)
    }

    private mutating func read(styles part: XMLReader) throws(SourceError) {
        var xml = part
        while let event = try xml.next() {
            guard event == .start, xml.name == XMLName(.word, "style") else { continue }
            let id = xml.attribute("styleId", .word) ?? ""
            let isDefault = ["1", "true", "on"].contains(xml.attribute("default", .word) ?? "")
            if isDefault, xml.attribute("type", .word) == "paragraph" { defaultStyle = id }
            let depth = xml.depth
            var style = Style()
            while let event = try xml.next(inside: depth) {
                guard event == .start, xml.name.space == .word else { continue }
                switch xml.name.local {
                case "basedOn": style.basis = xml.attribute("val", .word)
                case "numId": style.number = xml.attribute("val", .word)
                case "ilvl": style.level = xml.attribute("val", .word).flatMap { Int($0) }
                case "pPrChange", "rPr", "tblPr", "tblStylePr": try xml.skip()
                default: continue
                }
            }
            styles[id] = style
        }
    }
}
