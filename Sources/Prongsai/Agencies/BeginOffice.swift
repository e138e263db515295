/// The house's first agency with its first year, all or nothing: what cannot be leaves nothing behind.
struct BeginOffice: Operation {
    static let name = "begin-office"
    static let permission = Permission.administer
    var agency: String? { nil }
    let key: String
    let thai: String
    let english: String?
    let edition: EditionFile
    let fiscalYear: Int

    /// The agency's id. Its own journal begins with the year that was opened.
    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<String> {
        let created = try CreateAgency(key: key, thai: thai, english: english).run(in: db, by: actor, at: now)
        let agency = created.answer
        let opened = try OpenYear(agency: agency, fiscalYear: fiscalYear, edition: edition.edition, file: edition)
            .run(in: db, by: actor, at: now)
        if let note = opened.note {
            try Journal.append(OpenYear.name, note, agency: agency, by: actor, at: now, in: db)
        }
        return Done(agency, created.note)
    }
}
