import Testing

@testable import Watch

@Suite struct AddressGuardTests {
    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.1",
        "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1",
        "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "::7f00:1", "::ffff:127.0.0.1",
        "::ffff:8.8.8.8", "::ffff:0:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1",
        "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "2001:db8::1", "2002:7f00:1::1",
        "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "4000::1",
        "2403:6200::5efe:7f00:1", "2403:6200::200:5efe:a00:1", "1::1", "8000::", "abcd:ef01::1",
    ])
    func `an address that is not public is not connected to`(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressGuard().refusal(of: address) != nil)
    }

    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "203.150.1.1", "172.32.0.1", "100.128.0.1", "2001:4860:4860::8888", "2403:6200::1",
    ])
    func `a public address is connected to`(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressGuard().refusal(of: address) == nil)
    }

    @Test(arguments: [
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/",
        "http://127.0.0.01/", "http://1.2.3.4.5/", "http://256.1.1.1/", "http://1.2.3/", "http://０x7f.1/",
        "http://１２７.0.0.1/", "http://①②⑦.0.0.1/", "http://127.0.0.1%2e/", "http://127%2E0.0.1/", "http://[::1",
        "http://[127.0.0.1]/", "http://[::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[v1.a]/", "http://a b/",
        "http:///", "http://", "http:page", "http://user@good.test/", "http://user:pw@good.test/",
        "http://good.test:0/",
        "http://good.test:65536/", "http://good.test:8a/", "http://..", "http://a..b/", "http://good。test@evil/",
        "http://evil.test℀/", "file:///etc/passwd", "FILE:///etc/passwd", "source:file:///etc", "javascript:alert(1)",
        "ftp://good.test/", "gopher://good.test/", "dict://good.test/", "data:text/html,x", "view-source:http://a/",
        "jar:http://a/", "about:blank", "blob:http://a/x", "ws://good.test/", "\\\\good.test@evil\\", "//good.test/",
        "",
        "   ", "page.html", "http://*.test/", "http://a,b/", "http://[::ffff:127.0.0.1].test/",
        "http://\(String(repeating: "a", count: 64)).test/",
    ])
    func `an address that cannot be told for certain is none`(_ text: String) {
        #expect(throws: WebAddress.Fault.self) { try WebAddress(text) }
    }

    @Test(arguments: [
        ("http://GOOD.test", "http://good.test/"), (" http://good.test:80/a\n", "http://good.test/a"),
        ("https://good.test:443/x?y#z", "https://good.test/x?y"), ("http://good.test./", "http://good.test/"),
        ("http:\\\\good.test\\a\\b", "http://good.test/a/b"),
        ("http://good.test\\@evil.test/", "http://good.test/@evil.test/"),
        ("http://good.test/a/./b/../c/%2e%2E/d", "http://good.test/a/d"),
        ("http://good.test/../../x", "http://good.test/x"),
        ("http://good.test/ประกาศ.pdf", "http://good.test/%E0%B8%9B%E0%B8%A3%E0%B8%B0%E0%B8%81%E0%B8%B2%E0%B8%A8.pdf"),
        ("http://หน่วยงาน.ไทย/", "http://xn--72c9ab8ayaw7cwk.xn--o3cw4h/"),
        ("http://[2001:DB8:0:0::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://good.test?q", "http://good.test/?q"), ("ht\ntp://good.test/", "http://good.test/"),
    ])
    func `an address is written in one way`(_ text: String, _ expected: String) throws {
        #expect(try WebAddress(text).description == expected)
    }

    @Test(
        arguments: [
            ("c.pdf", "http://good.test/a/c.pdf"), ("../c.pdf", "http://good.test/c.pdf"), ("/c", "http://good.test/c"),
            ("//other.test/x", "http://other.test/x"), ("?n=2", "http://good.test/a/b?n=2"),
            ("#top", "http://good.test/a/b?q"),
            ("", "http://good.test/a/b?q"), ("https://x.test", "https://x.test/"), ("./", "http://good.test/a/"),
            ("ก่.pdf", "http://good.test/a/%E0%B8%81%E0%B9%88.pdf"), ("a:b", nil), ("mailto:a@b.test", nil),
            ("..\\x", "http://good.test/x"),
        ] as [(String, String?)])
    func `a link is read against the page it stands in`(_ reference: String, _ expected: String?) throws {
        let base = try WebAddress("http://good.test/a/b?q#f")
        #expect((try? base.resolving(reference))?.description == expected)
    }

    @Test func `an administrator's network is connected to, and nothing beside it`() throws {
        let network = try #require(IPNetwork("10.1.0.0/16"))
        let guardian = AddressGuard(allowedNetworks: [network])
        #expect(guardian.refusal(of: .v4(0x0A01_0203)) == nil)
        #expect(guardian.refusal(of: .v4(0x0A02_0203)) == .network(.v4(0x0A02_0203), kind: "private"))
        let mapped = try #require(IPAddress("::ffff:10.1.2.3"))
        #expect(guardian.refusal(of: mapped) != nil)
    }

    @Test func `one address that is not public blocks its name`() {
        let addresses: [IPAddress] = [.v4(0x0808_0808), .v4(0x7F00_0001)]
        #expect(AddressGuard().refusal(ofAll: addresses) == .network(.v4(0x7F00_0001), kind: "loopback"))
    }

    @Test(arguments: [
        "10.0.0.1/8", "10.0.0.0/33", "10.0.0/8", "fd00::1/8", "", "/8", "10.0.0.0/", "::/129", "10.0.0.0/+8",
    ])
    func `a network that is not written as one is none`(_ text: String) { #expect(IPNetwork(text) == nil) }

    @Test(arguments: [
        ("2001:db8::", "2001:db8::"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("0:0:1::", "0:0:1::"),
        ("::ffff:1.2.3.4", "::ffff:102:304"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1::2:3:4:5:6:7", "1:0:2:3:4:5:6:7"),
    ])
    func `IPv6 is written as RFC 5952 has it`(_ text: String, _ expected: String) {
        #expect(IPAddress(text)?.description == expected)
    }

    @Test(arguments: [
        ":", ":::", "1:2", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "::1.2.3", "1:", ":1", "::1:", "g::", "::+1",
    ])
    func `what is no address in numbers is none`(_ text: String) { #expect(IPAddress(text) == nil) }

    @Test func `only ports of websites are connected to`() {
        #expect(AddressGuard().refusal(ofPort: 22) == .port(22))
        #expect(AddressGuard().refusal(ofPort: 443) == nil)
    }
}
