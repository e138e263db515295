import Foundation
import ITA
import Watch

/// The content of an address at one moment that matters, as a text that everybody can open, beside the document itself
/// where it was one.
struct AppealText: Sendable {
    /// Which moment; the sentences stand under `appeal.text_`.
    enum Moment: String, Sendable, CaseIterable { case first, chosen, last }
    var moment: Moment
    var address: String
    var capture: StoredCapture
    /// Name without its ending, such as `1-first`.
    var name: String
    /// The ending of the document as it was received; nil for a page of the web.
    var document: String?
    /// The beginning of the words.
    var lines: [String]
    /// Whether there are more words than ``lines``.
    var isMore: Bool

    /// Lines shown on the page of the pack, and how long each.
    static let most = (lines: 40, scalars: 300)

    var textFile: String { "\(name).txt" }
    var documentFile: String? { document.map { "\(name).\($0)" } }

    /// Those of an address: the first and the last good look, and the last good one up to the end of a day. The same
    /// moment stands there once.
    static func of(_ place: AppealPack.Place, number: Int, on day: Day?, _ site: Site) async throws -> [AppealText] {
        let good = good(place)
        var moments: [(Moment, StoredCapture)] = []
        if let first = good.first { moments.append((.first, first)) }
        if let day, let chosen = good.last(where: { Instant(stored: $0.at).day <= day }) {
            moments.append((.chosen, chosen))
        }
        if let last = good.last, last.id != good.first?.id { moments.append((.last, last)) }
        var texts: [AppealText] = []
        for (moment, capture) in moments {
            let captures = try await site.captures(capture.id, agency: capture.agency)
            guard let content = try await site.content(of: captures) else { continue }
            let words = content.text.blocks.lazy.map(\.text)
            texts.append(
                AppealText(
                    moment: moment, address: place.address, capture: capture,
                    name: "\(number)-\(moment.rawValue)", document: ending(content.kind),
                    lines: words.prefix(most.lines).map { $0.shortened(to: most.scalars) },
                    isMore: content.text.blocks.count > most.lines))
        }
        return texts
    }

    /// The looks at which a visitor found the content: a verdict holds until the next one.
    private static func good(_ place: AppealPack.Place) -> [StoredCapture] {
        var (good, next, isGood) = ([StoredCapture](), 0, false)
        for capture in place.captures {
            while next < place.verdicts.count, place.verdicts[next].at <= capture.at {
                isGood = place.verdicts[next].verdict?.weight == .good
                next += 1
            }
            if isGood { good.append(capture) }
        }
        return good
    }

    private static func ending(_ kind: PageContent.Kind) -> String? {
        switch kind {
        case .pdf: "pdf"
        case .docx: "docx"
        case .xlsx: "xlsx"
        default: nil
        }
    }

    /// The text, and the document as it was received.
    func files(_ site: Site) async throws -> [(name: String, bytes: [UInt8])] {
        let captures = try await site.captures(capture.id, agency: capture.agency)
        guard let content = try await site.content(of: captures) else { return [] }
        var head = [address, capture.at, captures.first?.digest ?? "", ""]
        if !content.text.title.isEmpty { head.insert(content.text.title, at: 0) }
        let text = (head + content.text.blocks.map(\.text)).joined(separator: "\r\n") + "\r\n"
        var files = [(name: textFile, bytes: [0xEF, 0xBB, 0xBF] + Array(text.utf8))]
        if let documentFile, let whole = captures.first,
            let body = try StoredCapture.response(in: try whole.bytes(in: site.files))?.body
        {
            files.append((documentFile, body))
        }
        return files
    }
}
