/// What a person may do. Beside each operation stands the one it needs.
enum Permission: String, Sendable, CaseIterable {
    /// Sign in, use an invitation, hand in a contribution: what is open to somebody nobody knows yet.
    case enter
    /// Change what is one's own: password, second factor, sessions, notifications.
    case own
    /// Set up agencies, units, people, editions.
    case administer
    /// Enter scores, plan, import, submit and freeze a round: the ITA officer's work.
    case plan
    /// Approve a round or return it: the director's.
    case approve
    /// Record results and evidence, prepare disclosures.
    case record
    /// Pass or return a disclosure that somebody else prepared.
    case check
    /// See the agency.
    case read
}

/// The roles there are. What each may do is this table and nothing else.
enum Role: String, Sendable, CaseIterable {
    case director
    case officer
    case unitOfficer = "unit_officer"
    case reader
    /// Somebody of the office above: sees the agencies below it, changes none.
    case overseer
    /// Keeps people and settings of an agency and those below it; sees no plan, no complaint and no answer.
    case administrator

    /// What they may do in their own agency.
    var permissions: Set<Permission> {
        switch self {
        case .director: [.own, .read, .approve, .check]
        case .officer: [.own, .read, .record, .plan, .check, .administer]
        case .unitOfficer: [.own, .read, .record, .check]
        case .reader, .overseer: [.own, .read]
        case .administrator: [.own, .administer]
        }
    }

    /// What they may do in the agencies below their own.
    var permissionsBelow: Set<Permission> {
        switch self {
        case .overseer: [.read]
        case .administrator: [.administer]
        case .director, .officer, .unitOfficer, .reader: []
        }
    }
}

/// Who is doing something.
enum Actor: Sendable, Equatable {
    /// Somebody at the machine's own command line: whoever can open the database's file may do everything.
    case console(name: String)
    /// `below` is the agency under their own that a request is about; the database said so when the request came in.
    case person(id: String, name: String, agency: String, role: Role, below: String? = nil)
    /// Somebody who is not signed in.
    case visitor
    /// The program itself: reminders, jobs it was told to do.
    case program

    func may(_ permission: Permission, in agency: String?) -> Bool {
        switch self {
        case .console, .program: true
        case .visitor: permission == .enter
        case .person(_, _, let own, let role, let below):
            if let agency, agency == own {
                role.permissions.contains(permission)
            } else if let agency, agency == below {
                role.permissionsBelow.contains(permission)
            } else {
                false
            }
        }
    }

    /// Whether they may do this in the agencies below one they may do it in.
    func mayBelow(_ permission: Permission) -> Bool {
        switch self {
        case .console, .program: true
        case .visitor: false
        case .person(_, _, _, let role, _): role.permissionsBelow.contains(permission)
        }
    }

    /// How the journal names them.
    var journalName: String {
        switch self {
        case .console(let name): "console:\(name)"
        case .person(let id, _, _, _, _): "person:\(id)"
        case .visitor: "visitor"
        case .program: "program"
        }
    }

    /// How a notice names them: a person under this key, whoever sits at the server's own console under `<key>_console`,
    /// for which the reader's language has words.
    func particulars(_ key: String) -> [String: String] {
        switch self {
        case .person(_, let name, _, _, _): [key: name]
        case .console(let name): ["\(key)_console": name]
        case .visitor, .program: [key: ""]
        }
    }

    /// The person who acts; nil for everybody else.
    var personID: String? {
        guard case .person(let id, _, _, _, _) = self else { return nil }
        return id
    }
}
