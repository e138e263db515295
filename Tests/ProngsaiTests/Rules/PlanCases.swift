import Documents
import ITA

@testable import Prongsai

extension OperationRules {
    static let planCases: [Case] = [
        Case(ofAgency: false) { _, _, _ in CreateAgency(key: "new", thai: "หน่วยงานใหม่", english: nil) },
        Case(ofAgency: false) { site, _, _ in InstallEdition(file: try site.editions.file("nacc-ita-2564")) },
        Case { _, _, agency in AddUnit(agency: agency, unit: "ฝ่ายทะเบียน") },
        Case { _, _, agency in AddPerson(agency: agency, person: "สมหญิง", title: nil, unit: nil, role: .reader) },
        Case { _, office, agency in OpenYear(agency: agency, fiscalYear: 2570, edition: office.edition) },
        Case { _, office, agency in
            RecordScores(
                agency: agency, assessment: office.assessment, edition: office.edition,
                scores: ["iit.willing-equal-service": "90"], source: nil)
        },
        Case { _, office, agency in AddRow(agency: agency, plan: office.plan, edition: office.edition, lines: ["E4"]) },
        Case { _, office, agency in RemoveRow(agency: agency, row: office.emptyRow) },
        Case { _, office, agency in AddFinding(agency: agency, line: office.line, text: "อีกข้อ") },
        Case { _, office, agency in ChangeFinding(agency: agency, finding: office.finding, text: "แก้ถ้อยคำ") },
        Case { _, office, agency in
            AddMeasure(agency: agency, plan: office.plan, rows: [office.row], fields: MeasureFields(text: "ใหม่"))
        },
        Case { _, office, agency in
            ChangeMeasure(agency: agency, measure: office.measure, fields: MeasureFields(status: "done"))
        },
        Case { _, office, agency in
            AssignMeasures(
                agency: agency, plan: office.plan, measures: [office.measure], unit: nil, person: "สมชาย ใจดี")
        },
        Case { _, office, agency in ShareMeasure(agency: agency, measure: office.measure, row: office.emptyRow) },
        Case { _, office, agency in
            ChangeRow(
                agency: agency, row: office.row, edition: office.edition,
                lines: [ChangeRow.Line(id: office.line, items: "I1, I3", findings: [])])
        },
        Case { _, office, agency in MoveRow(agency: agency, row: office.emptyRow, position: 1) },
        Case { _, office, agency in
            SplitRow(agency: agency, row: office.row, items: [office.edition.item(code: "I2")?.key ?? ""])
        },
        Case { _, office, agency in
            JoinRows(agency: agency, row: office.row, other: office.emptyRow, asOneLine: true)
        },
        Case { _, office, agency in PlaceMeasure(agency: agency, measure: office.measure, rows: [office.emptyRow]) },
        Case { _, office, agency in
            OrderMeasure(agency: agency, measure: office.measure, row: office.row, position: 1)
        },
        Case { _, office, agency in CopyMeasure(agency: agency, measure: office.measure, row: office.emptyRow) },
        Case { _, office, agency in SplitMeasure(agency: agency, measure: office.measure, texts: ["หนึ่ง", "สอง"]) },
        Case { _, _, agency in
            KeepUpload(agency: agency, kind: .report, fiscalYear: 2568, file: SourceFile(name: "r.txt", hash: "r"))
        },
        Case { _, office, agency in RemoveMeasure(agency: agency, measure: office.measure, row: office.row) },
        Case { _, office, agency in
            RecordProgress(
                agency: agency, round: office.round, row: office.row, measures: [office.measure], text: "ทำแล้ว")
        },
        Case { _, office, agency in ChangeProgress(agency: agency, progress: office.progress, text: "แก้ผล") },
        Case { _, office, agency in
            LinkProgress(agency: agency, progress: office.progress, row: office.row, measures: [office.measure])
        },
        Case { _, office, agency in
            AddEvidence(
                agency: agency, progress: office.progress, source: .address("https://example.go.th/2"), caption: "ภาพ",
                aboutOn: nil)
        },
        Case { _, office, agency in ChangeEvidence(agency: agency, use: office.use, change: .caption("คำบรรยายใหม่")) },
        Case { site, office, agency in
            let plan = Plan(
                id: office.plan, agency: try Agency.trial(office.agency), fiscalYear: 2568,
                edition: try site.editions.file("bma-ita-2567"),
                assessmentID: office.assessment, scores: [:], rows: [], measures: [], rounds: [])
            let none = Lineage(from: "a", to: "b", pairs: [])
            return CarryForward(
                agency: agency, old: plan, plan: office.plan,
                preview: CarryPreview(from: plan, to: office.edition, lineage: none, acceptsOffers: false))
        },
        Case { _, office, agency in ConfirmDrafts(agency: agency, row: office.row) },
        Case { site, office, agency in
            FreezeRound(
                agency: agency, plan: office.plan, half: 1, reason: nil, editions: site.editions, strings: site.strings,
                withFaults: true)
        },
        Case { _, office, agency in RecordReportFile(agency: agency, frozen: office.frozen, hash: "a") },
        Case { _, office, agency in ReopenRound(agency: agency, plan: office.plan, half: 2, reason: "แก้ไข") },
        Case { site, office, agency in
            let plan = Plan(
                id: office.plan, agency: try Agency.trial(office.agency), fiscalYear: 2568,
                edition: try site.editions.file("bma-ita-2567"),
                assessmentID: office.assessment, scores: [:], rows: [], measures: [],
                rounds: [Round(id: office.round, half: 1, frozenAt: nil)])
            return ImportReport(
                agency: agency, plan: plan, half: 1, reading: ReportReading(),
                source: SourceFile(name: "r.txt", hash: "r"), pictures: [:])
        },
        Case { site, office, agency in
            let plan = Plan(
                id: office.plan, agency: try Agency.trial(office.agency), fiscalYear: 2568,
                edition: try site.editions.file("bma-ita-2567"),
                assessmentID: office.assessment, scores: [:], rows: [], measures: [], rounds: [])
            return ImportScores(
                agency: agency, plan: plan, reading: ScoresReading(), source: SourceFile(name: "s.csv", hash: "s"))
        },
    ]
}
