extension SourceDocument {
    /// Reads a text file of rows: RFC 4180 and what spreadsheets really write.
    ///
    /// Fields are parted by comma, semicolon, tab or bar, whichever fits the file best or its first line `sep=;` names.
    /// Quoted fields may hold delimiters, doubled quotes and line breaks; lines end with LF, CR or both. The encoding is
    /// found by ``TextDecoding``. The whole file is table 0; places count the file's lines and the fields of a row.
    ///
    /// - Throws: `file_too_large`, `too_many_cells`, and the errors of ``TextDecoding/decode(_:)``.
    public static func csv(
        _ bytes: [UInt8], limits: SourceLimits = .standard
    ) throws(SourceError) -> SourceDocument {
        guard bytes.count <= limits.fileBytes else { throw SourceError.fileTooLarge(bytes.count, limits: limits) }
        let decoded = try TextDecoding.decode(bytes)
        var reader = CSVReader(Array(decoded.text.utf8), limits: limits)
        reader.doubts.add(decoded.doubts)
        return try reader.read()
    }
}

/// The rows of one CSV file.
struct CSVReader {
    private var scanner: CSVScanner
    private let limits: SourceLimits
    var doubts: DoubtList

    init(_ text: [UInt8], limits: SourceLimits) {
        scanner = CSVScanner(text, maximumFields: limits.cells)
        self.limits = limits
        doubts = DoubtList(limit: limits.doubts)
    }

    mutating func read() throws(SourceError) -> SourceDocument {
        if let named = scanner.namedDelimiter() {
            scanner.delimiter = named
        } else {
            scanner.delimiter = CSVReader.likelyDelimiter(scanner)
        }
        let usual = CSVReader.shape(scanner, delimiter: scanner.delimiter).width
        var blocks: [SourceBlock] = []
        var cells = 0
        while let record = scanner.next() {
            let place = SourcePlace(line: record.line)
            if record.fields == [""] { continue }
            cells += record.fields.count
            guard cells <= limits.cells else { throw SourceError.tooManyCells(at: place, limits: limits) }
            blocks.append(.row(row(record)))
            if let column = record.unclosedQuote {
                doubts.add("unclosed_quote", at: SourcePlace(line: record.line, column: column))
            }
            for column in record.strayQuotes {
                doubts.add("stray_quote", at: SourcePlace(line: record.line, column: column))
            }
            // A delimiter inside a field that was not quoted moves everything after it one column on.
            if usual > 1, record.fields.count > usual {
                doubts.add(
                    "extra_fields", ["found": String(record.fields.count), "usual": String(usual)], at: place)
            }
        }
        return SourceDocument(blocks: blocks, doubts: doubts.finished)
    }

    private func row(_ record: CSVScanner.Record) -> SourceRow {
        let cells = record.fields.enumerated().map { column, text in
            let place = SourcePlace(line: record.line, column: column + 1)
            return SourceCell(paragraphs: SourceParagraph.lines(of: text, place: place), place: place)
        }
        return SourceRow(table: 0, cells: cells, place: SourcePlace(line: record.line))
    }

    /// The delimiter under which most of the first rows have the same number of fields. Where two fit equally, the one
    /// that Thai prose and decimal commas hold less often wins.
    private static func likelyDelimiter(_ scanner: CSVScanner) -> UInt8 {
        var best = (delimiter: UInt8(ascii: ","), rows: 0)
        for delimiter in [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: ",")] {
            let rows = shape(scanner, delimiter: delimiter).rows
            if rows > best.rows { best = (delimiter, rows) }
        }
        return best.delimiter
    }

    /// Over the first 200 rows: the number of fields, from two on, that most rows have, and how many rows have it.
    private static func shape(_ scanner: CSVScanner, delimiter: UInt8) -> (width: Int, rows: Int) {
        var trial = scanner
        trial.delimiter = delimiter
        trial.stop(after: 1 << 18)
        var rows: [Int: Int] = [:]
        for _ in 0..<200 {
            guard let record = trial.next() else { break }
            if record.fields.count > 1 { rows[record.fields.count, default: 0] += 1 }
        }
        let most = rows.max { ($0.value, $0.key) < ($1.value, $1.key) }
        return (most?.key ?? 1, most?.value ?? 0)
    }
}

extension SourceParagraph {
    /// The lines of a cell's text as paragraphs; none for an empty cell.
    static func lines(of text: String, pictures: [Int] = [], place: SourcePlace) -> [SourceParagraph] {
        if text.isEmpty && pictures.isEmpty { return [] }
        var paragraphs = [SourceParagraph(text: text, pictures: pictures, place: place)]
        // Most cells have one line, and then share the text's storage.
        guard text.utf8.contains(0x0A) else { return paragraphs }
        paragraphs = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            SourceParagraph(text: String(Substring($0)), place: place)
        }
        paragraphs[paragraphs.count - 1].pictures = pictures
        return paragraphs
    }
}

extension SourceError {
    static func fileTooLarge(_ size: Int, limits: SourceLimits) -> SourceError {
        SourceError(
            code: "file_too_large",
            details: ["size": megabytes(size), "limit": megabytes(limits.fileBytes)])
    }

    static func tooManyCells(at place: SourcePlace, limits: SourceLimits) -> SourceError {
        SourceError(code: "too_many_cells", details: ["limit": String(limits.cells)], place: place)
    }

    /// Whole megabytes, rounded up, for a sentence.
    static func megabytes(_ bytes: Int) -> String { String((bytes + (1 << 20) - 1) >> 20) }
}
