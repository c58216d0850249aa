import Diagnostics
import Document
import HTTP

/// Reads one cluster and one user of a kubeconfig, and collects what is wrong with them.
///
/// As strict as `kubectl`: a field that takes text refuses numbers and booleans, which would otherwise be as good as absent.
struct KubeconfigReader {
    let readFile: (String) throws -> [UInt8]
    private(set) var collector = DiagnosticCollector()

    init(readFile: @escaping (String) throws -> [UInt8]) {
        self.readFile = readFile
    }

    mutating func access(cluster: KubeconfigEntry, user: KubeconfigEntry) -> ClusterAccess? {
        guard let address = text(cluster, ["server"]) else {
            report("the cluster has no server", cluster)
            return nil
        }
        var server = address
        while server.hasSuffix("/") { server.removeLast() }
        if !server.hasPrefix("https://") { report("the server is not an https URL", cluster, ["server"]) }
        var access = ClusterAccess(server: server)
        access.skipsVerification = flag(cluster, ["insecure-skip-tls-verify"])
        access.tlsServerName = text(cluster, ["tls-server-name"])
        if let name = access.tlsServerName, !TLSSettings.isUsable(serverName: name) {
            report(
                "the tls-server-name is neither a host name nor an address", cluster, ["tls-server-name"],
                note: "it is the name that the server's certificate is checked for, without port or path")
        }
        access.proxyURL = text(cluster, ["proxy-url"])
        if let url = access.proxyURL, !ProxyURL.isUsable(url) {
            report("the proxy-url is not an http, https or socks5 URL", cluster, ["proxy-url"])
        }
        access.caPEM = pem(cluster, "certificate-authority")
        if access.skipsVerification, access.caPEM != nil {
            report("insecure-skip-tls-verify excludes a certificate authority", cluster, ["insecure-skip-tls-verify"])
        }
        readCredentials(user, into: &access)
        var plugin = ExecPluginReader(user: user, cluster: cluster, access: access, address: address)
        access.exec = plugin.plugin()
        collector.add(contentsOf: plugin.collector.diagnostics)
        return access
    }

    private mutating func readCredentials(_ user: KubeconfigEntry, into access: inout ClusterAccess) {
        access.clientCertificatePEM = pem(user, "client-certificate")
        access.clientKeyPEM = pem(user, "client-key")
        if has(user, "client-certificate") != has(user, "client-key") {
            report("the user needs both a client certificate and its key", user)
        }
        access.clientCertificateFile = file(user, "client-certificate")
        access.clientKeyFile = file(user, "client-key")
        access.token = text(user, ["token"])
        access.tokenFile = text(user, ["tokenFile"]).map(user.resolved)
        for key in ["username", "password", "auth-provider"] where user.settings[key] != nil {
            report("\(key) is not supported", user, [key], note: "use an exec plugin or a token")
        }
    }

    /// `<key>-data` in Base64, or else the file `<key>` names.
    private mutating func pem(_ entry: KubeconfigEntry, _ key: String) -> [UInt8]? {
        if let encoded = text(entry, ["\(key)-data"]) {
            guard let bytes = Base64.decode(encoded) else {
                report("\(key)-data is not Base64", entry, ["\(key)-data"])
                return nil
            }
            return checked(bytes, key, entry, ["\(key)-data"])
        }
        guard let name = file(entry, key) else { return nil }
        do {
            return checked(try readFile(name), key, entry, [key])
        } catch {
            report("cannot read \(name): \(error)", entry, [key])
            return nil
        }
    }

    private mutating func checked(_ bytes: [UInt8], _ key: String, _ entry: KubeconfigEntry, _ place: Path) -> [UInt8]?
    {
        guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ") else {
            report("\(key) holds no PEM", entry, place)
            return nil
        }
        return bytes
    }

    /// The file that `<key>` names, unless `<key>-data` wins over it.
    private mutating func file(_ entry: KubeconfigEntry, _ key: String) -> String? {
        guard text(entry, ["\(key)-data"]) == nil else { return nil }
        return text(entry, [key]).map(entry.resolved)
    }

    private mutating func has(_ entry: KubeconfigEntry, _ key: String) -> Bool {
        text(entry, ["\(key)-data"]) != nil || text(entry, [key]) != nil
    }

    private mutating func text(_ entry: KubeconfigEntry, _ place: Path) -> String? {
        collector.text(entry, place)
    }

    private mutating func flag(_ entry: KubeconfigEntry, _ place: Path) -> Bool {
        collector.flag(entry, place)
    }

    private mutating func report(
        _ message: String, _ entry: KubeconfigEntry, _ place: Path = .root, note: String? = nil
    ) {
        collector.add(Diagnostic(.error, message, at: entry.location(place), notes: note.map { [$0] } ?? []))
    }
}

extension DiagnosticCollector {
    /// The text at a place of an entry; nil where it is absent or empty, and reported where it is anything else.
    mutating func text(_ entry: KubeconfigEntry, _ place: Path) -> String? {
        guard let value = entry.settings[place], !value.isNull else { return nil }
        guard let text = value.string else {
            let message = "\(place) must be a string, not \(value.typeNameWithArticle)"
            let location = entry.location(place)
            add(Diagnostic(.error, message, at: location, notes: ["put it in quotation marks"], isSensitive: true))
            return nil
        }
        return text.isEmpty ? nil : text
    }

    /// The boolean at a place of an entry; false where it is absent, and reported where it is anything else.
    mutating func flag(_ entry: KubeconfigEntry, _ place: Path) -> Bool {
        guard let value = entry.settings[place], !value.isNull else { return false }
        if value.bool == nil {
            let message = "\(place) must be true or false, and is \(value.typeNameWithArticle)"
            add(.error(message, at: entry.location(place)))
        }
        return value.bool ?? false
    }
}
