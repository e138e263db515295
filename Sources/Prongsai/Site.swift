import Foundation
import Documents

/// One running Prongsai: a plain value passed along, no globals.
struct Site: Sendable {
    var database: Database
    var files: Files
    var strings: Strings
    var editions: EditionShelf
    var clock: Clock
    var settings: Settings
    var assets: Assets
    /// What pages read again and again.
    var kept = Kept(room: 128)
    /// What offices above look at.
    var keptBelow = BelowKept()
    /// Wrong sign-ins of everybody together.
    var storm = SignInStorm()
    /// Codes of links for handing in that never were.
    var strayCodes = RecentTries(most: 120)
    /// What this program has answered since it began.
    var metrics = Metrics()

    /// Opens everything the settings name and brings the tables up to date.
    static func open(_ settings: Settings, clock: Clock = .system) async throws -> Site {
        let migrations = try Migration.all(in: settings.root.appendingPathComponent("Migrations"))
        return Site(
            database: try await Database.open(settings.database, migrations: migrations),
            files: Files(folder: settings.files),
            strings: try Strings(folder: settings.root.appendingPathComponent("Locales")),
            editions: EditionShelf(folder: settings.root.appendingPathComponent("Instruments")),
            clock: clock, settings: settings,
            assets: Assets(folder: settings.root.appendingPathComponent("Public")))
    }
}
