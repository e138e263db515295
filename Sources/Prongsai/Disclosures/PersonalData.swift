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
        var known: Set<Number> = []
        for (index, block) in document.text.blocks.enumerated() where finds.count < most {
            let place = document.place(of: index) ?? CheckPlace()
            for number in numbers(in: block.text, after: before) {
                known.insert(number)
                finds.append(Find(kind: number.kind, masked: number.masked, place: place))
            }
            before = block.text
        }
        // What stands in the body was found there, with a better place.
        for piece in document.asides where finds.count < most {
            for number in numbers(in: ThaiForm.line(piece.text)) where known.insert(number).inserted {
                finds.append(Find(kind: number.kind, masked: number.masked, place: CheckPlace(aside: piece.place)))
            }
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
        numbers(in: line, after: after).map { ($0.kind, $0.masked) }
    }

    /// A number as it was written, for telling two apart while a document is read; only its mask is kept.
    private struct Number: Hashable {
        var kind: Kind
        var digits: [UInt8]
        var masked: String {
            PersonalData.masked(digits, first: kind == .citizen ? 1 : 0, last: kind == .citizen ? 2 : 3)
        }
    }

    private static func numbers(in line: String, after: String = "") -> [Number] {
        guard line.unicodeScalars.contains(where: { PersonalRuns.figure($0) != nil }) else { return [] }
        let text = Array(line.unicodeScalars)
        var found: [Number] = []
        let isNamed = last(citizens, in: text) != nil || last(citizens, in: Array(after.unicodeScalars)) != nil
        for run in PersonalRuns.find(in: text, isNamed: isNamed) {
            if run.isCitizenForm, isCitizen(run.digits) {
                found.append(Number(kind: .citizen, digits: run.digits))
            } else if run.isAccountForm, isAccount(text, run, after) {
                found.append(Number(kind: .account, digits: run.digits))
            }
        }
        return found
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

    // MARK: Accounts

    private static let citizens = [
        "ประจำตัวประชาชน", "บัตรประชาชน", "เลขบัตร", "เลขประชาชน", "ปชช", "citizen id", "national id", "id card",
    ].map { Array($0.unicodeScalars) }
    private static let banking = [
        "เลขที่บัญชี", "เลขบัญชี", "บัญชีเลขที่", "หมายเลขบัญชี", "บัญชีธนาคาร", "บัญชีออมทรัพย์", "บัญชีเงินฝาก", "ธนาคาร", "บัญชี",
        "พร้อมเพย์", "account", "bank", "promptpay",
    ].map { Array($0.unicodeScalars) }
    /// What a number of that length is more often.
    private static let others = [
        "โทร", "แฟกซ์", "มือถือ", "tel", "fax", "phone", "โครงการ", "สัญญา", "หนังสือ", "ใบสั่ง", "เลขคุมสัญญา", "สายด่วน",
    ].map { Array($0.unicodeScalars) }

    /// Whether the nearest word before a number speaks of a bank, in the same line or the one above.
    private static func isAccount(_ text: [Unicode.Scalar], _ run: PersonalRuns.Run, _ after: String) -> Bool {
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
