import ArgumentParser
import Foundation

extension PersonCommand {
    /// `prongsai person invite`: a code with which somebody sets their password.
    struct Invite: AsyncParsableCommand {
        static let configuration = Help.command("invite", key: "person_invite")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.person_name")) var name: String
        @Option(help: Help.of("options.login")) var login: String

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                let person = try await desk.site.database.read {
                    try Unit.personID(named: name, agency: agency.id, in: $0)
                }
                let code = Secret.code()
                try await desk.perform(InvitePerson(agency: agency.id, person: person, login: login, code: code))
                desk.say("person.invited", ["name": name, "code": code])
            }
        }
    }

    /// `prongsai person password`: sets somebody's password from the standard input.
    struct SetPassword: AsyncParsableCommand {
        static let configuration = Help.command("password", key: "person_password")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.person_name")) var name: String
        @Option(help: Help.of("options.login")) var login: String

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                let person = try await desk.site.database.read {
                    try Unit.personID(named: name, agency: agency.id, in: $0)
                }
                let password = readLine(strippingNewline: true) ?? ""
                if let problem = Password.problem(password, login: login) { throw Failure.invalid([problem]) }
                let code = Secret.code()
                try await desk.perform(InvitePerson(agency: agency.id, person: person, login: login, code: code))
                _ = try await desk.perform(
                    UseTicket(
                        agency: agency.id, codeHash: Secret.codeHash(code), digest: try await Password.digest(password))
                )
                desk.say("person.password_set", ["name": name])
            }
        }
    }

    /// `prongsai person token`: what a program signs in with in a person's name.
    struct MakeTokenCommand: AsyncParsableCommand {
        static let configuration = Help.command("token", key: "person_token")
        @OptionGroup var common: CommonOptions
        @OptionGroup var cycle: CycleOptions
        @Argument(help: Help.of("options.person_name")) var name: String
        @Option(help: Help.of("options.token_label")) var label: String
        @Option(help: Help.of("options.token_scope")) var scope: [String] = ["read"]

        func run() async throws {
            try await common.run { desk in
                let agency = try await desk.agency(cycle)
                let person = try await desk.site.database.read {
                    try Unit.personID(named: name, agency: agency.id, in: $0)
                }
                let scopes = scope.compactMap { Permission(rawValue: $0) }
                guard scopes.count == scope.count else {
                    throw Failure.invalid([Problem("token_scopes", at: "--scope")])
                }
                let token = Secret.token()
                try await desk.perform(
                    MakeToken(agency: agency.id, person: person, token: token, label: label, scopes: scopes))
                desk.say("person.token", ["name": name])
                Terminal.print(token)
            }
        }
    }
}
