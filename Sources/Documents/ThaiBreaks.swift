/// Where Thai must not be broken although a dictionary or a space would allow it.
enum ThaiBreaks {
    /// Words of offices which the dictionary takes apart.
    private static let words = Table([
        "สำนักงานเขต", "วันที่", "แบบที่", "ครั้งที่", "ฉบับที่", "ข้อที่", "ตัวชี้วัดที่", "พ.ศ.", "หน่วยงาน", "ส่วนราชการ", "ข้าราชการ",
        "เจ้าหน้าที่", "ปฏิบัติงาน", "ปฏิบัติการ", "ปฏิบัติหน้าที่", "ทำงาน", "ดำเนินงาน", "ดำเนินการ", "รายงาน", "จัดซื้อ", "จัดจ้าง",
        "จัดหา", "จัดทำ", "เว็บไซต์", "ข้อมูล", "ข้อเสนอแนะ", "ข้อร้องเรียน", "ความคิดเห็น", "ความเข้าใจ", "ดังกล่าว", "รับผิดชอบ",
        "รับทราบ", "ร้องเรียน", "ประพฤติมิชอบ", "ผู้บริหาร", "ผู้บังคับบัญชา", "กรุงเทพมหานคร", "ปีงบประมาณ", "งบประมาณ",
        "ยกระดับ", "เตรียม", "คุณธรรม", "โปร่งใส", "ประชาสัมพันธ์", "ตัวชี้วัด", "ปรับปรุง", "ประเมิน",
        // Levels, as they stand in brackets behind a total.
        "ต้องปรับปรุง)", "ผ่านดีเยี่ยม)", "ผ่านดี)",
    ])
    /// Words that do not begin a line: they stay with what stands before their space.
    private static let followers = Table(["ๆ", "ฯลฯ", "คะแนน", "น."])
    /// Words that do not end a line where a number follows.
    private static let leaders = Table(["ที่", "พ.ศ.", "ข้อ", "รอบ"])

    /// Ranges of UTF-8 bytes that stay on one line.
    static func unbroken(_ text: [UInt8]) -> [Range<Int>] {
        text.withUnsafeBufferPointer { text in
            var ranges: [Range<Int>] = []
            var at = 0
            while at < text.count {
                if text[at] == UInt8(ascii: "-") {
                    if let range = hyphen(text, at) { ranges.append(range) }
                } else if text[at] == 0x20 {
                    if let range = score(text, at) { ranges.append(range) }
                } else if text[at] == 0xc2, at + 1 < text.count, text[at + 1] == 0xa0 {
                    ranges.append(joined(text, at))
                    at += 1
                } else if text[at] == 0xe0 {
                    thai(text, at, &ranges)
                    at += 2
                }
                at += 1
            }
            return ranges
        }
    }

    /// The text with a no-break space (U+00A0) before ๆ and ฯลฯ, for programs that break lines themselves.
    static func withFollowersKept(_ text: String) -> String {
        let bytes = Array(text.utf8)
        func stands(_ word: [UInt8], _ at: Int) -> Bool { bytes[at...].starts(with: word) }
        let places = bytes.indices.dropFirst().filter {
            bytes[$0] == 0xe0 && bytes[$0 - 1] == 0x20 && (stands(repetition, $0) || stands(andSoOn, $0))
        }
        if places.isEmpty { return text }
        var (kept, start) = ([UInt8](), 0)
        for place in places {
            kept += bytes[start..<place - 1] + [0xc2, 0xa0]
            start = place
        }
        return String(decoding: kept + bytes[start...], as: UTF8.self)
    }

    /// The text with a zero-width space (U+200B) behind each slash before a Thai letter, for programs that would break a
    /// narrow line inside the word behind it.
    static func withSlashesOpen(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var (open, start) = ([UInt8](), 0)
        for at in bytes.indices.dropLast() where bytes[at] == UInt8(ascii: "/") && bytes[at + 1] == 0xe0 {
            open += bytes[start...at] + [0xe2, 0x80, 0x8b]
            start = at + 1
        }
        return start == 0 ? text : String(decoding: open + bytes[start...], as: UTF8.self)
    }

    private static let (repetition, andSoOn) = (Array("ๆ".utf8), Array("ฯลฯ".utf8))

    /// Whether a piece of text is of an address or a file's name rather than a word: ASCII with marks between letters.
    static func isOfAddress(_ piece: ArraySlice<UInt8>) -> Bool {
        var (letters, marks) = (0, 0)
        for byte in piece.reversed().drop(while: { $0 <= 0x20 }) {
            if byte >= 0x80 { return false }
            if isLetter(byte) { letters += 1 }
            if "/.:_-@%=?&#".utf8.contains(byte) { marks += 1 }
        }
        return letters > 1 && marks > 0
    }

    private static func thai(_ text: UnsafeBufferPointer<UInt8>, _ at: Int, _ ranges: inout [Range<Int>]) {
        if let length = words.match(text, at) { ranges.append(at..<at + length) }
        if at > 1, text[at - 1] == 0x20, let length = followers.match(text, at) {
            var start = at - 2
            // Back over one character: bytes 10xxxxxx continue one.
            while start > 0, text[start] & 0xc0 == 0x80 { start -= 1 }
            // Or over a whole number: 94.70 คะแนน.
            if digit(text, start) > 0 {
                while start > 0, text[start - 1] > 0x20 {
                    let step = start > 2 && digit(text, start - 3) == 3 ? 3 : 1
                    guard digit(text, start - step) > 0 || ".(".utf8.contains(text[start - 1]) else { break }
                    start -= step
                }
            }
            ranges.append(start..<at + length)
        }
        if let length = leaders.match(text, at) {
            var end = at + length + 1
            guard end < text.count, text[end - 1] == 0x20, digit(text, end) > 0 else { return }
            while digit(text, end) > 0 { end += digit(text, end) }
            ranges.append(at..<end)
        }
    }

    /// A no-break space (U+00A0) with the characters beside it, and with all of the ASCII words it stands between.
    private static func joined(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Range<Int> {
        var (start, end) = (max(at - 1, 0), min(at + 3, text.count))
        // Over one character: bytes 10xxxxxx continue one.
        while start > 0, text[start] & 0xc0 == 0x80 { start -= 1 }
        while end < text.count, text[end] & 0xc0 == 0x80 { end += 1 }
        func isOfWord(_ byte: UInt8) -> Bool { isLetter(byte) || (0x30...0x39).contains(byte) }
        if isOfWord(text[start]) { while start > 0, isOfWord(text[start - 1]) { start -= 1 } }
        if isOfWord(text[end - 1]) { while end < text.count, isOfWord(text[end]) { end += 1 } }
        return start..<end
    }

    /// The hyphen of words such as E-service, whose first part is one letter.
    private static func hyphen(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Range<Int>? {
        guard at > 0, at + 1 < text.count, isLetter(text[at - 1]), isLetter(text[at + 1]),
            at < 2 || !isLetter(text[at - 2])
        else { return nil }
        return at - 1..<at + 2
    }

    /// The space between a code and its figure, such as IIT 94.91.
    private static func score(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Range<Int>? {
        guard at > 0, at + 1 < text.count, (0x41...0x5a).contains(text[at - 1]) else { return nil }
        let length = digit(text, at + 1)
        guard length > 0 else { return nil }
        return at - 1..<at + 1 + length
    }

    /// The bytes of the digit that begins here, Arabic or Thai (U+0E50…U+0E59); 0 where there is none.
    private static func digit(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
        guard at < text.count else { return 0 }
        if (0x30...0x39).contains(text[at]) { return 1 }
        guard at + 2 < text.count, text[at] == 0xe0, text[at + 1] == 0xb9 else { return 0 }
        return (0x90...0x99).contains(text[at + 2]) ? 3 : 0
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }

    /// Words by their first letter. All begin with a Thai letter, which has three bytes: E0, B8 or B9, and one more.
    private struct Table {
        private var byLetter = [[[UInt8]]](repeating: [], count: 128)

        init(_ words: [String]) {
            for word in words.map({ Array($0.utf8) }) { byLetter[Self.letter(word[1], word[2])].append(word) }
            // The longest first.
            for letter in byLetter.indices { byLetter[letter].sort { $0.count > $1.count } }
        }

        private static func letter(_ second: UInt8, _ third: UInt8) -> Int { Int(second & 1) << 6 | Int(third & 0x3f) }

        /// The length of the longest word that stands here.
        func match(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int? {
            guard at + 2 < text.count else { return nil }
            candidates: for word in byLetter[Self.letter(text[at + 1], text[at + 2])] {
                if at + word.count > text.count { continue }
                for index in word.indices where word[index] != text[at + index] { continue candidates }
                return word.count
            }
            return nil
        }
    }
}
