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
    /// The capture whose content is shown, where the look found other bytes with the same words and kept none.
    var source: StoredCapture?
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
        func text(_ moment: Moment, _ captures: [StoredCapture]) async throws -> AppealText? {
            // A look that cannot show what was there gives way to the next one that can.
            for capture in captures {
                if let text = try await AppealText.of(capture, moment, place, number: number, site) { return text }
            }
            return nil
        }
        let first = try await text(.first, good)
        let upToDay = day.map { day in good.filter { Instant(stored: $0.at).day <= day } } ?? []
        let chosen = try await text(.chosen, upToDay.reversed())
        let last = try await text(.last, good.reversed())
        return [first, chosen, last?.capture.id == first?.capture.id ? nil : last].compactMap(\.self)
    }

    private static func of(
        _ capture: StoredCapture, _ moment: Moment, _ place: AppealPack.Place, number: Int, _ site: Site
    ) async throws -> AppealText? {
        let captures = try await site.captures(capture.id, agency: capture.agency)
        guard let content = try await site.content(of: captures) else { return nil }
        return AppealText(
            moment: moment, address: place.address, capture: capture,
            source: capture.kind == .note ? captures.first : nil,
            name: "\(number)-\(moment.rawValue)", document: ending(content.kind),
            lines: content.text.blocks.prefix(most.lines).map { $0.text.shortened(to: most.scalars) },
            isMore: content.text.blocks.count > most.lines)
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
        if let source { head.insert(source.at, at: 2) }
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
