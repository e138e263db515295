/// A page as it is compared: each block as a number, once with and once without its figures, so that a counter that
/// goes on counting can be told from words that change.
public struct PageForm: Sendable, Equatable, Codable {
    /// The blocks of the content, in order.
    public var blocks: [Block]
    /// Letters and digits of the content.
    public var letters: Int
    /// Stands for the words of the first heading, whatever its figures; nil where there is none.
    public var heading: UInt64?
    /// The day on which it was seen; nil of forms that were kept without it.
    public var day: Day?

    /// One block.
    public struct Block: Sendable, Equatable, Codable {
        /// Stands for the words and figures.
        public var exact: UInt64
        /// Stands for the words, whatever the figures.
        public var template: UInt64
        /// Whether its words are those of a counter or clock.
        public var isCounter: Bool
    }

    /// A day of the Buddhist era, on which a page was looked at.
    public struct Day: Sendable, Equatable, Codable {
        /// Buddhist era.
        public var year: Int
        /// 1…12.
        public var month: Int
        /// 1…31.
        public var day: Int
        /// A day.
        public init(year: Int, month: Int, day: Int) { (self.year, self.month, self.day) = (year, month, day) }
        /// The day in Thailand (UTC+7) at an instant, in milliseconds since 1970.
        public init(at milliseconds: Int64) {
            let date = HTTPDate.civil((milliseconds / 1000 + 7 * 3600) / 86_400)
            (year, month, day) = (Int(date.year) + 543, Int(date.month), Int(date.day))
        }
    }

    /// The form of a page seen on a day: dates of that day, times of day and long random tokens do not count, nor do
    /// spaces, capitals and the kind of digits; nor does the frame of the site, where the page has anything else.
    ///
    /// - Parameter other: a second day whose dates do not count.
    public init(_ text: PageText, seen day: Day, or other: Day? = nil) {
        let days = [day, other].compactMap(\.self)
        let content = text.blocks.contains { !$0.isFrame } ? text.blocks.filter { !$0.isFrame } : text.blocks
        blocks = content.map { Self.block($0.text, days) }
        letters = text.letters
        for block in content {
            guard case .heading = block.kind else { continue }
            heading = Self.block(block.text, days).template
            break
        }
        self.day = day
    }

    /// Whether it says the same as an earlier one, apart from what changes by itself. A date that was that of the day
    /// only when one of them was seen is told by the words themselves.
    ///
    /// - Parameter text: what it was made of.
    func isLike(_ earlier: PageForm, of text: PageText?, without noise: NoiseMemory) -> Bool {
        let before = earlier.digest(without: noise)
        if digest(without: noise) == before { return true }
        guard let text, let day, let other = earlier.day, day != other else { return false }
        return PageForm(text, seen: day, or: other).digest(without: noise) == before
    }

    /// The fingerprint of the content: the same while nothing but the order of its blocks and what the memory knows to
    /// be noise changes.
    public func digest(without noise: NoiseMemory = NoiseMemory()) -> String {
        var bytes: [UInt8] = []
        for hash in blocks.lazy.filter({ !noise.isNoise($0) }).map(\.exact).sorted() {
            withUnsafeBytes(of: hash.bigEndian) { bytes += $0 }
        }
        return Hex.string(Digest.sha256(bytes))
    }

    static func block(_ text: String, _ days: [Day]) -> Block {
        let scalars = meaning(text, days)
        var template: [UInt16] = []
        template.reserveCapacity(scalars.count)
        var hasDigits = false
        for scalar in scalars {
            let isDigit = scalar.isDigit
            hasDigits = hasDigits || isDigit
            let last = template.last
            if isDigit || scalar == "," && last == 0x23 {
                if last != 0x23 { template.append(0x23) }
            } else {
                template.append(UInt16(truncatingIfNeeded: scalar.value))
            }
        }
        return Block(
            exact: Digest.short(scalars.lazy.map(\.value)), template: Digest.short(template.lazy.map { UInt32($0) }),
            isCounter: hasDigits && template.count < 120 && counters.first(in: template) != nil)
    }

    private static let counters = PhraseSet([
        "ผู้เข้าชม", "ผู้เยี่ยมชม", "ผู้เข้าใช้", "จำนวนผู้ชม", "ออนไลน์ขณะนี้", "กำลังออนไลน์", "ขณะนี้มีผู้", "เมื่อวานนี้", "อ่านแล้ว", "เปิดอ่าน",
        "เข้าชม#",
        "จำนวนการเข้าชม", "ดาวน์โหลดแล้ว", "สถิติผู้", "visitors", "visitor", "onlineusers", "pageviews", "hits:", "views:",
        "#views", "#ครั้ง",
        "yourip", "ipaddress", "renderedin", "generatedin",
    ])

    /// What a block says, without what changes by itself.
    private static func meaning(_ text: String, _ days: [Day]) -> [Unicode.Scalar] {
        var scalars = Unicode.Scalar.array(text)
        if scalars.contains(where: \.isDigit) {
            let finder = DateFinder(scalars)
            for mention in finder.find().reversed() {
                guard case .day(let year, let month, let day) = mention.kind,
                    days.contains(Day(year: year, month: month, day: day))
                else { continue }
                scalars.replaceSubrange(mention.range, with: ["\u{E000}"])
            }
        }
        var out: [Unicode.Scalar] = []
        out.reserveCapacity(scalars.count)
        var index = 0
        while index < scalars.count {
            if scalars[index].isASCII, let end = skip(scalars, index) {
                out.append("\u{E001}")
                index = end
                continue
            }
            let scalar = scalars[index]
            if scalar.isDigit {
                out.append(Unicode.Scalar(UInt8(0x30 | scalar.value & 0xF)))
            } else if (0x41...0x5A).contains(scalar.value) {
                out.append(Unicode.Scalar(UInt8(scalar.value | 0x20)))
            } else if scalar != " " {
                out.append(scalar)
            }
            index += 1
        }
        return out
    }

    /// The end of a time of day or a random token that begins here.
    private static func skip(_ scalars: [Unicode.Scalar], _ start: Int) -> Int? {
        guard start == 0 || !isWord(scalars[start - 1]) else { return nil }
        var end = start
        var (digits, letters, colons) = (0, 0, 0)
        while end < scalars.count, isWord(scalars[end]) || (scalars[end] == ":" && end > start) {
            if scalars[end].isDigit { digits += 1 } else if scalars[end] == ":" { colons += 1 } else { letters += 1 }
            end += 1
        }
        if letters == 0, (1...2).contains(colons), (3...6).contains(digits) { return end }
        return end - start >= 16 && digits >= 3 && letters >= 3 && colons == 0 ? end : nil
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        (0x30...0x39).contains(scalar.value) || (0x41...0x5A).contains(scalar.value)
            || (0x61...0x7A).contains(scalar.value)
            || scalar == "_"
    }
}

/// Forms are kept by the thousand: their blocks stand in one text, 33 characters each. Older ones have them as a list.
extension PageForm {
    private enum CodingKeys: String, CodingKey { case blocks, packed, letters, heading, day }

    /// Reads what ``encode(to:)`` writes, and the lists that were written before.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        letters = try values.decode(Int.self, forKey: .letters)
        heading = try values.decodeIfPresent(UInt64.self, forKey: .heading)
        day = try values.decodeIfPresent(Day.self, forKey: .day)
        guard let packed = try values.decodeIfPresent(String.self, forKey: .packed) else {
            blocks = try values.decode([Block].self, forKey: .blocks)
            return
        }
        guard let unpacked = Self.unpacked(Array(packed.utf8)) else {
            throw DecodingError.dataCorruptedError(forKey: .packed, in: values, debugDescription: "no blocks")
        }
        blocks = unpacked
    }

    /// Writes the blocks packed.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(letters, forKey: .letters)
        try values.encodeIfPresent(heading, forKey: .heading)
        try values.encodeIfPresent(day, forKey: .day)
        var packed: [UInt8] = []
        packed.reserveCapacity(blocks.count * 33)
        for block in blocks {
            for number in [block.exact, block.template] {
                for shift in stride(from: UInt64(60), through: 0, by: -4) {
                    packed.append(Hex.lower[Int(number >> shift & 15)])
                }
            }
            packed.append(block.isCounter ? 0x31 : 0x30)
        }
        try values.encode(String(decoding: packed, as: UTF8.self), forKey: .packed)
    }

    private static func unpacked(_ packed: [UInt8]) -> [Block]? {
        guard packed.count % 33 == 0 else { return nil }
        func number(_ at: Int) -> UInt64? {
            var number: UInt64 = 0
            for byte in packed[at..<(at + 16)] {
                guard let digit = Hex.value(byte) else { return nil }
                number = number << 4 | UInt64(digit)
            }
            return number
        }
        var blocks: [Block] = []
        blocks.reserveCapacity(packed.count / 33)
        for at in stride(from: 0, to: packed.count, by: 33) {
            guard let exact = number(at), let template = number(at + 16) else { return nil }
            blocks.append(Block(exact: exact, template: template, isCounter: packed[at + 32] == 0x31))
        }
        return blocks
    }
}
