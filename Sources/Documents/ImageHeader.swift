/// The picture formats that are accepted, told apart by their first bytes.
enum ImageType: String, Sendable {
    case jpeg = "image/jpeg"
    case png = "image/png"
    case webp = "image/webp"
    case heic = "image/heic"

    /// Looks at the first bytes only.
    init(of bytes: [UInt8]) throws(PhotoError) {
        let bytes = bytes[...]
        if bytes.starts(with: [0xff, 0xd8, 0xff]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
            self = .png
        } else if bytes.text(0, "RIFF"), bytes.text(8, "WEBP") {
            self = .webp
        } else if bytes.text(4, "ftyp") {
            self = try Self.brand(bytes)
        } else if let name = Self.others.first(where: { bytes.starts(with: $0.magic) })?.name {
            throw .unsupported(name)
        } else if bytes.prefix(1024).holds("<svg") {
            throw .unsupported("SVG")
        } else {
            throw .notAPicture
        }
    }

    /// ISO/IEC 14496-12 §4.3: the major brand, a version, then brands it is compatible with.
    private static func brand(_ bytes: ArraySlice<UInt8>) throws(PhotoError) -> ImageType {
        guard let length = bytes.number(0, 4), length >= 16 else { throw .damaged }
        let places = [8] + stride(from: 16, to: min(length, 16 + 4 * 64), by: 4)
        func names(_ brands: [String]) -> Bool { places.contains { at in brands.contains { bytes.text(at, $0) } } }
        if names(["heic", "heix", "hevc", "hevx", "heim", "heis"]) { return .heic }
        if names(["avif", "avis"]) { throw .unsupported("AVIF") }
        if names(["mif1", "msf1"]) { return .heic }
        throw .notAPicture
    }

    private static let others: [(magic: [UInt8], name: String)] = [
        (Array("GIF8".utf8), "GIF"), (Array("BM".utf8), "BMP"), ([0x49, 0x49, 0x2a, 0], "TIFF"),
        ([0x4d, 0x4d, 0, 0x2a], "TIFF"), (Array("8BPS".utf8), "PSD"), ([0xff, 0x0a], "JPEG XL"),
        ([0, 0, 0, 12, 0x4a, 0x58, 0x4c, 0x20], "JPEG XL"), ([0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20], "JPEG 2000"),
    ]

    /// Pixels as stored, read from the header alone; nil where the header does not say.
    func size(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
        let bytes = bytes[...]
        switch self {
        case .jpeg: return Self.jpegFrame(bytes)
        case .png:
            guard bytes.text(12, "IHDR"), let width = bytes.number(16, 4), let height = bytes.number(20, 4) else {
                return nil
            }
            return (width, height)
        case .webp: return Self.webpCanvas(bytes)
        case .heic: return Self.heicCanvas(bytes)
        }
    }

    /// Whether the file ends before the picture does, as far as its own structure tells.
    func isCutShort(_ bytes: [UInt8]) -> Bool {
        let bytes = bytes[...]
        switch self {
        case .jpeg:
            // Cameras put more after the picture, and thumbnails before it: look behind the start of the scan.
            guard let scan = Self.jpegMarkers(bytes).first(where: { $0.code == 0xda }) else { return true }
            return !bytes[scan.at...].holds([0xff, 0xd9])
        case .png: return !bytes.suffix(4096).holds("IEND")
        case .webp: return bytes.number(4, 4, little: true).map { $0 + 8 > bytes.count } ?? true
        case .heic:
            var at = 0
            while let box = Box(bytes, at: at, end: .max) {
                if box.end > bytes.count { return true }
                at = box.end
            }
            return at < bytes.count
        }
    }

    /// Marker segments up to the first scan (ITU-T T.81 B.1.1).
    private static func jpegMarkers(_ bytes: ArraySlice<UInt8>) -> [(code: UInt8, at: Int)] {
        var found: [(UInt8, Int)] = []
        var at = 2
        while at + 4 <= bytes.count, bytes[at] == 0xff, found.count < 4096 {
            let code = bytes[at + 1]
            if code == 0xff {
                at += 1
            } else if code == 0x01 || (0xd0...0xd7).contains(code) {
                at += 2
            } else {
                found.append((code, at))
                if code == 0xda || code == 0xd9 { break }
                at += 2 + max(bytes.number(at + 2, 2) ?? 0, 2)
            }
        }
        return found
    }

    /// The frame header, SOF0…SOF15 (ITU-T T.81 B.2.2).
    private static func jpegFrame(_ bytes: ArraySlice<UInt8>) -> (Int, Int)? {
        let frames = jpegMarkers(bytes).filter {
            (0xc0...0xcf).contains($0.code) && ![0xc4, 0xc8, 0xcc].contains($0.code)
        }
        guard frames.count == 1, let height = bytes.number(frames[0].at + 5, 2),
            let width = bytes.number(frames[0].at + 7, 2)
        else { return nil }
        return (width, height)
    }

    /// RFC 9649 §2.5–2.7: the simple lossy, simple lossless and extended headers.
    private static func webpCanvas(_ bytes: ArraySlice<UInt8>) -> (Int, Int)? {
        func number(_ at: Int, _ count: Int) -> Int? { bytes.number(at, count, little: true) }
        if bytes.text(12, "VP8X"), let width = number(24, 3), let height = number(27, 3) {
            return (width + 1, height + 1)
        }
        if bytes.text(12, "VP8L"), let bits = number(21, 4) { return (bits & 0x3fff + 1, bits >> 14 & 0x3fff + 1) }
        if bytes.text(12, "VP8 "), let width = number(26, 2), let height = number(28, 2) {
            return (width & 0x3fff, height & 0x3fff)
        }
        return nil
    }

    /// The largest image extent of the file (ISO/IEC 23008-12 §6.5.3 `ispe`): whichever picture is the main one, no
    /// larger one can be asked of the decoder.
    private static func heicCanvas(_ bytes: ArraySlice<UInt8>) -> (Int, Int)? {
        var largest: (width: Int, height: Int)?
        var boxes = 0
        // Sides of 32 bits: their product would not fit.
        func area(_ width: Int, _ height: Int) -> Double { Double(width) * Double(height) }
        func walk(_ start: Int, _ end: Int, _ depth: Int) {
            var at = start
            while let box = Box(bytes, at: at, end: end), boxes < 10_000 {
                boxes += 1
                switch box.name {
                case "meta" where depth == 0: walk(box.content + 4, box.end, 1)
                case "iprp" where depth == 1, "ipco" where depth == 2: walk(box.content, box.end, depth + 1)
                case "ispe" where depth == 3:
                    if let width = bytes.number(box.content + 4, 4), let height = bytes.number(box.content + 8, 4),
                        area(width, height) > (largest.map(area) ?? -1)
                    {
                        largest = (width, height)
                    }
                default: break
                }
                at = box.end
            }
        }
        walk(0, bytes.count, 0)
        return largest
    }
}

/// A box of an ISO base media file (ISO/IEC 14496-12 §4.2).
private struct Box {
    var name: String
    var content: Int
    var end: Int

    init?(_ bytes: ArraySlice<UInt8>, at: Int, end limit: Int) {
        guard at < limit, let size = bytes.number(at, 4), at + 8 <= bytes.count else { return nil }
        name = String(decoding: bytes[at + 4..<at + 8], as: UTF8.self)
        switch size {
        case 0: (content, end) = (at + 8, bytes.count)
        case 1:
            guard let long = bytes.number(at + 8, 8), long >= 16, long < Int.max / 2 else { return nil }
            (content, end) = (at + 16, at + long)
        case 8...: (content, end) = (at + 8, at + size)
        default: return nil
        }
        if end > limit { return nil }
    }
}
