import CCurl
import Glibc

/// Between the loop and libcurl.
extension FetchLoop {
    func setUp() {
        let me = Unmanaged.passUnretained(self).toOpaque()
        curl_multi_set_socket(multi.raw) { _, fd, what, me, _ in
            guard let me else { return 0 }
            Unmanaged<FetchLoop>.fromOpaque(me).takeUnretainedValue().listen(fd, what)
            return 0
        }
        curl_multi_set_pointer(multi.raw, CURLMOPT_SOCKETDATA, me)
        curl_multi_set_timer(multi.raw) { _, milliseconds, me in
            guard let me else { return 0 }
            let loop = Unmanaged<FetchLoop>.fromOpaque(me).takeUnretainedValue()
            loop.curlTimer = milliseconds < 0 ? nil : loop.now + Int64(milliseconds)
            return 0
        }
        curl_multi_set_pointer(multi.raw, CURLMOPT_TIMERDATA, me)
        curl_multi_set_number(multi.raw, CURLMOPT_MAXCONNECTS, max(64, settings.parallel * 2))
    }

    func tearDown() {
        for transfer in transfers {
            curl_multi_remove_handle(multi.raw, transfer.handle.raw)
            transfer.clear()
        }
        (transfers, idle, paused) = ([], [], [])
        curl_multi_cleanup(multi.raw)
    }

    private func listen(_ fd: Int32, _ what: Int32) {
        var event = epoll_event(events: 0, data: epoll_data(fd: fd))
        if what == CURL_POLL_REMOVE {
            epoll_ctl(poll, EPOLL_CTL_DEL, fd, &event)
            return
        }
        if what & CURL_POLL_IN != 0 { event.events |= EPOLLIN.rawValue }
        if what & CURL_POLL_OUT != 0 { event.events |= EPOLLOUT.rawValue }
        // New far more often than known: libcurl lets go of a socket after every response.
        if epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) != 0 { epoll_ctl(poll, EPOLL_CTL_MOD, fd, &event) }
    }

    func act(on fd: Int32, _ events: UInt32) {
        var flags: Int32 = 0
        if events & (EPOLLIN.rawValue | EPOLLHUP.rawValue) != 0 { flags |= CURL_CSELECT_IN }
        if events & EPOLLOUT.rawValue != 0 { flags |= CURL_CSELECT_OUT }
        if events & EPOLLERR.rawValue != 0 { flags |= CURL_CSELECT_ERR }
        var running: Int32 = 0
        curl_multi_socket_action(multi.raw, fd, flags, &running)
    }

    /// Connects to one of the addresses, which were judged, whatever the name says by then.
    func connect(_ job: FetchJob, to addresses: [IPAddress]) {
        guard let transfer = idle.popLast() ?? makeTransfer() else { return finish(job, .failure(.other(27))) }
        transfer.job = job
        transfer.interim = 0
        transfer.deadline = job.begun + Int64(settings.timeout)
        let handle = transfer.handle.raw
        curl_set_text(handle, CURLOPT_URL, job.address.description)
        var lines = [
            "Accept: text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8", "Accept-Language: th,en;q=0.5",
        ]
        let isKnown: Bool = job.address.description == job.request.validated
        if isKnown, let etag = job.request.etag { lines.append("If-None-Match: " + Self.oneLine(etag)) }
        if isKnown, let date = job.request.lastModified { lines.append("If-Modified-Since: " + Self.oneLine(date)) }
        for line in lines { transfer.requestHeaders = curl_slist_append(transfer.requestHeaders, line) }
        curl_set_list(handle, CURLOPT_HTTPHEADER, transfer.requestHeaders)
        if case .name(let name) = job.address.host {
            let line = "\(name):\(job.address.port):" + addresses.map(\.inURL).joined(separator: ",")
            transfer.addresses = curl_slist_append(nil, line)
        }
        curl_set_list(handle, CURLOPT_RESOLVE, transfer.addresses)
        transfer.requestHead = Array(
            ("GET \(job.address.target) HTTP/1.1\r\nHost: \(job.address.authority)\r\nUser-Agent: \(settings.userAgent)\r\n"
                + "Accept-Encoding: \(Self.codings)\r\n" + lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        transfer.place = transfers.count
        transfers.append(transfer)
        curl_multi_add_handle(multi.raw, handle)
    }

    private static let codings = "gzip, deflate, br"

    /// A value of a stranger's header as it may stand in one of ours.
    private static func oneLine(_ value: String) -> String {
        String(
            String.UnicodeScalarView(value.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.prefix(1_000))
        )
    }

    private func makeTransfer() -> FetchTransfer? {
        guard let raw = curl_easy_init() else { return nil }
        let transfer = FetchTransfer(handle: OpaquePointer(raw), loop: self)
        let me = Unmanaged.passUnretained(transfer).toOpaque()
        for (option, value) in [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_SSL_VERIFYPEER, 1),
            (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_CERTINFO, 1), (CURLOPT_PATH_AS_IS, 1), (CURLOPT_DISALLOW_USERNAME_IN_URL, 1),
            (CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS), (CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout),
            (CURLOPT_LOW_SPEED_LIMIT, settings.slowestRate), (CURLOPT_LOW_SPEED_TIME, settings.slowSeconds),
        ] { curl_set_number(raw, option, value) }
        // An empty proxy: one named in the environment would be connected to unjudged.
        for (option, value) in [
            (CURLOPT_PROXY, ""), (CURLOPT_PROTOCOLS_STR, "http,https"), (CURLOPT_USERAGENT, settings.userAgent),
            (CURLOPT_ACCEPT_ENCODING, Self.codings),
        ] { curl_set_text(raw, option, value) }
        if let certificates = settings.certificates { curl_set_text(raw, CURLOPT_CAINFO, certificates) }
        curl_set_pointer(raw, CURLOPT_PRIVATE, me)
        curl_set_pointer(raw, CURLOPT_WRITEDATA, me)
        curl_set_pointer(raw, CURLOPT_HEADERDATA, me)
        curl_set_pointer(raw, CURLOPT_OPENSOCKETDATA, me)
        curl_set_data(raw, CURLOPT_WRITEFUNCTION) { bytes, _, count, me in
            guard let me, let bytes else { return 0 }
            return Unmanaged<FetchTransfer>.fromOpaque(me).takeUnretainedValue()
                .receiveBody(UnsafeRawBufferPointer(start: bytes, count: count))
        }
        curl_set_data(raw, CURLOPT_HEADERFUNCTION) { bytes, _, count, me in
            guard let me, let bytes else { return 0 }
            return Unmanaged<FetchTransfer>.fromOpaque(me).takeUnretainedValue()
                .receiveHead(UnsafeRawBufferPointer(start: bytes, count: count))
        }
        curl_set_open_socket(raw) { me, _, address in
            guard let me, let address else { return CURL_SOCKET_BAD }
            return Unmanaged<FetchTransfer>.fromOpaque(me).takeUnretainedValue().open(address)
        }
        return transfer
    }

    /// Reads what libcurl has finished.
    func takeFinished() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi.raw, &left) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            let result = curl_message_result(message)
            var me: UnsafeMutableRawPointer?
            curl_get_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &me)
            guard let me else { continue }
            end(Unmanaged<FetchTransfer>.fromOpaque(me).takeUnretainedValue(), result)
        }
    }

    /// Gives up what takes too long. Waiting for a place is no fault of the site.
    func giveUpLate() {
        let now = now
        for transfer in transfers where transfer.pausedAt == nil && transfer.deadline <= now {
            end(transfer, CURLE_OPERATION_TIMEDOUT)
        }
        giveUpNames()
    }

    /// Lets those go on that wait for a place to receive a large body.
    func resumePaused() {
        while hasRoom, !paused.isEmpty {
            let transfer = paused.removeFirst()
            guard let since = transfer.pausedAt else { continue }
            transfer.pausedAt = nil
            transfer.deadline += now - since
            curl_easy_pause(transfer.handle.raw, CURLPAUSE_CONT)
        }
    }
}

extension FetchTransfer {
    /// Opens a socket, after one more look at the address it will be connected to.
    fileprivate func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return CURL_SOCKET_BAD }
        let socketAddress = UnsafeRawPointer(address).advanced(by: offset).assumingMemoryBound(to: sockaddr.self)
        guard let peer = IPAddress(socket: socketAddress) else { return CURL_SOCKET_BAD }
        if let refusal = guardian.refusal(of: peer) {
            self.refusal = refusal
            return CURL_SOCKET_BAD
        }
        return socket(
            address.pointee.family, address.pointee.socktype | Int32(socket_close_on_exec), address.pointee.protocol)
    }
}

extension Optional where Wrapped == OpaquePointer {
    /// As libcurl's functions take it: its own type is `void`.
    var raw: UnsafeMutableRawPointer? { map { UnsafeMutableRawPointer($0) } }
}

extension OpaquePointer {
    /// As libcurl's functions take it: its own type is `void`.
    var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(self) }
}
