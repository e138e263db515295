import ITA

/// What is said of each agency below.
extension BelowData {
    /// How far a round is.
    enum State: String, Sendable, CaseIterable {
        case none, open, submitted, returned, approved
        /// Approved, and something the report is made of was entered afterwards: whether the approval still counts is seen
        /// in the round itself.
        case approvedEdited = "approved_edited"
        case frozen
    }

    struct Entry: Sendable {
        var agency: Agency
        /// Key and name of the one it stands under.
        var parent: String
        var plan: String?
        var total: Exact?
        var level: Edition.Level?
        /// Whether nothing the figures rest on is unconfirmed.
        var isFirm = true
        var measures = 0
        var reported = 0
        var late = 0
        /// Items of the assessment that no row of the plan names.
        var outside = 0
        /// Measures nobody answers for, and results without evidence.
        var ownerless = 0
        var bare = 0
        /// Rows of the plan with drafts from last year that nobody has confirmed.
        var drafts = 0
        var state = State.none
        /// What it must disclose in the year, how much of that is public, and how much cannot be reached.
        var disclosures = 0
        var disclosed = 0
        var down = 0

        /// Measures without a result.
        var unreported: Int { measures - reported }
        /// What is to be mended before the round is handed in, as far as it can be counted for many agencies at once.
        var faults: Int { outside + drafts + ownerless + unreported + bare }
        /// Share of measures that are reported, 0–1; 0 where there are none.
        var readiness: Double { measures == 0 ? 0 : Double(reported) / Double(measures) }
    }

    /// An item that many lose points at.
    struct SharedGap: Sendable {
        var item: Edition.Item
        /// How many agencies are below full score, and how many have 0.
        var agencies: Int
        var zeros: Int
        /// Points of the total that all of them together lose; nil where weights are not known.
        var cost: Exact
    }
}
