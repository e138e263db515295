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

    /// Finds of one document that are kept one by one; how many there are beyond is kept as one more.
    static let most = 500

    /// Finds of one document as they are gathered.
    private struct Gathered {
        var finds: [Find] = []
        var beyond = 0
        private var seen: Set<Find> = []
        private var known: Set<Number> = []

        mutating func add(_ find: Find) {
            guard seen.insert(find).inserted else { return }
            if finds.count < PersonalData.most { finds.append(find) } else { beyond += 1 }
        }

        mutating func add(_ number: Number, _ place: CheckPlace) {
            known.insert(number)
            add(Find(kind: number.kind, masked: number.masked, place: place))
        }

        /// What was found before has a better place.
        mutating func addUnknown(_ number: Number, _ place: CheckPlace) {
            if !known.contains(number) { add(number, place) }
        }

        var all: [Find] {
            beyond == 0
                ? finds : finds + [Find(kind: .citizen, masked: "+\(beyond)", place: CheckPlace())]
        }
    }

    /// Everything in a document: its lines, the cells of its tables, and the notes of cameras in its pictures.
    static func find(in document: CheckDocument) -> [Find] {
        var gathered = Gathered()
        let lines = document.text.blocks.map(\.text)
        func place(_ line: Int) -> CheckPlace { document.place(of: line) ?? CheckPlace() }
        let headed = read(lines, place, isTable: document.tables.allSatisfy(\.isGuessed), into: &gathered)
        for joined in PersonalLines.find(lines, isNamed: isNamed(lines), isHeaded: { headed.contains($0) }) {
            let number = Number(kind: joined.isCitizen ? .citizen : .account, digits: joined.digits)
            gathered.addUnknown(number, place(joined.line))
        }
        for table in document.tables where !table.isGuessed {
            // A web page says each cell by itself; a number may have one for each group.
            for row in table.rows {
                let words = row.map(\.text).joined(separator: " ")
                for number in numbers(in: words) { gathered.addUnknown(number, row.first?.place ?? CheckPlace()) }
            }
            for cell in PersonalHeads.cells(of: table) {
                for number in numbers(in: cell.text, isHeaded: true) { gathered.addUnknown(number, cell.place) }
            }
        }
        for piece in document.asides {
            for number in numbers(in: ThaiForm.line(piece.text)) {
                gathered.addUnknown(number, CheckPlace(aside: piece.place))
            }
        }
        for picture in document.pictures {
            guard let photo = try? Photo.read(picture.bytes), photo.hasPosition else { continue }
            gathered.add(Find(kind: .place, masked: "GPS", place: CheckPlace(container: picture.name)))
        }
        return gathered.all
    }

    /// The lines one by one. Gives those that stand below a head that names accounts.
    private static func read(
        _ lines: [String], _ place: (Int) -> CheckPlace, isTable: Bool, into gathered: inout Gathered
    ) -> Set<Int> {
        var headed: Set<Int> = []
        var heads = PersonalHeads()
        var before = ""
        for (index, line) in lines.enumerated() {
            if isTable { heads.read(line) }
            let found = numbers(in: line, after: before, isHeaded: heads.isOpen, hasPhones: heads.hasPhones)
            for number in found { gathered.add(number, place(index)) }
            if found.contains(where: { $0.kind == .account }) { heads.goOn() }
            if heads.isOpen { headed.insert(index) }
            before = line
        }
        return headed
    }

    /// Whether a text speaks of citizens' numbers, even where a narrow cell broke the words.
    private static func isNamed(_ lines: [String]) -> Bool {
        var before: [Unicode.Scalar] = []
        for line in lines {
            let here = Array(PersonalHeads.closed(line).unicodeScalars)
            let words = before.suffix(40) + here
            if words.count < 2000, last(citizens, in: Array(words)) != nil { return true }
            before = Array(words.suffix(40))
        }
        return false
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

    private static func numbers(
        in line: String, after: String = "", isHeaded: Bool = false, hasPhones: Bool = false
    ) -> [Number] {
        guard line.unicodeScalars.contains(where: { PersonalRuns.figure($0) != nil }) else { return [] }
        let text = Array(line.unicodeScalars)
        let isNamed = last(citizens, in: text) != nil || last(citizens, in: Array(after.unicodeScalars)) != nil
        func read(_ text: [Unicode.Scalar]) -> [Number] {
            PersonalRuns.find(in: text, isNamed: isNamed).compactMap { run in
                if run.isCitizenForm, isCitizen(run.digits) { return Number(kind: .citizen, digits: run.digits) }
                guard run.isAccountForm else { return nil }
                let isOne =
                    isAccount(text, run, after) || isHeaded && isBelowHead(text, run, hasPhones: hasPhones)
                return isOne ? Number(kind: .account, digits: run.digits) : nil
            }
        }
        var found = read(text)
        // A cell that broke at a dash: `1-1017- 00230-70-8`.
        if let closed = PersonalRuns.closed(text) { found += read(closed).filter { !found.contains($0) } }
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

    /// What the last word of a text that tells numbers apart speaks of.
    enum Nearest { case bank, other }

    static func nearest(in text: [Unicode.Scalar]) -> Nearest? {
        let (bank, other) = (last(banking, in: text), last(others, in: text))
        if bank == nil, other == nil { return nil }
        return (bank ?? -1) > (other ?? -1) ? .bank : .other
    }

    static func holds(_ words: [[Unicode.Scalar]], in text: [Unicode.Scalar]) -> Bool {
        last(words, in: text) != nil
    }

    /// Whether the nearest word before a number speaks of a bank, in the same line or the one above.
    private static func isAccount(_ text: [Unicode.Scalar], _ run: PersonalRuns.Run, _ after: String) -> Bool {
        let own = Array(text[max(0, run.range.lowerBound - 80)..<run.range.lowerBound])
        let above = Array(after.unicodeScalars.suffix(80))
        // `ชื่อบัญชี … ` and the number first, the bank behind it.
        let behind = Array(text[run.range.upperBound...].prefix(40))
        for part in [own, above] {
            if let nearest = nearest(in: part) { return nearest == .bank }
        }
        return last(banking, in: behind) != nil && last(others, in: behind) == nil
    }

    /// Whether a number below a head that names accounts is one: no word before it says otherwise, and it is no
    /// telephone number where these have a column too.
    private static func isBelowHead(_ text: [Unicode.Scalar], _ run: PersonalRuns.Run, hasPhones: Bool) -> Bool {
        let own = Array(text[max(0, run.range.lowerBound - 80)..<run.range.lowerBound])
        if nearest(in: own) == .other { return false }
        return !(hasPhones && run.isPhoneForm)
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
