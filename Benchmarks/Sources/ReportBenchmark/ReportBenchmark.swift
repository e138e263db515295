import Documents
import Foundation

/// Writes one report, read from a file, as PDF or Word document; or tells what stands in its table, so that other
/// programs can set the same.
///
///     ReportBenchmark pdf|docx|table REPORT.json PHOTOS FONTS OUTPUT
@main struct ReportBenchmark {
    struct Wrong: Error { var what: String }

    /// A report as `content.py` writes it.
    struct File: Decodable {
        var content: RoundContent
        var layout: ReportLayout
        var words: ReportWords
        var seal: ReportSeal
    }

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 6 else { throw Wrong(what: "usage: pdf|docx|table REPORT.json PHOTOS FONTS OUTPUT") }
        let (kind, photos, fonts) = (arguments[1], arguments[3], arguments[4])
        let report = try read(arguments[2])
        let pictures: PictureSource = { name in
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(photos)/\(name).jpg")))
        }
        let start = processorSeconds()
        let bytes: [UInt8]
        switch kind {
        case "pdf": bytes = try report.pdf(fonts: ReportFonts.load(folder: fonts), pictures: pictures)
        case "docx": bytes = try report.docx(pictures: pictures)
        case "table": bytes = [UInt8](try JSONEncoder().encode(TableFile(report)))
        default: throw Wrong(what: "pdf, docx or table")
        }
        let seconds = processorSeconds() - start
        try write(bytes, to: arguments[5])
        print("{\"alone\": \(seconds)}")
    }

    private static func read(_ path: String) throws -> Report {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let file = try JSONDecoder().decode(File.self, from: data)
        return Report(content: file.content, layout: file.layout, words: file.words, seal: file.seal)
    }

    /// Straight from where they are: a copy would count as memory the report needs.
    private static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "wb") else { throw Wrong(what: "cannot write \(path)") }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Wrong(what: "cannot write \(path)") }
    }

    /// Processor seconds this process has used.
    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
