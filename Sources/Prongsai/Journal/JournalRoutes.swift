import HTML

/// The journal as a page and as a table to take along.
enum JournalRoutes {
    static let all: [Route] = [
        .get("/desk/:agency/journal", .agency(.read)) { visit in
            let agency = try visit.agency()
            var problems: [Problem] = []
            let filter = JournalFilter(visit.form, problems: &problems)
            let check = visit.form["check"] == "1"
            let data = try await visit.site.database.read {
                try JournalData.load(agency.id, filter, check: check, in: $0)
            }
            return JournalPage(visit: visit, agency: agency, filter: filter, data: data, problems: problems).page.reply(
                visit, status: problems.isEmpty ? 200 : 422)
        },
        .get("/desk/:agency/journal/csv", .agency(.read)) { visit in
            let agency = try visit.agency()
            var problems: [Problem] = []
            let filter = JournalFilter(visit.form, problems: &problems)
            guard problems.isEmpty else { throw Failure.invalid(problems) }
            let (site, language) = (visit.site, visit.language)
            let heads = [
                visit.text("journal_page.number"), visit.text("journal_page.at"), visit.text("journal_page.utc"),
                visit.text("journal_page.who"), visit.text("journal_page.deed"), visit.text("journal_page.about"),
                visit.text("journal_page.particulars"), visit.text("journal_page.kept"),
                visit.text("journal_page.hash"),
            ]
            return .download(
                .stream { write in
                    try await write([0xEF, 0xBB, 0xBF] + CSVWriter.line(heads))
                    var below = Int.max
                    while true {
                        let start = below
                        let (entries, things) = try await site.database.read { db in
                            let entries = try filter.lines(agency: agency.id, below: start, limit: 500, in: db)
                            return (entries, try JournalData.things(entries, agency: agency.id, in: db))
                        }
                        guard let last = entries.last else { return }
                        below = last.line.number
                        var bytes: [UInt8] = []
                        let words = JournalWords(strings: site.strings, language: language, things: things)
                        for entry in entries {
                            let line = entry.line
                            bytes += CSVWriter.line([
                                String(line.number), site.strings.instant(line.at, language), line.at,
                                words.actor(entry), site.strings.operation(line.operation, language),
                                words.thing(line.about) ?? line.about,
                                words.details(line).joined(separator: " · "), line.particularsInACell, line.hash,
                            ])
                        }
                        try await write(bytes)
                    }
                }, name: "\(visit.text("journal_page.file"))-\(agency.key).csv", type: "text/csv; charset=utf-8")
        },
    ]
}

/// Tables as text (RFC 4180) that people open with Excel.
enum CSVWriter {
    /// A line. A cell that a spreadsheet would take for a formula begins with an apostrophe, which shows that it is
    /// text (OWASP, CSV injection).
    static func line(_ cells: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            var text = Array(cell.utf8)
            if let first = text.first, "=+-@\t\r".utf8.contains(first) { text.insert(UInt8(ascii: "'"), at: 0) }
            guard text.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else {
                bytes += text
                continue
            }
            bytes.append(0x22)
            for byte in text { bytes += byte == 0x22 ? [0x22, 0x22] : [byte] }
            bytes.append(0x22)
        }
        return bytes + [0x0D, 0x0A]
    }
}
