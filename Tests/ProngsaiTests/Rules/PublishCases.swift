@testable import Prongsai

/// Operations of hosted disclosures.
extension OperationRules {
    static let publishCases: [Case] = [
        Case { site, office, agency in
            WriteDisclosurePage(
                agency: agency, disclosure: office.hosted.draft, text: "ข้อมูล ที่นี่", slug: "structure",
                editions: site.editions)
        },
        Case { site, office, agency in
            AddDisclosureFile(
                agency: agency, disclosure: office.hosted.draft,
                paper: SitePaper(
                    hash: String(repeating: "a", count: 64), name: "ใหม่.pdf", mediaType: "application/pdf", size: 9),
                label: "", element: nil, editions: site.editions)
        },
        Case { _, office, agency in
            ReplaceDisclosureFile(
                agency: agency, file: office.hosted.file,
                paper: SitePaper(
                    hash: String(repeating: "b", count: 64), name: "ใหม่.pdf", mediaType: "application/pdf", size: 9),
                label: nil)
        },
        Case { _, office, agency in RemoveDisclosureFile(agency: agency, file: office.hosted.file) },
        Case { _, office, agency in
            TakeDisclosureFileOut(agency: agency, file: office.hosted.earlier, because: "มีข้อมูลส่วนบุคคล")
        },
        Case { site, office, agency in
            PublishDisclosure(agency: agency, disclosure: office.hosted.ready, editions: site.editions)
        },
        Case { _, office, agency in
            WithdrawDisclosure(agency: agency, disclosure: office.hosted.shown, reason: "มีข้อมูลผิด")
        },
    ]
}
