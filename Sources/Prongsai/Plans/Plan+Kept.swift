extension Plan {
    /// The plan of an agency's year as a page shows it: read anew only where the agency changed. Operations read it
    /// themselves.
    static func kept(_ agency: Agency, year: Int, on site: Site, in db: Connection) throws -> Plan {
        var plan = try site.kept.value("plan \(agency.id) \(year)", of: agency.id, in: db) {
            try load(agency: agency, year: year, editions: site.editions, in: db)
        }
        plan.agency = agency  // an office above may have renamed it
        return plan
    }
}

extension RoundWork {
    /// The results and evidence of a round of an agency, kept likewise.
    static func kept(_ round: Round, of plan: Plan, on site: Site, in db: Connection) throws -> RoundWork {
        try site.kept.value("work \(round.id)", of: plan.agency.id, in: db) { try load(round, in: db) }
    }
}
