import Document
import TestSupport
import Testing

/// What goes wrong while a plan is carried out.
struct FaultTests {
    @Test func aPrerequisiteThatNeverBecomesReady() async throws {
        let site = try await Site()
        try site.workplace.edit("templates/applications/datastore-monitor/application.yaml") {
            $0.contains("timeout:")
                ? $0.replacing(/timeout: .*/, with: "timeout: 3s")
                : $0.replacing("spec:\n", with: "spec:\n  timeout: 3s\n")
        }
        let before = try await site.kubectl("fsn1-a", "get", "deployments", "-A", "-o", "name")
        try await site.sandbox("fault", "add", "never-ready", "--match", "cluster=fsn1-a")
        let failed = try await site.berth("apply", "payments", "--yes", exits: 6)
        #expect((failed.output + failed.errors).contains("datastore-monitor"))
        #expect(try await site.kubectl("fsn1-a", "get", "deployments", "-A", "-o", "name") == before)
        let status = try await site.berth("status", "--format", "json", exits: 0)
        #expect(status.output.contains("\"error\""))
        try await site.sandbox("fault", "clear")
        try await site.berth("apply", "payments", "--yes", exits: 0)
        try await site.berth("plan", "payments", "--detailed-exitcode", exits: 0)
    }

    @Test func passingFaultsEndInSuccessAndTheLimitIsKept() async throws {
        let site = try await Site()
        try await site.sandbox("fault", "add", "status", "--status", "503", "--match", "method=PATCH", "--times", "3")
        try await site.sandbox(
            "fault", "add", "status", "--status", "429", "--retry-after", "1", "--match",
            "method=GET,path=tenantcontrolplanes", "--times", "2"
        )
        try await site.sandbox("fault", "add", "reset-after", "--match", "method=PATCH", "--times", "2")
        try await site.sandbox("fault", "add", "reset-before", "--match", "method=GET", "--times", "2")
        try await site.berth("apply", "--yes", "--parallelism", "4", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        let requests = try await site.requests()
        #expect(requests.contains { $0["status"] == 429 })
        #expect(requests.contains { $0["status"] == 503 })
        let writes = requests.filter { $0["method"] == "PATCH" && $0["path"]?.string?.contains("dryRun") != true }
        #expect(!writes.isEmpty)
        #expect(writes.mostAtOnce <= 4)
    }
}

extension [Value] {
    /// How many of these requests were under way at the same time.
    fileprivate var mostAtOnce: Int {
        func seconds(_ value: Value?) -> Double {
            switch value {
            case .number(let number): number
            case .integer(let number): Double(number)
            default: 0
            }
        }
        let marks = flatMap { [(seconds($0["start"]), 1), (seconds($0["end"]), -1)] }.sorted { $0 < $1 }
        var count = 0
        return marks.reduce(0) { most, mark in
            count += mark.1
            return Swift.max(most, count)
        }
    }
}
