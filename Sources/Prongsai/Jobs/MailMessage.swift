import Foundation

/// An address of the form every mail server takes: `name@office.go.th` in ASCII (RFC 5322 §3.4.1, without quoted names), so that nothing
/// but an address can stand where one belongs.
struct MailAddress: Sendable, Equatable {
    let text: String

    init?(_ typed: String) {
        let bytes = Array(typed.trimmingWhitespace().utf8)
        guard bytes.count <= 254, let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let (local, domain) = (bytes[..<at], bytes[(at + 1)...])
        let labels = domain.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...64).contains(local.count), local.allSatisfy(MailAddress.isLocal),
            local.first != UInt8(ascii: "."), local.last != UInt8(ascii: "."), local.first != UInt8(ascii: "-"),
            labels.allSatisfy({ label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { MailAddress.isLetter($0) || $0 == UInt8(ascii: "-") }
            })
        else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
    }

    var domain: String { String(decoding: text.utf8.drop { $0 != UInt8(ascii: "@") }.dropFirst(), as: UTF8.self) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        isLetter(byte) || Array("!#$%&'*+-/=?^_`{|}~.".utf8).contains(byte)
    }
}

/// A message of plain text as it goes over the wire (RFC 5322, RFC 2045, RFC 2047). No value can bring a header of its own:
/// addresses are checked, and whatever else is not plain ASCII without controls is encoded.
struct MailMessage: Sendable {
    var from: MailAddress
    /// What the sender is called, such as the product's or the office's name.
    var name: String
    var to: MailAddress
    var subject: String
    var text: String
    var at: Instant
    /// Makes the Message-ID; the same message sent twice carries the same.
    var id: String

    func bytes() -> [UInt8] {
        let headers = [
            "Date: \(MailMessage.date(at))",
            "From: \(MailMessage.words(name))\r\n <\(from.text)>",
            "To: <\(to.text)>",
            "Subject: \(MailMessage.words(subject))",
            "Message-ID: <\(id)@\(from.domain)>",
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: All",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
        ]
        return Array((headers.joined(separator: "\r\n") + "\r\n\r\n").utf8) + MailMessage.base64(text)
    }

    /// Encoded words of at most 75 characters, one a line, each of whole UTF-8 characters; text of plain ASCII stays as it is.
    static func words(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
        let plain =
            scalars.allSatisfy { $0.value < 0x7F }
            && !scalars.contains { "\"\\()<>[]:;@,=?".unicodeScalars.contains($0) }
        if plain, scalars.count <= 60 {
            return String(String.UnicodeScalarView(scalars))
        }
        var words: [String] = []
        var piece: [UInt8] = []
        func close() {
            if !piece.isEmpty { words.append("=?utf-8?B?\(Data(piece).base64EncodedString())?=") }
            piece = []
        }
        for scalar in scalars {
            let bytes = Array(String(Character(scalar)).utf8)
            // 45 bytes make 60 characters, and 12 stand around them; before the first stands the field's name.
            if piece.count + bytes.count > (words.isEmpty ? 36 : 45) { close() }
            piece += bytes
        }
        close()
        return words.joined(separator: "\r\n ")
    }

    /// The text with line ends as mail has them, in lines of 76 characters.
    private static func base64(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in FormFields.withPlainLineEnds(Array(text.utf8)) { bytes += byte == 10 ? [13, 10] : [byte] }
        let encoded = Array(Data(bytes).base64EncodedString().utf8)
        var lines: [UInt8] = []
        for start in stride(from: 0, to: encoded.count, by: 76) {
            lines += encoded[start..<min(start + 76, encoded.count)] + [13, 10]
        }
        return lines
    }

    /// `Tue, 14 Jan 2025 15:30:00 +0700` (RFC 5322 §3.3), as the clocks in Thailand show it.
    static func date(_ at: Instant) -> String {
        let local = at.adding(7 * 3_600_000)
        let day = at.day
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][((day.number % 7) + 7) % 7]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let month = months[day.month - 1]
        let time = String(decoding: local.text.utf8.dropFirst(11).prefix(8), as: UTF8.self)
        return "\(weekday), \(day.day) \(month) \(day.year) \(time) +0700"
    }
}
