import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Watch

/// The web server around the front door: Hummingbird's router, static files, TLS and shutdown.
struct WebServer: Sendable {
    let front: Front
    var site: Site { front.site }

    /// Router of all paths. Tests send requests to it without a socket.
    func router() -> Router<WebContext> {
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: Catch(front: front))
        router.add(
            middleware: FileMiddleware(
                site.settings.root.appendingPathComponent("Public").path, urlBasePath: "/static",
                cacheControl: CacheControl([(MediaType(type: .any), [.public, .maxAge(31_536_000)])]),
                logger: logger))
        for route in Routes.all {
            router.on(
                RouterPath(route.path), method: HTTPRequest.Method(rawValue: route.method.rawValue) ?? .get
            ) { [front] request, context in
                // What begins with a year is no path where it begins with anything else, such as the files below.
                if route.path.utf8.starts(with: "/:year".utf8), !WebServer.beginsWithDigit(request.uri.path) {
                    throw HTTPError(.notFound)
                }
                return await WebServer.answer(route, request, context, front)
            }
        }
        return router
    }

    private static func beginsWithDigit(_ path: String) -> Bool {
        path.utf8.dropFirst().first.map { (48...57).contains($0) } ?? false
    }

    /// What went wrong is logged, and where machines read the log what was asked of which route; who asked is not.
    private var logger: Logger {
        var logger = Logger(label: "prongsai")
        logger.logLevel = site.settings.logsJSON ? .info : .notice
        return logger
    }

    /// Serves until it is told to stop; requests under way are answered first.
    func run(listen: ListenAddress, tls: TLSFiles?, ready: @escaping @Sendable (Int) async -> Void) async throws {
        let connections = Connections(most: Connections.room())
        let patient = HTTP1Channel.Configuration(
            additionalChannelHandlers: [connections.handler()], idleTimeout: Connections.patience)
        let plain = HTTPServerBuilder.http1(configuration: patient)
        let server: HTTPServerBuilder =
            if let tls { try .tls(plain, tlsConfiguration: try tls.configuration()) } else { plain }
        let application = Application(
            router: router(), server: server,
            configuration: .init(address: .hostname(listen.host, port: listen.port), serverName: nil),
            // They end in the opposite order: first nobody asks any more, then nothing is done any more.
            services: [DatabaseCloser(database: site.database), Worker(site: site), Watcher(site)],
            onServerRunning: { await ready($0.localAddress?.port ?? listen.port) }, logger: logger)
        try await application.runService()
    }

    /// Turns a request of the wire into ours, and our reply back.
    static func answer(_ route: Route?, _ request: Request, _ context: WebContext, _ front: Front) async -> Response {
        let started = ContinuousClock.now
        let visit = WebRequest(request, context, front.site.settings)
        let reply = await front.answer(route, visit) { take in
            var pieces = request.body.makeAsyncIterator()
            while true {
                let piece: ByteBuffer?
                do { piece = try await pieces.next() } catch let error where !(error is CancellationError) {
                    throw CutOff()
                }
                guard let piece else { return }
                try take(Array(piece.readableBytesView)[...])
            }
        }
        let took = ContinuousClock.now - started
        front.site.metrics.note(route: route?.name ?? "none", status: reply.status, took: took)
        context.logger.info(
            "request",
            metadata: [
                "route": "\(route?.name ?? "none")", "status": "\(reply.status)", "id": "\(visit.id)",
                "ms": "\(took / .milliseconds(1))",
            ])
        var fields = HTTPFields()
        for (name, value) in reply.headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        let body: ResponseBody =
            switch reply.body {
            case .bytes(let bytes): ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            case .file(let place, let size):
                ResponseBody(contentLength: size) { writer in
                    let handle = try FileHandle(forReadingFrom: place)
                    defer { try? handle.close() }
                    while let piece = try handle.read(upToCount: 262_144), !piece.isEmpty {
                        try await writer.write(ByteBuffer(bytes: piece))
                    }
                    try await writer.finish(nil)
                }
            case .part(let place, let range):
                ResponseBody(contentLength: range.count) { writer in
                    let handle = try FileHandle(forReadingFrom: place)
                    defer { try? handle.close() }
                    try handle.seek(toOffset: UInt64(range.lowerBound))
                    var left = range.count
                    while left > 0, let piece = try handle.read(upToCount: min(left, 262_144)), !piece.isEmpty {
                        left -= piece.count
                        try await writer.write(ByteBuffer(bytes: piece))
                    }
                    try await writer.finish(nil)
                }
            case .stream(let make): WebServer.stream(make)
            }
        return Response(status: .init(code: reply.status), headers: fields, body: body)
    }

    private static func stream(
        _ make: @escaping @Sendable (_ write: @Sendable ([UInt8]) async throws -> Void) async throws -> Void
    ) -> ResponseBody {
        // A few pieces may wait between maker and network, no more.
        let (pieces, source) = AsyncThrowingStream<ByteBuffer, any Error>.makeStream()
        let room = AsyncRoom(8)
        let work = Task {
            do {
                try await make { bytes in
                    try await room.enter()
                    source.yield(ByteBuffer(bytes: bytes))
                }
                source.finish()
            } catch {
                source.finish(throwing: error)
            }
        }
        return ResponseBody { writer in
            defer {
                work.cancel()
                room.open()
            }
            for try await piece in pieces {
                try await writer.write(piece)
                room.leave()
            }
            try await writer.finish(nil)
        }
    }

    /// Paths that are none, and what Hummingbird refuses itself.
    private struct Catch: RouterMiddleware {
        let front: Front
        func handle(
            _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
        ) async throws -> Response {
            do {
                return try await next(request, context)
            } catch let error as HTTPError where error.status == .notFound || error.status == .methodNotAllowed {
                return await WebServer.answer(nil, request, context, front)
            }
        }
    }
}

/// Lets a number of pieces in and makes the next wait until one has left.
private final class AsyncRoom: Sendable {
    private let slots: AsyncStream<Void>
    private let free: AsyncStream<Void>.Continuation
    init(_ width: Int) {
        (slots, free) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        for _ in 0..<width { free.yield() }
    }
    func enter() async throws {
        var iterator = slots.makeAsyncIterator()
        guard await iterator.next() != nil else { throw CancellationError() }
        try Task.checkCancellation()
    }
    func leave() { free.yield() }
    func open() { free.finish() }
}

/// What Hummingbird keeps of a request.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The network address that is connected; empty where there is none.
    let peer: String

    init(source: Source) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? ""
    }
}

extension WebRequest {
    init(_ request: Request, _ context: WebContext, _ settings: Settings) {
        var headers: [String: String] = [:]
        headers["host"] = request.head.authority
        for field in request.headers {
            let name = field.name.canonicalName
            headers[name] = headers[name].map { "\($0)\(name == "cookie" ? "; " : ", ")\(field.value)" } ?? field.value
        }
        // The server keeps the Host field apart, under the name HTTP/2 has for it.
        headers["host"] = headers["host"] ?? request.head.authority
        var parameters: [String: String] = [:]
        for (name, value) in context.parameters {
            parameters[String(name)] = FormFields.decoded(Array(value.utf8.map { $0 == 0x2B ? 0x2B : $0 }))
        }
        let uri = request.uri
        self.init(
            method: request.method.rawValue, path: uri.path,
            query: (try? FormFields(encoded: (uri.query ?? "").utf8)) ?? FormFields(), headers: headers,
            parameters: parameters,
            isSecure: settings.address.utf8.starts(with: "https://".utf8) || !settings.tlsCertificate.isEmpty,
            id: String(Hash.sha256(Array(ID.new().utf8)).prefix(12)), peer: WebRequest.peer(context.peer, headers),
            isFromHere: IPAddress(host: context.peer)?.isLoopback ?? false)
    }

    /// Who asks: only a proxy on this machine is believed, and only the address it added last.
    static func peer(_ connected: String, _ headers: [String: String]) -> String {
        guard ["127.0.0.1", "::1"].contains(connected), let said = headers["x-forwarded-for"],
            let last = said.utf8.split(separator: UInt8(ascii: ",")).last
        else { return connected }
        return String(decoding: last, as: UTF8.self).trimmingWhitespace()
    }
}

/// Closes the database when the server stops, so that nothing is left beside its file.
private struct DatabaseCloser: Service {
    let database: Database
    func run() async throws {
        try await gracefulShutdown()
        await database.close()
    }
}

/// Where the server listens: `127.0.0.1:8080`, `[::1]:8080` or a port alone.
struct ListenAddress: Sendable, Equatable {
    var host: String
    var port: Int

    /// The host as it stands in an address.
    var shownHost: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host }

    init(_ text: String) throws {
        let bytes = Array(text.utf8)
        let colon = bytes.lastIndex(of: UInt8(ascii: ":"))
        let port = Int(String(decoding: bytes[(colon.map { $0 + 1 } ?? 0)...], as: UTF8.self))
        guard let port, (0...65_535).contains(port) else {
            throw Failure.invalid([Problem("listen_address", ["given": text], at: "--listen")])
        }
        let host = String(decoding: bytes[..<(colon ?? 0)], as: UTF8.self).trimmingCharacters(in: ["[", "]"])
        (self.host, self.port) = (host.isEmpty ? "127.0.0.1" : host, port)
    }
}

/// Certificate and key for TLS of our own.
struct TLSFiles: Sendable {
    var certificate: String
    var key: String

    /// As they are set; nil where neither is. Throws a ``Failure`` where one of the two is missing.
    init?(_ settings: Settings) throws {
        (certificate, key) = (settings.tlsCertificate, settings.tlsKey)
        if certificate.isEmpty, key.isEmpty { return nil }
        guard !key.isEmpty else { throw Failure.invalid([Problem("tls_no_key", at: "--tls-key")]) }
        guard !certificate.isEmpty else {
            throw Failure.invalid([Problem("tls_no_certificate", at: "--tls-certificate")])
        }
    }

    func configuration() throws -> TLSConfiguration {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            configuration.minimumTLSVersion = .tlsv12
            return configuration
        } catch {
            throw Failure.invalid([Problem("tls_files", ["certificate": certificate, "key": key])])
        }
    }
}
