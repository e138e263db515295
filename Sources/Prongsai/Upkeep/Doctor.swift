import Documents
import Foundation
import ITA

/// Looks at everything that has to be right for the program to work and for what it keeps to be whole. It changes
/// nothing: not even the tables are brought up to date.
struct Doctor {
    let settings: Settings
    /// Makes a progress bar: what is done, and how many bytes there are to do.
    var bar: @Sendable (_ key: String, _ total: Int) -> ProgressBar

    /// Every finding, in the order a person would look.
    func findings() async -> [Finding] {
        var found = [Finding("root", .ok, nil, ["path": settings.root.path]), locales()]
        found += editions()
        found.append(fonts())
        found += await Libraries.findings()
        found += await database()
        found += rooms()
        return found
    }

    /// Both languages are there and say the same things.
    private func locales() -> Finding {
        let folder = settings.root.appendingPathComponent("Locales")
        guard let strings = try? Strings(folder: folder) else {
            return Finding("locales", .fault, nil, ["path": folder.path])
        }
        let (thai, english) = (strings.keys(.thai), strings.keys(.english))
        let different = thai.symmetricDifference(english).sorted()
        guard different.isEmpty else {
            return Finding(
                "locales", .warning, nil,
                ["count": String(different.count), "keys": different.prefix(5).joined(separator: ", ")])
        }
        return Finding("locales", .ok, nil, ["count": String(thai.count)])
    }

    /// Every edition and every lineage that lies in the folder can be used.
    private func editions() -> [Finding] {
        let shelf = EditionShelf(folder: settings.root.appendingPathComponent("Instruments"))
        guard let ids = try? shelf.ids(), !ids.isEmpty else {
            return [Finding("editions", .fault, "none", ["path": shelf.folder.path])]
        }
        var findings: [Finding] = []
        for id in ids {
            do { _ = try shelf.file(id) } catch { findings.append(Doctor.unsound("\(id).yaml", error)) }
        }
        for lineage in (try? shelf.lineages()) ?? [] {
            do {
                let bytes = try Disk.read(shelf.folder.appendingPathComponent(lineage.file).path, limit: 4_000_000)
                _ = try LineageFile.read(bytes, file: lineage.file, shelf: shelf)
            } catch {
                findings.append(Doctor.unsound(lineage.file, error))
            }
        }
        return findings.isEmpty ? [Finding("editions", .ok, nil, ["count": String(ids.count)])] : findings
    }

    private static func unsound(_ file: String, _ error: any Error) -> Finding {
        var place = file
        if case Failure.invalid(let problems) = error, let first = problems.first?.place { place = first }
        return Finding("editions", .fault, nil, ["file": place])
    }

    /// The typeface reports are set in. Without either a report would be set in whatever the machine has.
    private func fonts() -> Finding {
        let folder = settings.root.appendingPathComponent("Public/fonts").path
        let family = ReportFonts.load(folder: folder).family
        if family == "Sarabun" { return Finding("fonts", .ok, nil, ["family": family]) }
        return Libraries.isInstalled(family: family)
            ? Finding("fonts", .warning, nil, ["family": family, "path": folder])
            : Finding("fonts", .fault, nil, ["path": folder])
    }

    /// Room on the disks the data lies on.
    private func rooms() -> [Finding] {
        var places = [settings.files.path]
        if case .sqlite(let path) = settings.database, path != ":memory:" {
            places.append((path as NSString).deletingLastPathComponent)
        }
        var seen: Set<UInt64> = []
        return places.compactMap { place in
            guard let space = DiskSpace(near: place), seen.insert(space.disk).inserted else { return nil }
            let values = ["path": space.path, "free": Sizes.text(space.free)]
            if space.free < 200_000_000 { return Finding("room", .fault, nil, values) }
            return Finding("room", space.free < 2_000_000_000 ? .warning : .ok, nil, values)
        }
    }
}

/// How much room is left where a path lies or will lie.
struct DiskSpace {
    let path: String
    /// Bytes an ordinary user may still write.
    let free: Int
    /// Which file system it is.
    let disk: UInt64

    init?(near path: String) {
        var path = path.isEmpty ? "." : path
        while !FileManager.default.fileExists(atPath: path), path != "/", path != "." {
            let above = (path as NSString).deletingLastPathComponent
            path = above.isEmpty ? "." : above
        }
        var facts = statvfs()
        var entry = stat()
        guard statvfs(path, &facts) == 0, stat(path, &entry) == 0 else { return nil }
        (self.path, free, disk) = (path, Int(facts.f_bavail) * Int(facts.f_frsize), UInt64(entry.st_dev))
    }
}
