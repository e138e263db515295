import ITA
import Watch

@testable import Prongsai

/// Operations of the catalogue of disclosures.
extension OperationRules {
    static let disclosureCases: [Case] = [
        Case { site, _, agency in
            OpenDisclosureYear(
                agency: agency, fiscalYear: 2567, file: try site.editions.file("bma-ita-2567"), editions: site.editions)
        },
        Case { site, office, agency in
            AssignDisclosure(
                agency: agency, disclosure: office.disclosed.disclosure, unit: "ฝ่ายปกครอง", person: nil,
                editions: site.editions)
        },
        Case { _, office, agency in
            DescribeDisclosure(
                agency: agency, disclosure: office.disclosed.disclosure, title: "ประกาศ \"ที่นี่่\"", from: "1/10/67")
        },
        Case { site, office, agency in
            AddAddress(
                agency: agency, disclosure: office.disclosed.disclosure, address: "https://www.example.go.th/new",
                label: "ใหม่", editions: site.editions)
        },
        Case { site, office, agency in
            ChangeAddress(
                agency: agency, id: office.disclosed.address, address: "https://www.example.go.th/other", label: "",
                editions: site.editions)
        },
        Case { _, office, agency in RemoveAddress(agency: agency, address: office.disclosed.address) },
        Case { _, office, agency in ConfirmOffer(agency: agency, address: office.disclosed.offer) },
        Case { _, office, agency in
            AddElement(agency: agency, disclosure: office.disclosed.disclosure, text: "มีภาษาอังกฤษ")
        },
        Case { _, office, agency in
            ChangeElement(agency: agency, element: office.disclosed.element, text: "ลงนามโดยผู้อำนวยการเขต")
        },
        Case { _, office, agency in RemoveElement(agency: agency, element: office.disclosed.element) },
        Case { site, _, agency in
            CarryDisclosures(office: try .trial(agency), from: 2567, to: 2568, editions: site.editions)
        },
        Case { site, office, agency in
            TakeDisclosureDrafts(
                office: try .trial(agency), year: 2568, titles: ["O7": "รายงานผลการดำเนินงานประจำปี"], elements: ["O7"],
                editions: site.editions)
        },
        Case { _, office, agency in
            KeepDisclosureSource(
                agency: agency, year: office.disclosed.year, page: "หน้า.html",
                hash: String(repeating: "1", count: 64))
        },
        Case { _, office, agency in
            ImportDisclosures(
                agency: agency, year: office.disclosed.year, page: "หน้า.html", hash: String(repeating: "2", count: 64),
                proposals: [
                    .init(
                        itemKey: "oit.unnamed-a", address: try WebAddress("https://www.example.go.th/o1"),
                        label: "โครงสร้าง", elementKey: nil, sureness: .sure, named: "O1", place: 1)
                ])
        },
    ]
}
