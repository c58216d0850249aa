import Diagnostics
import Document
import Files
import Kubernetes
import Specification
import Tools

/// Reads how management clusters are reached: kubeconfig files, variables that hold one, the pod's service account.
package struct ClusterAccessReader: Sendable {
    /// A variable of the process; nil where it is not set.
    private let variable: @Sendable (String) -> String?
    private let refusal: @Sendable (String) -> String?

    /// `refusal` says why a file must not be read or run, where the files at hand are not all to be trusted; nil where it may be,
    /// or does not exist.
    package init(
        variable: @escaping @Sendable (String) -> String?,
        refusal: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.variable = variable
        self.refusal = refusal
    }

    private var home: String? { variable("HOME") }

    /// The access to a cluster, failures folded into one line that names the cluster, the place and the reason.
    package func access(to cluster: ManagementCluster) throws(BackendError) -> ClusterAccess {
        let reference = cluster.kubeconfig
        let subject = "cluster \(cluster.name)"
        switch reference.origin {
        case .file(let path):
            return try access(kubeconfig(in: path, of: subject, reference), reference, subject)
        case .environment("KUBECONFIG"):
            return try access(kubeconfig(named: variable("KUBECONFIG") ?? "", of: subject), reference, subject)
        case .environment(let name):
            guard let text = variable(name), !text.isEmpty else {
                throw Self.failure(
                    subject, "the environment variable \(name) is not set",
                    hint: "export it with the content of a kubeconfig")
            }
            let kubeconfig = try Self.kubeconfig(Array(text.utf8), file: "$\(name)", subject: subject)
            return try access(kubeconfig, reference, subject)
        case .inCluster: return try inCluster(cluster)
        }
    }

    private func kubeconfig(
        in path: LocalPath, of subject: String, _ reference: KubeconfigReference
    ) throws(BackendError) -> Kubeconfig {
        let file = path.resolved(home: home).tidyPath
        let bytes: [UInt8]
        do throws(FileSourceError) {
            if path.captured == nil { try check(file) }
            bytes = try path.contents(home: home)
        } catch {
            throw Self.failure(
                subject, "its kubeconfig \(file) cannot be read: \(error)",
                hint: "put it there, or name another file at \(reference.declaredAt)")
        }
        return try Self.kubeconfig(bytes, file: file, subject: subject)
    }

    /// The files of `KUBECONFIG`, merged as `kubectl` does: those that do not exist are left out.
    private func kubeconfig(
        named list: String, of subject: String
    ) throws(BackendError) -> Kubeconfig {
        var files: [(name: String, bytes: [UInt8])] = []
        var seen: Set<Substring> = []
        for name in list.split(separator: ":") where seen.insert(name).inserted {
            do throws(FileSourceError) {
                let bytes = try read(String(name))
                files.append((String(name), bytes))
            } catch .absent {
                continue
            } catch {
                throw Self.failure(
                    subject, "\(name) in KUBECONFIG cannot be read: \(error)", hint: "take it out of the list")
            }
        }
        var kubeconfigs: [Kubeconfig] = []
        for (name, bytes) in files {
            kubeconfigs.append(try Self.kubeconfig(bytes, file: name, subject: subject))
        }
        guard let merged = Kubeconfig(merging: kubeconfigs) else {
            throw Self.failure(
                subject, list.isEmpty ? "KUBECONFIG is not set" : "none of the files in KUBECONFIG exists",
                hint: "export it with the paths of kubeconfigs, separated by colons")
        }
        return merged
    }

    /// The access that a tenant's own kubeconfig gives; it is complete in itself.
    static func access(_ kubeconfig: [UInt8], ofTenant workspace: String) throws(BackendError) -> ClusterAccess {
        let subject = "tenant \(workspace)"
        return try access(
            Self.kubeconfig(kubeconfig, file: "super-admin.conf", subject: subject), context: nil, subject: subject,
            readFile: { _ in throw FileSourceError.leavesRoot })
    }

    /// What only the edge can do for a client: token files and credential plugins.
    var environment: AccessEnvironment {
        AccessEnvironment(
            readFile: { try read($0) },
            runPlugin: { plugin, information in
                try check(plugin)
                return try await CredentialPlugin(
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
                environment: Dictionary(variables) { $1 }, readFile: read)
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

    private static func kubeconfig(
        _ bytes: [UInt8], file: String, subject: String
    ) throws(BackendError) -> Kubeconfig {
        do throws(DiagnosticsError) {
            return try Kubeconfig(bytes, file: file)
        } catch {
            throw failure(subject, error)
        }
    }

    private func access(
        _ kubeconfig: Kubeconfig, _ reference: KubeconfigReference, _ subject: String
    ) throws(BackendError) -> ClusterAccess {
        let access = try Self.access(kubeconfig, context: reference.context, subject: subject, readFile: read)
        do throws(FileSourceError) {
            if let plugin = access.exec { try check(plugin) }
        } catch {
            throw Self.failure(subject, "the credential plugin of its kubeconfig is not run: \(error)", hint: nil)
        }
        return access
    }

    /// Throws where a plugin is, or is given, a file that must not be used. Arguments are looked at as files of the working
    /// directory, also behind a `=`: a shell may be given a script.
    private func check(_ plugin: ClusterAccess.ExecPlugin) throws(FileSourceError) {
        var texts = plugin.args + plugin.env.values
        texts += texts.compactMap { text in text.firstIndex(of: "=").map { String(text[text.index(after: $0)...]) } }
        if plugin.command.contains("/") { texts.append(plugin.command) }
        for text in texts where !text.isEmpty && text.utf8.count <= 4096 && !text.utf8.contains(0) { try check(text) }
    }

    private func check(_ path: String) throws(FileSourceError) {
        if let reason = refusal(path) { throw .unreadable(reason: reason) }
    }

    private static func access(
        _ kubeconfig: Kubeconfig, context: String?, subject: String, readFile: @escaping (String) throws -> [UInt8]
    ) throws(BackendError) -> ClusterAccess {
        do throws(DiagnosticsError) {
            return try kubeconfig.access(context: context, readFile: readFile)
        } catch {
            throw failure(subject, error)
        }
    }

    private static func failure(_ subject: String, _ error: DiagnosticsError) -> BackendError {
        let first = error.diagnostics.first
        let place = first?.location.map { "\($0): " } ?? ""
        return failure(subject, place + (first?.message ?? "its kubeconfig is unusable"), hint: first?.notes.first)
    }

    private func read(_ path: String) throws(FileSourceError) -> [UInt8] {
        try check(path)
        return try LocalPath(path).contents(home: nil)
    }

    private static func failure(_ subject: String, _ message: String, hint: String?) -> BackendError {
        BackendError("connect to", subject, .unauthorized, message, hint: hint)
    }
}
