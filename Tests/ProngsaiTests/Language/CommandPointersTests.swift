import Foundation
import Testing

@testable import Prongsai

/// What a command says of something wrong leads to what mends it.
@Suite(.serialized) struct CommandPointersTests {
    private func office() throws -> URL {
        let folder = try BuiltProgram.folder()
        let begun = try BuiltProgram.run(
            ["init", "--name", "สำนักงานเขตตัวอย่าง", "--edition", "bma-ita-2567", "--year", "2568"], in: folder)
        #expect(begun.code == 0, "\(begun.errors)")
        let opened = try BuiltProgram.run(["disclosures", "open"], in: folder)
        #expect(opened.code == 0, "\(opened.errors)")
        return folder
    }

    @Test func `a number that is not there leads to where the numbers of a disclosure stand`() throws {
        let folder = try office()
        for arguments in [
            ["address", "remove", "O18", "9"], ["address", "confirm", "O18", "99"], ["element", "remove", "O18", "70"],
        ] {
            let run = try BuiltProgram.run(["disclosures"] + arguments, in: folder)
            #expect(run.code == 65 && run.errors.contains("prongsai disclosures show O18"), "\(run.errors)")
        }
        let given = try BuiltProgram.run(["contribution", "decline", "3"], in: folder)
        #expect(given.code == 65 && given.errors.contains("prongsai contribution list"), "\(given.errors)")
    }

    @Test func `a code that never was is not said to have been taken away`() throws {
        let folder = try office()
        for arguments in [["check", "ask", "O99"], ["publish", "show", "O99"], ["disclosures", "show", "O99"]] {
            let run = try BuiltProgram.run(arguments, in: folder)
            #expect(run.code == 65 && run.errors.contains("prongsai disclosures list"), "\(run.errors)")
        }
        for command in ["check", "publish"] {
            let run = try BuiltProgram.run([command, "show", "O1", "--year", "2560"], in: folder)
            #expect(run.code == 65 && run.errors.contains("disclosures open --year 2560"), "\(run.errors)")
        }
    }

    @Test func `nobody is given an item where nobody was named`() throws {
        let folder = try office()
        let nobody = try BuiltProgram.run(["disclosures", "assign", "O18"], in: folder)
        #expect(nobody.code == 65 && nobody.output.isEmpty && nobody.errors.contains("--unit"), "\(nobody)")
        let empty = try BuiltProgram.run(["disclosures", "assign", "O18", "--unit", ""], in: folder)
        #expect(empty.code == 0 && !empty.output.contains("มอบให้"), "\(empty)")
    }

    @Test func `Thai digits are numbers, and a text of them stays a text`() throws {
        let folder = try office()
        let shown = try BuiltProgram.run(["disclosures", "list", "--year", "๒๕๖๘"], in: folder)
        #expect(shown.code == 0 && shown.output.contains("O18"), "\(shown.errors)")
        let joined = try BuiltProgram.run(["disclosures", "element", "add", "O๑๘", "๑๒", "--year=๒๕๖๘"], in: folder)
        #expect(joined.code == 0, "\(joined.errors)")
        let item = try BuiltProgram.run(["disclosures", "show", "O18"], in: folder)
        #expect(item.output.contains("๑๒"), "\(item.output)")
        let place = try BuiltProgram.run(["disclosures", "address", "remove", "O18", "๙"], in: folder)
        #expect(place.code == 65 && place.errors.contains("prongsai disclosures show O18"), "\(place.errors)")
        let word = try BuiltProgram.run(["disclosures", "list", "--year", "๒๕๖ก"], in: folder)
        #expect(word.code == 64 && word.errors.contains("“๒๕๖ก”"), "\(word.errors)")
    }

    @Test func `a site is written with the contact address the agency gave, and without one says how to give it`()
        async throws
    {
        let folder = try office()
        let site = try await Site.open(
            try Settings(
                options: [
                    "database": "sqlite:\(folder.appendingPathComponent("prongsai.db").path)",
                    "root": Repository.root.path,
                ], environment: [:]))
        let agency = try await site.database.read { try Agency.find(nil, in: $0) }
        let disclosure = try await HostedDisclosure.disclosure("O3", of: agency.id, on: site)
        try await HostedDisclosure.write(disclosure, "ข้อความของหน้านี้", agency: agency.id, on: site)
        try await HostedDisclosure.pass(disclosure, agency: agency.id, on: site)
        _ = try await HostedDisclosure.publish(disclosure, agency: agency.id, on: site)

        let without = try BuiltProgram.run(["publish", "--static", "web"], in: folder)
        #expect(
            without.code == 0 && without.output.contains("prongsai agency change \(agency.key) --email"),
            "\(without)")
        let given = try BuiltProgram.run(
            ["agency", "change", agency.key, "--email", "ita@example.go.th"], in: folder)
        #expect(given.code == 0, "\(given.errors)")
        let with = try BuiltProgram.run(["publish", "--static", "web"], in: folder)
        #expect(with.code == 0 && !with.output.contains("อีเมลติดต่อ"), "\(with)")
        let lost = try BuiltProgram.run(["publish", "--static", "nowhere/web"], in: folder)
        #expect(lost.code == 65 && lost.errors.contains("ไม่มีโฟลเดอร์") && !lost.errors.contains("--out"), "\(lost)")
    }
}
