import Watch

/// Bytes into the reader of web archives; what it reads is written and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    for file in [bytes, Gzip.pack(bytes) ?? []] {
        var reader = WARCReader(file, limit: 4 << 20)
        while let (record, _) = try? reader.next() {
            let again = try? WARCReader.records(record.bytes, verifying: false)
            precondition(again?.count == 1 && again?.first?.block == record.block && again?.first?.type == record.type)
        }
    }
    return 0
}
