import Document
import Foundation
import TestSupport
import Testing

/// A user's folder with specifications of its own beside a sandbox of its own: what an end-to-end test works with.
///
/// The templates and the catalog are the project's. Everything ends with the test.
final class Site: Sendable {
    let workplace: Workplace
    private let running: RunningSandbox

    /// Values that must never be found anywhere.
    static let planted = [
        "HCLOUD_TOKEN": "planted-hcloud-4711", "IONOS_TOKEN": "planted-ionos-4711",
        "PAYMENTS_HCLOUD_TOKEN": "planted-tenant-4711", "CLOUDFLARE_API_TOKEN": "planted-cloudflare-4711",
    ]

    /// Starts a sandbox in a network that is free. `environment` is what berth runs with; `options` are more of the sandbox's.
    init(
        clusters: String = "fsn1-a,fra-a,root-1", seed: String = "1", environment: [String: String] = planted,
        options: [String] = []
    ) async throws {
        workplace = try Workplace(environment: environment)
        running = try await RunningSandbox(
            in: workplace.folder, clusters: clusters, seed: seed, environment: Self.planted, options: options)
        try workplace.makeRecipients()
        try workplace.edit("specs/estate.yaml") { [running] in $0.replacing("127.66", with: running.network) }
    }

    var folder: TemporaryFolder { workplace.folder }
    /// The sandbox's addresses begin with this: `127.<n>`.
    var network: String { running.network }

    // MARK: Programs

    /// Runs berth in the folder.
    func berth(_ arguments: String...) async throws -> Program.Outcome {
        try await workplace.berth(arguments)
    }

    /// Runs berth and expects it to end with a code.
    @discardableResult
    func berth(
        _ arguments: String..., exits status: Int32, sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async throws -> Program.Outcome {
        let outcome = try await workplace.berth(arguments)
        #expect(
            outcome.status == status, "berth \(arguments.joined(separator: " "))\n\(outcome.output)\(outcome.errors)",
            sourceLocation: sourceLocation)
        return outcome
    }

    /// Starts berth without waiting for it.
    func start(_ arguments: String...) throws -> ChildProcess { try start(arguments, writingTo: "/dev/null") }

    /// Starts berth without waiting for it; both its streams go to the end of a file.
    func start(_ arguments: [String], writingTo log: String) throws -> ChildProcess {
        let descriptor = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        return try ChildProcess(
            [Workplace.berth] + arguments, environment: Self.planted,
            in: folder.path, output: descriptor, errors: descriptor)
    }

    @discardableResult
    func sandbox(_ arguments: String...) async throws -> String { try await sandbox(arguments) }

    @discardableResult
    func sandbox(_ arguments: [String]) async throws -> String {
        try await running(arguments)
    }

    /// Runs kubectl against a management cluster.
    @discardableResult
    func kubectl(_ cluster: String, _ arguments: String...) async throws -> String {
        try await Program("kubectl")(["--kubeconfig", folder.path(".sandbox/kubeconfig/\(cluster).yaml")] + arguments)
    }

    /// Runs kubectl against a tenant, with the kubeconfig that berth keeps.
    @discardableResult
    func tenant(_ workspace: String, _ arguments: String...) async throws -> String {
        let stored = try await workplace.berth(["kubeconfig", workspace, "--direct"])
        let file = try folder.write(stored.output, to: ".sandbox/\(workspace).kubeconfig")
        return try await Program("kubectl")(["--kubeconfig", file] + arguments)
    }

    @discardableResult
    func git(_ arguments: String...) async throws -> String {
        try await Program.git(["-C", folder.path("state/estate.git")] + arguments)
    }

    /// What the sandbox's control endpoint answers.
    private func control(_ path: String) async throws -> String {
        let endpoints = try Value(json: Data(contentsOf: URL(filePath: folder.path(".sandbox/endpoints.json"))))
        let address = try #require(endpoints["control"]?.string)
        return try await Program("curl")("-sS", "\(address)\(path)")
    }

    /// The requests that the sandbox answered.
    func requests() async throws -> [Value] {
        try await control("/requests").split(separator: "\n").map { try Value(json: String($0)) }
    }

    /// Everything the sandbox holds, by name, but the namespace of the locks, which stays.
    var inventory: Value {
        get async throws {
            var value = try Value(json: await control("/inventory"))
            for (cluster, objects) in value["clusters"]?.object ?? [:] {
                let others = (objects.array ?? []).filter { $0.string?.contains("berth-system") != true }
                value["clusters"]?[cluster] = .array(others)
            }
            return value
        }
    }

    /// The names of the locks' Leases.
    var leases: [String] {
        get async throws {
            let names = try await kubectl("root-1", "-n", "berth-system", "get", "leases", "-o", "name")
            return names.split(separator: "\n").map { String($0).replacing("lease.coordination.k8s.io/", with: "") }
                .sorted()
        }
    }
}
