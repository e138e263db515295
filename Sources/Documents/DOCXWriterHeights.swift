/// How high things will be, in twentieths of a point; rather too much than too little. A line of the fonts that take the
/// place of the official one is two sizes high.
extension DOCXDocument {
    /// Height of the photos that a merged cell begins with and of their captions: a page that ends below the cell's first
    /// line must not part them.
    func firstPhotos(_ cell: ReportTable.Cell, width: Int) -> Int {
        guard case .pictures(let photos)? = cell.parts.first else { return 0 }
        let inside = width - 2 * DOCXDocument.margin
        return min(height(photos.prefix(2), room: room(photos, width: inside), width: inside), 5_000)
    }

    /// Height of all that stands in a cell.
    ///
    /// - Parameter isFixed: whether its lines have the height of ``DOCXParts/styles(isNarrow:)``, whatever the font asks for.
    func height(_ cell: ReportTable.Cell, width: Int, isFixed: Bool) -> Int {
        let inside = width - 2 * DOCXDocument.margin
        let parts = cell.parts.map { part in
            switch part {
            case .paragraph(let marker, let text, let weight):
                let size = look(weight == .aside ? .aside : .plain).size
                let taken = marker == nil ? 0 : size * 20
                let line = isFixed && weight != .aside ? size * 143 / 10 : size * 20
                return lines(text, size: size, width: inside - taken) * line
            case .pictures(let photos):
                let room = room(photos, width: inside)
                return stride(from: 0, to: photos.count, by: 2).reduce(0) {
                    $0 + height(photos[$1..<min($1 + 2, photos.count)], room: room, width: inside)
                }
            }
        }
        return parts.reduce(0, +) + Self.padding
    }

    /// Height of a column's heading.
    func height(heading: String, width: Int) -> Int {
        let size = look(.tableHeading).size
        return lines(heading, size: size, width: width - 2 * DOCXDocument.margin) * size * 143 / 10 + Self.padding
    }

    /// What stays empty above and below in a cell, and a border.
    private static let padding = 28 + 28 + 10

    /// Height of up to two photos side by side and of their captions below them.
    private func height(_ pair: ArraySlice<ReportTable.Photo>, room: Int, width: Int) -> Int {
        let pictures = pair.map { photo in
            let (across, down) = (Double(max(photo.picture.width, 1)), Double(max(photo.picture.height, 1)))
            return Int(Double(room) * down / max(across, down))
        }
        let size = look(.caption).size
        let captions = pair.reduce(0) { $0 + lines($1.caption, size: size, width: width) + 1 }
        return (pictures.max() ?? 0) + captions * size * 20 + 160
    }

    /// How many lines a text fills, where an eighth of each may stay empty because words are not torn.
    ///
    /// - Parameter size: of the letters, in half points.
    private func lines(_ text: String, size: Int, width: Int) -> Int {
        let long = WordWidths.width(Array(text.utf8)[...]) * Double(size) * 10
        return Int((long * 1.125 / Double(max(width, 1))).rounded(.up))
    }
}
