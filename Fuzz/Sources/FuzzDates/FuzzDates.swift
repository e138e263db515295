import Watch

/// Text into the finder of dates: mentions lie inside the text, in order, and do not overlap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
    let length = text.unicodeScalars.count
    var end = 0
    for mention in DateMention.find(in: text) {
        precondition(mention.range.lowerBound >= end && mention.range.upperBound <= length && !mention.range.isEmpty)
        end = mention.range.upperBound
        _ = mention.fiscalYears
    }
    return 0
}
