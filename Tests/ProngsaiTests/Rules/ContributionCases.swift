import ITA

@testable import Prongsai

/// Operations of recording as a whole, and of contributions by link.
extension OperationRules {
    static let contributionCases: [Case] = [
        Case { _, office, agency in
            AddEvidenceSet(
                agency: agency, progress: office.progress,
                evidence: [
                    NewEvidence(source: .address("https://example.go.th/4"), caption: "ภาพที่นี่", aboutOn: nil)
                ])
        },
        Case { _, office, agency in
            ReviseResult(
                agency: agency, progress: office.progress, seen: nil, text: "แก้ทั้งผล", measures: [office.measure],
                uses: [UseEdit(id: office.use, caption: "คำบรรยาย", aboutOn: nil, place: 1, remove: false)])
        },
        Case { _, office, agency in
            MakeContributionLink(
                agency: agency, round: office.round, measure: office.measure, label: "อสม.", days: 7,
                code: Secret.code())
        },
        Case { _, office, agency in RevokeContributionLink(agency: agency, link: office.link) },
        Case(by: visitor) { _, office, agency in
            Contribute(
                agency: agency, link: office.link, key: ID.new(), sender: "ป้าแก้ว", text: "ส่งผล", pictures: [])
        },
        Case { _, office, agency in
            AcceptContribution(agency: agency, contribution: office.contribution, text: nil, files: nil)
        },
        Case { _, office, agency in DeclineContribution(agency: agency, contribution: office.contribution) },
    ]
}
