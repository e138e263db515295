/// Text by bytes and scalars: Swift's Characters join a delimiter with the Thai mark after it.
extension String {
    /// The rest after a prefix, compared byte by byte; nil where it does not start so.
    func removing(prefix: String) -> String? {
        guard utf8.starts(with: prefix.utf8) else { return nil }
        return String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }

    /// Without white space, non-breaking spaces and zero-width marks at both ends.
    func trimmingWhitespace() -> String {
        let isBlank: (Unicode.Scalar) -> Bool = {
            $0.properties.isWhitespace || $0 == "\u{200B}" || $0 == "\u{FEFF}" || $0 == "\u{200C}" || $0 == "\u{200D}"
        }
        var scalars = unicodeScalars[...]
        while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return String(scalars)
    }
}
