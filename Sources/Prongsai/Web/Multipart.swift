/// Reads `multipart/form-data` (RFC 7578, RFC 2046 §5.1.1) piece by piece, whatever sizes the pieces have, holding no
/// more than a part's headers or a delimiter's length of it.
struct Multipart {
    /// What was found in the bytes fed so far.
    enum Event: Equatable {
        /// A part begins. A file has a file name, which may be empty where none was chosen.
        case part(name: String, fileName: String?)
        case data([UInt8])
        case endOfPart
        /// The last delimiter; whatever follows is ignored.
        case end
    }

    private enum State { case preamble, afterDelimiter, headers, body, epilogue }
    private let delimiter: [UInt8]
    private var state = State.preamble
    /// What was fed and not yet understood. The first delimiter needs no line end before it, so one is put there.
    private var buffer: [UInt8] = [13, 10]

    static let longestHeaders = 16_384

    /// A reader for a `Content-Type` field. Throws where it is another type or names no good boundary.
    init(contentType: String) throws {
        let bytes = Array(contentType.utf8)
        let type = bytes.prefix { $0 != UInt8(ascii: ";") }
        guard String(decoding: type, as: UTF8.self).trimmingWhitespace().lowercased() == "multipart/form-data",
            let boundary = Multipart.parameters(bytes[type.endIndex...])["boundary"],
            (1...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { throw Failure.invalid([Problem("upload_form")]) }
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    /// Takes the next piece and gives what can be said now.
    mutating func feed(_ bytes: some Sequence<UInt8>) throws -> [Event] {
        buffer.append(contentsOf: bytes)
        var events: [Event] = []
        while let more = try step(&events) { if !more { break } }
        return events
    }

    /// Says that nothing follows. Throws where the last delimiter is missing.
    func finish() throws {
        guard state == .epilogue else { throw Failure.invalid([Problem("upload_cut_off")]) }
    }

    /// One step; false or nil where more bytes are needed.
    private mutating func step(_ events: inout [Event]) throws -> Bool? {
        switch state {
        case .epilogue:
            buffer.removeAll(keepingCapacity: true)
            return false
        case .preamble:
            guard let found = find(delimiter) else {
                keep(last: delimiter.count - 1)
                return false
            }
            buffer.removeFirst(found + delimiter.count)
            state = .afterDelimiter
        case .afterDelimiter:
            // Blanks may stand between delimiter and line end; two dashes end the body.
            guard buffer.count >= 2 else { return false }
            if buffer[0] == UInt8(ascii: "-"), buffer[1] == UInt8(ascii: "-") {
                state = .epilogue
                events.append(.end)
                return true
            }
            guard let end = find([13, 10]) else {
                guard buffer.count < 100 else { throw Failure.invalid([Problem("upload_form")]) }
                return false
            }
            guard buffer[..<end].allSatisfy({ $0 == 32 || $0 == 9 }) else {
                throw Failure.invalid([Problem("upload_form")])
            }
            buffer.removeFirst(end)  // the line end stays: an empty block of headers is CR LF CR LF
            state = .headers
        case .headers:
            guard let end = find([13, 10, 13, 10]) else {
                guard buffer.count <= Multipart.longestHeaders else { throw Failure.invalid([Problem("upload_form")]) }
                return false
            }
            events.append(try Multipart.part(Array(buffer[..<end])))
            buffer.removeFirst(end + 4)
            state = .body
        case .body:
            guard let found = find(delimiter) else {
                let ready = buffer.count - (delimiter.count - 1)
                if ready > 0 {
                    events.append(.data(Array(buffer[..<ready])))
                    buffer.removeFirst(ready)
                }
                return false
            }
            if found > 0 { events.append(.data(Array(buffer[..<found]))) }
            events.append(.endOfPart)
            buffer.removeFirst(found + delimiter.count)
            state = .afterDelimiter
        }
        return true
    }

    private mutating func keep(last count: Int) {
        if buffer.count > count { buffer.removeFirst(buffer.count - count) }
    }

    private func find(_ wanted: [UInt8]) -> Int? {
        guard buffer.count >= wanted.count else { return nil }
        return buffer.withUnsafeBufferPointer { bytes in
            let last = bytes.count - wanted.count
            var index = 0
            while index <= last {
                if bytes[index] == wanted[0] {
                    var length = 1
                    while length < wanted.count, bytes[index + length] == wanted[length] { length += 1 }
                    if length == wanted.count { return index }
                }
                index += 1
            }
            return nil
        }
    }

    private static func part(_ headers: [UInt8]) throws -> Event {
        for line in lines(headers) {
            let name = line.prefix { $0 != UInt8(ascii: ":") }
            guard String(decoding: name, as: UTF8.self).trimmingWhitespace().lowercased() == "content-disposition",
                name.endIndex < line.endIndex
            else { continue }
            let value = line[(name.endIndex + 1)...]
            let kind = value.prefix { $0 != UInt8(ascii: ";") }
            let parameters = parameters(value[kind.endIndex...])
            guard String(decoding: kind, as: UTF8.self).trimmingWhitespace().lowercased() == "form-data",
                let field = parameters["name"]
            else { break }
            return .part(name: field, fileName: parameters["filename"])
        }
        throw Failure.invalid([Problem("upload_form")])
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(whereSeparator: { $0 == 10 || $0 == 13 })
    }

    /// `; name="x"; filename="y"`. Browsers write a quote inside as `%22` and line ends as `%0D%0A` (WHATWG HTML
    /// §4.10.21.8); curl writes `\"`. The first of each name counts.
    private static func parameters(_ bytes: ArraySlice<UInt8>) -> [String: String] {
        var result: [String: String] = [:]
        var rest = bytes
        while let start = rest.firstIndex(of: UInt8(ascii: ";")) {
            rest = rest[(start + 1)...]
            let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") }
            rest = rest[name.endIndex...]
            guard rest.first == UInt8(ascii: "=") else { continue }
            rest = rest.dropFirst()
            var value: [UInt8] = []
            if rest.first == UInt8(ascii: "\"") {
                rest = rest.dropFirst()
                while let byte = rest.first, byte != UInt8(ascii: "\"") {
                    rest = rest.dropFirst()
                    if byte == UInt8(ascii: "\\"), let next = rest.first, next == UInt8(ascii: "\"") || next == byte {
                        value.append(next)
                        rest = rest.dropFirst()
                    } else {
                        value.append(byte)
                    }
                }
            } else {
                let bare = rest.prefix { $0 != UInt8(ascii: ";") }
                value = Array(bare)
                rest = rest[bare.endIndex...]
            }
            let key = String(decoding: name, as: UTF8.self).trimmingWhitespace().lowercased()
            let text = String(decoding: value, as: UTF8.self).replacingEscapes()
            if result[key] == nil { result[key] = text }
        }
        return result
    }
}

extension String {
    /// `%22`, `%0D` and `%0A` as the characters they stand for in names of form fields and files.
    fileprivate func replacingEscapes() -> String {
        var result: [UInt8] = []
        var rest = Array(utf8)[...]
        let escapes: [([UInt8], UInt8)] = [(Array("%22".utf8), 34), (Array("%0D".utf8), 13), (Array("%0A".utf8), 10)]
        while let byte = rest.first {
            if let escape = escapes.first(where: { rest.starts(with: $0.0) }) {
                result.append(escape.1)
                rest = rest.dropFirst(3)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
