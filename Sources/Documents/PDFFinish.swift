/// Writes into a finished PDF what cairo cannot: language, alternative texts, spans of cells, and a fixed identity.
///
/// What comes behind the pages is written anew, in object streams (ISO 32000-1 §7.5.7), where it takes a tenth of the
/// room; the pages and photos before it stay as they are and where they are. libqpdf does the same with a file that is
/// not as cairo 1.16 writes it, reading and writing all of it.
struct PDFFinish {
    enum Failure: Error {
        case memory
        case qpdf(String)
        /// The temporary file cannot be made or read: the system's error number.
        case file(Int32)
    }

    var language: String
    var tags: PDFTags
    /// UTC, ISO 8601; nil leaves the document without a date.
    var createdAt: String?

    /// The same input gives the same bytes, with `bytes` used up.
    func apply(to bytes: PDFBytes) throws -> [UInt8] {
        if let tail = PDFTail(bytes), let objects = edited(tail) {
            try write(objects, tail, to: bytes)
            return bytes.handedOver()
        }
        return try throughQPDF(bytes)
    }

    /// Digits of the moment the document names; nil where it names none.
    var moment: String? {
        let digits = (createdAt ?? "").utf8.filter { (0x30...0x39).contains($0) }
        return digits.count < 14 ? nil : "D:\(String(decoding: digits.prefix(14), as: UTF8.self))Z"
    }

    // MARK: What is written anew

    private typealias Written = (number: Int, text: [UInt8])

    /// The objects of the tail with what they lack; nil where they are not those that were tagged.
    private func edited(_ tail: PDFTail) -> [Written]? {
        var (alternatives, cells) = (tags.alternatives[...], tags.cells[...])
        var (hasRoot, hasInfo) = (false, false)
        var objects: [Written] = []
        // cairo numbers the elements as their tags begin, which is the order they were kept in.
        for object in tail.tail.sorted(by: { $0.number < $1.number }) {
            var text = tail.text(object)
            var isDone = true
            switch tail.structure(object) {
            case "Figure":
                guard let alternative = alternatives.popFirst() else { return nil }
                isDone = text.add("/Alt \(Self.hex(alternative))")
            case "TD", "TH":
                guard let cell = cells.popFirst() else { return nil }
                if cell != PDFTags.Cell() { isDone = text.add(Self.attributes(cell)) }
            default:
                if object.number == tail.root {
                    let entries = "/ViewerPreferences << /DisplayDocTitle true >> /PageMode /UseOutlines"
                    isDone = text.add("/Lang (\(language)) \(entries)")
                    hasRoot = true
                } else if object.number == tail.info {
                    isDone = text.removeDate() && text.add(moment.map { "/CreationDate (\($0))" } ?? "")
                    hasInfo = true
                }
            }
            guard isDone else { return nil }
            objects.append((object.number, text))
        }
        return alternatives.isEmpty && cells.isEmpty && hasRoot && hasInfo ? objects : nil
    }

    private static func attributes(_ cell: PDFTags.Cell) -> String {
        var attributes = "/A << /O /Table"
        if cell.columns > 1 { attributes += " /ColSpan \(cell.columns)" }
        if cell.rows > 1 { attributes += " /RowSpan \(cell.rows)" }
        if let scope = cell.scope { attributes += " /Scope /\(scope)" }
        return attributes + " >>"
    }

    /// A text string in UTF-16 (§7.9.2.2).
    private static func hex(_ text: String) -> String {
        var digits = "<FEFF"
        for unit in text.utf16 {
            let plain = String(unit, radix: 16, uppercase: true)
            digits += String(repeating: "0", count: 4 - plain.utf8.count) + plain
        }
        return digits + ">"
    }

    // MARK: Writing

    /// An entry of the table of places (§7.5.8.3): free, at an offset, or in an object stream at an index.
    private struct Place {
        var kind: UInt8 = 0
        var first = 0
        var second = 0

        func append(to bytes: inout [UInt8]) {
            bytes.append(kind)
            for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: first >> shift)) }
            for shift in [8, 0] { bytes.append(UInt8(truncatingIfNeeded: second >> shift)) }
        }
    }

    private func write(_ objects: [Written], _ tail: PDFTail, to bytes: PDFBytes) throws {
        for range in tail.repeats() { bytes.blank(range) }
        var identity = Identity()
        for name in tags.pictures { identity.add(name.utf8) }
        // The photos are in by their names.
        for object in tail.kept where object.end - object.start < 1 << 16 {
            identity.add(bytes.all[object.start..<object.end])
        }
        bytes.cut(to: tail.kept.last?.end ?? 0)

        var places = [Place](repeating: Place(), count: tail.size)
        for object in tail.kept { places[object.number] = Place(kind: 1, first: object.start) }
        for start in stride(from: 0, to: objects.count, by: 200) {
            let group = objects[start..<min(start + 200, objects.count)]
            var (heading, content) = ([UInt8](), [UInt8]())
            for (index, object) in group.enumerated() {
                places[object.number] = Place(kind: 2, first: places.count, second: index)
                heading += "\(object.number) \(content.count) ".utf8
                content += object.text
            }
            let entries = "/Type /ObjStm /N \(group.count) /First \(heading.count)"
            places.append(Place(kind: 1, first: bytes.count))
            try stream(places.count - 1, entries, heading + content, to: bytes, &identity)
        }
        let table = bytes.count
        places.append(Place(kind: 1, first: table))
        places[0].second = 65535
        let rows = places.reduce(into: [UInt8]()) { $1.append(to: &$0) }
        let entries = """
            /Type /XRef /Size \(places.count) /W [1 4 2] /Root \(tail.root) 0 R /Info \(tail.info) 0 R \
            /ID [<\(identity.hex)> <\(identity.hex)>]
            """
        try stream(places.count - 1, entries, rows, to: bytes, &identity)
        try bytes.append(Array("startxref\n\(table)\n%%EOF\n".utf8))
    }

    private func stream(
        _ number: Int, _ entries: String, _ content: [UInt8], to bytes: PDFBytes, _ identity: inout Identity
    ) throws {
        let packed = try Deflated(content, store: false).zlib(content)
        identity.add(packed)
        let heading = "\(number) 0 obj\n<< \(entries) /Length \(packed.count) /Filter /FlateDecode >>\nstream\n"
        try bytes.append(Array(heading.utf8) + packed + Array("\nendstream\nendobj\n".utf8))
    }

    /// FNV-1a of 128 bits: no secret, only another for another file.
    private struct Identity {
        private var value: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

        mutating func add(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { value = (value ^ UInt128(byte)) &* 0x0100_0000_0000_0000_0000_013b }
        }

        var hex: String {
            let plain = String(value, radix: 16)
            return String(repeating: "0", count: 32 - plain.utf8.count) + plain
        }
    }
}

extension PDFBytes {
    fileprivate func append(_ more: [UInt8]) throws {
        let done = more.withUnsafeBufferPointer { $0.baseAddress.map { append($0, more.count) } ?? true }
        guard done else { throw PDFFinish.Failure.memory }
    }
}

extension [UInt8] {
    /// Adds entries to a dictionary; false where this is none.
    fileprivate mutating func add(_ entries: String) -> Bool {
        guard suffix(3).elementsEqual(">>\n".utf8) else { return false }
        removeLast(3)
        append(contentsOf: "\(entries) >>\n".utf8)
        return true
    }

    /// Takes out the moment of printing, which cairo writes behind the texts.
    fileprivate mutating func removeDate() -> Bool {
        let name = Array("/CreationDate (".utf8)
        guard let start = indices.last(where: { self[$0...].starts(with: name) }),
            let end = self[start...].firstIndex(of: UInt8(ascii: ")"))
        else { return false }
        removeSubrange(start...end)
        return true
    }
}

extension Deflated {
    /// The stream with zlib's head and checksum around it (RFC 1950), as PDF wants it.
    fileprivate func zlib(_ content: [UInt8]) -> [UInt8] {
        var (a, b): (UInt32, UInt32) = (1, 0)
        var rest = content[...]
        while !rest.isEmpty {
            // As many as cannot overflow.
            for byte in rest.prefix(5552) {
                a &+= UInt32(byte)
                b &+= a
            }
            (a, b) = (a % 65521, b % 65521)
            rest = rest.dropFirst(5552)
        }
        return [0x78, 0x9c] + deflate + [b >> 8, b, a >> 8, a].map { UInt8(truncatingIfNeeded: $0) }
    }
}
