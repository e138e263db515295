import Foundation
import Logging

/// A log of lines of JSON on the standard error, for machines that gather them.
struct JSONLog: LogHandler {
    let label: String
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        Terminal.error(
            JSONLog.line(
                event.level, label, event.message.description,
                metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" },
                at: Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))))
    }

    static func line(
        _ level: Logger.Level, _ label: String, _ message: String, _ metadata: [String: String], at now: Instant
    ) -> String {
        var members: [String: JSONValue] = metadata.mapValues { .text($0) }
        members["at"] = .text(now.text)
        members["level"] = .text(level.rawValue)
        members["logger"] = .text(label)
        members["says"] = .text(message)
        return (try? JSONValue.object(members).bytes()).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
