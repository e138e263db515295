import CPango

/// Divides text into lines of shaped words. Offices use the same words again and again: what has been shaped once is
/// kept.
final class PDFWords {
    private struct Key: Hashable {
        var text: [UInt8]
        var style: PDFText.Style
        /// Whether words that belong together may part.
        var isLoose = false

        func hash(into hasher: inout Hasher) {
            text.withUnsafeBytes { hasher.combine(bytes: $0) }
            hasher.combine(style.size)
            hasher.combine(style.bold)
        }
    }

    /// A text in shaped words, for a column of any width.
    private struct Divided {
        var words: [PDFWord]
        /// Where each ends, in UTF-8 bytes.
        var ends: [Int]
    }

    private let context: OpaquePointer
    private let attributes: OpaquePointer
    private let language: OpaquePointer?
    private var known: [Key: PDFWord] = [:]
    /// Texts that were divided into words; nil is kept where they are not plain.
    private var sets: [Key: Divided?] = [:]

    init(context: OpaquePointer) {
        self.context = context
        attributes = pango_attr_list_new()
        language = pango_context_get_language(context)
    }

    deinit { pango_attr_list_unref(attributes) }

    /// Lets go what is kept for a second use.
    func forget() { (known, sets) = ([:], [:]) }

    /// Lines of at most `width` points, with no break inside the ranges `unbroken` unless what they hold together is
    /// wider than a line. Returns nil where a word is wider than that, or where the text is not as plain as an office's
    /// mostly is: Pango sets it then.
    func lines(
        _ text: [UInt8], _ style: PDFText.Style, font: OpaquePointer, width: Double, unbroken: [Range<Int>]
    ) -> [ArraySlice<PDFWord>]? {
        guard let set = self.set(text, style, font: font, unbroken: unbroken) else { return nil }
        var words: [PDFWord] = []
        words.reserveCapacity(set.words.count)
        var (lines, line, taken) = ([Range<Int>](), 0, 0.0)
        func add(_ word: PDFWord) {
            if taken + word.bareWidth > width, line < words.count {
                lines.append(line..<words.count)
                (line, taken) = (words.count, 0)
            }
            words.append(word)
            taken += word.width
        }
        var start = 0
        for (word, end) in zip(set.words, set.ends) {
            if word.bareWidth <= width {
                add(word)
            } else {
                guard let parts = loose(text[start..<end], style, font: font),
                    parts.allSatisfy({ $0.bareWidth <= width })
                else { return nil }
                for part in parts { add(part) }
            }
            if text[end - 1] == 0x0a {
                lines.append(line..<words.count)
                (line, taken) = (words.count, 0)
            }
            start = end
        }
        if line < words.count || lines.isEmpty || text.last == 0x0a { lines.append(line..<words.count) }
        return lines.map { words[$0] }
    }

    /// The width of the widest word that is no part of an address, in points. What is wider than `most` is taken apart
    /// into the dictionary's words; where those are wider still, it is left out. 0 where the text is not plain.
    func widest(
        _ text: [UInt8], _ style: PDFText.Style, font: OpaquePointer, unbroken: [Range<Int>], most: Double
    ) -> Double {
        guard let set = self.set(text, style, font: font, unbroken: unbroken) else { return 0 }
        var (widest, start) = (0.0, 0)
        for (word, end) in zip(set.words, set.ends) {
            defer { start = end }
            if word.bareWidth <= widest || ThaiBreaks.isOfAddress(text[start..<end]) { continue }
            if word.bareWidth <= most {
                widest = word.bareWidth
            } else if let parts = loose(text[start..<end], style, font: font) {
                widest = parts.map(\.bareWidth).filter { $0 <= most }.reduce(widest, max)
            }
        }
        return widest
    }

    /// Ranges of a plain text that fit into `width` and should stay whole; nil where the text is not plain.
    func whole(
        _ text: [UInt8], _ style: PDFText.Style, font: OpaquePointer, width: Double, unbroken: [Range<Int>]
    ) -> [Range<Int>]? {
        guard let set = self.set(text, style, font: font, unbroken: unbroken) else { return nil }
        var start = 0
        return zip(set.words, set.ends).compactMap { word, end in
            defer { start = end }
            let range = start..<end
            return word.bareWidth <= width && unbroken.contains { range.overlaps($0) } ? range : nil
        }
    }

    /// The dictionary's words of what belongs together.
    private func loose(_ text: ArraySlice<UInt8>, _ style: PDFText.Style, font: OpaquePointer) -> [PDFWord]? {
        set(Array(text.last == 0x0a ? text.dropLast() : text), style, font: font, unbroken: nil)?.words
    }

    /// A text divided where lines may end, each word shaped once; `unbroken` nil divides wherever a dictionary would.
    private func set(
        _ text: [UInt8], _ style: PDFText.Style, font: OpaquePointer, unbroken: [Range<Int>]?
    ) -> Divided? {
        let key = Key(text: text, style: style, isLoose: unbroken == nil)
        if let known = sets[key] { return known }
        let made = divided(text, style, font: font, unbroken: unbroken ?? [])
        sets[key] = .some(made)
        return made
    }

    private func divided(
        _ text: [UInt8], _ style: PDFText.Style, font: OpaquePointer, unbroken: [Range<Int>]
    ) -> Divided? {
        guard Self.isPlain(text) else { return nil }
        pango_context_set_font_description(context, font)
        var set = Divided(words: [], ends: Self.ends(text, unbroken: unbroken, language))
        set.words.reserveCapacity(set.ends.count)
        var start = 0
        for end in set.ends {
            let key = Key(text: Array(text[start..<(text[end - 1] == 0x0a ? end - 1 : end)]), style: style)
            start = end
            if let kept = known[key] {
                set.words.append(kept)
                continue
            }
            guard let made = PDFWord(key.text, context: context, attributes: attributes) else { return nil }
            known[key] = made
            set.words.append(made)
        }
        return set
    }

    static func language(_ code: String) -> OpaquePointer? { pango_language_from_string(code) }

    /// Where in UTF-8 bytes lines may end, after Thai words and elsewhere; the last is the end of the text.
    static func ends(_ text: [UInt8], unbroken: [Range<Int>], _ language: OpaquePointer?) -> [Int] {
        if text.isEmpty { return [] }
        let count = text.count { $0 & 0xc0 != 0x80 }
        let attributes = [PangoLogAttr](unsafeUninitializedCapacity: count + 1) { attributes, used in
            attributes.initialize(repeating: PangoLogAttr())
            text.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    pango_get_log_attrs(
                        $0.baseAddress, Int32($0.count), -1, language, attributes.baseAddress, Int32(count + 1))
                }
            }
            used = count + 1
        }
        var ends: [Int] = []
        var character = 0
        for at in text.indices where text[at] & 0xc0 != 0x80 {
            let attribute = attributes[character]
            character += 1
            guard at > 0, attribute.is_line_break != 0 else { continue }
            let isKept = unbroken.contains { $0.lowerBound < at && at < $0.upperBound }
            if !isKept || attribute.is_mandatory_break != 0 { ends.append(at) }
        }
        return ends + [text.count]
    }

    /// Whether all is printable ASCII or line ends, Latin letters with accents, Thai, and signs such as – “ ” • →:
    /// nothing that is written from right to left, joins, or goes unseen.
    private static func isPlain(_ text: [UInt8]) -> Bool {
        var at = 0
        while at < text.count {
            let byte = text[at]
            if byte < 0x80 {
                guard byte >= 0x20 && byte != 0x7f || byte == 0x0a else { return false }
                at += 1
                continue
            }
            let second = at + 1 < text.count ? text[at + 1] : 0
            let third = at + 2 < text.count ? text[at + 2] : 0
            switch byte {
            // U+00A0 to U+017F without the soft hyphen.
            case 0xc2: guard second >= 0xa0, second != 0xad else { return false }
            case 0xc3, 0xc4, 0xc5: break
            // U+0E01 to U+0E7F.
            case 0xe0: guard second == 0xb8 || second == 0xb9 else { return false }
            // U+2010 to U+2027, U+2030 to U+205F, U+2070 to U+2BFF.
            case 0xe2: guard second > 0x81 || second == 0x80 && (0x90...0xa7).contains(third) else { return false }
            default: return false
            }
            at += byte < 0xe0 ? 2 : 3
        }
        return true
    }
}
