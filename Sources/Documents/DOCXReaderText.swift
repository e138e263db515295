// Paragraphs, runs, fields, tracked changes and pictures.

extension DOCXReader {
    /// Reads a paragraph, and after it the blocks of its text boxes.
    mutating func paragraph(into blocks: inout [SourceBlock]) throws(SourceError) {
        let isOfBody = cellDepth == 0 && boxDepth == 0
        if isOfBody {
            paragraphs += 1
            here = SourcePlace(line: paragraphs)
        }
        let outer = draft
        draft = Draft()
        let depth = xml.depth
        while let event = try xml.next(inside: depth) {
            switch event {
            case .start: try inline()
            case .end: if xml.name == XMLName(.word, "r") { draft.runIsHidden = false }
            case .text: continue
            }
        }
        // An instruction ends with its paragraph; one that does not would hide the rest of the document.
        fields.removeAll { $0 }
        if !draft.instruction.isBlank {
            doubts.add("field_text", ["text": SourceDoubt.excerpt(draft.instruction)], at: here)
        }
        if !draft.hidden.isBlank {
            doubts.add("hidden_text", ["text": SourceDoubt.excerpt(draft.hidden)], at: here)
        }
        var paragraph = SourceParagraph(text: draft.text, pictures: draft.pictures, place: here)
        if let reference = draft.list, let counted = numbering.count(reference) {
            paragraph.listItem = counted.item
            if let label = counted.label {
                doubts.add("list_label", ["label": label], at: here)
                paragraph.text = draft.text.isEmpty ? label : label + " " + draft.text
            }
        } else if draft.list == nil {
            paragraph.listItem = numbering.count(DOCXNumbering.Reference())?.item
        }
        let boxes = draft.boxes
        draft = outer
        blocks.append(.paragraph(paragraph))
        blocks += boxes
    }

    /// Reads the element just started inside a paragraph. What only wraps runs (hyperlinks, insertions, smart tags,
    /// content controls, drawings) is left open: its runs come next.
    private mutating func inline() throws(SourceError) {
        switch (xml.name.space, xml.name.local) {
        case (.word, _): try wordElement()
        case (.math, "t"): append(try xml.wholeText())
        case (.drawing, "blip"):
            picture(xml.attribute("embed", .relationships), link: xml.attribute("link", .relationships))
        case (.vml, "imagedata"): picture(xml.attribute("id", .relationships) ?? xml.attribute("pict", .relationships))
        case (.drawing, "t"):
            let text = try xml.wholeText()
            doubts.add("drawing_text", ["text": SourceDoubt.excerpt(text)], at: here)
        case (.vml, "textpath"):
            guard let text = xml.attribute("string"), !text.isBlank else { return }
            doubts.add("drawing_text", ["text": SourceDoubt.excerpt(text)], at: here)
        case (.chart, "chart"): doubts.add("chart", at: here)
        case (.diagram, "relIds"): doubts.add("diagram", at: here)
        case (.other, "OLEObject"):
            doubts.add("embedded_object", ["program": xml.attribute("ProgID") ?? "?"], at: here)
        default: return
        }
    }

    private mutating func wordElement() throws(SourceError) {
        switch xml.name.local {
        case "t":
            // Without xml:space="preserve" the spaces at both ends are the writer's indentation.
            let isPreserved = xml.attribute("space", .other) == "preserve"
            // No-break and zero-width spaces only say where a line may end.
            let text = String(
                String.UnicodeScalarView(
                    try xml.wholeText().unicodeScalars.compactMap { $0 == "\u{a0}" ? " " : $0 == "\u{200b}" ? nil : $0 }
                ))
            append(isPreserved ? text : text.trimmingXMLSpace)
        case "tab", "ptab": append("\t")
        case "br", "cr": append("\n")
        case "noBreakHyphen": append("-")
        case "sym": symbol()
        case "fldChar": field()
        case "checkBox": try checkBox()
        case "pPr": try paragraphProperties()
        case "rPr": try runProperties()
        case "sdtPr": try contentControlProperties()
        case "del": try deletion()
        case "txbxContent": try textBox()
        case "footnoteReference": note("footnote", code: "footnote")
        case "endnoteReference": note("endnote", code: "footnote")
        case "commentReference": note("comment", code: "comment")
        case "altChunk", "subDoc":
            doubts.add("embedded_document", at: here)
            try xml.skip()
        // What was moved stands at its new place too; the reading aid above a ruby base is not its text.
        case "moveFrom", "rt", "instrText", "delText", "delInstrText", "fldData", "sdtEndPr", "sectPr", "customXmlPr",
            "smartTagPr", "rubyPr":
            try xml.skip()
        default: return
        }
    }

    private mutating func append(_ text: String) {
        if fields.contains(true) {
            draft.instruction += text
            return
        }
        if draft.runIsHidden { draft.hidden += text }
        draft.text += text
    }

    /// `begin … instruction … separate … result … end` (17.16.18): only results are text.
    private mutating func field() {
        switch xml.attribute("fldCharType", .word) {
        case "begin": if fields.count < limits.depth { fields.append(true) }
        case "separate": if !fields.isEmpty { fields[fields.count - 1] = false }
        case "end": _ = fields.popLast()
        default: return
        }
    }

    /// A form's tick box has no result; it shows its state (17.16.7).
    private mutating func checkBox() throws(SourceError) {
        let depth = xml.depth
        var isTicked = false
        while let event = try xml.next(inside: depth) {
            guard event == .start else { continue }
            if xml.name == XMLName(.word, "default") || xml.name == XMLName(.word, "checked") { isTicked = isOn() }
        }
        draft.text += isTicked ? "☑" : "☐"
    }

    private mutating func paragraphProperties() throws(SourceError) {
        let depth = xml.depth
        var reference = DOCXNumbering.Reference()
        while let event = try xml.next(inside: depth) {
            guard event == .start, xml.name.space == .word else { continue }
            let value = xml.attribute("val", .word)
            switch xml.name.local {
            case "pStyle": reference.style = value
            case "numId": reference.number = value
            case "ilvl": reference.level = value.flatMap { Int($0) }
            case "rPr", "sectPr", "pPrChange", "tabs": try xml.skip()
            default: continue
            }
        }
        draft.list = reference
    }

    private mutating func runProperties() throws(SourceError) {
        let depth = xml.depth
        while let event = try xml.next(inside: depth) {
            guard event == .start, xml.name.space == .word else { continue }
            switch xml.name.local {
            case "vanish": draft.runIsHidden = isOn()
            case "rPrChange": try xml.skip()
            default: continue
            }
        }
    }

    /// A content control that still shows its prompt, "Click here to enter text" (17.5.2.39), says so.
    mutating func contentControlProperties() throws(SourceError) {
        let depth = xml.depth
        while let event = try xml.next(inside: depth) {
            if event == .start, xml.name == XMLName(.word, "showingPlcHdr"), isOn() {
                doubts.add("placeholder_text", at: here)
            }
        }
    }

    /// Text that tracked changes have deleted (17.13.5.14).
    private mutating func deletion() throws(SourceError) {
        let depth = xml.depth
        var deleted = ""
        while let event = try xml.next(inside: depth) {
            guard event == .start, xml.name.space == .word else { continue }
            if xml.name.local == "delText" || xml.name.local == "t" { deleted += try xml.wholeText() }
        }
        if !deleted.isBlank { doubts.add("deleted_text", ["text": SourceDoubt.excerpt(deleted)], at: here) }
    }

    private mutating func note(_ kind: String, code: String) {
        guard let id = xml.attribute("id", .word), let text = notes["\(kind) \(id)"], !text.isBlank else { return }
        doubts.add(code, ["text": SourceDoubt.excerpt(text)], at: here)
    }

    private mutating func symbol() {
        let font = xml.attribute("font", .word) ?? ""
        let code = xml.attribute("char", .word) ?? ""
        if let scalar = DOCXSymbols.scalar(font: font, code: code) {
            append(String(Character(scalar)))
        } else {
            append("\u{FFFD}")
            doubts.add(
                "unknown_symbol", ["font": SourceDoubt.excerpt(font), "char": SourceDoubt.excerpt(code)], at: here)
        }
    }

    private mutating func picture(_ id: String?, link: String? = nil) {
        guard let id else {
            if let link { doubts.add("picture_outside", ["name": name(of: link)], at: here) }
            return
        }
        guard let relationship = relationships[id], !relationship.external else {
            doubts.add(
                relationships[id] == nil ? "picture_missing" : "picture_outside", ["name": name(of: id)], at: here)
            return
        }
        guard let bytes = media[relationship.target], !bytes.isEmpty else {
            doubts.add("picture_missing", ["name": name(of: id)], at: here)
            return
        }
        pictureBytes += bytes.count
        guard pictures.count < limits.pictures, pictureBytes <= limits.totalBytes else {
            doubts.add("too_many_pictures", ["limit": String(limits.pictures)], at: here)
            return
        }
        draft.pictures.append(pictures.count)
        pictures.append(SourcePicture(name: relationship.target, bytes: bytes, place: here))
    }

    private func name(of id: String) -> String { SourceDoubt.excerpt(relationships[id]?.target ?? id) }

    /// Whether the element just started is a switch that is on (17.17.4): it is unless its value says otherwise.
    func isOn() -> Bool { !["0", "false", "off"].contains(xml.attribute("val", .word) ?? "true") }
}

extension String {
    fileprivate var trimmingXMLSpace: String {
        let utf8 = self.utf8
        guard let first = utf8.firstIndex(where: { !XMLReader.isSpace($0) }),
            let last = utf8.lastIndex(where: { !XMLReader.isSpace($0) })
        else { return "" }
        return String(Substring(utf8[first...last]))
    }
}
