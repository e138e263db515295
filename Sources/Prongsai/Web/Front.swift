import Foundation
import Logging

/// The front door: finds out who asks, whether they may, reads what they sent, lets the route answer, and turns
/// failures into pages. It knows nothing of sockets.
struct Front: Sendable {
    private(set) var site: Site
    /// Chosen anew by every `serve`; whoever reads the console may set up the first agency with it.
    var setupCode = Secret.code()
    var limits = UploadLimits()

    /// Every answer of this door speaks to somebody who has pages and no commands.
    init(site: Site) {
        self.site = site
        self.site.strings = site.strings.onWeb
    }

    /// Hands over the body piece by piece.
    typealias Body = (_ take: (ArraySlice<UInt8>) throws -> Void) async throws -> Void

    static let cookie = "prongsai"

    /// Answers one request.
    func answer(_ route: Route?, _ request: WebRequest, body: Body) async -> Reply {
        let now = site.clock.now()
        let known = request.cookie(Front.cookie).flatMap { $0.utf8.count == 43 ? $0 : nil }
        let token = known ?? Secret.token()
        var visit = Visit(
            site: site, request: request, viewer: nil, found: nil, language: language(request), form: request.query,
            now: now, formToken: Front.formToken(of: token), setupCode: setupCode)
        var reply: Reply
        do {
            guard let route else { throw Failure.notFound(Message("failure.no_page")) }
            do {
                reply = try await answer(route, &visit, token: known, body: body)
            } catch let unsaved as Unsaved {
                reply = await unsaved.reply(route, visit, session: token)
            }
        } catch {
            let isMachine = route?.isMachine ?? request.path.utf8.starts(with: "/api/".utf8)
            let methods = isMachine && route == nil ? Routes.machineMethods(at: request.path) : []
            reply =
                if !methods.isEmpty {
                    ErrorJSON.wrongMethod(methods, visit)
                } else if isMachine {
                    ErrorJSON.reply(error, visit)
                } else {
                    ErrorPage.reply(error, visit)
                }
        }
        if known == nil, !reply.headers.contains(where: { $0.name == "set-cookie" }), !reply.isShared,
            reply.mayHoldForms, route?.isMachine != true
        {
            reply = reply.with("set-cookie", Front.cookie(token, secure: request.isSecure))
        }
        reply = reply.packed(for: request)
        if !site.settings.tlsCertificate.isEmpty { reply.headers.append(Front.onlySecure) }
        for (name, value) in Front.headers where !reply.headers.contains(where: { $0.name == name }) {
            reply.headers.append((name, value))
        }
        return reply
    }

    private func answer(_ route: Route, _ visit: inout Visit, token: String?, body: Body) async throws -> Reply {
        let key = visit.request.parameters["agency"]
        let now = visit.now
        let bearer = route.isMachine ? visit.request.bearer : nil
        let (viewer, agency) = try await site.database.read { db -> (Viewer?, Agency?) in
            let viewer =
                if case .machine(let permission) = route.access {
                    try bearer.flatMap { try Viewer.load(bearer: $0, scope: permission.rawValue, at: now, in: db) }
                } else {
                    try token.flatMap { try Viewer.load(token: $0, at: now, in: db) }
                }
            guard let key else { return (viewer, nil) }
            if route.access == .everyone {
                return (viewer, try db.first("SELECT * FROM agency WHERE key = \(key)").map { try Agency($0) })
            }
            return (viewer, try viewer?.agency(key, in: db))
        }
        visit = visit.seen(viewer, agency)
        if let viewer, !route.isMachine, viewer.seenAt.adding(Lifetime.seen) < now {
            try await site.perform(TouchSession(agency: viewer.agency.id, session: viewer.session), as: visit.own)
        }
        switch route.access {
        case .everyone: break
        case .signedIn:
            guard viewer != nil else { return try await signIn(route, visit, body) }
        case .agency(let permission):
            guard viewer != nil else { return try await signIn(route, visit, body) }
            guard agency != nil else { throw Failure.notFound(Message("failure.no_page")) }
            guard visit.may(permission) else { throw Failure.forbidden }
        case .machine(let permission):
            guard viewer != nil else { throw Failure.unauthorized }
            guard agency != nil else { throw Failure.notFound(Message("failure.no_page")) }
            guard visit.may(permission) else { throw Failure.forbidden }
        }
        var reader: UploadReader?
        var raw: UploadedFile?
        defer {
            reader?.discard()
            if let raw { try? FileManager.default.removeItem(at: raw.place) }
        }
        if route.method == .post {
            switch route.carries {
            case .fields: visit.form = try await fields(visit.request, body)
            case .json: visit.json = try JSONValue(parsing: try await bytes(body, most: limits.fields))
            case .bytes:
                let file = try await self.file(body, named: visit.request.query["name"] ?? "")
                raw = file
                visit.files = [file]
            // A form kept over a sign-in comes again without its files.
            case .files where visit.request.isPlainForm: visit.form = try await fields(visit.request, body)
            case .files:
                let token = visit.formToken
                var files = try UploadReader(
                    contentType: visit.request.headers["content-type"] ?? "", limits: route.limits ?? limits,
                    folder: site.files.incoming
                ) { $0["form-token"] == token }
                reader = files
                do {
                    try await body { try files.feed($0) }
                    try files.finish()
                } catch {
                    reader = files
                    // What is too much is read no further; what was typed before it is not lost.
                    guard case Failure.invalid(let problems) = error, problems.contains(where: \.isTooLarge),
                        files.fields["form-token"] == token
                    else { throw error }
                    throw Unsaved(fields: files.fields, hadFiles: true, why: .faults(problems))
                }
                reader = files
                (visit.form, visit.files) = (files.fields, files.files)
            }
            let problems = visit.json.map { TypedText.problems($0) } ?? []
            guard problems.isEmpty else { throw Failure.invalid(problems) }
            let hadFiles = route.carries == .files && !visit.request.isPlainForm
            guard route.isMachine || visit.form["form-token"] == visit.formToken else {
                throw Unsaved(fields: visit.form, hadFiles: hadFiles, why: .stale)
            }
            try Unsaved.faults(of: visit.form, hadFiles: hadFiles)
            guard !route.isMachine else { return try await route.answer(visit) }
            do { return try await route.answer(visit) } catch let failure as Failure {
                throw Unsaved.refusal(failure, of: visit.form, hadFiles: !visit.files.isEmpty)
            }
        }
        return try await route.answer(visit)
    }

    /// Somebody has to sign in first. A form they sent meanwhile is kept in the page and offered again afterwards.
    private func signIn(_ route: Route, _ visit: Visit, _ body: Body) async throws -> Reply {
        guard route.method == .post else {
            return .redirect("/sign-in?back=\(Address.encoded(visit.request.address))")
        }
        let kept = try await route.carries == .files ? texts(route, visit.request, body) : fields(visit.request, body)
        return .html(
            SignInPage.node(
                visit, back: visit.request.path, kept: Resumed.keepable(kept), hadFiles: route.carries == .files),
            status: 401)
    }

    /// What somebody typed into a form with files; the files themselves are not taken from strangers.
    private func texts(_ route: Route, _ request: WebRequest, _ body: Body) async throws -> FormFields {
        if request.isPlainForm { return try await fields(request, body) }
        var reader = try UploadReader(
            contentType: request.headers["content-type"] ?? "", limits: route.limits ?? limits,
            folder: site.files.incoming
        ) { _ in false }
        defer { reader.discard() }
        do {
            try await body { try reader.feed($0) }
            try reader.finish()
        } catch Failure.invalid(let problems) where problems.contains(where: \.isTooLarge) {
            return reader.fields
        }
        return reader.fields
    }

    /// A form of texts alone. Escaped, a Thai letter takes nine bytes instead of three: how much was typed shows after.
    private func fields(_ request: WebRequest, _ body: Body) async throws -> FormFields {
        let fields = try FormFields(encoded: try await bytes(body, most: 4 * limits.fields))
        guard fields.size <= limits.fields else {
            throw Unsaved(fields: fields, why: .faults([UploadReader.tooMuchText(limits.fields)]))
        }
        return fields
    }

    private func bytes(_ body: Body, most limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await body { piece in
            guard bytes.count + piece.count <= limit else {
                throw Failure.invalid([UploadReader.tooMuchText(limits.fields)])
            }
            bytes += piece
        }
        return bytes
    }

    /// A body that is one file, on disk; what is larger than a file may be is read no further.
    private func file(_ body: Body, named name: String) async throws -> UploadedFile {
        let place = site.files.incoming.appendingPathComponent(ID.new())
        let refused = Failure.conflict(Message("failure.cannot_write", ["path": site.files.shown]))
        try? FileManager.default.createDirectory(at: site.files.incoming, withIntermediateDirectories: true)
        guard FileManager.default.createFile(atPath: place.path, contents: nil),
            let handle = try? FileHandle(forWritingTo: place)
        else { throw refused }
        defer { try? handle.close() }
        var size = 0
        do {
            try await body { piece in
                size += piece.count
                guard size <= limits.file else { throw UploadReader.tooLarge(limits.file) }
                do { try handle.write(contentsOf: piece) } catch { throw refused }
            }
        } catch {
            try? FileManager.default.removeItem(at: place)
            throw error
        }
        return UploadedFile(field: "file", name: name, size: size, place: place)
    }

    private func language(_ request: WebRequest) -> Language {
        request.cookie("language").flatMap { Language(rawValue: $0) } ?? site.settings.language
    }

    /// What a visitor's forms carry: it follows from their cookie, so nobody else can know it.
    static func formToken(of token: String) -> String { formToken(session: Hash.sha256(Array(token.utf8))) }

    /// The same from the digest that is stored of a session, so that a form tells whose it was when it is over.
    static func formToken(session hash: String) -> String {
        String(Hash.sha256(Array("form:\(hash)".utf8)).prefix(40))
    }

    static func cookie(_ token: String, secure: Bool) -> String {
        "\(cookie)=\(token); Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600" + (secure ? "; Secure" : "")
    }

    /// On every reply where we do TLS ourselves, for no proxy says it: the browser asks over nothing else for a year (RFC 6797).
    static let onlySecure = (name: "strict-transport-security", value: "max-age=31536000")

    /// On every reply: no script or style but our own files, nobody may frame us, no address is told to others.
    static let headers: [(name: String, value: String)] = [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
                + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        ),
        ("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"), ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "geolocation=(), microphone=(), camera=(self)"),
    ]
}

extension Reply {
    /// Whether caches between may keep it, so that it must carry nobody's cookie.
    var isShared: Bool {
        headers.contains { $0.name == "cache-control" && $0.value.utf8.starts(with: "public".utf8) }
    }

    /// Whether it is a page, which may hold forms, or leads on to one. What monitors and other programs ask for needs no
    /// session, nor does what is not there.
    var mayHoldForms: Bool {
        status != 404
            && headers.contains {
                $0.name == "location" || $0.name == "content-type" && $0.value.utf8.starts(with: "text/html".utf8)
            }
    }
}
