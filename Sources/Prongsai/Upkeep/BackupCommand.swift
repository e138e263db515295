import ArgumentParser
import Foundation

/// `prongsai backup`: everything in one file.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = Help.command("backup")
    @OptionGroup var common: CommonOptions
    @Argument(help: Help.of("options.backup_file")) var file: String
    @Flag(help: Help.of("options.replace")) var force = false
    @Flag(help: Help.of("options.allow_lost")) var allowLost = false

    func run() async throws {
        signal(SIGXFSZ, SIG_IGN)  // a file size limit is an error to report, not an end without a word
        try await common.run { desk in
            let backup = Backup(site: desk.site, path: file, replacing: force, allowingLost: allowLost) { key, total in
                ProgressBar(desk.text(key), total: total)
            }
            let result = try await backup.write()
            let (manifest, archive) = (result.manifest, try ArchiveReader(file))
            desk.say(
                "backup.done",
                [
                    "file": file, "agencies": String(manifest.tables["agency"]?.rows ?? 0),
                    "rows": String(manifest.tables.values.reduce(0) { $0 + $1.rows }),
                    "files": String(manifest.files.count),
                    "size": Sizes.text(archive.size),
                ])
            desk.say("backup.fingerprint", ["hash": try archive.fingerprint()])
            for hash in manifest.lost { Terminal.error(desk.text("backup.lost", ["hash": hash])) }
            for warning in result.warnings { Terminal.error(desk.site.strings.line(warning, desk.language)) }
        }
    }
}

/// `prongsai restore`: a backup into an empty database.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = Help.command("restore")
    @OptionGroup var common: CommonOptions
    @Argument(help: Help.of("options.restore_file")) var file: String

    func run() async throws {
        signal(SIGXFSZ, SIG_IGN)
        try await common.shown {
            let settings = try common.settings()
            let strings = try Strings(folder: settings.root.appendingPathComponent("Locales"))
            let known = try Migration.all(in: settings.root.appendingPathComponent("Migrations"))
            let restore = try await Restore.prepare(file, known: known) { key, total in
                ProgressBar(strings.text(key, [:], settings.language), total: total)
            }
            let actor = Actor.console(name: ProcessInfo.processInfo.environment["USER"] ?? "console")
            let database = try await restore.open(settings.database, known: known)
            try await restore.run(
                into: database, files: Files(folder: settings.files), by: actor, at: Clock.system.now())
            let desk = Desk(site: try await Site.open(settings))  // brings the tables up to date
            let manifest = restore.check.manifest
            desk.say(
                "restore.done",
                [
                    "file": file, "database": settings.database.shown,
                    "agencies": String(manifest.tables["agency"]?.rows ?? 0),
                    "rows": String(manifest.tables.values.reduce(0) { $0 + $1.rows }),
                    "files": String(manifest.files.count),
                ])
            desk.say(
                "restore.made",
                [
                    "at": strings.instant(manifest.createdAt, settings.language),
                    "program": ArchiveReader.shown(manifest.program),
                ])
            desk.say("restore.ended")
            desk.say("restore.as_then")
            for hash in manifest.lost { Terminal.error(desk.text("backup.lost", ["hash": hash])) }
            for warning in restore.check.warnings { Terminal.error(strings.line(warning, settings.language)) }
        }
    }
}

/// Sizes as people read them: `12.3 MB`.
enum Sizes {
    static func text(_ bytes: Int) -> String {
        var value = Double(bytes)
        for unit in ["B", "kB", "MB", "GB"] {
            if value < 1000 { return unit == "B" ? "\(bytes) B" : "\(Double(Int(value * 10)) / 10) \(unit)" }
            value /= 1000
        }
        return "\(Double(Int(value * 10)) / 10) TB"
    }
}
