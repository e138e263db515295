import Child
import Foundation
import Testing

@Suite struct ChildProcessTests {
    @Test(arguments: ["exit 3", "sleep 0.2"])
    func `a child nobody waits for is collected when it ends`(_ script: String) async throws {
        let pid = try start(script)
        let deadline = ContinuousClock.now + .seconds(30)
        // Where it is not collected its number stays taken.
        while kill(pid, 0) == 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
        #expect(kill(pid, 0) == -1)
    }

    private func start(_ script: String) throws -> pid_t {
        let process = ChildProcess()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script]
        try process.run()
        return process.processIdentifier
    }
}
