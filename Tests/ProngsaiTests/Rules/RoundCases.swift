@testable import Prongsai

/// Operations of submission, approval, publication.
extension OperationRules {
    private static let director: @Sendable (Office) -> Actor = { TestSite.person(.director, of: $0.agency) }

    static let roundCases: [Case] = [
        Case(by: { .person(id: $0.person, name: "x", agency: $0.agency, role: .officer) }) { site, office, agency in
            SubmitRound(
                agency: agency, plan: office.plan, half: 1, note: "ส่งอีกครั้ง", editions: site.editions,
                strings: site.strings)
        },
        Case { _, office, agency in WithdrawSubmission(agency: agency, plan: office.plan, half: 1) },
        Case(by: director) { site, office, agency in
            ApproveRound(
                agency: agency, plan: office.plan, half: 1, seen: nil, reply: nil, editions: site.editions,
                strings: site.strings)
        },
        Case(by: director) { site, office, agency in
            ReturnRound(agency: agency, plan: office.plan, half: 1, reply: "แก้ข้อ I1", editions: site.editions)
        },
        Case { _, office, agency in PublishVersion(agency: agency, frozen: office.frozen) },
        Case { _, office, agency in WithdrawVersion(agency: agency, frozen: office.frozen) },
    ]
}
