/// Remembers the SHA-256 of a report written from a frozen round: a later program may set type a little differently, and
/// what this one wrote must still be known as genuine.
struct RecordReportFile: Operation {
    static let name = "record-report-file"
    static let permission = Permission.read
    let agency: String?
    let frozen: String
    let hash: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard try db.first("SELECT id FROM frozen_round WHERE id = \(frozen) AND agency_id = \(agency)") != nil else {
            throw Failure.notFound(Message("failure.no_round"))
        }
        guard try db.first("SELECT sha256 FROM report_file WHERE agency_id = \(agency) AND sha256 = \(hash)") == nil
        else {
            return Done((), nil)
        }
        try db.execute(
            """
            INSERT INTO report_file (sha256, agency_id, frozen_round_id, written_at)
            VALUES (\(hash), \(agency), \(frozen), \(now))
            """)
        return Done((), JournalNote("frozen-round \(frozen)", ["file": hash]))
    }
}
