/// Turns a fuzzer's input into an office file.
///
/// A change in a packed zip hardly ever gets past its checksums. So the input is the parts themselves, each as
/// `name`, line feed, content, and a zero byte between parts; they are packed here, uncompressed and with right
/// checksums. An input that begins with `PK` is taken as the zip itself, which exercises the zip reader.
public func officeFile(_ input: UnsafeRawBufferPointer) -> [UInt8] {
    if input.starts(with: [0x50, 0x4B]) { return Array(input) }
    var file: [UInt8] = []
    var directory: [UInt8] = []
    var count = 0
    for part in input.split(separator: 0, maxSplits: 30) {
        guard let end = part.firstIndex(of: 0x0A), end > part.startIndex, end - part.startIndex < 200 else { continue }
        let name = part[part.startIndex..<end]
        let content = part[(end + 1)...]
        let common =
            little(20, 2) + little(0, 8) + little(checksum(content), 4) + little(content.count, 4)
            + little(content.count, 4) + little(name.count, 2) + little(0, 2)
        directory += little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 10) + little(file.count, 4) + name
        file += little(0x0403_4B50, 4) + common
        file += name
        file += content
        count += 1
    }
    let start = file.count
    file += directory
    file += little(0x0605_4B50, 4) + little(0, 4) + little(count, 2) + little(count, 2)
    file += little(directory.count, 4) + little(start, 4) + little(0, 2)
    return file
}

private func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
}

private let checksums: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
}

private func checksum(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes { sum = checksums[Int((sum ^ UInt32(byte)) & 0xFF)] ^ sum >> 8 }
    return Int(~sum)
}
