/// Many phrases, looked for at once: what a text holds is found in one pass, however many there are.
struct PhraseSet: Sendable {
    private let phrases: [[UInt16]]
    /// Indices of phrases, those with the same first two characters in one bucket, and where each bucket begins.
    private let members: [Int]
    private let starts: [Int]

    /// Phrases as ``squeeze(_:)`` leaves them, of at least two characters.
    init(_ phrases: [String]) {
        self.phrases = phrases.map { Self.squeeze($0) }
        var buckets = [[Int]](repeating: [], count: 1024)
        for (index, phrase) in self.phrases.enumerated() where phrase.count >= 2 {
            buckets[Self.bucket(phrase[0], phrase[1])].append(index)
        }
        members = buckets.flatMap(\.self)
        starts = buckets.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    }

    /// A short number made of two characters.
    private static func bucket(_ first: UInt16, _ second: UInt16) -> Int {
        Int(truncatingIfNeeded: UInt32(first) &* 131 &+ UInt32(second) &* 7) & 1023
    }

    /// A text without spaces, capitals small, Thai digits as Arabic ones; what lies outside the basic plane is dropped.
    static func squeeze(_ text: String) -> [UInt16] {
        // An array without room is the one that all empty arrays share: nothing may be written to it.
        guard !text.utf8.isEmpty else { return [] }
        var text = text
        return text.withUTF8 { bytes in
            [UInt16](unsafeUninitializedCapacity: bytes.count) { out, count in
                var (at, filled) = (0, 0)
                func put(_ unit: UInt16) {
                    out[filled] = unit
                    filled += 1
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
                count = filled
            }
        }
    }

    /// The same of scalars.
    static func squeeze(_ scalars: ArraySlice<Unicode.Scalar>) -> [UInt16] {
        var units: [UInt16] = []
        units.reserveCapacity(scalars.count)
        for scalar in scalars {
            switch scalar.value {
            case 0x20, 0x10000...: break
            case 0x41...0x5A: units.append(UInt16(scalar.value | 0x20))
            case 0x0E50...0x0E59: units.append(UInt16(scalar.value - 0x0E20))
            default: units.append(UInt16(scalar.value))
            }
        }
        return units
    }

    /// The index of the phrase that stands first in a squeezed text; nil where there is none.
    func first(in text: [UInt16]) -> Int? {
        var found: Int?
        walk(text) { index in
            found = index
            return false
        }
        return found
    }

    /// Adds the indices of all phrases that stand in a squeezed text.
    func all(in text: [UInt16], to found: inout Set<Int>) {
        walk(text) { index in
            found.insert(index)
            return true
        }
    }

    /// Takes the index of every phrase that stands in a text, in its order, until one is enough.
    @inline(__always)
    private func walk(_ text: [UInt16], _ take: (Int) -> Bool) {
        guard text.count >= 2 else { return }
        text.withUnsafeBufferPointer { text in
            starts.withUnsafeBufferPointer { starts in
                for at in 0..<(text.count - 1) {
                    let bucket = Self.bucket(text[at], text[at + 1])
                    guard starts[bucket] < starts[bucket + 1] else { continue }
                    for index in members[starts[bucket]..<starts[bucket + 1]]
                    where text[at...].starts(with: phrases[index]) && !take(index) { return }
                }
            }
        }
    }

    /// The phrase found first in a squeezed text.
    func phrase(in text: [UInt16]) -> String? {
        first(in: text).map { self[$0] }
    }

    /// A phrase, squeezed.
    subscript(index: Int) -> String { String(decoding: phrases[index], as: UTF16.self) }

    /// Whether a squeezed text is one of the phrases and nothing else.
    func whole(_ text: [UInt16]) -> Bool { phrases.contains(text) }
}

/// A page as phrases are looked for in it, squeezed once for all the sets that are held against it.
struct SqueezedPage: Sendable {
    let text: PageText
    let title: [UInt16]
    /// One for each block of the text.
    let blocks: [[UInt16]]
    /// Bytes of all blocks, as they are in the text.
    let size: Int
    /// Bytes of those that are not in the frame of the site.
    let mainSize: Int

    init(_ text: PageText) {
        self.text = text
        title = PhraseSet.squeeze(text.title)
        blocks = text.blocks.map { PhraseSet.squeeze($0.text) }
        size = text.size
        mainSize = text.blocks.reduce(0) { $0 + ($1.isFrame ? 0 : $1.text.utf8.count) }
    }

    /// The first heading of the highest level that stands outside the frame of the site.
    var highestHeading: [UInt16]? {
        var found: (level: Int, index: Int)?
        for (index, block) in text.blocks.enumerated() where !block.isFrame {
            guard case .heading(let level) = block.kind, level < found?.level ?? 7 else { continue }
            found = (level, index)
        }
        return found.map { blocks[$0.index] }
    }

    /// The beginning of the title or block that was squeezed to this, as the page writes it.
    func words(_ squeezed: [UInt16]) -> String {
        let text = blocks.firstIndex(of: squeezed).map { self.text.blocks[$0].text } ?? self.text.title
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(120)))
    }

    /// The title and the headings.
    var headings: [[UInt16]] {
        [title]
            + text.blocks.indices.compactMap { index in
                if case .heading = text.blocks[index].kind { blocks[index] } else { nil }
            }
    }

    /// What is not in the frame of the site, nor in a table or list: what the page itself says.
    var sentences: some Sequence<[UInt16]> {
        text.blocks.indices.lazy.filter { index in
            let block = text.blocks[index]
            return !block.isFrame && block.kind != .cell && block.kind != .item
        }.map { blocks[$0] }
    }

    /// Whether a short block is nothing but links to other pages, as the words of a menu are.
    func isMenu(_ index: Int) -> Bool {
        let links = text.links.filter { $0.block == index }
        guard !links.isEmpty, blocks[index].count < 80, !links.contains(where: { Self.isFile($0.target) }) else {
            return false
        }
        return links.reduce(0) { $0 + PhraseSet.squeeze($1.text).count } >= blocks[index].count - links.count * 2
    }

    /// Whether a link leads to a file, or brings one.
    private static func isFile(_ target: String) -> Bool {
        let small = Array(target.lowercased().utf8)[...]
        return files.contains { small.holds($0) }
    }

    private static let files = [
        ".pdf", ".doc", ".xls", ".ppt", ".zip", ".rar", ".7z", ".jpg", ".jpeg", ".png", ".csv", ".od", "download",
        "drive.google", "docs.google", "attach", "file",
    ].map { Array($0.utf8) }

    /// What is not in the frame of the site, in order.
    var main: some Sequence<[UInt16]> {
        text.blocks.indices.lazy.filter { !text.blocks[$0].isFrame }.map { blocks[$0] }
    }
}
