import NIOSSL

/// A certificate and its key by which a client shows who it is, in PEM.
package struct ClientIdentity: Sendable, Hashable {
    package var certificatePEM: String
    package var keyPEM: String
}

/// A certificate and its key by which a server shows who it is, in PEM.
package struct ServerIdentity: Sendable, Hashable {
    package var certificatePEM: String
    package var keyPEM: String

    /// What TLS needs to serve with it; clients are asked for a certificate and may come without.
    func context() throws(SandboxError) -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificatePEM.utf8)).map {
                NIOSSLCertificateSource.certificate($0)
            }
            let key = try NIOSSLPrivateKey(bytes: Array(keyPEM.utf8), format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["h2", "http/1.1"]
            configuration.certificateVerification = .optionalVerification
            // Who is trusted is the responder's to say; the system's roots would take a megabyte a listener.
            configuration.trustRoots = .certificates([])
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .certificate(subject: "a TLS server", cause: "\(error)")
        }
    }
}
