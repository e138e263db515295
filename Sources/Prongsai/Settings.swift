import Foundation

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

    /// Options win over the environment, the environment over the standard.
    init(options: [String: String], environment: [String: String]) throws {
        func value(_ option: String) -> String {
            guard let setting = Settings.table.first(where: { $0.option == option }) else { return "" }
            return options[option] ?? environment[setting.variable] ?? setting.standard
        }
        root = try Settings.findRoot(given: value("root"))
        database = try DatabaseAddress(value("database"))
        language = Settings.language(value("language"))
        address = value("address")
        listen = value("listen")
        (tlsCertificate, tlsKey) = (value("tls-certificate"), value("tls-key"))
        if !value("files").isEmpty {
            files = URL(fileURLWithPath: value("files"))
        } else if case .sqlite(let path) = database, path != ":memory:" {
            files = URL(fileURLWithPath: (path as NSString).deletingPathExtension + "-files")
        } else {
            files = URL(fileURLWithPath: "prongsai-files")
        }
    }

    static func language(_ text: String) -> Language { Language(rawValue: text.lowercased()) ?? .thai }

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
