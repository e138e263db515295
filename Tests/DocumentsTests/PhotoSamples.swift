import Foundation

/// A picture whose left half is red and right half blue.
func twoColours(width: Int = 160, height: Int = 80) -> [UInt8] {
    blockJPEG(width: width, height: height) { x, _ in x < width / 2 ? (220, 30, 30) : (30, 30, 220) }
}

/// Puts an EXIF block into a JPEG: orientation, time taken, and a position in Bangkok.
func withExif(_ jpeg: [UInt8], orientation: Int = 1, taken: String? = nil, position: Bool = false) -> [UInt8] {
    func two(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8 & 255)] }
    func four(_ value: Int) -> [UInt8] { two(value & 0xffff) + two(value >> 16) }
    func entry(_ tag: Int, _ type: Int, _ count: Int, _ value: [UInt8]) -> [UInt8] {
        two(tag) + two(type) + four(count) + value + [UInt8](repeating: 0, count: 4 - value.count)
    }
    // Directory of three entries at 8; EXIF directory at 50 with one entry; its text at 68; position at 88.
    let text = Array((taken ?? "").utf8) + [0]
    var tiff = Array("II".utf8) + two(42) + four(8)
    tiff += two(3) + entry(0x0112, 3, 1, two(orientation))
    tiff += entry(0x8769, 4, 1, four(50)) + entry(0x8825, 4, 1, four(88)) + four(0)
    tiff += two(taken == nil ? 0 : 1) + entry(0x9003, 2, 20, four(68)) + four(0)
    tiff += text + [UInt8](repeating: 0, count: 20 - text.count)
    tiff += two(position ? 4 : 0)
    tiff += entry(1, 2, 2, Array("N".utf8)) + entry(2, 5, 3, four(142))
    tiff += entry(3, 2, 2, Array("E".utf8)) + entry(4, 5, 3, four(142)) + four(0)
    tiff += [13, 53, 2048].flatMap { four($0) + four(1) }
    tiff += Array("MAKERNOTE-OF-SOMEBODY".utf8)
    let block = Array("Exif\0\0".utf8) + tiff
    let length = block.count + 2
    return Array(jpeg[..<2]) + [0xff, 0xe1, UInt8(length >> 8), UInt8(length & 255)] + block + Array(jpeg[2...])
}

/// A PNG (ISO/IEC 15948) of one colour with transparency, its data stored and not compressed.
func png(width: Int, height: Int, colour: [UInt8], declared: (Int, Int)? = nil) -> [UInt8] {
    func four(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }
    func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        var crc: UInt32 = .max
        for byte in body {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
        }
        return four(data.count) + body + four(Int(~crc))
    }
    let line: [UInt8] = [0] + Array(repeating: colour, count: width).joined()
    let raw = Array(Array(repeating: line, count: height).joined())
    var (low, high) = (1, 0)
    for byte in raw { (low, high) = ((low + Int(byte)) % 65521, (high + low + Int(byte)) % 65521) }
    let count = [UInt8(raw.count & 255), UInt8(raw.count >> 8)]
    let data = [0x78, 1, 1] + count + count.map { ~$0 } + raw + four(high << 16 | low)
    let size = declared ?? (width, height)
    return [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]
        + chunk("IHDR", four(size.0) + four(size.1) + [8, 6, 0, 0, 0]) + chunk("IDAT", data) + chunk("IEND", [])
}

/// A lossy WebP of 24 × 16 pixels in one brick red.
func webp() -> [UInt8] {
    let frame = "0AIAnQEqGAAQAD5tLJFFpCKhmAQAQAbEoAdgABFjAAD+8Bvf/6FGyiYp///aWf/Us/+pZ/ioAAA="
    let data = Array(Data(base64Encoded: frame) ?? Data())
    func four(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
    return Array("RIFF".utf8) + four(data.count + 12) + Array("WEBPVP8 ".utf8) + four(data.count) + data
}

/// The same picture as HEIC, made by libheif's own program.
func heic(_ jpeg: [UInt8]) throws -> [UInt8] {
    try withFolder { folder in
        try write(jpeg, to: "\(folder)/p.jpg")
        try tool("heif-enc", ["-o", "\(folder)/p.heic", "\(folder)/p.jpg"])
        return try read("\(folder)/p.heic")
    }
}
