import CPango

/// A PDF being drawn with cairo, gathered in memory. Lengths are points from the top left of the page.
final class PDFCanvas {
    enum Failure: Error { case cairo(String) }

    private let output = PDFBytes()
    private let surface: OpaquePointer
    private let context: OpaquePointer
    /// Pictures of the page at hand: cairo writes them when the page is shown.
    private var pictures: [OpaquePointer] = []
    private(set) var tags = PDFTags()

    init(width: Double, height: Double) {
        let target = Unmanaged.passUnretained(output).toOpaque()
        surface = cairo_pdf_surface_create_for_stream(
            { target, data, length in
                guard let target, let data else { return CAIRO_STATUS_WRITE_ERROR }
                let output = Unmanaged<PDFBytes>.fromOpaque(target).takeUnretainedValue()
                return output.append(data, Int(length)) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_NO_MEMORY
            }, target, width, height)
        context = cairo_create(surface)
        cairo_set_line_width(context, 0.5)
    }

    deinit {
        cairo_destroy(context)
        // Finishes the surface where that has not happened, so the output must still be there.
        cairo_surface_destroy(surface)
        for picture in pictures { cairo_surface_destroy(picture) }
        withExtendedLifetime(output) {}
    }

    func describe(title: String, author: String, keywords: String) {
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_KEYWORDS, keywords)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, author)
    }

    /// Adds an entry to the outline and gives its number, for entries under it.
    func outline(_ text: String, page: Int, y: Double, under parent: Int32 = 0) -> Int32 {
        // Written by hand: a number's text must not follow the locale.
        let target = "page=\(page) pos=[0 \(Int(y))]"
        return cairo_pdf_surface_add_outline(surface, parent, text, target, CAIRO_PDF_OUTLINE_FLAG_OPEN)
    }

    func showPage() {
        cairo_show_page(context)
        for picture in pictures { cairo_surface_destroy(picture) }
        pictures = []
    }

    /// Ends the document and gives its bytes.
    func finish() throws -> PDFBytes {
        cairo_surface_finish(surface)
        for status in [cairo_status(context), cairo_surface_status(surface)] where status != CAIRO_STATUS_SUCCESS {
            if status == CAIRO_STATUS_SURFACE_FINISHED { continue }
            throw Failure.cairo(String(cString: cairo_status_to_string(status)))
        }
        return output
    }

    // MARK: Tags

    func tag(_ name: String, _ body: () throws -> Void) rethrows {
        cairo_tag_begin(context, name, "")
        try body()
        cairo_tag_end(context, name)
    }

    func cell(_ tag: PDFTags.Cell, _ body: () throws -> Void) rethrows {
        tags.cells.append(tag)
        try self.tag(tag.scope == nil ? "TD" : "TH", body)
    }

    func figure(_ alternative: String, _ body: () throws -> Void) rethrows {
        tags.alternatives.append(alternative)
        try tag("Figure", body)
    }

    // MARK: Drawing

    /// Draws one line of a paragraph with its top at `y`.
    func line(_ paragraph: PDFText.Paragraph, _ index: Int, x: Double, y: Double) {
        let grey = paragraph.style.soft ? 0.35 : 0
        cairo_set_source_rgb(context, grey, grey, grey)
        let baseline = y + paragraph.ascent(index)
        switch paragraph.lines[index].content {
        case .words(let words): self.words(words, x: x, baseline: baseline)
        case .pango(let line):
            cairo_move_to(context, x, baseline)
            pango_cairo_show_layout_line(context, line)
        }
    }

    /// Draws words beside each other, those of one font in one go.
    private func words(_ words: ArraySlice<PDFWord>, x: Double, baseline: Double) {
        var x = x
        var font: PDFFont?
        var (text, glyphs, clusters) = ([UInt8](), [cairo_glyph_t](), [cairo_text_cluster_t]())
        func show() {
            guard let font, !glyphs.isEmpty else { return }
            cairo_set_scaled_font(context, font.scaled)
            text.withUnsafeBufferPointer { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    cairo_show_text_glyphs(
                        context, $0.baseAddress, Int32($0.count), glyphs, Int32(glyphs.count), clusters,
                        Int32(clusters.count), cairo_text_cluster_flags_t(rawValue: 0))
                }
            }
            (text, glyphs, clusters) = ([], [], [])
        }
        for word in words {
            for run in word.runs {
                if run.font.scaled != font?.scaled {
                    show()
                    font = run.font
                }
                text += run.text
                clusters += run.clusters
                for glyph in run.glyphs {
                    glyphs.append(cairo_glyph_t(index: glyph.index, x: x + glyph.x, y: baseline + glyph.y))
                }
            }
            x += word.width
        }
        show()
    }

    /// Draws a whole paragraph; `align` is 0 for left, 0.5 for centred, 1 for right within `width`.
    func paragraph(_ paragraph: PDFText.Paragraph, x: Double, y: Double, width: Double, align: Double = 0) {
        var y = y
        for index in paragraph.lines.indices {
            line(paragraph, index, x: x + (width - paragraph.lines[index].width) * align, y: y)
            y += paragraph.height(index)
        }
    }

    func box(x: Double, y: Double, width: Double, height: Double, fill: Double? = nil, ink: Double = 0) {
        if let fill {
            cairo_set_source_rgb(context, fill, fill, fill)
            cairo_rectangle(context, x, y, width, height)
            cairo_fill(context)
        }
        cairo_set_source_rgb(context, ink, ink, ink)
        cairo_rectangle(context, x, y, width, height)
        cairo_stroke(context)
    }

    /// Draws a QR code into a square of `side`, its quiet zone included.
    func code(_ code: QRCode, x: Double, y: Double, side: Double) {
        let module = side / Double(code.size + 2 * QRCode.quietZone)
        let quiet = Double(QRCode.quietZone) * module
        cairo_set_source_rgb(context, 0, 0, 0)
        for run in code.runs {
            let (left, top) = (x + quiet + Double(run.x) * module, y + quiet + Double(run.y) * module)
            cairo_rectangle(context, left, top, Double(run.length) * module, module)
        }
        cairo_fill(context)
    }

    /// Draws a JPEG, its bytes put into the PDF as they are. Pictures with the same name are put there once.
    func jpeg(_ bytes: [UInt8], name: String, x: Double, y: Double, width: Double, height: Double) throws {
        // The picture is one pixel to cairo, which never looks at it: only the JPEG is written.
        guard let picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1) else { throw Failure.cairo("image") }
        pictures.append(picture)
        tags.pictures.append(name)
        for (type, data) in [(CAIRO_MIME_TYPE_JPEG, bytes), (CAIRO_MIME_TYPE_UNIQUE_ID, Array(name.utf8))] {
            let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: data.count)
            copy.initialize(from: data, count: data.count)
            let status = cairo_surface_set_mime_data(
                picture, type, copy, UInt(data.count), { $0?.assumingMemoryBound(to: UInt8.self).deallocate() }, copy)
            if status != CAIRO_STATUS_SUCCESS {
                copy.deallocate()
                throw Failure.cairo(String(cString: cairo_status_to_string(status)))
            }
        }
        cairo_save(context)
        cairo_translate(context, x, y)
        cairo_scale(context, width, height)
        cairo_set_source_surface(context, picture, 0, 0)
        cairo_paint(context)
        cairo_restore(context)
    }
}

/// What the tags of a document say that cairo cannot write: filled in afterwards, in the same order.
struct PDFTags {
    /// For each `Figure`.
    var alternatives: [String] = []
    /// For each `TD` and `TH`.
    var cells: [Cell] = []
    /// Names of the pictures as they were drawn.
    var pictures: [String] = []

    /// How a table cell stands in its table.
    struct Cell: Equatable {
        var columns = 1
        var rows = 1
        /// `Column` or `Row` for a heading; nil for a plain cell.
        var scope: String?
    }
}
