import Documents
import Watch

/// Finds what must not become public by mistake: citizens' numbers, bank accounts, places in photos. What is found is
/// kept masked; the full number goes nowhere.
enum PersonalData {
    enum Kind: String, Sendable, CaseIterable, Codable { case citizen, account, place }

    /// One find: what, the number with most of it hidden, and where.
    struct Find: Sendable, Hashable, Codable {
        var kind: Kind
        var masked: String
        var place: CheckPlace
    }

    /// Finds of one document; more than these say nothing new.
    static let most = 200

    /// Everything in a document: its lines, the cells of its tables, and the notes of cameras in its pictures.
    static func find(in document: CheckDocument) -> [Find] {
        var finds: [Find] = []
        var before = ""
        for (index, block) in document.text.blocks.enumerated() where finds.count < most {
            let place = document.place(of: index) ?? CheckPlace()
            finds += find(in: block.text, after: before).map { Find(kind: $0.kind, masked: $0.masked, place: place) }
            before = block.text
        }
        for picture in document.pictures where finds.count < most {
            guard let photo = try? Photo.read(picture.bytes), photo.hasPosition else { continue }
            finds.append(Find(kind: .place, masked: "GPS", place: CheckPlace(container: picture.name)))
        }
        var seen: Set<Find> = []
        return finds.prefix(most).filter { seen.insert($0).inserted }
    }

    /// Numbers in a line of text. `after` is the line before, where the word that tells an account may stand.
    static func find(in line: String, after: String = "") -> [(kind: Kind, masked: String)] {
        guard line.unicodeScalars.contains(where: { figure($0) != nil }) else { return [] }
        let text = Array(line.unicodeScalars)
        var finds: [(Kind, String)] = []
        for run in runs(text) {
            let digits = run.digits
            if isCitizen(digits), run.isCitizenForm {
                finds.append((.citizen, masked(digits, first: 1, last: 2)))
            } else if run.isAccountForm, isAccount(text, run, after) {
                finds.append((.account, masked(digits, first: 0, last: 3)))
            }
        }
        return finds
    }

    /// Whether thirteen digits are a citizen's number: the last is the check digit of the others. Numbers of companies
    /// and offices begin with 0 and are public; none begins with 9.
    static func isCitizen(_ digits: [UInt8]) -> Bool {
        guard digits.count == 13, (1...8).contains(digits[0]) else { return false }
        var sum = 0
        for index in 0..<12 { sum += Int(digits[index]) * (13 - index) }
        return Int(digits[12]) == (11 - sum % 11) % 10
    }

    private static func masked(_ digits: [UInt8], first: Int, last: Int) -> String {
        String(
            decoding: digits.enumerated().map { index, digit in
                index < first || index >= digits.count - last ? digit + 48 : UInt8(ascii: "x")
            }, as: UTF8.self)
    }

    // MARK: Runs of digits

    /// The value of a digit, ASCII or Thai.
    private static func figure(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0x30...0x39: UInt8(scalar.value - 0x30)
        case 0x0E50...0x0E59: UInt8(scalar.value - 0x0E50)
        default: nil
        }
    }

    /// Digits in groups with one separator between each.
    private struct Run {
        var range: Range<Int>
        var groups: [[UInt8]]
        /// `-` or a blank; nil for a single group.
        var separator: UInt32?
        var digits: [UInt8] { groups.flatMap(\.self) }

        /// Written in one piece, as on the card (1-4-5-2-1), or each digit in a box of its own.
        var isCitizenForm: Bool {
            let shape = groups.map(\.count)
            return shape == [13] || shape == [1, 4, 5, 2, 1] || shape == [Int](repeating: 1, count: 13)
        }

        /// Ten to twelve digits in one piece, or in three or four groups joined by dashes.
        var isAccountForm: Bool {
            let count = groups.reduce(0) { $0 + $1.count }
            return (10...12).contains(count)
                && (groups.count == 1 || (separator == 0x2D && (3...5).contains(groups.count)))
        }
    }

    private static func separator(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar.value {
        case 0x2D, 0x2010...0x2013, 0x2212: 0x2D
        case 0x20, 0xA0, 0x2009, 0x202F: 0x20
        default: nil
        }
    }

    /// Every number of a line that may be one of ours: a group joined to others by the same separator as far as that
    /// goes; a number that goes on with a dot, comma, slash, letter or another separator is a longer one.
    private static func runs(_ text: [Unicode.Scalar]) -> [Run] {
        var groups: [(range: Range<Int>, digits: [UInt8])] = []
        var at = 0
        while at < text.count {
            guard figure(text[at]) != nil else {
                at += 1
                continue
            }
            let start = at
            var digits: [UInt8] = []
            while at < text.count, let digit = figure(text[at]) {
                if digits.count < 40 { digits.append(digit) }
                at += 1
            }
            groups.append((start..<at, digits))
        }
        var runs: [Run] = []
        var index = 0
        while index < groups.count {
            var (end, joiner) = (index, UInt32?.none)
            while end + 1 < groups.count, groups[end + 1].range.lowerBound == groups[end].range.upperBound + 1,
                let mark = separator(text[groups[end].range.upperBound]), joiner == nil || joiner == mark
            {
                joiner = mark
                end += 1
            }
            let range = groups[index].range.lowerBound..<groups[end].range.upperBound
            let all = groups[index...end].map(\.digits)
            if joiner == 0x20 {
                // Columns of a table stand beside each other with blanks too: look for the shapes inside.
                runs += shapes(all, groups[index...end].map(\.range), text)
            } else if isFree(range, text) {
                runs.append(Run(range: range, groups: all, separator: joiner))
            }
            // A group that ends one run with blanks may begin another with dashes.
            index =
                end > index && end + 1 < groups.count && separator(text[groups[end].range.upperBound]) != nil
                ? end : end + 1
        }
        return runs
    }

    private static func shapes(_ groups: [[UInt8]], _ ranges: [Range<Int>], _ text: [Unicode.Scalar]) -> [Run] {
        var runs: [Run] = []
        var at = 0
        while at < groups.count {
            var taken = 1
            for shape in [[1, 4, 5, 2, 1], [Int](repeating: 1, count: 13)] where at + shape.count <= groups.count {
                let part = Array(groups[at..<at + shape.count])
                let run = Run(
                    range: ranges[at].lowerBound..<ranges[at + shape.count - 1].upperBound, groups: part,
                    separator: 0x20)
                guard part.map(\.count) == shape, isCitizen(run.digits), isFree(run.range, text) else { continue }
                runs.append(run)
                taken = shape.count
                break
            }
            if taken == 1, isFree(ranges[at], text) {
                runs.append(Run(range: ranges[at], groups: [groups[at]], separator: nil))
            }
            at += taken
        }
        return runs
    }

    /// Whether nothing before or after makes it part of something longer.
    private static func isFree(_ range: Range<Int>, _ text: [Unicode.Scalar]) -> Bool {
        func joins(_ mark: Int, _ beyond: Int) -> Bool {
            guard text.indices.contains(mark) else { return false }
            let scalar = text[mark]
            if figure(scalar) != nil || (0x61...0x7A).contains(scalar.value | 0x20) || scalar == "_" { return true }
            guard ".,/-:".unicodeScalars.contains(scalar) || separator(scalar) == 0x2D, text.indices.contains(beyond)
            else {
                return false
            }
            return figure(text[beyond]) != nil
        }
        return !joins(range.lowerBound - 1, range.lowerBound - 2) && !joins(range.upperBound, range.upperBound + 1)
    }

    // MARK: Accounts

    private static let banking = [
        "เลขที่บัญชี", "เลขบัญชี", "บัญชีเลขที่", "หมายเลขบัญชี", "บัญชีธนาคาร", "บัญชีออมทรัพย์", "บัญชีเงินฝาก", "ธนาคาร", "บัญชี",
        "พร้อมเพย์", "account", "bank", "promptpay",
    ].map { Array($0.unicodeScalars) }
    /// What a number of that length is more often.
    private static let others = [
        "โทร", "แฟกซ์", "มือถือ", "tel", "fax", "phone", "โครงการ", "สัญญา", "หนังสือ", "ใบสั่ง", "เลขคุมสัญญา", "สายด่วน",
    ].map { Array($0.unicodeScalars) }

    /// Whether the nearest word before a number speaks of a bank, in the same line or the one above.
    private static func isAccount(_ text: [Unicode.Scalar], _ run: Run, _ after: String) -> Bool {
        let own = Array(text[max(0, run.range.lowerBound - 80)..<run.range.lowerBound])
        let above = Array(after.unicodeScalars.suffix(80))
        // `ชื่อบัญชี … ` and the number first, the bank behind it.
        let behind = Array(text[run.range.upperBound...].prefix(40))
        for part in [own, above] {
            let (bank, other) = (last(banking, in: part), last(others, in: part))
            if bank == nil, other == nil { continue }
            return (bank ?? -1) > (other ?? -1)
        }
        return last(banking, in: behind) != nil && last(others, in: behind) == nil
    }

    private static func last(_ words: [[Unicode.Scalar]], in text: [Unicode.Scalar]) -> Int? {
        var found: Int?
        for word in words where text.count >= word.count {
            var at = text.count - word.count
            while at > (found ?? -1) {
                var fits = true
                for offset in word.indices {
                    let mine = text[at + offset]
                    let small = (0x41...0x5A).contains(mine.value) ? mine.value | 0x20 : mine.value
                    if small != word[offset].value {
                        fits = false
                        break
                    }
                }
                if fits {
                    found = at
                    break
                }
                at -= 1
            }
        }
        return found
    }
}
