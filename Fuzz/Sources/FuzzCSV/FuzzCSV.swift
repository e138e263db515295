import Documents

/// Bytes into the reader of CSV files, and so into the finding of the encoding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    _ = try? SourceDocument.csv(Array(UnsafeBufferPointer(start: data, count: count)))
    return 0
}
