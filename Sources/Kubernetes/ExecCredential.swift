import Document
import YAML

/// What a credential plugin is told, and what it prints (`client.authentication.k8s.io`).
struct ExecCredential {
    var token: String?
    var certificate: (certificatePEM: [UInt8], keyPEM: [UInt8])?
    /// When it has to be asked again; nil: never.
    var expiration: Timestamp?

    /// The JSON of `KUBERNETES_EXEC_INFO`.
    static func information(for plugin: ClusterAccess.ExecPlugin) -> String {
        var specification: Value = ["interactive": false]
        specification["cluster"] = plugin.cluster
        let information: Value = [
            "kind": "ExecCredential", "apiVersion": .string(plugin.apiVersion), "spec": specification,
        ]
        return information.compactJSON
    }

    /// Reads what a plugin printed, JSON or YAML; what is not as client-go wants it is refused without showing it.
    init(_ output: [UInt8], of plugin: ClusterAccess.ExecPlugin) throws(CredentialSource.Failure) {
        func failure(_ reason: String) -> CredentialSource.Failure {
            CredentialSource.Failure(reason: "\(plugin.command) \(reason)")
        }
        let parsed = (try? Value(json: output)) ?? (try? YAML.parse(output, file: plugin.command))?.first?.value
        guard let value = parsed, value["kind"] == "ExecCredential" else {
            throw failure("printed no ExecCredential of \(plugin.apiVersion)")
        }
        guard let version = value["apiVersion"]?.string, version == plugin.apiVersion else {
            let other = (value["apiVersion"]?.string).map { "one of \($0.prefix(100))" } ?? "one without an apiVersion"
            throw failure("printed \(other), and the kubeconfig says \(plugin.apiVersion)")
        }
        guard let status = value["status"], status.object != nil else {
            throw failure("printed an ExecCredential without a status")
        }
        func text(_ key: String) throws(CredentialSource.Failure) -> String? {
            guard let value = status[key], !value.isNull else { return nil }
            guard let text = value.string else {
                throw failure("printed a \(key) that is \(value.typeNameWithArticle)")
            }
            return text.isEmpty ? nil : text
        }
        token = try text("token")
        switch (try text("clientCertificateData"), try text("clientKeyData")) {
        case (let chain?, let key?): certificate = (Array(chain.utf8), Array(key.utf8))
        case (nil, nil): certificate = nil
        default: throw failure("gave only one of a client certificate and its key")
        }
        guard token != nil || certificate != nil else {
            throw failure("gave neither a token nor a client certificate")
        }
        guard let expiration = try text("expirationTimestamp") else { return }
        self.expiration = Timestamp(expiration)
        if self.expiration == nil { throw failure("printed an expirationTimestamp that is no time") }
    }
}
