import Foundation
import ITA

/// An iCalendar file (RFC 5545) of days: each event is a whole day.
struct ICalendar: Sendable {
    /// One day worth knowing.
    struct Event: Sendable, Equatable {
        /// Stays the same when the event changes, so that calendars move it and do not double it.
        var uid: String
        var day: Day
        var summary: String
        var text: String
        /// The page about it; nil where the office has no address.
        var url: String?
        /// When it was last written, as far as anybody knows.
        var stamp: Instant
    }
    var name: String
    var events: [Event]

    func bytes() -> [UInt8] {
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Prongsai//Prongsai//TH", "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH", "NAME:\(ICalendar.escaped(name))", "X-WR-CALNAME:\(ICalendar.escaped(name))",
            "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H",
        ]
        for event in events {
            lines += [
                "BEGIN:VEVENT", "UID:\(event.uid)", "DTSTAMP:\(ICalendar.instant(event.stamp))",
                "DTSTART;VALUE=DATE:\(ICalendar.day(event.day))", "DTEND;VALUE=DATE:\(ICalendar.day(event.day.next))",
                "SUMMARY:\(ICalendar.escaped(event.summary))", "DESCRIPTION:\(ICalendar.escaped(event.text))",
                "TRANSP:TRANSPARENT", "CLASS:PRIVATE",
            ]
            if let url = event.url { lines.append("URL:\(url)") }
            lines.append("END:VEVENT")
        }
        lines.append("END:VCALENDAR")
        return lines.flatMap { ICalendar.folded($0) }
    }

    /// Text without what ends a value (§3.3.11), byte by byte: a Thai mark after a comma would hide it.
    static func escaped(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in FormFields.withPlainLineEnds(Array(text.utf8)) {
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: ";"), UInt8(ascii: ","): result += [UInt8(ascii: "\\"), byte]
            case 10: result += Array("\\n".utf8)
            case 0..<0x20, 0x7F: result.append(0x20)
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Lines of at most 75 bytes, the next ones beginning with a blank (§3.1), never cut inside a UTF-8 character.
    static func folded(_ line: String) -> [UInt8] {
        var result: [UInt8] = []
        var used = 0
        for scalar in line.unicodeScalars {
            let bytes = Array(String(Character(scalar)).utf8)
            if used + bytes.count > 75 {
                result += [13, 10, 32]
                used = 1
            }
            result += bytes
            used += bytes.count
        }
        return result + [13, 10]
    }

    private static func day(_ day: Day) -> String { day.iso.replacingOccurrences(of: "-", with: "") }

    /// `20250114T083000Z`
    private static func instant(_ at: Instant) -> String {
        let bytes = at.text.utf8.prefix(19).filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") }
        return String(decoding: bytes, as: UTF8.self) + "Z"
    }
}

/// A person's days: when rounds end, and when their own measures do.
struct DeadlineCalendar: Sendable {
    let site: Site
    let language: Language

    /// The person an address belongs to, with their agency; nil where it is unknown or revoked, or they left.
    static func owner(_ code: String, in db: Connection) throws -> (person: String, unit: String?, agency: Agency)? {
        let hash = Hash.sha256(Array(code.utf8))
        return try db.first(
            """
            SELECT person.id AS person_id, person.unit_id, agency.* FROM calendar_link
            JOIN person ON person.id = calendar_link.person_id JOIN agency ON agency.id = person.agency_id
            WHERE code_hash = \(hash) AND revoked_at IS NULL AND retired_at IS NULL
            """
        ).map { (try $0.string("person_id"), try $0.optionalString("unit_id"), try Agency($0)) }
    }

    func events(person: String, unit: String?, agency: Agency, in db: Connection) throws -> [ICalendar.Event] {
        let plans = try db.rows(
            """
            SELECT plan.id, plan.fiscal_year, plan.created_at, edition_id, edition_revision FROM plan
            JOIN assessment ON assessment.id = plan.assessment_id WHERE plan.agency_id = \(agency.id)
            ORDER BY plan.fiscal_year DESC LIMIT 3
            """)
        var events: [ICalendar.Event] = []
        for plan in plans {
            let edition = try site.editions.stored(
                try plan.string("edition_id"), revision: try plan.integer("edition_revision"), in: db
            ).edition
            let (id, year) = (try plan.string("id"), try plan.integer("fiscal_year"))
            let stamp = Instant(stored: try plan.string("created_at"))
            for half in [1, 2] {
                guard let days = Deadline.days(of: half, year, edition) else { continue }
                let values = ["round": String(half), "year": String(year)]
                let link = link(Link.round(agency.key, year, half))
                events.append(
                    event("\(id)-round-\(half)-end", days.last, "calendar.round_ends", values, agency, link, stamp))
                if let due = days.due {
                    events.append(
                        event("\(id)-round-\(half)-due", due, "calendar.round_due", values, agency, link, stamp))
                }
            }
        }
        let ids = try plans.map { try $0.string("id") }
        let measures = try db.rows(
            """
            SELECT measure.id, text, ends_on, measure.created_at, fiscal_year FROM measure JOIN plan ON plan.id = plan_id
            WHERE plan_id IN (\(list: ids)) AND measure.agency_id = \(agency.id) AND ends_on IS NOT NULL
            AND status IN ('planned', 'underway') AND \(Measure.decided)
            AND (person_id = \(person) OR (person_id IS NULL AND unit_id = \(unit)))
            ORDER BY ends_on, measure.id LIMIT 500
            """)
        for measure in measures {
            guard let day = Day(iso: try measure.string("ends_on")) else { continue }
            let text = try measure.string("text")
            let year = try measure.integer("fiscal_year")
            events.append(
                event(
                    try measure.string("id"), day, "calendar.measure_ends",
                    ["measure": Terminal.shortened(text, 120), "year": String(year)], agency,
                    link(Link.work(agency.key, year)), Instant(stored: try measure.string("created_at")), text: text))
        }
        return events
    }

    private func event(
        _ uid: String, _ day: Day, _ key: String, _ values: [String: String], _ agency: Agency, _ url: String?,
        _ stamp: Instant, text: String? = nil
    ) -> ICalendar.Event {
        let office = agency.name(language)
        return ICalendar.Event(
            uid: "\(uid)@prongsai", day: day, summary: site.strings.text(key, values, language),
            text: text.map { "\($0)\n\(office)" } ?? office, url: url, stamp: stamp)
    }

    private func link(_ path: String) -> String? {
        let address = site.settings.address
        guard !address.isEmpty else { return nil }
        return (address.utf8.last == UInt8(ascii: "/") ? String(address.dropLast()) : address) + path
    }
}

/// Makes the secret address under which one's own days can be subscribed to; the one before stops working.
struct MakeCalendarLink: Operation {
    static let name = "make-calendar-link"
    static let permission = Permission.own
    let agency: String?
    /// Shown once; the database keeps its digest.
    let code: String

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard let person = actor.personID,
            try db.first("SELECT id FROM person WHERE id = \(person) AND agency_id = \(agency)") != nil
        else { throw Failure.notFound(Message("failure.no_person")) }
        try db.execute(
            "UPDATE calendar_link SET revoked_at = \(now) WHERE person_id = \(person) AND revoked_at IS NULL")
        try db.execute(
            """
            INSERT INTO calendar_link (code_hash, agency_id, person_id, created_at)
            VALUES (\(Hash.sha256(Array(code.utf8))), \(agency), \(person), \(now))
            """)
        return Done((), JournalNote("person \(person)"))
    }
}

/// Ends one's own secret calendar address.
struct RevokeCalendarLink: Operation {
    static let name = "revoke-calendar-link"
    static let permission = Permission.own
    let agency: String?

    func run(in db: Connection, by actor: Actor, at now: Instant) throws -> Done<Void> {
        guard let person = actor.personID,
            try db.first(
                """
                SELECT person_id FROM calendar_link WHERE person_id = \(person) AND agency_id = \(agency)
                AND revoked_at IS NULL
                """) != nil
        else { throw Failure.notFound(Message("failure.no_calendar_link")) }
        try db.execute(
            "UPDATE calendar_link SET revoked_at = \(now) WHERE person_id = \(person) AND revoked_at IS NULL")
        return Done((), JournalNote("person \(person)"))
    }
}
