/// A line of the journal as people read it.
extension Journal.Line {
    /// What sentences about the line need; ``Strings/worded(_:_:)`` puts it into words.
    func values(of agencies: [String: Agency]) -> [String: String] {
        var values = [
            "number": String(number), "at": at, "operation": operation, "about": about,
            "agency": agencies[agency]?.thai ?? agency,
        ]
        values["agency_en"] = agencies[agency]?.english
        return values
    }
}

extension Agency {
    /// Every agency of a database by its id.
    static func all(in db: Connection) throws -> [String: Agency] {
        try Dictionary(db.rows("SELECT * FROM agency").map { try Agency($0) }.map { ($0.id, $0) }) { first, _ in first }
    }
}
