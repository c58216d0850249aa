import Diagnostics
import Document

/// Reads the `exec` section of a kubeconfig's user, as strictly as client-go.
///
/// Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins and the
/// validation in client-go's `tools/clientcmd`.
struct ExecPluginReader {
    let user: KubeconfigEntry
    let cluster: KubeconfigEntry
    /// How the cluster is reached, as far as it was read.
    let access: ClusterAccess
    /// The server as it is written.
    let address: String
    private(set) var collector = DiagnosticCollector()

    init(user: KubeconfigEntry, cluster: KubeconfigEntry, access: ClusterAccess, address: String) {
        self.user = user
        self.cluster = cluster
        self.access = access
        self.address = address
    }

    private static let versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]
    /// The extension of a cluster that is for its plugins.
    private static let extensionName = "client.authentication.k8s.io/exec"

    /// Nil where the user has none, or no command.
    mutating func plugin() -> ClusterAccess.ExecPlugin? {
        guard let exec = user.settings["exec"], !exec.isNull else { return nil }
        guard let command = collector.text(user, ["exec", "command"]) else {
            report("the exec plugin has no command", ["exec"])
            return nil
        }
        let version = collector.text(user, ["exec", "apiVersion"]) ?? ""
        if !Self.versions.contains(version) {
            report("the exec plugin's apiVersion is neither v1 nor v1beta1", ["exec", "apiVersion"])
        }
        checkMode(version)
        let wantsCluster = collector.flag(user, ["exec", "provideClusterInfo"])
        // A bare name is looked for in PATH, any other relative one beside the kubeconfig.
        return ClusterAccess.ExecPlugin(
            apiVersion: version, command: command.contains("/") ? user.resolved(command) : command,
            args: arguments(), env: environment(), cluster: wantsCluster ? clusterInformation : nil,
            installHint: collector.text(user, ["exec", "installHint"]))
    }

    /// Berth never gives a plugin a terminal.
    private mutating func checkMode(_ version: String) {
        let place: Path = ["exec", "interactiveMode"]
        switch collector.text(user, place) {
        case "Never", "IfAvailable": break
        case nil where version != Self.versions[0]: break
        case nil:
            if user.settings[place]?.string ?? "" == "" {
                report(
                    "the exec plugin has no interactiveMode, which v1 requires", ["exec"],
                    note: "write `interactiveMode: Never`")
            }
        case "Always":
            report(
                "the exec plugin wants a terminal, and Berth gives it none", place,
                note: "use a plugin that runs by itself, with `interactiveMode: Never`")
        case let other?:
            report("interactiveMode \"\(other)\" is none of Never, IfAvailable and Always", place)
        }
    }

    private mutating func arguments() -> [String] {
        items(["exec", "args"]).compactMap { index, _ in
            let place = Path([.key("exec"), .key("args"), .index(index)])
            // An empty argument is one, too.
            return collector.text(user, place) ?? (user.settings[place]?.string == "" ? "" : nil)
        }
    }

    private mutating func environment() -> [String: String] {
        var environment: [String: String] = [:]
        for (index, _) in items(["exec", "env"]) {
            let place = Path([.key("exec"), .key("env"), .index(index)])
            let name = collector.text(user, place.appending(key: "name")) ?? ""
            let value = collector.text(user, place.appending(key: "value")) ?? ""
            if name.isEmpty || name.contains("=") || name.utf8.contains(0) || value.utf8.contains(0) {
                report("this is not an environment variable", place, note: "it needs a name without `=`, and a value")
            } else {
                environment[name] = value
            }
        }
        return environment
    }

    private mutating func items(_ place: Path) -> [(offset: Int, element: Value)] {
        guard let value = user.settings[place], !value.isNull else { return [] }
        if value.array == nil { report("\(place) must be a list, and is \(value.typeNameWithArticle)", place) }
        return Array((value.array ?? []).enumerated())
    }

    /// `spec.cluster` of the `ExecCredential` that a plugin gets: what it needs to talk to the cluster itself.
    private var clusterInformation: Value {
        var information: Value = ["server": .string(address)]
        if let name = access.tlsServerName { information["tls-server-name"] = .string(name) }
        if access.skipsVerification { information["insecure-skip-tls-verify"] = true }
        if let authority = access.caPEM {
            information["certificate-authority-data"] = .string(Base64.encode(authority))
        }
        if let url = access.proxyURL { information["proxy-url"] = .string(url) }
        if cluster.settings["disable-compression"] == true { information["disable-compression"] = true }
        let extensions = cluster.settings["extensions"]?.array ?? []
        information["config"] = extensions.first { $0["name"]?.string == Self.extensionName }?["extension"]
        return information
    }

    private mutating func report(_ message: String, _ place: Path, note: String? = nil) {
        collector.add(Diagnostic(.error, message, at: user.location(place), notes: note.map { [$0] } ?? []))
    }
}
