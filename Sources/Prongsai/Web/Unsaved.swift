import Foundation

/// A form that was read whole and is not taken: its page comes back with what was typed.
struct Unsaved: Error {
    enum Why: Sendable {
        /// It does not carry this visitor's token: it lay open too long, or another site sent it.
        case stale
        /// Its texts are what nobody can keep.
        case faults([Problem])
        /// What it asks cannot be done any more, as when somebody else was quicker.
        case refused(Message)
    }
    var fields: FormFields
    var hadFiles = false
    var why: Why

    /// What is wrong with the texts of a form, where nothing but sending others helps.
    static func faults(of fields: FormFields, hadFiles: Bool) throws {
        let blots = fields.pairs.compactMap { TypedText.problem($0.value, at: $0.name) }
        guard blots.isEmpty else { throw Unsaved(fields: fields, hadFiles: hadFiles, why: .faults(blots)) }
    }

    /// A failure as its page shows it: where somebody wrote something, with what they wrote.
    static func refusal(_ failure: Failure, of fields: FormFields, hadFiles: Bool) -> any Error {
        guard Resumed.keepable(fields).pairs.contains(where: { $0.name != "form-token" && Resumed.isTyped($0.value) })
        else { return failure }
        return switch failure {
        case .conflict(let message): Unsaved(fields: fields, hadFiles: hadFiles, why: .refused(message))
        case .invalid(let problems): Unsaved(fields: fields, hadFiles: hadFiles, why: .faults(problems))
        default: failure
        }
    }

    /// What the door would say where the page cannot come back.
    private var failure: Failure {
        switch why {
        case .stale: .conflict(Message("failure.stale_form"))
        case .faults(let problems): .invalid(problems)
        case .refused(let message): .conflict(message)
        }
    }

    /// The page again. A form that carries a strange token is shown to whoever filled it in, nobody else: another site
    /// may have sent it, or somebody who was signed in here before.
    func reply(_ route: Route, _ visit: Visit, session token: String) async -> Reply {
        guard !route.isMachine else { return ErrorJSON.reply(failure, visit) }
        if route.path == "/sign-in" || route.path == "/sign-in/second", case .stale = why {
            return await SignInRoutes.again(visit, fields, session: token) ?? ErrorPage.reply(failure, visit)
        }
        let plain = ErrorPage.reply(failure, visit)
        var isTheirs = true
        if case .stale = why, let viewer = visit.viewer {
            let fields = fields
            isTheirs =
                (try? await visit.site.database.read {
                    try Resumed.isOf(viewer.id, in: viewer.agency.id, fields, in: $0)
                }) ?? false
        }
        guard isTheirs else { return plain }
        let resumed =
            switch why {
            case .stale: Resumed(address: visit.request.path, fields: fields, why: .stale, hadFiles: hadFiles)
            case .faults(let problems):
                Resumed(
                    address: visit.request.path, fields: fields.withoutBlots, why: .faults(problems), hadFiles: hadFiles
                )
            case .refused(let message):
                Resumed(address: visit.request.path, fields: fields, why: .refused(message), hadFiles: hadFiles)
            }
        let page = await resumed.reply(visit, session: token, forEveryone: route.access == .everyone)
        return page.map { $0.with(status: plain.status) } ?? plain
    }
}

extension FormFields {
    /// The same without control characters; a damaged letter stays, for whoever typed it to see where it was.
    var withoutBlots: FormFields {
        FormFields(
            pairs.map { field in
                var clean = String.UnicodeScalarView()
                for scalar in field.value.unicodeScalars
                where scalar.properties.generalCategory != .control || "\t\n\r".unicodeScalars.contains(scalar) {
                    clean.append(scalar)
                }
                return (field.name, String(clean))
            })
    }

    /// Bytes of all texts together.
    var size: Int { pairs.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count } }
}
