import Documents
import Watch

extension Situation {
    static let path = "/ita/2568/o10"
    static let frame =
        "<nav><a href=/>หน้าแรก</a> <a href=/ita/2567>ปีงบประมาณ 2567</a> <a href=/login>เข้าสู่ระบบ</a></nav>"
    static let long = (1...12).map {
        "<p>ข้อที่ \($0) เจ้าหน้าที่ของรัฐทุกคนต้องไม่รับของขวัญและของกำนัลทุกชนิดจากการปฏิบัติหน้าที่ ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู</p>"
    }
    .joined()
    static func policy(_ year: String = "2568", extra: String = "") -> Reply {
        .page(
            "<title>นโยบายไม่รับของขวัญ</title>\(frame)<h1>นโยบายไม่รับของขวัญ ปีงบประมาณ พ.ศ. \(year)</h1>\(long)\(extra)"
                + "<footer>สำนักงานเขต โทร 02-2568-123</footer>")
    }
    static let home = Reply.page(
        "<title>สำนักงานเขต</title>\(frame)<h1>ยินดีต้อนรับ</h1><p>ข่าวประชาสัมพันธ์</p><p>กิจกรรมของเขต</p><p>ติดต่อเรา ถนนพระราม</p>"
    )
    static let gambling = Reply.page(
        "<title>สล็อตเว็บตรง แตกง่าย</title><h1>ยินดีต้อนรับ</h1><p>ฝากถอนไม่มีขั้นต่ำ บาคาร่าออนไลน์ เครดิตฟรี 100</p>\(long)")
    static let half = (1...12).map {
        $0 < 8
            ? "<p>ข้อที่ \($0) เจ้าหน้าที่ของรัฐทุกคนต้องไม่รับของขวัญและของกำนัลทุกชนิดจากการปฏิบัติหน้าที่ ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู</p>"
            : "<p>ผลการแข่งขันคู่ที่ \($0) ทีมเหย้าชนะทีมเยือน</p>"
    }
    .joined()
    static let other =
        "<title>ร้านอาหาร</title><h1>เมนูแนะนำ</h1>"
        + (1...12).map {
            "<p>จานที่ \($0) \(["ผัดไทย", "ต้มยำ", "แกงเขียวหวาน"][$0 % 3]) ปรุงสดใหม่ทุกวัน ส่งฟรีในระยะสามกิโลเมตร โทรสั่งได้เลย</p>"
        }
        .joined()
    static func table(_ rows: Int, from first: Int = 0) -> String {
        let names = ["ถนน", "คลอง", "สะพาน", "ศาลา", "สวน"]
        return "<title>จัดซื้อ</title><h1>รายการจัดซื้อจัดจ้าง ปีงบประมาณ 2568</h1>"
            + (0..<rows).map {
                "<p>จ้างซ่อม\(names[$0 % 5])\(Character(Unicode.Scalar(UInt8(65 + $0)))) วงเงิน \(first + $0 * 1000) บาท</p>"
            }.joined()
    }
    static let missing = "<title>ขออภัย</title>\(frame)<h1>ไม่พบหน้าที่ท่านต้องการ</h1><p>กลับหน้าแรก</p>"
    static let signIn = Reply.page(
        "<title>เข้าสู่ระบบ</title><form><input name=u><input type=password></form><p>กรุณาเข้าสู่ระบบ</p>")
    static func pdf(_ pages: [String]) -> Reply { .file(SamplePDF.bytes(pages), "application/pdf") }
    /// The same words in other bytes.
    static func anew(_ pages: [String]) -> Reply {
        .file(SamplePDF.bytes(pages) + Array("\n% made anew\n".utf8), "application/pdf")
    }
    /// A file of a kind that nobody reads here.
    static func oldOffice(_ content: UInt8) -> Reply {
        let head: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        return .file(head + Array(repeating: content, count: 500), "application/msword")
    }
    static func word(_ lines: [String]) -> Reply {
        let paper = OfficialPaper(
            title: "แบบ", author: "สำนักงานเขต", blocks: lines.map { .paragraph($0) }, thaiDigits: false)
        return .file((try? paper.docx()) ?? [], "application/octet-stream")
    }
    static func sheet(_ title: String, _ rows: [String]) -> Reply {
        let table = SheetTable(title: "แบบ", columns: [(title, 40)], rows: rows.map { [.text($0)] })
        return .file((try? table.xlsx()) ?? [], "application/octet-stream")
    }
    static func thai874(_ text: String) -> [UInt8] {
        text.unicodeScalars.map {
            $0.value < 0x80 ? UInt8($0.value) : UInt8(truncatingIfNeeded: $0.value &- 0x0E01 &+ 0xA1)
        }
    }
    static func now(
        _ name: String, _ label: Verdict.State, year: Int? = nil, _ reply: Reply, before: Reply? = nil,
        otherwise: Reply? = nil
    ) -> Situation {
        Situation(
            name, label, year: year, before: before.map { [path: $0, "/": home] }, [path: reply, "/": home],
            otherwise: otherwise)
    }
    static func sent(
        _ name: String, _ label: Verdict.State, to target: String, _ status: Int = 302, _ reply: Reply? = nil
    ) -> Situation {
        var replies = ["/": home]
        replies[target] = reply ?? policy()
        replies[path] = .to(target, status)
        return Situation(name, label, replies)
    }

    /// Every situation.
    static let all: [Situation] = plain + misleading

    private static let plain: [Situation] = [
        now("a page that is in order", .alive, year: 2568, policy()),
        now("the same page again", .alive, year: 2568, policy(), before: policy()),
        now("Thai digits for the year", .alive, year: 2568, policy("๒๕๖๘")),
        now(
            "a counter that counts", .alive, policy(extra: "<p>ผู้เข้าชม 1,205 คน</p>"),
            before: policy(extra: "<p>ผู้เข้าชม 1,198 คน</p>")),
        now(
            "a token in the page", .alive, policy(extra: "<p>csrf 8f3ab2c9d0e1f2a34b5c</p>"),
            before: policy(extra: "<p>csrf 11fab2c9d0e1f2a34b77</p>")),
        now(
            "a page that reports that no corruption was found", .alive,
            .page(
                "<title>รายงาน</title><h1>รายงานเรื่องร้องเรียน</h1><p>ไม่พบการทุจริตในรอบปีงบประมาณ 2568 และไม่มีเรื่องร้องเรียน</p>"
            )),
        now(
            "a page about error pages", .alive,
            .page("<title>คู่มือ</title><h1>คู่มือเว็บไซต์</h1>\(long)<p>หากไม่พบหน้าที่ต้องการ ให้ติดต่อผู้ดูแล</p>\(long)")),
        now(
            "Windows-874 without a label", .alive, year: 2568,
            .file(thai874("<title>ก</title><h1>นโยบาย ปีงบประมาณ 2568</h1>" + long), "text/html")),
        now(
            "Windows-874 labelled UTF-8", .alive, year: 2568,
            .file(thai874("<title>ก</title><h1>นโยบาย ปีงบประมาณ 2568</h1>" + long), "text/html; charset=utf-8")),
        now(
            "a sitemap-like list of ten thousand links", .alive,
            .page((0..<10_000).map { "<li><a href=/f/\($0)>แฟ้ม \($0)</a>" }.joined())),
        now("a PDF in order", .alive, year: 2568, pdf(["No Gift Policy Fiscal Year 2025", "Signed by the director"])),
        now("plain text", .alive, .file(Array("นโยบายไม่รับของขวัญ ปีงบประมาณ 2568".utf8), "text/plain; charset=utf-8")),
        Situation("the front page itself", .alive, path: "/", ["/": home]),
        Situation(
            "the front page of a site that answers everything with it", .alive, path: "/", ["/": home], otherwise: home),
        Situation(
            "encryption and www gained", .alive,
            [
                path: .to("http://www.agency.test{port}/ita/2568/o10", 301), "www.agency.test/ita/2568/o10": policy(),
                "/": home,
            ]),
        sent("a slash gained", .alive, to: "/ita/2568/o10/", 301),
        now(
            "a menu that names other years", .alive, year: 2568,
            .page("\(frame)<h1>แผน ปีงบประมาณ พ.ศ. 2568</h1><ul><li>ปี 2566<li>ปี 2567</ul>" + long)),
        now(
            "a period that lies in the year", .alive, year: 2568, .page("<h1>รายงาน ต.ค. 2567 – มี.ค. 2568</h1>" + long)),

        now("404", .gone, .page(missing, status: 404)), now("410", .gone, .page("gone", status: 410)),
        now("500", .gone, .page("error", status: 500)),
        now("502", .gone, .page("Bad Gateway", status: 502)), now("503", .gone, .page("maintenance", status: 503)),
        now("404 after it was there", .gone, .page(missing, status: 404), before: policy()),
        Situation("a name that does not exist", .gone, host: "gone.test", [:]),
        sent("a redirect to itself", .gone, to: path),
        sent("a redirect to a file of the server", .gone, to: "file:///etc/passwd"),
        Situation("a redirect that leads to 404", .gone, [path: .to("/old")]),
        Situation("two pages that send to each other", .gone, [path: .to("/b"), "/b": .to(path)]),

        sent("moved for good", .moved, to: "/transparency/2568/no-gift", 301),
        sent("moved for now", .moved, to: "/new/o10", 302),
        Situation(
            "moved to another host", .moved,
            [path: .to("http://new.test{port}/o10", 301), "new.test/o10": policy(), "/": home]),
        sent("moved with 308", .moved, to: "/p/10", 308),
        sent("sent to the front page", .redirectedHome, to: "/", 302, home),
        sent("sent to index.php", .redirectedHome, to: "/index.php", 301, home),
        Situation("the front page served in its place", .redirectedHome, [path: home, "/": home]),
        sent("sent to a sign-in page", .redirectedSignIn, to: "/login?next=o10", 302, signIn),
        sent("sent to wp-login", .redirectedSignIn, to: "/wp-login.php", 302, signIn),
        sent("sent to a page with a password field", .redirectedSignIn, to: "/member", 302, signIn),

        now("200 and ไม่พบหน้า", .softNotFound, .page(missing)),
        now("200 and Page Not Found", .softNotFound, .page("<title>Page not found – Agency</title><h1>Oops!</h1>")),
        now("200 and 404 in the heading", .softNotFound, .page("<title>สำนักงานเขต</title><h1>404</h1><p>กลับหน้าแรก</p>")),
        now("200 and ไม่พบข้อมูลที่ต้องการ", .softNotFound, .page("<title>สำนักงานเขต</title>\(frame)<p>ไม่พบข้อมูลที่ต้องการ</p>")),
        now(
            "the site's own page for everything", .softNotFound,
            .page("<title>สำนักงานเขต</title><h1>สำนักงานเขต</h1><p>โปรดเลือกรายการ</p><p>ข้อมูลทั่วไป</p>"),
            otherwise: .page("<title>สำนักงานเขต</title><h1>สำนักงานเขต</h1><p>โปรดเลือกรายการ</p><p>ข้อมูลทั่วไป</p>")),
        now(
            "the site's own page, naming the address", .softNotFound,
            .page("<h1>สำนักงานเขต</h1><p>เรื่อง o10</p><p>เลือกใหม่</p><p>ข่าว</p><p>บริการ</p>"),
            otherwise: .page("<h1>สำนักงานเขต</h1><p>เรื่อง no-such-page</p><p>เลือกใหม่</p><p>ข่าว</p><p>บริการ</p>")),
        Situation(
            "everything unknown sent to one page", .softNotFound,
            [path: .to("/sorry"), "/sorry": .page("<h1>โปรดรอ</h1><p>ปรับปรุงระบบ เมนูหลัก</p>"), "/": home],
            otherwise: .to("/sorry")),
        now("ไฟล์ถูกลบ", .softNotFound, .page("<p>ขออภัย ไฟล์ถูกลบออกจากระบบแล้ว</p>"), before: policy()),

        Situation(
            "a Drive file that was not shared", .permissionWall, host: "drive.google.com", path: "/file/d/1/view",
            [
                "/file/d/1/view": .page(
                    "<title>Google Drive: Sign-in</title><p>You need access</p><p>Request access, or switch to an account with access.</p>"
                )
            ]),
        Situation(
            "the same in Thai", .permissionWall, host: "drive.google.com", path: "/file/d/1/view",
            ["/file/d/1/view": .page("<p>คุณต้องมีสิทธิ์เข้าถึง</p><p>ขอสิทธิ์เข้าถึง</p>")]),
        Situation(
            "Drive sends to the account", .permissionWall, host: "drive.google.com", path: "/file/d/2/view",
            ["/file/d/2/view": .to("http://accounts.google.com{port}/ServiceLogin"), "/ServiceLogin": signIn]),
        Situation(
            "Drive's quota", .permissionWall, host: "drive.google.com", path: "/uc?id=1",
            [
                "/uc?id=1": .page(
                    "<title>Google Drive - Quota exceeded</title><p>Sorry, you can't view or download this file at this time.</p>"
                )
            ]),
        Situation(
            "a Facebook post", .permissionWall, host: "www.facebook.com", path: "/a/posts/1",
            ["/a/posts/1": .page("<title>Facebook</title><p>คุณต้องเข้าสู่ระบบก่อน</p>")]),
        Situation(
            "Facebook sends to its sign-in", .permissionWall, host: "www.facebook.com", path: "/a/posts/2",
            ["/a/posts/2": .to("/login/?next=a"), "/login/?next=a": signIn]),
        Situation(
            "a SharePoint file", .permissionWall, host: "agency.sharepoint.com", path: "/f",
            ["/f": .to("http://login.microsoftonline.com{port}/x"), "/x": signIn]),
        now("401", .permissionWall, .page("Unauthorized", status: 401)),
        now("for staff only", .permissionWall, .page("<p>เฉพาะเจ้าหน้าที่เท่านั้น</p>")),

        now(
            "Cloudflare's challenge", .botWall,
            .page(
                "<title>Just a moment...</title><p>Enable JavaScript and cookies to continue</p>", status: 403,
                headers: ["cf-mitigated: challenge"])),
        now("a challenge with 503", .botWall, .page("<title>Checking your browser</title>", status: 503)),
        now("403", .botWall, .page("<h1>Forbidden</h1>", status: 403)),
        now("429", .botWall, .page("slow down", status: 429)),
        now("a challenge with 200", .botWall, .page("<title>สำนักงานเขต</title><p>กรุณายืนยันว่าคุณไม่ใช่หุ่นยนต์</p>")),
        now(
            "a firewall's page", .botWall,
            .page("<p>The requested URL was rejected. Please consult with your administrator.</p>")),

        now("no bytes", .emptied, Reply()),
        now(
            "a frame without content", .emptied,
            .page("<title>สำนักงานเขต</title>\(frame)<div id=app></div><footer>© 2569</footer>")),
        now(
            "a sentence where a page was", .emptied, .page("<title>นโยบาย</title><p>โปรดติดต่อสำนักงานเขต</p>"),
            before: policy()),
        now(
            "a page that a script fills", .unknown,
            .page("<title>สำนักงานเขต</title><div id=root></div><script src=/app.js></script>")),
        now(
            "a page that a script fills now", .unknown,
            .page("<title>สำนักงานเขต</title>\(frame)<div id=app></div><script src=/app.js></script>"), before: policy()),

        now(
            "repairs where a page was", .standIn, .page("<title>นโยบาย</title><p>อยู่ระหว่างปรับปรุง</p>"),
            before: policy()),
        now("a site that is being repaired", .standIn, .page("<h1>เว็บไซต์อยู่ระหว่างปรับปรุง</h1><p>ขออภัยในความไม่สะดวก</p>")),
        now(
            "a program that failed", .standIn,
            .page("<br><b>Fatal error</b>: Uncaught Error: Call to undefined function in /var/www/ita.php on line 12")),
        now(
            "a list of files", .standIn,
            .page("<title>Index of /ita/2568</title><h1>Index of /ita/2568</h1><a href=../>Parent Directory</a>")),
        now(
            "a name for sale", .standIn,
            .page("<title>agency.test</title><h1>This domain is for sale</h1><p>Make an offer")),
        now("a new server", .standIn, .page("<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>If you see")),
        now("gambling where a page was", .standIn, gambling, before: policy()),
        now("gambling at first sight", .standIn, gambling),
        now(
            "a page that warns of gambling", .alive,
            .page("<h1>ประกาศมาตรการป้องกันการพนัน</h1><p>ห้ามเจ้าหน้าที่เล่นสล็อต บาคาร่า และหวยออนไลน์ในเวลาราชการ</p>\(long)")),
        now(
            "a page that tells of repairs to a road", .alive,
            .page("<h1>ข่าวประชาสัมพันธ์</h1>\(long)<p>ถนนหน้าเขตอยู่ระหว่างปรับปรุง</p>\(long)")),

        now("another page of the same length", .replaced, .page(other), before: policy()),
        now("most rows of a table gone", .replaced, .page(table(3)), before: .page(table(20))),
        now("some rows of a table gone", .changed, .page(table(15)), before: .page(table(20))),
        now("every figure of a table changed", .changed, .page(table(20, from: 500)), before: .page(table(20))),
        now(
            "a page that does not name its year any more", .replaced, year: 2568,
            .page("<title>นโยบายไม่รับของขวัญ</title>\(frame)<h1>นโยบายไม่รับของขวัญ</h1>\(long)"), before: policy()),
        now(
            "another heading over half of the words", .replaced,
            .page("<title>ข่าว</title>\(frame)<h1>ข่าวกีฬาวันนี้</h1>\(half)"), before: policy()),

        now("a page cut short", .unknown, .short("<h1>แผน ปีงบประมาณ 2568</h1>" + long)),
        now("spaces alone", .emptied, .page("  \n \n")),

        now("a sentence added", .changed, policy(extra: "<p>แก้ไขเพิ่มเติมตามมติที่ประชุม</p>"), before: policy()),
        now(
            "an amount changed", .changed, policy(extra: "<p>วงเงิน 500,001 บาท</p>"),
            before: policy(extra: "<p>วงเงิน 500,000 บาท</p>")),
        now(
            "a PDF replaced", .changed, pdf(["No Gift Policy", "Signed by the deputy director"]),
            before: pdf(["No Gift Policy", "Signed by the director"])),

        now("last year's page", .wrongYear, year: 2568, policy("2567")),
        now("last year's page in Thai digits", .wrongYear, year: 2568, policy("๒๕๖๗")),
        now(
            "last year's period", .wrongYear, year: 2568,
            .page("<h1>รายงานรอบ 6 เดือน ต.ค. 2566 – มี.ค. 2567</h1>" + long)),
        now(
            "last year's PDF", .wrongYear, year: 2568,
            pdf(["No Gift Policy Fiscal Year 2024", "Signed by the director"])),
        now(
            "an English plan of another year", .wrongYear, year: 2568,
            .page("<title>Plan</title><h1>Procurement Plan 2024</h1><p>Published by the district office</p>")),
        now(
            "an English plan of the year, with a rule of another", .alive, year: 2568,
            .page("<title>Plan</title><h1>Procurement Plan 2025</h1><p>As the Procurement Act 2017 says, © 2024</p>")),
        now(
            "last year below a heading without year", .wrongYear, year: 2568,
            .page("<h1>ประกาศ</h1><p>ประจำปีงบประมาณ พ.ศ. 2567</p>" + long)),
        now(
            "last year's Word file", .wrongYear, year: 2568,
            word(["แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. ๒๕๖๗", "เผยแพร่เมื่อ 3 ตุลาคม 2567", "ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู"])),
        now(
            "last year's workbook", .wrongYear, year: 2568,
            sheet("รายการจัดซื้อจัดจ้าง ปีงบประมาณ 2567", ["จ้างซ่อมถนน", "จ้างล้างท่อ", "ซื้อหมึกพิมพ์"])),
        now(
            "this year's Word file, which names last year below", .alive, year: 2568,
            word(["แผนการจัดซื้อจัดจ้าง ประจำปีงบประมาณ พ.ศ. 2568", "เทียบกับปีงบประมาณ พ.ศ. 2567", "ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู"])),
        now(
            "this year's workbook", .alive, year: 2568,
            sheet("รายการจัดซื้อจัดจ้าง ปีงบประมาณ 2568", ["จ้างซ่อมถนน ปี 2567", "จ้างล้างท่อ", "ซื้อหมึกพิมพ์"])),
        now(
            "a Word file in which a line changed", .changed,
            word(["ประกาศ", "ลงนามโดยรองผู้อำนวยการเขต"]), before: word(["ประกาศ", "ลงนามโดยผู้อำนวยการเขต"])),

        now("a scanned PDF", .unreadable, pdf(["", ""])),
        now("the same scanned PDF again", .unreadable, pdf(["", ""]), before: pdf(["", ""])),
        now("a scanned PDF in the place of another", .changed, pdf(["", ""]), before: pdf(["", "", ""])),
        now("a scanned PDF where one with words was", .changed, pdf(["", ""]), before: pdf(["No Gift Policy 2025"])),
        now("the words of a PDF, written anew", .alive, anew(["No Gift Policy"]), before: pdf(["No Gift Policy"])),
        now("an old Word file again", .alive, oldOffice(7), before: oldOffice(7)),
        now("an old Word file in the place of another", .changed, oldOffice(8), before: oldOffice(7)),
        now("a PDF cut short", .unreadable, .file(Array(SamplePDF.bytes(["x"]).prefix(120)), "application/pdf")),
        now(
            "Thai that lost its vowels", .unreadable,
            .page("<title>ก</title>" + (0..<30).map { _ in "<p>ค าน าและ ก าหนดการ อ าเภอ</p>" }.joined())),
        now(
            "a picture of a document", .unreadable,
            .file([0xFF, 0xD8, 0xFF, 0xE0] + Array(repeating: 7, count: 500), "image/jpeg")),

        now("a page where a PDF was", .kindChanged, policy(), before: pdf(["No Gift Policy 2025"])),
        Situation(
            "a page under the name of a PDF", .kindChanged, path: "/f/o10.pdf", ["/f/o10.pdf": policy(), "/": home]),
        now("a PDF where a page was", .kindChanged, pdf(["No Gift Policy 2025"]), before: policy()),
    ]
}
