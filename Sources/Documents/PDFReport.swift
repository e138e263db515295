extension Report {
    /// Draws the report as a tagged PDF 1.5 on A4: title block, summary of scores, the official table with its header
    /// row on every page, what is not confirmed, signatures and the seal. The same report gives the same bytes.
    ///
    /// `pictures` is asked for the printable JPEG of each photo as it is drawn; what it throws is thrown. Throws
    /// `PhotoError` where a picture is not a JPEG. Takes about 2 ms and 0.1 MB a page, and memory for all photos once.
    public func pdf(fonts: ReportFonts, pictures: PictureSource) throws -> [UInt8] {
        // Everything but the drawn bytes is gone before they are read again.
        let (bytes, tags) = try drawn(fonts: fonts, pictures: pictures)
        let language = words.language == "th" ? "th-TH" : "en-US"
        return try PDFFinish(language: language, tags: tags, createdAt: seal.frozenAt).apply(to: bytes)
    }

    /// As cairo writes it, and what it cannot write.
    func drawn(fonts: ReportFonts, pictures: PictureSource) throws -> (PDFBytes, PDFTags) {
        let text = PDFText(family: fonts.family, language: words.language)
        var pages = PDFPages(report: self, text: text).made()
        text.forget()
        let sheet = PDFSheet(landscape: layout.landscape)
        let canvas = PDFCanvas(width: sheet.width, height: sheet.height)
        canvas.describe(
            title: words.title.joined(separator: " "), author: agencyName, keywords: "\(content.format) \(seal.hash)")
        try withoutActuallyEscaping(pictures) { pictures in
            try PDFPrinter(report: self, canvas: canvas, text: text, sheet: sheet, pictures: pictures).draw(&pages)
        }
        return (try canvas.finish(), canvas.tags)
    }
}

/// An A4 sheet and its margins, in points.
struct PDFSheet {
    var width: Double
    var height: Double
    var left: Double
    var right: Double
    var top = 51.0
    /// Where the body ends; the footer stands below.
    var bottom: Double
    var footer: Double

    /// Portrait has the margins of a government letter, 3 cm and 2 cm; landscape 2 cm on both sides.
    init(landscape: Bool) {
        (width, height) = landscape ? (841.89, 595.28) : (595.28, 841.89)
        (left, right) = (landscape ? 56.7 : 85, 56.7)
        bottom = height - 54
        footer = height - 46
    }

    var body: Double { width - left - right }
}

/// What stands on one page, from top to bottom.
struct PDFPage {
    enum Piece {
        case title([PDFText.Paragraph])
        /// That this is a draft, in a frame.
        case draft(PDFText.Paragraph)
        case line(PDFText.Paragraph, align: Double)
        /// The table's header row.
        case header
        case heading(level: Int, PDFText.Paragraph, text: String)
        case block(PDFBlock)
        case signatures([PDFSignature])
        /// The QR code with what it stands for.
        case seal(QRCode, [PDFText.Paragraph])
    }
    var pieces: [(piece: Piece, y: Double)] = []
}

/// Room for one person to sign.
struct PDFSignature {
    var signed: PDFText.Paragraph
    var name: PDFText.Paragraph
    var title: PDFText.Paragraph
}

/// The measures and looks of a report on paper. A form of more than six columns is set smaller: at full size its columns
/// would hold two words a line.
struct PDFLook {
    let body: PDFText.Style
    let bold: PDFText.Style
    let title = PDFText.Style(size: 16, bold: true)
    let header: PDFText.Style
    let small: PDFText.Style
    let footer = PDFText.Style(size: 11, soft: true)

    init(columns: Int = 5) {
        let isNarrow = columns > 6
        body = PDFText.Style(size: isNarrow ? 11 : 14)
        bold = PDFText.Style(size: isNarrow ? 12 : 14, bold: true)
        header = PDFText.Style(size: isNarrow ? 10 : 12, bold: true)
        small = PDFText.Style(size: isNarrow ? 10 : 12)
    }
    /// Of what stands under a photo.
    var caption: PDFText.Style { PDFText.Style(size: body.size - 3) }
    /// Of a heading over a column, a paragraph and so on.
    func style(_ use: ColumnWidths.Use) -> PDFText.Style {
        switch use {
        case .heading: header
        case .body: body
        case .bold: PDFText.Style(size: body.size, bold: true)
        case .aside: PDFText.Style(size: body.size - 1, soft: true)
        case .caption: caption
        }
    }
    /// Side of the small code in the corner of the first page and of the large one at the end.
    let smallCode = 60.0
    let largeCode = 92.0
}
