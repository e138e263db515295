import Foundation

/// A file as cairo 1.16 writes it (ISO 32000-1 §7.5): pages, pictures and fonts first; then objects that have no stream,
/// the structure tree above all; at last a table of where everything stands.
struct PDFTail {
    struct Object {
        var number: Int
        /// From `12 0 obj` to behind `endobj` and its line end.
        var start: Int
        var end: Int
        /// What stands between those two lines.
        var body: Range<Int>
    }

    /// Those that stay where they are.
    let kept: ArraySlice<Object>
    /// Those behind the last stream and its length, to the table.
    let tail: ArraySlice<Object>
    /// One more than the highest number of an object.
    let size: Int
    let root: Int
    let info: Int
    private let bytes: PDFBytes

    /// Returns nil where something is not in that form.
    init?(_ bytes: PDFBytes) {
        self.bytes = bytes
        let all = bytes.all
        guard all.count < 1 << 32, let mark = all.place(of: "startxref\n", from: max(all.count - 64, 0)),
            let table = all.number(at: mark), table < all.count, all.stands("xref\n0 ", at: table),
            let size = all.number(at: table + 7), let line = all.place(of: "\n", from: table + 7),
            size > 1, line + 20 * size <= all.count,
            let trailer = all.place(of: "trailer\n", from: line + 20 * size), trailer == line + 20 * size + 8,
            let root = all.place(of: "/Root ", from: trailer).flatMap({ all.number(at: $0) }),
            let info = all.place(of: "/Info ", from: trailer).flatMap({ all.number(at: $0) })
        else { return nil }
        (self.size, self.root, self.info) = (size, root, info)
        var objects: [Object] = []
        for number in 1..<size where all[line + 20 * number + 17] == UInt8(ascii: "n") {
            guard let start = all.number(at: line + 20 * number), start < table else { return nil }
            objects.append(Object(number: number, start: start, end: table, body: 0..<0))
        }
        objects.sort { $0.start < $1.start }
        var stream = -1
        for index in objects.indices {
            if index + 1 < objects.count { objects[index].end = objects[index + 1].start }
            guard let body = all.body(of: objects[index]) else { return nil }
            objects[index].body = body
            if all.stands("endstream\n", at: body.upperBound - 10) { stream = index }
        }
        // A stream's length stands behind it, as an object of its own.
        let tail = min(stream + 2, objects.count)
        (kept, self.tail) = (objects[..<tail], objects[tail...])
    }

    func text(_ object: Object) -> [UInt8] { Array(bytes.all[object.body]) }

    /// The kind of a structure element, such as `TD`; nil for any other object.
    func structure(_ object: Object) -> String? {
        let (all, mark) = (bytes.all, "<< /Type /StructElem\n   /S /" as StaticString)
        guard all.stands(mark, at: object.body.lowerBound) else { return nil }
        let name = all[(object.body.lowerBound + mark.utf8CodeUnitCount)..<object.body.upperBound]
        return String(decoding: name.prefix { $0 > 0x20 }, as: UTF8.self)
    }

    /// cairo names a picture as often as it stands on the page, in a dictionary where a name may stand once: the places
    /// of the second and later, which are written as `/x39 39 0 R `.
    func repeats() -> [Range<Int>] {
        let all = bytes.all
        var repeats: [Range<Int>] = []
        for object in kept where object.end - object.start < 1 << 16 {
            guard all.stands("<<\n   /", at: object.body.lowerBound),
                var at = all.place(of: "/XObject << ", from: object.body.lowerBound, to: object.body.upperBound)
            else { continue }
            var seen: Set<[UInt8]> = []
            while at < object.body.upperBound, all[at] == UInt8(ascii: "/"),
                let end = all[at..<object.body.upperBound].firstIndex(of: UInt8(ascii: "R"))
            {
                if !seen.insert(Array(all[at...end])).inserted { repeats.append(at..<end + 1) }
                at = end + 2
            }
        }
        return repeats
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func stands(_ text: StaticString, at place: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard let baseAddress, place >= 0, place + length <= count else { return false }
        return memcmp(baseAddress + place, text.utf8Start, length) == 0
    }

    /// The place behind a text.
    fileprivate func place(of text: StaticString, from start: Int, to end: Int? = nil) -> Int? {
        let (end, first) = (Swift.min(end ?? count, count), text.utf8Start[0])
        guard start >= 0, start < end else { return nil }
        for at in start..<end where self[at] == first && stands(text, at: at) { return at + text.utf8CodeUnitCount }
        return nil
    }

    /// The decimal number that begins here.
    fileprivate func number(at start: Int) -> Int? {
        var (at, value) = (start, 0)
        while at >= 0, at < count, (0x30...0x39).contains(self[at]), value < 1 << 40 {
            value = value * 10 + Int(self[at] - 0x30)
            at += 1
        }
        return at > start ? value : nil
    }

    fileprivate func body(of object: PDFTail.Object) -> Range<Int>? {
        guard number(at: object.start) == object.number,
            let start = place(of: " 0 obj\n", from: object.start, to: Swift.min(object.start + 20, object.end)),
            stands("endobj\n", at: object.end - 7), start < object.end - 7
        else { return nil }
        return start..<object.end - 7
    }
}
