import CPango

extension PDFText {
    /// Text set into lines.
    final class Paragraph {
        struct Line {
            enum Content {
                case words(ArraySlice<PDFWord>)
                /// A line of the paragraph's own layout.
                case pango(UnsafeMutablePointer<PangoLayoutLine>)
            }
            var content: Content
            var width: Double
            var inkAscent: Double
            var inkDescent: Double
        }

        let style: Style
        let pitch: Pitch
        let lines: [Line]
        private let layout: OpaquePointer?

        /// Takes over a layout of Pango's.
        init(_ layout: OpaquePointer, style: Style, pitch: Pitch) {
            (self.layout, self.style, self.pitch) = (layout, style, pitch)
            let scale = Double(PANGO_SCALE)
            lines = (0..<pango_layout_get_line_count(layout)).compactMap { index in
                guard let line = pango_layout_get_line_readonly(layout, index) else { return nil }
                var (ink, logical) = (PangoRectangle(), PangoRectangle())
                pango_layout_line_get_extents(line, &ink, &logical)
                return Line(
                    content: .pango(line), width: Double(logical.width) / scale, inkAscent: -Double(ink.y) / scale,
                    inkDescent: Double(ink.y + ink.height) / scale)
            }
        }

        /// Lines of shaped words.
        init(_ lines: [ArraySlice<PDFWord>], style: Style, pitch: Pitch) {
            (layout, self.style, self.pitch) = (nil, style, pitch)
            self.lines = lines.map { words in
                var line = Line(content: .words(words), width: 0, inkAscent: 0, inkDescent: 0)
                for word in words {
                    line.width += word.width
                    line.inkAscent = max(line.inkAscent, word.inkAscent)
                    line.inkDescent = max(line.inkDescent, word.inkDescent)
                }
                // The space at the end of a line takes no room.
                if let last = words.last { line.width += last.bareWidth - last.width }
                return line
            }
        }

        deinit { if let layout { g_object_unref(UnsafeMutableRawPointer(layout)) } }

        var width: Double { lines.map(\.width).max() ?? 0 }
        var height: Double { (0..<lines.count).reduce(0) { $0 + height($1) } }

        /// The style's pitch, or more where a stand-in font reaches further.
        func height(_ index: Int) -> Double {
            max(pitch.height, ascent(index) + lines[index].inkDescent)
        }

        /// From the top of the line to its baseline.
        func ascent(_ index: Int) -> Double { max(pitch.ascent, lines[index].inkAscent) }
    }
}
