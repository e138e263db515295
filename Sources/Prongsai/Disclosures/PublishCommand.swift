import ArgumentParser
import Foundation

/// `prongsai publish`: pages of disclosures, and the public site as plain files.
struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: Help.text("command.publish"),
        subcommands: [
            Static.self, Show.self, Write.self, Add.self, Replace.self, Remove.self, TakeOut.self, Item.self,
            Withdraw.self,
        ], defaultSubcommand: Static.self)

    struct Static: AsyncParsableCommand {
        static let configuration = Help.command("static", key: "publish_static")
        @OptionGroup var common: CommonOptions
        @Option(help: Help.of("options.agency")) var agency: String?
        @Option(name: .customLong("static"), help: Help.of("options.static")) var folder: String
        @Option(name: .customLong("base-url"), help: Help.of("options.base_url")) var base: String?

        func run() async throws {
            try await common.run { desk in
                let (given, name) = (base?.trimmingWhitespace() ?? desk.site.settings.address, agency)
                guard given.isEmpty || Address.isPage(given) else {
                    throw Failure.invalid([Problem("address", ["given": given], at: "--base-url")])
                }
                let agency = try await desk.site.database.read { try Agency.find(name, in: $0) }
                let files = try await desk.site.siteFiles(of: agency, base: given.removing(suffix: "/") ?? given)
                let place = URL(fileURLWithPath: folder)
                try SiteFolder.write(files, agency: agency.key, from: desk.site.files, to: place)
                desk.say("site.written", ["path": place.path, "count": String(files.count)])
                if given.isEmpty { desk.say("site.no_base") }
                let email = try await desk.site.database.read { try Agency.publicEmail(of: agency.id, in: $0) }
                if email == nil { desk.say("site.no_contact", ["agency": agency.key]) }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = Help.command("show", key: "publish_show")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String
        @Flag(help: Help.of("options.json")) var json = false

        func run() async throws {
            try await common.run { desk in
                let page = try await PublishCommand.page(desk, which, code)
                let open = try await desk.site.database.read { try PublishGate.problems(page, in: $0) }
                if json {
                    Terminal.write(try Show.json(page, open).bytes() + [10])
                    return
                }
                let title = desk.site.strings.titled(page.ownTitle ?? page.item.thai ?? "", desk.language)
                desk.say(
                    "site.show",
                    ["code": page.item.code, "title": title, "slug": page.slug, "year": String(page.year)])
                if let newest = page.versions.first {
                    let day = desk.site.strings.day(
                        Instant(stored: newest.withdrawnAt ?? newest.publishedAt).day, desk.language)
                    desk.say(
                        newest.withdrawnAt == nil ? "site.show_public" : "site.show_withdrawn",
                        ["version": String(newest.version), "day": day])
                }
                for (index, file) in page.files.enumerated() {
                    desk.say(
                        "site.show_file",
                        ["number": String(index + 1), "label": file.label, "name": file.paper.name])
                }
                for (index, file) in page.earlier.enumerated() {
                    let day = desk.site.strings.day(
                        Instant(stored: file.taken?.at ?? file.removedAt ?? file.createdAt).day, desk.language)
                    desk.say(
                        file.taken == nil ? "site.show_earlier" : "site.show_taken",
                        ["number": String(index + 1), "label": file.label, "name": file.paper.name, "day": day])
                }
                for problem in open { Terminal.print(desk.site.strings.line(problem, desk.language)) }
                if open.isEmpty { desk.say("site.show_ready") }
            }
        }

        private static func json(_ page: DisclosurePage, _ open: [Problem]) throws -> JSONValue {
            [
                "disclosure": .text(page.id), "slug": .text(page.slug), "text": .text(page.text),
                "files": .list(
                    page.files.map { ["label": .text($0.label), "name": .text($0.paper.name)] }),
                "version": page.shown.map { .whole($0.version) } ?? .null,
                "missing": .list(open.map { .text($0.key) }),
            ]
        }
    }

    struct Write: AsyncParsableCommand {
        static let configuration = Help.command("write", key: "publish_write")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String
        @Option(help: Help.of("options.page_text")) var text: String?
        @Option(help: Help.of("options.slug")) var slug: String?

        func run() async throws {
            try await common.run { desk in
                let page = try await PublishCommand.page(desk, which, code)
                let words = try text.map { path in
                    String(decoding: try Disk.read(path, limit: 1_000_000), as: UTF8.self)
                }
                try await desk.perform(
                    WriteDisclosurePage(
                        agency: page.agency.id, disclosure: page.id, text: words ?? page.text, slug: slug,
                        editions: desk.site.editions))
                desk.say("site.page_written", ["code": page.item.code])
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = Help.command("add", key: "publish_add")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String
        @Argument(help: Help.of("options.evidence_files")) var files: [String]
        @Option(help: Help.of("options.file_label")) var label: String?
        @Option(help: Help.of("options.element")) var element: String?

        func run() async throws {
            try await common.run { desk in
                let page = try await PublishCommand.page(desk, which, code)
                if let element, !page.elements.contains(where: { $0.key == element }) {
                    let known = page.elements.map(\.key).joined(separator: ", ")
                    throw Failure.invalid([
                        Problem(
                            "not_allowed", ["given": element, "allowed": known, "field": "element"], at: "--element")
                    ])
                }
                for file in files {
                    let paper = try PublishCommand.paper(file, desk)
                    let id = try await desk.perform(
                        AddDisclosureFile(
                            agency: page.agency.id, disclosure: page.id, paper: paper, label: label ?? "",
                            element: element, editions: desk.site.editions))
                    let names = ["code": page.item.code, "name": paper.name]
                    if let there = page.files.first(where: { $0.id == id }) {
                        desk.say("site.file_there", names.merging(["there": there.paper.name]) { $1 })
                    } else {
                        desk.say("site.file_added", names)
                    }
                }
            }
        }
    }

    struct Replace: AsyncParsableCommand {
        static let configuration = Help.command("replace", key: "publish_replace")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String
        @Argument(help: Help.of("options.page_file_number")) var number: Int
        @Argument(help: Help.of("options.evidence_file")) var file: String

        func run() async throws {
            try await common.run { desk in
                let page = try await PublishCommand.page(desk, which, code)
                let old = try PublishCommand.file(number, page)
                let paper = try PublishCommand.paper(file, desk)
                _ = try await desk.perform(
                    ReplaceDisclosureFile(agency: page.agency.id, file: old.id, paper: paper, label: nil))
                desk.say("site.file_added", ["code": page.item.code, "name": paper.name])
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = Help.command("remove", key: "publish_remove")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String
        @Argument(help: Help.of("options.page_file_number")) var number: Int

        func run() async throws {
            try await common.run { desk in
                let page = try await PublishCommand.page(desk, which, code)
                let old = try PublishCommand.file(number, page)
                try await desk.perform(RemoveDisclosureFile(agency: page.agency.id, file: old.id))
                desk.say("site.file_removed", ["code": page.item.code, "name": old.paper.name])
            }
        }
    }

    struct TakeOut: AsyncParsableCommand {
        static let configuration = Help.command("take-out", key: "publish_take_out")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String
        @Argument(help: Help.of("options.earlier_file_number")) var number: Int
        @Option(help: Help.of("options.because")) var because: String

        func run() async throws {
            try await common.run { desk in
                let page = try await PublishCommand.page(desk, which, code)
                guard page.earlier.indices.contains(number - 1) else {
                    throw Failure.notFound(Message("failure.no_disclosure_file"))
                }
                let old = page.earlier[number - 1]
                try await desk.perform(
                    TakeDisclosureFileOut(agency: page.agency.id, file: old.id, because: because))
                desk.say("site.file_taken", ["code": page.item.code, "name": old.paper.name])
            }
        }
    }

    struct Item: AsyncParsableCommand {
        static let configuration = Help.command("item", key: "publish_item")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String

        func run() async throws {
            try await common.run { desk in
                let page = try await PublishCommand.page(desk, which, code)
                let version = try await desk.perform(
                    PublishDisclosure(agency: page.agency.id, disclosure: page.id, editions: desk.site.editions))
                let address = page.way
                desk.say(
                    "site.item_published",
                    [
                        "code": page.item.code, "version": String(version),
                        "address": desk.site.settings.absolute(address),
                    ])
            }
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = Help.command("withdraw", key: "publish_withdraw")
        @OptionGroup var common: CommonOptions
        @OptionGroup var which: YearOptions
        @Argument(help: Help.of("options.disclosure_code")) var code: String
        @Option(help: Help.of("options.because")) var because: String

        func run() async throws {
            try await common.run { desk in
                let page = try await PublishCommand.page(desk, which, code)
                try await desk.perform(
                    WithdrawDisclosure(agency: page.agency.id, disclosure: page.id, reason: because))
                desk.say("site.item_withdrawn", ["code": page.item.code])
            }
        }
    }

    // MARK: What is meant

    /// The page of an item: of the year named, or the newest.
    private static func page(_ desk: Desk, _ which: YearOptions, _ code: String) async throws -> DisclosurePage {
        let (editions, name, year) = (desk.site.editions, which.agency, which.year)
        return try await desk.site.database.read { db in
            let agency = try Agency.find(name, in: db)
            let newest = try db.first(
                "SELECT MAX(fiscal_year) AS newest FROM disclosure_year WHERE agency_id = \(agency.id)")?
                .optionalInteger("newest")
            guard let meant = year ?? newest else {
                throw Failure.notFound(Message("failure.no_disclosures_yet"))
            }
            return try DisclosurePage.find(agency: agency.id, year: meant, code: code, editions: editions, in: db)
        }
    }

    private static func file(_ number: Int, _ page: DisclosurePage) throws -> DisclosurePage.File {
        guard page.files.indices.contains(number - 1) else {
            throw Failure.notFound(Message("failure.no_disclosure_file"))
        }
        return page.files[number - 1]
    }

    private static func paper(_ path: String, _ desk: Desk) throws -> SitePaper {
        try SitePaper.keep(
            try Disk.read(path, limit: Uploads.largest), name: (path as NSString).lastPathComponent,
            in: desk.site.files)
    }
}
