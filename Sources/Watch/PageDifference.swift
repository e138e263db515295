/// What is different between two looks at a page, in an order that can be read.
public struct PageDifference: Sendable, Equatable {
    /// What changed, in the order of the newer page; what is gone stands where it stood.
    public var changes: [Change] = []
    /// How many blocks came, went or changed that are known to do so by themselves.
    public var ignored = 0

    /// One change.
    public enum Change: Sendable, Equatable {
        /// A block that was not there.
        case added(PageText.Block)
        /// A block that is not there any more.
        case removed(PageText.Block)
        /// A block that stands elsewhere, with its old and new place among the blocks.
        case moved(PageText.Block, from: Int, to: Int)
        /// A block of which a part is different.
        case edited(from: PageText.Block, to: PageText.Block)
    }

    /// Whether anything but places is different.
    public var isEmpty: Bool {
        changes.allSatisfy {
            if case .moved = $0 { return true }
            return false
        }
    }

    /// Compares two looks, the earlier first. Takes time in proportion to the pages, however different they are.
    public static func between(
        _ old: PageText, seen oldDay: PageForm.Day, _ new: PageText, seen newDay: PageForm.Day,
        noise: NoiseMemory = NoiseMemory()
    ) -> PageDifference {
        let before = old.blocks.filter { !$0.isFrame }
        let after = new.blocks.filter { !$0.isFrame }
        let oldForms = before.map { PageForm.block($0.text, [oldDay, newDay]) }
        let newForms = after.map { PageForm.block($0.text, [oldDay, newDay]) }
        var difference = PageDifference()

        // Blocks that stand in both, the first with the first.
        var places: [UInt64: [Int]] = [:]
        for index in oldForms.indices.reversed() { places[oldForms[index].exact, default: []].append(index) }
        var partner = [Int?](repeating: nil, count: after.count)
        var isKept = [Bool](repeating: false, count: before.count)
        for index in newForms.indices {
            guard let place = places[newForms[index].exact]?.popLast() else { continue }
            partner[index] = place
            isKept[place] = true
        }
        let steady = longestRising(partner)

        var (oldAt, newAt) = (0, 0)
        func closeGap(_ oldEnd: Int, _ newEnd: Int) {
            var removed: [Int] = []
            while oldAt < oldEnd {
                if !isKept[oldAt] {
                    if noise.isNoise(oldForms[oldAt]) { difference.ignored += 1 } else { removed.append(oldAt) }
                }
                oldAt += 1
            }
            var gone = removed[...]
            while newAt < newEnd {
                if let place = partner[newAt] {
                    if !noise.isNoise(newForms[newAt]) {
                        difference.changes.append(.moved(after[newAt], from: place, to: newAt))
                    }
                } else if noise.isNoise(newForms[newAt]) {
                    difference.ignored += 1
                } else if let near = gone.prefix(8).first(where: { isAlike(before[$0].text, after[newAt].text) }) {
                    for index in gone.prefix(while: { $0 < near }) {
                        difference.changes.append(.removed(before[index]))
                    }
                    difference.changes.append(.edited(from: before[near], to: after[newAt]))
                    gone = gone.drop { $0 <= near }
                } else {
                    difference.changes.append(.added(after[newAt]))
                }
                newAt += 1
            }
            for index in gone { difference.changes.append(.removed(before[index])) }
        }
        for index in steady {
            guard let place = partner[index] else { continue }
            closeGap(place, index)
            (oldAt, newAt) = (place + 1, index + 1)
        }
        closeGap(before.count, after.count)
        return difference
    }

    /// Whether two blocks share more than half of the shorter one at their beginning and end.
    private static func isAlike(_ a: String, _ b: String) -> Bool {
        let (x, y) = (Array(a.unicodeScalars), Array(b.unicodeScalars))
        let shorter = min(x.count, y.count)
        var same = 0
        while same < shorter, x[same] == y[same] { same += 1 }
        var tail = 0
        while tail < shorter - same, x[x.count - 1 - tail] == y[y.count - 1 - tail] { tail += 1 }
        return (same + tail) * 2 > shorter && (same + tail) * 4 > max(x.count, y.count)
    }

    /// The indices of a longest rising run of values, in order; nil values have no place in it.
    private static func longestRising(_ values: [Int?]) -> [Int] {
        var tails: [Int] = []
        var before = [Int](repeating: -1, count: values.count)
        for (index, value) in values.enumerated() {
            guard let value else { continue }
            var (low, high) = (0, tails.count)
            while low < high {
                let middle = (low + high) / 2
                if (values[tails[middle]] ?? 0) < value { low = middle + 1 } else { high = middle }
            }
            if low > 0 { before[index] = tails[low - 1] }
            if low == tails.count { tails.append(index) } else { tails[low] = index }
        }
        var run: [Int] = []
        var next = tails.last ?? -1
        while next >= 0 {
            run.append(next)
            next = before[next]
        }
        return run.reversed()
    }
}
