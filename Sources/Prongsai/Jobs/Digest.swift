import Foundation
import ITA

/// The morning's mail: one a day to each person who has something new in the desk and an address, with everything they have neither
/// read nor been mailed. Who chose the desk alone for a kind gets no mail of it.
enum Digest {
    /// Seven in the morning in Thailand of the day it is there; what was told before goes out today.
    static func morning(of now: Instant) -> Instant {
        Instant(milliseconds: Int64(now.day.number) * 86_400_000)
    }

    /// People with something to be mailed, with their agencies.
    static func due(at now: Instant, in db: Connection) throws -> [(person: String, agency: String)] {
        let morning = morning(of: now)
        guard now >= morning else { return [] }
        return try db.rows(
            """
            SELECT DISTINCT notice.person_id, notice.agency_id FROM notice JOIN person ON person.id = notice.person_id
            LEFT JOIN notice_choice ON notice_choice.person_id = notice.person_id AND notice_choice.kind = notice.kind
            WHERE read_at IS NULL AND mailed_at IS NULL AND notice.created_at < \(morning)
            AND email IS NOT NULL AND email <> '' AND retired_at IS NULL AND COALESCE(way, 'mail') = 'mail'
            ORDER BY notice.agency_id, notice.person_id LIMIT 500
            """
        ).map { (try $0.string("person_id"), try $0.string("agency_id")) }
    }
}

/// Mails somebody what is new for them, once a day.
struct MailDigest: Operation {
    static let name = "mail-digest"
    static let permission = Permission.administer
    let agency: String?
    let person: String
    let strings: Strings
    let language: Language
    /// Public address of the office's Prongsai, for the links; without it the mail names no page.
    let address: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Int> {
        guard
            let row = try db.first(
                """
                SELECT person.name, email, agency.thai, agency.english FROM person
                JOIN agency ON agency.id = person.agency_id
                WHERE person.id = \(person) AND person.agency_id = \(agency) AND retired_at IS NULL
                """)
        else { throw Failure.notFound(Message("failure.no_person")) }
        let notices = try db.rows(
            """
            SELECT id, notice.kind, particulars, address, created_at FROM notice
            LEFT JOIN notice_choice ON notice_choice.person_id = notice.person_id AND notice_choice.kind = notice.kind
            WHERE notice.person_id = \(person) AND notice.agency_id = \(agency) AND read_at IS NULL
            AND mailed_at IS NULL AND notice.created_at < \(Digest.morning(of: now)) AND COALESCE(way, 'mail') = 'mail'
            ORDER BY created_at, id
            """)
        guard !notices.isEmpty, let email = try row.optionalString("email"), MailAddress(email) != nil else {
            return Done(0, nil)
        }
        let english = try row.optionalString("english")
        let thai = try row.string("thai")
        let office = language == .english ? english ?? thai : thai
        let count = ["count": String(notices.count), "agency": office]
        var text = strings.text("digest.hello", ["name": try row.string("name")], language) + "\n\n"
        for notice in notices.prefix(100) { text += try line(notice) + "\n" }
        if notices.count > 100 { text += strings.text("digest.more", count, language) + "\n" }
        text += "\n" + strings.text("digest.end", count, language) + "\n"
        if let link = link("/account") { text += "\(link)\n" }
        try Outbox.mail(
            to: email, subject: strings.text("digest.subject", count, language), text: text, agency: agency, at: now,
            in: db)
        let ids = try notices.map { try $0.string("id") }
        try db.execute("UPDATE notice SET mailed_at = \(now) WHERE id IN (\(list: ids))")
        return Done(ids.count, JournalNote("person \(person)", ["notices": String(ids.count)]))
    }

    private func line(_ notice: Row) throws -> String {
        let values = try Notice.decoded(try notice.string("particulars"))
        let says = Notice.says(try notice.string("kind"), values, strings, language)
        let place = try notice.string("address")
        return "• \(says)\n" + (link(place).map { "  \($0)\n" } ?? "")
    }

    private func link(_ path: String) -> String? {
        guard !address.isEmpty else { return nil }
        return (address.utf8.last == UInt8(ascii: "/") ? String(address.dropLast()) : address) + path
    }
}
