/// Which blocks of a page change by themselves, learnt from look to look: banners that take turns, counters without a
/// word that tells, news of the whole site.
public struct NoiseMemory: Sendable, Equatable, Codable {
    /// How many times the page was compared with its look before.
    public private(set) var comparisons = 0
    /// For a block without its figures: the comparison in which it first came or went, and in how many it did.
    private var flips: [UInt64: Flips] = [:]

    private struct Flips: Sendable, Equatable, Codable {
        var first: Int
        var count: Int
    }

    /// A memory of nothing: only what its words give away is noise.
    public init() {}

    /// Whether a block is known to change by itself: a counter by its words, or whatever came or went in at least
    /// three comparisons and in half of those since the first.
    public func isNoise(_ block: PageForm.Block) -> Bool {
        if block.isCounter { return true }
        guard let seen = flips[block.template] else { return false }
        return seen.count >= 3 && seen.count * 2 >= comparisons - seen.first + 1
    }

    /// Learns from two looks, the earlier first.
    public mutating func learn(from old: PageForm, to new: PageForm) {
        comparisons += 1
        var counts: [UInt64: Int] = [:]
        var templates: [UInt64: UInt64] = [:]
        for block in new.blocks {
            counts[block.exact, default: 0] += 1
            templates[block.exact] = block.template
        }
        for block in old.blocks {
            counts[block.exact, default: 0] -= 1
            templates[block.exact] = block.template
        }
        var changed: Set<UInt64> = []
        for (exact, count) in counts where count != 0 {
            if let template = templates[exact] { changed.insert(template) }
        }
        // A page that became another one teaches nothing about its noise.
        guard changed.count * 2 <= max(8, new.blocks.count) else { return }
        for template in changed {
            var seen = flips[template] ?? Flips(first: comparisons, count: 0)
            seen.count += 1
            flips[template] = seen
        }
        if flips.count > 512 {
            let kept = flips.sorted {
                ($0.value.count, $0.value.first, $0.key) > ($1.value.count, $1.value.first, $1.key)
            }
            flips = Dictionary(uniqueKeysWithValues: kept.prefix(256).map { ($0.key, $0.value) })
        }
    }
}
