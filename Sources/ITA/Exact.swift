/// An exact number: a reduced fraction. Scores, means and weights are never rounded before they are shown.
///
/// 128-bit integers hold every figure an edition can produce: ``Formula`` refuses an edition whose coefficients
/// would not fit, so the arithmetic here cannot overflow on checked input.
public struct Exact: Sendable, Hashable, Comparable {
    /// The numerator of the reduced fraction.
    public let numerator: Int128
    /// The denominator of the reduced fraction, always positive.
    public let denominator: Int128

    /// A whole number.
    public init(_ whole: Int) { (numerator, denominator) = (Int128(whole), 1) }

    /// A fraction, reduced. `denominator` must not be 0.
    public init(_ numerator: Int128, over denominator: Int128) {
        precondition(denominator != 0, "a fraction needs a denominator")
        let divisor = Exact.commonDivisor(numerator.magnitude, denominator.magnitude)
        let sign: Int128 = denominator < 0 ? -1 : 1
        self.numerator = sign * numerator / Int128(divisor)
        self.denominator = sign * denominator / Int128(divisor)
    }

    /// A decimal written with ASCII digits, such as `0.30` or `94.7`; nil for anything else, a sign included, and for
    /// more than 18 digits or 9 decimals.
    public init?(decimal text: String) {
        var whole: Int128 = 0
        var scale: Int128 = 1
        var digits = 0
        var seenPoint = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard digits < 18, scale < 1_000_000_000 || !seenPoint else { return nil }
                whole = whole * 10 + Int128(byte - UInt8(ascii: "0"))
                if seenPoint { scale *= 10 }
                digits += 1
            case UInt8(ascii: ".") where !seenPoint && digits > 0: seenPoint = true
            default: return nil
            }
        }
        guard digits > 0, !seenPoint || scale > 1 else { return nil }
        self.init(whole, over: scale)
    }

    /// Zero.
    public static let zero = Exact(0)

    /// Sum.
    public static func + (a: Exact, b: Exact) -> Exact {
        Exact(a.numerator * b.denominator + b.numerator * a.denominator, over: a.denominator * b.denominator)
    }
    /// Difference.
    public static func - (a: Exact, b: Exact) -> Exact {
        Exact(a.numerator * b.denominator - b.numerator * a.denominator, over: a.denominator * b.denominator)
    }
    /// Product.
    public static func * (a: Exact, b: Exact) -> Exact {
        Exact(a.numerator * b.numerator, over: a.denominator * b.denominator)
    }
    /// Order by value.
    public static func < (a: Exact, b: Exact) -> Bool {
        a.numerator * b.denominator < b.numerator * a.denominator
    }

    /// The number with a fixed count of decimals, halves away from zero: 88.978 → `88.98`, 1.005 → `1.01`.
    ///
    /// Published figures round so (88.978 was published as 88.98 for FY2566).
    public func rounded(_ decimals: Int = 2) -> String {
        var scale: Int128 = 1
        for _ in 0..<decimals { scale *= 10 }
        let twice = numerator.magnitude * UInt128(scale) * 2 + denominator.magnitude
        let value = twice / (denominator.magnitude * 2)
        let whole = value / UInt128(scale)
        var fraction = String(value % UInt128(scale))
        while fraction.utf8.count < decimals { fraction = "0" + fraction }
        let sign = numerator < 0 && value != 0 ? "-" : ""
        return decimals == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(fraction)"
    }

    static func commonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a == 0 ? 1 : a
    }
}
