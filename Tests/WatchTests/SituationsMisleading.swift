import Watch

extension Situation {
    private static let menu =
        "<a href=/a>เกี่ยวกับเรา</a>"
        + (1...40).map { "<div><a href=/m\($0)>เมนูที่ \(names[$0 % 8])\(names[$0 / 8])</a></div>" }.joined()
    private static let names = ["ข่าว", "งาน", "แผน", "ผล", "เขต", "สวน", "คลอง", "ถนน"]

    /// What misleads: numbers like years, years of other things, words that mean something else, errors that look like
    /// pages.
    static let misleading: [Situation] = [
        now(
            "two years in one heading", .alive, year: 2568,
            .page("<h1>ผลปีงบประมาณ 2567 และแผนปีงบประมาณ 2568</h1>" + long)),
        now(
            "a plan of five years", .alive, year: 2568,
            .page("<h1>แผนพัฒนาเขต พ.ศ. 2566 - 2570</h1><p>ทบทวนปีงบประมาณ พ.ศ. 2567</p>" + long)),
        now(
            "a plan of five years, written close", .alive, year: 2568,
            .page("<title>แผนยุทธศาสตร์ ปี 2566-2570</title>" + long)),
        now(
            "a telephone number like a year", .alive, year: 2568,
            .page("<h1>ติดต่อเรา</h1><p>โทรศัพท์ 0 2567 9446 โทรสาร 0 2565 9447 ต่อ 2566</p>" + long)),
        now(
            "a house number and a count like years", .alive, year: 2568,
            .page("<h1>ที่ตั้ง</h1><p>เลขที่ 2567 ถนนพหลโยธิน</p><p>ผู้รับบริการ 2550 คน</p>" + long)),
        now(
            "laws of other years", .alive, year: 2568,
            .page(
                "<h1>กฎหมายที่เกี่ยวข้อง</h1><p>พระราชบัญญัติข้อมูลข่าวสารของราชการ พ.ศ. 2540</p>"
                    + "<p>ระเบียบว่าด้วยการจัดซื้อจัดจ้าง พ.ศ. 2560</p>" + long)),
        now(
            "a code of ethics with its year", .alive, year: 2568,
            .page("<h1>ประมวลจริยธรรมข้าราชการ พ.ศ. 2565</h1>" + long)),
        now(
            "a statement that quotes a law", .alive, year: 2568,
            .page(
                "<h1>ประกาศเจตนารมณ์ไม่รับของขวัญ</h1><p>ตามพระราชบัญญัติว่าด้วยการป้องกันและปราบปรามการทุจริต พ.ศ. 2561</p>"
                    + "<p>ประกาศ ณ วันที่ 3 มกราคม 2568</p>" + long)),
        now(
            "an office and its chief since years ago", .alive, year: 2568,
            .page(
                "<h1>ข้อมูลผู้บริหาร</h1><p>จัดตั้งเมื่อปี พ.ศ. 2515</p><p>ดำรงตำแหน่งตั้งแต่ ตุลาคม 2566</p>" + long
                    + "<div>สงวนลิขสิทธิ์ พ.ศ. 2560</div>")),
        now(
            "the year's own report under a heading of the assessment", .alive, year: 2567,
            .page("<title>ITA ปีงบประมาณ 2568</title><h1>ITA 2568</h1><h2>รายงานประจำปีงบประมาณ 2567</h2>" + long)),
        now(
            "a period named by its first and last day", .alive, year: 2568,
            .page(
                "<h1>รายงานผล 1 ตุลาคม 2567 – 31 มีนาคม 2568</h1><p>เทียบกับปีงบประมาณ พ.ศ. 2567</p>" + long)),
        now(
            "a policy of people without a duty", .alive, year: 2568,
            .page("<h1>นโยบาย ปีงบประมาณ 2568</h1><p>เจ้าหน้าที่ไม่มีหน้าที่รับของขวัญจากผู้มาติดต่อ</p>")),
        now(
            "complaints of which there were none", .alive, year: 2568,
            .page(
                "<h1>สถิติเรื่องร้องเรียน ปีงบประมาณ 2568</h1><table><tr><td>ตุลาคม<td>ไม่พบ<tr><td>พฤศจิกายน<td>404</table>")),
        now(
            "an audit that found nothing odd", .alive, year: 2568,
            .page("<h1>ผลตรวจสอบภายใน ปีงบประมาณ 2568</h1><p>ไม่พบเอกสารที่ผิดปกติ</p><p>ไม่พบไฟล์แนบ</p>")),
        now(
            "works under repair in a table", .alive, year: 2568,
            .page(
                "<h1>ความก้าวหน้าโครงการ ปีงบประมาณ 2568</h1><table><tr><td>ห้องน้ำสาธารณะ<td>อยู่ระหว่างการปรับปรุง</table>")),
        now(
            "a room for staff alone", .alive, year: 2568,
            .page("<h1>อำนาจหน้าที่ ปีงบประมาณ 2568</h1><p>ชั้นสองเป็นห้องเก็บเอกสาร เฉพาะเจ้าหน้าที่เท่านั้น</p>")),
        now(
            "a firewall that is bought", .alive, year: 2568,
            .page("<h1>ประกาศซื้อ Web Application Firewall ปีงบประมาณ 2568</h1><p>จำนวน 1 ระบบ</p>")),
        now(
            "a corner for members beside the content", .alive, year: 2568,
            .page("<h1>แผน ปีงบประมาณ 2568</h1>\(long)<h3>เข้าสู่ระบบสมาชิก</h3><input type=password>")),
        Situation(
            "a heading among the menu of the front page", .alive,
            [path: .page("<div>\(menu)</div><h2>แผนจัดซื้อจัดจ้าง</h2>"), "/": .page("<div>\(menu)</div>")]),
        now(
            "a page of news that loads itself again", .alive, year: 2568,
            .page("<meta http-equiv=refresh content='300;url=/'><h1>แผน ปีงบประมาณ 2568</h1><p>ฉบับเต็มตามไฟล์แนบ</p>")),
        now(
            "a plan of years gone by", .wrongYear, year: 2568,
            .page("<h1>แผนพัฒนาเขต (พ.ศ. ๒๕๖๑–๒๕๖๕)</h1>" + long)),
        now(
            "last year's page under a plan of five years", .wrongYear, year: 2568,
            .page("<h1>แผนปฏิบัติการปี 2567 ตามแผนพัฒนา พ.ศ. 2566 - 2570</h1>" + long)),
        now(
            "last year's report, signed this year", .wrongYear, year: 2568,
            .page("<h1>รายงานผล ปีงบประมาณ พ.ศ. 2567 (ข้อมูล ณ วันที่ 31 ตุลาคม 2567)</h1>" + long)),
        now(
            "last year's report, published this year", .wrongYear, year: 2568,
            .page(
                "<h1>รายงานผล</h1><p>ประจำปีงบประมาณ พ.ศ. 2567</p><p>ประกาศ ณ วันที่ 15 พฤศจิกายน พ.ศ. 2567</p>" + long)),
        now(
            "last year's page beside this year's news", .wrongYear, year: 2568,
            .page("<h1>แผนจัดซื้อจัดจ้าง ปีงบประมาณ 2567</h1>\(long)<h3>ข่าวล่าสุด ปีงบประมาณ 2568</h3><p>ข่าว</p>")),
        now(
            "last year's page under the assessment's title", .wrongYear, year: 2568,
            .page("<title>ITA ประจำปีงบประมาณ 2568</title><h1>แผนจัดซื้อจัดจ้าง ปีงบประมาณ 2567</h1>" + long)),
        now(
            "last year's page in short", .wrongYear, year: 2568, .page("<h1>แผนปฏิบัติราชการ ปีงบ 67</h1>" + long)),
        now(
            "last year's number with this year's rights", .wrongYear, year: 2568,
            .page("<h1>แผนปฏิบัติราชการ 2567</h1>\(long)<div>สงวนลิขสิทธิ์ 2568</div>")),
        Situation("a page nobody asked for a change of", .unknown, [path: .page("", status: 304)]),
        now(
            "a page that leads elsewhere by itself", .unknown,
            .page("<meta http-equiv=refresh content='0;url=/new/o10'><p>กรุณารอสักครู่ ระบบกำลังพาท่านไป</p>")),
        now(
            "a place for an error alone", .standIn,
            .page("<title>เขต</title><h1>เกิดข้อผิดพลาด</h1><p>โปรดลองใหม่ภายหลัง</p>")),
        now("a system that is shut", .standIn, .page("<h1>ปิดระบบเพื่อบำรุงรักษา</h1><p>ขออภัยในความไม่สะดวก</p>")),
        now(
            "a page that has nothing yet", .softNotFound,
            .page("<title>แผนจัดซื้อ</title>\(frame)<h1>แผนจัดซื้อจัดจ้าง</h1><p>ยังไม่มีข้อมูล</p><footer>โทร 02</footer>")),
        now(
            "a page that has nothing at this time", .softNotFound,
            .page("<title>สำนักงานเขต</title>\(frame)<p>*** ยังไม่มีข้อมูลในขณะนี้ ***</p><p><a href=/>กลับหน้าแรก</a></p>")),
        now(
            "a page whose content is under way", .softNotFound,
            .page("<div><a href=/a>ข่าว</a></div><h1>ผลการประเมิน</h1><p>อยู่ระหว่างดำเนินการ</p>")),
        now("a page without data", .softNotFound, .page("<title>สถิติ</title>\(frame)<p>ไม่มีข้อมูล</p>")),
        now(
            "a row without data in a long page", .alive, year: 2568,
            .page("<h1>แผน ปีงบประมาณ 2568</h1>\(long)<p>ไม่มีข้อมูล</p><table><tr><td>ถนน<td>ไม่มีข้อมูล</table>\(long)")),
        now(
            "a cell without data in a short page", .alive, year: 2568,
            .page("<h1>สถิติเรื่องร้องเรียน ปีงบประมาณ 2568</h1><table><tr><td>ตุลาคม<td>ไม่มีข้อมูล</table>")),
        now(
            "one heading of two without data", .alive, year: 2568,
            .page(
                "<h1>แผน ปีงบประมาณ 2568</h1><p><a href=/plan/1>แผนฉบับเต็ม</a></p><h2>ผล</h2><p>อยู่ระหว่างดำเนินการ</p>")),
        now("a request that found nothing", .softNotFound, .page("<h1>ไม่พบข้อมูลที่ร้องขอ</h1>")),
        now("an address the system does not have", .softNotFound, .page("<h1>หน้าเว็บที่คุณเรียกดูไม่มีอยู่ในระบบ</h1>")),
        now(
            "an English page that is missing", .softNotFound,
            .page("<h1>Sorry</h1><p>The page you are looking for could not be found.</p>")),
        now(
            "an answer for programs that says so", .softNotFound,
            .file(Array(#"{"success":false,"error":"not found"}"#.utf8), "application/json")),
        now(
            "a form to sign in at the very address", .redirectedSignIn,
            .page("<h1>เข้าสู่ระบบ</h1><input name=u><input type=password><p>กรุณากรอกชื่อผู้ใช้และรหัสผ่าน</p>" + long)),
        now(
            "a form to sign in under a system's name", .redirectedSignIn,
            .page(
                "<title>ระบบสารสนเทศ</title><h1>ระบบสารสนเทศ</h1><form>ชื่อผู้ใช้ <input name=u> รหัสผ่าน "
                    + "<input type=password><button>เข้าสู่ระบบ</button></form><a href=/f>ลืมรหัสผ่าน</a>")),
        now("asked to sign in first", .permissionWall, .page("<title>เทศบาล</title><p>กรุณาเข้าสู่ระบบก่อนใช้งาน</p>")),
        now(
            "a short page with a box for members", .alive, year: 2568,
            .page(
                "<title>เทศบาล</title><h1>แผนจัดซื้อจัดจ้าง ปีงบประมาณ 2568</h1><p><a href=/f.pdf>ดาวน์โหลดแผน</a></p>"
                    + "<form>ชื่อผู้ใช้ <input name=u> รหัสผ่าน <input type=password><button>เข้าสู่ระบบ</button></form>")),
        now(
            "an article under which one signs in to write", .alive,
            .page("<h1>ประกาศ</h1><p>ประกาศใช้แผนแล้ว</p><p>กรุณาเข้าสู่ระบบเพื่อแสดงความคิดเห็น</p>")),
        now(
            "what was looked for was deleted", .softNotFound,
            .page("<title>เทศบาล</title><p>ขออภัย ข้อมูลที่ท่านค้นหาไม่มีอยู่ในระบบ หรือถูกลบไปแล้ว</p>")),
        now("a document that is not found", .softNotFound, .page("<title>เทศบาล</title><p>ไม่พบเอกสารที่ต้องการ</p>")),
        now(
            "a database that does not answer", .standIn,
            .page("<title>เทศบาล</title><p>Database Error: Unable to connect to the database: Could not connect</p>")),
        now(
            "last year's report by two digits", .wrongYear, year: 2568,
            .page("<title>รายงาน</title><h1>รายงาน ประจำปี 67</h1>" + long)),
        now(
            "a form to sign in where a page was", .redirectedSignIn,
            .page("<h1>สมาชิก</h1><input type=password><p>กรุณาติดต่อผู้ดูแลหากลืมรหัสผ่าน</p>"), before: policy()),
        sent(
            "sent to a long page to sign in", .redirectedSignIn, to: "/member/index.php", 302,
            .page("<h1>เข้าสู่ระบบสมาชิก</h1><input type=password>" + long)),
        now(
            "led to the front page by itself", .redirectedHome,
            .page("<meta http-equiv=refresh content='0;url=/'><p>กรุณารอสักครู่ ระบบกำลังพาท่านไปยังหน้าแรก</p>")),
        now("an announcement as a picture", .unreadable, .page("<main><img src=/a.jpg></main>")),
        now("an announcement as a document inside", .unreadable, .page("<iframe src=/a.pdf></iframe>")),
        now("bytes that are no page", .unreadable, .file((0...255).map { UInt8($0) }, "text/html")),
        Situation(
            "an error where a Word file should be", .kindChanged, path: "/f/o10.doc",
            ["/f/o10.doc": .page("<h1>ผิดพลาด</h1><p>โปรดลงชื่อก่อนดาวน์โหลดไฟล์</p>")]),
        Situation(
            "an error where a picture should be", .kindChanged, path: "/f/o10.jpg",
            ["/f/o10.jpg": .page("<h1>ผิดพลาด</h1><p>ระบบไม่สามารถให้บริการได้ในขณะนี้</p>")]),
    ]
}
