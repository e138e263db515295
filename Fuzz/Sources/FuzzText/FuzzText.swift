import Documents

/// Bytes into the reader of plain text, Markdown tables and HTML inside cells.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    _ = try? SourceDocument.text(TextDecoding.decode(bytes).text)
    return 0
}
