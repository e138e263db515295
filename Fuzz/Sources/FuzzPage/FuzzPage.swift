import Watch

/// Bytes as a page in any encoding, into words, blocks, phrases, years and the difference to its own half.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    let decoded = PageEncoding.decode(bytes, contentType: bytes.first.map { $0 % 3 == 0 ? "text/html; charset=tis-620" : "text/html" })
    precondition(String(validating: decoded.bytes, as: UTF8.self) != nil)
    let page = PageText.html(utf8: decoded.bytes)
    let half = PageText.html(utf8: Array(decoded.bytes.prefix(decoded.bytes.count / 2)))
    for block in page.blocks { precondition(!block.text.isEmpty) }
    let day = PageForm.Day(year: 2568, month: 11, day: 28)
    precondition(PageForm(page, seen: day).digest() == PageForm(page, seen: day).digest())
    _ = PageDifference.between(half, seen: day, page, seen: day)
    _ = YearCheck.of(page, fiscalYear: 2568)
    return 0
}
