import Testing

@testable import Prongsai

@Suite struct PasswordTests {
    /// Made by another program: Python's hashlib.scrypt, salt 0–15, 32 bytes.
    private static let before =
        "scrypt$65536$8$1$AAECAwQFBgcICQoLDA0ODw==$dUlXss6znIZjLfi3UJKeVS76EvCI4TQtAczN2M3Dlzs="
    private static let now =
        "scrypt$32768$8$3$AAECAwQFBgcICQoLDA0ODw==$vexyC+lf8ohU7TP1kndhjG1IKuVZ24CI+sf6z3swygA="

    @Test(arguments: [before, now]) func `a digest of either cost is known again, and no other password fits it`(
        _ digest: String
    ) async throws {
        #expect(try await Password.matches("ปลาทูสามตัวในเข่ง", digest))
        #expect(try await !Password.matches("ปลาทูสองตัวในเข่ง", digest))
    }

    @Test func `a new digest says what it cost`() async throws {
        let digest = try await Password.digest("ปลาทูสามตัวในเข่ง", rounds: 16)
        #expect(digest.utf8.starts(with: "scrypt$16$8$3$".utf8))
        #expect(try await Password.matches("ปลาทูสามตัวในเข่ง", digest))
        #expect(Password.rounds * 128 * 8 == 32 << 20, "bytes of memory")
    }

    @Test(arguments: ["$9$3$", "$8$0$", "$8$17$", "$8$-1$", "$8$๓$", "$8$"])
    func `a digest of a cost nobody asked for fits nothing`(
        _ cost: String
    ) async throws {
        let text = "scrypt$16\(cost)AAECAwQFBgcICQoLDA0ODw==$dUlXss6znIZjLfi3UJKeVS76EvCI4TQtAczN2M3Dlzs="
        #expect(try await !Password.matches("ปลาทูสามตัวในเข่ง", text))
    }
}
