import Diagnostics

@testable import Specification

/// A small specification without faults, in memory, to which tests add one.
struct Fixture: FileSource {
    var files: [String: [UInt8]]

    init() {
        files = Self.texts.mapValues { Array($0.utf8) }
    }

    subscript(file: String) -> String {
        get { String(decoding: files[file] ?? [], as: UTF8.self) }
        set { files[file] = Array(newValue.utf8) }
    }

    /// What loading finds, and what workspaces may not name, or nothing.
    func findings(version: String = "0.1.0") -> [Diagnostic] {
        do {
            return try SpecificationLoader(source: self, version: version).load().secretRefusals()
        } catch {
            return error.diagnostics
        }
    }

    /// What loading warns of where nothing stands in the way.
    func warnings() throws -> [Diagnostic] {
        try SpecificationLoader(source: self, version: "0.1.0").load().warnings
    }

    func entries(of folder: String) throws(FileSourceError) -> [FileEntry]? {
        var kinds: [String: FileEntry.Kind] = [:]
        for path in files.keys where path.hasPrefix("\(folder)/") {
            let parts = path.dropFirst(folder.count + 1).split(separator: "/")
            if let name = parts.first { kinds[String(name)] = parts.count > 1 ? .folder : .file }
        }
        return kinds.isEmpty ? nil : kinds.map { FileEntry(name: $0.key, kind: $0.value) }.sorted { $0.name < $1.name }
    }

    func contents(of file: String, limit: Int) throws(FileSourceError) -> [UInt8] {
        guard let bytes = files[file] else { throw .absent }
        guard bytes.count <= limit else { throw .tooLarge(bytes: bytes.count, limit: limit) }
        return bytes
    }

    func displayName(of path: String) -> String { path }

    static let estate = "specs/estate.yaml"
    static let workspace = "specs/workspaces/shop.yaml"
    static let application = "templates/applications/web/application.yaml"
    static let revision = "templates/applications/web/1.10/revision.yaml"
    static let manifest = "templates/applications/web/1.10/manifests/web.yaml"
    static let prerequisite = "templates/applications/quota/application.yaml"
    static let quota = "templates/applications/quota/1/manifests/quota.yaml"

    private static let texts = [
        estate: """
        apiVersion: berth.dev/v1alpha1
        kind: Estate
        metadata: {name: test}
        spec:
          requiredVersion: ">=0.1"
          managementDomain: cloud.example.com
          oidc: {issuer: https://id.example.com, adminGroups: [admins]}
          kubernetesVersions: [{version: v1.35.2}, {version: v1.34.5, active: false}]
          managementClusters:
            - {name: pool-1, computeProviderType: hetzner_cloud, kubeconfig: {file: pool-1.yaml}, region: fsn1}
            - {name: root-1, role: root, kubeconfig: {env: ROOT_KUBECONFIG, context: admin}}
          computeProviders:
            - {name: hetzner, type: hetzner_cloud, token: {env: HCLOUD_TOKEN}}
          dns: {zone: example.com, zoneFile: {directory: zones}}

        """,
        workspace: """
        apiVersion: berth.dev/v1alpha1
        kind: Workspace
        metadata: {name: shop, labels: {team: checkout}}
        spec:
          computeProviderType: hetzner_cloud
          kubernetes: {version: v1.35.2}
          network: {managed: true, cidr: 10.20.0.0/16}
          applications:
            - name: web
              revision: 1.10
              values: {replicas: 2}

        """,
        application: """
        apiVersion: berth.dev/v1alpha1
        kind: Application
        metadata: {name: web}
        spec:
          activeRevision: 1.10

        """,
        revision: """
        apiVersion: berth.dev/v1alpha1
        kind: ApplicationRevision
        metadata: {name: 1.10}
        spec:
          values: {replicas: 1}
          valuesSchema:
            type: object
            additionalProperties: false
            properties:
              replicas: {type: integer, minimum: 1, maximum: 5}
              tier: {enum: [small, large]}
              size: {type: string, pattern: "^([a-z0-9]+-?)+$"}

        """,
        manifest: """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: default}
        spec:
          replicas: ${values.replicas}

        """,
        prerequisite: """
        apiVersion: berth.dev/v1alpha1
        kind: Application
        metadata: {name: quota}
        spec:
          activeRevision: 1
          rules: {phase: prerequisite, scope: workspace, workspaces: all}

        """,
        "templates/applications/quota/1/revision.yaml": """
        apiVersion: berth.dev/v1alpha1
        kind: ApplicationRevision
        metadata: {name: 1}
        spec: {}

        """,
        quota: """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: quota}

        """,
        "templates/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: '${workspace.namespace}'}\n",
    ]
}
