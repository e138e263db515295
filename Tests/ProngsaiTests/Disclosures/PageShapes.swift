import Foundation
import ITA
import Watch

@testable import Prongsai

/// Pages of agencies in the shapes they really have, small.
enum PageShapes {
    static let page = "https://www.example.go.th/ita2568/"

    /// Read once for all tests: an edition is long.
    private static let shelf = EditionShelf(folder: Repository.root.appendingPathComponent("Instruments"))
    private static let aliases = shelf.aliases()

    /// The disclosures of a year on an edition, without a database.
    static func year(_ edition: String = "nacc-ita-2568", of fiscalYear: Int = 2568) throws -> DisclosureYear {
        let file = try shelf.file(edition)
        let items = DisclosureYear.items(of: file.edition).map { item in
            let period = Disclosure.period(of: item, year: fiscalYear)
            return Disclosure(
                id: item.key, item: item, coversFrom: period?.from, coversTo: period?.to, changedAt: "",
                elements: item.elements.map { .init(key: $0.key, text: $0.thai) }, addresses: [], files: 0,
                hasText: false)
        }
        return DisclosureYear(
            id: "year", agency: try .trial("a"), fiscalYear: fiscalYear, edition: file, items: items)
    }

    static func read(
        _ html: String, at page: String? = PageShapes.page, edition: String = "nacc-ita-2568", of fiscalYear: Int = 2568
    ) throws -> DisclosureReading {
        try read(Array(html.utf8), at: page, edition: edition, of: fiscalYear)
    }

    static func read(
        _ bytes: [UInt8], at page: String? = PageShapes.page, edition: String = "nacc-ita-2568",
        of fiscalYear: Int = 2568
    ) throws -> DisclosureReading {
        DisclosureReader.read(
            bytes, page: try page.map { try WebAddress($0) }, year: try year(edition, of: fiscalYear), aliases: aliases)
    }

    /// `O1 /a.pdf sure`, in the order of the page.
    static func told(_ reading: DisclosureReading, edition: String = "nacc-ita-2568") throws -> [String] {
        let year = try year(edition)
        return reading.proposals.map { proposal in
            "\(year.item(key: proposal.itemKey)?.code ?? "?") \(proposal.address.target) \(proposal.sureness.word)"
        }
    }

    static func faults(_ reading: DisclosureReading) -> [DisclosureReading.Fault] { reading.finds.map(\.fault) }

    // MARK: Shapes

    static let accordion = """
        <title>ITA 2568</title><div class="menu"><a href="/">หน้าแรก</a></div>
        <div class="accordion"><div class="panel"><h4 class="panel-title"><a data-toggle="collapse" href="#c1">O1 โครงสร้างและอำนาจหน้าที่</a></h4>
        <div id="c1" class="panel-collapse collapse"><ul><li><a href="/o1/chart.pdf">แผนผังโครงสร้าง</a></li>
        <li><a href="/o1/power.pdf">อำนาจหน้าที่</a></li></ul></div></div>
        <div class="panel"><h4 class="panel-title"><a data-toggle="collapse" href="#c2">O2 ข้อมูลผู้บริหาร</a></h4>
        <div id="c2"><p><a href="/o2">ทำเนียบผู้บริหาร</a></p></div></div></div>
        <div class="footer"><a href="https://www.facebook.com/x">เพจ</a></div>
        """

    static let mergedTable = """
        <table><tr><th>ข้อ</th><th>รายการ</th><th>ลิงก์</th></tr>
        <tr><td rowspan="2">O12</td><td rowspan="2">รายการการจัดซื้อจัดจ้างหรือการจัดหาพัสดุ และความก้าวหน้าการจัดซื้อจัดจ้างหรือการจัดหาพัสดุ</td>
        <td><a href="/o12/plan.xlsx">แผน</a></td></tr>
        <tr><td><a href="/o12/progress.xlsx">ความก้าวหน้า</a></td></tr>
        <tr><td><a href="/o13.pdf">ดาวน์โหลด</a></td><td>o๑๓</td><td>รายงานผลการจัดซื้อจัดจ้างหรือการจัดหาพัสดุประจำปี</td></tr></table>
        """

    static let wordpress = """
        <article><h2>9.1 ข้อมูลพื้นฐาน</h2><ul class="wp-block-list">
        <li><strong>o1</strong> โครงสร้างและอำนาจหน้าที่<ul><li><a href="https://www.example.go.th/?page_id=12">โครงสร้าง</a></li></ul></li>
        <li>O 3 ข้อมูลการติดต่อ <a href="https://www.example.go.th/contact">คลิกที่นี่</a></li>
        <li>ข่าวกิจกรรม <a href="https://www.example.go.th/trip">ดูภาพ</a></li></ul></article>
        """

    static let titlesOnly = """
        <h3>ข้อมูลผู้บริหาร</h3><p><a href="/exec">ดูรายละเอียด</a></p>
        <h3>ข้อมูลการติดต่อ</h3><p><a href="/contact">ดูรายละเอียด</a></p>
        <h3>แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงาน ประจำปีงบประมาณ พ.ศ. 2568</h3><p><a href="/plan.pdf">PDF</a></p>
        <p><a href="/service">คู่มือหรือแนวทางการขอรับบริการสำหรับผู้รับบริการหรือผู้มาติดต่อ</a></p>
        """

    static let moit = """
        <table><tr><td>MOIT 2 1.2</td><td>ข้อมูลผู้บริหาร</td><td><a href="/m/exec">link</a></td></tr>
        <tr><td>MOIT 2 1.99</td><td>ทะเบียนรถพยาบาล</td><td><a href="/m/cars">link</a></td></tr>
        <tr><td>EB4</td><td>ข้อมูลการติดต่อ</td><td><a href="/m/contact">link</a></td></tr></table>
        """

    static let tabs = """
        <ul class="nav-tabs"><li><a href="#o1">O1</a></li><li><a href="#o2">O2</a></li></ul>
        <div id="o1"><a href="/a.pdf">แผนผัง</a></div><div id="o2"><a href="/b.pdf">รายชื่อ</a></div>
        """

    static let years = """
        <h2>ITA ปีงบประมาณ 2567</h2><p>O1 โครงสร้าง <a href="/67/o1.pdf">ดู</a></p>
        <h2>ITA ปีงบประมาณ 2568</h2><p>O1 โครงสร้างและอำนาจหน้าที่ <a href="/68/o1.pdf">ดู</a></p>
        """

    static let renumbered = """
        <p>O31 ประกาศเจตนารมณ์นโยบาย No Gift Policy <a href="/gift">ดู</a></p>
        <p>O5 ข้อมูลการติดต่อ <a href="/contact">ดู</a></p>
        """

    static let faulty = """
        <p>O1 โครงสร้างและอำนาจหน้าที่ <a href="#">ดู</a> <a href="javascript:void(0)">ดู</a> <a href="">ดู</a>
        <a href="#ไม่มี">ดู</a> <a href="#" onclick="window.open('/x.pdf')">เปิด</a></p>
        <p>O2 ข้อมูลผู้บริหาร <a href="file:///C:/ita/o2.pdf">ไฟล์</a> <a href="C:\\ita\\o2.pdf">ไฟล์</a>
        <a href="http://192.168.1.5/o2.pdf">ไฟล์</a> <a href="http://">ไฟล์</a><!-- <a href="/old.pdf">เดิม</a> --></p>
        <p>O3 ข้อมูลการติดต่อ <a href="https://drive.google.com/open?id=1">ไดรฟ์</a> <a href="/news-2566.pdf">ข่าว</a></p>
        <p>O4 ข่าวประชาสัมพันธ์ <a href="https://drive.google.com/open?id=1">ไดรฟ์</a> <a href="http://test.example.go.th/a">ข่าว</a>
        <a href="tel:021234567">โทร</a></p><p>O1 โครงสร้างและอำนาจหน้าที่ <a href="/more">อีก</a></p>
        """

    static let layoutTable = """
        <table><tr><td><table><tr><td><font>O1</font></td><td><a href=/o1.htm>โครงสร้าง</a></td></tr>
        <tr><td><font>O2</font></td><td><a href=/o2.htm>ผู้บริหาร</a></td></tr></table></td>
        <td><table><tr><td>O3 <a href=/o3.htm>ติดต่อ</a></td></tr></table></td></tr></table>
        """

    static let definitions = """
        <dl><dt>O1 โครงสร้างและอำนาจหน้าที่</dt><dd><a href="/1">1</a></dd><dt>O2 ข้อมูลผู้บริหาร</dt><dd><a href="/2">2</a></dd></dl>
        <details><summary>O10 E-Service</summary><p><a href="/e">บริการออนไลน์</a></p></details>
        <button class="accordion">О11 ข้อมูลสถิติการให้บริการ</button><div><iframe src="/stat"></iframe></div>
        """

    static let wrapped = """
        <div class="elementor-tab-title" role="tab">O2 ข้อมูลผู้บริหาร</div><div><a href="/exec"><h5>ผู้บริหาร<br>ชุดใหม่</h5><img src="x.jpg" alt="ภาพ"></a></div>
        <p><b>O4</b>&nbsp;ข่าว&shy;ประชาสัมพันธ์<br>&#8226; <a href='/news?a=1&amp;b=2'>ข่าว</a><br><a href=/rss>RSS</a>
        """
}
