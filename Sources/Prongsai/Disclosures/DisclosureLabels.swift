extension DisclosureReader {
    /// Words a reader understands: those of the link, or of what it stands in where they only say “click here”.
    static func label(_ link: String, _ block: String, _ named: String) -> String {
        if !isEmpty(link) { return link.shortened(to: 200) }
        let rest = block == link ? named : block
        return isEmpty(rest) ? named.shortened(to: 200) : rest.shortened(to: 200)
    }

    /// Gives links of an item that are called alike labels that tell them apart: by the nearest words before each, and
    /// where these are the same, by what the link itself says or a number. Those whose own piece says nothing are alike.
    mutating func tellApart() {
        func isNamed(_ at: Int) -> Bool {
            let text = markup.blocks[reading.proposals[at].place - 1].text
            return !DisclosureReader.label(placed[at].text, text, "").isEmpty
        }
        for places in alike({ isNamed($0) ? reading.proposals[$0].label : "" }) {
            let said = places.map { near.words(before: placed[$0], reading.proposals[$0].place - 1) }
            let isTold = Set(said).count > 1
            for (at, words) in zip(places, said) where !words.isEmpty {
                let proposal = reading.proposals[at]
                let says = DisclosureReader.says(placed[at].text)
                if says, !isTold { continue }
                let label = (says ? "\(words.shortened(to: 120)) \(proposal.label)" : words).shortened(to: 200)
                reading.proposals[at].label = label
                let element = elements[proposal.itemKey]?.best(label)
                reading.proposals[at].elementKey = element.flatMap { $0.sureness > .guess ? $0.key : nil }
            }
        }
        for places in alike({ reading.proposals[$0].label }) {
            let own = places.map { placed[$0].text }
            let isTold = Set(own).count == places.count && !own.contains("")
            for (number, at) in places.enumerated() {
                let mark = isTold ? own[number].shortened(to: 60) : "(\(number + 1))"
                reading.proposals[at].label = "\(reading.proposals[at].label.shortened(to: 200)) \(mark)"
            }
        }
    }

    /// The places of the proposals of one item that have something in common, where more than one have, in order.
    private func alike(_ common: (Int) -> String) -> [[Int]] {
        let named = Dictionary(grouping: reading.proposals.indices) { [reading.proposals[$0].itemKey, common($0)] }
        return named.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    }

    private static let empty: Set<String> = [
        "ดู", "ดูรายละเอียด", "รายละเอียด", "ดูเพิ่มเติม", "เพิ่มเติม", "อ่านต่อ", "อ่านเพิ่มเติม", "คลิก", "คลิ๊ก", "คลิกที่นี่", "คลิกดู", "ที่นี่",
        "ดาวน์โหลด", "ดาวน์โหลดไฟล์", "ดาวน์โหลดเอกสาร", "เอกสาร", "เอกสารแนบ", "ไฟล์", "ไฟล์แนบ", "ลิงก์", "ลิงค์", "link",
        "url", "pdf",
        "doc", "file", "view", "click", "clickhere", "here", "download", "more", "readmore", "open", "เปิด", "เปิดดู",
        "แสดง", "เอกสารประกอบ", "ไฟล์เอกสาร", "ไฟล์ประกอบ",
    ]
    /// What leads over to links without saying of what they are: with figures, months and years they are labels.
    private static let leads = [
        "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
        "พฤศจิกายน", "ธันวาคม", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.",
        "ธ.ค.", "ประจำ", "ปีงบประมาณ", "พ.ศ.", "พ.ศ", "ไตรมาส", "ครั้ง", "ฉบับ", "เดือน", "รอบ", "แรก", "หลัง", "ถึง",
        "ที่เกี่ยวข้อง", "ดังนี้", "แนบ", "ที่", "ปี",
    ]

    /// Whether a line only leads over to the links below it: `ไฟล์แนบ`, `เดือนมกราคม 2568`, `ไตรมาสที่ 2`.
    static func isLabel(_ text: String) -> Bool {
        let rest = leads.reduce(text) { $0.replacingBytes($1, with: " ") }
        let words = Digits.ascii(rest).unicodeScalars.filter { !("0"..."9").contains($0) }
        return isEmpty(text) || isEmpty(String(String.UnicodeScalarView(words)))
    }

    /// Whether words say nothing of what is behind them.
    private static func isEmpty(_ text: String) -> Bool {
        let letters = text.unicodeScalars.filter { scalar in
            switch scalar.value {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x0E01...0x0E3A, 0x0E40...0x0E59: true
            default: false
            }
        }
        let plain = String(String.UnicodeScalarView(letters)).lowercased()
        if plain.isEmpty || empty.contains(plain) { return true }
        // An address as its own words.
        return text.utf8.starts(with: "http".utf8) || plain.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
