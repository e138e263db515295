import Glibc
import Synchronization

/// A small, fast web server on loopback for tests and benchmarks: one thread, GET alone, answers made by a function of
/// host and target.
final class LoopbackServer: Sendable {
    typealias Answer = @Sendable (_ host: String, _ target: String) -> [UInt8]

    let port: UInt16
    private let listener: Int32
    private let count = Count()

    /// Connections that were made since the beginning.
    var connections: Int { count.made.load(ordering: .relaxed) }

    private final class Count: Sendable {
        let made = Atomic<Int>(0)
    }

    init(_ answer: @escaping Answer) throws {
        let listener = socket(AF_INET, Int32(1) | Int32(0o4000), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
        }
        guard bound == 0, listen(listener, 1024) == 0 else { throw LoopbackFailure() }
        withUnsafeMutablePointer(to: &address) {
            _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &size) }
        }
        port = UInt16(bigEndian: address.sin_port)
        self.listener = listener
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(socket: listener, count: count, answer: answer)).toOpaque()
        pthread_create(
            &thread, nil,
            { work in
                if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().run() }
                return nil
            }, work)
        pthread_detach(thread)
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private final class Work {
        let socket: Int32
        let answer: Answer
        let count: Count
        private var pending: [Int32: [UInt8]] = [:]
        private var unsent: [Int32: ArraySlice<UInt8>] = [:]
        private var open: Set<Int32> = []
        /// Those that are told of the end once everything is sent.
        private var ending: Set<Int32> = []

        init(socket: Int32, count: Count, answer: @escaping Answer) {
            (self.socket, self.count, self.answer) = (socket, count, answer)
        }

        func run() {
            var watched = [pollfd(fd: socket, events: Int16(POLLIN), revents: 0)]
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                guard poll(&watched, nfds_t(watched.count), -1) >= 0 || errno == EINTR else { return }
                for entry in watched.dropFirst() where entry.revents != 0 {
                    if entry.events == Int16(POLLOUT) { send(entry.fd) } else { receive(entry.fd, &buffer) }
                }
                if watched[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { return }
                while case let client = accept(socket, nil, nil), client >= 0 {
                    _ = fcntl(client, F_SETFL, 0o4000)
                    open.insert(client)
                    count.made.add(1, ordering: .relaxed)
                }
                watched = [watched[0]]
                for fd in open {
                    watched.append(pollfd(fd: fd, events: Int16(unsent[fd] == nil ? POLLIN : POLLOUT), revents: 0))
                }
            }
        }

        private func receive(_ fd: Int32, _ buffer: inout [UInt8]) {
            let count = read(fd, &buffer, buffer.count)
            guard count > 0 else {
                if count < 0, errno == EAGAIN { return }
                pending[fd] = nil
                unsent[fd] = nil
                open.remove(fd)
                close(fd)
                return
            }
            var request = pending.removeValue(forKey: fd) ?? []
            request += buffer[..<count]
            guard request.suffix(4).elementsEqual("\r\n\r\n".utf8) else {
                pending[fd] = request
                return
            }
            let lines = request.split(separator: 0x0A)
            let target =
                lines.first?.split(separator: 0x20).dropFirst().first.map { String(decoding: $0, as: UTF8.self) } ?? "/"
            var host = ""
            for line in lines where line.count > 6 && line.prefix(5).elementsEqual("Host:".utf8) {
                host = String(decoding: line.dropFirst(6).prefix { $0 != 0x0D && $0 != 0x3A }, as: UTF8.self)
            }
            let bytes = answer(host, target)
            unsent[fd] = bytes[...]
            if String(decoding: bytes.prefix(512), as: UTF8.self).contains("Connection: close") { ending.insert(fd) }
            send(fd)
        }

        private func send(_ fd: Int32) {
            guard let bytes = unsent[fd] else { return }
            let count = bytes.withUnsafeBytes { Glibc.send(fd, $0.baseAddress, $0.count, Int32(0x4000)) }
            if count < 0, errno == EAGAIN { return }
            let rest = bytes.dropFirst(max(0, count))
            unsent[fd] = rest.isEmpty || count < 0 ? nil : rest
            if unsent[fd] == nil, ending.remove(fd) != nil { shutdown(fd, Int32(SHUT_WR)) }
        }
    }
}

struct LoopbackFailure: Error {}

/// An answer of a site, as it is sent.
struct Reply: Sendable {
    var status = 200
    var type = "text/html; charset=utf-8"
    var headers: [String] = []
    var body: [UInt8] = []
    /// Bytes that are announced and never sent.
    var missing = 0

    /// A page that ends before its end.
    static func short(_ html: String) -> Reply {
        var reply = page(html, headers: ["Connection: close"])
        reply.missing = 5_000
        return reply
    }

    static func page(_ html: String, status: Int = 200, headers: [String] = []) -> Reply {
        Reply(status: status, headers: headers, body: Array(html.utf8))
    }

    static func to(_ target: String, _ status: Int = 302) -> Reply {
        Reply(status: status, headers: ["Location: " + target])
    }

    static func file(_ bytes: [UInt8], _ type: String) -> Reply { Reply(type: type, body: bytes) }

    var bytes: [UInt8] {
        let lines =
            ["HTTP/1.1 \(status) X", "Content-Type: \(type)", "Content-Length: \(body.count + missing)"] + headers
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }
}
