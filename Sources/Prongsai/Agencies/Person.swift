/// Somebody who works in an agency, with what is known of how they sign in.
struct Person: Sendable, Equatable {
    var id: String
    var name: String
    var title: String?
    var unitID: String?
    var unit: String?
    var email: String?
    var role: Role
    var isRetired: Bool
    /// What they sign in with; nil where nobody ever invited them.
    var login: String?
    var hasPassword: Bool
    var hasSecondFactor: Bool
    var isClosed: Bool

    /// Whether they can sign in, and what is missing.
    enum Access: String, Sendable, CaseIterable { case none, waiting, open, closed }

    var access: Access {
        if login == nil { return .none }
        return isClosed || isRetired ? .closed : hasPassword ? .open : .waiting
    }

    /// A name as it is stored: without blanks around it, and of a length a form can hold.
    static func name(_ typed: String) throws -> String {
        let name = typed.withoutHidden.trimmingWhitespace()
        guard !name.isEmpty else { throw Failure.invalid([Problem("empty", ["field": "name"], at: "name")]) }
        guard name.unicodeScalars.count <= 200 else {
            throw Failure.invalid([Problem("text_too_long", ["limit": "200"], at: "name")])
        }
        return name
    }

    /// A title as it is stored; nil for an empty one.
    static func title(_ typed: String?) throws -> String? {
        guard let title = typed?.withoutHidden.trimmingWhitespace(), !title.isEmpty else { return nil }
        guard title.unicodeScalars.count <= 200 else {
            throw Failure.invalid([Problem("text_too_long", ["limit": "200"], at: "title")])
        }
        return title
    }

    /// An e-mail address as it is stored; nil for an empty one. Whether anybody reads what is sent there, only sending
    /// tells, so no more is asked than that it can be one (RFC 5321 §4.5.3.1 has the length).
    static func email(_ typed: String?) throws -> String? {
        guard let email = typed?.trimmingWhitespace(), !email.isEmpty else { return nil }
        let parts = email.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        let isPlain = email.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value >= 0x20 }
        guard email.utf8.count <= 254, isPlain, parts.count == 2, !parts[0].isEmpty,
            parts[1].contains(UInt8(ascii: ".")), parts[1].first != UInt8(ascii: "."),
            parts[1].last != UInt8(ascii: "."), !email.utf8.contains(where: { "<>,;\"".utf8.contains($0) })
        else { throw Failure.invalid([Problem("email", ["given": email], at: "email")]) }
        return email
    }
}

/// A part of an agency that does the work.
struct UnitOfAgency: Sendable, Equatable {
    var id: String
    var name: String
    var isRetired: Bool
    /// How many people in office it has.
    var people: Int
}
