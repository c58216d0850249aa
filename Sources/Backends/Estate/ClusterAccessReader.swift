import Diagnostics
import Document
import Kubernetes
import Specification
import Tools

/// Reads how management clusters are reached: kubeconfig files, variables that hold one, the pod's service account.
package struct ClusterAccessReader: Sendable {
    /// A variable of the process; nil where it is not set.
    private let variable: @Sendable (String) -> String?

    package init(variable: @escaping @Sendable (String) -> String?) {
        self.variable = variable
    }

    private var home: String? { variable("HOME") }

    /// The access to a cluster, failures folded into one line that names the cluster, the place and the reason.
    package func access(to cluster: ManagementCluster) throws(BackendError) -> ClusterAccess {
        let reference = cluster.kubeconfig
        switch reference.origin {
        case .file(let path):
            let file = path.resolved(home: home)
            let bytes: [UInt8]
            do {
                bytes = try path.contents(home: home)
            } catch {
                throw Self.failure(
                    "cluster \(cluster.name)", "its kubeconfig \(file) cannot be read: \(error)",
                    hint: "put it there, or name another file at \(reference.declaredAt)")
            }
            return try Self.access(
                bytes, file: file, context: reference.context, subject: "cluster \(cluster.name)", readFile: Self.read)
        case .environment(let name):
            guard let text = variable(name), !text.isEmpty else {
                throw Self.failure(
                    "cluster \(cluster.name)", "the environment variable \(name) is not set",
                    hint: "export it with the content of a kubeconfig")
            }
            return try Self.access(
                Array(text.utf8), file: "$\(name)", context: reference.context, subject: "cluster \(cluster.name)",
                readFile: Self.read)
        case .inCluster: return try inCluster(cluster)
        }
    }

    /// The access that a tenant's own kubeconfig gives; it is complete in itself.
    static func access(_ kubeconfig: [UInt8], ofTenant workspace: String) throws(BackendError) -> ClusterAccess {
        try access(
            kubeconfig, file: "super-admin.conf", context: nil, subject: "tenant \(workspace)",
            readFile: { _ in throw FileSourceError.leavesRoot })
    }

    /// What only the edge can do for a client: token files and credential plugins.
    var environment: AccessEnvironment {
        AccessEnvironment(
            readFile: { try Self.read($0) },
            runPlugin: { plugin, information in
                try await CredentialPlugin(
                    command: plugin.command, arguments: plugin.args, environment: plugin.env, hint: plugin.installHint
                ).credential(for: information)
            })
    }

    private func inCluster(_ cluster: ManagementCluster) throws(BackendError) -> ClusterAccess {
        let names = ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"]
        let variables = names.compactMap { name in variable(name).map { (name, $0) } }
        let access: ClusterAccess?
        do {
            access = try ClusterAccess.inCluster(
                environment: Dictionary(variables) { $1 }, readFile: Self.read)
        } catch {
            throw Self.failure(
                "cluster \(cluster.name)", "the files of the service account cannot be read: \(error)", hint: nil)
        }
        guard let access else {
            throw Self.failure(
                "cluster \(cluster.name)", "its kubeconfig is `inCluster`, and this process runs in no pod",
                hint: "name a kubeconfig file at \(cluster.kubeconfig.declaredAt)")
        }
        return access
    }

    private static func access(
        _ bytes: [UInt8], file: String, context: String?, subject: String,
        readFile: @escaping (String) throws -> [UInt8]
    ) throws(BackendError) -> ClusterAccess {
        do throws(DiagnosticsError) {
            return try Kubeconfig(bytes, file: file).access(context: context, readFile: readFile)
        } catch {
            let first = error.diagnostics.first
            let place = first?.location.map { "\($0): " } ?? ""
            throw failure(
                subject, place + (first?.message ?? "the kubeconfig \(file) is unusable"),
                hint: first?.notes.first)
        }
    }

    private static func read(_ path: String) throws -> [UInt8] {
        try LocalPath(path).contents(home: nil)
    }

    private static func failure(_ subject: String, _ message: String, hint: String?) -> BackendError {
        BackendError("connect to", subject, .unauthorized, message, hint: hint)
    }
}
