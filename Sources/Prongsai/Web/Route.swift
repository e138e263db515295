/// One path of the product: what is asked for, who may, what it may carry and what answers. `Routes.swift` lists them
/// all; a test walks that list and asks every path as everybody.
struct Route: Sendable {
    enum Method: String, Sendable { case get = "GET", post = "POST" }

    /// Who may use a path.
    enum Access: Sendable, Equatable {
        /// Everybody, signed in or not.
        case everyone
        /// Everybody who is signed in.
        case signedIn
        /// Who may do this in the agency that the path names as `:agency`. To others the agency does not exist.
        case agency(Permission)
        /// The same for machines: with a token of a person who may, made for this. Nothing else lets them in.
        case machine(Permission)
    }

    /// What a request may carry.
    enum Carries: Sendable, Equatable {
        /// Nothing, or the fields of a form, up to a megabyte.
        case fields
        /// A form with files, written to disk as they arrive.
        case files
        /// A JSON object, up to a megabyte.
        case json
        /// One file and nothing around it, written to disk as it arrives.
        case bytes
    }

    let method: Method
    /// Segments that start with a colon are parameters: `/desk/:agency/:year/plan`.
    let path: String
    let access: Access
    let carries: Carries
    /// How much its form may bring; nil for what the server allows.
    var limits: UploadLimits?
    let answer: @Sendable (Visit) async throws -> Reply

    private init(
        _ method: Method, _ path: String, _ access: Access, _ carries: Carries,
        _ answer: @escaping @Sendable (Visit) async throws -> Reply
    ) {
        (self.method, self.path, self.access, self.carries, self.answer) = (method, path, access, carries, answer)
    }

    /// A page or a file.
    static func get(
        _ path: String, _ access: Access, _ answer: @escaping @Sendable (Visit) async throws -> Reply
    ) -> Route { Route(.get, path, access, .fields, answer) }

    /// A form that was sent.
    static func post(
        _ path: String, _ access: Access, _ carries: Carries = .fields, limits: UploadLimits? = nil,
        _ answer: @escaping @Sendable (Visit) async throws -> Reply
    ) -> Route {
        var route = Route(.post, path, access, carries, answer)
        route.limits = limits
        return route
    }

    /// Whether machines use it, with a token in place of a session.
    var isMachine: Bool {
        if case .machine = access { true } else { false }
    }

    /// Its name in tests and logs: `GET /desk/:agency`.
    var name: String { "\(method.rawValue) \(path)" }
}

extension Route {
    /// What the parts of a path give for the parameters of this one, decoded; nil where it is another path.
    func parameters(_ parts: [String]) -> [String: String]? {
        let wanted = path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
        guard wanted.count == parts.count else { return nil }
        var parameters: [String: String] = [:]
        for (pattern, given) in zip(wanted, parts) {
            if let name = pattern.removing(prefix: ":") {
                parameters[name] = FormFields.decoded(Array(given.utf8))
            } else if pattern != given {
                return nil
            }
        }
        return parameters
    }
}

extension Routes {
    /// The methods with which machines ask for what is at a path, in order; none where nothing is.
    static func machineMethods(at path: String) -> [String] {
        let parts = path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
        let methods = all.filter { $0.path.utf8.starts(with: "/api/".utf8) && $0.parameters(parts) != nil }
            .map(\.method.rawValue)
        return Set(methods + (methods.contains("GET") ? ["HEAD"] : [])).sorted()
    }
}
