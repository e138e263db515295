import Watch

/// Text into the reader of addresses: what is read reads the same again, and names no host that looks like a number.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
    guard let base = try? WebAddress("http://agency.test/a/b?c") else { return 0 }
    for address in [try? WebAddress(text), try? base.resolving(text)].compactMap(\.self) {
        let written = address.description
        precondition(written.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        let again = try? WebAddress(written)
        precondition(again?.description == written)
        if case .name(let name) = address.host { precondition(IPAddress(name) == nil) }
    }
    return 0
}
