/// Whether an address counts as up or down, damped both ways: one bad look is no fall, one good look no recovery.
public struct Standing: Sendable, Equatable, Codable {
    /// Up, down, or not known yet.
    public var state: State = .unknown
    /// Bad looks in a row, with no good one between them.
    public var bad = 0
    /// Good looks in a row.
    public var good = 0
    /// When the row of looks began that led, or may lead, to another state; milliseconds since 1970.
    public var since: Int64?
    /// The verdict of the first look of that row.
    public var first: Verdict?
    /// When a good look was last made.
    public var lastGood: Int64?
    /// When a bad look was last made; nil in what was stored before this was noted.
    public var lastBad: Int64?

    /// What the looks say so far.
    public enum State: String, Sendable, Codable { case unknown, up, down }

    /// How many looks in a row it takes.
    public struct Damping: Sendable, Equatable, Codable {
        /// Bad looks to fall.
        public var toFall = 3
        /// Good looks to rise.
        public var toRise = 2
        /// How far apart two looks of a row may lie, in milliseconds: three days, the time after which somebody is
        /// asked to open an address of which nothing can be told.
        public var apart: Int64 = 3 * 86_400_000
        /// Three to fall, two to rise.
        public init(toFall: Int = 3, toRise: Int = 2) { (self.toFall, self.toRise) = (max(1, toFall), max(1, toRise)) }
    }

    /// What a look led to.
    public enum Event: Sendable, Equatable {
        /// It is down, since the first of the bad looks; `verdict` is that of the last.
        case fell(since: Int64, verdict: Verdict)
        /// It is up again, since the first of the good looks.
        case rose(since: Int64)
    }

    /// Nothing is known yet.
    public init() {}

    /// Takes a verdict. One that says nothing about the address, such as a wall against programs or our own network
    /// being down, changes nothing: an unknown time is not a time of being down. Nor does it become one afterwards:
    /// where more than ``Damping/apart`` lies between two looks that would lead to another state, their row begins
    /// anew with the second. What is down stays down meanwhile.
    public mutating func take(_ verdict: Verdict, at moment: Int64, damping: Damping = Damping()) -> Event? {
        switch verdict.weight {
        case .none: return nil
        case .bad:
            if state != .down, let last = lastBad ?? since, moment - last > damping.apart { bad = 0 }
            if bad == 0 { (since, first) = (moment, verdict) }
            (bad, good, lastBad) = (bad + 1, 0, moment)
            guard bad >= damping.toFall, state != .down else { return nil }
            state = .down
            return .fell(since: since ?? moment, verdict: verdict)
        case .good:
            if state == .down, let last = lastGood, moment - last > damping.apart { good = 0 }
            lastGood = moment
            if good == 0 { (since, first) = (moment, verdict) }
            (good, bad) = (good + 1, 0)
            if state == .unknown { state = .up }
            guard state == .down, good >= damping.toRise else { return nil }
            state = .up
            return .rose(since: since ?? moment)
        }
    }
}
