/// The OpenAPI 3.1 document, written from the list of endpoints.
enum OpenAPI {
    static func document(_ endpoints: [Endpoint], _ strings: Strings, _ language: Language) -> JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for endpoint in endpoints {
            let path = endpoint.path.split(separator: "/").map {
                $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0)
            }
            .reduce("") { $0 + "/" + $1 }
            paths[path, default: [:]][endpoint.method.rawValue.lowercased()] = operation(endpoint, strings, language)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": .text(strings.text("web.product", language)), "version": .text(Prongsai.version),
                "description": .text(strings.text("api.about", language)),
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "paths": .object(paths.mapValues { .object($0) }),
            "components": [
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
                "schemas": ["Problem": ErrorJSON.shape.schema],
            ],
            "security": [["token": []]],
        ]
    }

    private static func operation(_ endpoint: Endpoint, _ strings: Strings, _ language: Language) -> JSONValue {
        var parameters = endpoint.path.split(separator: "/").filter { $0.hasPrefix(":") }.map { segment -> JSONValue in
            let name = String(segment.dropFirst())
            let schema: JSONValue =
                switch name {
                case "year": Shape.whole(2500...2700).schema
                case "half": Shape.whole(1...2).schema
                default: ["type": "string", "pattern": "^[A-Za-z0-9-]{1,80}$"]
                }
            return ["name": .text(name), "in": "path", "required": .flag(true), "schema": schema]
        }
        if endpoint.method == .get || endpoint.takesFile {
            parameters += endpoint.takes.map { member in
                [
                    "name": .text(member.name), "in": "query", "required": .flag(member.isRequired),
                    "schema": member.shape.schema,
                ]
            }
        }
        let problem: JSONValue = [
            "description": .text(strings.text("api.problem", language)),
            "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
        ]
        let content: [String: JSONValue] =
            endpoint.types.isEmpty
            ? ["application/json": ["schema": endpoint.gives.schema]]
            : Dictionary(endpoint.types.map { ($0, [:]) }) { first, _ in first }
        var result: [String: JSONValue] = [
            "operationId": .text(endpoint.name), "summary": .text(strings.text("api.\(endpoint.name)", language)),
            "parameters": .list(parameters),
            "responses": [
                "200": [
                    "description": .text(strings.text("api.success", language)),
                    "content": .object(content),
                ], "4XX": problem, "5XX": problem,
            ],
        ]
        if endpoint.takesFile {
            result["requestBody"] = ["required": .flag(true), "content": ["application/octet-stream": [:]]]
        } else if endpoint.method != .get {
            result["requestBody"] = [
                "required": .flag(true),
                "content": ["application/json": ["schema": Shape.object(endpoint.takes).schema]],
            ]
        }
        return .object(result)
    }
}

extension Strings {
    fileprivate func text(_ key: String, _ language: Language) -> String { text(key, [:], language) }
}
