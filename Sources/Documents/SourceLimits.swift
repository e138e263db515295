/// How much a document that nobody prepared may ask of the machine. Everything that grows with the file is bounded
/// here; what goes beyond is a ``SourceError`` (or, for pictures and doubts, one doubt that says so).
public struct SourceLimits: Sendable, Equatable {
    /// Bytes of the file itself, packed as it comes.
    public var fileBytes = 128 << 20
    /// Entries of the zip that a DOCX or XLSX file is.
    public var entries = 2_000
    /// Bytes of one entry, unpacked.
    public var entryBytes = 64 << 20
    /// Bytes of all entries that are unpacked for one document.
    public var totalBytes = 256 << 20
    /// How many times larger than its packed form an entry may become, once it is larger than ``ratioFreeBytes``.
    /// Honest XML packs 10 to 30 times; a bomb packs a thousand times.
    public var ratio = 200
    /// Bytes up to which ``ratio`` is not looked at: a form of a thousand equal empty rows packs as well as a bomb.
    public var ratioFreeBytes = 8 << 20
    /// Elements of an XML part that stand inside one another.
    public var depth = 256
    /// Elements of one XML part.
    public var elements = 5_000_000
    /// Cells of all tables or sheets together, with the empty ones that fill merged and skipped columns.
    public var cells = 1_000_000
    /// Pictures of a document; those after it are left out with a doubt.
    public var pictures = 2_000
    /// Doubts of a document; those after it are counted in one last doubt.
    public var doubts = 500

    /// What any honest report or sheet keeps, and a small machine bears.
    public static let standard = SourceLimits()

    /// The standard limits, to be changed one by one.
    public init() {}
}

/// Doubts as they are found, no more of them than allowed: a sheet of a million broken cells must not become a
/// million sentences.
struct DoubtList {
    private var kept: [SourceDoubt] = []
    private var dropped = 0
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func add(_ code: String, _ details: [String: String] = [:], at place: SourcePlace) {
        guard kept.count < limit else {
            dropped += 1
            return
        }
        kept.append(SourceDoubt(code: code, details: details, place: place))
    }

    mutating func add(_ doubts: [SourceDoubt]) {
        for doubt in doubts { add(doubt.code, doubt.details, at: doubt.place) }
    }

    /// All that were kept, and one that counts the rest.
    var finished: [SourceDoubt] {
        guard dropped > 0, let last = kept.last else { return kept }
        return kept + [SourceDoubt(code: "more_doubts", details: ["count": String(dropped)], place: last.place)]
    }
}

extension SourceDoubt {
    /// Text that is quoted inside a doubt: long enough to be recognised, short enough to be read.
    static func excerpt(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: 200, limitedBy: scalars.endIndex),
            end != scalars.endIndex
        else { return text }
        return String(scalars[..<end]) + "…"
    }
}
