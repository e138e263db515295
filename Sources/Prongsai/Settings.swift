import Foundation
import Watch

/// Everything that can be set from outside: one table that `--help`, the handbook and a test read.
struct Settings: Sendable {
    struct Setting: Sendable {
        /// The environment variable.
        let variable: String
        /// The option, without dashes.
        let option: String
        /// What is used where neither is given.
        let standard: String
        /// Key of its explanation under `settings.`.
        let key: String
    }

    static let table: [Setting] = [
        Setting(variable: "PRONGSAI_DATABASE", option: "database", standard: "sqlite:prongsai.db", key: "database"),
        Setting(variable: "PRONGSAI_FILES", option: "files", standard: "", key: "files"),
        Setting(variable: "PRONGSAI_ROOT", option: "root", standard: "", key: "root"),
        Setting(variable: "PRONGSAI_LANGUAGE", option: "language", standard: "th", key: "language"),
        Setting(variable: "PRONGSAI_ADDRESS", option: "address", standard: "", key: "address"),
        Setting(variable: "PRONGSAI_LISTEN", option: "listen", standard: "127.0.0.1:8080", key: "listen"),
        Setting(variable: "PRONGSAI_TLS_CERTIFICATE", option: "tls-certificate", standard: "", key: "tls_certificate"),
        Setting(variable: "PRONGSAI_TLS_KEY", option: "tls-key", standard: "", key: "tls_key"),
        Setting(variable: "PRONGSAI_MAIL", option: "mail", standard: "", key: "mail"),
        Setting(variable: "PRONGSAI_MAIL_FROM", option: "mail-from", standard: "", key: "mail_from"),
        Setting(
            variable: "PRONGSAI_WEBHOOK_NETWORKS", option: "webhook-networks", standard: "", key: "webhook_networks"),
        Setting(variable: "PRONGSAI_AUTHORITIES", option: "authorities", standard: "", key: "authorities"),
        Setting(variable: "PRONGSAI_OIDC_ISSUER", option: "oidc-issuer", standard: "", key: "oidc_issuer"),
        Setting(variable: "PRONGSAI_OIDC_CLIENT", option: "oidc-client", standard: "", key: "oidc_client"),
        Setting(variable: "PRONGSAI_OIDC_SECRET", option: "oidc-secret", standard: "", key: "oidc_secret"),
        Setting(variable: "PRONGSAI_OIDC_CLAIM", option: "oidc-claim", standard: "email", key: "oidc_claim"),
        Setting(variable: "PRONGSAI_OIDC_NAME", option: "oidc-name", standard: "", key: "oidc_name"),
        Setting(variable: "PRONGSAI_WATCH_NETWORKS", option: "watch-networks", standard: "", key: "watch_networks"),
        Setting(
            variable: "PRONGSAI_WATCH_PORTS", option: "watch-ports", standard: "80,443,8080,8443", key: "watch_ports"),
        Setting(variable: "PRONGSAI_WATCH_CONTACT", option: "watch-contact", standard: "", key: "watch_contact"),
        Setting(
            variable: "PRONGSAI_WATCH_REFERENCES", option: "watch-references",
            standard:
                "https://www.dga.or.th/,https://www.google.com/generate_204,https://www.cloudflare.com/cdn-cgi/trace",
            key: "watch_references"),
        Setting(variable: "PRONGSAI_WATCH_EVERY", option: "watch-every", standard: "1d", key: "watch_every"),
        Setting(variable: "PRONGSAI_WATCH_AGAIN", option: "watch-again", standard: "1h", key: "watch_again"),
        Setting(
            variable: "PRONGSAI_ALERT_OFFICER_HOURS", option: "alert-officer-hours", standard: "24",
            key: "alert_officer_hours"),
        Setting(
            variable: "PRONGSAI_ALERT_DIRECTOR_HOURS", option: "alert-director-hours", standard: "72",
            key: "alert_director_hours"),
        Setting(variable: "PRONGSAI_LINE_TOKEN", option: "line-token", standard: "", key: "line_token"),
        Setting(variable: "PRONGSAI_LINE_TO", option: "line-to", standard: "", key: "line_to"),
        Setting(
            variable: "PRONGSAI_LINE_ADDRESS", option: "line-address", standard: "https://api.line.me",
            key: "line_address"),
        Setting(variable: "PRONGSAI_METRICS_TOKEN", option: "metrics-token", standard: "", key: "metrics_token"),
        Setting(variable: "PRONGSAI_LOG", option: "log", standard: "text", key: "log"),
    ]

    var database: DatabaseAddress
    var files: URL
    var root: URL
    var language: Language
    /// Public address of the office's Prongsai, for the QR code on paper; empty where there is none.
    var address: String
    /// Where the web server listens.
    var listen: String
    /// PEM files for TLS of our own; empty where there is none, or a proxy does it.
    var tlsCertificate: String
    var tlsKey: String
    /// How mail leaves the office; nil where none is sent.
    var mail: MailServer?
    /// Addresses inside an office's network that webhooks may lead to all the same.
    var webhookNetworks: [IPNetwork]
    /// A file of certificates (PEM) trusted in place of the system's; empty for the system's.
    var authorities: String
    /// The office's own sign-in; nil where there is none.
    var openID: OpenID?
    /// What Prometheus shows to be given the figures from elsewhere; empty where only this machine is.
    var metricsToken: String
    /// Whether the log is lines of JSON, requests included.
    var logsJSON: Bool
    /// How public addresses are watched.
    var watch: WatchSettings

    /// Options win over the environment, the environment over the standard.
    init(options: [String: String], environment: [String: String]) throws {
        func value(_ option: String) -> String {
            guard let setting = Settings.table.first(where: { $0.option == option }) else { return "" }
            return options[option] ?? environment[setting.variable] ?? setting.standard
        }
        root = try Settings.findRoot(given: value("root"))
        database = try DatabaseAddress(value("database"))
        language = try Settings.language(value("language"), at: "--language")
        address = value("address")
        listen = value("listen")
        (tlsCertificate, tlsKey) = (value("tls-certificate"), value("tls-key"))
        mail = try MailServer(value("mail"), from: value("mail-from"))
        webhookNetworks = try IPNetwork.list(value("webhook-networks"))
        authorities = value("authorities")
        openID = try OpenID(
            issuer: value("oidc-issuer"), client: value("oidc-client"), secret: value("oidc-secret"),
            claim: value("oidc-claim"), name: value("oidc-name"))
        metricsToken = value("metrics-token")
        logsJSON = value("log") == "json"
        watch = try WatchSettings(value)
        if !value("files").isEmpty {
            files = URL(fileURLWithPath: value("files"))
        } else if case .sqlite(let path) = database, path != ":memory:" {
            files = URL(fileURLWithPath: (path as NSString).deletingPathExtension + "-files")
        } else {
            files = URL(fileURLWithPath: "prongsai-files")
        }
    }

    /// A language by its code; another one is refused rather than answered in Thai.
    static func language(_ text: String, at place: String) throws -> Language {
        guard let language = Language(rawValue: text.lowercased()) else {
            let allowed = Language.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure.invalid([
                Problem("not_allowed", ["given": text, "allowed": allowed, "field": "language"], at: place)
            ])
        }
        return language
    }

    /// The folder with `Migrations/`, `Locales/` and `Instruments/`: as told, beside the program, where `make install`
    /// puts it, or the working folder.
    static func findRoot(given: String) throws -> URL {
        let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let places =
            given.isEmpty
            ? [
                executable, executable.deletingLastPathComponent().appendingPathComponent("share/prongsai"),
                URL(fileURLWithPath: FileManager.default.currentDirectoryPath),
            ] : [URL(fileURLWithPath: given)]
        for place in places
        where FileManager.default.fileExists(atPath: place.appendingPathComponent("Migrations/HEAD").path) {
            return place
        }
        throw RootMissing(places: places.map(\.path))
    }

    /// Where the program's own data was looked for in vain. No sentence file is at hand then, so it speaks for itself.
    struct RootMissing: Error, CustomStringConvertible {
        let places: [String]
        var description: String {
            "ไม่พบโฟลเดอร์ข้อมูลของโปรแกรม (Migrations, Locales, Instruments) กรุณาระบุด้วย --root\n"
                + "The program's own folders (Migrations, Locales, Instruments) were not found; name their place with "
                + "--root. Looked in: \(places.joined(separator: ", "))"
        }
    }
}
