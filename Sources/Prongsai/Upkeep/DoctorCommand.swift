import ArgumentParser
import Foundation

/// `prongsai doctor`: whether everything is in order, and what to do where it is not.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = Help.command("doctor")
    @OptionGroup var common: CommonOptions
    @Flag(help: Help.of("options.json")) var json = false

    /// Exit code 1 where something is at fault; warnings alone are no failure.
    func run() async throws {
        try await common.shown {
            let settings = try common.settings()
            // Sentences that cannot be read are a finding like any other, told in the two languages at once.
            let strings =
                (try? Strings(folder: settings.root.appendingPathComponent("Locales"))) ?? DoctorCommand.speechless
            let language = settings.language
            let doctor = Doctor(settings: settings) { key, total in
                ProgressBar(strings.text(key, [:], language), total: total)
            }
            let findings = await doctor.findings()
            let told = findings.map { $0.told(strings, language) }
            if json {
                try Terminal.json(told)
            } else {
                for line in DoctorCommand.lines(told, strings, language) { Terminal.print(line) }
            }
            if findings.contains(where: { $0.state == .fault }) { throw ExitCode(1) }
        }
    }

    /// The findings as lines: a mark, what was found, and under it what to do.
    static func lines(_ told: [Finding.Told], _ strings: Strings, _ language: Language) -> [String] {
        var lines: [String] = []
        for finding in told {
            let mark = strings.text("doctor.mark_\(finding.state.rawValue)", [:], language)
            lines.append("\(Terminal.padded(mark, 10))\(finding.says)")
            if let mend = finding.mend { lines.append("\(String(repeating: " ", count: 10))→ \(mend)") }
        }
        func count(_ state: Finding.State) -> String { String(told.count { $0.state == state }) }
        let key =
            told.contains { $0.state == .fault }
            ? "doctor.sum_fault" : told.contains { $0.state == .warning } ? "doctor.sum_warning" : "doctor.sum_ok"
        lines.append(
            strings.text(
                key, ["checks": String(told.count), "faults": count(.fault), "warnings": count(.warning)], language))
        return lines
    }

    /// What is said when the sentence files themselves are what is missing.
    private static let speechless: Strings = {
        let texts = [
            "doctor.mark_ok": "ok", "doctor.mark_warning": "warning", "doctor.mark_fault": "fault",
            "doctor.sum_fault": "{checks} checks, {faults} faults, {warnings} warnings",
            "doctor.locales.fault":
                "อ่านไฟล์ข้อความของโปรแกรมไม่ได้: {path} · The program's sentences cannot be read: {path}",
            "doctor.locales.fault_mend":
                "ติดตั้งโปรแกรมใหม่ หรือระบุโฟลเดอร์ด้วย --root · Install the program again, or name its folder with --root",
        ]
        return Strings(texts: [.thai: texts, .english: texts])
    }()
}
