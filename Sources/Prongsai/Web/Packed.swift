import Watch

extension Reply {
    /// Content worth packing, in bytes: less is not shorter, more keeps a thread of answers busy.
    private static let worth = 1_000...2_000_000

    /// The same with its text packed (gzip, RFC 9110 §8.4.1.3), where the browser takes that: a report in Thai is sent in a
    /// sixth of its length. Only what everybody may read, or what ``holdsNoSecret`` says of: of a page with a form's
    /// token the length would tell, letter for letter, what somebody guesses beside it.
    func packed(for request: WebRequest) -> Reply {
        guard status == 200, isShared || holdsNoSecret, case .bytes(let bytes) = body, isText,
            Reply.worth.contains(bytes.count)
        else { return self }
        var copy = self
        copy.headers.append(("vary", "accept-encoding"))
        guard request.takesPacked, let packed = Gzip.pack(bytes) else { return copy }
        copy.body = .bytes(packed)
        copy.headers.append(("content-encoding", "gzip"))
        // The same content in other bytes: the mark says so (RFC 9110 §8.8.1).
        for index in copy.headers.indices where copy.headers[index].name == "etag" {
            copy.headers[index].value = "W/" + copy.headers[index].value
        }
        return copy
    }

    private var isText: Bool {
        let type = headers.first { $0.name == "content-type" }?.value ?? ""
        return ["text/", "application/json", "application/ld+json", "application/atom+xml", "application/xml"].contains
        {
            type.utf8.starts(with: $0.utf8)
        }
    }
}

extension WebRequest {
    /// Whether it takes gzip (RFC 9110 §12.5.3); a weight of 0 says no.
    fileprivate var takesPacked: Bool {
        (headers["accept-encoding"] ?? "").utf8.split(separator: UInt8(ascii: ",")).contains { entry in
            let parts = entry.split(separator: UInt8(ascii: ";")).map {
                String(decoding: $0, as: UTF8.self).trimmingWhitespace().lowercased()
            }
            guard parts.first == "gzip" else { return false }
            return !parts.dropFirst().contains { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }
        }
    }

    /// Whether the browser has the content of this mark, packed or not.
    func knows(_ mark: String) -> Bool {
        headers["if-none-match"] == mark || headers["if-none-match"] == "W/" + mark
    }
}
