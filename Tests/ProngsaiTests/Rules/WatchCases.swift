import ITA

@testable import Prongsai

/// Operations of watching.
extension OperationRules {
    static let watchCases: [Case] = [
        Case { _, office, agency in
            WatchAddress(agency: agency, watched: WatchSample.id("due", of: office.agency), seconds: 3600)
        },
        Case { _, office, agency in LookAgain(agency: agency, watched: WatchSample.id("due", of: office.agency)) },
        Case { site, office, agency in
            TellOfDoubt(
                agency: agency, watched: WatchSample.id("due", of: office.agency), doubt: .changed,
                editions: site.editions)
        },
        Case { _, office, agency in
            NoteVisit(agency: agency, watched: WatchSample.id("due", of: office.agency), note: "เปิดดูแล้ว ที่นี่")
        },
        Case { site, office, agency in
            RaiseAlert(
                agency: agency, watched: WatchSample.id("fallen", of: office.agency), editions: site.editions)
        },
        Case { site, office, agency in
            EndAlert(
                agency: agency, alert: WatchSample.id("alert-risen", of: office.agency), editions: site.editions)
        },
        Case { site, office, agency in
            TellOfAlert(
                agency: agency, alert: WatchSample.id("alert-down", of: office.agency), audience: .officers,
                editions: site.editions)
        },
        Case { _, office, agency in
            FreezeAnswers(
                agency: agency, year: "year-\(office.agency)-\(WatchSample.year)",
                sheet: AnswersSheet(
                    year: WatchSample.year, edition: office.edition.id, at: "2025-03-14T00:00:00.000Z", answers: []))
        },
    ]
}
