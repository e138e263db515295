@testable import Prongsai

/// Operations of jobs, tokens, webhooks.
extension OperationRules {
    static let machineCases: [Case] = [
        Case(by: own) { _, office, agency in
            MakeToken(agency: agency, person: office.person, token: Secret.token(), label: "โปรแกรม", scopes: [.read])
        },
        Case(by: own) { _, office, agency in
            RevokeToken(agency: agency, token: Hash.sha256(Array(office.token.utf8)))
        },
        Case { site, office, agency in
            MailDigest(
                agency: agency, person: office.person, strings: site.strings, language: .thai, address: "")
        },
        Case { _, office, agency in RemindOfMeasure(agency: agency, measure: office.measure, round: office.round) },
        Case(by: own) { _, office, agency in MakeCalendarLink(agency: agency, code: Secret.token()) },
        Case(by: own) { _, office, agency in RevokeCalendarLink(agency: agency) },
        Case(by: own) { _, office, agency in
            BeginJob(agency: agency, kind: ReportArchive(plan: office.plan, half: 1, language: .thai))
        },
        Case { _, _, agency in
            AddWebhook(
                agency: agency, address: "https://example.go.th/hook", events: [.roundFrozen], secret: Secret.token())
        },
        Case { _, office, agency in RemoveWebhook(agency: agency, webhook: office.webhook) },
        Case { _, office, agency in TestWebhook(agency: agency, webhook: office.webhook) },
    ]
}
