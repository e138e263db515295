/// The names of months, as scalars: a Thai mark joins what stands before it, so nothing is compared as characters.
enum DateNames {
    static let months: [(name: [Unicode.Scalar], month: Int)] = {
        let long = [
            "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
            "พฤศจิกายน", "ธันวาคม",
        ]
        let short = [
            "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
        ]
        let english = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november",
            "december",
        ]
        var names: [(String, Int)] = []
        for index in 0..<12 {
            names += [(long[index], index + 1), (short[index], index + 1), (english[index], index + 1)]
            // Without the last dot, and as the month is often written in running text.
            names.append((String(short[index].dropLast()), index + 1))
            names.append((String(english[index].prefix(3)) + ".", index + 1))
            names.append((String(english[index].prefix(3)), index + 1))
        }
        names += [
            ("กุมภาพันธุ์", 2), ("กรกฏาคม", 7), ("sept", 9), ("มค.", 1), ("กพ.", 2), ("มีค.", 3), ("เมย.", 4), ("พค.", 5),
        ]
        names += [("มิย.", 6), ("กค.", 7), ("สค.", 8), ("กย.", 9), ("ตค.", 10), ("พย.", 11), ("ธค.", 12)]
        // The longest first, so that มี.ค. is not taken for something shorter.
        return names.map { (Array($0.0.unicodeScalars), $0.1) }.sorted { $0.0.count > $1.0.count }
    }()

    /// Months by the lowest byte of the first scalar of their names; Thai and small Latin letters do not share one.
    static let byFirst: [[(name: [Unicode.Scalar], month: Int)]] = {
        var table = [[(name: [Unicode.Scalar], month: Int)]](repeating: [], count: 256)
        for entry in months { if let first = entry.name.first { table[Int(first.value & 0xFF)].append(entry) } }
        return table
    }()

    /// Whether anything that is looked for begins with this scalar.
    static func mayBegin(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x0E50...0x0E59: true
        case 0x0E01...0x0E4F: starters[Int(scalar.value) - 0x0E00]
        default: false
        }
    }

    private static let starters: [Bool] = {
        var starters = [Bool](repeating: false, count: 0x51)
        let words = months.map(\.name) + fiscal + year + buddhist + common + quarters + halves
        for word in words {
            if let first = word.first, (0x0E00..<0x0E51).contains(first.value) {
                starters[Int(first.value) - 0x0E00] = true
            }
        }
        return starters
    }()

    static func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

    static let fiscal = [
        "ปีงบประมาณ", "ปี งบประมาณ", "งบประมาณปี", "ปีงบฯ", "ปีงบ", "fiscal year", "fy",
    ].map(scalars)
    /// Before a year they say that it is a fiscal one; `งบประมาณ 2568 บาท` is money.
    static let budget = ["งบประมาณ พ.ศ.", "งบประมาณพ.ศ."].map(scalars)
    static let year = ["ประจำปี", "ปี"].map(scalars)
    static let annual = ["ประจำปี"].map(scalars)
    static let buddhist = ["พ.ศ.", "พ.ศ", "พุทธศักราช", "b.e."].map(scalars)
    static let common = ["ค.ศ.", "ค.ศ", "คริสต์ศักราช", "a.d.", "c.e."].map(scalars)
    static let quarters = ["ไตรมาสที่", "ไตรมาส", "quarter"].map(scalars)
    static let halves = ["รอบ 6 เดือน", "รอบ ๖ เดือน", "รอบหกเดือน", "รอบ6เดือน", "6 เดือน", "๖ เดือน"].map(scalars)
    static let to = ["–", "—", "-", "จนถึง", "ถึง", "to", "‐", "‑", "~"].map(scalars)
}
