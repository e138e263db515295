/// What fills a cell, cut into strips that are never cut again: a line of text, or a row of photos with captions.
struct PDFFlow {
    /// One strip, from top to bottom of the cell.
    struct Strip {
        enum Content {
            case line(PDFText.Paragraph, Int, indent: Double, marker: PDFText.Paragraph?)
            case photos([PlacedPhoto])
            /// The name of a row that began on an earlier page.
            case continued(PDFText.Paragraph)
            case gap
        }
        var content: Content
        var height: Double
        /// Whether a page may end after this strip: not after the first line of a paragraph nor before its last.
        var mayBreak = true
    }

    /// A photo of a row: its place is counted from the top left of the strip.
    struct PlacedPhoto {
        var photo: ReportTable.Photo
        var x: Double
        var width: Double
        var height: Double
        var caption: PDFText.Paragraph?
    }

    var strips: ArraySlice<Strip>

    var height: Double { strips.reduce(0) { $0 + $1.height } }
    var isEmpty: Bool { strips.isEmpty }

    /// Whether it begins with photos, which may move to the next page and leave the cell empty on this one.
    var beginsWithPhotos: Bool {
        if case .photos = strips.first?.content { true } else { false }
    }

    /// Divides it after the last strip that fits and may end a page. Where there is none, `force` takes any strip that
    /// fits, and the first even if it does not.
    func divided(at room: Double, force: Bool) -> (taken: PDFFlow, left: PDFFlow) {
        var height = 0.0
        var (cut, fits) = (strips.startIndex, strips.startIndex)
        for index in strips.indices {
            height += strips[index].height
            if height > room + 0.01 { break }
            fits = index + 1
            if fits == strips.endIndex || strips[index].mayBreak { cut = fits }
        }
        if force, cut == strips.startIndex, !strips.isEmpty { cut = max(fits, cut + 1) }
        var (taken, left) = (strips[..<cut], strips[cut...])
        while case .gap = taken.last?.content { taken.removeLast() }
        while case .gap = left.first?.content { left.removeFirst() }
        return (PDFFlow(strips: taken), PDFFlow(strips: left))
    }
}

/// Turns what a cell says into strips of a given width.
struct PDFFlowMaker {
    var text: PDFText
    var body: PDFText.Style
    /// Height of the room for a table's rows on an empty page: no photo may need more.
    var tallest: Double

    private var captionStyle: PDFText.Style { PDFText.Style(size: body.size - 3) }
    private static let gutter = 6.0
    private static let afterParagraph = 2.0
    /// UTF-8 bytes: about eight lines under a photo.
    private static let longestCaption = 500

    func flow(_ parts: [ReportTable.Part], width: Double) -> PDFFlow {
        var strips: [PDFFlow.Strip] = []
        let markers = parts.map { part -> PDFText.Paragraph? in
            if case .paragraph(let marker?, _, let weight) = part { text.set(marker, style(weight)) } else { nil }
        }
        // The text of every numbered paragraph of the cell hangs at the same place.
        // Photos of one cell have boxes of one size.
        let most = parts.map { if case .pictures(let photos) = $0 { photos.count } else { 0 } }.max() ?? 0
        let hang = markers.compactMap { $0?.width }.max().map { $0 + 4 } ?? 0
        for (part, marker) in zip(parts, markers) {
            switch part {
            case .paragraph(_, let words, let weight):
                // An aside stands under the text it is about.
                let indent = marker == nil && weight != .aside ? 0 : hang
                if !strips.isEmpty {
                    strips.append(.init(content: .gap, height: Self.afterParagraph))
                    // An aside belongs to what stands above it.
                    if weight == .aside { forbidBreakBeforeAside(&strips) }
                }
                for (number, piece) in PDFText.pieces(words).enumerated() {
                    let paragraph = text.set(piece, style(weight), width: width - indent)
                    strips += lines(paragraph, indent: indent, marker: number == 0 ? marker : nil)
                }
            case .pictures(let photos):
                if !strips.isEmpty { strips.append(.init(content: .gap, height: Self.gutter)) }
                strips += rows(photos, width: width, most: most)
            }
        }
        forbidSingleLines(&strips)
        return PDFFlow(strips: strips[...])
    }

    /// No page ends after the first line of a cell or before its last.
    private func forbidSingleLines(_ strips: inout [PDFFlow.Strip]) {
        let lines = strips.indices.filter { if case .line = strips[$0].content { true } else { false } }
        guard let first = lines.first, let last = lines.last else { return }
        if first == strips.startIndex, lines.count > 1 {
            for index in first..<lines[1] { strips[index].mayBreak = false }
        }
        if last == strips.indices.last, lines.count > 1 {
            for index in lines[lines.count - 2]..<last { strips[index].mayBreak = false }
        }
    }

    private func lines(
        _ paragraph: PDFText.Paragraph, indent: Double = 0, marker: PDFText.Paragraph? = nil
    ) -> [PDFFlow.Strip] {
        let last = paragraph.lines.count - 1
        return paragraph.lines.indices.map { index in
            .init(
                content: .line(paragraph, index, indent: indent, marker: index == 0 ? marker : nil),
                height: paragraph.height(index), mayBreak: index == last || (index > 0 && index < last - 1))
        }
    }

    private func style(_ weight: ReportTable.Weight) -> PDFText.Style {
        PDFText.Style(size: weight == .aside ? body.size - 1 : body.size, bold: weight == .bold, soft: weight == .aside)
    }

    private func forbidBreakBeforeAside(_ strips: inout [PDFFlow.Strip]) {
        for index in strips.indices.suffix(2) { strips[index].mayBreak = false }
    }

    /// Rows of two photos, or three in a wide cell; a cell that never has `most` over one lets each stand alone.
    private func rows(_ photos: [ReportTable.Photo], width: Double, most: Int) -> [PDFFlow.Strip] {
        let across = min(width > 330 ? 3 : width < 110 ? 1 : 2, most)
        let boxWidth =
            across == 1
            ? min(width, 150)
            : (width - Double(across - 1) * Self.gutter) / Double(across)
        let captions = photos.map { photo -> PDFText.Paragraph? in
            if photo.caption.isEmpty || photo.caption.utf8.count > Self.longestCaption { return nil }
            return text.set(photo.caption, captionStyle, width: boxWidth)
        }
        let boxHeight = min(boxWidth * shape(photos.map(\.picture)), tallest * 0.7)
        var strips: [PDFFlow.Strip] = []
        for start in stride(from: 0, to: photos.count, by: across) {
            let row = start..<min(start + across, photos.count)
            // The last row may be short; it stands in the middle.
            let used = Double(row.count) * boxWidth + Double(row.count - 1) * Self.gutter
            let placed = row.map { index in
                PDFFlow.PlacedPhoto(
                    photo: photos[index],
                    x: (width - used) / 2 + Double(index - start) * (boxWidth + Self.gutter), width: boxWidth,
                    height: boxHeight, caption: captions[index])
            }
            let captionHeight = row.compactMap { captions[$0]?.height }.max() ?? 0
            if start > 0 { strips.append(.init(content: .gap, height: Self.gutter)) }
            strips.append(.init(content: .photos(placed), height: boxHeight + 2 + captionHeight))
            // What is too long to stand under a photo follows the row, and may be divided.
            for index in row where photos[index].caption.utf8.count > Self.longestCaption {
                for piece in PDFText.pieces(photos[index].caption) {
                    strips += lines(text.set(piece, captionStyle, width: width))
                }
            }
        }
        return strips
    }

    /// Height of a box relative to its width: what the flattest picture leaves is not wasted, and one upright picture
    /// among others does not stretch the row.
    private func shape(_ pictures: [RoundContent.Picture]) -> Double {
        let shapes = pictures.map { Double(max($0.height, 1)) / Double(max($0.width, 1)) }
        return min(shapes.filter { $0 <= 1 }.max() ?? shapes.max() ?? 1, 1.25)
    }
}
