import FoundationEssentials

/// A kubeconfig with one cluster, one user with a client certificate, and one context.
package struct Kubeconfig: Sendable {
    package var cluster: String
    package var server: String
    package var authorityPEM: String
    package var user: String
    package var context: String
    package var identity: ClientIdentity

    /// The file, as YAML.
    package var yaml: String {
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: \(cluster)
          cluster:
            certificate-authority-data: \(authorityPEM.base64)
            server: \(server)
        contexts:
        - name: \(context)
          context:
            cluster: \(cluster)
            user: \(user)
        current-context: \(context)
        preferences: {}
        users:
        - name: \(user)
          user:
            client-certificate-data: \(identity.certificatePEM.base64)
            client-key-data: \(identity.keyPEM.base64)

        """
    }
}

extension String {
    /// The UTF-8 bytes in base64, as Secrets carry them.
    package var base64: String { Data(utf8).base64EncodedString() }

    /// What base64 text stands for; nil where it is none.
    package var fromBase64: String? {
        Data(base64Encoded: self).flatMap { String(bytes: $0, encoding: .utf8) }
    }
}
