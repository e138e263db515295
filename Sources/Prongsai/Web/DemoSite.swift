import ArgumentParser
import Documents
import Foundation
import Hummingbird
import Logging
import NIOCore

/// `prongsai demo-site`: the website of an office that does not exist, on this machine, with disclosures some of which
/// die while one looks.
struct DemoSiteCommand: AsyncParsableCommand {
    static let configuration = Help.command("demo-site", key: "demo_site")
    @OptionGroup var common: CommonOptions
    @Option(help: Help.of("options.demo_port")) var port = 8090
    @Option(help: Help.of("options.year")) var year = 2568
    @Option(name: .customLong("dies-after"), help: Help.of("options.demo_dies_after")) var diesAfter = 60
    @Flag(help: Help.of("options.demo_list")) var list = false

    func run() async throws {
        try await common.shown {
            let settings = try common.settings()
            let fonts = ReportFonts.load(folder: settings.root.appendingPathComponent("Public/fonts").path)
            let site = try DemoSite(year: year, diesAfter: diesAfter, fonts: fonts)
            if list {
                for page in DemoSite.pages {
                    Terminal.print("\(page.code) http://127.0.0.1:\(port)\(page.path) \(page.title)")
                }
                return
            }
            let strings = try Strings(folder: settings.root.appendingPathComponent("Locales"))
            do {
                try await site.run(port: port) { port in
                    Terminal.print(
                        strings.text(
                            "demo_site.ready",
                            ["address": "http://127.0.0.1:\(port)/", "seconds": String(diesAfter)], settings.language))
                }
            } catch let error as IOError where error.errnoCode == EADDRINUSE {
                throw Failure.conflict(Message("failure.port_taken", ["address": "127.0.0.1:\(port)"]))
            }
        }
    }
}

/// The pages, and how they change.
struct DemoSite: Sendable {
    /// What becomes of a page after a while.
    enum Fate: Sendable { case stays, gone, softlyGone, otherYear }

    struct Page: Sendable {
        var code: String
        var path: String
        var title: String
        var lines: [String]
        var fate: Fate = .stays
        var isPDF = false
    }

    static let pages: [Page] = [
        Page(
            code: "O1", path: "/about/structure", title: "โครงสร้าง อัตรากำลัง และอำนาจหน้าที่",
            lines: ["ฝ่ายปกครอง 12 คน", "ฝ่ายทะเบียน 18 คน", "ฝ่ายการคลัง 9 คน"]),
        Page(
            code: "O2", path: "/about/executives", title: "ข้อมูลผู้บริหาร",
            lines: ["นายประเสริฐ สมมุติกุล ผู้อำนวยการเขต", "โทรศัพท์ 0 2000 0000"]),
        Page(
            code: "O6", path: "/ethics/no-gift-policy", title: "ประกาศเจตนารมณ์นโยบายไม่รับของขวัญ (No Gift Policy)",
            lines: ["ผู้บริหารและเจ้าหน้าที่ทุกคนไม่รับของขวัญทุกชนิดจากการปฏิบัติหน้าที่", "ลงนามโดยผู้อำนวยการเขต"], fate: .gone),
        Page(
            code: "O8", path: "/plan/action-plan.pdf", title: "แผนปฏิบัติการประจำปี",
            lines: ["โครงการ 14 โครงการ งบประมาณ 8,420,000 บาท"], isPDF: true),
        Page(
            code: "O13", path: "/procurement/plan", title: "แผนการจัดซื้อจัดจ้าง",
            lines: ["จ้างปรับปรุงทางเท้า 1,250,000 บาท", "ซื้อครุภัณฑ์คอมพิวเตอร์ 480,000 บาท"], fate: .softlyGone),
        Page(
            code: "O16", path: "/procurement/report", title: "รายงานผลการจัดซื้อจัดจ้าง",
            lines: ["สัญญา 23 ฉบับ วงเงินรวม 6,904,500 บาท"], fate: .otherYear),
        Page(
            code: "O19", path: "/complaints/statistics", title: "สถิติเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ",
            lines: ["เรื่องร้องเรียนในรอบ 6 เดือนแรก 2 เรื่อง ดำเนินการแล้วเสร็จ 2 เรื่อง"]),
        Page(
            code: "O22", path: "/ethics/risk", title: "การประเมินความเสี่ยงต่อการรับสินบน",
            lines: ["ความเสี่ยงด้านการอนุญาต ระดับปานกลาง", "มาตรการ: แยกผู้รับคำขอออกจากผู้พิจารณา"]),
    ]

    let year: Int
    let diesAfter: Int
    let papers: [String: [UInt8]]
    let begun = ContinuousClock.now

    init(year: Int, diesAfter: Int, fonts: ReportFonts) throws {
        (self.year, self.diesAfter) = (year, diesAfter)
        var papers: [String: [UInt8]] = [:]
        for page in Self.pages where page.isPDF {
            let heading = "\(page.title) ประจำปีงบประมาณ พ.ศ. \(year)"
            papers[page.path] = try OfficialPaper(
                title: heading, author: "สำนักงานเขตตัวอย่าง",
                blocks: [.head("สำนักงานเขตตัวอย่าง", bold: true), .head(heading, bold: true), .rule]
                    + page.lines.map { .paragraph($0) }, thaiDigits: false
            ).pdf(fonts: fonts)
        }
        self.papers = papers
    }

    /// The answer to a path, some seconds after the start.
    func answer(_ path: String, after seconds: Int) -> (status: Int, type: String, body: [UInt8]) {
        let html = "text/html; charset=utf-8"
        if path == "/" {
            let links = Self.pages.map { "<li><a href=\"\($0.path)\">\($0.title)</a></li>" }.joined()
            return (200, html, frame("สำนักงานเขตตัวอย่าง", "<h1>สำนักงานเขตตัวอย่าง</h1><ul>\(links)</ul>"))
        }
        let page = Self.pages.first { $0.path == path }
        let isOver = seconds >= diesAfter
        guard let page, !(isOver && page.fate == .gone) else {
            return (404, html, frame("404", "<h1>404</h1><p>ไม่พบหน้าที่ท่านต้องการ</p>"))
        }
        if isOver, page.fate == .softlyGone {
            return (200, html, frame("ไม่พบหน้า", "<h1>ไม่พบหน้าที่ท่านต้องการ</h1><p>หน้านี้อาจถูกย้ายหรือลบไปแล้ว</p>"))
        }
        if let paper = papers[path] { return (200, "application/pdf", paper) }
        let shown = isOver && page.fate == .otherYear ? year - 1 : year
        let lines = page.lines.map { "<p>\($0)</p>" }.joined()
        let about = "<p>ข้อมูลประจำปีงบประมาณ พ.ศ. \(shown) รอบ 6 เดือนแรก (1 ตุลาคม \(shown - 1) – 31 มีนาคม \(shown))</p>"
        return (200, html, frame(page.title, "<h1>\(page.title) ปีงบประมาณ พ.ศ. \(shown)</h1>\(about)\(lines)"))
    }

    private func frame(_ title: String, _ body: String) -> [UInt8] {
        Array(
            """
            <!doctype html><html lang="th"><head><meta charset="utf-8"><title>\(title)</title></head>\
            <body><nav><a href="/">หน้าแรก</a></nav><main>\(body)</main>\
            <footer>เว็บไซต์ตัวอย่าง ไม่มีหน่วยงานนี้อยู่จริง</footer></body></html>
            """.utf8)
    }

    /// Serves until it is told to stop.
    func run(port: Int, ready: @escaping @Sendable (Int) -> Void) async throws {
        let router = Router()
        for path in ["/", "/**"] {
            router.get(RouterPath(path)) { [self] request, _ -> Response in
                let seconds = Int((ContinuousClock.now - begun) / .seconds(1))
                let (status, type, body) = answer(request.uri.path, after: seconds)
                return Response(
                    status: .init(code: status), headers: [.contentType: type],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
            }
        }
        var logger = Logger(label: "prongsai.demo-site")
        logger.logLevel = .error
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { ready($0.localAddress?.port ?? port) }, logger: logger)
        try await application.runService()
    }
}
