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
    ]
}
