import CQPDF

extension SourceDocument {
    /// The keywords of a PDF (ISO 32000-1 §14.3.3), in which our own reports name their hash; empty where there are none
    /// or the file cannot be read.
    public static func pdfKeywords(_ bytes: [UInt8]) -> String {
        var document: qpdf_data? = qpdf_init()
        defer { qpdf_cleanup(&document) }
        qpdf_silence_errors(document)
        qpdf_set_suppress_warnings(document, 1)
        qpdf_set_attempt_recovery(document, 0)
        let status = bytes.withUnsafeBytes {
            qpdf_read_memory(document, "report", $0.bindMemory(to: CChar.self).baseAddress, UInt64(bytes.count), nil)
        }
        // An error that nobody asked for would be printed at the end.
        if qpdf_has_error(document) != 0 { _ = qpdf_get_error(document) }
        guard status & 2 == 0, let text = qpdf_get_info_key(document, "/Keywords") else { return "" }
        return String(cString: text)
    }
}
