/// One thing machines may ask or tell: a path under `/api/v1`, what it takes and gives, and who may. From the list of
/// them come the routes and the OpenAPI document.
struct Endpoint: Sendable {
    /// Its name in the document, such as `recordResult`; the sentence under `api.<name>` explains it.
    let name: String
    let method: Route.Method
    /// With parameters as `:agency`.
    let path: String
    /// What the person behind the token must be allowed to do; also the token's scope.
    let permission: Permission
    let takes: [Shape.Member]
    let gives: Shape
    /// Whether it takes the bytes of a file; `takes` then stands in the query.
    var takesFile = false
    /// Media types of the files it answers with, where it answers with a file; `gives` then says nothing.
    var types: [String] = []
    /// What it does; the input fits `takes` when this is called.
    let run: @Sendable (Visit, JSONValue) async throws -> Reply

    static let base = "/api/v1/agencies/:agency"

    static func get(
        _ name: String, _ path: String, _ permission: Permission, query: [Shape.Member] = [], gives: Shape,
        _ run: @escaping @Sendable (Visit, JSONValue) async throws -> JSONValue
    ) -> Endpoint {
        Endpoint(
            name: name, method: .get, path: base + path, permission: permission, takes: query, gives: gives,
            run: { .json(try await run($0, $1)) })
    }

    static func post(
        _ name: String, _ path: String, _ permission: Permission, takes: [Shape.Member] = [], gives: Shape = done,
        _ run: @escaping @Sendable (Visit, JSONValue) async throws -> JSONValue
    ) -> Endpoint {
        Endpoint(
            name: name, method: .post, path: base + path, permission: permission, takes: takes, gives: gives,
            run: { .json(try await run($0, $1)) })
    }

    /// Takes a file as it is, with what is said of it in the query.
    static func file(
        _ name: String, _ path: String, _ permission: Permission, query: [Shape.Member], gives: Shape,
        _ run: @escaping @Sendable (Visit, JSONValue) async throws -> JSONValue
    ) -> Endpoint {
        Endpoint(
            name: name, method: .post, path: base + path, permission: permission, takes: query, gives: gives,
            takesFile: true, run: { .json(try await run($0, $1)) })
    }

    /// Answers with a file.
    static func download(
        _ name: String, _ path: String, _ permission: Permission, query: [Shape.Member] = [], types: [String],
        _ run: @escaping @Sendable (Visit) async throws -> Reply
    ) -> Endpoint {
        Endpoint(
            name: name, method: .get, path: base + path, permission: permission, takes: query, gives: done,
            types: types, run: { visit, _ in try await run(visit) })
    }

    /// Answers with the file that a page's address below `/desk/:agency` hands out, to whoever it is handed to there.
    static func download(
        _ name: String, _ path: String, of page: String, in routes: [Route], query: [Shape.Member] = [],
        types: [String]
    ) -> Endpoint {
        guard let route = routes.first(where: { $0.method == .get && $0.path == "/desk/:agency\(page)" }),
            case .agency(let permission) = route.access
        else { preconditionFailure("no page hands out \(page)") }
        return download(name, path, permission, query: query, types: types, route.answer)
    }

    /// The answer of what only does something.
    static let done = Shape.object([])

    /// The answer of what makes something.
    static let made = Shape.object([Shape.Member("id", .id)])

    /// The route of it.
    var route: Route {
        let answer: @Sendable (Visit) async throws -> Reply = { visit in
            let input =
                try method == .get || takesFile ? query(visit.request.query) : visit.json ?? .object([:])
            let problems = Shape.object(takes).problems(input, at: "")
            guard problems.isEmpty else { throw Failure.invalid(problems) }
            return try await run(visit, input)
        }
        return method == .get
            ? .get(path, .machine(permission), answer)
            : .post(path, .machine(permission), takesFile ? .bytes : .json, answer)
    }

    /// A query string as an object: numbers where the endpoint takes numbers.
    private func query(_ fields: FormFields) throws -> JSONValue {
        var members: [String: JSONValue] = [:]
        for (name, value) in fields.pairs {
            if case .whole? = takes.first(where: { $0.name == name })?.shape, let number = Int(value) {
                members[name] = .whole(number)
            } else {
                members[name] = .text(value)
            }
        }
        return .object(members)
    }
}

extension Reply {
    static func json(_ value: JSONValue, status: Int = 200, type: String = "application/json") -> Reply {
        guard let bytes = try? value.bytes() else { return Reply(500) }
        return Reply(status, [("content-type", type), ("cache-control", "no-store")], .bytes(bytes))
    }
}

/// Failures as `application/problem+json` (RFC 9457), with every single fault in `faults`.
enum ErrorJSON {
    static func reply(_ error: any Error, _ visit: Visit) -> Reply {
        let page = ErrorPage.reply(error, visit)
        var body: [String: JSONValue] = [
            "status": .whole(page.status), "title": .text(visit.text("api.status_\(ErrorJSON.kind(page.status))")),
            "instance": .text(visit.request.id),
        ]
        switch error {
        case Failure.invalid(let problems):
            body["faults"] = .list(
                problems.map { problem in
                    [
                        "field": JSONValue(problem.place), "code": .text(problem.key),
                        "detail": .text(visit.site.strings.what(problem, visit.language)),
                        "mend": .text(visit.site.strings.mend(problem, visit.language)),
                    ]
                })
        case Failure.notFound(let message), Failure.conflict(let message):
            body["detail"] = .text(visit.site.strings.text(message.key, message.values, visit.language))
        default: break
        }
        let reply = Reply.json(.object(body), status: page.status, type: "application/problem+json")
        return page.status == 401 ? reply.with("www-authenticate", "Bearer") : reply
    }

    /// What a path answers that is there, but not for this method (RFC 9110, 15.5.6).
    static func wrongMethod(_ methods: [String], _ visit: Visit) -> Reply {
        let allowed = methods.joined(separator: ", ")
        return Reply.json(
            [
                "status": .whole(405), "title": .text(visit.text("api.status_method")),
                "instance": .text(visit.request.id),
                "detail": .text(visit.text("failure.no_method", ["methods": allowed])),
            ], status: 405, type: "application/problem+json"
        ).with("allow", allowed)
    }

    private static func kind(_ status: Int) -> String {
        switch status {
        case 401: "unauthorized"
        case 403: "forbidden"
        case 404: "not_found"
        case 409: "conflict"
        case 413, 422: "invalid"
        default: "failed"
        }
    }

    /// The shape of it, for the document.
    static let shape = Shape.object([
        Shape.Member("status", .whole(400...599)), Shape.Member("title", .text(200)), Shape.Member("instance", .id),
        Shape.Member("detail", .text(2000), required: false),
        Shape.Member(
            "faults",
            .list(
                .object([
                    Shape.Member("field", .nullable(.text(500))), Shape.Member("code", .id),
                    Shape.Member("detail", .text(2000)), Shape.Member("mend", .text(2000)),
                ]), most: 5000), required: false),
    ])
}
