import Crypto
import Documents
import Foundation
import HTML
import ITA
import Watch

/// What shows that a disclosure was there and complete: what stood there in words, captures, verdicts, availability, what
/// was published here, the checks of a second person, and a page that explains them. The same data at the same moment
/// gives the same bytes.
struct AppealPack: Sendable {
    /// One address of the item.
    struct Place: Sendable {
        var id: String
        var address: String
        var label: String
        var firstGoodAt: String?
        var lastGoodAt: String?
        var months: [WatchTimeline.Month]
        var verdicts: [WatchTimeline.Entry]
        var captures: [StoredCapture]
        var outages: [WatchTimeline.PastAlert]
        /// The content at moments that matter, as words.
        var kept: [AppealText] = []

        /// Whether it was watched for a whole day.
        func isTold(at now: Instant) -> Bool {
            Availability.isTold(since: verdicts.first?.at, day: months.first?.first?.number, at: now)
        }
    }

    /// A version that was public here.
    struct Version: Sendable {
        var number: Int
        var at: String
        var withdrawnAt: String?
        var withdrawnBecause: String?
        var content: String
        var hash: String
        var file: String { "published-\(number).json" }
    }

    /// One check by a second person.
    struct Check: Sendable {
        struct Tick: Sendable {
            var element: String
            var found: String
            var place: String
            /// The document its proof is in; nil where nobody named one.
            var document: String?
        }
        var decision: String
        /// As the journal names them, and the person's own name where it is one.
        var by: String
        var name: String?
        var at: String
        var seenHash: String?
        var note: String?
        var voidAt: String?
        var ticks: [Tick]
    }

    var site: Site
    var agency: Agency
    var year: Int
    var item: WatchedItem
    /// The days the content must be about, and until when the answers had to be in.
    var coversFrom: Day?
    var coversTo: Day?
    var dueOn: Day?
    /// When the pack was made.
    var madeAt: Instant
    /// The day that somebody asks about besides; nil for none.
    var day: Day?
    var places: [Place]
    var checks: [Check]
    var versions: [Version]

    var fileName: String { "\(agency.key)-\(year)-\(item.code)-appeal.zip" }

    // MARK: Reading

    /// The day that somebody asks about, as they wrote it; nil for none.
    static func day(_ written: String, today: Day, at place: String? = nil) throws -> Day? {
        guard !written.isEmpty else { return nil }
        guard let day = Strings.readDay(written) else {
            throw Failure.invalid([Problem("day", ["given": written], at: place)])
        }
        guard day <= today else { throw Failure.invalid([Problem("day_to_come", ["day": day.iso], at: place)]) }
        return day
    }

    /// Whether somebody asks about a day up to which nothing of any address was kept.
    var hasNothingOfDay: Bool { day != nil && !places.contains { $0.kept.contains { $0.moment == .chosen } } }

    static func gather(agency: Agency, year: Int, code: String, on day: Day? = nil, site: Site) async throws
        -> AppealPack
    {
        let (editions, now) = (site.editions, site.clock.now())
        var pack = try await site.database.read { db in
            guard
                let edition = try WatchBoard.edition(agency: agency.id, year: year, editions: editions, in: db)
            else { throw Failure.notFound(Message("failure.no_item_disclosed", ["code": code])) }
            let key = edition.item(code: code)?.key ?? code
            guard
                let row = try db.first(
                    """
                    SELECT disclosure.id, disclosure.title, covers_from, covers_to, answers_due_on FROM disclosure
                    JOIN disclosure_year ON disclosure_year.id = disclosure.year_id
                    WHERE disclosure.agency_id = \(agency.id) AND fiscal_year = \(year) AND item_key = \(key)
                    """)
            else { throw Failure.notFound(Message("failure.no_item_disclosed", ["code": code])) }
            let disclosure = try row.string("id")
            let item = WatchedItem(key: key, title: try row.optionalString("title"), edition: edition)
            func day(_ column: String) throws -> Day? { try row.optionalString(column).flatMap { Day(iso: $0) } }
            return AppealPack(
                site: site, agency: agency, year: year, item: item, coversFrom: try day("covers_from"),
                coversTo: try day("covers_to"), dueOn: try day("answers_due_on"), madeAt: now,
                places: try places(of: disclosure, agency: agency.id, in: db),
                checks: try checks(of: disclosure, agency: agency.id, edition: edition, in: db),
                versions: try versions(of: disclosure, in: db))
        }
        pack.day = day
        for index in pack.places.indices {
            pack.places[index].kept = try await AppealText.of(pack.places[index], number: index + 1, on: day, site)
        }
        return pack
    }

    private static func versions(of disclosure: String, in db: Connection) throws -> [Version] {
        try db.rows(
            """
            SELECT version, published_at, withdrawn_at, withdrawn_because, content, content_hash FROM published_page
            WHERE disclosure_id = \(disclosure) ORDER BY version
            """
        ).map { row in
            Version(
                number: try row.integer("version"), at: try row.string("published_at"),
                withdrawnAt: try row.optionalString("withdrawn_at"),
                withdrawnBecause: try row.optionalString("withdrawn_because"), content: try row.string("content"),
                hash: try row.string("content_hash"))
        }
    }

    /// All addresses the item has and had, each with what was seen at it.
    static func places(of disclosure: String, agency: String, in db: Connection) throws -> [Place] {
        try db.rows(
            """
            SELECT watched.id, \(Watched.shown), watched.last_good_at FROM watched
            LEFT JOIN disclosure_address ON disclosure_address.id = watched.address_id
            WHERE watched.agency_id = \(agency)
            AND (disclosure_address.disclosure_id = \(disclosure) OR watched.page_of = \(disclosure))
            ORDER BY position, watched.id
            """
        ).map { row in
            let id = try row.string("id")
            let verdicts = try db.rows(
                """
                SELECT at, verdict, reasons, status, final_address, elapsed_ms, capture_id FROM verdict
                WHERE watched_id = \(id) ORDER BY at, id
                """
            ).map { row in
                WatchTimeline.Entry(
                    at: try row.string("at"), verdict: try PageVerdict(row), status: try row.optionalInteger("status"),
                    finalAddress: try row.optionalString("final_address"), elapsed: try row.integer("elapsed_ms"),
                    changes: [], capture: try row.optionalString("capture_id"))
            }
            return Place(
                id: id, address: try row.string("address"), label: try row.string("label"),
                firstGoodAt: verdicts.first { $0.verdict?.weight == .good }?.at,
                lastGoodAt: try row.optionalString("last_good_at"),
                months: try WatchTimeline.months(of: id, in: db).reversed(), verdicts: verdicts,
                captures: try captures(of: id, in: db),
                outages: try db.rows(
                    """
                    SELECT since, ended_at, points, verdict, reasons FROM alert
                    WHERE agency_id = \(agency) AND watched_id = \(id) ORDER BY since, id
                    """
                ).map(WatchTimeline.PastAlert.init))
        }
    }

    /// Without their records, which are read one by one when they are written.
    private static func captures(of watched: String, in db: Connection) throws -> [StoredCapture] {
        try db.rows(
            """
            SELECT id, agency_id, watched_id, at, kind, payload_digest, of_capture_id, file_sha256, file_offset, bytes,
              NULL AS record FROM capture WHERE watched_id = \(watched) ORDER BY at, id
            """
        ).map(StoredCapture.init)
    }

    private static func checks(
        of disclosure: String, agency: String, edition: Edition, in db: Connection
    ) throws -> [Check] {
        let names = Dictionary(
            try db.rows("SELECT id, name FROM person WHERE agency_id = \(agency)").map {
                ("person:\(try $0.string("id"))", try $0.string("name"))
            }
        ) { first, _ in first }
        let elements = Dictionary(edition.items.flatMap(\.elements).map { ($0.key, $0.thai) }) { first, _ in first }
        let own = Dictionary(
            try db.rows("SELECT id, text FROM disclosure_element WHERE disclosure_id = \(disclosure)").map {
                ("own.\(try $0.string("id"))", try $0.string("text"))
            }
        ) { first, _ in first }
        let rows = try db.rows(
            """
            SELECT id, decision, decided_by, decided_at, seen_hash, note, void_at FROM disclosure_check
            WHERE disclosure_id = \(disclosure) AND decided_at IS NOT NULL ORDER BY decided_at, id
            """)
        let ticks = try Tick.list(of: try rows.map { try $0.string("id") }, in: db)
        return try rows.map { row in
            let by = try row.optionalString("decided_by") ?? ""
            return Check(
                decision: try row.optionalString("decision") ?? "", by: by, name: names[by],
                at: try row.string("decided_at"), seenHash: try row.optionalString("seen_hash"),
                note: try row.optionalString("note"), voidAt: try row.optionalString("void_at"),
                ticks: (ticks[try row.string("id")] ?? []).map { tick in
                    Check.Tick(
                        element: elements[tick.element] ?? own[tick.element] ?? tick.element,
                        found: tick.found.rawValue, place: tick.place, document: tick.document)
                })
        }
    }

    // MARK: Writing

    /// Writes the archive piece by piece: nothing larger than one capture is in memory.
    func write(_ write: @Sendable ([UInt8]) async throws -> Void) async throws {
        var zip = ZipStream()
        var sums: [(name: String, hash: String)] = []
        let site = site
        func add(_ name: String, _ bytes: [UInt8]) async throws {
            sums.append((name, Hash.sha256(bytes)))
            try await write(zip.begin(name, size: bytes.count, crc: Self.crc(bytes)) + bytes)
        }
        try await add("index.html", AppealPage(pack: self).bytes)
        for text in places.flatMap(\.kept) {
            for file in try await text.files(site) { try await add(file.name, file.bytes) }
        }
        for version in versions { try await add(version.file, Array(version.content.utf8)) }
        try await add("verdicts.csv", verdicts)
        try await add("availability.csv", availability)
        try await add("checked.csv", checkRecords)
        try await add("captures.csv", captureList)
        // The captures twice: once for their length and checksum, once to be written.
        let all = captures
        if let first = all.first {
            var (size, crc, hash) = (0, CRC32(), SHA256Stream())
            let start = Site.information(at: first.at)
            for piece in 0...all.count {
                let bytes = piece == 0 ? start : try await Self.bytes(of: all[piece - 1], site)
                size += bytes.count
                bytes.withUnsafeBytes { crc.add($0) }
                hash.add(bytes)
            }
            sums.append(("captures.warc.gz", hash.hex))
            try await write(zip.begin("captures.warc.gz", size: size, crc: crc.value) + start)
            for capture in all { try await write(try await Self.bytes(of: capture, site)) }
        }
        let list = Array(sums.map { "\($0.hash)  \($0.name)\n" }.joined().utf8)
        try await write(zip.begin("SHA256SUMS", size: list.count, crc: Self.crc(list)) + list)
        try await write(zip.end())
    }

    /// Those of all addresses, by time.
    var captures: [StoredCapture] { places.flatMap(\.captures).sorted { ($0.at, $0.id) < ($1.at, $1.id) } }

    private static func bytes(of capture: StoredCapture, _ site: Site) async throws -> [UInt8] {
        let whole = try await site.database.read {
            try StoredCapture.find(capture.id, agency: capture.agency, in: $0)
        }
        return try whole.bytes(in: site.files)
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc = CRC32()
        bytes.withUnsafeBytes { crc.add($0) }
        return crc.value
    }

    private func table(_ head: [String], _ rows: [[String]]) -> [UInt8] {
        [0xEF, 0xBB, 0xBF] + ([head] + rows).flatMap { EvidenceArchive.csv($0) }
    }

    private var verdicts: [UInt8] {
        table(
            ["address", "at_utc", "verdict", "reasons", "status", "final_address", "capture"],
            places.flatMap { place in
                place.verdicts.map { entry in
                    [
                        place.address, entry.at, entry.verdict?.state.rawValue ?? "",
                        (entry.verdict?.reasons ?? []).map(\.code).joined(separator: " "),
                        entry.status.map(String.init) ?? "", entry.finalAddress ?? "", entry.capture ?? "",
                    ]
                }
            })
    }

    private var availability: [UInt8] {
        table(
            ["address", "month", "looks", "good", "bad", "changed", "days_told", "percent_good_of_days"],
            places.flatMap { place in
                place.months.map { month in
                    [
                        place.address, month.month, String(month.looks), String(month.good), String(month.bad),
                        String(month.changed), String(month.availability.days),
                        // A share of less than a day is none.
                        place.isTold(at: madeAt) ? month.availability.percent : "",
                    ]
                }
            })
    }

    private var checkRecords: [UInt8] {
        table(
            ["at_utc", "decision", "by", "seen_sha256", "void_at_utc", "element", "found", "document", "place"],
            checks.flatMap { check in
                (check.ticks.isEmpty ? [Check.Tick(element: "", found: "", place: "")] : check.ticks).map { tick in
                    [
                        check.at, check.decision, check.name ?? check.by, check.seenHash ?? "", check.voidAt ?? "",
                        tick.element, tick.found, tick.document ?? "", tick.place,
                    ]
                }
            })
    }

    private var captureList: [UInt8] {
        let addresses = Dictionary(places.map { ($0.id, $0.address) }) { first, _ in first }
        return table(
            ["capture", "address", "at_utc", "kind", "payload_sha256_base32", "same_as"],
            captures.map { capture in
                [
                    capture.id, addresses[capture.watched] ?? "", capture.at, capture.kind.rawValue,
                    capture.digest ?? "", capture.of ?? "",
                ]
            })
    }
}

/// SHA-256 of bytes that come in pieces.
struct SHA256Stream {
    private var hash = SHA256()
    mutating func add(_ bytes: [UInt8]) { hash.update(data: bytes) }
    var hex: String { Hash.hex(hash.finalize()) }
}
