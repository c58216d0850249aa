import Diagnostics
import Document
import YAML

/// Reads one cluster and one user of a kubeconfig, and collects what is wrong with them.
struct KubeconfigReader {
    let value: Value
    let marks: SourceMarks
    let readFile: (String) throws -> [UInt8]
    private(set) var collector = DiagnosticCollector()

    init(value: Value, marks: SourceMarks, readFile: @escaping (String) throws -> [UInt8]) {
        self.value = value
        self.marks = marks
        self.readFile = readFile
    }

    private static let textsOfClusters = [
        "server", "tls-server-name", "proxy-url", "certificate-authority", "certificate-authority-data",
    ]
    private static let textsOfUsers = [
        "token", "tokenFile", "client-certificate", "client-certificate-data", "client-key", "client-key-data",
    ]

    mutating func access(cluster: Path, user: Path) -> ClusterAccess? {
        refuseNumbers(cluster, Self.textsOfClusters)
        refuseNumbers(user, Self.textsOfUsers)
        guard var server = text(cluster, "server") else {
            report("the cluster has no server", at: cluster)
            return nil
        }
        while server.hasSuffix("/") { server.removeLast() }
        if !server.hasPrefix("https://") {
            report("the server is no https URL", at: cluster.appending(key: "server"))
        }
        if text(cluster, "proxy-url") != nil {
            report("proxy-url is not supported", at: cluster.appending(key: "proxy-url"))
        }
        var access = ClusterAccess(server: server)
        access.skipsVerification = value[cluster]?["insecure-skip-tls-verify"]?.bool ?? false
        access.tlsServerName = text(cluster, "tls-server-name")
        access.caPEM = pem(cluster, "certificate-authority")
        if access.skipsVerification, access.caPEM != nil {
            report(
                "insecure-skip-tls-verify excludes a certificate authority",
                at: cluster.appending(key: "insecure-skip-tls-verify"))
        }
        access.clientCertificatePEM = pem(user, "client-certificate")
        access.clientKeyPEM = pem(user, "client-key")
        if has(user, "client-certificate") != has(user, "client-key") {
            report("the user needs both a client certificate and its key", at: user)
        }
        access.token = text(user, "token")
        access.tokenFile = text(user, "tokenFile").map(resolved)
        access.exec = execPlugin(user.appending(key: "exec"))
        for key in ["username", "password", "auth-provider"] where value[user]?[key] != nil {
            report("\(key) is not supported", at: user.appending(key: key), note: "use an exec plugin or a token")
        }
        return access
    }

    private mutating func execPlugin(_ path: Path) -> ClusterAccess.ExecPlugin? {
        guard let exec = value[path], !exec.isNull else { return nil }
        guard let command = text(path, "command") else {
            report("the exec plugin has no command", at: path)
            return nil
        }
        let version = text(path, "apiVersion") ?? ""
        if !["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"].contains(version) {
            report("the exec plugin's apiVersion is neither v1 nor v1beta1", at: path.appending(key: "apiVersion"))
        }
        var environment: [String: String] = [:]
        for variable in exec["env"]?.array ?? [] {
            guard let name = variable["name"]?.string, let text = variable["value"]?.string else {
                report("an env entry needs name and value", at: path.appending(key: "env"))
                continue
            }
            environment[name] = text
        }
        // A bare name is looked for in PATH, any other relative one beside the kubeconfig.
        return ClusterAccess.ExecPlugin(
            apiVersion: version, command: command.contains("/") ? resolved(command) : command,
            args: (exec["args"]?.array ?? []).compactMap(\.string), env: environment,
            installHint: text(path, "installHint"))
    }

    /// `<key>-data` in Base64, or else the file `<key>` names.
    private mutating func pem(_ place: Path, _ key: String) -> [UInt8]? {
        if let encoded = text(place, "\(key)-data") {
            let path = place.appending(key: "\(key)-data")
            guard let bytes = Base64.decode(encoded) else {
                report("\(key)-data is no Base64", at: path)
                return nil
            }
            return checked(bytes, key, at: path)
        }
        guard let name = text(place, key) else { return nil }
        let path = place.appending(key: key)
        do {
            return checked(try readFile(resolved(name)), key, at: path)
        } catch {
            report("cannot read \(resolved(name)): \(error)", at: path)
            return nil
        }
    }

    private mutating func checked(_ bytes: [UInt8], _ key: String, at path: Path) -> [UInt8]? {
        guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ") else {
            report("\(key) holds no PEM", at: path)
            return nil
        }
        return bytes
    }

    /// A path as seen from where the kubeconfig's own path starts.
    private func resolved(_ path: String) -> String {
        guard !path.hasPrefix("/"), let slash = marks.file.lastIndex(of: "/") else { return path }
        return marks.file[...slash] + path
    }

    private func has(_ place: Path, _ key: String) -> Bool {
        text(place, "\(key)-data") != nil || text(place, key) != nil
    }

    private func text(_ place: Path, _ key: String) -> String? {
        value[place]?[key]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Refuses what reads as another type than text, as client-go does: an unquoted token of digits is not that token.
    private mutating func refuseNumbers(_ place: Path, _ keys: [String]) {
        for key in keys {
            guard let member = value[place]?[key], !member.isNull, member.string == nil else { continue }
            collector.add(
                Diagnostic(
                    .error, "\(key) must be a text, not \(member.typeNameWithArticle)",
                    at: marks.location(of: place.appending(key: key)), notes: ["put it in quotation marks"],
                    isSensitive: true))
        }
    }

    private mutating func report(_ message: String, at path: Path, note: String? = nil) {
        collector.add(
            Diagnostic(.error, message, at: marks.location(of: path), notes: note.map { [$0] } ?? []))
    }
}
