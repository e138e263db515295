import ITA

/// Evidence that comes with a result.
struct NewEvidence: Sendable, Equatable {
    var source: EvidenceSource
    var caption: String
    var aboutOn: Day?

    /// A stored file with the caption and the day it proposes: its own name where a person gave it one, else the first
    /// words of the result; the day the camera says.
    init(_ picture: StoredPicture, text: String) {
        self.init(
            source: .stored(picture), caption: NewEvidence.caption(name: picture.name, text: text),
            aboutOn: picture.takenAt.flatMap { Day(iso: String($0.prefix(10))) })
    }

    init(source: EvidenceSource, caption: String, aboutOn: Day?) {
        (self.source, self.caption, self.aboutOn) = (source, caption, aboutOn)
    }

    /// A name holds words a person wrote where a Thai letter is in it; `IMG_0012` says nothing.
    static func caption(name: String, text: String) -> String {
        let bytes = Array(name.utf8)
        let stem = bytes.lastIndex(of: UInt8(ascii: ".")).map { String(decoding: bytes[..<$0], as: UTF8.self) } ?? name
        if stem.unicodeScalars.contains(where: { (0x0E01...0x0E2E).contains($0.value) }) {
            return stem.trimmingWhitespace()
        }
        let first = text.utf8.split(separator: 10).first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        return first.shortened(to: 60)
    }

    /// Enters evidence of a result after what is there; what the result has already stays as it is. Answers how much
    /// was new.
    @discardableResult
    static func add(
        _ evidence: [NewEvidence], to progress: String, of round: String, agency: String?, at now: Instant,
        in db: Connection
    ) throws -> Int {
        guard !evidence.isEmpty else { return 0 }
        var there = Set(
            try db.rows("SELECT evidence_id FROM evidence_use WHERE progress_id = \(progress)").compactMap {
                try $0.optionalString("evidence_id")
            })
        var position =
            try db.first("SELECT MAX(position) AS last FROM evidence_use WHERE progress_id = \(progress)")?
            .optionalInteger("last") ?? 0
        let before = position
        for item in evidence {
            let id = try item.source.evidence(agency: agency, at: now, in: db)
            guard there.insert(id).inserted else { continue }
            position += 1
            try db.execute(
                """
                INSERT INTO evidence_use (id, agency_id, round_id, progress_id, evidence_id, position, caption, about_on,
                  created_at)
                VALUES (\(ID.new()), \(agency), \(round), \(progress), \(id), \(position),
                  \(item.caption.trimmingWhitespace()), \(item.aboutOn?.iso), \(now))
                """)
        }
        return position - before
    }
}

/// Adds several pieces of evidence to a result at once.
struct AddEvidenceSet: Operation {
    static let name = "add-evidence-set"
    static let permission = Permission.record
    let agency: String?
    let progress: String
    let evidence: [NewEvidence]

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard let found = try db.first("SELECT round_id FROM progress WHERE id = \(progress) AND agency_id = \(agency)")
        else { throw Failure.notFound(Message("failure.no_progress", ["id": progress])) }
        let round = try found.string("round_id")
        try Round.requireOpen(round, agency: agency, in: db)
        try Answerable.require(result: progress, agency: agency, by: actor, in: db)
        try NewEvidence.add(evidence, to: progress, of: round, agency: agency, at: now, in: db)
        return Done((), JournalNote("progress \(progress)", ["evidence": String(evidence.count)]))
    }
}

extension String {
    /// The first so many scalars, at a blank where there is one, with a mark that something follows.
    func shortened(to most: Int) -> String {
        let text = trimmingWhitespace()
        guard text.unicodeScalars.count > most else { return text }
        let scalars = text.unicodeScalars.prefix(most)
        if let blank = scalars.lastIndex(where: \.properties.isWhitespace),
            scalars.distance(from: scalars.startIndex, to: blank) > most / 2
        {
            return String(String.UnicodeScalarView(scalars[..<blank])).trimmingWhitespace() + "…"
        }
        return text.beginning(most) + "…"
    }
}
