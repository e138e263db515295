import Foundation

/// Bytes that grow without being copied to a second place: a report's photos make them large.
final class PDFBytes {
    private(set) var start: UnsafeMutablePointer<UInt8>?
    private(set) var count = 0
    private var capacity = 0

    deinit { discard() }

    var all: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

    func discard() {
        free(start)
        (start, count, capacity) = (nil, 0, 0)
    }

    /// False where there is no memory for more.
    func append(_ data: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        if count + length > capacity {
            let wanted = max(count + length, capacity + max(capacity / 4, 1 << 16))
            guard let grown = realloc(start, wanted) else { return false }
            (start, capacity) = (grown.assumingMemoryBound(to: UInt8.self), wanted)
        }
        start?.advanced(by: count).update(from: data, count: length)
        count += length
        return true
    }

    /// Lets go what stands from `end` on.
    func cut(to end: Int) { count = min(max(end, 0), count) }

    /// Puts spaces where something stood.
    func blank(_ range: Range<Int>) {
        guard range.lowerBound >= 0, range.upperBound <= count else { return }
        start?.advanced(by: range.lowerBound).update(repeating: 0x20, count: range.count)
    }

    /// The bytes as an array. Each piece is given back to the system once it is copied, so that they are never in memory
    /// twice.
    func handedOver() -> [UInt8] {
        guard let start else { return [] }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let array = [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            // Whole pages inside the block: what stands before and behind it belongs to others.
            var kept = (Int(bitPattern: start) + page - 1) / page * page
            while used < count {
                let piece = min(1 << 20, count - used)
                buffer.baseAddress?.advanced(by: used).initialize(from: start.advanced(by: used), count: piece)
                used += piece
                let end = (Int(bitPattern: start) + used) / page * page
                if end > kept, let address = UnsafeMutableRawPointer(bitPattern: kept) {
                    madvise(address, end - kept, Int32(MADV_DONTNEED))
                    kept = end
                }
            }
        }
        discard()
        return array
    }
}
