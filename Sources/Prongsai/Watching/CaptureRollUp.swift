import Logging
import ServiceLifecycle
import Watch

/// Moves the captures of months that are over into one file for each address and month, or a few where a month is
/// large. Nothing is lost on the way: each record was read, and the file is on the disk and was read back, before the
/// database lets go of the same bytes.
struct CaptureRollUp: Sendable {
    let site: Site
    /// Bytes that are moved at once, packed: this bounds the memory, whatever a site makes us keep in a month.
    var largest = 32 << 20

    /// Captures of one address and one month that are moved together; never none.
    private struct Piece: Sendable {
        var watched: String
        /// Such as `2025-03`.
        var month: String
        var ids: Set<String>
        var bytes: Int
        /// When the first and the last one were made.
        var first: String
        var last: String
    }

    /// Addresses with captures from before a month that stand in the database still, in an order in which one goes on.
    static func addresses(after last: String, before month: String) -> SQL {
        """
        SELECT DISTINCT watched_id FROM capture
        WHERE record IS NOT NULL AND at < \(month) AND watched_id > \(last) ORDER BY watched_id LIMIT 50
        """
    }

    /// How many captures were moved. What cannot be moved stays in the database, is named in the log, and is tried
    /// again at the next run; the others do not wait for it.
    func run(
        isOver: @Sendable () -> Bool = { Task.isCancelled || Task.isShuttingDownGracefully }
    ) async throws -> Int {
        let month = String(decoding: site.clock.now().text.utf8.prefix(7), as: UTF8.self)
        // On most days there is nothing: found by time, without going through a nation's captures of this month.
        let some = try await site.database.read {
            try $0.first("SELECT id FROM capture WHERE record IS NOT NULL AND at < \(month) ORDER BY at LIMIT 1")
        }
        var (moved, last) = (0, "")
        while some != nil, !isOver() {
            let query = Self.addresses(after: last, before: month)
            let addresses = try await site.database.read { db in
                try db.rows(query).map { try $0.string("watched_id") }
            }
            guard let end = addresses.last else { return moved }
            for address in addresses where !isOver() {
                for piece in try await pieces(of: address, before: month) where !isOver() {
                    moved += try await attempt(piece)
                }
            }
            last = end
        }
        return moved
    }

    private func attempt(_ piece: Piece) async throws -> Int {
        do { return try await move(piece) } catch let error as CancellationError { throw error } catch {
            // A disk that takes nothing takes nothing of the others either.
            if case Failure.conflict(let message) = error,
                ["failure.no_room", "failure.no_writing"].contains(message.key)
            {
                throw error
            }
            Logger(label: "prongsai.worker").error(
                "failed",
                metadata: [
                    "work": "captures", "watched": "\(piece.watched)", "from": "\(piece.first)",
                    "error": "\(type(of: error))",
                ])
            return 0
        }
    }

    /// What is to be moved of an address, by time, without the records themselves.
    private func pieces(of watched: String, before month: String) async throws -> [Piece] {
        let rows = try await site.database.read { db in
            try db.rows(
                """
                SELECT id, at, bytes FROM capture WHERE watched_id = \(watched) AND record IS NOT NULL
                AND at < \(month) ORDER BY at, id
                """
            ).map { (id: try $0.string("id"), at: try $0.string("at"), bytes: try $0.integer("bytes")) }
        }
        var pieces: [Piece] = []
        for row in rows {
            let month = String(decoding: row.at.utf8.prefix(7), as: UTF8.self)
            let open = pieces.count - 1
            if open >= 0, pieces[open].month == month, pieces[open].bytes + row.bytes <= largest {
                pieces[open].ids.insert(row.id)
                pieces[open].bytes += row.bytes
                pieces[open].last = row.at
            } else {
                pieces.append(
                    Piece(
                        watched: watched, month: month, ids: [row.id], bytes: row.bytes, first: row.at, last: row.at))
            }
        }
        return pieces
    }

    private func move(_ piece: Piece) async throws -> Int {
        let files = site.files
        let (whole, places) = try await site.database.read { db in
            let rows = try db.rows(
                """
                SELECT \(StoredCapture.columns) FROM capture WHERE watched_id = \(piece.watched)
                AND record IS NOT NULL AND at >= \(piece.first) AND at <= \(piece.last) ORDER BY at, id
                """)
            var whole = Site.information(at: piece.first)
            whole.reserveCapacity(whole.count + piece.bytes)
            var places: [(id: String, offset: Int)] = []
            for row in rows {
                let capture = try StoredCapture(row)
                // Another piece may begin at the same moment.
                guard piece.ids.contains(capture.id) else { continue }
                places.append((capture.id, whole.count))
                whole += try capture.bytes(in: files)
            }
            return (whole, places)
        }
        guard !places.isEmpty else { return 0 }
        try StoredCapture.check(whole)
        let name = try files.put(whole)
        // What is on the disk is what was checked, for it has the same digest.
        guard files.state(of: name) == .sound else { throw Failure.conflict(Message("failure.capture_damaged")) }
        _ = try await site.writeQueue { db, _ in
            for (id, offset) in places {
                try db.execute(
                    """
                    UPDATE capture SET file_sha256 = \(name), file_offset = \(offset), record = NULL
                    WHERE id = \(id) AND record IS NOT NULL
                    """)
            }
        }
        return places.count
    }
}
