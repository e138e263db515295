/// Bytes into the readers of forms: as a query string, and as a form with files, whose first byte says in what pieces it
/// comes. What a piece at a time gives has to be what the whole at once gives.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    if let fields = try? FormFields(encoded: bytes), let again = try? FormFields(encoded: fields.encoded.utf8) {
        precondition(again.pairs.count == fields.pairs.count, "a field was lost")
    }
    guard let first = bytes.first else { return 0 }
    let whole = events(Array(bytes.dropFirst()), piece: 1 << 20)
    precondition(whole == events(Array(bytes.dropFirst()), piece: Int(first) + 1), "pieces change what is read")
    return 0
}

/// What a body says, data of a part joined; nil where it is refused.
private func events(_ bytes: [UInt8], piece: Int) -> [Multipart.Event]? {
    guard var parser = try? Multipart(contentType: "multipart/form-data; boundary=b") else { return nil }
    var events: [Multipart.Event] = []
    var rest = bytes[...]
    do {
        while !rest.isEmpty {
            for event in try parser.feed(rest.prefix(piece)) {
                if case .data(let more) = event, case .data(let before) = events.last {
                    events[events.count - 1] = .data(before + more)
                } else {
                    events.append(event)
                }
            }
            rest = rest.dropFirst(piece)
        }
        try parser.finish()
    } catch { return nil }
    return events
}
