import Testing

@testable import Prongsai

/// What data catalogues are told of the disclosures.
@Suite struct SiteCatalogueTests {
    @Test(arguments: engines) func `a page without files stands in the catalogues as a page`(_ engine: TestEngine)
        async throws
    {
        let (site, agency, _) = try await TestSite.withOffice(engine)
        let item = try await HostedDisclosure.disclosure("O10", title: "แผน น้ำ", of: agency, on: site)
        try await HostedDisclosure.write(item, "เนื้อหา ที่นี่", slug: "o10", agency: agency, on: site)
        try await HostedDisclosure.pass(item, agency: agency, on: site)
        _ = try await HostedDisclosure.publish(item, agency: agency, on: site)
        let office = try await site.database.read { try Agency.find(nil, in: $0) }
        let files = try await site.siteFiles(of: office, base: "https://example.go.th")
        func json(_ path: String) throws -> JSONValue {
            guard case .bytes(let bytes)? = files.first(where: { $0.path == path })?.content else { return .null }
            return try JSONValue(parsing: bytes)
        }
        let address = JSONValue.text("https://example.go.th/2568/o10/")
        let resource = try json("ckan.json").list?.first?["resources"]?.list?.first
        #expect(resource?["format"] == .text("HTML") && resource?["url"] == address)
        #expect(resource?["name"] == .text("แผน น้ำ"))
        let distribution = try json("catalog.jsonld")["dcat:dataset"]?.list?.first?["dcat:distribution"]?.list?.first
        #expect(distribution?["dcat:mediaType"] == .text("text/html"))
        #expect(distribution?["dcat:accessURL"]?["@id"] == address)
    }
}
