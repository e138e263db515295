import Foundation
import Watch

/// `WatchBenchmark fetch LIST GAP [status]` fetches the addresses of a list, reads and judges each page, and counts
/// them; with `status` nothing is read. `WatchBenchmark labels` judges the labelled set and prints precision and recall.
@main struct WatchBenchmark {
    static func main() async throws {
        let words = CommandLine.arguments
        if words.count >= 4, words[1] == "fetch" {
            try await fetch(list: words[2], gap: Int(words[3]) ?? 0, reads: words.count == 4)
        } else if words.count == 2, words[1] == "labels" {
            try await labels()
        } else {
            print("usage: WatchBenchmark fetch LIST GAP [status] | labels")
            exit(64)
        }
    }

    private static func fetch(list: String, gap: Int, reads: Bool) async throws {
        var settings = FetchSettings()
        settings.addresses = AddressGuard(allowedNetworks: [IPNetwork("127.0.0.0/8")].compactMap(\.self), ports: nil)
        settings.hostGap = gap
        let text = try String(contentsOfFile: list, encoding: .utf8)
        var requests: [FetchRequest] = []
        for line in text.utf8.split(separator: 0x0A) {
            let address = try WebAddress(String(decoding: line, as: UTF8.self))
            requests.append(FetchRequest(id: requests.count, address: address))
        }
        let start = Date()
        var (alive, other) = (0, 0)
        await withTaskGroup(of: Bool.self) { group in
            var judging = 0
            func take() async {
                if await group.next() == true { alive += 1 } else { other += 1 }
                judging -= 1
            }
            for await outcome in Fetcher(settings).fetch(requests) {
                if judging == 4 { await take() }
                judging += 1
                group.addTask {
                    guard reads else { return (try? outcome.result.get().status) == 200 }
                    return Verdict.of(await Look.reading(outcome), expecting: Expectation(fiscalYear: 2568)).state
                        == .alive
                }
            }
            while judging > 0 { await take() }
        }
        let seconds = Date().timeIntervalSince(start)
        print("{\"alive\": \(alive), \"other\": \(other), \"seconds\": \(seconds)}")
    }

    private static func labels() async throws {
        let player = try SituationPlayer()
        var pairs: [(label: Verdict.State, said: Verdict.State)] = []
        for situation in Situation.all {
            let said = try await player.verdict(of: situation).state
            pairs.append((situation.label, said))
            if said != situation.label {
                print("\(situation.name): \(situation.label.rawValue), said \(said.rawValue)")
            }
        }
        print("verdict            pages  precision  recall")
        for state in Verdict.State.allCases {
            let labelled = pairs.filter { $0.label == state }.count
            let said = pairs.filter { $0.said == state }.count
            guard labelled + said > 0 else { continue }
            let right = pairs.filter { $0.label == state && $0.said == state }.count
            func share(_ whole: Int) -> String {
                whole == 0 ? "–" : String(format: "%.2f", Double(right) / Double(whole))
            }
            print(
                state.rawValue.padding(toLength: 18, withPad: " ", startingAt: 0),
                String(format: "%5d  %9@  %6@", labelled, share(said) as NSString, share(labelled) as NSString))
        }
        print("\(pairs.filter { $0.label == $0.said }.count) of \(pairs.count) situations judged as labelled")
    }
}
