import ArgumentParser
import Foundation
import Logging
import NIOCore

/// `prongsai serve`: the web application.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = Help.command("serve")
    @OptionGroup var common: CommonOptions
    @Option(help: Help.of("settings.listen")) var listen: String?
    @Option(name: .customLong("tls-certificate"), help: Help.of("settings.tls_certificate")) var tlsCertificate: String?
    @Option(name: .customLong("tls-key"), help: Help.of("settings.tls_key")) var tlsKey: String?
    @OptionGroup var post: PostOptions
    @OptionGroup var watch: WatchOptions
    @OptionGroup var openID: OpenIDOptions
    @Option(name: .customLong("metrics-token"), help: Help.of("settings.metrics_token")) var metricsToken: String?
    @Option(help: Help.of("settings.log")) var log: String?

    func run() async throws {
        try await common.shown {
            let settings = try common.settings(
                more: [
                    "listen": listen, "tls-certificate": tlsCertificate, "tls-key": tlsKey,
                    "metrics-token": metricsToken, "log": log,
                ].merging(post.given) { first, _ in first }.merging(watch.given) { first, _ in first }.merging(
                    openID.given
                ) { first, _ in first })
            if settings.logsJSON { LoggingSystem.bootstrap { JSONLog(label: $0) } }
            let address = try ListenAddress(settings.listen)
            let tls = try TLSFiles(settings)
            if let tls { _ = try tls.configuration() }
            let site = try await Site.open(settings)
            let desk = Desk(site: site)
            let server = WebServer(front: Front(site: site))
            let scheme = tls == nil ? "http" : "https"
            let isNew = try await site.database.read { try $0.first("SELECT person_id FROM account LIMIT 1") } == nil
            do {
                try await server.run(listen: address, tls: tls) { port in
                    let shown =
                        settings.address.isEmpty ? "\(scheme)://\(address.shownHost):\(port)/" : settings.address
                    desk.say("serve.ready", ["address": shown])
                    if isNew { desk.say("serve.setup", ["code": server.front.setupCode]) }
                    guard !Address.isForOthers(settings.address) else { return }
                    let advice = ServeCommand.advice(scheme, address.host, port: port)
                    desk.say(advice.key, advice.values)
                }
            } catch let error as IOError where error.errnoCode == EADDRINUSE {
                throw Failure.conflict(Message("failure.port_taken", ["address": settings.listen]))
            }
            desk.say("serve.stopped")
        }
    }

    /// How others get in, where no address that they can open is set: with the port and the scheme that is served.
    static func advice(_ scheme: String, _ host: String, port: Int) -> Message {
        guard MailServer.isLoopback(host) else { return Message("serve.no_address") }
        return Message("serve.here_only", ["scheme": scheme, "port": String(port)])
    }
}
