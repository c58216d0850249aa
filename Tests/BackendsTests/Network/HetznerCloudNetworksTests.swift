import Document
import HTTP
import Resources
import TestSupport
import Testing

@testable import Backends

struct HetznerCloudNetworksTests {
    let provider: FakeProvider
    let client = HTTPClient()
    static let sample = NetworkSample.hetzner
    static let token = "hcloud-token-value"

    init() throws {
        provider = try FakeProvider { request, state in Self.answer(request, &state) }
    }

    var backend: HetznerCloudNetworks {
        HetznerCloudNetworks(
            provider: "hetzner-prod", estate: "loopback", client: client, token: Secret(Self.token),
            reference: SecretReference(.environment("HCLOUD_TOKEN")), endpoint: provider.server.url + "/v1/",
            pace: .test)
    }

    /// As the API answers, pages of one network, actions that run once.
    static func answer(_ request: StubServer.Request, _ state: inout FakeProvider.State) -> StubServer.Answer {
        guard request.headers["authorization"] == "Bearer \(token)" else {
            return .json(401, ["error": ["code": "unauthorized", "message": "unable to authenticate"]])
        }
        let id = request.segments.count > 2 ? request.segments[2] : nil
        switch (request.method, request.segments[1], id) {
        case ("GET", "networks", nil):
            let name = request.parameter("name")
            let found = state.rows.values.filter { row in
                (name == nil || row["name"]?.string == name)
                    && (request.parameter("label_selector") == nil
                        || row[["labels", "berth.dev/estate"]] == "loopback")
            }.sorted { ($0["id"]?.integer ?? 0) < ($1["id"]?.integer ?? 0) }
            let page = request.parameter("page").flatMap { Int($0) } ?? 1
            let next: Value = page < found.count ? .integer(Int64(page + 1)) : .null
            let shown = found.dropFirst(page - 1).prefix(1)
            return .json(200, ["networks": .array(Array(shown)), "meta": ["pagination": ["next_page": next]]])
        case ("POST", "networks", nil):
            guard !state.rows.values.contains(where: { $0["name"] == request.json["name"] }) else {
                return .json(409, ["error": ["code": "uniqueness_error", "message": "name is already used"]])
            }
            let number = state.nextID()
            var row = request.json
            row["id"] = .integer(Int64(number))
            state.rows[String(number)] = row
            return .json(201, ["network": row])
        case ("POST", "networks", let id?):
            state.rows[id]?["subnets"] = [request.json]
            return .json(201, ["action": ["id": 7, "status": "running"]])
        case ("GET", "actions", _):
            let status: Value = state.nextID() % 3 == 0 ? "success" : "running"
            return .json(200, ["actions": [["id": 7, "status": status]]])
        case (_, "networks", let id?) where state.rows[id] == nil:
            return .json(404, ["error": ["code": "not_found", "message": "network not found"]])
        case ("GET", "networks", let id?): return .json(200, ["network": state.rows[id] ?? .null])
        case ("PUT", "networks", let id?):
            for (key, value) in request.json.object ?? [:] { state.rows[id]?[key] = value }
            return .json(200, ["network": state.rows[id] ?? .null])
        case ("DELETE", "networks", let id?):
            guard state.rows[id]?[["protection", "delete"]] != true else {
                return .json(403, ["error": ["code": "protected", "message": "network deletion is protected"]])
            }
            state.rows[id] = nil
            return .response(status: 204)
        default: return .json(500, ["error": ["code": "server_error", "message": "unexpected"]])
        }
    }

    @Test func makesTheNetworkWithItsMarksAndSubnetInOneRequest() async throws {
        let created = try await backend.apply(Self.sample.write("payments"))
        #expect(created.value.asked == Self.sample.body("payments"))
        #expect(created.uid == "1" && created.key == Self.sample.key("payments"))
        #expect(provider.requests("POST").count == 1)
        let sent = try #require(provider.requests("POST").first?.json)
        #expect(
            sent == [
                "name": "k8s-w-payments", "ip_range": "10.20.0.0/16",
                "subnets": [["type": "cloud", "ip_range": "10.20.0.0/16", "network_zone": "eu-central"]],
                "labels": [
                    "app.kubernetes.io/managed-by": "berth", "berth.dev/estate": "loopback",
                    "berth.dev/workspace": "payments", "berth.dev/resource": "network",
                    "berth.dev/name": "k8s-w-payments", "berth.dev/applied": "0123456789ab",
                ],
            ])
        #expect(backend.condition(of: created) == .ready)
        #expect(try await backend.observe(kinds: [NetworkItem.kind], named: []).observations == [created])
    }

    @Test func theLongestWorkspaceIdFitsTheLabels() async throws {
        let id = String(repeating: "w", count: 57)
        #expect(try await backend.apply(Self.sample.write(id)).address?.description == "\(id)/network")
    }

    @Test func readsAllPagesAndForeignNetworksByName() async throws {
        for id in ["a", "b", "c"] { _ = try await backend.apply(Self.sample.write(id)) }
        provider.rows["9"] = ["id": 9, "name": "k8s-w-hand", "ip_range": "10.0.0.0/8", "labels": ["team": "x"]]
        let marked = try await backend.observe(kinds: [NetworkItem.kind], named: []).observations
        #expect(marked.map(\.key.name) == ["k8s-w-a", "k8s-w-b", "k8s-w-c"])
        let named = try await backend.observe(kinds: [], named: [Self.sample.key("hand"), Self.sample.key("absent")])
            .observations
        #expect(named.map(\.key.name) == ["k8s-w-hand"] && named.first?.belongs(to: "loopback") == false)
        let error = await #expect(throws: BackendError.self) { try await backend.apply(Self.sample.write("hand")) }
        #expect(error?.reason == .notOwned)
        #expect(provider.rows["9"]?["labels"] == ["team": "x"])
    }

    /// Whose a network without labels is, the state says: it is written, and deleted, as it was seen.
    @Test func aLostMarkIsMended() async throws {
        let created = try await backend.apply(Self.sample.write("payments"))
        let id = try #require(created.uid)
        provider.rows[id]?["labels"] = ["team": "x"]
        let seen = try #require(try await backend.read(Self.sample.key("payments")))
        #expect(seen.uid == id && !seen.belongs(to: "loopback"))
        let write = Self.sample.write("payments", over: seen)
        guard case .accepted = try await backend.preview(write) else {
            Issue.record("not accepted")
            return
        }
        #expect(try await backend.apply(write) == created)
        #expect(provider.rows[id]?["labels"]?["team"] == "x")
        provider.rows[id]?["labels"] = [:]
        #expect(try await backend.delete(seen))
        #expect(provider.rows[id] == nil)
    }

    @Test func aNetworkOfOthersIsTakenOverWhereThatIsWanted() async throws {
        _ = try await backend.apply(Self.sample.write("payments"))
        let id = try #require(provider.rows.keys.first)
        provider.rows[id]?["labels"]?["berth.dev/estate"] = "other"
        provider.rows[id]?["labels"]?["team"] = "x"
        let seen = try #require(
            try await backend.observe(kinds: [], named: [Self.sample.key("payments")]).observations.first)
        var write = Self.sample.write("payments", over: seen)
        let error = await #expect(throws: BackendError.self) { try await backend.apply(write) }
        #expect(error?.reason == .notOwned)
        write.adopts = true
        #expect(try await backend.apply(write).belongs(to: "loopback"))
        #expect(provider.rows[id]?["labels"]?["team"] == "x")
    }

    @Test func anotherEstatesNetworkIsLeftAlone() async throws {
        let created = try await backend.apply(Self.sample.write("payments"))
        let id = try #require(created.uid)
        provider.rows[id]?["labels"]?["berth.dev/estate"] = "other"
        let seen = try #require(
            try await backend.observe(kinds: [], named: [Self.sample.key("payments")]).observations.first)
        let error = await #expect(throws: BackendError.self) { try await backend.delete(seen) }
        #expect(error?.reason == .notOwned)
    }

    /// Each ends in one network, whatever became of the first answers.
    @Test(
        arguments: [
            [.answer(.text(503, "busy"))],
            [.answer(.text(429, "", headers: ["Retry-After": "0"]))],
            [.answer(.text(429, "", headers: ["RateLimit-Reset": "1000000000"]))],
            [.answer(.text(429, "", headers: ["RateLimit-Reset": "-9223372036854775808"]))],
            [.answer(.reset()), .answer(.raw("HTTP/1.1 "))],
            [.lostAnswer],
            [.answer(.json(409, ["error": ["code": "conflict", "message": "try again"]]))],
            [.answer(.json(423, ["error": ["code": "locked", "message": "locked"]])), .lostAnswer],
        ] as [[FakeProvider.Fault]])
    func faultsEndInOneNetwork(faults: [FakeProvider.Fault]) async throws {
        for fault in faults { provider.fail("POST", fault) }
        let created = try await backend.apply(Self.sample.write("payments"))
        #expect(created.value.asked == Self.sample.body("payments"))
        #expect(provider.rows.count == 1)
        let connections = provider.requests("POST").map(\.connection)
        #expect(Set(connections).count == connections.count, "each POST has a connection of its own")
    }

    /// The run that made it was killed before it read the answer, or before the subnet was there.
    @Test(arguments: [true, false])
    func whatAKilledRunLeftIsGoneOnWith(hasSubnet: Bool) async throws {
        let made = try await backend.apply(Self.sample.write("payments"))
        if !hasSubnet { provider.rows["1"]?["subnets"] = [] }
        #expect(try await backend.apply(Self.sample.write("payments")).value == made.value)
        #expect(provider.rows.count == 1 && provider.requests("POST").count == (hasSubnet ? 1 : 2))
        let error = await #expect(throws: BackendError.self) {
            try await backend.apply(Self.sample.write("payments", applied: "other"))
        }
        #expect(error?.reason == .exists && error?.isSuperseded == true)
    }

    /// The subnet was missing when the network was seen, and is there by now.
    @Test func aNetworkThatWasCompletedMeanwhileIsWhatWasObserved() async throws {
        _ = try await backend.apply(Self.sample.write("payments"))
        let subnets = provider.rows["1"]?["subnets"]
        provider.rows["1"]?["subnets"] = []
        let seen = try #require(try await backend.read(Self.sample.key("payments")))
        provider.rows["1"]?["subnets"] = subnets
        let changed = try await backend.apply(Self.sample.write("payments", over: seen))
        #expect(changed.value.asked == Self.sample.body("payments"))
    }

    /// Somebody copies the labels onto a network of their own.
    @Test func theCopyOfTheMarksIsNotTaken() async throws {
        let made = try await backend.apply(Self.sample.write("payments"))
        provider.rows["0"] = provider.rows["1"]
        provider.rows["0"]?["id"] = 0
        provider.rows["0"]?["name"] = "copy"
        #expect(try await backend.observe(kinds: [NetworkItem.kind], named: []).observations == [made])
        #expect(try await backend.read(Self.sample.key("payments")) == made)
        #expect(try await backend.read(Self.sample.key("absent")) == nil)
        #expect(try await backend.delete(made))
        #expect(provider.rows.keys.sorted() == ["0"])
        provider.rows["2"] = provider.rows["0"]
        provider.rows["2"]?["id"] = 2
        provider.rows["2"]?["name"] = "another"
        let survey = try await backend.observe(kinds: [NetworkItem.kind], named: [])
        #expect(survey.unknown == [made.key: "several carry its mark: 0, 2"])
        let error = await #expect(throws: BackendError.self) { try await backend.read(made.key) }
        #expect(error?.message == "several carry its mark: 0, 2")
    }

    @Test func whatLostTheRaceIsNotTakenForItsOwn() async throws {
        provider.fail("POST", .answer(.json(409, ["error": ["code": "uniqueness_error", "message": "used"]])))
        let error = await #expect(throws: BackendError.self) { try await backend.apply(Self.sample.write("payments")) }
        #expect(error?.reason == .exists)
    }

    @Test func changesLabelsAndNameAndPutsBackTheSubnet() async throws {
        let created = try await backend.apply(Self.sample.write("payments"))
        provider.rows["1"]?["subnets"] = []
        provider.rows["1"]?["name"] = "renamed"
        provider.rows["1"]?[["labels", "team"]] = "checkout"
        let seen = try #require(try await backend.observe(kinds: [NetworkItem.kind], named: []).observations.first)
        #expect(seen.key == created.key && seen.value[["metadata", "name"]] == "renamed")
        #expect(seen.value[["spec", "networkZone"]] == nil)
        let changed = try await backend.apply(Self.sample.write("payments", applied: "fedcba987654", over: seen))
        #expect(changed.value.asked == Self.sample.body("payments", applied: "fedcba987654"))
        #expect(provider.rows["1"]?[["labels", "team"]] == "checkout", "labels of others are kept")
        #expect(provider.requests("GET").contains { $0.target.contains("/actions?id=7") })
    }

    @Test func theRangeIsImmutable() async throws {
        let created = try await backend.apply(Self.sample.write("payments"))
        let write = Self.sample.write("payments", cidr: "10.99.0.0/16", over: created)
        guard case .rejected(let refusal) = try await backend.preview(write) else {
            Issue.record("not rejected")
            return
        }
        #expect(refusal.reason.contains("spec.cidr is immutable") && refusal.reason.contains("replaced"))
        #expect(refusal.reason.contains("10.20.0.0/16 cannot become 10.99.0.0/16"))
        await #expect(throws: BackendError.self) { try await backend.apply(write) }
        guard case .accepted(let value) = try await backend.preview(Self.sample.write("payments", over: created)) else {
            Issue.record("not accepted")
            return
        }
        #expect(value == created.value)
    }

    @Test func whatChangedSinceItWasSeenIsLeftAlone() async throws {
        let created = try await backend.apply(Self.sample.write("payments"))
        provider.rows["1"]?["name"] = "renamed"
        let error = await #expect(throws: BackendError.self) {
            try await backend.apply(Self.sample.write("payments", applied: "x", over: created))
        }
        #expect(error?.reason == .changed && provider.requests("PUT").isEmpty)
    }

    @Test func deletesOnlyWhatIsUnusedAndUnprotected() async throws {
        let created = try await backend.apply(Self.sample.write("payments"))
        provider.rows["1"]?["servers"] = [42, 43]
        let used = await #expect(throws: BackendError.self) { try await backend.delete(created) }
        #expect(used?.reason == .protected && used?.message.contains("42, 43") == true)
        provider.rows["1"]?["servers"] = []
        provider.rows["1"]?["protection"] = ["delete": true]
        let protected = await #expect(throws: BackendError.self) { try await backend.delete(created) }
        #expect(protected?.reason == .protected && protected?.hint?.contains("protection") == true)
        provider.rows["1"]?["protection"] = ["delete": false]
        #expect(try await backend.delete(created))
        #expect(provider.rows.isEmpty)
        #expect(try await backend.delete(created), "gone already")
    }

    @Test(arguments: [
        (
            StubServer.Answer.json(401, ["error": ["code": "unauthorized", "message": "no"]]),
            BackendError.Reason.unauthorized
        ),
        (.json(403, ["error": ["code": "token_readonly", "message": "read only"]]), .forbidden),
        (.json(422, ["error": ["code": "invalid_input", "message": "invalid ip_range"]]), .rejected),
        (.text(200, "<html>"), .invalidAnswer),
    ])
    func refusalsNameTheProviderAndTheReference(answer: StubServer.Answer, reason: BackendError.Reason) async throws {
        provider.fail("GET", .answer(answer))
        let error = await #expect(throws: BackendError.self) {
            try await backend.observe(kinds: [NetworkItem.kind], named: []).observations
        }
        #expect(error?.reason == reason)
        let text = try #require(error).description
        #expect(text.contains("provider hetzner-prod") && !text.contains(Self.token))
        if reason == .unauthorized || reason == .forbidden {
            #expect(text.contains("environment variable HCLOUD_TOKEN"))
        }
    }
}
