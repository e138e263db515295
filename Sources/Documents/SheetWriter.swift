import CXlsx
import Foundation

/// A plain table as a spreadsheet (ECMA-376): a heading row that stays in sight, filters, text as text and numbers as
/// numbers. On paper it is A4 across, all columns on one page and rows as high as their texts.
public struct SheetTable: Sendable {
    /// What a cell holds.
    public enum Cell: Sendable, Equatable {
        /// Never read as a formula or a link.
        case text(String)
        /// A number with two decimals.
        case score(Double)
        /// A count.
        case whole(Int)
        /// Nothing.
        case empty
    }
    /// For the file's properties and the sheet.
    public var title: String
    /// Headings with the columns' widths in characters. Where they are wider together than ``widest``, each is written
    /// narrower by the same share.
    public var columns: [(heading: String, width: Double)]
    /// Rows with as many cells as there are columns.
    public var rows: [[Cell]]

    /// As many characters as a page across holds at nine tenths of their size, which can still be read.
    static let widest = 165.0

    /// The columns' widths as they are written.
    private var widths: [Double] {
        let share = min(1, SheetTable.widest / max(1, columns.reduce(0) { $0 + $1.width }))
        return columns.map { $0.width * share }
    }

    /// A table; a row may be shorter than the headings.
    public init(title: String, columns: [(heading: String, width: Double)], rows: [[Cell]]) {
        (self.title, self.columns, self.rows) = (title, columns, rows)
    }

    /// The file. Throws ``ReportWritingError`` where it would be larger than a sheet can be.
    public func xlsx() throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("xlsx-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("table.xlsx")
        guard let book = workbook_new(file.path) else { throw ReportWritingError.compression }
        let written = Result { try write(into: book) }
        let closed = workbook_close(book)  // frees it too, so it must run even after a failure
        try written.get()
        guard closed == LXW_NO_ERROR else { throw ReportWritingError.compression }
        return Array(try Data(contentsOf: file))
    }

    private func write(into book: UnsafeMutablePointer<lxw_workbook>) throws {
        var name = XLSXBook.clean(title).utf8CString
        try name.withUnsafeMutableBufferPointer { name in
            var properties = lxw_doc_properties()
            properties.title = name.baseAddress
            properties.created = 315_532_800  // 1 January 1980: the same table gives the same file
            try check(workbook_set_properties(book, &properties))
        }
        guard let sheet = workbook_add_worksheet(book, nil) else { throw ReportWritingError.compression }
        let heading = try format(book) { format in
            format_set_bold(format)
            format_set_bg_color(format, 0xE7E6E6)
        }
        let text = try format(book) { format_set_num_format_index($0, 49) }
        let score = try format(book) { format_set_num_format($0, "0.00") }
        let whole = try format(book) { format_set_num_format($0, "0") }
        let widths = widths
        let heads = zip(columns, widths).map { ($0.heading, $1 * 0.85) }  // bold letters are wider
        try check(worksheet_set_row(sheet, 0, XLSXRows.height(heads), nil))
        for (index, column) in columns.enumerated() {
            let at = lxw_col_t(index)
            try check(worksheet_set_column(sheet, at, at, widths[index], nil))
            try check(
                worksheet_write_string(
                    sheet, 0, at, XLSXBook.escaped(XLSXBook.clean(column.heading)), heading))
        }
        guard rows.count < 1_048_575 else { throw ReportWritingError.tooLarge }
        for (row, cells) in rows.enumerated() {
            let texts = zip(cells, widths).map { cell, width in
                if case .text(let text) = cell { (text, width) } else { ("", width) }
            }
            try check(worksheet_set_row(sheet, lxw_row_t(row + 1), XLSXRows.height(texts), nil))
            for (index, cell) in cells.enumerated() {
                let (at, row) = (lxw_col_t(index), lxw_row_t(row + 1))
                switch cell {
                case .text(let value):
                    let value = XLSXBook.escaped(XLSXBook.clean(value))
                    try check(worksheet_write_string(sheet, row, at, value, text))
                case .score(let value): try check(worksheet_write_number(sheet, row, at, value, score))
                case .whole(let value): try check(worksheet_write_number(sheet, row, at, Double(value), whole))
                case .empty: break
                }
            }
        }
        worksheet_freeze_panes(sheet, 1, 0)
        if !columns.isEmpty {
            try check(
                worksheet_autofilter(sheet, 0, 0, lxw_row_t(max(rows.count, 1)), lxw_col_t(columns.count - 1)))
        }
        try check(worksheet_repeat_rows(sheet, 0, 0))
        worksheet_set_landscape(sheet)
        worksheet_set_paper(sheet, 9)  // A4
        worksheet_fit_to_pages(sheet, 1, 0)
        worksheet_set_margins(sheet, 0.4, 0.4, 0.5, 0.6)
        worksheet_set_footer(sheet, "&R&P / &N")
    }

    private func format(
        _ book: UnsafeMutablePointer<lxw_workbook>, _ set: (UnsafeMutablePointer<lxw_format>) -> Void
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

    private func check(_ error: lxw_error) throws {
        guard error == LXW_NO_ERROR else { throw ReportWritingError.tooLarge }
    }
}
