import ITA

@testable import Prongsai

/// The disclosures of a small office, for tests: the year 2568 is open, O18 has an address of its own, an offered one and
/// an element the agency added; a page was handed in to be read.
struct DisclosedOffice: Sendable {
    var year: String
    /// O18.
    var disclosure: String
    var address: String
    var offer: String
    var element: String
    var source: String

    static func open(_ agency: String, on site: Site) async throws -> DisclosedOffice {
        func perform<O: HouseOperation>(_ operation: O) async throws -> O.Answer {
            try await site.perform(operation, as: TestSite.console)
        }
        let editions = site.editions
        let year = try await perform(
            OpenDisclosureYear(agency: agency, fiscalYear: 2568, file: nil, editions: editions))
        let disclosure = try await DisclosedOffice.item("O18", agency, 2568, on: site).id
        let address = try await perform(
            AddAddress(
                agency: agency, disclosure: disclosure, address: "https://www.example.go.th/no-gift", label: "ประกาศ",
                editions: editions))
        let element = try await perform(
            AddElement(agency: agency, disclosure: disclosure, text: "ลงนามโดยผู้บริหารสูงสุด"))
        let offer = ID.new()
        try await site.database.write(agency) { db in
            try db.execute(
                """
                INSERT INTO disclosure_address (id, agency_id, disclosure_id, position, kind, address, label,
                  offered_from, created_at)
                VALUES (\(offer), \(agency), \(disclosure), 9, 'website', 'https://www.example.go.th/2567/no-gift',
                  'ปีก่อน', 'last', '2025-03-01T00:00:00.000Z')
                """)
        }
        let bytes = Array("<h3>O18</h3><a href='https://www.example.go.th/a.pdf'>ประกาศ</a>".utf8)
        let hash = try site.files.put(bytes)
        let source = try await perform(
            KeepDisclosureSource(agency: agency, year: year, page: "https://www.example.go.th/ita", hash: hash))
        return DisclosedOffice(
            year: year, disclosure: disclosure, address: address, offer: offer, element: element, source: source)
    }

    /// An item as it stands now.
    static func item(_ code: String, _ agency: String, _ year: Int, on site: Site) async throws -> Disclosure {
        try await DisclosedOffice.year(agency, year, on: site).item(code)
    }

    static func year(_ agency: String, _ year: Int, on site: Site) async throws -> DisclosureYear {
        let editions = site.editions
        return try await site.database.read { db in
            guard let row = try db.first("SELECT * FROM agency WHERE id = \(agency)") else { throw Failure.forbidden }
            return try DisclosureYear.find(try Agency(row), year: year, editions: editions, in: db)
        }
    }
}
