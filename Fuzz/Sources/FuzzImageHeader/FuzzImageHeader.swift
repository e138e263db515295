import Documents

/// Bytes into what looks at pictures before anything decodes them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    _ = try? Photo.read(Array(UnsafeBufferPointer(start: data, count: count)))
    return 0
}
