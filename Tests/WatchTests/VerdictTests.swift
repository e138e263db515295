import Foundation
import Testing

@testable import Watch

@Suite struct VerdictTests {
    @Test func `every situation of the labelled set is judged as a person judges it`() async throws {
        #expect(Situation.all.count >= 60)
        #expect(Set(Situation.all.map(\.name)).count == Situation.all.count)
        let player = try SituationPlayer()
        for situation in Situation.all {
            let verdict = try await player.verdict(of: situation)
            #expect(verdict.state == situation.label, "\(situation.name): \(verdict)")
        }
    }

    private func outcome(_ host: String, _ failure: FetchFailure) throws -> FetchOutcome {
        FetchOutcome(id: 0, address: try WebAddress("http://\(host)/"), result: .failure(failure), begun: 0, elapsed: 0)
    }

    @Test(arguments: [
        (FetchFailure.noSuchName, "no_such_name"), (.connectionRefused, "connection_refused"),
        (.timeout(.body), "timeout"),
        (.reset, "connection_cut"), (.certificate(.expired), "certificate"), (.handshake, "handshake"),
        (.malformed, "not_http"),
    ])
    func `what is gone says why`(_ failure: FetchFailure, _ code: String) throws {
        let verdict = Verdict.of(Look(outcome: try outcome("a.test", failure)))
        #expect(verdict.state == .gone && verdict.reasons.first?.code == code)
    }

    @Test func `while our own network is down nobody else is blamed`() throws {
        let verdict = Verdict.of(Look(outcome: try outcome("a.test", .nameLookup), networkIsDown: true))
        #expect(verdict.state == .networkDown && verdict.weight == .none)
        let expired = Look(outcome: try outcome("a.test", .certificate(.expired)), networkIsDown: true)
        #expect(Verdict.of(expired).state == .gone)
    }

    @Test func `the first line of a document that names a year outweighs the lines below it`() {
        func document(_ lines: [String]) -> PageText {
            var text = PageText()
            text.isDocument = true
            text.blocks = lines.map { .init($0, page: 1) }
            return text
        }
        let old = document(["รายงานผลการจัดซื้อจัดจ้าง", "ปีงบประมาณ ๒๕๖๗", "ต.ค. 2567 – มี.ค. 2568", "ที่นี่ น้ำ ปู่"])
        #expect(YearCheck.of(old, fiscalYear: 2568) == .wrong(found: [2567]))
        let signed = document(["ลงนามวันที่ 3 มีนาคม 2566", "แผนปฏิบัติการ ปีงบประมาณ พ.ศ. 2568", "เทียบกับปีงบประมาณ 2567"])
        guard case .right = YearCheck.of(signed, fiscalYear: 2568) else {
            Issue.record("\(YearCheck.of(signed, fiscalYear: 2568))")
            return
        }
    }

    @Test func `one bad look is no fall and one good look no rise`() {
        var standing = Standing()
        let (good, bad) = (Verdict(.alive), Verdict(.gone))
        #expect(standing.take(good, at: 1) == nil && standing.state == .up)
        #expect(standing.take(bad, at: 2) == nil && standing.take(good, at: 3) == nil)
        #expect(standing.take(bad, at: 4) == nil && standing.take(bad, at: 5) == nil && standing.state == .up)
        #expect(standing.take(bad, at: 6) == .fell(since: 4, verdict: bad) && standing.state == .down)
        #expect(standing.take(bad, at: 7) == nil)
        #expect(standing.take(good, at: 8) == nil && standing.state == .down)
        #expect(standing.take(bad, at: 9) == nil && standing.take(good, at: 10) == nil)
        #expect(standing.take(good, at: 11) == .rose(since: 10) && standing.lastGood == 11)
    }

    @Test func `a wall against programs and an unknown time count neither way`() {
        var standing = Standing()
        _ = standing.take(Verdict(.alive), at: 1)
        for moment in 2..<20 {
            #expect(standing.take(Verdict(moment % 2 == 0 ? .botWall : .networkDown), at: Int64(moment)) == nil)
        }
        #expect(standing.state == .up && standing.bad == 0)
    }

    @Test func `an unknown time between two bad looks is not a time of being down`() throws {
        let (day, good, bad) = (Int64(86_400_000), Verdict(.alive), Verdict(.gone))
        var standing = Standing()
        #expect(standing.take(bad, at: 1) == nil && standing.take(bad, at: 2) == nil)
        for number in 1..<60 { _ = standing.take(Verdict(.botWall), at: day * Int64(number)) }
        // Nor where nobody looked at all: the row begins anew with the look after it.
        #expect(standing.take(bad, at: day * 60) == nil && standing.state == .unknown)
        #expect(standing.take(bad, at: day * 60 + 1) == nil)
        #expect(standing.take(bad, at: day * 63) == .fell(since: day * 60, verdict: bad), "three days are a row")
        // What is down stays down, and is up again since looks that belong together.
        for number in 64..<100 { _ = standing.take(Verdict(.botWall), at: day * Int64(number)) }
        #expect(standing.take(bad, at: day * 100) == nil && standing.state == .down)
        #expect(standing.take(good, at: day * 101) == nil && standing.take(good, at: day * 120) == nil)
        #expect(standing.take(good, at: day * 121) == .rose(since: day * 120))
    }

    @Test func `how an address stands is read as it was stored before`() throws {
        let stored = Data(#"{"state":"up","bad":2,"good":0,"since":1000,"lastGood":1}"#.utf8)
        let before = try JSONDecoder().decode(Standing.self, from: stored)
        #expect(before.bad == 2 && before.lastBad == nil)
        var (soon, late) = (before, before)
        #expect(soon.take(Verdict(.gone), at: 2000) == .fell(since: 1000, verdict: Verdict(.gone)))
        #expect(late.take(Verdict(.gone), at: 86_400_000 * 60) == nil && late.bad == 1)
        #expect(try JSONDecoder().decode(Standing.self, from: JSONEncoder().encode(late)) == late)
    }

    @Test func `a page in order that names two years in one line says so`() async throws {
        let player = try SituationPlayer()
        for (name, found) in [("two years in one heading", "2567"), ("a plan of five years", nil)] {
            let situation = try #require(Situation.all.first { $0.name == name })
            let note = try await player.verdict(of: situation).reasons.first { $0.code == "years_beside" }
            #expect(note?.values["found"] == found, "\(name)")
        }
    }

    @Test func `a page is asked whether it changed only while it was judged by what is expected now`() throws {
        let address = try WebAddress("http://a.test/o10")
        let response = FetchResponse(
            address: address, status: 200, head: [], headers: [("etag", "\"1\"")], body: [], cut: nil, wireBytes: 0,
            version: "1.1", peer: nil, certificateEnds: nil, requestHead: [])
        let outcome = FetchOutcome(
            id: 0, address: address, result: .success(response), begun: 0, elapsed: 0)
        let page = PageText.html(utf8: Array("<h1>แผน ปีงบประมาณ 2568</h1>".utf8))
        let look = Look(outcome: outcome, content: PageContent(kind: .html, text: page))
        let asked = Expectation(fiscalYear: 2568)
        let memory = AddressMemory().after(look, Verdict(.alive), expecting: asked)
        #expect(memory.request(1, address, expecting: asked, at: 0).etag == "\"1\"")
        #expect(memory.request(1, address, expecting: Expectation(fiscalYear: 2567), at: 0).etag == nil)
    }

    @Test func `304 stands only for what the same address gave, and a date alone vouches for no more than a week`()
        throws
    {
        let (address, elsewhere) = (try WebAddress("http://a.test/o7"), try WebAddress("http://a.test/news"))
        let asked = Expectation(fiscalYear: 2568)
        func look(_ status: Int, _ headers: [(String, String)], of address: WebAddress) -> Look {
            let response = FetchResponse(
                address: address, status: status, head: [], headers: headers, body: [], cut: nil, wireBytes: 0,
                version: "1.1", peer: nil, certificateEnds: nil, requestHead: [])
            let page = PageText.html(utf8: Array("<h1>แผน ปีงบประมาณ 2568</h1>".utf8))
            return Look(
                outcome: FetchOutcome(id: 0, address: address, result: .success(response), begun: 0, elapsed: 0),
                content: status == 304 ? nil : PageContent(kind: .html, text: page))
        }
        func state(_ look: Look, _ memory: AddressMemory) -> Verdict.State {
            Verdict.of(look, expecting: asked, memory: memory, site: SiteMemory()).state
        }
        let (new, old) = (
            ("last-modified", "Sun, 23 Nov 2025 10:00:00 GMT"), ("last-modified", "Sun, 02 Nov 2025 10:00:00 GMT")
        )
        let dated = AddressMemory().after(look(200, [new], of: address), Verdict(.alive), expecting: asked)
        let request = dated.request(1, address, expecting: asked, at: 86_400_000)
        #expect(request.lastModified == new.1 && request.validated == address.description)
        #expect(dated.request(1, address, expecting: asked, at: 8 * 86_400_000).lastModified == nil)
        #expect(
            state(look(304, [], of: address), dated) == .alive && state(look(304, [new], of: address), dated) == .alive)
        // Another page behind a redirect, an older file in the place of the newer one.
        for other in [look(304, [], of: elsewhere), look(304, [old], of: address)] {
            #expect(state(other, dated) == .unknown)
            let next = dated.after(other, Verdict(.unknown), expecting: asked)
            #expect(next.request(1, address, expecting: asked, at: 0).lastModified == nil, "all of it is asked for")
        }
        let tagged = AddressMemory().after(
            look(200, [("etag", "\"1\""), old], of: address), Verdict(.alive), expecting: asked)
        #expect(tagged.request(1, address, expecting: asked, at: 80 * 86_400_000).etag == "\"1\"")
        #expect(state(look(304, [("etag", "W/\"1\""), new], of: address), tagged) == .alive)
        #expect(state(look(304, [("etag", "\"2\"")], of: address), tagged) == .unknown)
    }

    @Test func `a broken file is no content, one of pictures may be`() {
        func weight(_ trouble: String) -> Verdict.Weight {
            Verdict(.unreadable, [.init("trouble", ["trouble": trouble, "kind": "pdf"])]).weight
        }
        #expect(weight("broken") == .none && weight("no_text") == .good && weight("encrypted") == .good)
    }

    @Test func `what is remembered survives being written down`() throws {
        var memory = AddressMemory()
        memory.form = PageForm(.html(utf8: Array("<p>ปู่ 2568".utf8)), seen: .init(year: 2568, month: 1, day: 2))
        memory.kind = .html
        let read = try JSONDecoder().decode(AddressMemory.self, from: JSONEncoder().encode(memory))
        #expect(read == memory)
    }

    @Test func `a certificate about to end is noted on a page that is in order`() async throws {
        let root = try HostileServer.shared.get().root
        let outcome = try await look("/ok", port: "good", host: "good.test") { $0.certificates = root }
        let verdict = Verdict.of(await Look.reading(outcome))
        #expect(verdict.state == .alive && verdict.reasons.contains(.init("certificate_ends", ["days": "10"])))
    }
}
