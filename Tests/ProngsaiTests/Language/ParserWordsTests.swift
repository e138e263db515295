import Foundation
import Testing

@testable import Prongsai

/// Help and refusals of the command line itself.
@Suite struct ParserWordsTests {
    /// Words of the parser that may reach nobody.
    private let foreign = [
        "OVERVIEW", "USAGE:", "Usage:", "ARGUMENTS:", "OPTIONS:", "SUBCOMMANDS:", "<options>", "<subcommand>",
        "Show the version.", "Show help information", "See '", "(default:", "Error:", "Help:  ",
    ]

    @Test(arguments: [
        ["--help"], ["help", "plan"], ["plan", "measure", "edit", "--help"], ["help", "init"], ["--version"], [],
        ["help", "help"],
    ])
    func `help is in the person's language`(_ arguments: [String]) throws {
        let folder = try BuiltProgram.folder()
        let thai = try BuiltProgram.run(arguments, in: folder)
        #expect(thai.code == 0 && thai.errors.isEmpty)
        for word in foreign { #expect(!thai.output.contains(word), "\(word) in \(thai.output)") }
        #expect(!thai.output.contains("⟦"))
        if arguments == ["--version"] { return }
        #expect(thai.output.contains("วิธีใช้: prongsai"), "\(thai.output)")
        let english = try BuiltProgram.run(arguments, in: folder, language: "en")
        #expect(english.output.contains("Usage: prongsai") && !english.output.contains("⟦"), "\(english.output)")
    }

    @Test(arguments: [
        (["score", "--agenci", "x"], "ไม่รู้จักตัวเลือก “--agenci” ที่ใกล้เคียงคือ “--agency”", "did you mean “--agency”"),
        (["score", "--zzzzzzzzz"], "ไม่รู้จักตัวเลือก “--zzzzzzzzz”", "“--zzzzzzzzz” is not known"),
        (["score", "--agency"], "ยังไม่ได้ใส่ค่าหลัง “--agency <agency>”", "missing after “--agency <agency>”"),
        (["verify"], "ขาดสิ่งที่ต้องระบุ: <file>", "missing: <file>"),
        (["score", "--year", "ปี๖๘"], "ค่า “ปี๖๘” ใช้กับ “--year <year>” ไม่ได้", "“ปี๖๘” cannot be used"),
        (["ทำรายงาน"], "ไม่เข้าใจ “ทำรายงาน”", "“ทำรายงาน” does not belong"),
        (["score", "ก", "ข"], "ไม่เข้าใจ 2 คำในคำสั่งนี้: “ก', 'ข”", "2 words do not belong"),
    ])
    func `wrong use is refused in the person's language, with the code for it`(
        _ arguments: [String], _ thai: String, _ english: String
    ) throws {
        let folder = try BuiltProgram.folder()
        for (language, words) in [("th", thai), ("en", english)] {
            let run = try BuiltProgram.run(arguments, in: folder, language: language)
            #expect(run.code == 64 && run.output.isEmpty)
            #expect(run.errors.contains(words), "\(run.errors)")
            for word in foreign where language == "th" {
                #expect(!run.errors.contains(word), "\(word) in \(run.errors)")
            }
        }
    }

    @Test func `a pattern takes a text apart, also where a Thai mark follows a quotation mark`() {
        #expect(ParserWords.match("Unknown option '*'", "Unknown option '--ี'") == ["--ี"])
        #expect(
            ParserWords.match("* unexpected arguments: '*'", "2 unexpected arguments: 'a', 'b'") == ["2", "a', 'b"])
        #expect(ParserWords.match("Unknown option '*'", "Unknown option 'a") == nil)
        #expect(ParserWords.match("a*", "b") == nil)
    }

    @Test func `what the parser says anew stays as it is`() {
        let words = ParserWords { key, values in "\(key) \(values.values.sorted())" }
        #expect(words.help("#compdef prongsai\nOPTIONS:") == "#compdef prongsai\nOPTIONS:")
        #expect(words.fault("Something else", message: "x") == "Something else")
        #expect(words.fault("Error: new words\nUsage: p\n", message: "new words").contains("new words"))
    }
}
