import Child
import Foundation
import Synchronization

@testable import Watch

/// The server of `Server/hostile.py`, started once for all tests; it ends with them.
final class HostileServer: Sendable {
    static let shared = Result { try HostileServer() }

    let ports: [String: Int]
    let folder: String
    private let input: Pipe

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("watch-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Server/hostile.py")
        let process = ChildProcess()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", script.path, folder]
        let output = Pipe()
        input = Pipe()
        (process.standardOutput, process.standardInput) = (output, input)
        try process.run()
        var line = Data()
        while line.last != 0x0A {
            let piece = output.fileHandleForReading.availableData
            if piece.isEmpty { throw ServerFailure() }
            line += piece
        }
        ports = try JSONDecoder().decode([String: Int].self, from: line)
    }

    /// The root certificate the good certificates hang on.
    var root: String { folder + "/root.pem" }

    func address(_ path: String, port: String = "plain", host: String = "127.0.0.1") throws -> WebAddress {
        let scheme = ["plain", "second"].contains(port) ? "http" : "https"
        return try WebAddress("\(scheme)://\(host):\(ports[port] ?? 0)\(path)")
    }
}

struct ServerFailure: Error {}

extension FetchSettings {
    /// For a server on loopback: no gap, short times, one attempt.
    static func loopback(_ change: (inout FetchSettings) -> Void = { _ in }) -> FetchSettings {
        var settings = FetchSettings()
        settings.addresses = AddressGuard(allowedNetworks: [IPNetwork("127.0.0.0/8")].compactMap(\.self), ports: nil)
        (settings.hostGap, settings.retries, settings.backOff) = (0, 0, 10)
        settings.resolve = { _ in .addresses([.v4(0x7F00_0001)]) }
        change(&settings)
        return settings
    }
}

/// Fetches one path of the hostile server.
func look(
    _ path: String, port: String = "plain", host: String = "127.0.0.1",
    _ change: (inout FetchSettings) -> Void = { _ in }
) async throws -> FetchOutcome {
    let address = try HostileServer.shared.get().address(path, port: port, host: host)
    guard let outcome = await Fetcher(.loopback(change)).fetch(address) else { throw ServerFailure() }
    return outcome
}

extension FetchOutcome {
    var failure: FetchFailure? {
        if case .failure(let failure) = result { return failure }
        return nil
    }
    var response: FetchResponse? { try? result.get() }
    var text: String { String(decoding: response?.body ?? [], as: UTF8.self) }
}
