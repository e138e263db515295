/// Many phrases, looked for at once: what a text holds is found in one pass, however many there are.
struct PhraseSet: Sendable {
    private let phrases: [[UInt16]]
    /// Indices of phrases by a short number made of their first two characters.
    private let buckets: [[Int]]

    /// Phrases as ``squeeze(_:)`` leaves them, of at least two characters.
    init(_ phrases: [String]) {
        self.phrases = phrases.map { Self.squeeze($0) }
        var buckets = [[Int]](repeating: [], count: 1024)
        for (index, phrase) in self.phrases.enumerated() where phrase.count >= 2 {
            buckets[Self.bucket(phrase[0], phrase[1])].append(index)
        }
        self.buckets = buckets
    }

    private static func bucket(_ first: UInt16, _ second: UInt16) -> Int {
        Int(truncatingIfNeeded: UInt32(first) &* 131 &+ UInt32(second) &* 7) & 1023
    }

    /// A text without spaces, capitals small, Thai digits as Arabic ones; what lies outside the basic plane is dropped.
    static func squeeze(_ text: String) -> [UInt16] {
        var text = text
        return text.withUTF8 { bytes in
            [UInt16](unsafeUninitializedCapacity: bytes.count) { out, count in
                var at = 0
                func put(_ unit: UInt16) {
                    out[count] = unit
                    count += 1
                }
                while at < bytes.count {
                    let byte = bytes[at]
                    switch byte {
                    case 0x20: at += 1
                    case 0x41...0x5A:
                        put(UInt16(byte | 0x20))
                        at += 1
                    case 0..<0x80:
                        put(UInt16(byte))
                        at += 1
                    case 0xE0..<0xF0 where at + 2 < bytes.count:
                        let unit =
                            UInt16(byte & 0xF) << 12 | UInt16(bytes[at + 1] & 0x3F) << 6 | UInt16(bytes[at + 2] & 0x3F)
                        put((0x0E50...0x0E59).contains(unit) ? unit - 0x0E20 : unit)
                        at += 3
                    case 0xC0..<0xE0 where at + 1 < bytes.count:
                        put(UInt16(byte & 0x1F) << 6 | UInt16(bytes[at + 1] & 0x3F))
                        at += 2
                    default: at += byte >= 0xF0 ? 4 : 1
                    }
                }
            }
        }
    }

    /// The index of the phrase that stands first in a squeezed text; nil where there is none.
    func first(in text: [UInt16]) -> Int? {
        guard text.count >= 2 else { return nil }
        return text.withUnsafeBufferPointer { text in
            for start in 0..<(text.count - 1) {
                for index in buckets[Self.bucket(text[start], text[start + 1])] {
                    let phrase = phrases[index]
                    guard phrase.count <= text.count - start else { continue }
                    var at = 0
                    while at < phrase.count, phrase[at] == text[start + at] { at += 1 }
                    if at == phrase.count { return index }
                }
            }
            return nil
        }
    }

    /// The indices of all phrases that stand in a squeezed text.
    func all(in text: [UInt16]) -> Set<Int> {
        guard text.count >= 2 else { return [] }
        var found: Set<Int> = []
        for start in 0..<(text.count - 1) {
            for index in buckets[Self.bucket(text[start], text[start + 1])]
            where text[start...].starts(with: phrases[index]) { found.insert(index) }
        }
        return found
    }

    /// The phrase found first in a squeezed text.
    func phrase(in text: [UInt16]) -> String? {
        first(in: text).map { String(decoding: phrases[$0], as: UTF16.self) }
    }

    /// Whether a squeezed text is one of the phrases and nothing else.
    func whole(_ text: [UInt16]) -> Bool { phrases.contains(text) }
}
