/// What a person may do. Beside each operation stands the one it needs.
enum Permission: String, Sendable, CaseIterable {
    /// Set up agencies, units, people, editions.
    case administer
    /// Enter scores, plan, import, freeze a round: the ITA officer's work.
    case plan
    /// Record results and evidence.
    case record
    /// See the agency.
    case read
}

/// The roles of one agency. What each may do is this table and nothing else.
enum Role: String, Sendable, CaseIterable {
    case director
    case officer
    case unitOfficer = "unit_officer"
    case reader

    var permissions: Set<Permission> {
        switch self {
        case .director: [.read]
        case .officer: [.read, .record, .plan, .administer]
        case .unitOfficer: [.read, .record]
        case .reader: [.read]
        }
    }
}

/// Who is doing something.
enum Actor: Sendable, Equatable {
    /// Somebody at the machine's own command line: whoever can open the database's file may do everything.
    case console(name: String)
    case person(id: String, name: String, agency: String, role: Role)

    func may(_ permission: Permission, in agency: String?) -> Bool {
        switch self {
        case .console: true
        case .person(_, _, let own, let role): agency == own && role.permissions.contains(permission)
        }
    }

    /// How the journal names them.
    var journalName: String {
        switch self {
        case .console(let name): "console:\(name)"
        case .person(let id, _, _, _): "person:\(id)"
        }
    }
}
