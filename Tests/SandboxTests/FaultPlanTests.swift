import Document
import Testing

@testable import Sandbox

@Suite struct FaultPlanTests {
    private static let requests = (0..<200).map { number in
        FaultTarget(method: number % 3 == 0 ? "PATCH" : "GET", path: "/api/v1/pods/\(number % 20)", cluster: "c")
    }

    /// The log of the same requests under a mix of faults.
    private static func log(seed: UInt64, _ requests: [FaultTarget] = requests) throws -> [UInt8] {
        let plan = FaultPlan(seed: seed)
        for text in [
            #"{"kind":"status","match":{"method":"PATCH"},"probability":0.4,"status":429}"#,
            #"{"kind":"reset-after","probability":0.1,"times":5}"#,
            #"{"kind":"latency","delay":"p50=20ms,p99=800ms"}"#,
        ] {
            plan.add(try Fault(json: Value(json: text)))
        }
        for request in requests { _ = plan.strikes(Set(Fault.Kind.allCases), request) }
        return plan.log.json()
    }

    @Test func theSameSeedGivesTheSameLog() throws {
        let log = try Self.log(seed: 7)
        #expect(try Self.log(seed: 7) == log)
        #expect(try Self.log(seed: 8) != log)
        let struck = try Value(json: log).array?.count { $0["kind"] == "status" } ?? 0
        #expect((10...50).contains(struck))
    }

    /// Requests that are sent at once come in any order: each has the same chances whatever comes before it.
    @Test func theOrderOfRequestsChangesNothing() throws {
        func strikes(_ requests: [FaultTarget]) -> Set<String> {
            let plan = FaultPlan(seed: 3)
            var fault = Fault(.status)
            fault.probability = 0.3
            plan.add(fault)
            return Set(requests.filter { !plan.strikes([.status], $0).isEmpty }.map(\.path))
        }
        let once = (0..<50).map { FaultTarget(method: "GET", path: "/\($0)", cluster: "c") }
        #expect(strikes(once) == strikes(once.reversed()))
        #expect((5...25).contains(strikes(once).count))
    }

    @Test func onlyTheFirstFaultThatFiresIsUsedUp() throws {
        let plan = FaultPlan()
        plan.add(Fault(.status, times: 1))
        plan.add(Fault(.resetBefore, times: 1))
        plan.add(Fault(.latency, times: 2))
        let request = FaultTarget(method: "GET", path: "/", cluster: "c")
        let kinds = Set(Fault.Kind.allCases)
        #expect(plan.strikes(kinds, request).map(\.fault.kind) == [.status, .latency])
        #expect(plan.strikes(kinds, request).map(\.fault.kind) == [.resetBefore, .latency])
        #expect(plan.strikes(kinds, request).isEmpty)
        #expect(plan.json.array?.map { $0["left"] } == [0, 0, 0])
    }

    @Test func whatIsSkippedIsNotStruckAndUsesNothingUp() throws {
        let plan = FaultPlan()
        plan.add(try Fault(json: Value(json: #"{"kind":"reset-before","match":{"method":"GET"},"skip":2,"times":1}"#)))
        func struck(_ method: String) -> Bool {
            !plan.strikes([.resetBefore], FaultTarget(method: method, path: "/", cluster: "c")).isEmpty
        }
        #expect(["GET", "POST", "GET", "POST", "GET", "GET"].map(struck) == [false, false, false, false, true, false])
    }

    @Test func faultsAreListedAndLiftedOneByOne() throws {
        let plan = FaultPlan()
        let first = plan.add(Fault(.status))
        let second = plan.add(Fault(.noAddress, match: FaultMatch(object: "a/b")))
        #expect(plan.json.array?.map { $0["kind"] } == ["status", "no-address"])
        #expect(plan.clear(first) && !plan.clear(first))
        #expect(plan.json.array?.map { $0["id"] } == [.integer(Int64(second))])
        #expect(plan.holds(.noAddress, object: "a/b", cluster: "c"))
        plan.clear()
        #expect(plan.json == [])
    }

    @Test(arguments: [
        ("path=/networks", true), ("path=/v1/*", true), ("path=/v2/*", false), ("method=get", true),
        ("method=PUT", false), ("cluster=hcl", false), ("cluster=h*d", true), ("path=*/networks,method=GET", true),
        ("user=nobody", false),
    ])
    func aimsAreReadAndHit(text: String, hits: Bool) throws {
        let match = try FaultMatch(text)
        let request = FaultTarget(method: "GET", path: "/v1/networks", cluster: "hcloud")
        #expect(match.matches(request) == hits)
    }

    @Test(arguments: [
        ("resource=secrets", true), ("resource=secrets.", false), ("resource=tenantcontrolplanes", false),
        ("object=k8s-w-a/*", true), ("object=k8s-w-a", false), ("cluster=fsn1-a,resource=s*", true),
    ])
    func objectsAreAimedAt(text: String, hits: Bool) throws {
        let match = try FaultMatch(text)
        #expect(match.matches(object: "k8s-w-a/a-ca", resource: "secrets", cluster: "fsn1-a") == hits)
    }

    @Test func aGroupMayBeLeftOutOfAResource() throws {
        for text in ["resource=tenantcontrolplanes", "resource=tenantcontrolplanes.kamaji.clastix.io"] {
            let match = try FaultMatch(text)
            #expect(match.matches(object: "a/b", resource: "tenantcontrolplanes.kamaji.clastix.io", cluster: "c"))
        }
    }

    /// What is wrong with a fault, and what the refusal says of it.
    @Test(arguments: [
        (#"{"kind":"flood"}"#, "\"flood\" is not a kind of fault; there are status, reset-before,"),
        (#"{"kind":"status","sttus":500}"#, "no member \"sttus\""),
        (#"{"kind":"status","status":200}"#, "\"status\" is a whole number from 400 to 599, not \"200\""),
        (#"{"kind":"status","delay":"5ms"}"#, "\"delay\" means nothing to the fault status"),
        (#"{"kind":"status","match":{"verb":"x"}}"#, "not by \"verb\""),
        (#"{"kind":"status","match":{"object":"a/b"}}"#, "aimed by method, path, cluster, user, not by object"),
        (#"{"kind":"never-ready","times":1}"#, "\"times\" means nothing to the fault never-ready"),
        (#"{"kind":"reset-after","probability":0}"#, "\"probability\" is above 0 and at most 1, not \"0\""),
        (#"{"kind":"reset-after","times":0}"#, "\"times\" is a whole number from 1"),
        (#"{"kind":"latency","delay":"soon"}"#, "\"soon\" is no delay"),
        (#"{"kind":"latency","delay":"20-10"}"#, "\"20-10\" is no delay"),
        (#"{"kind":"latency","delay":"p50=20ms,p10=30ms"}"#, "do not rise"),
        (#"{"kind":"latency","delay":"p0=20ms"}"#, "\"p0=20ms\" is no percentile"),
        (#"{"kind":"kill-client"}"#, "needs a \"process\""),
        (#"{"kind":"kill-client","process":1}"#, "a whole number from 2"),
        (#"{"kind":"kill-client","process":2,"moment":"soon"}"#, "before, after or answered, not \"soon\""),
        (#"{"kind":"clock-skew"}"#, "needs an \"offset\""),
        (#"{"kind":"clock-skew","offset":"soon"}"#, "not \"soon\""),
        (#"{"kind":"clock-skew","offset":"9999999999999999d"}"#, "up to 1000 days"),
        (#"[]"#, "a fault is an object"),
    ])
    func nonsenseIsRefused(text: String, complaint: String) throws {
        let error = #expect(throws: SandboxError.self) { try Fault(json: Value(json: text)) }
        #expect(error?.description.contains(complaint) == true, "\(String(describing: error))")
    }

    @Test(arguments: [("90", 90), ("-90s", -90), ("5m", 300), ("-2h", -7200), ("400d", 34_560_000)])
    func offsetsAreRead(text: String, seconds: Int) throws {
        let fault = try Fault(json: ["kind": "clock-skew", "offset": .string(text)])
        #expect(fault.offset == seconds)
        #expect(try Fault(json: fault.json) == fault)
    }
}
