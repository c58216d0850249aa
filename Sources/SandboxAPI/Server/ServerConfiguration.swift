import Crypto

/// What distinguishes one API server from another.
package struct ServerConfiguration: Sendable {
    /// As `/version` shows it: `v1.36.2`.
    package var gitVersion: String
    /// The address clients are told in `/api`: `127.0.0.1:6443`.
    package var address: String
    /// Services get addresses from this network: the first two numbers of a /16.
    package var servicePrefix: String
    /// Whether watches may ask for the initial list as events; servers without a progress notification refuse it.
    package var servesInitialEvents: Bool
    /// How many changes of each resource watches can go back.
    package var historyLimit: Int
    /// The cluster's admission webhooks; nil where it has none.
    package var admission: (any AdmissionPlugin)?
    /// Signs the tokens of service accounts; another key knows none of them.
    package var tokenKey: P256.Signing.PrivateKey

    package init(
        gitVersion: String = "v1.36.2", address: String = "127.0.0.1:6443", servicePrefix: String = "10.96",
        servesInitialEvents: Bool = true, historyLimit: Int = 4096,
        admission: (any AdmissionPlugin)? = nil, tokenKey: P256.Signing.PrivateKey = P256.Signing.PrivateKey()
    ) {
        self.gitVersion = gitVersion
        self.address = address
        self.servicePrefix = servicePrefix
        self.servesInitialEvents = servesInitialEvents
        self.historyLimit = historyLimit
        self.admission = admission
        self.tokenKey = tokenKey
    }
}
