extension BelowData {
    /// Operations that change what a round's report says.
    static let edits = [
        HandOver.name, MoveRow.name, SplitRow.name, JoinRows.name, AddRow.name, RemoveRow.name, ChangeRow.name,
        AddFinding.name, ChangeFinding.name, AddMeasure.name, ChangeMeasure.name, ShareMeasure.name, RemoveMeasure.name,
        AssignMeasures.name, PlaceMeasure.name, OrderMeasure.name, CopyMeasure.name, SplitMeasure.name,
        CarryForward.name, ConfirmDrafts.name, RecordProgress.name, ChangeProgress.name, LinkProgress.name,
        ReviseResult.name, AddEvidence.name, AddEvidenceSet.name, ChangeEvidence.name, AcceptContribution.name,
        ImportReport.name, ImportScores.name, RecordScores.name, RenameUnit.name,
    ]

    /// Whether a line of the table `journal` says that one of them changed something. A hand-over of disclosures or of a
    /// role alone says that no measures went along, which no report shows. Quotes of texts inside the particulars are
    /// escaped there, so that these are the line's own.
    static let edited: SQL = """
        operation IN (\(list: edits))
        AND (operation <> \(HandOver.name) OR particulars NOT LIKE '%"measures":""%')
        """
}

extension BelowData.State {
    /// What a round's row says with its last submission; nil where nothing was handed in. A frozen round is frozen
    /// whatever came before.
    init?(_ row: Row) throws {
        if try row.optionalString("frozen_at") != nil {
            self = .frozen
            return
        }
        guard try row.optionalString("submission") != nil else { return nil }
        switch try row.optionalString("decision") {
        case "approved":
            let edited = try row.optionalString("edited_at") ?? ""
            self = try edited > (row.optionalString("decided_at") ?? "") ? .approvedEdited : .approved
        case "returned": self = .returned
        default: self = .submitted
        }
    }
}
