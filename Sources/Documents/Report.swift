/// A round ready to be printed: what it says, how it is laid out, the fixed words of its language, and the seal.
/// The five writers (PDF, DOCX, XLSX, HTML, JSON) take this value and nothing else.
public struct Report: Sendable, Equatable {
    /// What is frozen and hashed; layout, words and seal do not change it.
    public var content: RoundContent
    /// The form it is printed in, chosen among the edition's.
    public var layout: ReportLayout
    /// The fixed words in the language of this report.
    public var words: ReportWords
    /// What a reader checks the printed copy by.
    public var seal: ReportSeal
    /// The digits people read; what programs read (codes, addresses, hashes, JSON) keeps its own.
    public var digits: ReportDigits

    /// A round's content dressed in one layout and one language.
    public init(
        content: RoundContent, layout: ReportLayout, words: ReportWords, seal: ReportSeal,
        digits: ReportDigits = .arabic
    ) {
        (self.content, self.seal, self.digits) = (content, seal, digits)
        (self.layout, self.words) = (layout.written(in: digits), words.written(in: digits))
    }
}

/// How an edition wants its report: columns, order and paper. Data of the edition, not of the program.
public struct ReportLayout: Codable, Sendable, Equatable {
    /// `bma`, `nacc`, …
    public var key: String
    /// Whether the long side of the A4 sheet lies.
    public var landscape: Bool
    /// From left to right.
    public var columns: [Column]
    /// Titles of the people who sign at the end; empty where the form has no signatures.
    public var signatures: [String]

    /// A form in the report's language; the paper is always A4.
    public init(key: String, landscape: Bool, columns: [Column], signatures: [String]) {
        (self.key, self.landscape, self.columns, self.signatures) = (key, landscape, columns, signatures)
    }

    /// One column of the official table.
    public struct Column: Codable, Sendable, Equatable {
        /// Which part of a plan row stands in it.
        public var content: Content
        /// The official words over it in the report's language, repeated on every page.
        public var heading: String
        /// Width relative to the other columns.
        public var share: Double
        /// A column; only the ratio of its share to the others' counts.
        public init(content: Content, heading: String, share: Double) {
            (self.content, self.heading, self.share) = (content, heading, share)
        }
    }

    /// What a column shows.
    public enum Content: String, Codable, Sendable, CaseIterable {
        /// Items with their scores, findings, measures, results, evidence (photos with captions), owner (unit and
        /// person), steps, period and status; all from `owner` on put each measure on a line of its own.
        case items, findings, measures, results, evidence, owner, steps, period, status
        /// How the measure is followed up; on a line of its own as well.
        case followUp = "follow_up"
    }
}

/// The fixed words of a report in its own language, which is chosen per report and never taken from the interface.
public struct ReportWords: Codable, Sendable, Equatable {
    /// `th` or `en`.
    public var language: String
    /// The lines of the title block.
    public var title: [String]
    /// `คะแนน`, printed after a score.
    public var points: String
    /// `ตัวชี้วัดที่`, printed before an indicator's number.
    public var indicator: String
    /// Printed in an empty results column, such as `ยังไม่มีผลการดำเนินการ`; may be empty.
    public var noResult: String
    /// `ยังไม่มีภาพ`, printed where a caption waits for its picture.
    public var pictureMissing: String
    /// Page number with `{page}` and `{pages}`.
    public var pageOf: String
    /// `ยังไม่ยืนยัน`, printed before the reasons why the figures are not confirmed.
    public var unconfirmed: String
    /// Heading of the summary of scores.
    public var standing: String
    /// `คะแนนรวม`.
    public var total: String
    /// Printed in the first column where a row goes on on another page, with `{code}`; such as `{code} (ต่อ)`.
    public var continued: String
    /// `ลงชื่อ`.
    public var signed: String
    /// Head and foot of a draft, such as `ฉบับร่าง ยังไม่ได้ปิดรอบ`.
    public var draft: String
    /// Footer of a frozen round, with `{version}` and `{hash}`.
    public var frozen: String
    /// Names of the columns of the spreadsheet form and of its facts, by ``sheetKeys``.
    public var sheet: [String: String]
    /// The four measure states by code: `planned`, `underway`, `done`, `dropped`.
    public var status: [String: String]

    /// Printed after an address that does not show what it should, with `{day}`; nothing where it is empty.
    public var addressDown = ""
    /// Printed in place of a page of the office's own site where nobody said at which address it stands.
    public var addressMissing = ""
    /// Where and with which code a copy of a frozen version is checked; nothing where it is empty.
    public var check = ""

    /// The words as printed; only `{page}`, `{pages}`, `{code}`, `{version}`, `{hash}` and `{day}` are still to be filled.
    public init(
        language: String, title: [String], points: String, indicator: String, noResult: String, pictureMissing: String,
        pageOf: String, unconfirmed: String, standing: String, total: String, continued: String, signed: String,
        draft: String, frozen: String, sheet: [String: String], status: [String: String]
    ) {
        (self.language, self.title, self.points, self.indicator) = (language, title, points, indicator)
        (self.noResult, self.pictureMissing, self.pageOf) = (noResult, pictureMissing, pageOf)
        (self.unconfirmed, self.standing, self.total, self.signed) = (unconfirmed, standing, total, signed)
        (self.continued, self.draft, self.frozen) = (continued, draft, frozen)
        (self.sheet, self.status) = (sheet, status)
    }
}

/// What lets a reader tell whether a copy is the frozen round.
public struct ReportSeal: Codable, Sendable, Equatable {
    /// SHA-256 of the round's canonical JSON, lower-case hex.
    public var hash: String
    /// 0 for a draft; 1, 2, … for frozen versions.
    public var version: Int
    /// What the QR code on paper says: an address, or `prongsai:verify:<hash>` where the office has none.
    public var mark: String
    /// Instant of freezing, UTC ISO 8601; nil for a draft.
    public var frozenAt: String?
    /// A seal; with version 0 and no instant it marks a draft.
    public init(hash: String, version: Int, mark: String, frozenAt: String?) {
        (self.hash, self.version, self.mark, self.frozenAt) = (hash, version, mark, frozenAt)
    }

    /// What people compare by eye of a hash: its first sixteen digits in groups of four, such as `3f1a 9c0e 57b2 d844`,
    /// with spaces at which no line ends.
    public static func code(_ hash: String) -> String {
        let digits = Array(hash.utf8.prefix(16))
        return stride(from: 0, to: digits.count, by: 4).map { start in
            String(decoding: digits[start..<min(start + 4, digits.count)], as: UTF8.self)
        }.joined(separator: "\u{a0}")
    }

    /// A path of the office's own site as others reach it: before it stands what stands before the path of the mark.
    /// What is no path, and every path where the office has no address, comes back as it is.
    public func whole(_ path: String) -> String {
        let end = Array("/verify/\(hash)".utf8)
        let (bytes, given) = (Array(mark.utf8), Array(path.utf8))
        guard given.first == UInt8(ascii: "/"), bytes.starts(with: Array("http".utf8)),
            bytes.suffix(end.count).elementsEqual(end)
        else { return path }
        return String(decoding: bytes.dropLast(end.count), as: UTF8.self) + path
    }
}

/// Gives the bytes of a printable picture by its SHA-256 (lower-case hex). Throws where the file is missing or damaged.
public typealias PictureSource = (String) throws -> [UInt8]
