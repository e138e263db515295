import HTML
import ITA

/// Days of looks as one strip: days without a look as its ground, good, bad and unsure ones upon it. The same stands
/// beside it in words.
enum WatchStrip {
    /// The last 365 days up to today, or fewer where it is not watched so long.
    static func node(_ days: WatchedDays, today: Day, _ visit: Visit) -> Node {
        guard let first = days.looked.first, let last = days.looked.last else {
            return element("span", [.class("hint")], text: visit.text("watch.no_days"))
        }
        let begin = first.lowerBound
        // No day is wider than a tenth of the strip.
        let width = max(10, max(today.number, last.upperBound) - begin + 1)
        let kinds = [
            ("good", days.looked), ("fair", WatchedDays.runs(days.unsureDays.map(\.number))),
            ("bad", WatchedDays.runs(days.badDays.map(\.number))),
        ]
        let ground = element(
            "rect", [Attribute("width", String(width)), Attribute("height", "10"), .class("track")])
        let shapes = kinds.map { style, runs -> Node in
            let way = runs.map { "M\($0.lowerBound - begin) 0h\($0.count)v10h-\($0.count)z" }
            guard !way.isEmpty else { return .empty }
            return element("path", [Attribute("d", way.joined()), .class(style)])
        }
        return element(
            "svg",
            [
                Attribute("viewBox", "0 0 \(width) 10"), Attribute("preserveAspectRatio", "none"), .class("strip"),
                Attribute("aria-hidden", "true"), Attribute("focusable", "false"),
            ], [ground] + shapes)
    }

    /// The same in words: `เฝ้าดู 365 วัน ปกติร้อยละ 99.18 มีปัญหา 3 วัน`.
    static func words(_ days: WatchedDays, _ visit: Visit) -> String {
        guard let first = days.looked.first else { return visit.text("watch.no_days") }
        guard days.isTold(at: visit.now) else {
            let day = Instant(milliseconds: Int64(first.lowerBound) * 86_400_000).day
            let since = days.firstAt.map { visit.instant($0) } ?? visit.day(day)
            return visit.text(
                "watch.days_begun",
                ["since": since, "looks": String(days.looks), "good": String(days.goodLooks)])
        }
        let missed = days.missed(today: visit.today)
        let values = [
            "days": String(days.count), "bad": String(days.badDays.count), "unsure": String(days.unsureDays.count),
            "percent": days.availability.percent, "missed": String(missed),
        ]
        return visit.text(missed == 0 ? "watch.days" : "watch.days_missed", values)
    }
}
