/// A published score: the text as published beside its exact value, 0–100 with at most six decimals.
public struct Score: Sendable, Hashable {
    /// As published, such as `94.70`.
    public let text: String
    /// The value in millionths of a point: `94.70` is 94,700,000.
    public let millionths: Int64

    /// Reads a score. Anything but plain ASCII digits with an optional decimal point, or a value over 100, is refused
    /// with the reason; the text is kept as it came.
    public init(published text: String) throws(ScoreFault) {
        guard !text.utf8.contains(UInt8(ascii: ",")) else { throw .comma }
        if text.utf8.first == UInt8(ascii: "-"),
            Exact(decimal: String(decoding: text.utf8.dropFirst(), as: UTF8.self)) != nil
        {
            throw .belowZero
        }
        guard let value = Exact(decimal: text) else { throw .notANumber }
        guard value <= Exact(100) else { throw .aboveHundred }
        guard Int128(1_000_000) % value.denominator == 0 else { throw .tooManyDecimals }
        self.text = text
        millionths = Int64(value.numerator * (1_000_000 / value.denominator))
    }

    /// The exact value.
    public var value: Exact { Exact(Int128(millionths), over: 1_000_000) }
    /// 100 points, all there is to have.
    public static let full = Score(unchecked: "100", millionths: 100_000_000)
    /// No points.
    public static let none = Score(unchecked: "0", millionths: 0)

    private init(unchecked text: String, millionths: Int64) { (self.text, self.millionths) = (text, millionths) }
}

/// Why a text is not a score.
public enum ScoreFault: String, Error, Sendable, CaseIterable {
    /// Not plain ASCII digits with an optional point: a sign, a blank, Thai digits, or far too many digits.
    case notANumber = "not_a_number"
    /// A decimal comma or a thousands separator; nobody can tell which.
    case comma
    /// A number below zero.
    case belowZero = "below_zero"
    /// More points than there are to have.
    case aboveHundred = "above_hundred"
    /// Finer than a millionth of a point.
    case tooManyDecimals = "too_many_decimals"
}
