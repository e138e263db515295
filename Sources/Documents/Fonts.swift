import CPango
import Synchronization

/// The typeface a report is set in.
public struct ReportFonts: Sendable, Equatable {
    /// The family's name as fontconfig knows it: `Sarabun`, or `Laksaman` where no private folder has it.
    public let family: String

    /// Uses Sarabun from a private folder of font files when it is there, else Laksaman, which Debian's
    /// fonts-tlwg-laksaman installs. Reads the folder once per process; call it before documents are made, because
    /// fontconfig's configuration belongs to the whole process.
    public static func load(folder: String?) -> ReportFonts {
        if let folder {
            registered.withLock { folders in
                if folders.contains(folder) { return }
                if FcConfigAppFontAddDir(FcConfigGetCurrent(), folder) != 0 { folders.insert(folder) }
            }
        }
        return ReportFonts(family: isInstalled("Sarabun") ? "Sarabun" : "Laksaman")
    }

    private static let registered = Mutex<Set<String>>([])

    /// Whether fontconfig gives this very family and not a stand-in.
    private static func isInstalled(_ family: String) -> Bool {
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
}
