import Documents
import FuzzInput

/// Parts of a workbook, or a zip, into its reader.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let file = officeFile(UnsafeRawBufferPointer(start: data, count: count))
    _ = try? SourceDocument.xlsx(file, limits: .fuzzing)
    return 0
}

extension SourceLimits {
    /// Small, so that a run reaches the limits and stays quick.
    fileprivate static var fuzzing: SourceLimits {
        var limits = SourceLimits.standard
        limits.entryBytes = 4 << 20
        limits.totalBytes = 16 << 20
        limits.cells = 50_000
        return limits
    }
}
