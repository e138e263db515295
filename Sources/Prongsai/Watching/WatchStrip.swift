import HTML
import ITA

/// Days of looks as one strip: good days as its ground, bad and unsure ones upon it. The same stands beside it in words.
enum WatchStrip {
    /// The last 365 days up to today, or fewer where it is not watched so long.
    static func node(_ days: WatchedDays, today: Day, _ visit: Visit) -> Node {
        guard let first = days.first, let last = days.last else {
            return element("span", [.class("hint")], text: visit.text("watch.no_days"))
        }
        let begin = max(first.number, today.number - 364)
        // No day is wider than a tenth of the strip.
        let width = max(10, max(today.number, last.number) - begin + 1)
        var shapes = [
            rect("track", at: 0, days: width),
            rect("good", at: 0, days: max(1, min(last.number, begin + width - 1) - begin + 1)),
        ]
        for (style, marked) in [("fair", days.unsureDays), ("bad", days.badDays)] {
            for run in runs(marked.map(\.number).filter { $0 >= begin && $0 < begin + width }) {
                shapes.append(rect(style, at: run.lowerBound - begin, days: run.count))
            }
        }
        return element(
            "svg",
            [
                Attribute("viewBox", "0 0 \(width) 10"), Attribute("preserveAspectRatio", "none"), .class("strip"),
                Attribute("aria-hidden", "true"), Attribute("focusable", "false"),
            ], shapes)
    }

    /// The same in words: `365 วัน · มีวันที่เปิดไม่ได้ 3 วัน`.
    static func words(_ days: WatchedDays, _ visit: Visit) -> String {
        guard let first = days.first, let last = days.last else { return visit.text("watch.no_days") }
        let values = [
            "days": String(last.number - first.number + 1), "bad": String(days.badDays.count),
            "unsure": String(days.unsureDays.count), "percent": WatchStrip.percent(days.good, days.good + days.bad),
        ]
        return visit.text("watch.days", values)
    }

    /// Good looks of those that told something, with two decimals; never 100 where one was bad.
    static func percent(_ good: Int, _ of: Int) -> String {
        guard of > 0 else { return "–" }
        return good == of ? "100" : min(Exact(Int128(good) * 100, over: Int128(of)), Exact(9999, over: 100)).rounded()
    }

    /// Numbers that follow one another, together.
    private static func runs(_ numbers: [Int]) -> [ClosedRange<Int>] {
        var runs: [ClosedRange<Int>] = []
        for number in numbers.sorted() {
            if let last = runs.last, number <= last.upperBound + 1 {
                runs[runs.count - 1] = last.lowerBound...max(number, last.upperBound)
            } else {
                runs.append(number...number)
            }
        }
        return runs
    }

    private static func rect(_ style: String, at x: Int, days: Int) -> Node {
        element(
            "rect",
            [
                Attribute("x", String(x)), Attribute("width", String(days)), Attribute("height", "10"), .class(style),
            ])
    }
}
