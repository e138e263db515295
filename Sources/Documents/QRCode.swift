import CQR

/// A QR code (ISO/IEC 18004) at error correction level M: the modules of its square, without the quiet zone.
public struct QRCode: Sendable, Equatable {
    /// Modules along one side.
    public let size: Int
    /// Row by row from the top left; `true` is dark.
    public let dark: [Bool]

    /// Modules of white that must stand around the code (ISO/IEC 18004 §9.1).
    public static let quietZone = 4

    /// Encodes text as UTF-8 bytes. Returns nil where it is empty or too long (about 2,300 bytes).
    public init?(_ text: String) {
        guard !text.isEmpty else { return nil }
        let bytes = Array(text.utf8)
        guard let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        size = width
        // The lowest bit of a module says whether it is dark; the others tell what it is for.
        dark = UnsafeBufferPointer(start: code.pointee.data, count: width * width).map { $0 & 1 == 1 }
    }

    /// Dark runs of each row, for writers that draw rectangles: left, top and length in modules.
    public var runs: [(x: Int, y: Int, length: Int)] {
        var runs: [(Int, Int, Int)] = []
        for y in 0..<size {
            var x = 0
            while x < size {
                let start = x
                while x < size, dark[y * size + x] { x += 1 }
                if x > start { runs.append((start, y, x - start)) }
                x += 1
            }
        }
        return runs
    }

    /// The data of one SVG path that fills the dark modules, in units of a module, moved in by the quiet zone; the
    /// view box is `0 0 side side` where side is `size + 8`.
    public var svgPath: String {
        runs.map { "M\($0.x + Self.quietZone) \($0.y + Self.quietZone)h\($0.length)v1h-\($0.length)z" }.joined()
    }
}
