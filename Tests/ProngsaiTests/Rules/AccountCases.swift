@testable import Prongsai

extension OperationRules {
    static let accountCases: [Case] = [
        Case(ofAgency: false, by: visitor) { site, _, _ in
            SetUp(
                office: "สำนักงานใหม่", edition: try site.editions.file("nacc-ita-2564"), fiscalYear: 2568,
                person: "คนแรก", title: nil, login: "first", digest: "d")
        },
        Case(ofAgency: false) { site, _, _ in
            BeginOffice(
                key: "another", thai: "สำนักงานใหม่", english: nil, edition: try site.editions.file("nacc-ita-2564"),
                fiscalYear: 2568)
        },
        Case(ofAgency: false, by: visitor) { _, _, _ in NoteSignInTry(login: "nobody") },
        Case(by: own) { _, _, agency in ClearSignInTries(agency: agency) },
        Case { _, office, agency in
            InvitePerson(agency: agency, person: office.person, login: "again", code: Secret.code())
        },
        Case(by: visitor) { _, office, agency in
            UseTicket(agency: agency, codeHash: Secret.codeHash(office.code), digest: "d")
        },
        Case(by: own) { _, office, agency in
            ChangePassword(agency: agency, digest: "d", keeping: Hash.sha256(Array(office.session.utf8)))
        },
        Case { _, office, agency in CloseAccount(agency: agency, person: office.person) },
        Case(by: visitor) { _, office, agency in
            OpenSession(agency: agency, person: office.person, token: Secret.token(), device: "", step: 2)
        },
        Case(by: own) { _, office, agency in
            TouchSession(agency: agency, session: Hash.sha256(Array(office.session.utf8)))
        },
        Case(by: own) { _, office, agency in
            EndSession(agency: agency, session: Hash.sha256(Array(office.session.utf8)))
        },
        Case(by: own) { _, _, agency in
            ConfirmSecondFactor(agency: agency, secret: OneTimeCode.secret(), step: 5, recovery: ["a"])
        },
        Case(by: own) { _, _, agency in RemoveSecondFactor(agency: agency) },
        Case(by: visitor) { _, office, agency in
            UseRecoveryCode(agency: agency, person: office.person, codeHash: Secret.codeHash(office.recovery))
        },
    ]
}
