import Document
import Resources
import Synchronization
import Testing

@testable import Backends

/// How often a service is asked, in which zone, and what of it is known when it fails.
struct RecordBatchTests {
    private func backend(
        _ driver: MemoryDriver, zones: [String] = ["cloud.example.com"], nameServer: (any NameServer)? = nil
    ) -> RecordBackend {
        RecordBackendTests().backend(driver, zones: zones, nameServer: nameServer)
    }

    /// A thousand records: one listing to read them, and few requests to write them.
    @Test func aFleetTakesFewRequests() async throws {
        let driver = MemoryDriver(batch: 100)
        let backend = backend(driver)
        let ids = (0..<1_000).map { "w\($0)" }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in ids { group.addTask { _ = try await backend.apply(RecordBackendTests.write(id, "192.0.2.1")) } }
            try await group.waitForAll()
        }
        #expect(driver.sets.count == 2_000)
        let writes = driver.requests.filter { $0.hasPrefix("apply") }
        #expect(writes.count < 100, "\(writes.count) requests with changes")
        #expect(driver.requests.filter { $0 == "zones" }.count == 1)
        let before = driver.requests.count
        let named = Set(ids.map(RecordBackendTests.key))
        let seen = try await backend.observe(kinds: [RecordBackend.kind], named: named)
        #expect(seen.observations.count == 1_000)
        for id in ["new", "other"] { _ = try await backend.prospect(of: RecordBackendTests.key(id)) }
        for observation in seen.observations {
            let id = String(observation.key.name.prefix { $0 != "." })
            _ = try await backend.preview(RecordBackendTests.write(id, "192.0.2.2", over: observation))
        }
        #expect(driver.requests.dropFirst(before) == ["list cloud.example.com"])
    }

    /// One change that a service refuses does not hold up those that were sent with it.
    @Test func oneRefusedChangeLeavesTheOthers() async throws {
        let driver = MemoryDriver()
        driver.with { $0.refused = [RecordBackendTests.name("w3"), RecordBackendTests.name("w7")] }
        let requests = (0..<10).compactMap { index -> RecordService.Request? in
            let write = RecordBackendTests.write("w\(index)", "192.0.2.1")
            guard let wish = try? RecordWish(write, estate: "loopback", for: Purpose("create", "w")) else { return nil }
            return .write(wish, over: nil)
        }
        let batch = RecordBatch(
            driver: driver, estate: "loopback", zone: RecordZone("cloud.example.com"), requests: requests)
        let results = await batch.results()
        for (index, result) in results.enumerated() {
            switch result {
            case .success: #expect(index != 3 && index != 7)
            case .failure(let error):
                #expect(index == 3 || index == 7)
                #expect("\(error)".contains("cannot create DNS name w\(index).k8s.cloud.example.com"))
            }
        }
        #expect(driver.sets.count == 16)
    }

    /// What may have been done is not sent again: it is read anew by who asked.
    @Test func anOutageFailsTheBatchAndIsNotSentAgain() async throws {
        let driver = MemoryDriver()
        driver.with { $0.faults = [Purpose("change", "zone").error(.unreachable, "the connection broke")] }
        let error = await #expect(throws: BackendError.self) {
            try await backend(driver).apply(RecordBackendTests.write("w", "192.0.2.1"))
        }
        #expect(error?.isTransient == true)
        #expect(error?.description == "cannot create DNS name w.k8s.cloud.example.com: the connection broke")
        #expect(driver.requests.filter { $0.hasPrefix("apply") }.count == 1)
    }

    // MARK: Zones

    @Test func theLongestZoneCounts() async throws {
        let driver = MemoryDriver(zones: ["example.com", "cloud.example.com", "k8s.cloud.example.com"])
        let error = await #expect(throws: BackendError.self) {
            try await backend(driver).apply(RecordBackendTests.write("w", "192.0.2.1"))
        }
        #expect(
            error?.message.contains("keeps it in the zone k8s.cloud.example.com, which the estate does not name")
                == true)
        #expect(error?.hint?.contains("dns.zones") == true)
        let zones = ["cloud.example.com", "K8S.cloud.example.com."]
        _ = try await backend(driver, zones: zones).apply(RecordBackendTests.write("w", "192.0.2.1"))
        #expect(driver.with { $0.zones["k8s.cloud.example.com"]?.count } == 2)
    }

    /// A zone of a workspace's own: its apex holds nobody's records, and a mark beside it would lie outside.
    @Test func theApexOfAZoneTakesItsMarkWithItOnly() async throws {
        let (name, zones) = (RecordBackendTests.name("w"), ["cloud.example.com", RecordBackendTests.name("w")])
        for marking in [RecordTraits.Marking.besideInTXT, .withSet] {
            let driver = MemoryDriver(zones: zones, marking: marking)
            driver.plant(name, "SOA", "ns1 hostmaster 1 2 3 4 5")
            driver.plant(name, "NS", "ns1.example.com")
            let backend = backend(driver, zones: zones)
            #expect(try await backend.read(RecordBackendTests.key("w")) == nil)
            guard marking == .besideInTXT else {
                _ = try await backend.apply(RecordBackendTests.write("w", "192.0.2.1"))
                #expect(driver.lines.contains("\(name) A 192.0.2.1"))
                let alias = await #expect(throws: BackendError.self) {
                    try await backend.apply(
                        RecordBackendTests.write(
                            "w", "lb.example.net", over: try await backend.read(RecordBackendTests.key("w"))))
                }
                #expect(alias?.message.contains("is to be an alias, and the SOA record") == true)
                continue
            }
            guard case .refused(let reason) = try await backend.prospect(of: RecordBackendTests.key("w")) else {
                Issue.record("not refused")
                continue
            }
            #expect(reason.contains("the mark beside it would lie outside") && reason.contains("the zone above"))
        }
    }

    @Test func severalZonesAreObservedAsOne() async throws {
        let zones = ["cloud.example.com", "eu.example.org"]
        let driver = MemoryDriver(zones: zones)
        let backend = backend(driver, zones: zones)
        _ = try await backend.apply(RecordBackendTests.write("w", "192.0.2.1"))
        _ = try await backend.apply(RecordBackendTests.write("v", "192.0.2.2", in: "k8s.eu.example.org"))
        #expect(try await backend.observe(kinds: [RecordBackend.kind], named: []).observations.count == 2)
        driver.with { $0.unreadable["eu.example.org"] = .unreachable }
        let v = RecordItem.key("v.k8s.eu.example.org")
        let survey = try await backend.observe(kinds: [RecordBackend.kind], named: [v])
        #expect(survey.observations.map(\.key) == [RecordBackendTests.key("w")])
        #expect(survey.unknown == [v: "the zone is shut"])
        #expect(survey.unlisted[RecordBackend.kind] == "the zone is shut")
        driver.with { $0.unreadable["cloud.example.com"] = .unauthorized }
        await #expect(throws: BackendError.self) {
            try await backend.observe(kinds: [RecordBackend.kind], named: [v])
        }
    }

    /// A zone that the credential does not see is not one without records.
    @Test(arguments: [true, false])
    func anAbsentZoneIsSaid(_ seesAllZones: Bool) async throws {
        let driver = MemoryDriver(zones: ["other.example"], seesAllZones: seesAllZones)
        let key = RecordBackendTests.key("w")
        let survey = try await backend(driver).observe(kinds: [RecordBackend.kind], named: [key])
        #expect(
            survey.unlisted[RecordBackend.kind] == "a service has no zone cloud.example.com that the credential sees")
        #expect((survey.unknown[key] == nil) == seesAllZones)
        guard case .refused(let reason) = try await backend(driver).prospect(of: key) else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains("it has other.example"))
    }

    @Test func aZoneThatCannotBeListedIsAskedByName() async throws {
        let driver = MemoryDriver()
        _ = try await backend(driver).apply(RecordBackendTests.write("w", "192.0.2.1"))
        driver.with { $0.unlisted = ["cloud.example.com"] }
        let survey = try await backend(driver).observe(
            kinds: [RecordBackend.kind], named: [RecordBackendTests.key("w"), RecordBackendTests.key("x")])
        #expect(survey.observations.map(\.key.name) == [RecordBackendTests.name("w")])
        #expect(survey.unlisted[RecordBackend.kind] == "no transfer is given; allow it")
    }

    // MARK: Truth

    final class Server: NameServer {
        let address = "192.0.2.53:53"
        let answer: @Sendable (NameQuestion) throws -> NameAnswer

        init(_ answer: @escaping @Sendable (NameQuestion) throws -> NameAnswer) { self.answer = answer }

        func answers(to questions: [NameQuestion]) async throws -> [NameAnswer] { try questions.map(answer) }
    }

    @Test func aRecordIsDoneWhenTheServerAnswersWithIt() async throws {
        let driver = MemoryDriver()
        let asked = Mutex(0)
        // The server is a little behind the service.
        let server = Server { question in
            let count = asked.withLock { count in
                count += 1
                return count
            }
            return .records(
                [.init(count > 6 ? (question.type == "A" ? "192.0.2.1" : "2001:db8::1") : "192.0.2.9")], ttl: 60)
        }
        let backend = backend(driver, nameServer: server)
        _ = try await backend.apply(RecordBackendTests.write("w", "192.0.2.1, 2001:db8::1"))
        let seen = Mutex<[ItemCondition]>([])
        let done = try await backend.wait(for: RecordBackendTests.key("w")) { observation in
            guard let observation else { return false }
            let condition = backend.condition(of: observation)
            seen.withLock { $0.append(condition) }
            return condition == .ready
        }
        #expect(done != nil)
        #expect(
            seen.withLock(\.first)
                == .inProgress("the name server 192.0.2.53:53 answers 192.0.2.9 for A, not 192.0.2.1"))
        #expect(seen.withLock(\.last) == .ready)
    }

    @Test(arguments: [
        (NameAnswer.refused("SERVFAIL"), "answers SERVFAIL"), (.records([], ttl: nil), "answers nothing for A"),
        (.elsewhere(owner: "k8s.cloud.example.com", type: "NS"), "k8s.cloud.example.com is delegated"),
    ])
    func anotherAnswerIsShownInThePlan(_ answer: NameAnswer, _ says: String) async throws {
        let driver = MemoryDriver()
        let backend = backend(driver, nameServer: Server { _ in answer })
        let created = try await backend.apply(RecordBackendTests.write("w", "192.0.2.1"))
        let seen = try await backend.observe(kinds: [RecordBackend.kind], named: []).observations
        guard case .inProgress(let reason)? = seen.first.map(backend.condition) else {
            Issue.record("it counts as done")
            return
        }
        #expect(reason.contains(says))
        // What the server answers is no part of the record.
        let observed = try #require(seen.first)
        #expect(try await backend.apply(RecordBackendTests.write("w", "192.0.2.1", over: observed)) == created)
        #expect(try await backend.delete(observed))
    }

    /// A delegation that comes later hides what stands below it: the service has the record, and nobody sees it.
    @Test(arguments: ["NS", "DNAME"]) func aCutThatComesLaterIsSeen(_ type: String) async throws {
        let driver = MemoryDriver()
        let backend = backend(driver)
        let created = try await backend.apply(RecordBackendTests.write("w", "192.0.2.1"))
        driver.plant("k8s.cloud.example.com", type, "other.example.net")
        let seen = try #require(try await backend.read(RecordBackendTests.key("w")))
        guard case .inProgress(let reason) = backend.condition(of: seen) else {
            Issue.record("it counts as done")
            return
        }
        #expect(reason.contains("w.k8s.cloud.example.com would not be seen"))
        #expect(seen.value["spec"] == created.value["spec"])
        #expect(try await backend.delete(seen), "what is hidden can go")
    }

    @Test func aServerThatCannotBeAskedSaysNothingAgainstAPlan() async throws {
        let driver = MemoryDriver()
        let backend = backend(
            driver, nameServer: Server { _ in throw Purpose("ask", "it").error(.unreachable, "refused") })
        _ = try await backend.apply(RecordBackendTests.write("w", "192.0.2.1"))
        let seen = try await backend.observe(kinds: [RecordBackend.kind], named: []).observations
        #expect(seen.first.map(backend.condition) == .ready)
        let waiting = Task {
            try await backend.wait(for: RecordBackendTests.key("w")) { observation in
                observation.map(backend.condition) == .inProgress("refused")
            }
        }
        #expect(try await waiting.value != nil)
    }
}
