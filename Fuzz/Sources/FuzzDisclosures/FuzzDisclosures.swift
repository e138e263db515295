import Foundation
import ITA
import Watch

/// What the program's own agency holds beside the database.
struct Agency: Sendable, Equatable {
    var id = "a"
}

/// The disclosures of a year, on the edition that ships. Without it nothing would be tested, so that is a crash.
private func year() -> DisclosureYear {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "../../../Instruments")
    guard let schema = try? Schema(file: folder.appendingPathComponent("edition.schema.json")),
        let bytes = try? Data(contentsOf: folder.appendingPathComponent("nacc-ita-2568.yaml")),
        let file = try? EditionFile(Array(bytes), file: "nacc-ita-2568.yaml", schema: schema)
    else { preconditionFailure("Instruments cannot be read") }
    let items = DisclosureYear.items(of: file.edition).map { item in
        Disclosure(
            id: item.key, item: item, changedAt: "",
            elements: item.elements.map { .init(key: $0.key, text: $0.thai) }, addresses: [], files: 0, hasText: false)
    }
    return DisclosureYear(id: "year", agency: Agency(), fiscalYear: 2568, edition: file, items: items)
}

private let disclosures = year()
private let page = try? WebAddress("https://www.example.go.th/ita2568/")

/// Bytes into the reader of an agency's page of disclosures. What it proposes or finds belongs to an item of the edition.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    for address in [page, nil] {
        let reading = DisclosureReader.read(bytes, page: address, year: disclosures)
        for proposal in reading.proposals {
            precondition(disclosures.item(key: proposal.itemKey) != nil && proposal.place > 0)
        }
        for find in reading.finds { precondition(find.itemKey.map { disclosures.item(key: $0) != nil } ?? true) }
    }
    return 0
}

// The program's own stand beside what it needs of the database.
extension String {
    func shortened(to most: Int) -> String { String(String.UnicodeScalarView(unicodeScalars.prefix(most))) }
}

extension IPAddress {
    var isInside: Bool { AddressGuard.kind(of: self) != nil }
}
