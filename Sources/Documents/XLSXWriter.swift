import CXlsx
import Foundation

extension Report {
    /// The report as a spreadsheet (ECMA-376): one row for each measure, made to be sorted, filtered and counted,
    /// and a second sheet that says which report it is.
    ///
    /// Text is only ever written as text: nothing an agency typed can become a formula or a link. A text longer than
    /// a cell may hold goes on in the same column of the rows below.
    ///
    /// - Throws: ``ReportWritingError``.
    public func xlsx() throws -> [UInt8] {
        // The library writes to a path only; a folder of its own keeps two writers apart.
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("xlsx-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("report.xlsx")
        guard let book = workbook_new(file.path) else { throw ReportWritingError.compression }
        let written = Result { try XLSXBook(report: self, book: book).write() }
        let closed = workbook_close(book)  // frees it too, so it must run even after a failure
        try written.get()
        guard closed == LXW_NO_ERROR else { throw ReportWritingError.compression }
        return Array(try Data(contentsOf: file))
    }
}

/// What a cell holds.
enum XLSXValue: Equatable {
    case text(String)
    /// A number with two decimals.
    case score(Double)
    /// A day, as Excel counts: days since 30 December 1899.
    case day(Int)
}

/// The workbook while it is written.
struct XLSXBook {
    let report: Report
    let book: UnsafeMutablePointer<lxw_workbook>

    func write() throws {
        try properties()
        try rows()
        try factSheet()
    }

    /// Title, author and seal. The library would use the clock where nothing is said.
    private func properties() throws {
        let created = report.seal.frozenAt.flatMap { ISO8601DateFormatter().date(from: $0) }
        let seconds = created.map { Int($0.timeIntervalSince1970) } ?? 315_532_800  // 1 January 1980, as in the ZIP
        try withCString(report.words.title.joined(separator: " ")) { title in
            try withCString(report.agencyName) { author in
                var properties = lxw_doc_properties()
                properties.title = title
                properties.author = author
                properties.created = seconds
                try check(workbook_set_properties(book, &properties))
            }
        }
        for property in report.sealProperties where !property.value.isEmpty {
            try check(
                workbook_set_custom_property_string(
                    book, property.name, XLSXBook.clean(property.value).prefix(scalars: 255)))
        }
    }

    private func rows() throws {
        let columns = XLSXColumn.allCases
        let sheet = try self.sheet(report.words.sheet["sheet_rows"], otherwise: "Report")
        let heading = try format { format in
            format_set_bold(format)
            format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
            format_set_bg_color(format, 0xE7E6E6)
        }
        // 49 is "text": who edits a cell that begins with "-", as many findings do, still has a text after it.
        let text = try format { format_set_num_format_index($0, 49) }
        let score = try format { format in
            // 0xD in the first byte: Thai digits; the cell stays a number.
            format_set_num_format(format, report.digits == .thai ? "[$-D00041E]0.00" : "0.00")
            format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
        }
        // Thai months and Buddhist years in a Thai report: the cell itself is a real day and sorts as one.
        let day = try format { format in
            format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
            let thai = report.digits == .thai ? "[$-D07041E]d mmm yyyy" : "[$-107041E]d mmm yyyy"
            format_set_num_format(format, report.words.language == "th" ? thai : "d mmm yyyy")
        }
        for (index, column) in columns.enumerated() {
            let at = lxw_col_t(index)
            try check(worksheet_set_column(sheet, at, at, column.width, nil))
            try check(write(report.sheetName(column.rawValue), to: sheet, row: 0, column: at, heading))
        }
        let names = columns.map { (report.sheetName($0.rawValue), $0.width * 0.85) }  // bold letters are wider
        try check(worksheet_set_row(sheet, 0, XLSXRows.height(names), nil))
        var row: lxw_row_t = 0
        for line in XLSXRows(report: report).all {
            guard row < 1_048_575 else { throw ReportWritingError.tooLarge }
            row += 1
            let texts = zip(line, columns).map { value, column in
                if case .text(let text) = value { (text, column.width) } else { ("", column.width) }
            }
            try check(worksheet_set_row(sheet, row, XLSXRows.height(texts), nil))
            for (index, value) in line.enumerated() {
                let at = lxw_col_t(index)
                switch value {
                case .text(let value): try check(write(value, to: sheet, row: row, column: at, text))
                case .score(let value): try check(worksheet_write_number(sheet, row, at, value, score))
                case .day(let value): try check(worksheet_write_number(sheet, row, at, Double(value), day))
                }
            }
        }
        worksheet_freeze_panes(sheet, 1, 0)
        try check(worksheet_autofilter(sheet, 0, 0, max(row, 1), lxw_col_t(columns.count - 1)))
        try check(worksheet_repeat_rows(sheet, 0, 0))
        printing(sheet)
    }

    private func factSheet() throws {
        let sheet = try self.sheet(report.words.sheet["sheet_facts"], otherwise: "Facts")
        let name = try format { format_set_bold($0) }
        let text = try format { format_set_num_format_index($0, 49) }
        try check(worksheet_set_column(sheet, 0, 0, 24, nil))
        try check(worksheet_set_column(sheet, 1, 1, 90, nil))
        var row: lxw_row_t = 0
        let titles = report.words.title.map { ("", $0) }
        let facts = report.facts + report.standingFacts
        for fact in titles + facts.map({ (report.sheetName($0.key), $0.value) }) {
            for piece in XLSXRows.pieces(fact.1) {
                try check(worksheet_set_row(sheet, row, XLSXRows.height([(fact.0, 24), (piece, 90)]), nil))
                try check(write(fact.0, to: sheet, row: row, column: 0, name))
                try check(write(piece, to: sheet, row: row, column: 1, fact.0.isEmpty ? name : text))
                row += 1
            }
        }
        try mark(sheet, below: row)
        printing(sheet)
    }

    /// The QR code that leads from paper back to the round, 2.6 cm wide; how a copy is checked stands above it.
    private func mark(_ sheet: UnsafeMutablePointer<lxw_worksheet>, below row: lxw_row_t) throws {
        guard let code = QRCode(report.seal.mark) else { return }
        let bytes = code.png
        let side = Double((code.size + 2 * QRCode.quietZone) * 8)
        var options = lxw_image_options()
        (options.x_scale, options.y_scale) = (98 / side, 98 / side)  // 98 pixels of 96 to the inch
        let error = bytes.withUnsafeBufferPointer {
            worksheet_insert_image_buffer_opt(sheet, row + 1, 0, $0.baseAddress, $0.count, &options)
        }
        try check(error)
    }

    private func printing(_ sheet: UnsafeMutablePointer<lxw_worksheet>) {
        worksheet_set_landscape(sheet)
        worksheet_set_paper(sheet, 9)  // A4
        worksheet_fit_to_pages(sheet, 1, 0)
        worksheet_set_margins(sheet, 0.4, 0.4, 0.5, 0.6)
        worksheet_set_footer(sheet, "&R&P / &N")
    }

    /// A sheet named by the report's words, or by a plain name where Excel would refuse those.
    private func sheet(_ name: String?, otherwise: String) throws -> UnsafeMutablePointer<lxw_worksheet> {
        let sound = name.flatMap { workbook_validate_sheet_name(book, $0) == LXW_NO_ERROR ? $0 : nil }
        guard let sheet = workbook_add_worksheet(book, sound ?? otherwise) else { throw ReportWritingError.compression }
        return sheet
    }

    private func format(
        _ set: (UnsafeMutablePointer<lxw_format>) -> Void
    ) throws -> UnsafeMutablePointer<lxw_format> {
        guard let format = workbook_add_format(book) else { throw ReportWritingError.compression }
        format_set_font_name(format, "TH Sarabun New")
        format_set_font_size(format, 14)
        format_set_text_wrap(format)
        format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
        format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
        set(format)
        return format
    }

    private func write(
        _ text: String, to sheet: UnsafeMutablePointer<lxw_worksheet>, row: lxw_row_t, column: lxw_col_t,
        _ format: UnsafeMutablePointer<lxw_format>
    ) -> lxw_error {
        worksheet_write_string(sheet, row, column, XLSXBook.escaped(XLSXBook.clean(text)), format)
    }

    private func check(_ error: lxw_error) throws {
        guard error == LXW_NO_ERROR else { throw ReportWritingError.tooLarge }
    }

    /// Text as a cell can hold it: one kind of line end, and no byte that C or XML would stop at.
    static func clean(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0d: scalars.append("\n")
            case 0x0a: if !afterReturn { scalars.append("\n") }
            case 0x09: scalars.append("\t")
            case 0..<0x20, 0xfffe, 0xffff: scalars.append("\u{fffd}")
            default: scalars.append(scalar)
            }
            afterReturn = scalar.value == 0x0d
        }
        return String(scalars)
    }

    /// `_x0041_` in a file means the character U+0041 (ECMA-376 22.4.2.4); text that looks so must say that it is not.
    static func escaped(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(UInt8(ascii: "_")) else { return text }
        var escaped: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "_"), index + 6 < bytes.count, bytes[index + 1] == UInt8(ascii: "x"),
                bytes[index + 6] == byte, bytes[(index + 2)...(index + 5)].allSatisfy({ isHex($0) })
            {
                escaped += "_x005F".utf8
            }
            escaped.append(byte)
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// The library's properties are mutable C strings that it copies at once.
    private func withCString(_ text: String, _ body: (UnsafeMutablePointer<CChar>) throws -> Void) rethrows {
        var bytes = XLSXBook.clean(text).utf8CString
        try bytes.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { try body(start) } }
    }
}

extension String {
    /// The first scalars of a text.
    fileprivate func prefix(scalars count: Int) -> String {
        String(String.UnicodeScalarView(unicodeScalars.prefix(count)))
    }
}
