@testable import Prongsai

/// Operations of people, units, years, notices.
extension OperationRules {
    static let peopleCases: [Case] = [
        Case { _, office, agency in
            ChangePerson(
                agency: agency, person: office.colleague, called: "สมชาย ใจดีมาก", title: nil, unit: office.unit,
                role: .unitOfficer, email: "somchai@example.go.th")
        },
        Case { site, office, agency in
            RetirePerson(agency: agency, person: office.colleague, editions: site.editions)
        },
        Case { _, office, agency in ReinstatePerson(agency: agency, person: office.colleague) },
        Case { _, office, agency in ResetSecondFactor(agency: agency, person: office.person) },
        Case { _, office, agency in RenameUnit(agency: agency, unit: office.unit, called: "ฝ่ายปกครองและทะเบียน") },
        Case { _, office, agency in RetireUnit(agency: agency, unit: office.emptyUnit) },
        Case(
            after: { site, office in try await office.giveWork(to: office.person, on: site) },
            { site, office, agency in
                HandOver(
                    agency: agency, from: office.person, to: office.colleague, measures: [office.waiting],
                    disclosures: [office.disclosed.disclosure], takesRole: true, editions: site.editions)
            }),
        Case { site, _, agency in
            ImportPeople(agency: agency, bytes: Array("ชื่อ,ฝ่าย\nสมหญิง ที่นี่,ฝ่ายปกครอง\n".utf8), strings: site.strings)
        },
        Case(by: own) { _, _, agency in ChooseNotices(agency: agency, ways: [.assigned: .none]) },
        Case(by: own) { _, _, agency in ReadNotices(agency: agency, notice: nil) },
        Case(by: own) { _, _, agency in ChangeOwnAddress(agency: agency, email: "me@example.go.th") },
        Case(by: visitor) { _, office, agency in
            SendReset(
                agency: agency, person: office.person, code: Secret.code(),
                mail: Outbox.Mail(subject: "รหัส", text: "รหัสใหม่"))
        },
        Case { _, _, agency in ChangeAgency(agency: agency, thai: "สำนักงานเขตชื่อใหม่", english: nil, email: nil) },
        Case(by: console) { _, office, agency in MoveAgency(agency: agency, under: nil) },
        Case(by: console) { _, office, agency in
            ImportAgencies(agency: agency, bytes: Array("ชื่อย่อ,ชื่อหน่วยงาน\nnew-one,หน่วยงานใหม่\n".utf8))
        },
    ]

    static let console: @Sendable (Office) -> Actor = { _ in TestSite.console }
}
