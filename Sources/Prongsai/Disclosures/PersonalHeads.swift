/// Heads of columns that say once for all rows below that accounts stand there.
struct PersonalHeads {
    /// Lines since an account was told of, or one stood there; nil where none was.
    private var since: Int?
    private var before: [String] = []
    /// Whether telephone numbers stand beside them, which have as many digits.
    private(set) var hasPhones = false

    /// Lines without an account that a table may have before it is over.
    private static let reach = 40
    private static let heads = [
        "เลขที่บัญชี", "เลขบัญชี", "บัญชีเลขที่", "หมายเลขบัญชี", "บัญชีธนาคาร", "พร้อมเพย์", "accountno", "accountnumber",
        "bankaccount", "promptpay",
    ].map { Array($0.unicodeScalars) }
    private static let alone = ["บัญชี", "account", "เลขที่บัญชี"]
    private static let phones = ["โทร", "มือถือ", "phone", "tel"].map { Array($0.unicodeScalars) }

    /// Whether a number of the line that was read last stands below such a head.
    var isOpen: Bool { since != nil }

    /// Reads a line of running text; a head may be broken over several.
    mutating func read(_ line: String) {
        if let lines = since { since = lines < Self.reach ? lines + 1 : nil }
        guard line.unicodeScalars.count < 400 else {
            before = []
            return
        }
        let small = Self.closed(line)
        let words = (before + [small]).joined()
        let isHead = Self.alone.contains(small) || Self.isHead(line)
        if isHead || PersonalData.holds(Self.heads, in: Array(words.unicodeScalars)) {
            if since == nil { hasPhones = false }
            since = 0
        }
        if isOpen, PersonalData.holds(Self.phones, in: Array(words.unicodeScalars)) { hasPhones = true }
        before = small.unicodeScalars.count < 40 ? (before + [small]).suffix(4) : []
    }

    /// An account stood there, so that the table goes on.
    mutating func goOn() { if since != nil { since = 0 } }

    /// Without blanks, letters small.
    static func closed(_ line: String) -> String {
        String(String.UnicodeScalarView(line.unicodeScalars.filter { !PersonalRuns.isBlank($0) })).lowercased()
    }

    /// Whether a line is the heads of several columns, of which one is `บัญชี`.
    private static func isHead(_ line: String) -> Bool {
        let words = line.utf8.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        guard words.contains("บัญชี") else { return false }
        return words.contains { $0.utf8.starts(with: "ชื่อ".utf8) || $0.utf8.starts(with: "ลำดับ".utf8) }
            && !line.unicodeScalars.contains { PersonalRuns.figure($0) != nil }
    }

    // MARK: Tables

    private enum Head { case account, other }

    /// Cells of a table that hold a number below a head that names accounts.
    static func cells(of table: CheckDocument.Table) -> [CheckDocument.Cell] {
        var heads: [Int: Head] = [:]
        var width = 0
        var found: [CheckDocument.Cell] = []
        for row in table.rows {
            var spread: Head?
            for (column, cell) in row.enumerated() {
                if cell.text.isEmpty {
                    // What is merged across stands once.
                    if heads[column] == nil, let spread { heads[column] = spread }
                    continue
                }
                spread = nil
                if cell.text.unicodeScalars.count(where: { PersonalRuns.figure($0) != nil }) < 8 {
                    guard let head = head(cell.text) else { continue }
                    if heads[column] != .account { heads[column] = head }
                    if head == .account { (spread, width) = (head, row.count) }
                } else if heads[column] == .account || row.count != width && heads.values.contains(.account) {
                    found.append(cell)
                }
            }
        }
        return found
    }

    private static func head(_ text: String) -> Head? {
        guard text.unicodeScalars.count < 80 else { return nil }
        let words = Array(closed(text).unicodeScalars)
        return switch PersonalData.nearest(in: words, isHead: true) {
        case .bank: .account
        case .other: .other
        case nil: nil
        }
    }
}
