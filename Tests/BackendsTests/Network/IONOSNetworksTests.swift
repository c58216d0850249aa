import Document
import HTTP
import Resources
import TestSupport
import Testing

@testable import Backends

struct IONOSNetworksTests {
    let provider: FakeProvider
    let client = HTTPClient()
    static let sample = NetworkSample.ionos

    init() throws {
        provider = try FakeProvider { request, state in Self.answer(request, &state) }
    }

    var backend: IONOSNetworks {
        IONOSNetworks(
            provider: "ionos-prod", estate: "loopback", client: client, token: Secret("ionos-token"),
            reference: SecretReference(.file("ionos.token")), endpoint: provider.server.url + "/cloudapi/v6",
            pace: .test)
    }

    /// As the API answers: data centers at `dc<n>`, their LANs at `dc<n>/<m>`, and requests that are done when asked for
    /// the second time, or fail where the name says so.
    static func answer(_ request: StubServer.Request, _ state: inout FakeProvider.State) -> StubServer.Answer {
        let parts = Array(request.segments.dropFirst(2))
        func accepted(_ id: String, _ body: Value?) -> StubServer.Answer {
            let headers = ["Location": "https://elsewhere.example.com/cloudapi/v6/requests/\(id)/status"]
            return body.map { .json(202, $0, headers: headers) } ?? .response(status: 202, headers: headers)
        }
        switch (request.method, parts.count, parts.last) {
        case ("GET", 3, "status"):
            let isDone = state.rows["request"] == .string(parts[1])
            state.rows["request"] = .string(parts[1])
            let status: Value = isDone ? (parts[1] == "doomed" ? "FAILED" : "DONE") : "RUNNING"
            return .json(200, ["metadata": ["status": status, "message": "no capacity"]])
        case ("GET", 1, "datacenters"):
            return .json(200, ["items": .array(list(state) { !$0.contains("/") })])
        case ("GET", 3, "lans"):
            return .json(200, ["items": .array(list(state) { $0.hasPrefix("\(parts[1])/") })])
        case ("POST", 1, "datacenters"):
            let id = "dc\(state.nextID())"
            state.rows[id] = [
                "id": .string(id), "metadata": ["state": "AVAILABLE"],
                "properties": request.json["properties"] ?? .null,
            ]
            let isDoomed = request.json[["properties", "name"]] == "k8s-w-doomed"
            return accepted(isDoomed ? "doomed" : id, state.rows[id])
        case ("POST", 3, "lans"):
            let id = "\(parts[1])/\(state.nextID())"
            state.rows[id] = ["id": .string(String(state.count)), "properties": request.json["properties"] ?? .null]
            return accepted("lan\(state.count)", state.rows[id])
        case (_, 2, let id?) where state.rows[id] == nil:
            return .json(
                404, ["httpStatus": 404, "messages": [["errorCode": "309", "message": "Resource does not exist"]]])
        case ("GET", 2, let id?):
            var row = state.rows[id] ?? .null
            row[["entities", "lans"]] = ["items": .array(list(state) { $0.hasPrefix("\(id)/") })]
            return .json(200, row)
        case ("PATCH", 2, let id?):
            for (key, value) in request.json.object ?? [:] {
                state.rows[id]?[Path([.key("properties"), .key(key)])] = value
            }
            return accepted("patch", state.rows[id])
        case ("DELETE", 2, let id?):
            state.rows = state.rows.filter { $0.key != id && !$0.key.hasPrefix("\(id)/") }
            return accepted("delete", nil)
        default: return .json(500, ["messages": [["message": "unexpected"]]])
        }
    }

    private static func list(_ state: FakeProvider.State, _ isIncluded: (String) -> Bool) -> [Value] {
        state.rows.filter { isIncluded($0.key) && $0.key != "request" }.sorted { $0.key < $1.key }.map(\.value)
    }

    @Test func makesADataCenterAndALANAndWaitsForBoth() async throws {
        let created = try await backend.apply(Self.sample.write("payments"))
        #expect(created.value.asked == Self.sample.body("payments"))
        #expect(created.uid == "dc1" && backend.condition(of: created) == .ready)
        #expect(
            provider.rows["dc1"]?[["properties", "description"]]?.string
                == "heritage=berth,berth/estate=loopback,berth/resource=payments/network,"
                + "berth/applied=0123456789ab,berth/cidr=10.20.0.0/16,berth/name=k8s-w-payments")
        #expect(provider.rows["dc1/2"]?["properties"] == ["name": "k8s-w-payments", "public": false])
        #expect(try await backend.observe(kinds: [NetworkItem.kind], named: []).observations == [created])
        #expect(provider.server.requests.filter { $0.path.hasSuffix("/status") }.count >= 3)
    }

    @Test func goesOnWhereTheLANIsMissing() async throws {
        let created = try await backend.apply(Self.sample.write("payments"))
        provider.rows["dc1/2"] = nil
        let seen = try #require(try await backend.observe(kinds: [NetworkItem.kind], named: []).observations.first)
        #expect(seen.value[["spec", "cidr"]] == nil && seen.uid == created.uid)
        let mended = try await backend.apply(Self.sample.write("payments", over: seen))
        #expect(mended.value == created.value)
        #expect(provider.rows.keys.filter { $0.hasPrefix("dc") }.count == 2)
    }

    @Test func aCopiedMarkLeavesOnlyItsOwnNetworkUnknown() async throws {
        let created = try await backend.apply(Self.sample.write("payments"))
        let other = try await backend.apply(Self.sample.write("billing"))
        var copy = try #require(provider.rows[created.uid ?? ""])
        copy["id"] = "dcx"
        provider.rows["dcx"] = copy
        let survey = try await backend.observe(kinds: [NetworkItem.kind], named: [])
        #expect(survey.observations == [other])
        #expect(survey.unknown.keys.map(\.name) == ["k8s-w-payments"])
        let error = await #expect(throws: BackendError.self) { try await backend.read(created.key) }
        #expect(error?.message == "several carry its mark: dc1, dcx")
    }

    @Test(
        arguments: [
            [.answer(.text(503, "busy"))], [.answer(.text(429, "", headers: ["Retry-After": "0"]))],
            [.answer(.reset())], [.lostAnswer], [.none, .lostAnswer],
        ] as [[FakeProvider.Fault]])
    func faultsEndInOneDataCenterWithOneLAN(faults: [FakeProvider.Fault]) async throws {
        for fault in faults { provider.fail("POST", fault) }
        let created = try await backend.apply(Self.sample.write("payments"))
        #expect(created.value.asked == Self.sample.body("payments"))
        #expect(provider.rows.keys.filter { $0.hasPrefix("dc") }.count == 2)
    }

    @Test func aFailedRequestSaysWhy() async throws {
        let error = await #expect(throws: BackendError.self) { try await backend.apply(Self.sample.write("doomed")) }
        #expect(error?.reason == .failed && error?.message.contains("no capacity") == true)
    }

    @Test func namesOfOthersAreShownAndRefused() async throws {
        provider.rows["dcx"] = [
            "id": "dcx", "metadata": ["state": "AVAILABLE"],
            "properties": ["name": "k8s-w-hand", "description": "our lab", "location": "de/txl"],
        ]
        let hand = try #require(
            try await backend.observe(kinds: [], named: [Self.sample.key("hand")]).observations.first)
        #expect(!hand.belongs(to: "loopback"))
        #expect(try await backend.observe(kinds: [NetworkItem.kind], named: []).observations.isEmpty)
        let error = await #expect(throws: BackendError.self) { try await backend.apply(Self.sample.write("hand")) }
        #expect(error?.reason == .notOwned)
        #expect(provider.requests("POST").isEmpty && provider.requests("DELETE").isEmpty)
    }

    /// Whose a data center without a mark is, the state says: it is written, and deleted, as it was seen.
    @Test(arguments: ["", "our lab"]) func aLostMarkIsMended(_ description: String) async throws {
        let created = try await backend.apply(Self.sample.write("payments"))
        let id = try #require(created.uid)
        provider.rows[id]?["properties"]?["description"] = .string(description)
        let seen = try #require(try await backend.read(Self.sample.key("payments")))
        #expect(seen.uid == id && !seen.belongs(to: "loopback"))
        let write = Self.sample.write("payments", over: seen)
        guard case .accepted = try await backend.preview(write) else {
            Issue.record("not accepted")
            return
        }
        #expect(try await backend.apply(write).value.asked == created.value.asked)
        provider.rows[id]?["properties"]?["description"] = .string(description)
        #expect(try await backend.delete(seen))
        #expect(provider.rows[id] == nil)
    }

    @Test func changesTheMarksAndRefusesAnotherLocation() async throws {
        let created = try await backend.apply(Self.sample.write("payments"))
        let changed = try await backend.apply(Self.sample.write("payments", applied: "fedcba987654", over: created))
        #expect(changed.annotation("berth.dev/applied") == "fedcba987654")
        var moved = Self.sample
        moved.site = "de/txl"
        guard case .rejected(let refusal) = try await backend.preview(moved.write("payments", over: changed)) else {
            Issue.record("not rejected")
            return
        }
        #expect(refusal.reason.contains("immutable"))
    }

    @Test func theRangeIsImmutable() async throws {
        let created = try await backend.apply(Self.sample.write("payments"))
        let write = Self.sample.write("payments", cidr: "10.99.0.0/16", over: created)
        guard case .rejected(let refusal) = try await backend.preview(write) else {
            Issue.record("not rejected")
            return
        }
        #expect(refusal.reason.contains("spec.cidr is immutable at IONOS: 10.20.0.0/16 cannot become 10.99.0.0/16"))
        let error = await #expect(throws: BackendError.self) { try await backend.apply(write) }
        #expect(error?.reason == .rejected && provider.requests("PATCH").isEmpty)
        // As long as the LAN is missing nothing has the range.
        provider.rows["dc1/2"] = nil
        let half = try #require(try await backend.read(Self.sample.key("payments")))
        let changed = try await backend.apply(Self.sample.write("payments", cidr: "10.99.0.0/16", over: half))
        #expect(changed.value[["spec", "cidr"]] == "10.99.0.0/16")
    }

    /// Where a run may be killed, each with what it leaves.
    enum KillPoint: CaseIterable { case withoutLAN, busy, busyLAN, done }

    /// A run was killed on its way; the next one creates as planned, or changes what it sees.
    @Test(arguments: KillPoint.allCases, [true, false])
    func whatAKilledRunLeftIsGoneOnWith(point: KillPoint, isSeen: Bool) async throws {
        let made = try await backend.apply(Self.sample.write("payments"))
        if point == .withoutLAN || point == .busy { provider.rows["dc1/2"] = nil }
        if point == .busy { provider.rows["dc1"]?[["metadata", "state"]] = "BUSY" }
        if point == .busyLAN { provider.rows["dc1/2"]?["metadata"] = ["state": "BUSY"] }
        let key = Self.sample.key("payments")
        let seen = try #require(try await backend.read(key))
        #expect(seen.belongs(to: "loopback") && seen.uid == "dc1")
        let isBusy = point == .busy || point == .busyLAN
        #expect((backend.condition(of: seen) == .ready) == !isBusy)
        #expect((seen.value[["spec", "cidr"]] == nil) == (point == .withoutLAN || point == .busy))
        let reads = Counter()
        provider.runs { request, state in
            // It is done after a while.
            guard isBusy, request.method == "GET", reads.increment() == 4 else { return }
            state.rows["dc1"]?[["metadata", "state"]] = "AVAILABLE"
            if point == .busyLAN { state.rows["dc1/2"]?["metadata"] = ["state": "AVAILABLE"] }
        }
        let mended = try await backend.apply(Self.sample.write("payments", over: isSeen ? seen : nil))
        #expect(mended.value == made.value)
        #expect(provider.rows.keys.filter { $0.hasPrefix("dc") }.count == 2)
    }

    /// The LAN was missing when the network was seen, and is there by now.
    @Test func aNetworkThatWasCompletedMeanwhileIsWhatWasObserved() async throws {
        let made = try await backend.apply(Self.sample.write("payments"))
        let lan = provider.rows["dc1/2"]
        provider.rows["dc1/2"] = nil
        let seen = try #require(try await backend.read(made.key))
        provider.rows["dc1/2"] = lan
        #expect(try await backend.apply(Self.sample.write("payments", over: seen)).value == made.value)
    }

    @Test func oneThatIsBeingDeletedIsNotGoneOnWith() async throws {
        _ = try await backend.apply(Self.sample.write("payments"))
        provider.rows["dc1"]?[["metadata", "state"]] = "DEALLOCATING"
        let error = await #expect(throws: BackendError.self) { try await backend.apply(Self.sample.write("payments")) }
        #expect(error?.isSuperseded == true && error?.message.contains("being deleted") == true)
    }

    @Test func deletesNothingThatOthersPutIn() async throws {
        let created = try await backend.apply(Self.sample.write("payments"))
        provider.rows["dc1"]?["entities"] = ["servers": ["items": [["id": "server-of-others"]]]]
        let used = await #expect(throws: BackendError.self) { try await backend.delete(created) }
        #expect(used?.reason == .protected && used?.message.contains("server-of-others") == true)
        provider.rows["dc1"]?["entities"] = nil
        provider.rows["dc1/99"] = ["id": "99", "properties": ["name": "theirs", "public": false]]
        await #expect(throws: BackendError.self) { try await backend.delete(created) }
        provider.rows["dc1/99"] = nil
        #expect(try await backend.delete(created))
        #expect(provider.rows.keys.filter { $0.hasPrefix("dc") }.isEmpty)
        #expect(try await backend.delete(created), "gone already")
    }

    @Test func theTokenGoesOnlyToTheEndpoint() async throws {
        // The Location header of the fake names another host; following it would fail or leak the token.
        _ = try await backend.apply(Self.sample.write("payments"))
        let statuses = provider.server.requests.filter { $0.path.hasSuffix("/status") }
        #expect(!statuses.isEmpty && statuses.allSatisfy { $0.headers["authorization"] == "Bearer ionos-token" })
    }

    @Test func statesAreConditions() {
        func condition(_ state: Value) -> ItemCondition {
            backend.condition(
                of: Observation(key: Self.sample.key("x"), value: ["status": ["state": state]]))
        }
        #expect(condition("AVAILABLE") == .ready)
        #expect(condition("BUSY") == .inProgress("the provider is working on it"))
        #expect(condition("DEALLOCATING") == .terminating)
        #expect(condition("FAILED_DESTROYING") == .failed("the provider calls it FAILED_DESTROYING"))
    }
}
