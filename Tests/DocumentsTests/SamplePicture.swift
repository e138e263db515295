import Documents
import Synchronization

/// The picture numbered `index` of the sample reports: a JPEG of coloured blocks (hills under a sky), each one
/// different, and what a report says about it. Every fourth stands upright.
func samplePicture(_ index: Int) -> (bytes: [UInt8], picture: RoundContent.Picture) {
    if let known = samples.withLock({ $0[index] }) { return known }
    let upright = index % 4 == 3
    let (width, height) = upright ? (480, 640) : (640, 480)
    let bytes = blockJPEG(width: width, height: height) { x, y in
        let horizon = height / 2 + (x / 3 + index * 37) % 97 - 48
        if y < height / 6, x < width / 4 { return (250, 225 - UInt8(index % 7) * 8, 120) }
        if y < horizon { return (120 + UInt8(y * 100 / height), 175 + UInt8(y * 60 / height), 235) }
        let shade = UInt8((x / 40 + y / 40 + index) % 3 * 22)
        return index % 2 == 0 ? (70 + shade, 140 + shade, 80) : (170 + shade, 120 + shade, 75)
    }
    let made = (bytes, RoundContent.Picture(sha256: sha256(bytes), width: width, height: height))
    samples.withLock { $0[index] = made }
    return made
}

/// Pictures made before: making one takes milliseconds, and every suite wants them.
private let samples = Mutex<[Int: (bytes: [UInt8], picture: RoundContent.Picture)]>([:])

/// Gives the sample pictures `0..<count`.
func samplePictures(_ count: Int) -> PictureSource {
    let known = Dictionary((0..<count).map { (samplePicture($0).picture.sha256, $0) }, uniquingKeysWith: { a, _ in a })
    return { name in
        guard let index = known[name] else { throw SamplePictureMissing(name: name) }
        return samplePicture(index).bytes
    }
}

struct SamplePictureMissing: Error { var name: String }

/// A baseline JPEG (ITU-T T.81) whose 8 × 8 blocks each have one colour, that of their first pixel.
func blockJPEG(width: Int, height: Int, colour: (Int, Int) -> (red: UInt8, green: UInt8, blue: UInt8)) -> [UInt8] {
    var bytes: [UInt8] = [0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]
    bytes += [0xff, 0xdb, 0, 67, 0] + [UInt8](repeating: 8, count: 64)
    let size = [height >> 8, height & 255, width >> 8, width & 255].map { UInt8($0) }
    bytes += [0xff, 0xc0, 0, 17, 8] + size + [3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]
    // Nine differences of four bits each (T.81 F.1.2.1), and one AC symbol: end of block.
    bytes += [0xff, 0xc4, 0, 28, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] + Array(0...8)
    bytes += [0xff, 0xc4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    bytes += [0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0]
    var (register, pending) = (0, 0)
    func put(_ value: Int, _ count: Int) {
        register = register << count | value
        pending += count
        while pending >= 8 {
            let byte = UInt8(register >> (pending - 8) & 255)
            bytes.append(byte)
            if byte == 0xff { bytes.append(0) }
            pending -= 8
            register &= (1 << pending) - 1
        }
    }
    func put(_ exact: Double, _ last: Int) -> Int {
        let level = Int(exact.rounded())
        let difference = level - last
        let bits = Int.bitWidth - abs(difference).leadingZeroBitCount
        put(bits, 4)
        put(difference < 0 ? difference + (1 << bits) - 1 : difference, bits)
        put(0, 1)
        return level
    }
    var last = (0, 0, 0)
    for y in stride(from: 0, to: height, by: 8) {
        for x in stride(from: 0, to: width, by: 8) {
            let (red, green, blue) = colour(x, y)
            let (r, g, b) = (Double(red), Double(green), Double(blue))
            let levels = (
                0.299 * r + 0.587 * g + 0.114 * b - 128, -0.1687 * r - 0.3313 * g + 0.5 * b,
                0.5 * r - 0.4187 * g - 0.0813 * b
            )
            last = (put(levels.0, last.0), put(levels.1, last.1), put(levels.2, last.2))
        }
    }
    if pending > 0 { put((1 << (8 - pending)) - 1, 8 - pending) }
    return bytes + [0xff, 0xd9]
}

/// SHA-256 (FIPS 180-4) in lower-case hex, so that tests need no other library.
func sha256(_ message: [UInt8]) -> String {
    let primes = (2...311).filter { n in !(2..<n).contains { n % $0 == 0 } }
    func fraction(_ value: Double) -> UInt32 { UInt32((value - value.rounded(.down)) * 4_294_967_296) }
    var state = primes.prefix(8).map { fraction(Double($0).squareRoot()) }
    let constants = primes.prefix(64).map { prime -> UInt32 in
        // The cube root by Newton's method: exact enough for 32 bits of its fraction.
        var root = Double(prime) / 2
        for _ in 0..<60 { root -= (root * root * root - Double(prime)) / (3 * root * root) }
        return fraction(root)
    }
    var padded = message + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    padded += (0..<8).map { UInt8(truncatingIfNeeded: message.count * 8 >> (56 - 8 * $0)) }
    func turn(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }
    var w = [UInt32](repeating: 0, count: 64)
    for start in stride(from: 0, to: padded.count, by: 64) {
        for i in 0..<16 {
            let at = start + i * 4
            let high = UInt32(padded[at]) << 24 | UInt32(padded[at + 1]) << 16
            w[i] = high | UInt32(padded[at + 2]) << 8 | UInt32(padded[at + 3])
        }
        for i in 16..<64 {
            let low = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3
            let high = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10
            w[i] = w[i - 16] &+ low &+ w[i - 7] &+ high
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for i in 0..<64 {
            let one = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
            let add = h &+ one &+ (e & f ^ ~e & g) &+ constants[i] &+ w[i]
            let zero = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)
            let majority = a & b ^ a & c ^ b & c
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ add, c, b, a, add &+ zero &+ majority)
        }
        for (i, word) in [a, b, c, d, e, f, g, h].enumerated() { state[i] &+= word }
    }
    return state.map { word in
        let hex = String(word, radix: 16)
        return String(repeating: "0", count: 8 - hex.utf8.count) + hex
    }.joined()
}
