import ArgumentParser
import Foundation
import Watch

/// What is expected of an address's looks in a row. The `Standing` of ITA is that of an agency.
typealias PageStanding = Watch.Standing

/// How the watcher goes about its work, as the administrator set it.
struct WatchSettings: Sendable {
    /// Networks inside the office that may be looked at all the same.
    var networks: [IPNetwork]
    /// Ports that may be asked; nil for every one.
    var ports: Set<UInt16>?
    /// Where a site's keeper can complain: an e-mail address or a page.
    var contact: String
    /// Addresses that are asked where nothing else answers, to tell whether our own line is dead; empty: nobody is.
    var references: [WebAddress]
    /// Seconds between two looks at an address that is up.
    var every: Int
    /// Seconds between two looks at one that is down or not sure.
    var again: Int
    /// Hours after which the ITA officers are told, and then the directors.
    var officerHours: Int
    var directorHours: Int
    /// Where messages of LINE go; nil where none are sent.
    var line: LineTarget?

    /// Reads the settings by their options. Every mistake at once.
    init(_ value: (String) -> String) throws {
        var problems: [Problem] = []
        func list(_ option: String) -> [String] {
            value(option).utf8.split { $0 == UInt8(ascii: ",") || $0 == 32 }.map { String(decoding: $0, as: UTF8.self) }
        }
        func wrong(_ option: String, _ given: String) {
            problems.append(Problem("watch_setting", ["given": given, "option": "--\(option)"]))
        }
        networks = []
        for text in list("watch-networks") {
            if let network = IPNetwork(text) { networks.append(network) } else { wrong("watch-networks", text) }
        }
        var numbers: Set<UInt16> = []
        for text in list("watch-ports") {
            if let port = UInt16(text) { numbers.insert(port) } else if text != "*" { wrong("watch-ports", text) }
        }
        ports = list("watch-ports").contains("*") ? nil : numbers
        contact = String(decoding: value("watch-contact").utf8.filter { $0 > 0x1F && $0 < 0x7F }, as: UTF8.self)
        references = []
        for text in list("watch-references") {
            do throws(WebAddress.Fault) { references.append(try WebAddress(text)) } catch {
                wrong("watch-references", text)
            }
        }
        func seconds(_ option: String) -> Int {
            if let seconds = WatchSettings.seconds(value(option)) { return seconds }
            wrong(option, value(option))
            return 86_400
        }
        (every, again) = (seconds("watch-every"), seconds("watch-again"))
        func hours(_ option: String) -> Int {
            if let hours = Int(value(option)), (0...8760).contains(hours) { return hours }
            wrong(option, value(option))
            return 24
        }
        (officerHours, directorHours) = (hours("alert-officer-hours"), hours("alert-director-hours"))
        line = LineTarget(token: value("line-token"), to: value("line-to"), address: value("line-address"))
        guard problems.isEmpty else { throw Failure.invalid(problems) }
    }

    /// `30s`, `10m`, `6h` or `1d` as seconds, from a second to a year.
    static func seconds(_ text: String) -> Int? {
        guard let unit = text.utf8.last, let number = Int(text.dropLast()), number > 0, number < 40_000_000 else {
            return nil
        }
        let factor: Int? =
            switch unit {
            case UInt8(ascii: "s"): 1
            case UInt8(ascii: "m"): 60
            case UInt8(ascii: "h"): 3600
            case UInt8(ascii: "d"): 86_400
            default: nil
            }
        guard let factor, number * factor <= 366 * 86_400 else { return nil }
        return number * factor
    }

    /// How addresses are fetched: politely, and only where one may connect to.
    func fetching(authorities: String) -> FetchSettings {
        var settings = FetchSettings()
        settings.addresses = AddressGuard(allowedNetworks: networks, ports: ports)
        settings.userAgent =
            "Prongsai/\(Prongsai.version) (disclosure watch\(contact.isEmpty ? "" : "; +\(contact)"))"
        if !authorities.isEmpty { settings.certificates = authorities }
        return settings
    }
}

/// What commands take that look at public addresses.
struct WatchOptions: ParsableArguments {
    @Option(name: .customLong("watch-networks"), help: Help.of("settings.watch_networks")) var networks: String?
    @Option(name: .customLong("watch-ports"), help: Help.of("settings.watch_ports")) var ports: String?
    @Option(name: .customLong("watch-contact"), help: Help.of("settings.watch_contact")) var contact: String?
    @Option(name: .customLong("watch-references"), help: Help.of("settings.watch_references"))
    var references: String?
    @Option(name: .customLong("watch-every"), help: Help.of("settings.watch_every")) var every: String?
    @Option(name: .customLong("watch-again"), help: Help.of("settings.watch_again")) var again: String?
    @Option(name: .customLong("alert-officer-hours"), help: Help.of("settings.alert_officer_hours"))
    var officerHours: String?
    @Option(name: .customLong("alert-director-hours"), help: Help.of("settings.alert_director_hours"))
    var directorHours: String?
    @Option(name: .customLong("line-token"), help: Help.of("settings.line_token")) var lineToken: String?
    @Option(name: .customLong("line-to"), help: Help.of("settings.line_to")) var lineTo: String?
    @Option(name: .customLong("line-address"), help: Help.of("settings.line_address")) var lineAddress: String?

    var given: [String: String?] {
        [
            "watch-networks": networks, "watch-ports": ports, "watch-contact": contact,
            "watch-references": references, "watch-every": every, "watch-again": again,
            "alert-officer-hours": officerHours, "alert-director-hours": directorHours, "line-token": lineToken,
            "line-to": lineTo, "line-address": lineAddress,
        ]
    }
}
