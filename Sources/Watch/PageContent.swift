import Documents

/// A body as words, whatever it is.
public struct PageContent: Sendable, Equatable {
    /// What the bytes are; a name or a header is not asked.
    public var kind: Kind
    /// The words; empty where none can be read.
    public var text = PageText()
    /// Why the words cannot be read, or not believed; nil where they can.
    public var trouble: Trouble?

    /// What a body is by its bytes.
    public enum Kind: String, Sendable, CaseIterable {
        /// No bytes, or nothing but spaces.
        case empty
        /// A page of the web.
        case html
        /// A PDF.
        case pdf
        /// A Word document.
        case docx
        /// An Excel workbook.
        case xlsx
        /// Plain text, CSV and JSON too.
        case text
        /// A picture.
        case image
        /// Another office file, an archive, a film, a program.
        case other
    }

    /// Why words are missing. None of these means that the document lacks them.
    public enum Trouble: String, Sendable, CaseIterable {
        /// The file is broken or ends early.
        case broken
        /// It is locked with a password.
        case encrypted
        /// Its reader crashed.
        case crashed
        /// Reading it took too long or too much memory.
        case tooHeavy = "too_heavy"
        /// It has no words: pages that were scanned.
        case noText = "no_text"
        /// Its words come out as glyphs without meaning, or with vowels lost.
        case garbled
        /// The program that reads it is not installed.
        case noReader = "no_reader"
        /// There is no reader for its kind.
        case unknownKind = "unknown_kind"

        /// Whether it may lie with us, and say nothing of the file.
        var isOurs: Bool { self == .crashed || self == .tooHeavy || self == .noReader }
    }

    /// Whether it is a file rather than a page or a text: what is to be seen of it may be more than its words.
    var isDocument: Bool { kind != .html && kind != .text }

    /// A content of a kind.
    public init(kind: Kind, text: PageText = PageText(), trouble: Trouble? = nil) {
        (self.kind, self.text, self.trouble) = (kind, text, trouble)
    }

    /// The program that reads PDFs, of poppler's tools.
    public static let pdfReader = "pdftotext"

    /// Reads a body. PDFs are read by another process with limits; the others within the limits of their readers.
    ///
    /// - Parameters:
    ///   - contentType: the header, asked only for the character encoding of a page.
    ///   - cut: why bytes are missing at the end; nil where none are.
    public static func read(
        _ body: [UInt8], contentType: String? = nil, cut: FetchResponse.Cut? = nil, limits: PageLimits = PageLimits(),
        process: LimitedProcess = LimitedProcess()
    ) async -> PageContent {
        let kind = Kind(of: body, contentType: contentType)
        switch kind {
        case .empty: return PageContent(kind: kind)
        case .html, .text:
            let decoded = PageEncoding.decode(body, contentType: contentType)
            var text =
                kind == .html ? PageText.html(utf8: decoded.bytes, limits: limits) : lines(decoded.bytes[...], limits)
            (text.encoding, text.claimedEncoding) = (decoded.encoding, decoded.disbelieved)
            text.isCut = text.isCut || cut != nil
            return PageContent(kind: kind, text: text, trouble: TextQuality(text).isGarbled ? .garbled : nil)
        case .pdf: return await pdf(body, cut: cut, limits: limits, process: process)
        case .docx, .xlsx: return office(body, kind, limits)
        case .image, .other: return PageContent(kind: kind, trouble: .unknownKind)
        }
    }

    /// A plain text in UTF-8, whatever its bytes look like.
    public static func text(utf8 bytes: ArraySlice<UInt8>, limits: PageLimits = PageLimits()) -> PageContent {
        PageContent(kind: .text, text: lines(bytes, limits))
    }

    /// The lines of a text; one that does not end is taken apart. Nothing is made for what the limits leave out.
    private static func lines(_ bytes: ArraySlice<UInt8>, _ limits: PageLimits, page: Int = 0) -> PageText {
        var text = PageText()
        var (size, at) = (0, bytes.startIndex)
        while at < bytes.endIndex {
            guard size < limits.textBytes, text.blocks.count < limits.blocks else {
                text.isCut = true
                break
            }
            let longest = bytes[at...].prefix(65_536)
            var end = longest.firstIndex { $0 == 0x0A || $0 == 0x0D || $0 == 0x0C } ?? longest.endIndex
            // Not inside a letter.
            while end < bytes.endIndex, end > at + 4, bytes[end] & 0xC0 == 0x80 { end -= 1 }
            let words = ThaiForm.line(utf8: Array(bytes[at..<end]))
            size += words.utf8.count
            if !words.isEmpty { text.blocks.append(.init(words, page: page)) }
            at = end
            if at < bytes.endIndex, [0x0A, 0x0D, 0x0C].contains(bytes[at]) { at += 1 }
        }
        return text
    }

    private static func pdf(
        _ body: [UInt8], cut: FetchResponse.Cut?, limits: PageLimits, process: LimitedProcess
    ) async -> PageContent {
        // In the order of the content stream: Thai marks keep their places there.
        let (end, output) = await process.run(
            pdfReader, ["-raw", "-enc", "UTF-8", "-q", "/dev/stdin", "-"], input: body)
        var content = PageContent(kind: .pdf)
        content.text.isDocument = true
        var (rest, number) = (output[...], 1)
        while !rest.isEmpty, !content.text.isCut {
            let page = rest.prefix { $0 != 0x0C }
            var left = limits
            left.blocks -= content.text.blocks.count
            let read = lines(page, left, page: number)
            content.text.blocks += read.blocks
            content.text.isCut = read.isCut
            if read.blocks.isEmpty, !read.isCut {
                content.text.showsMore = true
                if content.text.wordlessPages.count < 1000 { content.text.wordlessPages.append(number) }
            }
            rest = rest[page.endIndex...].dropFirst()
            number += 1
        }
        switch end {
        case .exited(0):
            let quality = TextQuality(content.text)
            content.trouble = quality.letters < 10 ? .noText : quality.isGarbled ? .garbled : nil
        case .exited: content.trouble = isEncrypted(body) ? .encrypted : .broken
        case .notStarted: content.trouble = .noReader
        case .signal(24), .signal(9), .timeout, .tooMuchOutput: content.trouble = .tooHeavy
        case .signal: content.trouble = .crashed
        }
        if cut != nil, content.trouble == nil || content.trouble == .broken {
            content.trouble = cut == .short ? .broken : .tooHeavy
        }
        return content
    }

    private static func isEncrypted(_ body: [UInt8]) -> Bool { body.suffix(4096).holds(Array("/Encrypt".utf8)) }

    private static func office(_ body: [UInt8], _ kind: Kind, _ limits: PageLimits) -> PageContent {
        var content = PageContent(kind: kind)
        content.text.isDocument = true
        do throws(SourceError) {
            let document = kind == .docx ? try SourceDocument.docx(body) : try SourceDocument.xlsx(body)
            content.text.showsMore = !document.pictures.isEmpty
            for block in document.blocks.prefix(limits.blocks) {
                switch block {
                case .paragraph(let paragraph):
                    let text = ThaiForm.line(paragraph.text)
                    if !text.isEmpty {
                        content.text.blocks.append(.init(text, kind: paragraph.listItem == nil ? .paragraph : .item))
                    }
                case .row(let row):
                    let text = ThaiForm.line(row.cells.map(\.text).joined(separator: " "))
                    if !text.isEmpty { content.text.blocks.append(.init(text, kind: .cell)) }
                }
            }
            content.trouble = content.text.letters == 0 ? .noText : TextQuality(content.text).isGarbled ? .garbled : nil
        } catch {
            content.trouble = error.code == "encrypted" ? .encrypted : error.code == "too_large" ? .tooHeavy : .broken
        }
        return content
    }
}

extension PageContent.Kind {
    /// Looks at the bytes; only where they begin like plain text, a header that says HTML is believed.
    public init(of body: [UInt8], contentType: String? = nil) {
        let start = body.prefix(4096)
        let words = start.drop(while: Self.isBlank)
        let saysHTML = contentType.map { Array($0.utf8)[...].holds(Self.htmlWord) } ?? false
        func begins(_ magic: [UInt8]) -> Bool { start.starts(with: magic) }
        if words.isEmpty, body.allSatisfy(Self.isBlank) {
            self = .empty
        } else if start.prefix(1024).holds(Self.pdfMagic), !saysHTML || begins(Array("%PDF".utf8)) {
            self = .pdf
        } else if begins([0x50, 0x4B, 3, 4]) {
            let ends = [body.prefix(65_536), body.suffix(65_536)]
            let (word, sheet) = (Array("word/".utf8), Array("xl/".utf8))
            self = ends.contains { $0.holds(word) } ? .docx : ends.contains { $0.holds(sheet) } ? .xlsx : .other
        } else if begins([0xFF, 0xD8, 0xFF]) || begins([0x89, 0x50, 0x4E, 0x47]) || begins(Array("GIF8".utf8))
            || (begins(Array("RIFF".utf8)) && start.dropFirst(8).starts(with: Array("WEBP".utf8)))
        {
            self = .image
        } else if begins([0xFF, 0xFE]) || begins([0xFE, 0xFF]) {
            self = saysHTML ? .html : .text
        } else if Self.holdsControls(start) {
            self = .other
        } else {
            let looksHTML = words.first == 0x3C && Self.holdsMarkup(start.prefix(1024))
            self = saysHTML || looksHTML ? .html : .text
        }
    }

    private static let htmlWord = Array("html".utf8)
    private static let pdfMagic = Array("%PDF-".utf8)

    /// Whether a byte stands here that no text holds; all are looked at, which is quicker than to stop at the first.
    private static func holdsControls(_ start: ArraySlice<UInt8>) -> Bool {
        start.withUnsafeBufferPointer { bytes in
            var found: UInt8 = 0
            for byte in bytes { found |= (byte < 9 ? 1 : 0) | (byte &- 14 <= 12 ? 1 : 0) }
            return found == 1
        }
    }

    /// A space, a line end, or a byte of a byte order mark.
    private static func isBlank(_ byte: UInt8) -> Bool {
        HTMLTokens.isSpace(byte) || byte == 0xEF || byte == 0xBB || byte == 0xBF
    }

    private static let marks = [
        "<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<script", "<div", "<table", "<h1", "<p>",
    ].map { Array($0.utf8) }

    /// Whether one of the tags that pages begin with stands in these bytes.
    private static func holdsMarkup(_ start: ArraySlice<UInt8>) -> Bool {
        var rest = start
        while let at = rest.firstIndex(of: 0x3C) {
            rest = rest[at...]
            let isMark = marks.contains { mark in
                rest.count >= mark.count
                    && zip(rest, mark).allSatisfy { byte, wanted in
                        byte == wanted || ((0x41...0x5A).contains(byte) && byte | 0x20 == wanted)
                    }
            }
            if isMark { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}

extension ArraySlice<UInt8> {
    /// Whether these bytes stand somewhere inside.
    func holds(_ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        var from = startIndex
        while let at = self.first(first, from: from) {
            if self[at...].starts(with: part) { return true }
            from = at + 1
        }
        return false
    }
}

/// Whether Thai words came out of a document whole.
struct TextQuality {
    var letters = 0
    /// Characters that stand for nothing: replacement characters, and those of the private use area.
    var strange = 0
    /// Marks and vowels that have lost the letter before them, as in `ค าน า`.
    var lost = 0

    init(_ text: PageText) {
        var (letters, strange, lost) = (0, 0, 0)
        Self.kinds.withUnsafeBufferPointer { kinds in
            for block in text.blocks {
                var isAfterSpace = true
                Unicode.Scalar.walk(block.text) { scalar in
                    let kind = scalar.value < 0xE80 ? kinds[Int(scalar.value)] : Self.kind(scalar)
                    if kind == .letter || kind == .mark { letters += 1 }
                    if kind == .mark, isAfterSpace { lost += 1 }
                    if kind == .strange { strange += 1 }
                    isAfterSpace = kind == .space
                }
            }
        }
        (self.letters, self.strange, self.lost) = (letters, strange, lost)
    }

    private enum Kind: UInt8 { case letter, mark, strange, space, other }

    /// Up to the end of the Thai block.
    private static let kinds: [Kind] = (0..<0xE80).map { Unicode.Scalar(UInt32($0)).map(kind) ?? .other }

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        switch scalar.value {
        case 0xFFFD, 0xE000...0xF8FF, 0...8: .strange
        case 0x20: .space
        case 0x0E31...0x0E3A, 0x0E47...0x0E4E: .mark
        default: scalar.isLetterOrDigit ? .letter : .other
        }
    }

    /// One word in some dozens is broken: names and numbers in it cannot be relied on.
    var isGarbled: Bool { strange * 50 > letters + strange || (lost > 3 && lost * 60 > letters) }
}
