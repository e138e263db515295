@testable import Prongsai

/// Operations of the second person's check.
extension OperationRules {
    static let checkCases: [Case] = [
        Case { site, office, agency in
            AskForCheck(agency: agency, disclosure: office.checks.draft, note: "ช่วยตรวจ", editions: site.editions)
        },
        Case(
            after: { site, office in
                try await CheckSample.readAddresses(of: office.checks.waiting, agency: office.agency, on: site)
            }
        ) { site, office, agency in
            PassCheck(
                agency: agency, check: office.checks.check,
                ticks: [Tick(element: CheckSubject.whole, found: .there, place: "หน้า 2")], note: nil, seen: nil,
                editions: site.editions)
        },
        Case { site, office, agency in
            ReturnCheck(
                agency: agency, check: office.checks.check, ticks: [], note: "ขาดเดือนธันวาคม", editions: site.editions)
        },
        Case { site, office, agency in
            VoidCheck(agency: agency, check: office.checks.check, because: .taken, editions: site.editions)
        },
        Case { _, office, agency in
            JustifyPersonalFind(agency: agency, find: office.checks.find, because: "เป็นเลขตัวอย่างในแบบฟอร์ม")
        },
        Case { _, office, agency in
            RecordLooks(
                agency: agency, disclosure: office.checks.waiting,
                looks: [CheckLook(source: "page", contentHash: "x", outcome: CheckLook.read, findings: [])])
        },
    ]
}
