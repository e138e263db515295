extension QRCode {
    /// Pixels along one side of a module of the picture.
    private static let scale = 8

    /// The code with its quiet zone as a PNG of two colours (ISO/IEC 15948), for files that carry pictures. The same
    /// code gives the same bytes.
    public var png: [UInt8] {
        let side = (size + 2 * Self.quietZone) * Self.scale
        let length = (side + 7) / 8
        var lines: [UInt8] = []
        for y in 0..<side {
            var line = [UInt8](repeating: 0xff, count: length)
            let row = y / Self.scale - Self.quietZone
            for x in 0..<side where (0..<size).contains(row) {
                let column = x / Self.scale - Self.quietZone
                if (0..<size).contains(column), dark[row * size + column] { line[x / 8] &= ~(0x80 >> UInt8(x % 8)) }
            }
            lines.append(0)  // no filter
            lines += line
        }
        var header = Self.big(side) + Self.big(side)
        header += [1, 0, 0, 0, 0]  // one bit, grey
        return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + Self.chunk("IHDR", header)
            + Self.chunk("IDAT", Self.zlib(lines)) + Self.chunk("IEND", [])
    }

    private static func chunk(_ name: StaticString, _ body: [UInt8]) -> [UInt8] {
        let named = name.withUTF8Buffer { Array($0) } + body
        return big(body.count) + named + big(Int(crc(named)))
    }

    /// Blocks kept as they are (RFC 1950, RFC 1951 §3.2.4): the file around the picture is compressed.
    private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        var packed: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: bytes.count, by: 65_535) {
            let block = bytes[start..<min(start + 65_535, bytes.count)]
            let count = UInt16(block.count)
            packed.append(start + block.count == bytes.count ? 1 : 0)
            packed += [UInt8(count & 0xff), UInt8(count >> 8), UInt8(~count & 0xff), UInt8(~count >> 8)]
            packed += block
        }
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return packed + big(Int(high << 16 | low))
    }

    /// The check of a chunk (ISO/IEC 15948 §5.5).
    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var value: UInt32 = 0xffff_ffff
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
        }
        return ~value
    }

    private static func big(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
