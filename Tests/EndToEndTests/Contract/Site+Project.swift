import Document
import Foundation
import TestSupport
import Testing

extension Site {
    /// A site with a small project of its own: the workspace `w1`, an empty catalog, and wide guards.
    ///
    /// All management clusters can hold workspaces; the last one holds the locks.
    static func project(
        clusters: [String] = ["m1"], environment: [String: String] = planted, options: [String] = [],
        edit: (String) -> String = { $0 }
    ) async throws -> Site {
        let site = try await Site(
            clusters: clusters.joined(separator: ","), environment: environment, options: options)
        for folder in ["specs/workspaces", "templates/applications"] {
            try site.workplace.remove(folder)
            try FileManager.default.createDirectory(
                atPath: site.folder.path(folder), withIntermediateDirectories: true)
        }
        let list = clusters.map { name in
            """
            \n    - name: \(name)
                  role: pool
                  computeProviderType: hetzner_cloud
                  region: fsn1
                  capacity: 20
                  kubeconfig: {file: ../.sandbox/kubeconfig/\(name).yaml}
            """
        }
        let estate = """
            apiVersion: berth.dev/v1alpha1
            kind: Estate
            metadata: {name: loopback}
            spec:
              managementDomain: cloud.example.com
              oidc: {issuer: "https://id.example.com", usernameClaim: email, groupsClaim: groups, adminGroups: [ops]}
              kubernetesVersions: [{version: v1.35.2, active: true}]
              managementClusters:\(list.joined())
              lockCluster: \(clusters.last ?? "")
              computeProviders:
                - name: hetzner-prod
                  type: hetzner_cloud
                  token: {env: HCLOUD_TOKEN}
                  networkZone: eu-central
                  endpoint: http://\(site.network).0.2:8080/v1
              dns: {zone: cloud.example.com, ttl: 60, zoneFile: {directory: ../.sandbox/zones}}
              state: {repository: ../state/estate.git}
              encryption: {recipients: {file: ../.sandbox/recipients.txt}, identity: {file: ../.sandbox/age.key}}
              guards: {maxDeletes: 50, maxDeletedFraction: 1.0, maxReplaces: 0}

            """
        try site.folder.write(edit(estate), to: "specs/estate.yaml")
        try site.workspace("w1")
        return site
    }

    /// Writes the specification of a workspace, with more lines of its `spec`.
    func workspace(_ name: String, _ more: String...) throws {
        let lines = [
            "apiVersion: berth.dev/v1alpha1", "kind: Workspace", "metadata: {name: \(name)}", "spec:",
            "  computeProviderType: hetzner_cloud", "  kubernetes: {version: v1.35.2, availability: single_node}",
        ]
        try folder.write(
            (lines + more.map { "  \($0)" }).joined(separator: "\n") + "\n", to: "specs/workspaces/\(name).yaml")
    }

    /// Where the objects of an application go.
    enum ApplicationPlace {
        case tenant
        case namespace
        case managementCluster

        fileprivate var rules: String {
            switch self {
            case .tenant: "phase: default"
            case .namespace: "phase: prerequisite, scope: workspace"
            case .managementCluster: "phase: prerequisite, scope: managementCluster"
            }
        }
    }

    /// Writes a catalog entry with one revision, which becomes the active one.
    func application(
        _ name: String, _ revision: String = "1.0.0", in place: ApplicationPlace = .managementCluster,
        workspaces: String = "all", more: String..., manifests: String
    ) throws {
        let lines = [
            "apiVersion: berth.dev/v1alpha1", "kind: Application", "metadata: {name: \(name)}", "spec:",
            "  activeRevision: \(revision)", "  rules: {\(place.rules), workspaces: \(workspaces)}", "  timeout: 1m",
        ]
        let entry = "templates/applications/\(name)"
        try folder.write(
            (lines + more.map { "  \($0)" }).joined(separator: "\n") + "\n", to: "\(entry)/application.yaml")
        try folder.write(
            """
            apiVersion: berth.dev/v1alpha1
            kind: ApplicationRevision
            metadata: {name: \(revision)}
            spec: {}

            """, to: "\(entry)/\(revision)/revision.yaml")
        try folder.write(manifests + "\n", to: "\(entry)/\(revision)/manifests/all.yaml")
    }

    /// Writes a catalog entry whose one revision is a chart of some files; `helm` is how it is installed.
    func chart(
        _ name: String, _ revision: String = "1.0.0", in place: ApplicationPlace = .tenant, workspaces: String = "all",
        helm: String = "{}", values: String = "{}", more: String..., files: [String: String]
    ) throws {
        try application(name, revision, in: place, workspaces: workspaces, manifests: "")
        let entry = "templates/applications/\(name)"
        try workplace.edit("\(entry)/application.yaml") { text in text + more.map { "  \($0)\n" }.joined() }
        try workplace.remove("\(entry)/\(revision)/manifests")
        try folder.write(
            """
            apiVersion: berth.dev/v1alpha1
            kind: ApplicationRevision
            metadata: {name: \(revision)}
            spec:
              values: \(values)
              helm: \(helm)

            """, to: "\(entry)/\(revision)/revision.yaml")
        let about = ["Chart.yaml": "apiVersion: v2\nname: \(name)\nversion: \(revision)\n"]
        for (file, text) in about.merging(files, uniquingKeysWith: { $1 }) {
            try folder.write(text, to: "\(entry)/\(revision)/chart/\(file)")
        }
    }

    /// Takes a catalog entry away.
    func removeApplication(_ name: String) throws { try workplace.remove("templates/applications/\(name)") }

    /// kubectl against a management cluster, as its administrator.
    func cluster(_ name: String = "m1", namespace: String? = nil) -> ClusterSession {
        ClusterSession(
            kubeconfig: folder.path(".sandbox/kubeconfig/\(name).yaml"), namespace: namespace, folder: folder)
    }

    /// kubectl against a tenant, with the kubeconfig that berth keeps now.
    func inside(_ workspace: String) async throws -> ClusterSession {
        let stored = try await workplace.berth(["kubeconfig", workspace, "--direct"])
        return ClusterSession(
            kubeconfig: try folder.write(stored.output, to: ".sandbox/\(workspace).kubeconfig"), namespace: nil,
            folder: folder)
    }

    /// The paths of the LISTs that a berth made since a number of requests.
    func lists(since count: Int) async throws -> [String] {
        try await requests().dropFirst(count).filter {
            $0["method"] == "GET" && $0["query"]?.string?.contains("limit=") == true
        }.compactMap { $0["path"]?.string }
    }
}

/// kubectl with one kubeconfig.
struct ClusterSession: Sendable {
    let kubeconfig: String
    /// The namespace of what its commands name; nil: what manifests say, or `default`.
    var namespace: String?
    let folder: TemporaryFolder

    @discardableResult
    func callAsFunction(_ arguments: String...) async throws -> String { try await run(arguments) }

    /// Runs a command on a manifest: `apply`, `create`, `replace` with their options.
    @discardableResult
    func write(_ manifest: String, _ command: String...) async throws -> String {
        let file = try folder.write(manifest, to: "manifest-\(UUID().uuidString).yaml")
        return try await run(command + ["-f", file])
    }

    /// An object without what a server adds to it, as people put it into a backup.
    func backup(_ object: String...) async throws -> Value {
        var value = try Value(json: await run(["get"] + object + ["-o", "json"]))
        for field in ["uid", "resourceVersion", "creationTimestamp", "managedFields", "generation"] {
            value["metadata"]?[field] = nil
        }
        return value
    }

    func uid(_ object: String...) async throws -> String {
        try await run(["get"] + object + ["-o", "jsonpath={.metadata.uid}"])
    }

    private func run(_ arguments: [String]) async throws -> String {
        try await Program("kubectl")(
            ["--kubeconfig", kubeconfig] + (namespace.map { ["--namespace", $0] } ?? []) + arguments)
    }
}

/// Asks again and again until something holds; what it waits for must come.
func eventually(
    _ what: String, within limit: Duration = .seconds(60), sourceLocation: Testing.SourceLocation = #_sourceLocation,
    _ holds: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !holds() {
        try #require(ContinuousClock.now < end, "waited in vain: \(what)", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(50))
    }
}
