/// How wide words are about, for the writers that set no text themselves: the same in every program that opens the file,
/// and on the safe side for the typeface of Thai offices, which is narrower than the two measured here.
enum WordWidths {
    /// The width of the widest word that is no part of an address, in sizes of the letters (em). What is wider than
    /// `most` is taken apart into the dictionary's words; where those are wider still, it is left out.
    static func widest(_ text: String, language: String, most: Double) -> Double {
        let bytes = Array(text.utf8)
        let unbroken = bytes.count > 12_000 ? [] : ThaiBreaks.unbroken(bytes)
        let language = PDFWords.language(language)
        var (widest, start) = (0.0, 0)
        for end in PDFWords.ends(bytes, unbroken: unbroken, language) {
            let piece = bytes[start..<end]
            start = end
            let width = self.width(piece)
            if width <= widest || ThaiBreaks.isOfAddress(piece) { continue }
            if width <= most {
                widest = width
                continue
            }
            var first = piece.startIndex
            for end in PDFWords.ends(Array(piece), unbroken: [], language) {
                let part = self.width(piece[first..<piece.startIndex + end])
                first = piece.startIndex + end
                if part <= most { widest = max(widest, part) }
            }
        }
        return widest
    }

    /// The width of a piece of text without the spaces at its end.
    static func width(_ text: ArraySlice<UInt8>) -> Double {
        var (width, bare) = (0, 0)
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x20...0x7e: width += ascii[Int(scalar.value) - 0x20]
            case 0xe01...0xe5b: width += thai[Int(scalar.value) - 0xe01]
            case 0..<0x20: continue
            default: width += 600
            }
            if scalar.value != 0x20 { bare = width }
        }
        return Double(bare) / 1000
    }

    /// U+0020 to U+007E in thousandths of an em: the wider of Sarabun and Laksaman.
    private static let ascii = [
        324, 237, 354, 686, 543, 903, 668, 192, 318, 318, 448, 618, 252, 340, 252, 415, 550, 550,
        550, 550, 550, 550, 550, 550, 550, 550, 252, 252, 618, 618, 618, 454, 806, 601, 589, 610,
        648, 552, 550, 639, 678, 292, 440, 605, 548, 824, 682, 731, 573, 732, 581, 529, 570, 700,
        602, 884, 628, 573, 637, 308, 394, 308, 619, 529, 400, 517, 603, 497, 603, 562, 331, 541,
        586, 245, 247, 487, 300, 904, 586, 598, 603, 603, 350, 424, 377, 586, 512, 762, 478, 506,
        482, 320, 242, 320, 625,
    ]
    /// U+0E01 to U+0E5B.
    private static let thai = [
        580, 594, 606, 603, 607, 638, 454, 556, 570, 606, 616, 807, 830, 639, 639, 539, 708, 831,
        831, 592, 607, 581, 657, 542, 637, 645, 655, 622, 622, 720, 720, 639, 614, 572, 484, 581,
        580, 639, 512, 602, 677, 580, 642, 720, 587, 565, 588, 536, 0, 485, 485, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 618, 310, 579, 379, 378, 390, 308, 621, 0, 0,
        0, 0, 0, 0, 0, 0, 676, 675, 676, 685, 694, 678, 678, 675, 744, 675, 692, 785,
        1048,
    ]
}
