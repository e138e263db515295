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

    /// What may begin with two scalars: the bit of their lowest bytes, capitals as small letters. Thai and Latin letters
    /// share a few; nothing that is looked for is missed. Digits begin whatever stands behind them, and are not here.
    static let beginnings: [UInt64] = {
        var bits = [UInt64](repeating: 0, count: 1024)
        let words = [fiscal, budget, year, buddhist, common, quarters, halves].flatMap(\.all) + months.map(\.name)
        for word in words where word.count > 1 {
            let place = place(word[0], word[1])
            bits[place >> 6] |= 1 << UInt64(place & 63)
        }
        for digit in Array("0123456789๐๑๒๓๔๕๖๗๘๙".unicodeScalars) {
            let place = place("q", digit)
            bits[place >> 6] |= 1 << UInt64(place & 63)
        }
        return bits
    }()

    /// The place of two scalars among 65,536.
    static func place(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Int {
        Int((first.small.value & 0xFF) << 8 | second.small.value & 0xFF)
    }

    /// Words of which one may stand somewhere.
    struct Words: Sendable {
        let all: [[Unicode.Scalar]]
        /// The bits of the lowest six bits of their first scalars: what has no bit here begins none of them.
        let firsts: UInt64

        init(_ words: [String]) {
            all = words.map(DateNames.scalars)
            firsts = all.reduce(0) { $0 | 1 << UInt64($1[0].value & 63) }
        }
    }

    static func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

    static let fiscal = Words([
        "ปีงบประมาณ", "ปี งบประมาณ", "งบประมาณปี", "ปีงบฯ", "ปีงบ", "fiscal year", "fy",
    ])
    /// Before a year they say that it is a fiscal one; `งบประมาณ 2568 บาท` is money.
    static let budget = Words(["งบประมาณ พ.ศ.", "งบประมาณพ.ศ."])
    static let year = Words(["ประจำปี", "ปี"])
    static let annual = Words(["ประจำปี"])
    static let buddhist = Words(["พ.ศ.", "พ.ศ", "พุทธศักราช", "b.e."])
    static let common = Words(["ค.ศ.", "ค.ศ", "คริสต์ศักราช", "a.d.", "c.e."])
    static let quarters = Words(["ไตรมาสที่", "ไตรมาส", "quarter"])
    static let halves = Words(["รอบ 6 เดือน", "รอบ ๖ เดือน", "รอบหกเดือน", "รอบ6เดือน", "6 เดือน", "๖ เดือน"])
    static let theDay = Words(["วันที่"])
    static let firstHalf = Words(["แรก"])
    static let secondHalf = Words(["หลัง", "สุดท้าย"])
    static let to = Words(["–", "—", "-", "จนถึง", "ถึง", "to", "‐", "‑", "~"])
}
