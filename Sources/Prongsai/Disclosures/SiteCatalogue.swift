/// The disclosures as data sets, for data catalogues: DCAT 3 as JSON-LD, and the shape CKAN takes (`package_create`)
/// with the fields of the Thai government's catalogue (GD Catalog).
struct SiteCatalogue: Sendable {
    let data: SiteData
    let links: SiteLinks

    /// Where questions go; nil where the office gave no address for mail.
    private var email: String? { data.email }

    private var pages: [SiteData.Page] {
        data.years.flatMap { $0.entries.compactMap(\.page) }.filter { $0.withdrawnAt == nil }
    }

    private func address(_ page: SiteData.Page) -> String {
        links.whole(SiteLinks.item(page.content.fiscalYear, page.slug), in: links.standard)
    }

    private func tagged(_ thai: String, _ english: String?) -> JSONValue {
        .list(
            [["@language": "th", "@value": .text(thai)]]
                + (english.map { [["@language": "en", "@value": .text($0)]] } ?? []))
    }

    private func summary(_ content: PublishedContent) -> String {
        let text = content.nothingBecause ?? SiteMarkup.plain(content.text).shortened(to: 500)
        return text.isEmpty ? "\(content.code) \(content.titleThai)" : text
    }

    // MARK: DCAT

    func dcat() throws -> [UInt8] {
        let publisher: JSONValue = [
            "@id": .text("urn:uuid:\(data.agency.id)"), "@type": "foaf:Organization",
            "foaf:name": tagged(data.agency.thai, data.agency.english),
        ]
        let catalogue: JSONValue = [
            "@context": [
                "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
                "foaf": "http://xmlns.com/foaf/0.1/", "spdx": "http://spdx.org/rdf/terms#",
                "vcard": "http://www.w3.org/2006/vcard/ns#", "xsd": "http://www.w3.org/2001/XMLSchema#",
            ],
            "@id": .text(links.wholeFile("catalog.jsonld")), "@type": "dcat:Catalog",
            "dct:title": tagged(data.agency.thai, data.agency.english), "dct:publisher": publisher,
            "dct:modified": data.changedAt.map { typed($0) } ?? .null,
            "dct:language": .list(Language.allCases.map { .text($0.rawValue) }),
            "dcat:dataset": .list(pages.map { dataset($0) }),
        ]
        return try catalogue.bytes()
    }

    private func typed(_ instant: String) -> JSONValue { ["@type": "xsd:dateTime", "@value": .text(instant)] }

    private func dataset(_ page: SiteData.Page) -> JSONValue {
        let content = page.content
        var members: [String: JSONValue] = [
            "@id": .text("urn:uuid:\(page.disclosure)"), "@type": "dcat:Dataset",
            "dct:identifier": .text(SiteLinks.item(content.fiscalYear, page.slug)),
            "dct:title": tagged(content.titleThai, content.titleEnglish),
            "dct:description": tagged(summary(content), nil),
            "dct:issued": typed(page.versions.last?.at ?? page.publishedAt), "dct:modified": typed(page.publishedAt),
            "dct:publisher": ["@id": .text("urn:uuid:\(data.agency.id)")],
            "dcat:landingPage": ["@id": .text(address(page))],
            "dcat:keyword": .list(tags(content).map { .text($0) }),
            "dcat:version": .text(String(page.version)),
            "dcat:distribution": .list(content.files.map { distribution($0) } + [distribution(page)]),
        ]
        if let from = content.coversFrom, let to = content.coversTo {
            members["dct:temporal"] = [
                "@type": "dct:PeriodOfTime", "dcat:startDate": ["@type": "xsd:date", "@value": .text(from)],
                "dcat:endDate": ["@type": "xsd:date", "@value": .text(to)],
            ]
        }
        if content.unit != nil || email != nil {
            var card: [String: JSONValue] = [
                "@type": "vcard:Organization", "vcard:fn": .text(content.unit ?? data.agency.thai),
            ]
            if let email { card["vcard:hasEmail"] = ["@id": .text("mailto:\(email)")] }
            members["dcat:contactPoint"] = .object(card)
        }
        return .object(members)
    }

    private func distribution(_ file: PublishedContent.File) -> JSONValue {
        [
            "@id": .text("urn:uuid:\(file.id)"), "@type": "dcat:Distribution", "dct:title": .text(file.label),
            "dcat:downloadURL": ["@id": .text(links.wholeFile(SiteLinks.address(of: file)))],
            "dcat:mediaType": .text(file.mediaType), "dcat:byteSize": .whole(file.size),
            "dct:issued": typed(file.addedAt),
            "spdx:checksum": [
                "spdx:algorithm": ["@id": "spdx:checksumAlgorithm_sha256"], "spdx:checksumValue": .text(file.sha256),
            ],
        ]
    }

    /// The page itself, which has what was written in place of files.
    private func distribution(_ page: SiteData.Page) -> JSONValue {
        [
            "@type": "dcat:Distribution", "dct:title": tagged(page.content.titleThai, page.content.titleEnglish),
            "dcat:accessURL": ["@id": .text(address(page))], "dcat:mediaType": "text/html",
            "dct:issued": typed(page.publishedAt),
        ]
    }

    private func tags(_ content: PublishedContent) -> [String] {
        ["ITA", "OIT", content.code, String(content.fiscalYear)]
    }

    // MARK: CKAN

    /// Values of the lists are the Thai catalogue's own words, whatever the language of a page.
    func ckan() throws -> [UInt8] {
        let packages = pages.map { page -> JSONValue in
            let content = page.content
            var members: [String: JSONValue] = [
                "name": .text([data.agency.key, String(content.fiscalYear), page.slug].joined(separator: "-")),
                "title": .text(content.titleThai), "notes": .text(summary(content)),
                "owner_org": .text(data.agency.key), "url": .text(address(page)),
                "version": .text(String(page.version)), "license_id": "License not specified",
                "tag_string": .text(tags(content).joined(separator: ",")),
                "tags": .list(tags(content).map { ["name": .text($0)] }),
                "data_type": "ข้อมูลหลากหลายประเภท", "objective": ["กฎหมายที่เกี่ยวข้อง"],
                "update_frequency_unit": "ปี", "update_frequency_interval": "1",
                "geo_coverage": .text(geoCoverage), "data_source": .text(data.agency.thai),
                "data_format": .list(formats(content).map { .text($0) }), "data_category": "ข้อมูลสาธารณะ",
                "allow_harvest": "True", "maintainer": .text(content.unit ?? data.agency.thai),
                "created_date": .text(day(page.versions.last?.at ?? page.publishedAt)),
                "last_updated_date": .text(day(page.publishedAt)),
                "resources": .list(content.files.map { resource($0) } + [resource(page)]),
            ]
            if let email { members["maintainer_email"] = .text(email) }
            return .object(members)
        }
        return try JSONValue.list(packages).bytes()
    }

    /// The catalogue's word for how far an office reaches, by what its name begins with; what it serves besides is not
    /// known here.
    private var geoCoverage: String {
        let words = [
            ("องค์การบริหารส่วนตำบล", "เทศบาล/อบต."), ("เทศบาล", "เทศบาล/อบต."), ("องค์การบริหารส่วนจังหวัด", "จังหวัด"),
            ("จังหวัด", "จังหวัด"), ("กรุงเทพมหานคร", "จังหวัด"), ("สำนักงานเขต", "อำเภอ"), ("อำเภอ", "อำเภอ"),
            ("ที่ว่าการอำเภอ", "อำเภอ"), ("กรม", "ประเทศ"), ("กระทรวง", "ประเทศ"),
        ]
        return words.first { data.agency.thai.utf8.starts(with: $0.0.utf8) }?.1 ?? "ไม่ทราบ"
    }

    private func formats(_ content: PublishedContent) -> [String] {
        let found = Set(content.files.compactMap { $0.kind?.catalogue } + ["HTML"])
        return found.sorted { $0.precedesByBytes($1) }
    }

    private func resource(_ file: PublishedContent.File) -> JSONValue {
        [
            "name": .text(file.label), "url": .text(links.wholeFile(SiteLinks.address(of: file))),
            "format": .text(SitePaper.ending(file.name).uppercased()), "mimetype": .text(file.mediaType),
            "size": .whole(file.size), "hash": .text(file.sha256),
            "resource_created_date": .text(day(file.addedAt)), "resource_last_updated_date": .text(day(file.addedAt)),
        ]
    }

    private func resource(_ page: SiteData.Page) -> JSONValue {
        [
            "name": .text(page.content.titleThai), "url": .text(address(page)), "format": "HTML",
            "mimetype": "text/html",
            "resource_created_date": .text(day(page.versions.last?.at ?? page.publishedAt)),
            "resource_last_updated_date": .text(day(page.publishedAt)),
        ]
    }

    private func day(_ stored: String) -> String { Instant(stored: stored).day.iso }
}
