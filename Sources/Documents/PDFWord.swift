import CPango

/// What stands between two places where a line may end, shaped and ready to be drawn.
final class PDFWord {
    /// Glyphs of one font, which follow one another from left to right.
    struct Run {
        let font: PDFFont
        let text: [UInt8]
        /// Places in points, counted from the word's beginning on the baseline.
        let glyphs: [cairo_glyph_t]
        /// How many bytes of `text` each glyph or group of glyphs stands for.
        let clusters: [cairo_text_cluster_t]
    }

    let runs: [Run]
    /// Points, with the space at the end.
    let width: Double
    /// Points, without it.
    let bareWidth: Double
    let inkAscent: Double
    let inkDescent: Double

    /// Shapes a word in the context's font. Returns nil where it is not plain text from left to right, or where no
    /// font has one of its characters.
    init?(_ text: [UInt8], context: OpaquePointer, attributes: OpaquePointer) {
        let scale = Double(PANGO_SCALE)
        let spaces = text.last == 0x20 ? 1 : 0
        var (runs, ink) = ([Run](), (ascent: 0.0, descent: 0.0))
        var (width, bareWidth): (Int32, Int32) = (0, 0)
        let isPlain = text.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { return true }
                let items = pango_itemize(context, start, 0, Int32(text.count), attributes, nil)
                defer { g_list_free_full(items) { pango_item_free($0?.assumingMemoryBound(to: PangoItem.self)) } }
                let glyphs = pango_glyph_string_new()
                defer { pango_glyph_string_free(glyphs) }
                var next = items
                while let item = next?.pointee.data?.assumingMemoryBound(to: PangoItem.self), let glyphs {
                    next = next?.pointee.next
                    guard item.pointee.analysis.level % 2 == 0, let font = PDFFont(item.pointee.analysis.font) else {
                        return false
                    }
                    let (offset, length) = (Int(item.pointee.offset), Int(item.pointee.length))
                    pango_shape_full(
                        start + offset, Int32(length), start, Int32(text.count), &item.pointee.analysis, glyphs)
                    let bare = max(min(text.count - spaces - offset, length), 0)
                    let words = UnsafeBufferPointer(rebasing: bytes[offset..<offset + length])
                    guard let run = Run(glyphs, words, font, after: &width, bare: bare, &bareWidth) else {
                        return false
                    }
                    runs.append(run)
                    var extents = PangoRectangle()
                    pango_glyph_string_extents(glyphs, item.pointee.analysis.font, &extents, nil)
                    ink.ascent = max(ink.ascent, -Double(extents.y) / scale)
                    ink.descent = max(ink.descent, Double(extents.y + extents.height) / scale)
                }
                return true
            }
        }
        guard isPlain else { return nil }
        self.runs = runs
        self.width = Double(width) / scale
        self.bareWidth = Double(bareWidth) / scale
        (inkAscent, inkDescent) = ink
    }
}

extension PDFWord.Run {
    /// Takes over shaped glyphs that begin at `x` and moves it behind them; `end` comes to stand behind the last of the
    /// first `bare` bytes.
    fileprivate init?(
        _ shaped: UnsafeMutablePointer<PangoGlyphString>, _ text: UnsafeBufferPointer<UInt8>, _ font: PDFFont,
        after x: inout Int32, bare: Int, _ end: inout Int32
    ) {
        let scale = Double(PANGO_SCALE)
        var (glyphs, clusters) = ([cairo_glyph_t](), [cairo_text_cluster_t]())
        let count = Int(shaped.pointee.num_glyphs)
        glyphs.reserveCapacity(count)
        clusters.reserveCapacity(count)
        for index in 0..<count {
            let (glyph, start) = (shaped.pointee.glyphs[index], Int(shaped.pointee.log_clusters[index]))
            // Neither what is drawn as nothing nor what stands for a missing character.
            guard glyph.glyph < 0x0fff_ffff else { return nil }
            glyphs.append(
                cairo_glyph_t(
                    index: UInt(glyph.glyph), x: Double(x + glyph.geometry.x_offset) / scale,
                    y: Double(glyph.geometry.y_offset) / scale))
            x += glyph.geometry.width
            if start < bare { end = x }
            if index > 0, start == Int(shaped.pointee.log_clusters[index - 1]) {
                clusters[clusters.count - 1].num_glyphs += 1
            } else {
                var stop = text.count
                for after in index + 1..<max(count, index + 1) where Int(shaped.pointee.log_clusters[after]) != start {
                    stop = Int(shaped.pointee.log_clusters[after])
                    break
                }
                guard stop > start else { return nil }
                clusters.append(cairo_text_cluster_t(num_bytes: Int32(stop - start), num_glyphs: 1))
            }
        }
        self.init(font: font, text: Array(text), glyphs: glyphs, clusters: clusters)
    }
}

/// A font of Pango's as cairo knows it.
final class PDFFont {
    let scaled: OpaquePointer
    private let font: UnsafeMutablePointer<PangoFont>

    init?(_ font: UnsafeMutablePointer<PangoFont>?) {
        guard let font, let scaled = pango_cairo_font_get_scaled_font(OpaquePointer(font)) else { return nil }
        (self.font, self.scaled) = (font, scaled)
        g_object_ref(UnsafeMutableRawPointer(font))
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(font)) }
}
