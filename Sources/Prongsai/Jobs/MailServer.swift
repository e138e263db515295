import Child
import Foundation
import Watch

/// How mail leaves the office, from the settings `PRONGSAI_MAIL` and `PRONGSAI_MAIL_FROM`.
struct MailServer: Sendable, Equatable {
    enum Way: Sendable, Equatable {
        /// A server, as `smtp://host:port`, with user and password where it wants them.
        case smtp(url: String, user: String, password: String, isPlain: Bool)
        /// The program of the machine that takes mail.
        case sendmail(path: String)
    }
    var way: Way
    /// Whom it comes from.
    var from: MailAddress

    /// Reads the settings; nil where no mail is sent. Throws a ``Failure`` where they make no sense.
    init?(_ text: String, from sender: String) throws {
        guard !text.isEmpty else { return nil }
        guard let from = MailAddress(sender) else {
            throw Failure.invalid([Problem("mail_from", ["given": sender], at: "PRONGSAI_MAIL_FROM")])
        }
        self.from = from
        if text == "sendmail" {
            way = .sendmail(path: "/usr/sbin/sendmail")
        } else if let path = text.removing(prefix: "sendmail:"), path.utf8.first == UInt8(ascii: "/") {
            way = .sendmail(path: path)
        } else {
            way = try MailServer.smtp(text)
        }
    }

    /// TLS is never left out on a way that others can listen to.
    private static func smtp(_ text: String) throws -> Way {
        func wrong(_ key: String) -> Failure { .invalid([Problem(key, at: "PRONGSAI_MAIL")]) }
        guard let scheme = Transfer.part("s", of: text), ["smtp", "smtps"].contains(scheme),
            let host = Transfer.part("h", of: text)
        else { throw wrong("mail_server") }
        let query = Transfer.part("q", of: text)
        guard query == nil || query == "tls=none" else { throw wrong("mail_server") }
        let isPlain = query != nil
        guard !isPlain || (scheme == "smtp" && isLoopback(host)) else { throw wrong("mail_plain") }
        // libcurl's "25" for smtp is for servers among themselves; programs hand in at 587 (RFC 6409).
        let given = portIsSaid(text) ? Transfer.part("p", of: text) : nil
        let port = given ?? (scheme == "smtps" ? "465" : isPlain ? "25" : "587")
        let (user, password) = credentials(text)
        return .smtp(url: "\(scheme)://\(host):\(port)", user: user, password: password, isPlain: isPlain)
    }

    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || IPAddress(host: host)?.isLoopback == true
    }

    /// Between `//` and the last `@` of what comes before the path, percent-decoded.
    private static func credentials(_ text: String) -> (String, String) {
        let authority = authority(text)
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return ("", "") }
        let parts = authority[..<at].split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        let texts = parts.map { (String(decoding: $0, as: UTF8.self) as NSString).removingPercentEncoding ?? "" }
        return (texts[0], texts.count > 1 ? texts[1] : "")
    }

    private static func portIsSaid(_ text: String) -> Bool {
        let authority = authority(text)
        let host = authority[((authority.lastIndex(of: UInt8(ascii: "@")) ?? -1) + 1)...]
        let end = host.lastIndex(of: UInt8(ascii: "]")) ?? host.startIndex
        return host[end...].contains(UInt8(ascii: ":"))
    }

    private static func authority(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return [] }
        return Array(
            bytes[(colon + 1)...].drop { $0 == UInt8(ascii: "/") }.prefix {
                $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?")
            })
    }
}

extension MailServer {
    /// Sends one message. Throws a ``TransferFault``.
    func send(_ message: [UInt8], to: MailAddress, authorities: String) async throws {
        switch way {
        case .smtp(let url, let user, let password, let isPlain):
            try await Transfer.mail(
                Transfer.Way(url: url, authorities: authorities), user: user, password: password, isPlain: isPlain,
                from: from.text, to: to.text, message: message)
        case .sendmail(let path): try await sendmail(path, message, to)
        }
    }

    private func sendmail(_ path: String, _ message: [UInt8], _ to: MailAddress) async throws {
        let process = ChildProcess()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["-i", "-f", from.text, "--", to.text]
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // It wants line ends of its own system.
        let bytes = Data(message.filter { $0 != 13 })
        let code: Int32 = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                do { try process.run() } catch { return continuation.resume(throwing: TransferFault("no_sendmail")) }
                try? input.fileHandleForWriting.write(contentsOf: bytes)
                try? input.fileHandleForWriting.close()
                process.waitUntilExit()
                continuation.resume(returning: process.terminationStatus)
            }
        }
        guard code == 0 else { throw TransferFault("sendmail", ["status": String(code)]) }
    }
}
