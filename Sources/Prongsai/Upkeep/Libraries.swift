import CArchive
import CPango
import CVips
import Foundation
import Watch

/// The libraries of the system the program stands on.
enum Libraries {
    /// Their versions in one finding, whether libvips can read the photos telephones take, and whether PDFs can be read.
    static func findings() async -> [Finding] {
        var versions = [
            "libvips \(text(vips_version_string()))", "pango \(text(pango_version_string()))",
            "cairo \(text(cairo_version_string()))",
            text(archive_version_string()), "libcurl \(Transfer.version)",
        ]
        let sqlite = try? await Database.unmigrated(.sqlite(path: ":memory:")).read {
            try $0.first("SELECT sqlite_version() AS version")?.string("version")
        }
        if let sqlite = sqlite ?? nil { versions.append("sqlite \(sqlite)") }
        if let number = postgresVersion() { versions.append("libpq \(number / 10_000).\(number % 10_000)") }
        let all = Finding("libraries", .ok, nil, ["versions": versions.joined(separator: ", ")])
        return [all, heif() ? Finding("heif", .ok) : Finding("heif", .warning), await pdf()]
    }

    /// Whether the program that reads PDFs can be started. Without it no document is looked through before it is published.
    static func pdf(reader: String = PageContent.pdfReader) async -> Finding {
        let (end, _) = await LimitedProcess().run(reader, ["-v"], input: [])
        return end == .exited(0) ? Finding("pdf", .ok) : Finding("pdf", .fault, nil, ["program": reader])
    }

    /// Whether libvips was built with a reader of HEIC photos.
    private static func heif() -> Bool {
        vips_init("prongsai") == 0 && vips_type_find("VipsForeignLoad", "heifload_buffer") != 0
    }

    /// libpq's own number, such as 150020. Its header belongs to the database's one file, so the symbol is looked up.
    private static func postgresVersion() -> Int32? {
        guard let symbol = dlsym(nil, "PQlibVersion") else { return nil }
        return unsafeBitCast(symbol, to: (@convention(c) () -> Int32).self)()
    }

    /// Whether fontconfig gives this very family and not a stand-in.
    static func isInstalled(family: String) -> Bool {
        guard let pattern = FcNameParse(family) else { return false }
        defer { FcPatternDestroy(pattern) }
        FcConfigSubstitute(nil, pattern, FcMatchPattern)
        FcDefaultSubstitute(pattern)
        var result = FcResultNoMatch
        guard let match = FcFontMatch(nil, pattern, &result) else { return false }
        defer { FcPatternDestroy(match) }
        var name: UnsafeMutablePointer<FcChar8>?
        guard FcPatternGetString(match, "family", 0, &name) == FcResultMatch, let name else { return false }
        return String(cString: name) == family
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "?" }
}
