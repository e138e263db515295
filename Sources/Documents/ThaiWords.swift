import CPango

/// Where words begin, by the dictionary that breaks lines on paper.
public enum ThaiWords {
    /// Offsets in scalars at which a line of the text may begin, in order; the start and the end are not among them.
    public static func starts(_ text: String) -> [Int] {
        let bytes = Array(text.utf8)
        let count = text.unicodeScalars.count
        guard count > 1, bytes.count < 1_000_000 else { return [] }
        var marks = [PangoLogAttr](repeating: PangoLogAttr(), count: count + 1)
        bytes.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                pango_get_log_attrs(
                    text.baseAddress, Int32(text.count), -1, pango_language_from_string("th"), &marks,
                    Int32(marks.count))
            }
        }
        return (1..<count).filter { marks[$0].is_line_break != 0 }
    }
}
