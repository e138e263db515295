import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Output of the command line.
enum Terminal {
    /// Whether something that was to be shown could not be: the program then ends with a failure, whatever it did.
    private static let isCut = Mutex(false)

    static func print(_ text: String) { write(text, to: STDOUT_FILENO) }
    static func error(_ text: String) { write(text, to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) { write(Array((text + "\n").utf8), to: descriptor) }

    /// Bytes as they are, for `--out -`.
    static func write(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno == EAGAIN {
                usleep(1000)
            } else if errno != EINTR {
                // Whoever closed the other end of a pipe, such as `head`, has seen enough.
                if descriptor == STDOUT_FILENO, errno != EPIPE { isCut.withLock { $0 = true } }
                return
            }
        }
    }

    /// Ends the program where output was lost; its other work is done and kept.
    static func requireWhole() {
        guard isCut.withLock({ $0 }) else { return }
        error(Help.text("failure.output_lost"))
        Foundation.exit(74)  // EX_IOERR of sysexits.h
    }

    /// How many columns a text takes: Thai vowels and tone marks above and below take none.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: sum
            default: sum + 1
            }
        }
    }

    static func padded(_ text: String, _ columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - width(text)))
    }

    static func right(_ text: String, _ columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - width(text))) + text
    }

    /// A value as JSON on the screen, fields in order of name.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        write(Array(try encoder.encode(value)) + [10])
    }
}
