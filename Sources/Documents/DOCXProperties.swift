extension SourceDocument {
    /// The text of a DOCX file's custom properties (ECMA-376 Part 1 §22.3), in which our own reports name their hash;
    /// empty where there is none or the file cannot be read.
    public static func docxProperties(_ bytes: [UInt8]) -> String {
        guard var zip = try? Zip(bytes, limits: .standard), let part = try? zip.read("docProps/custom.xml") else {
            return ""
        }
        return String(decoding: part, as: UTF8.self)
    }
}
