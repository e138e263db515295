import ITA

/// How much of the time an address was in order: the mean of its days. A day that goes badly is looked at every hour, a
/// good one once, and each weighs the same; a day of which nothing could be told weighs nothing.
struct Availability: Sendable, Equatable {
    /// Days of which something could be told.
    var days = 0
    /// The sum of these days' shares of good looks, in billionths of a day.
    var share = 0

    private static let day = 1_000_000_000

    init() {}

    /// Reads it from columns of ``sums``.
    init(_ row: Row) throws { (days, share) = (try row.integer("told"), try row.integer("share")) }

    /// Its parts, over rows of `watched_day`.
    static let sums: SQL = """
        SUM(CASE WHEN good + bad > 0 THEN 1 ELSE 0 END) AS told,
        SUM(CASE WHEN good + bad > 0 THEN good * 1000000000 / (good + bad) ELSE 0 END) AS share
        """

    /// Adds a day.
    mutating func add(good: Int, bad: Int) {
        guard good + bad > 0 else { return }
        (days, share) = (days + 1, share + good * Self.day / (good + bad))
    }

    /// Adds days on which every look was good.
    mutating func add(goodDays: Int) { (days, share) = (days + goodDays, share + goodDays * Self.day) }

    static func + (a: Availability, b: Availability) -> Availability {
        var sum = a
        (sum.days, sum.share) = (a.days + b.days, a.share + b.share)
        return sum
    }

    /// Whether a whole day has gone by since an address was first looked at: before that a share of its days says more than
    /// a few looks can.
    ///
    /// - Parameters:
    ///   - first: when it was looked at first, where that is known.
    ///   - day: the number of the first day with a look.
    static func isTold(since first: String?, day: Int?, at now: Instant) -> Bool {
        if let first, Instant(stored: first).adding(86_400_000) <= now { return true }
        return day.map { now.day.number - $0 > 1 } ?? false
    }

    /// In hundredths, with two decimals; never 100 where a look was bad. A dash where nothing could be told.
    var percent: String {
        guard days > 0 else { return "–" }
        let whole = days * Self.day
        if share == whole { return "100" }
        return min(Exact(Int128(share) * 100, over: Int128(whole)), Exact(9999, over: 100)).rounded()
    }
}

/// The days of a year on which an address was looked at.
struct WatchedDays: Sendable, Equatable {
    /// How far it goes back, today included.
    static let year = 365

    /// Numbers of the days with a look, those that follow one another together, the first one first.
    var looked: [ClosedRange<Int>] = []
    /// Days with a bad look.
    var badDays: [Day] = []
    /// Days of which nothing could be told.
    var unsureDays: [Day] = []
    var availability = Availability()
    /// How many looks there were, and how many of them were good.
    var looks = 0
    var goodLooks = 0
    /// When it was looked at first; nil where that is not known.
    var firstAt: String?

    /// Whether it was watched for a whole day.
    func isTold(at now: Instant) -> Bool {
        Availability.isTold(since: firstAt, day: looked.first?.lowerBound, at: now)
    }

    /// How many days it was looked at.
    var count: Int { looked.reduce(0) { $0 + $1.count } }

    /// Days without a look, from the first one with a look to the day before today.
    func missed(today: Day) -> Int {
        guard let first = looked.first, let last = looked.last else { return 0 }
        return max(last.upperBound, today.number - 1) - first.lowerBound + 1 - count
    }

    /// The days of some addresses up to today. Good days are counted; they are listed only where days between are missing.
    static func load(of watched: [String], today: Day, in db: Connection) throws -> [String: WatchedDays] {
        let since = Instant(milliseconds: Int64(today.number - year + 1) * 86_400_000).day.iso
        let place: SQL = "FROM watched_day WHERE watched_id IN (\(list: watched)) AND on_day >= \(since)"
        var days: [String: WatchedDays] = [:]
        for row in try db.rows(
            """
            SELECT watched_id, MIN(on_day) AS first, MAX(on_day) AS last, COUNT(*) AS days, SUM(looks) AS looks,
              SUM(good) AS good, (SELECT MIN(at) FROM verdict WHERE verdict.watched_id = watched_day.watched_id) AS first_at
            \(place) GROUP BY watched_id
            """)
        {
            guard let first = Day(iso: try row.string("first")), let last = Day(iso: try row.string("last")) else {
                continue
            }
            var one = WatchedDays()
            one.looked = [first.number...last.number]
            one.availability.add(goodDays: try row.integer("days"))
            (one.looks, one.goodLooks) = (try row.integer("looks"), try row.integer("good"))
            one.firstAt = try row.optionalString("first_at")
            days[try row.string("watched_id")] = one
        }
        let parted = days.filter { $0.value.count > $0.value.availability.days }.map(\.key).sorted()
        if !parted.isEmpty {
            let rows = try db.rows(
                """
                SELECT watched_id, on_day FROM watched_day WHERE watched_id IN (\(list: parted)) AND on_day >= \(since)
                """)
            for (id, rows) in try Dictionary(grouping: rows, by: { try $0.string("watched_id") }) {
                days[id]?.looked = runs(try rows.compactMap { Day(iso: try $0.string("on_day"))?.number })
            }
        }
        for row in try db.rows(
            "SELECT watched_id, on_day, good, bad \(place) AND good < looks ORDER BY on_day DESC LIMIT 20000")
        {
            guard let day = Day(iso: try row.string("on_day")) else { continue }
            let (id, good, bad) = (try row.string("watched_id"), try row.integer("good"), try row.integer("bad"))
            if bad > 0 { days[id]?.badDays.append(day) } else { days[id]?.unsureDays.append(day) }
            days[id]?.availability.add(goodDays: -1)
            days[id]?.availability.add(good: good, bad: bad)
        }
        return days
    }

    /// The days of several addresses together: a day is bad where one of them was.
    static func together(_ all: [WatchedDays]) -> WatchedDays {
        var days = WatchedDays()
        days.looked = runs(Set(all.flatMap(\.looked).flatMap { Array($0) }).sorted())
        let bad = Set(all.flatMap(\.badDays))
        days.badDays = bad.sorted(by: >)
        days.unsureDays = Set(all.flatMap(\.unsureDays)).subtracting(bad).sorted(by: >)
        days.availability = all.map(\.availability).reduce(Availability(), +)
        days.looks = all.reduce(0) { $0 + $1.looks }
        days.goodLooks = all.reduce(0) { $0 + $1.goodLooks }
        days.firstAt = all.compactMap(\.firstAt).min()
        return days
    }

    /// Numbers that follow one another, together.
    static func runs(_ numbers: [Int]) -> [ClosedRange<Int>] {
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
}
