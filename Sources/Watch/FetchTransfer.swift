import CCurl

/// One transfer of libcurl and what it has received. Used again for other jobs; touched by the loop's thread alone.
final class FetchTransfer {
    let handle: OpaquePointer
    private unowned let loop: FetchLoop
    var job: FetchJob?
    /// Where it stands among those under way.
    var place = 0
    var head: [UInt8] = []
    /// Bytes of interim heads that came before.
    var interim = 0
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    var cut: FetchResponse.Cut?
    var headIsTooLarge = false
    var refusal: AddressGuard.Refusal?
    var requestHead: [UInt8] = []
    var requestHeaders: UnsafeMutablePointer<curl_slist>?
    var addresses: UnsafeMutablePointer<curl_slist>?
    var holdsLargeBody = false
    /// The loop's clock at which it began to wait for a place; nil while it receives.
    var pausedAt: Int64?
    /// The loop's clock at which it is given up.
    var deadline: Int64 = 0

    init(handle: OpaquePointer, loop: FetchLoop) { (self.handle, self.loop) = (handle, loop) }

    deinit {
        curl_easy_cleanup(UnsafeMutableRawPointer(handle))
        freeLists()
    }

    var guardian: AddressGuard { loop.settings.addresses }

    func clear() {
        job = nil
        (head, headers, body, requestHead) = ([], [], [], [])
        (cut, refusal, pausedAt) = (nil, nil, nil)
        headIsTooLarge = false
        freeLists()
    }

    private func freeLists() {
        curl_slist_free_all(requestHeaders)
        curl_slist_free_all(addresses)
        (requestHeaders, addresses) = (nil, nil)
    }

    /// Takes one line of a head. A new status line begins a new one: what came before was an interim response
    /// (RFC 9110 §15.2).
    func receiveHead(_ line: UnsafeRawBufferPointer) -> Int {
        if line.count >= 5, line.prefix(5).elementsEqual("HTTP/".utf8) {
            headers = []
            // Interim heads count, or a server could send them without end.
            interim += head.count
            head = []
        }
        head.append(contentsOf: line)
        if head.count + interim > loop.settings.headLimit { return tooLarge() }
        if let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0, headers.count < 500 {
            let name = line[..<colon].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
            var value = line[(colon + 1)...]
            while let first = value.first, first <= 0x20 { value = value.dropFirst() }
            while let last = value.last, last <= 0x20 { value = value.dropLast() }
            headers.append(
                (
                    String(decoding: name, as: UTF8.self),
                    Self.text(value, isLocation: name.elementsEqual("location".utf8))
                ))
        }
        return line.count
    }

    private func tooLarge() -> Int {
        headIsTooLarge = true
        return 0
    }

    /// A value as text. Bytes of an old code page in an address are percent-encoded, as they would be sent again.
    private static func text(_ value: Slice<UnsafeRawBufferPointer>, isLocation: Bool) -> String {
        let whole = UnsafeRawBufferPointer(rebasing: value)
        if whole.allSatisfy({ $0 < 0x80 }) || !isLocation { return String(decoding: whole, as: UTF8.self) }
        var bytes: [UInt8] = []
        for byte in value {
            if byte < 0x80 {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), Hex.upper[Int(byte >> 4)], Hex.upper[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Takes a piece of the body; decoded already. Another number than that of its bytes ends the transfer.
    func receiveBody(_ piece: UnsafeRawBufferPointer) -> Int {
        let size = body.count + piece.count
        if size > loop.settings.smallBody, !holdsLargeBody {
            guard loop.hasRoom else {
                if pausedAt == nil {
                    pausedAt = loop.now
                    loop.paused.append(self)
                }
                return Int(CURL_WRITEFUNC_PAUSE)
            }
            loop.largeBodies += 1
            holdsLargeBody = true
        }
        if size > loop.settings.bombFreeBytes, size / loop.settings.bombRatio > wireBytes {
            cut = .bomb
            return 0
        }
        if size > loop.settings.bodyLimit {
            body.append(contentsOf: piece.prefix(loop.settings.bodyLimit - body.count))
            cut = .limit
            return 0
        }
        body.append(contentsOf: piece)
        return piece.count
    }

    /// Bytes of the body as they came over the wire.
    var wireBytes: Int {
        var size: curl_off_t = 0
        curl_get_size(UnsafeMutableRawPointer(handle), CURLINFO_SIZE_DOWNLOAD_T, &size)
        return Int(size)
    }

    func number(_ info: CURLINFO) -> Int {
        var value = 0
        curl_get_number(UnsafeMutableRawPointer(handle), info, &value)
        return value
    }

    func text(_ info: CURLINFO) -> String? {
        var value: UnsafePointer<CChar>?
        curl_get_text(UnsafeMutableRawPointer(handle), info, &value)
        return value.map { String(cString: $0) }
    }

    /// The earliest end of a certificate of the chain, in seconds since 1970; nil where the handshake was not made now.
    func certificateEnds() -> Int64? {
        var chain: UnsafeMutablePointer<curl_certinfo>?
        curl_get_certificates(UnsafeMutableRawPointer(handle), &chain)
        guard let chain, let certificates = chain.pointee.certinfo else { return nil }
        var earliest: Int64?
        for index in 0..<Int(chain.pointee.num_of_certs) {
            var entry = certificates[index]
            while let field = entry {
                let text = String(cString: field.pointee.data)
                if text.utf8.starts(with: "Expire date:".utf8), let date = HTTPDate.read(String(text.dropFirst(12))) {
                    earliest = min(earliest ?? date, date)
                }
                entry = field.pointee.next
            }
        }
        return earliest
    }
}
