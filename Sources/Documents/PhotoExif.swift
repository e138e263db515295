/// The few fields of an EXIF block (CIPA DC-008, a TIFF file inside the picture) that matter: when and whether where.
struct ExifBlock {
    private(set) var takenAt: String?
    private(set) var hasPosition = false

    /// Reads what it can: a damaged block says nothing.
    init(_ block: [UInt8]) {
        var bytes = block[...]
        if bytes.starts(with: Array("Exif\0\0".utf8)) { bytes = Array(bytes.dropFirst(6))[...] }
        let little = bytes.text(0, "II")
        guard little || bytes.text(0, "MM"), let first = bytes.number(4, 4, little: little) else { return }
        let main = Self.directory(bytes, at: first, little: little)
        if let place = main[0x8769], let at = bytes.number(place, 4, little: little) {
            takenAt = Self.directory(bytes, at: at, little: little)[0x9003].flatMap { place in
                bytes.number(place, 4, little: little).flatMap { Self.time(bytes.dropFirst($0).prefix(19)) }
            }
        }
        if let place = main[0x8825], let at = bytes.number(place, 4, little: little) {
            // GPSLatitude and GPSLongitude; cameras without a fix write the directory but not these.
            let position = Self.directory(bytes, at: at, little: little)
            hasPosition = position[2] != nil || position[4] != nil
        }
    }

    /// Where the value of each tag stands, or the offset to it where it has more than four bytes.
    private static func directory(_ bytes: ArraySlice<UInt8>, at start: Int, little: Bool) -> [Int: Int] {
        guard let count = bytes.number(start, 2, little: little), count <= 512 else { return [:] }
        var places: [Int: Int] = [:]
        for index in 0..<count {
            let at = start + 2 + index * 12
            guard let tag = bytes.number(at, 2, little: little), at + 12 <= bytes.count else { break }
            places[tag] = at + 8
        }
        return places
    }

    /// `2025:01:14 09:30:00` as `2025-01-14T09:30:00`; nil for the zeros and blanks of an unset clock.
    private static func time(_ text: ArraySlice<UInt8>) -> String? {
        let bytes = Array(text)
        guard bytes.count == 19 else { return nil }
        let fields = [(0, 4), (5, 2), (8, 2), (11, 2), (14, 2), (17, 2)].map { start, count -> Int in
            bytes[start..<start + count].reduce(0) { (48...57).contains($1) && $0 >= 0 ? $0 * 10 + Int($1) - 48 : -1 }
        }
        guard fields[0] > 0, (1...12).contains(fields[1]), (1...31).contains(fields[2]),
            (0...23).contains(fields[3]), (0...59).contains(fields[4]), (0...59).contains(fields[5])
        else { return nil }
        var text = bytes
        (text[4], text[7], text[10]) = (UInt8(ascii: "-"), UInt8(ascii: "-"), UInt8(ascii: "T"))
        (text[13], text[16]) = (UInt8(ascii: ":"), UInt8(ascii: ":"))
        return String(decoding: text, as: UTF8.self)
    }
}

/// Reading from bytes of a file that may lie about its lengths. Positions count from the start of the file.
extension ArraySlice<UInt8> {
    /// An unsigned number of 1…8 bytes; nil past the end, or where it does not fit.
    func number(_ at: Int, _ count: Int, little: Bool = false) -> Int? {
        guard at >= startIndex, at <= endIndex - count else { return nil }
        var value: UInt64 = 0
        for offset in 0..<count { value = value << 8 | UInt64(self[little ? at + count - 1 - offset : at + offset]) }
        return Int(exactly: value)
    }

    /// Whether these ASCII letters stand at a place.
    func text(_ at: Int, _ text: String) -> Bool {
        at >= startIndex && at <= endIndex && self[at...].starts(with: text.utf8)
    }

    /// Whether these bytes stand anywhere.
    func holds(_ wanted: some Collection<UInt8>) -> Bool {
        guard let first = wanted.first else { return true }
        var rest = self
        while let at = rest.firstIndex(of: first) {
            if rest[at...].starts(with: wanted) { return true }
            rest = rest[(at + 1)...]
        }
        return false
    }

    /// Whether these ASCII letters stand anywhere.
    func holds(_ text: String) -> Bool { holds(Array(text.utf8)) }
}
