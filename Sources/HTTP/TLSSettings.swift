/// How a connection proves who the two ends are; everything is PEM text in memory.
package struct TLSSettings: Sendable, Hashable {
    /// The only authorities trusted; nil trusts those of the system.
    package var caPEM: [UInt8]?
    /// The client's certificate, followed by its intermediates.
    package var clientCertificatePEM: [UInt8]?
    package var clientKeyPEM: [UInt8]?
    /// The name asked for (SNI) and looked for in the server's certificate, instead of the URL's host.
    package var serverName: String?
    /// Trusts any certificate: for insecure kubeconfigs only.
    package var skipsVerification = false

    package init(
        caPEM: [UInt8]? = nil, clientCertificatePEM: [UInt8]? = nil, clientKeyPEM: [UInt8]? = nil,
        serverName: String? = nil, skipsVerification: Bool = false
    ) {
        self.caPEM = caPEM
        self.clientCertificatePEM = clientCertificatePEM
        self.clientKeyPEM = clientKeyPEM
        self.serverName = serverName
        self.skipsVerification = skipsVerification
    }

    /// Whether a name can be asked for and looked for in a certificate: a host name or an address, without a port.
    package static func isUsable(serverName: String) -> Bool { CurlURL.isHost(serverName) }
}
