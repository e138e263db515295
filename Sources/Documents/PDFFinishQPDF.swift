import CQPDF
import Foundation

extension PDFFinish {
    /// The bytes pass through a temporary file: in memory qpdf would hold them twice over, and a report's photos make
    /// them large.
    func throughQPDF(_ bytes: PDFBytes) throws -> [UInt8] {
        let file = try PDFTemporaryFile()
        try write(bytes, to: file.path)
        // The drawn bytes are let go before the finished ones come in.
        bytes.discard()
        return try file.contents()
    }

    private func write(_ bytes: PDFBytes, to path: String) throws {
        var document: qpdf_data? = qpdf_init()
        defer { qpdf_cleanup(&document) }
        guard let document else { throw Failure.qpdf("init") }
        qpdf_silence_errors(document)
        qpdf_set_suppress_warnings(document, 1)
        let read = bytes.start?.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
            qpdf_read_memory(document, "report", $0, UInt64(bytes.count), nil)
        }
        guard let read, read & 2 == 0 else { throw failure(document) }
        catalogue(document)
        date(document)
        var tree = StructureWalk(document: document, alternatives: tags.alternatives[...], cells: tags.cells[...])
        tree.walk(key(document, qpdf_get_root(document), "/StructTreeRoot"), depth: 0)
        qpdf_oh_release_all(document)
        guard qpdf_init_write(document, path) & 2 == 0 else { throw failure(document) }
        qpdf_set_deterministic_ID(document, 1)
        qpdf_set_object_stream_mode(document, qpdf_o_generate)
        guard qpdf_write(document) & 2 == 0 else { throw failure(document) }
    }

    private func catalogue(_ document: qpdf_data) {
        let root = qpdf_get_root(document)
        qpdf_oh_replace_key(document, root, "/Lang", qpdf_oh_new_unicode_string(document, language))
        let preferences = qpdf_oh_new_dictionary(document)
        qpdf_oh_replace_key(document, preferences, "/DisplayDocTitle", qpdf_oh_new_bool(document, 1))
        qpdf_oh_replace_key(document, root, "/ViewerPreferences", preferences)
        let marked = qpdf_oh_new_dictionary(document)
        qpdf_oh_replace_key(document, marked, "/Marked", qpdf_oh_new_bool(document, 1))
        qpdf_oh_replace_key(document, root, "/MarkInfo", marked)
        // Opens with the outline beside the page.
        qpdf_oh_replace_key(document, root, "/PageMode", qpdf_oh_new_name(document, "/UseOutlines"))
    }

    /// cairo writes the moment of printing; a report has the moment of freezing or none.
    private func date(_ document: qpdf_data) {
        let info = key(document, qpdf_get_trailer(document), "/Info")
        guard qpdf_oh_is_dictionary(document, info) != 0 else { return }
        if let moment {
            qpdf_oh_replace_key(document, info, "/CreationDate", qpdf_oh_new_string(document, moment))
        } else {
            qpdf_oh_remove_key(document, info, "/CreationDate")
        }
        qpdf_oh_remove_key(document, info, "/ModDate")
    }

    private func key(_ document: qpdf_data, _ object: qpdf_oh, _ name: String) -> qpdf_oh {
        qpdf_oh_get_key(document, object, name)
    }

    private func failure(_ document: qpdf_data) -> Failure {
        guard let error = qpdf_get_error(document) else { return .qpdf("unknown") }
        return .qpdf(String(cString: qpdf_get_error_full_text(document, error)))
    }
}

/// A file of one's own in the temporary folder, gone with the value.
private final class PDFTemporaryFile {
    let path: String
    private let descriptor: Int32

    init() throws {
        var template = Array((FileManager.default.temporaryDirectory.path + "/report-XXXXXX").utf8CString)
        descriptor = mkstemp(&template)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if descriptor < 0 { throw PDFFinish.Failure.file(errno) }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    func contents() throws -> [UInt8] {
        let size = Int(lseek(descriptor, 0, SEEK_END))
        guard size >= 0 else { throw PDFFinish.Failure.file(errno) }
        return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let read = pread(descriptor, buffer.baseAddress?.advanced(by: count), size - count, off_t(count))
                if read <= 0 { throw PDFFinish.Failure.file(errno) }
                count += read
            }
        }
    }
}

/// Goes through the structure tree (ISO 32000-1 §14.7.2) in reading order.
private struct StructureWalk {
    let document: qpdf_data
    var alternatives: ArraySlice<String>
    var cells: ArraySlice<PDFTags.Cell>

    /// Takes the handle and releases it.
    mutating func walk(_ node: qpdf_oh, depth: Int) {
        defer { qpdf_oh_release(document, node) }
        if depth > 40 { return }
        if qpdf_oh_is_array(document, node) != 0 {
            for index in 0..<qpdf_oh_get_array_n_items(document, node) {
                walk(qpdf_oh_get_array_item(document, node, index), depth: depth + 1)
            }
        } else if qpdf_oh_is_dictionary(document, node) != 0 {
            describe(node)
            if qpdf_oh_has_key(document, node, "/K") != 0 {
                walk(qpdf_oh_get_key(document, node, "/K"), depth: depth + 1)
            }
        }
    }

    private mutating func describe(_ node: qpdf_oh) {
        guard qpdf_oh_has_key(document, node, "/S") != 0 else { return }
        let kind = qpdf_oh_get_key(document, node, "/S")
        defer { qpdf_oh_release(document, kind) }
        switch String(cString: qpdf_oh_get_name(document, kind)) {
        case "/Figure":
            guard let text = alternatives.popFirst() else { return }
            put(node, "/Alt", qpdf_oh_new_unicode_string(document, text))
        case "/TD", "/TH":
            guard let cell = cells.popFirst(), cell != PDFTags.Cell() else { return }
            let attributes = qpdf_oh_new_dictionary(document)
            put(attributes, "/O", qpdf_oh_new_name(document, "/Table"))
            if cell.columns > 1 { put(attributes, "/ColSpan", qpdf_oh_new_integer(document, Int64(cell.columns))) }
            if cell.rows > 1 { put(attributes, "/RowSpan", qpdf_oh_new_integer(document, Int64(cell.rows))) }
            if let scope = cell.scope { put(attributes, "/Scope", qpdf_oh_new_name(document, "/\(scope)")) }
            put(node, "/A", attributes)
        default: break
        }
    }

    private func put(_ object: qpdf_oh, _ key: String, _ value: qpdf_oh) {
        qpdf_oh_replace_key(document, object, key, value)
        qpdf_oh_release(document, value)
    }
}
