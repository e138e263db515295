import Foundation

// libFuzzer calls from one thread.
nonisolated(unsafe) private let schema = try? Schema(
    file: URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Instruments/edition.schema.json"))

/// Bytes into the reader of editions: YAML, schema, meaning. Without the schema nothing would be tested, so that is a crash.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let schema else { preconditionFailure("Instruments/edition.schema.json cannot be read") }
    _ = try? EditionFile(Array(UnsafeBufferPointer(start: data, count: count)), file: "fuzz.yaml", schema: schema)
    return 0
}
