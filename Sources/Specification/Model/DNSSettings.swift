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
        /// Signed updates to a name server, `host` or `host:port`.
        case rfc2136(server: String, signing: Signing)
    }

    /// What signs updates to a name server.
    package enum Signing: Sendable, Hashable {
        /// A TSIG key, base64; the algorithm defaults to `hmac-sha256`.
        case key(name: String, algorithm: String, SecretReference)
        /// A file with a TSIG key, as BIND writes it.
        case keyFile(LocalPath)
        /// The Kerberos ticket of whoever runs Berth (GSS-TSIG).
        case kerberos
    }

    package var provider: Provider
    /// Without a dot at the end.
    package var zone: String
    /// Further zones that names are written into: each goes into the longest that covers it.
    package var otherZones: [String]
    /// The authoritative name server that is asked whether a record is true, `host` or `host:port`; nil asks none, save the
    /// one that takes updates.
    package var nameServer: String?
    /// Seconds.
    package var ttl: Int
    package var declaredAt: SourceLocation

    /// All zones that names are written into.
    package var zones: [String] { [zone] + otherZones }

    package init(
        provider: Provider, zone: String, otherZones: [String] = [], nameServer: String? = nil, ttl: Int = 60,
        declaredAt: SourceLocation
    ) {
        self.provider = provider
        self.zone = zone
        self.otherZones = otherZones
        self.nameServer = nameServer
        self.ttl = ttl
        self.declaredAt = declaredAt
    }
}
