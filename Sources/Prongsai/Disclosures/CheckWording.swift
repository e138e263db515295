import Watch

/// Whether words that must stand in a document stand there: the agency's name, and each element's wording.
enum CheckWording {
    /// Text as it is compared: letters and digits alone, small, digits of ASCII.
    static func squeezed(_ text: String) -> [UInt32] {
        var out: [UInt32] = []
        for scalar in ThaiForm.line(text).unicodeScalars {
            let value = scalar.value
            switch value {
            case 0x0E50...0x0E59: out.append(value - 0x0E50 + 0x30)
            case 0x41...0x5A: out.append(value | 0x20)
            case 0x30...0x39, 0x61...0x7A, 0x0E01...0x0E2E, 0x0E30...0x0E3A, 0x0E40...0x0E45, 0x0E47...0x0E4E:
                out.append(value)
            case 0..<0x0E80: break
            default: if scalar.properties.isAlphabetic { out.append(value) }
            }
        }
        return out
    }

    // MARK: The agency

    static func agency(_ document: CheckDocument, _ names: [String]) -> [CheckFinding] {
        let wanted = names.map(squeezed).filter { $0.count >= 4 }
        guard !wanted.isEmpty else { return [] }
        if wanted.contains(where: { holds(squeezed(document.text.title), $0) }) {
            return [CheckFinding(.agencyNamed, .sure)]
        }
        var before: [UInt32] = []
        for (index, block) in document.text.blocks.prefix(CheckDocument.searched).enumerated() {
            // A name may go on in the next line of a document.
            let line = before + squeezed(block.text)
            before = document.text.isDocument ? line.suffix(60) : []
            if wanted.contains(where: { holds(line, $0) }) {
                return [CheckFinding(.agencyNamed, block.isFrame ? .likely : .sure, at: document.place(of: index))]
            }
        }
        guard document.isWhole else { return [] }
        // A name that stands there but for its สระอำ: the letters are lost, not the name.
        let lost = wanted.filter { $0.contains(am) }.map(withoutAm).filter { $0.count >= 4 }
        if !lost.isEmpty {
            before = []
            for (index, block) in document.text.blocks.prefix(CheckDocument.searched).enumerated() {
                let line = before + withoutAm(squeezed(block.text))
                before = document.text.isDocument ? line.suffix(60) : []
                if lost.contains(where: { holds(line, $0) }) { return [garbled(at: document.place(of: index))] }
            }
        }
        return [CheckFinding(.agencyUnnamed, .unsure)]
    }

    private static let am: UInt32 = 0x0E33

    /// Letters without ำ and whatever a careless program makes of it: า, nothing, or a loose circle before or after.
    private static func withoutAm(_ text: [UInt32]) -> [UInt32] {
        text.filter { $0 != am && $0 != 0x0E32 && $0 != 0x0E4D }
    }

    private static func garbled(at place: CheckPlace?, element: String? = nil) -> CheckFinding {
        CheckFinding(
            .unreadable, .likely, ["trouble": PageContent.Trouble.garbled.rawValue], at: place, element: element)
    }

    static func holds(_ text: [UInt32], _ part: [UInt32]) -> Bool {
        guard let first = part.first, text.count >= part.count else { return false }
        return text.withUnsafeBufferPointer { text in
            (0...(text.count - part.count)).contains { at in
                guard text[at] == first else { return false }
                for offset in part.indices where text[at + offset] != part[offset] { return false }
                return true
            }
        }
    }

    // MARK: Elements

    /// Neighbouring pairs of characters, without order.
    private struct Pairs {
        var pairs: Set<UInt64>
        init(_ text: [UInt32]) {
            pairs = Set(zip(text, text.dropFirst()).map { UInt64($0) << 32 | UInt64($1) })
        }
    }

    /// Where each element's wording stands, as like as it is.
    static func elements(_ document: CheckDocument, _ elements: [CheckExpectation.Element]) -> [CheckFinding] {
        guard document.text.letters > 0 else { return [] }
        let wanted = elements.map { element -> (element: CheckExpectation.Element, pairs: Pairs) in
            (element, Pairs(squeezed(element.text)))
        }.filter { $0.pairs.pairs.count >= 3 }
        guard !wanted.isEmpty else { return [] }
        var best = [(score: Double, block: Int)](repeating: (0, -1), count: wanted.count)
        for (index, block) in document.text.blocks.prefix(CheckDocument.searched).enumerated() where !block.isFrame {
            let line = Pairs(squeezed(block.text))
            guard line.pairs.count >= 3 else { continue }
            let isHeading =
                switch block.kind {
                case .heading: true
                case .item, .cell: line.pairs.count <= 60
                case .paragraph: line.pairs.count <= 40
                }
            for (number, entry) in wanted.enumerated() {
                let score = likeness(entry.pairs, line, isHeading: isHeading)
                if score > best[number].score { best[number] = (score, index) }
            }
        }
        return zip(wanted, best).compactMap { entry, found in
            if found.score >= 0.45 {
                let line = document.text.blocks[found.block].text.shortened(to: 90)
                return CheckFinding(
                    .element, found.score >= 0.85 ? .sure : found.score >= 0.65 ? .likely : .unsure, ["line": line],
                    at: document.place(of: found.block), element: entry.element.key)
            }
            guard document.isWhole else { return nil }
            if let line = withLostAm(document, entry.element.text) {
                return garbled(at: document.place(of: line), element: entry.element.key)
            }
            return CheckFinding(.elementUnseen, .unsure, element: entry.element.key)
        }
    }

    /// The line in which an element's wording stands but for its สระอำ.
    private static func withLostAm(_ document: CheckDocument, _ text: String) -> Int? {
        let wanted = squeezed(text)
        guard wanted.contains(am) else { return nil }
        let element = Pairs(withoutAm(wanted))
        guard element.pairs.count >= 3 else { return nil }
        return document.text.blocks.prefix(CheckDocument.searched).firstIndex { block in
            let line = squeezed(block.text)
            // With its own ำ the line lost nothing.
            guard !block.isFrame, !line.contains(am) else { return false }
            let pairs = Pairs(withoutAm(line))
            return pairs.pairs.count >= 3 && likeness(element, pairs, isHeading: pairs.pairs.count <= 40) >= 0.65
        }
    }

    /// 0…1: how much of the two is the same; a short line that is a part of the element counts where it looks like a
    /// heading, for elements are worded at length and headings are not.
    private static func likeness(_ element: Pairs, _ line: Pairs, isHeading: Bool) -> Double {
        let (small, large) =
            element.pairs.count < line.pairs.count ? (element.pairs, line.pairs) : (line.pairs, element.pairs)
        var both = 0
        for pair in small where large.contains(pair) { both += 1 }
        let shared = Double(both)
        let dice = 2 * shared / Double(element.pairs.count + line.pairs.count)
        let ofElement = shared / Double(element.pairs.count)
        let ofLine = isHeading && line.pairs.count >= 6 ? 0.8 * shared / Double(line.pairs.count) : 0
        return max(dice, ofElement >= 0.8 ? ofElement * 0.95 : 0, ofLine >= 0.6 ? ofLine : 0)
    }
}
