import CPango

/// Sets text into lines for one document: `PDFWords` what is plain, Pango the rest. Lengths are points (1/72 inch).
final class PDFText {
    /// How a piece of text looks.
    struct Style: Hashable {
        var size: Double
        var bold = false
        /// Softer ink, for asides.
        var soft = false
    }

    /// Distances that hold for every line of a style, so that lines stand evenly whatever marks they carry.
    struct Pitch {
        var ascent: Double
        var height: Double
    }

    /// UTF-8 bytes that are set as one paragraph: Pango counts widths in 32 bits, which a very long one overflows.
    private static let longest = 6000

    /// Divides a very long text, at a space where there is one.
    static func pieces(_ text: String) -> [String] {
        var rest = Array(text.utf8)[...]
        if rest.count <= longest { return [text] }
        var pieces: [String] = []
        while rest.count > longest {
            let head = rest.prefix(longest)
            var cut = head.lastIndex { $0 == 0x20 || $0 == 0x0a }.map { $0 + 1 } ?? head.endIndex
            if cut < head.startIndex + longest / 2 { cut = head.endIndex }
            // Never inside a character: bytes 10xxxxxx continue one.
            while cut > head.startIndex + 1, rest[cut] & 0xc0 == 0x80 { cut -= 1 }
            pieces.append(String(decoding: rest[..<cut], as: UTF8.self))
            rest = rest[cut...]
        }
        return pieces + [String(decoding: rest, as: UTF8.self)]
    }

    private struct Key: Hashable {
        var text: [UInt8]
        var style: Style
        var width: Double

        func hash(into hasher: inout Hasher) {
            text.withUnsafeBytes { hasher.combine(bytes: $0) }
            hasher.combine(style)
            hasher.combine(width)
        }
    }

    private let family: String
    /// Offices say the same in many cells: what has been shaped once is drawn again.
    private var known: [Key: Paragraph] = [:]
    private let map: UnsafeMutablePointer<PangoFontMap>
    private let context: OpaquePointer
    private let words: PDFWords
    private var fonts: [Style: (font: OpaquePointer, pitch: Pitch)] = [:]

    init(family: String, language: String) {
        self.family = family
        // A map of its own: Pango's default map belongs to one thread and lives as long.
        map = pango_cairo_font_map_new()
        context = pango_font_map_create_context(map)
        pango_cairo_context_set_resolution(context, 72)
        pango_context_set_language(context, pango_language_from_string(language))
        let options = cairo_font_options_create()
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(context, options)
        cairo_font_options_destroy(options)
        pango_context_set_round_glyph_positions(context, 0)
        words = PDFWords(context: context)
    }

    deinit {
        for (font, _) in fonts.values { pango_font_description_free(font) }
        g_object_unref(UnsafeMutableRawPointer(context))
        g_object_unref(UnsafeMutableRawPointer(map))
    }

    /// Sets text into lines of about the same length, as few as `width` allows: for titles.
    func balanced(_ text: String, _ style: Style, width: Double) -> Paragraph {
        let plain = set(text, style, width: width)
        if plain.lines.count < 2 { return plain }
        var (low, best) = (plain.width / 2, plain)
        var high = width
        while high - low > 4 {
            let middle = (low + high) / 2
            let narrower = set(text, style, width: middle)
            if narrower.lines.count == plain.lines.count { (high, best) = (middle, narrower) } else { low = middle }
        }
        return best
    }

    /// Sets text into lines of at most `width`.
    func set(_ text: String, _ style: Style, width: Double = .infinity) -> Paragraph {
        let key = Key(text: bytes(text), style: style, width: width)
        if let known = known[key] { return known }
        let (font, pitch) = prepared(style)
        let unbroken = self.unbroken(key.text)
        let lines = words.lines(key.text, style, font: font, width: width, unbroken: unbroken)
        let made =
            lines.map { Paragraph($0, style: style, pitch: pitch) }
            ?? laidOut(
                key.text, style, width: width,
                whole(key.text, style, width: width))
        known[key] = made
        return made
    }

    /// Ranges of UTF-8 bytes that stay on one line of this width: of what is wider, the parts may stand apart.
    func whole(_ text: [UInt8], _ style: Style, width: Double) -> [Range<Int>] {
        let unbroken = self.unbroken(text)
        return words.whole(text, style, font: prepared(style).font, width: width, unbroken: unbroken) ?? unbroken
    }

    /// The width of the widest word in points, as ``PDFWords/widest(_:_:font:unbroken:most:)`` has it.
    func widest(_ text: String, _ style: Style, most: Double) -> Double {
        let bytes = self.bytes(text)
        return words.widest(bytes, style, font: prepared(style).font, unbroken: unbroken(bytes), most: most)
    }

    /// Attributes take Pango time and memory by the square of their number.
    private func unbroken(_ text: [UInt8]) -> [Range<Int>] {
        text.count > 2 * Self.longest ? [] : ThaiBreaks.unbroken(text)
    }

    /// Lets go what is kept for a second use.
    func forget() {
        known = [:]
        words.forget()
    }

    func pitch(_ style: Style) -> Pitch { prepared(style).pitch }

    private func prepared(_ style: Style) -> (font: OpaquePointer, pitch: Pitch) {
        if let known = fonts[style] { return known }
        let font: OpaquePointer = pango_font_description_new()
        pango_font_description_set_family(font, family)
        pango_font_description_set_size(font, Int32(style.size * Double(PANGO_SCALE)))
        pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        // The tallest and deepest of everyday Thai: a vowel and a tone mark over a letter, a vowel under one. Lines are
        // as far apart as these two need to pass each other; the rare line that reaches further is made higher.
        let probe = Paragraph(
            layout(Array("กี้ปื้ฟั้ที่โอ่ใญูปูฐุ".utf8), font, width: .infinity, []), style: style,
            pitch: Pitch(ascent: 0, height: 0))
        let ink = probe.lines.first.map { ($0.inkAscent, $0.inkDescent) } ?? (style.size, style.size / 3)
        let pitch = Pitch(ascent: ink.0, height: ink.0 + ink.1 + 0.2)
        fonts[style] = (font, pitch)
        return (font, pitch)
    }

    /// Control characters have no place on paper, and NUL would end the text.
    private func bytes(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        for index in bytes.indices where bytes[index] < 0x20 && bytes[index] != 0x0a || bytes[index] == 0x7f {
            bytes[index] = 0x20
        }
        return bytes
    }

    /// Sets text into lines as Pango does: any script, and words divided that are wider than a line.
    func laidOut(_ text: [UInt8], _ style: Style, width: Double, _ unbroken: [Range<Int>]) -> Paragraph {
        let (font, pitch) = prepared(style)
        let kept = Paragraph(layout(text, font, width: width, unbroken), style: style, pitch: pitch)
        // A word kept whole is wider than the column; better broken than outside.
        if kept.width <= width + 0.5 { return kept }
        return Paragraph(layout(text, font, width: width, []), style: style, pitch: pitch)
    }

    private func layout(
        _ text: [UInt8], _ font: OpaquePointer, width: Double, _ unbroken: [Range<Int>]
    ) -> OpaquePointer {
        let layout: OpaquePointer = pango_layout_new(context)
        pango_layout_set_font_description(layout, font)
        text.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) {
                pango_layout_set_text(layout, $0.baseAddress, Int32($0.count))
            }
        }
        guard width.isFinite else { return layout }
        pango_layout_set_width(layout, Int32(max(width, 1) * Double(PANGO_SCALE)))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        if let list = pango_attr_list_new() {
            // A hyphen would become part of an address that is broken over two lines.
            pango_attr_list_insert(list, pango_attr_insert_hyphens_new(0))
            for range in unbroken {
                guard let attribute = pango_attr_allow_breaks_new(0) else { continue }
                attribute.pointee.start_index = UInt32(range.lowerBound)
                attribute.pointee.end_index = UInt32(range.upperBound)
                pango_attr_list_insert(list, attribute)
            }
            pango_layout_set_attributes(layout, list)
            pango_attr_list_unref(list)
        }
        return layout
    }
}
