import Document
import Resources

extension Schema where Output == DNSSettings {
    static var dns: Schema<DNSSettings> {
        .object(
            Field.required("zone", .domain, "The zone that the names of workspaces belong to."),
            Field.defaulted("ttl", .integer(1...604_800), 60, "Seconds."),
            Field.optional("provider", Schema<ProviderName>.oneOf, "What serves the zone."),
            Field.optional("zoneFile", .zoneFile, "A zone file kept by Berth, where that is what serves the zone."),
            Field.optional("endpoint", .url("https", "http"), "The provider's API; needed for powerdns."),
            Field.optional("apiKey", .secret, "The provider's API key or token."),
            Field.optional("rfc2136", .dynamicUpdate, "The name server that takes signed updates.")
        ) { node, zone, ttl, name, directory, endpoint, apiKey, update in
            let name = name ?? (update != nil ? .rfc2136 : .zoneFile)
            func needed<Part>(_ part: Part?, _ key: String) -> Part? {
                if part == nil { node.report("dns provider \(name.rawValue) needs `\(node.path).\(key)`") }
                return part
            }
            let provider: DNSSettings.Provider?
            switch name {
            case .zoneFile: provider = needed(directory, "zoneFile").map { .zoneFile(directory: $0) }
            case .rfc2136: provider = needed(update, "rfc2136")
            case .hetzner: provider = needed(apiKey, "apiKey").map { .hetzner(endpoint: endpoint, apiKey: $0) }
            case .cloudflare: provider = needed(apiKey, "apiKey").map { .cloudflare(endpoint: endpoint, apiKey: $0) }
            case .powerdns:
                let parts = (needed(endpoint, "endpoint"), needed(apiKey, "apiKey"))
                guard case (let endpoint?, let apiKey?) = parts else { return nil }
                provider = .powerDNS(endpoint: endpoint, apiKey: apiKey)
            }
            return provider.map { DNSSettings(provider: $0, zone: zone, ttl: ttl, declaredAt: node.location) }
        }
    }
}

private enum ProviderName: String, CaseIterable {
    case zoneFile, powerdns, hetzner, cloudflare, rfc2136
}

extension Schema where Output == LocalPath {
    fileprivate static var zoneFile: Schema<LocalPath> {
        .object(Field.required("directory", .path, "The folder of `<zone>.zone`.")) { _, directory in directory }
    }
}

extension Schema where Output == DNSSettings.Provider {
    fileprivate static var dynamicUpdate: Schema<DNSSettings.Provider> {
        .object(
            Field.required("server", .text, "The name server, as host or host:port."),
            Field.required("keyName", .text, "The name of the TSIG key."),
            Field.defaulted("algorithm", .text, "hmac-sha256", "The TSIG algorithm."),
            Field.required("key", .secret, "The TSIG key, base64.")
        ) { _, server, keyName, algorithm, key in
            .rfc2136(server: server, keyName: keyName, algorithm: algorithm, key: key)
        }
    }
}
