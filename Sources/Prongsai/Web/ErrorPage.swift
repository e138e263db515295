import HTML
import Logging

/// What was being sent broke off, as when a phone loses its network: every day's matter, and no mistake of the program.
struct CutOff: Error {}

/// Failures as pages: what happened, what is safe, what to do. Whatever is no ``Failure`` is a mistake of the program:
/// it goes to the log with the request's id, and the visitor sees only that id.
enum ErrorPage {
    static func reply(_ error: any Error, _ visit: Visit) -> Reply {
        switch error {
        case let failure as Failure: return reply(failure, visit)
        case DatabaseError.full: return plain(507, "web.error.full", "web.error.full_mend", visit)
        case DatabaseError.busy: return plain(503, "web.error.busy", "web.error.busy_mend", visit)
        case DatabaseError.refused("frozen_round"):
            return plain(409, "web.error.frozen", "web.error.frozen_mend", visit)
        case is CancellationError: return plain(503, "web.error.busy", "web.error.busy_mend", visit)
        case is CutOff: return plain(400, "web.error.cut", "web.error.cut_mend", visit)
        default:
            Logger(label: "prongsai").error(
                "unexpected",
                metadata: [
                    "id": "\(visit.request.id)", "path": "\(pathWithoutSecrets(visit))", "error": "\(type(of: error))",
                ])
            return plain(500, "web.error.unexpected", "web.error.unexpected_mend", visit)
        }
    }

    /// The path without what is long enough to be a secret.
    private static func pathWithoutSecrets(_ visit: Visit) -> String {
        let parts = visit.request.path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.map { $0.count < 40 ? String(decoding: $0, as: UTF8.self) : "…" }.joined(separator: "/")
    }

    private static func reply(_ failure: Failure, _ visit: Visit) -> Reply {
        let strings = visit.site.strings
        switch failure {
        case .notFound(let message):
            return page(
                404, visit.text("web.error.not_found"), [strings.text(opening(message, visit), visit.language)],
                visit, more: years(message, visit))
        case .unauthorized: return plain(401, "web.error.forbidden", "web.error.forbidden_mend", visit)
        case .forbidden: return plain(403, "web.error.forbidden", "web.error.forbidden_mend", visit)
        case .conflict(let message):
            let status = message.key == "failure.too_busy" ? 503 : 409
            return page(
                status, visit.text("web.error.conflict"), [strings.text(message, visit.language)],
                visit)
        case .invalid(let problems):
            let lines = problems.map { strings.sentence($0, visit.language) }
            let isLarge = problems.contains(where: \.isTooLarge)
            return page(isLarge ? 413 : 422, visit.text("web.error.invalid"), lines, visit)
        }
    }

    private static func plain(_ status: Int, _ key: String, _ mend: String, _ visit: Visit) -> Reply {
        page(status, visit.text(key), [visit.text(mend, ["id": visit.request.id])], visit)
    }

    /// What is said where there is no plan of a year: who may not open it is told whom to ask.
    private static func opening(_ message: Message, _ visit: Visit) -> Message {
        guard !visit.may(.plan) else { return message }
        var asking = message
        switch message.key {
        case "failure.no_plan", "failure.no_plan_fitting": asking.key = "web.error.no_plan_ask"
        case "failure.no_plan_yet": asking.key = "web.error.no_plan_yet_ask"
        default: break
        }
        return asking
    }

    /// The page where a year is opened, for whoever may, where there is no plan of it.
    private static func years(_ message: Message, _ visit: Visit) -> [(String, String)] {
        guard ["failure.no_plan", "failure.no_plan_fitting", "failure.no_plan_yet"].contains(message.key),
            let agency = visit.found, visit.may(.plan)
        else { return [] }
        return [(Link.years(agency.key), "web.to_years")]
    }

    /// - Parameter more: links besides those that lead back, each with the key of its words.
    private static func page(
        _ status: Int, _ title: String, _ lines: [String], _ visit: Visit, more: [(String, String)] = []
    ) -> Reply {
        let isForm = visit.viewer != nil && visit.request.method == "POST"
        let back = isForm ? Routes.pages(above: visit.request.path, forEveryone: false).first?.path : nil
        let links = more + [back.map { ($0, "web.to_source") }, ("/", "web.to_start")].compactMap { $0 }
        return Page(
            title,
            lines.map { element("p", text: $0) }
                + [
                    element(
                        "p", links.count == 1 ? [] : [.class("buttons")],
                        links.map { element("a", [.class("btn quiet"), .href($0.0)], text: visit.text($0.1)) })
                ]
        ).reply(visit, status: status)
    }
}
