import Document
import Resources
import Sandbox
import TestSupport
import Testing

@testable import Backends

/// How many requests the drivers send, and what they make of those that fail.
struct ProviderZoneRequestTests {
    /// More than two pages of Hetzner's: of 1,000 the counts would say the same.
    private static let fleet = 120

    private static func names(_ count: Int) -> [String] { (0..<count).map { "w\($0)" } }

    /// Sends what is asked of names at the same time; gives the failures.
    private static func ask(
        _ service: PlayedService, _ requests: [RecordService.Request]
    ) async throws -> [String] {
        let driver = service.driver()
        let zone = try #require(try await driver.zones().first { $0.name == PlayedService.zone })
        service.log.clear()
        let results = await RecordBatch(driver: driver, estate: "loopback", zone: zone, requests: requests).results()
        return results.compactMap { result in
            if case .failure(let error) = result { "\(error)" } else { nil }
        }
    }

    private static func write(
        _ id: String, _ address: String = "192.0.2.1", over observed: Observation? = nil
    ) throws -> RecordService.Request {
        let write = NameSample.write(id, address, over: observed)
        return .write(
            try RecordWish(write, estate: "loopback", for: Purpose("create", write.key.name)), over: observed)
    }

    private static func observations(_ service: PlayedService) async throws -> [Observation] {
        try await service.backend().observe(kinds: [RecordBackend.kind], named: []).observations
    }

    /// Requests by what they ask for: zones, pages of records, actions, and writes.
    private static func counts(_ service: PlayedService) -> [String: Int] {
        Dictionary(
            service.requests.map { request in
                let end = request.split(separator: "/").last.map(String.init) ?? ""
                return (request.hasPrefix("GET") ? end : "write", 1)
            }, uniquingKeysWith: +)
    }

    @Test(.timeLimit(.minutes(10)), arguments: PlayedService.Kind.allCases)
    func aFleetIsReadWithOneListingAndWrittenInFewRequests(_ kind: PlayedService.Kind) async throws {
        // One request makes one RRSet at Hetzner, where pages hold 50; with the zone's own SOA and NS that makes 3.
        let writes = kind == .hetzner ? Self.fleet : 1
        let (list, pages) = kind == .hetzner ? ("rrsets", 3) : ("dns_records", 1)
        try await PlayedService.run(kind) { service in
            let failures = try await Self.ask(service, try Self.names(Self.fleet).map { try Self.write($0) })
            #expect(failures.isEmpty, "\(failures.prefix(3))")
            #expect(Self.counts(service)["write"] == writes)

            service.log.clear()
            let seen = try await Self.observations(service)
            #expect(seen.count == Self.fleet)
            #expect(Self.counts(service) == ["zones": 1, list: pages])

            let left = try await Self.ask(service, seen.map { .delete($0) })
            #expect(left.isEmpty, "\(left.prefix(3))")
            let counts = Self.counts(service)
            #expect(counts["write"] == writes && counts[list] == pages, "\(counts)")
            #expect(try await service.contents("w0.k8s").isEmpty)
        }
    }

    /// Those who ask at the same time share the list of zones, and most of the writes.
    @Test(arguments: PlayedService.Kind.allCases)
    func whoAsksAtTheSameTimeSharesRequests(_ kind: PlayedService.Kind) async throws {
        try await PlayedService.run(kind) { service in
            let backend = service.backend()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in Self.names(100) { group.addTask { _ = try await backend.apply(NameSample.write(name)) } }
                try await group.waitForAll()
            }
            let counts = Self.counts(service)
            #expect(counts["zones"] == 1)
            if kind == .cloudflare { #expect((1..<50).contains(counts["write"] ?? 0), "\(counts)") }
        }
    }

    /// A name with addresses of both families is two records, and a free zone takes 200 in one request.
    @Test func aBatchHoldsWhatTheZonesPlanAllows() async throws {
        try await PlayedService.run(.cloudflare, plan: "free") { service in
            let both = "192.0.2.1, 2001:db8::1"
            let failures = try await Self.ask(service, try Self.names(99).map { try Self.write($0, both) })
            #expect(failures.isEmpty && Self.counts(service)["write"] == 1, "\(failures.prefix(3))")
            // Each has three records then, which makes 297 changes; the zone's quota of 200 records does not hold them.
            let seen = try await Self.observations(service)
            let more = "192.0.2.2, 192.0.2.3, 2001:db8::2"
            let refused = try await Self.ask(
                service,
                try seen.map { try Self.write(String($0.key.name.prefix { $0 != "." }), more, over: $0) })
            let others = refused.filter { !$0.contains("quota exceeded") }
            #expect(others.isEmpty, "\(others.prefix(3))")
            #expect(refused.count == 97, "two records fit, and the others are told why they do not")
            let sizes = service.bodies().map { body in
                ["posts", "patches", "deletes"].reduce(0) { $0 + (body[$1]?.array?.count ?? 0) }
            }
            #expect(sizes.max() ?? 0 <= 200 && sizes.max() ?? 0 > 190, "\(sizes)")
        }
    }

    /// Hetzner's pages hold 50: of a large zone, few names are asked for one by one.
    @Test func fewNamesOfALargeZoneAreAskedForOneByOne() async throws {
        try await PlayedService.run(.hetzner) { service in
            for number in 0..<800 { try await service.plant("n\(number)", "A", "192.0.2.1") }
            service.log.clear()
            #expect(try await service.backend().read(NameSample.key("payments")) == nil)
            #expect(service.requests.count < 12, "\(service.requests.count)")
            _ = try await service.backend().apply(NameSample.write("payments"))
            #expect(try await service.backend().read(NameSample.key("payments")) != nil)
        }
    }

    // MARK: Failures

    struct Failure: Sendable, CustomTestStringConvertible {
        var status: Int
        var reason: BackendError.Reason
        var words: String
        var hint: String?
        /// How often a request that changes something is sent.
        var attempts = 1

        var testDescription: String { "\(status)" }

        static let all = [
            Failure(status: 401, reason: .unauthorized, words: "does not accept the token", hint: "check"),
            Failure(status: 403, reason: .forbidden, words: "does not allow this", hint: "the right to read and write"),
            Failure(status: 404, reason: .notFound, words: "injected"),
            Failure(status: 422, reason: .rejected, words: "injected"),
            Failure(status: 429, reason: .busy, words: "also after 6 attempts", attempts: 6),
            Failure(status: 503, reason: .unreachable, words: "injected"),
        ]
    }

    @Test(arguments: PlayedService.Kind.allCases, Failure.all)
    func aRefusedWriteSaysWhatToDo(_ kind: PlayedService.Kind, _ failure: Failure) async throws {
        try await PlayedService.run(kind) { service in
            var fault = Fault(.status, match: FaultMatch(method: "POST"))
            fault.status = failure.status
            service.faults.add(fault)
            let error = await #expect(throws: BackendError.self) {
                try await service.backend().apply(NameSample.write("payments"))
            }
            #expect(error?.reason == failure.reason)
            #expect(error?.message.contains(failure.words) == true, "\(error?.message ?? "")")
            #expect(error?.subject == "DNS name payments.k8s.example.org")
            if let hint = failure.hint { #expect(error?.hint?.contains(hint) == true, "\(error?.hint ?? "")") }
            #expect(service.writes.count == failure.attempts)
            #expect(!"\(String(describing: error))".contains(PlayedService.token))
            service.faults.clear()
            _ = try await service.backend().apply(NameSample.write("payments"))
            #expect(try await service.contents("payments.k8s") == ["A 192.0.2.1"])
        }
    }

    @Test(arguments: PlayedService.Kind.allCases)
    func aWrongTokenIsNamedByItsReference(_ kind: PlayedService.Kind) async throws {
        try await PlayedService.run(kind) { service in
            let error = await #expect(throws: BackendError.self) {
                try await service.backend(token: "wrong").observe(kinds: [RecordBackend.kind], named: [])
            }
            #expect(error?.reason == .unauthorized)
            #expect(error?.hint?.contains("DNS_TOKEN") == true, "\(error?.hint ?? "")")
        }
    }

    @Test(arguments: PlayedService.Kind.allCases)
    func readingSurvivesAnOutage(_ kind: PlayedService.Kind) async throws {
        try await PlayedService.run(kind) { service in
            _ = try await service.backend().apply(NameSample.write("payments"))
            service.faults.add(Fault(.status, match: FaultMatch(method: "GET"), times: 2))
            service.faults.add(Fault(.truncate, match: FaultMatch(method: "GET"), times: 1))
            #expect(try await service.backend().observe(kinds: [RecordBackend.kind], named: []).observations.count == 1)
        }
    }

    /// What may have been done is not sent again: it is looked at, and taken for what it is.
    @Test(arguments: PlayedService.Kind.allCases)
    func aLostAnswerIsRecognisedByLooking(_ kind: PlayedService.Kind) async throws {
        try await PlayedService.run(kind) { service in
            let backend = service.backend()
            service.faults.add(Fault(.resetAfter, match: FaultMatch(method: "POST"), times: 1))
            let error = await #expect(throws: BackendError.self) {
                try await backend.apply(NameSample.write("payments"))
            }
            #expect(error?.isTransient == true && service.writes.count == 1)
            let created = try await backend.apply(NameSample.write("payments"))
            #expect(service.writes.count == 1, "it is there already")
            #expect(try await service.contents("payments.k8s") == ["A 192.0.2.1"])
            service.faults.add(Fault(.resetAfter, match: FaultMatch(path: "/zones"), times: 1))
            _ = try? await backend.delete(created)
            #expect(try await backend.delete(created))
            #expect(try await service.contents("payments.k8s").isEmpty)
        }
    }

    @Test func anActionThatFailsIsAnError() async throws {
        try await PlayedService.run(.hetzner) { service in
            service.faults.add(Fault(.failAction, times: 1))
            let error = await #expect(throws: BackendError.self) {
                try await service.backend().apply(NameSample.write("payments"))
            }
            #expect(error?.reason == .failed && error?.message.contains("action failed") == true)
            _ = try await service.backend().apply(NameSample.write("payments"))
        }
    }

    /// A change that cannot be does not keep the others of its batch from being made.
    @Test func theOthersOfABatchAreWritten() async throws {
        try await PlayedService.run(.cloudflare) { service in
            let backend = service.backend()
            let errors = await withTaskGroup(of: (any Error)?.self) { group in
                for name in Self.names(20) {
                    group.addTask {
                        do {
                            _ = try await backend.apply(NameSample.write(name, ttl: name == "w7" ? 5 : 60))
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                return await group.reduce(into: [any Error]()) { all, error in if let error { all.append(error) } }
            }
            #expect(errors.count == 1 && "\(errors)".contains("Invalid TTL"), "\(errors)")
            let seen = try await backend.observe(kinds: [RecordBackend.kind], named: []).observations
            #expect(seen.count == 19)
        }
    }
}
