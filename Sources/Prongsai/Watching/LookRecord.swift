import Foundation
import Watch

/// A look that was judged, as one transaction keeps it: what is remembered, how the address stands, the day, the verdict
/// where it is news, and the capture.
struct LookRecord: Sendable {
    let site: Site
    var damping = PageStanding.Damping()
    /// How old a kept response may be before one with the same words is kept whole again although its bytes differ.
    static let oldest: Int64 = 7 * 86_400_000

    /// Keeps a look. False where the address was looked at by somebody else meanwhile, or is due anew: then nothing is
    /// kept, since it will be looked at again.
    @discardableResult
    func keep(_ watched: Watched, _ look: Look?, _ verdict: PageVerdict) async throws -> Bool {
        let moment = look?.outcome.begun ?? site.clock.now().milliseconds
        if case .failure(.askedToWait) = look?.outcome.result {
            return try await postpone(watched, by: look?.outcome.retryAfter ?? 0, after: moment)
        }
        let at = Instant(milliseconds: moment)
        var standing = watched.standing
        // Where looks are far apart because somebody set it so, that alone ends no row of them.
        var damping = damping
        damping.apart = max(damping.apart, Int64(min(watched.every, site.settings.watch.again)) * 2000)
        _ = standing.take(verdict, at: moment, damping: damping)
        var memory = look.map { watched.memory.after($0, verdict, expecting: watched.expectation) } ?? watched.memory
        let capture = try look.map { try kept($0, verdict, watched) } ?? nil
        if capture?.kind == .note, capture?.of != nil {
            // A site that says 304 speaks of bytes, and these were not kept.
            (memory.etag, memory.lastModified) = (nil, nil)
        }
        let isNews = LookRecord.isNews(verdict, after: watched.verdict)
        let difference = isNews ? try await difference(to: look, verdict, watched) : nil
        let known = capture?.known ?? watched.known
        let settings = site.settings.watch
        // Soon again where it was our own line; not before the site wants to be asked again.
        let every = verdict.state == .networkDown ? min(watched.every, settings.again) : watched.every
        let next = Instant(
            milliseconds: max(
                WatchSchedule.next(
                    after: moment, id: watched.id, standing: standing, every: every, again: settings.again),
                moment + LookRecord.rest(look?.outcome.retryAfter ?? 0)))
        let response = look.flatMap { try? $0.outcome.result.get() }
        let ends = response?.certificateEnds.map { Instant(milliseconds: $0 * 1000).day.iso }
        let memoryText = memory == watched.memory && !watched.isNew ? nil : try Stored.text(memory)
        let since = LookRecord.isSame(verdict, watched.verdict) ? nil : at.text
        let digest = memory.form?.digest(without: memory.noise)
        let day = at.day.iso
        // What changed stays in doubt until a person has looked.
        let changed = isNews && (verdict.state == .changed || verdict.state == .replaced) ? at.text : nil
        var compared: CheckComparison?
        if let there = CheckComparison.shown(look, verdict, of: watched) {
            compared = try await site.database.read { db in
                try CheckComparison.of(there, look, watched, at: at, in: db)
            }
        }
        let comparison = compared
        let after = standing
        let isKept = try await site.writeQueue { db, _ in
            guard
                try db.first(
                    """
                    UPDATE watched SET next_at = \(next), standing = \(try Stored.text(after)),
                    state = \(after.state.rawValue), memory = COALESCE(\(memoryText), memory),
                    verdict = \(verdict.state.rawValue), reasons = \(try verdict.storedReasons), seen_at = \(at),
                    since = COALESCE(\(since), since), changed_at = COALESCE(\(changed), changed_at), digest = COALESCE(\(digest), digest),
                    last_good_at = CASE WHEN \(verdict.weight == .good ? 1 : 0) = 1 THEN \(at.text) ELSE last_good_at END,
                    capture_id = CASE WHEN \(verdict.weight == .good ? 1 : 0) = 1 THEN COALESCE(\(capture?.id), capture_id)
                      ELSE capture_id END,
                    known = \(try Stored.text(known)), certificate_ends_on = COALESCE(\(ends), certificate_ends_on)
                    WHERE id = \(watched.id) AND next_at = \(watched.nextAt) AND stopped_at IS NULL RETURNING id
                    """) != nil
            else { return false }
            if let capture { try capture.insert(watched, at: at, in: db) }
            if isNews {
                try db.execute(
                    """
                    INSERT INTO verdict (id, agency_id, watched_id, at, verdict, reasons, status, final_address, elapsed_ms,
                      digest, difference, capture_id)
                    VALUES (\(ID.new()), \(watched.agency), \(watched.id), \(at), \(verdict.state.rawValue),
                      \(try verdict.storedReasons), \(response?.status), \(response?.address.description),
                      \(look?.outcome.elapsed ?? 0), \(digest), \(difference), \(capture?.id))
                    """)
            }
            try count(verdict, watched, day, in: db)
            try comparison?.keep(at: at, in: db)
            return true
        }
        if isKept, comparison?.isOther == true {
            try await CheckVoiding.follow(watched: watched.id, agency: watched.agency, site)
        }
        return isKept
    }

    /// How long a site that asks for a rest is left alone, in milliseconds: what it asks for, within bounds.
    static func rest(_ seconds: Int) -> Int64 { Int64(min(max(seconds, 0), 6 * 3600)) * 1000 }

    /// Nothing was looked at, because the site asked to be left alone: what is known stays as it is, for a while longer.
    private func postpone(_ watched: Watched, by seconds: Int, after moment: Int64) async throws -> Bool {
        let next = Instant(milliseconds: moment + max(60_000, LookRecord.rest(seconds)))
        return try await site.writeQueue { db, _ in
            try db.execute(
                """
                UPDATE watched SET next_at = \(next) WHERE id = \(watched.id) AND next_at = \(watched.nextAt)
                """)
            return false
        }
    }

    /// Counts the look in its day.
    private func count(_ verdict: PageVerdict, _ watched: Watched, _ day: String, in db: Connection) throws {
        let (good, bad) = (verdict.weight == .good ? 1 : 0, verdict.weight == .bad ? 1 : 0)
        let changed = verdict.state == .changed ? 1 : 0
        // A bad look is worse than one that tells nothing, and that is worse than a good one.
        try db.execute(
            """
            INSERT INTO watched_day (watched_id, on_day, agency_id, looks, good, bad, changed, worst)
            VALUES (\(watched.id), \(day), \(watched.agency), 1, \(good), \(bad), \(changed), \(verdict.state.rawValue))
            ON CONFLICT (watched_id, on_day) DO UPDATE SET looks = watched_day.looks + 1,
              good = watched_day.good + \(good), bad = watched_day.bad + \(bad),
              changed = watched_day.changed + \(changed),
              worst = CASE WHEN (\(bad) = 1 AND watched_day.bad = 0)
                OR (\(good) = 0 AND watched_day.good = watched_day.looks) THEN excluded.worst ELSE watched_day.worst END
            """)
    }

    /// Whether a verdict says something that the one before did not. That words changed is always news; that they then
    /// stay as they are is not.
    static func isNews(_ verdict: PageVerdict, after before: PageVerdict?) -> Bool {
        guard let before else { return true }
        if verdict.state == .changed { return true }
        guard isSame(verdict, before) else { return true }
        guard verdict.weight != .good || verdict.state == .moved else { return false }
        return essence(verdict) != essence(before)
    }

    private static func isSame(_ verdict: PageVerdict, _ before: PageVerdict?) -> Bool {
        // What changed is what it is without that: in order, or a file nobody can read from here.
        func plain(_ verdict: PageVerdict?) -> PageVerdict.State? {
            guard let verdict, verdict.state == .changed else { return verdict?.state }
            return verdict.reasons.contains { $0.code == "trouble" } ? .unreadable : .alive
        }
        return plain(verdict) == plain(before)
    }

    /// The reasons without what counts on by itself.
    private static func essence(_ verdict: PageVerdict) -> [PageVerdict.Reason] {
        verdict.reasons.filter { $0.code != "certificate_ends" }.map { reason in
            PageVerdict.Reason(reason.code, reason.values.filter { !["letters", "seconds", "kept"].contains($0.key) })
        }
    }

    // MARK: Captures

    /// A capture that is ready to be kept.
    private struct New: Sendable {
        var id: String
        var kind: StoredCapture.Kind
        var digest: String?
        var of: String?
        var file: String?
        var bytes: [UInt8]
        var known: KnownCaptures

        func insert(_ watched: Watched, at: Instant, in db: Connection) throws {
            let record = file == nil ? Data(bytes).base64EncodedString() : nil
            try db.execute(
                """
                INSERT INTO capture (id, agency_id, watched_id, at, kind, payload_digest, of_capture_id, file_sha256,
                  file_offset, bytes, record)
                VALUES (\(id), \(watched.agency), \(watched.id), \(at), \(kind.rawValue), \(digest), \(of), \(file), 0,
                  \(bytes.count), \(record))
                """)
        }
    }

    private func kept(_ look: Look, _ verdict: PageVerdict, _ watched: Watched) throws -> New {
        let isGood = verdict.weight == .good
        let words = look.words ?? ""
        let reasons = try verdict.storedReasons
        var notes = [(name: "verdict", value: verdict.state.rawValue), (name: "reasons", value: reasons)]
        if !words.isEmpty { notes.append((StoredCapture.wordsNote, words)) }
        let id = ID.new()
        var known = watched.known
        var against = known.good
        // A 304 that does not speak of what is kept stands for nothing.
        let isEmpty: Bool = !isGood && (try? look.outcome.result.get())?.status == 304
        if isEmpty { against = nil }
        var capture = Capture(of: look.outcome, known: against?.reference, notes: notes)
        if !isEmpty, capture.reference != against?.reference, let other = known.other {
            let again = Capture(of: look.outcome, known: other.reference, notes: notes)
            if again.reference == other.reference { (capture, against) = (again, other) }
        }
        guard let reference = capture.reference else {
            return New(id: id, kind: .note, digest: nil, of: nil, bytes: capture.packed, known: known)
        }
        if let against, reference == against.reference {
            // What a visitor finds now is what the next look is held against, whatever it was taken for before.
            if isGood, against == known.other { known = KnownCaptures(good: against, other: known.good) }
            return New(
                id: id, kind: .revisit, digest: capture.payloadDigest, of: against.id, bytes: capture.packed,
                known: known)
        }
        if verdict.state == .alive, !words.isEmpty, let good = known.good, good.words == words, isFresh(good, look) {
            // Other bytes, the same words as in the body that is kept, whatever the memory takes for the same: a counter,
            // a token. What was answered is noted by its digest alone.
            capture.records = capture.records.filter { $0.type == "metadata" }.map { record in
                var alone = record
                alone.fields.removeAll { $0.name == "WARC-Concurrent-To" }
                return alone
            }
            return New(
                id: id, kind: .note, digest: capture.payloadDigest, of: good.id, bytes: capture.packed, known: known)
        }
        let new = KnownCaptures.Kept(id: id, reference: reference, words: words)
        if isGood { known.good = new } else { known.other = new }
        let bytes = capture.packed
        var made = New(id: id, kind: .response, digest: capture.payloadDigest, of: nil, bytes: bytes, known: known)
        if bytes.count > Site.largestInDatabase { made.file = try site.files.put(bytes) }
        return made
    }

    private func isFresh(_ kept: KnownCaptures.Kept, _ look: Look) -> Bool {
        let limit = Instant(milliseconds: look.outcome.begun - LookRecord.oldest).text
        return kept.reference.date > limit
    }

    // MARK: What is different

    /// What changed since the last good look, where both can be read.
    private func difference(to look: Look?, _ verdict: PageVerdict, _ watched: Watched) async throws -> String? {
        // A page about another year, or of other words, shows best by what is different.
        let isShown = verdict.weight == .good || verdict.state == .wrongYear || verdict.state == .replaced
        guard isShown, let look, let new = look.content, let good = watched.known.good else { return nil }
        let agency = watched.agency
        let stored = try? await site.database.read { try StoredCapture.find(good.id, agency: agency, in: $0) }
        guard let stored, let old = try? await site.content(of: [stored]) else { return nil }
        let difference = PageDifference.between(
            old.text, seen: PageForm.Day(at: Instant(stored: stored.at).milliseconds), new.text, seen: look.day,
            noise: watched.memory.noise)
        let changes = difference.changes.prefix(ReadableChange.most).map(ReadableChange.init)
        return changes.isEmpty ? nil : try Stored.text(changes)
    }
}

/// A change as it is kept and shown.
struct ReadableChange: Sendable, Codable, Equatable {
    /// How many are kept of one look.
    static let most = 100
    enum Kind: String, Sendable, Codable, CaseIterable { case added, removed, moved, edited }
    var kind: Kind
    var text: String
    /// The text before, where it was edited.
    var before: String?

    init(_ change: PageDifference.Change) {
        func short(_ text: String) -> String { text.shortened(to: 400) }
        switch change {
        case .added(let block): (kind, text) = (.added, short(block.text))
        case .removed(let block): (kind, text) = (.removed, short(block.text))
        case .moved(let block, _, _): (kind, text) = (.moved, short(block.text))
        case .edited(let old, let new): (kind, text, before) = (.edited, short(new.text), short(old.text))
        }
    }
}
