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
        /// How many lines stand before the piece that is read.
        var before = 0
        private var seen: Set<Find> = []
        private var known: Set<Number> = []

        mutating func add(_ find: Find) {
            guard seen.insert(find).inserted else { return }
            if finds.count < PersonalData.most { finds.append(find) } else { beyond += 1 }
        }

        mutating func add(_ number: Number, _ place: CheckPlace) {
            known.insert(number)
            var place = place
            if place.line > 0 { place.line += before }
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

    /// Stands for the end of a file that is too long to be looked through; nobody can answer for it.
    static let unread = Find(kind: .citizen, masked: "+", place: CheckPlace())

    /// Everything in a file that is kept here: where its lines are more than are read at once, a text is looked through
    /// piece by piece, and of anything else what is not read stands in the way.
    static func find(in document: CheckDocument, of bytes: [UInt8], piece size: Int = 1 << 20) -> [Find] {
        guard document.text.isCut else { return find(in: document) }
        guard document.content.kind == .text else { return find(in: document) + [unread] }
        var gathered = Gathered()
        let text = PageEncoding.decode(bytes, contentType: nil).bytes
        // What stands in the first row says what the columns hold, in each piece.
        let isTable = document.tables.contains { !$0.isGuessed }
        let head = isTable ? Array(text.prefix { $0 != 0x0A }.prefix(10_000)) + [0x0A] : []
        var (start, before) = (0, 0)
        while start < text.count {
            var end = min(start + size, text.count)
            if end < text.count {
                // A line that does not end is taken apart; what stands on both sides is read with either.
                end = text[start..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? end
            }
            let own = Array(text[max(0, start - (start > 0 && text[start - 1] != 0x0A ? 200 : 0))..<end])
            let piece = start == 0 ? own : head + own
            let read = CheckDocument.of(.text(utf8: piece[...]), piece, contentType: "text/plain; charset=utf-8")
            gather(read, after: isTable && start > 0 ? before - 1 : before, into: &gathered)
            before += isTable ? own.count { $0 == 0x0A } : read.text.blocks.count
            start = end
        }
        return gathered.all
    }

    /// Everything in a document: its lines, the cells of its tables, and the notes of cameras in its pictures.
    static func find(in document: CheckDocument) -> [Find] {
        var gathered = Gathered()
        gather(document, into: &gathered)
        return gathered.all
    }

    /// - Parameter before: how many lines stand before it.
    private static func gather(_ document: CheckDocument, after before: Int = 0, into gathered: inout Gathered) {
        gathered.before = before
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
        for target in document.targets {
            for number in numbers(in: target.text) { gathered.addUnknown(number, target.place) }
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
            var runs: [PersonalRuns.Run] = PersonalRuns.find(in: text, isNamed: isNamed)
            runs += PersonalRuns.marked(in: text)
            runs += PersonalRuns.thousands(in: text).filter { run in
                isLabelled(text[..<run.range.lowerBound], after: after)
            }
            return runs.compactMap { run -> Number? in
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
    /// What may stand between such a word and its number.
    private static let fillers = ["หมายเลข", "เลขที่", "หลัก", "เลข", "ที่", "คือ", "13", "๑๓", "no"].map {
        Array($0.unicodeScalars)
    }
    private static let banking = [
        "เลขที่บัญชี", "เลขบัญชี", "บัญชีเลขที่", "หมายเลขบัญชี", "บัญชีธนาคาร", "บัญชีออมทรัพย์", "บัญชีเงินฝาก", "ธนาคาร",
        "ชื่อบัญชี", "เข้าบัญชี", "บัญชีกระแสรายวัน", "บัญชี ออมทรัพย์", "บัญชี เงินฝาก", "บัญชี กระแสรายวัน",
        "พร้อมเพย์", "account", "bank", "promptpay",
    ].map { Array($0.unicodeScalars) }
    /// Names of banks, which longer words begin or end with as well.
    private static let banks = [
        "ธ.ก.ส", "ธกส", "ออมสิน", "กรุงไทย", "กสิกร", "กสิกรไทย", "ไทยพาณิชย์", "a/c", "ktb", "scb",
    ].map { Array($0.unicodeScalars) }
    private static let bare = Array("บัญชี".unicodeScalars)
    /// Lists of names and charts of accounts, whose numbers are of no bank.
    private static let lists = ["รหัสบัญชี", "ผังบัญชี", "ทะเบียนบัญชี"].map { Array($0.unicodeScalars) }
    /// What a number of that length is more often.
    private static let others = [
        "โทร", "แฟกซ์", "มือถือ", "tel", "fax", "phone", "โครงการ", "สัญญา", "หนังสือ", "ใบสั่ง", "เลขคุมสัญญา", "สายด่วน",
    ].map { Array($0.unicodeScalars) }
    /// Words before the number of a telephone; other numbers follow some of them too.
    private static let calls = ["โทร", "ติดต่อ", "สอบถาม", "มือถือ", "เบอร์", "tel", "phone", "mobile", "contact"].map {
        Array($0.unicodeScalars)
    }
    /// The same, of numbers that follow; behind a number these speak of something else.
    private static let codes = ["ฎีกา", "ครุภัณฑ์", "รหัส", "แยกประเภท"].map { Array($0.unicodeScalars) }

    /// What the last word of a text that tells numbers apart speaks of.
    enum Nearest { case bank, other }

    /// For a column's head (`isHead`), `บัญชี` counts where it is all, and a bank's name does not: it may be that of a
    /// company in a row.
    static func nearest(in text: [Unicode.Scalar], isHead: Bool = false) -> Nearest? {
        if isHead, text == bare { return .bank }
        let named: Int? = isHead ? nil : last(banks, in: text, isWhole: true)
        let bank: Int = max(last(banking, in: text) ?? -1, named ?? -1)
        let other: Int = max(last(others, in: text) ?? -1, last(codes, in: text) ?? -1)
        if bank < 0, other < 0 { return nil }
        return bank > other ? .bank : .other
    }

    static func holds(_ words: [[Unicode.Scalar]], in text: [Unicode.Scalar]) -> Bool {
        last(words, in: text) != nil
    }

    /// A text without one of the words, blanks and marks at its end; nil where there is nothing of these.
    private static func without(_ fillers: [[Unicode.Scalar]], atEndOf text: ArraySlice<Unicode.Scalar>)
        -> ArraySlice<Unicode.Scalar>?
    {
        guard let last = text.last else { return nil }
        if PersonalRuns.isBlank(last) || ":.=()-".unicodeScalars.contains(last) { return text.dropLast() }
        func isEnd(_ word: [Unicode.Scalar]) -> Bool {
            text.count >= word.count && zip(text.suffix(word.count), word).allSatisfy { small($0) == $1.value }
        }
        return fillers.first(where: isEnd).map { text.dropLast($0.count) }
    }

    /// Whether a text ends with `บัญชี` by itself, but for what stands between it and its number.
    private static func endsBare(_ text: [Unicode.Scalar]) -> Bool {
        var rest = text[...]
        while let shorter = without(fillers, atEndOf: rest) { rest = shorter }
        func ends(_ word: [Unicode.Scalar]) -> Bool { rest.suffix(word.count).elementsEqual(word) }
        return ends(bare) && !lists.contains(where: ends)
    }

    /// Whether a text, or where nothing stands in it the line above, ends with words for a citizen's number.
    private static func isLabelled(_ text: ArraySlice<Unicode.Scalar>, after: String) -> Bool {
        var rest = text
        while let shorter = without(fillers, atEndOf: rest) { rest = shorter }
        if rest.isEmpty {
            rest = Array(after.unicodeScalars.suffix(80))[...]
            while let shorter = without(fillers, atEndOf: rest) { rest = shorter }
        }
        let words = Array(rest.suffix(20))
        guard let label = last(citizens, in: words) else { return false }
        return citizens.contains { words[label...].elementsEqual($0, by: { small($0) == $1.value }) }
    }

    /// Whether the nearest word before a number speaks of a bank, in the same line or the one above.
    private static func isAccount(_ text: [Unicode.Scalar], _ run: PersonalRuns.Run, _ after: String) -> Bool {
        let own = Array(text[max(0, run.range.lowerBound - 80)..<run.range.lowerBound])
        let above = Array(after.unicodeScalars.suffix(80))
        if isCalled(run, own) { return false }
        // `ชื่อบัญชี … ` and the number first, the bank behind it.
        let behind = Array(text[run.range.upperBound...].prefix(40))
        if endsBare(own) || own.allSatisfy(PersonalRuns.isBlank) && endsBare(above) { return true }
        for part in [own, above] {
            if let nearest = nearest(in: part) { return nearest == .bank }
        }
        let isBank = last(banking, in: behind) != nil || last(banks, in: behind, isWhole: true) != nil
        return isBank && last(others, in: behind) == nil
    }

    /// Whether a number has the form of a mobile telephone's, and the line speaks of one nearer before it than of a bank.
    private static func isCalled(_ run: PersonalRuns.Run, _ own: [Unicode.Scalar]) -> Bool {
        guard run.isMobileForm, let call = last(calls, in: own) else { return false }
        return call > max(last(banking, in: own) ?? -1, last(banks, in: own, isWhole: true) ?? -1)
    }

    /// Whether a number below a head that names accounts is one: no word before it says otherwise, and it is no
    /// telephone number where these have a column too.
    private static func isBelowHead(_ text: [Unicode.Scalar], _ run: PersonalRuns.Run, hasPhones: Bool) -> Bool {
        let own = Array(text[max(0, run.range.lowerBound - 80)..<run.range.lowerBound])
        if nearest(in: own) == .other || isCalled(run, own) { return false }
        return !(hasPhones && run.isPhoneForm)
    }

    /// A capital of ASCII as the small letter.
    private static func small(_ scalar: Unicode.Scalar) -> UInt32 {
        (0x41...0x5A).contains(scalar.value) ? scalar.value | 0x20 : scalar.value
    }

    /// Words that may follow the name of a bank without a blank.
    private static let afterBanks = ["สาขา", "เลข", "บัญชี", "ชื่อ"].map { Array($0.unicodeScalars) }

    private static let companies = ["บริษัท", "บจก", "หจก", "ห้าง"].map { Array($0.unicodeScalars) }

    /// Whether a word stands by itself: a Latin one not inside another, a Thai one not at the beginning of one, nor in
    /// the name of a company.
    private static func isWhole(_ range: Range<Int>, in text: [Unicode.Scalar]) -> Bool {
        func isLatin(_ index: Int) -> Bool {
            text.indices.contains(index) && (0x61...0x7A).contains(text[index].value | 0x20)
        }
        if isLatin(range.lowerBound) { return !isLatin(range.lowerBound - 1) && !isLatin(range.upperBound) }
        let before = Array(text[max(0, range.lowerBound - 20)..<range.lowerBound])
        if last(companies, in: before) != nil { return false }
        let rest = text[range.upperBound...]
        guard let next = rest.first, (0x0E01...0x0E4E).contains(next.value) else { return true }
        return afterBanks.contains { rest.starts(with: $0) }
    }

    private static func last(
        _ words: [[Unicode.Scalar]], in text: [Unicode.Scalar], isWhole: Bool = false
    ) -> Int? {
        var found: Int?
        for word in words where text.count >= word.count {
            var at = text.count - word.count
            while at > (found ?? -1) {
                var fits = true
                for offset in word.indices {
                    if small(text[at + offset]) != word[offset].value {
                        fits = false
                        break
                    }
                }
                if fits, !isWhole || self.isWhole(at..<(at + word.count), in: text) {
                    found = at
                    break
                }
                at -= 1
            }
        }
        return found
    }
}
