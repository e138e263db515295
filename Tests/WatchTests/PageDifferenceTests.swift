import Testing

@testable import Watch

@Suite struct PageDifferenceTests {
    private let day = PageForm.Day(year: 2568, month: 11, day: 28)
    private let next = PageForm.Day(year: 2568, month: 11, day: 29)

    private func page(_ lines: [String]) -> PageText {
        var text = PageText()
        text.blocks = lines.map { .init($0) }
        return text
    }

    private func digest(_ lines: [String], _ seen: PageForm.Day? = nil, noise: NoiseMemory = NoiseMemory()) -> String {
        PageForm(page(lines), seen: seen ?? day).digest(without: noise)
    }

    @Test func `counters, the date of the day, the time, tokens and spelling change nothing`() {
        let today = [
            "นโยบาย No Gift ปี ๒๕๖๘", "วันนี้ 28 พฤศจิกายน 2568 เวลา 10:15:01", "ผู้เข้าชม 1,024 คน",
            "token a8f3b2c9d0e1f2a3b4c5",
        ]
        let tomorrow = [
            "นโยบาย  no gift ปี 2568", "วันนี้ 29 พ.ย. 2568 เวลา 9:05:59", "ผู้เข้าชม 1,031 คน", "token 00ffb2c9d0e1f2a3b4c5",
        ]
        #expect(digest(today) == digest(tomorrow, next))
    }

    @Test func `another year, another amount and a lost sentence change it`() {
        let lines = ["ปีงบประมาณ 2568", "วงเงิน 500,000 บาท", "ลงนามแล้ว", "ประกาศ ณ วันที่ 1 ตุลาคม 2567"]
        for other in [
            ["ปีงบประมาณ 2569", lines[1], lines[2], lines[3]], [lines[0], "วงเงิน 500,001 บาท", lines[2], lines[3]],
            [lines[0], lines[1], lines[3]], [lines[0], lines[1], lines[2], "ประกาศ ณ วันที่ 2 ตุลาคม 2567"],
        ] { #expect(digest(lines) != digest(other)) }
        #expect(digest(lines) == digest(lines.reversed()))
    }

    @Test func `only the figures of counters and the frame of the site are left out of what a capture answers for`() {
        var text = page(["ผู้เข้าชม 1,024 คน วันละ 12", "เปิด 08:30 น.", "วงเงิน 500 บาท"])
        text.blocks.append(.init("ท้ายหน้า", isFrame: true))
        #expect(text.lasting.map(\.text) == ["ผู้เข้าชม … คน วันละ …", "เปิด 08:30 น.", "วงเงิน 500 บาท"])
        var other = text
        other.blocks[0].text = "ผู้เข้าชม 999 คน วันละ 7"
        other.blocks[3].text = "ท้ายหน้าอื่น"
        #expect(other.fingerprint == text.fingerprint)
        for (index, words) in [(1, "เปิด 09:30 น."), (2, "วงเงิน 501 บาท"), (0, "ผู้เข้าชม 1,024 ราย วันละ 12")] {
            var other = text
            other.blocks[index].text = words
            #expect(other.fingerprint != text.fingerprint, "\(words)")
        }
        var moved = text
        moved.blocks.swapAt(1, 2)
        #expect(moved.fingerprint != text.fingerprint)
    }

    @Test func `a banner that takes turns is learnt, a page that changes once is not`() {
        var noise = NoiseMemory()
        let banners = ["เชิญร่วมงานวันดินโลก", "ขอเชิญประชุมสภา", "รับสมัครพนักงาน", "ประกาศราคากลาง"]
        let base = (0..<20).map { "ข้อความที่ \(["ก", "ข", "ค", "ง", "จ"][$0 % 5])\($0)" }
        var last = PageForm(page(base + [banners[0]]), seen: day)
        for look in 1..<9 {
            let form = PageForm(page(base + [banners[look % 4]]), seen: day)
            noise.learn(from: last, to: form)
            last = form
        }
        #expect(digest(base + [banners[0]], noise: noise) == digest(base + [banners[2]], noise: noise))
        #expect(digest(base + [banners[0]], noise: noise) != digest(base.dropLast() + [banners[0]], noise: noise))
        var once = NoiseMemory()
        once.learn(from: PageForm(page(base), seen: day), to: PageForm(page(base + ["ใหม่"]), seen: day))
        #expect(digest(base, noise: once) != digest(base + ["ใหม่"], noise: once))
    }

    @Test func `what was added, removed, edited and moved is told`() {
        let old = page(["หนึ่ง", "สอง", "สาม", "วงเงิน 100 บาท", "สี่", "ผู้เข้าชม 5 คน"])
        let new = page(["หนึ่ง", "สาม", "สอง", "วงเงิน 200 บาท", "ห้าเป็นของใหม่", "ผู้เข้าชม 9 คน"])
        let difference = PageDifference.between(old, seen: day, new, seen: day)
        #expect(
            difference.changes == [
                .moved(.init("สาม"), from: 2, to: 1), .edited(from: .init("วงเงิน 100 บาท"), to: .init("วงเงิน 200 บาท")),
                .added(.init("ห้าเป็นของใหม่")), .removed(.init("สี่")),
            ])
        #expect(difference.ignored == 2 && !difference.isEmpty)
        #expect(PageDifference.between(old, seen: day, old, seen: next).changes.isEmpty)
        #expect(PageDifference.between(page(["ก", "ข"]), seen: day, page(["ข", "ก"]), seen: day).isEmpty)
    }

    @Test(.timeLimit(.minutes(5))) func `pages with nothing in common are compared in few steps`() {
        let old = page((0..<20_000).map { "เดิม \($0)" })
        let new = page((0..<20_000).map { "ใหม่ \($0)" })
        #expect(!PageDifference.between(old, seen: day, new, seen: day).isEmpty)
    }
}
