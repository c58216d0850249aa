import Diagnostics
import Resources

/// Where the host names of workspaces are published.
package struct DNSSettings: Sendable, Hashable {
    /// What serves the zone, and how it is reached.
    package enum Provider: Sendable, Hashable {
        /// A zone file `<zone>.zone` in a folder, read by a name server that watches it.
        case zoneFile(directory: LocalPath)
        case powerDNS(endpoint: String, apiKey: SecretReference)
        case hetzner(endpoint: String?, apiKey: SecretReference)
        case cloudflare(endpoint: String?, apiKey: SecretReference)
        /// Signed updates to a name server; the key's algorithm defaults to `hmac-sha256`.
        case rfc2136(server: String, keyName: String, algorithm: String, key: SecretReference)
    }

    package var provider: Provider
    /// Without a dot at the end.
    package var zone: String
    /// Seconds.
    package var ttl: Int
    package var declaredAt: SourceLocation

    package init(provider: Provider, zone: String, ttl: Int = 60, declaredAt: SourceLocation) {
        self.provider = provider
        self.zone = zone
        self.ttl = ttl
        self.declaredAt = declaredAt
    }
}
