import Document
import Resources

extension Schema where Output == DNSSettings {
    static var dns: Schema<DNSSettings> {
        .object(
            Field.required("zone", .domain, "The zone that the names of workspaces belong to."),
            Field.optional(
                "zones", .list(of: .domain, uniqueBy: { $0 }),
                "Further zones; each name goes into the longest one that covers it."),
            Field.defaulted("ttl", .integer(1...604_800), 60, "Seconds."),
            Field.optional("provider", Schema<ProviderName>.oneOf, "What serves the zone."),
            Field.optional("zoneFile", .zoneFile, "A zone file kept by Berth, where that is what serves the zone."),
            Field.optional("endpoint", .url("https", "http"), "The provider's API; needed for powerdns."),
            Field.optional("apiKey", .secret, "The provider's API key or token."),
            Field.optional("rfc2136", .dynamicUpdate, "The name server that takes signed updates."),
            Field.optional(
                "nameServer", .server,
                "The authoritative name server, host or host:port, that is asked whether a record is true.")
        ) { node, zone, zones, ttl, name, directory, endpoint, apiKey, update, nameServer in
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
            return provider.map {
                DNSSettings(
                    provider: $0, zone: zone, otherZones: (zones ?? []).filter { $0 != zone }, nameServer: nameServer,
                    ttl: ttl, declaredAt: node.location)
            }
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
            Field.required("server", .server, "The primary name server of the zone, as host or host:port."),
            Field.optional("keyName", .text, "The name of the TSIG key."),
            Field.optional("algorithm", .text, "The TSIG algorithm; by default hmac-sha256."),
            Field.optional("key", .secret, "The TSIG key, base64."),
            Field.optional("keyFile", .path, "A file with the TSIG key, as `tsig-keygen` writes it."),
            Field.optional("gss", .boolean, "Signs with the Kerberos ticket of whoever runs Berth (GSS-TSIG).")
        ) { node, server, keyName, algorithm, key, keyFile, gss in
            let ways = [key != nil, keyFile != nil, gss == true].filter(\.self).count
            guard ways == 1 else {
                node.report("\(node.name) must have exactly one of key, keyFile and gss")
                return nil
            }
            guard let key else {
                for (name, value) in [("keyName", keyName), ("algorithm", algorithm)] where value != nil {
                    node.report("`\(name)` means nothing without `key`", notes: ["a key file says it itself"])
                    return nil
                }
                return .rfc2136(server: server, signing: keyFile.map { .keyFile($0) } ?? .kerberos)
            }
            guard let keyName else {
                node.report("\(node.name) has a key without `keyName`", notes: ["as the name server calls the key"])
                return nil
            }
            return .rfc2136(
                server: server, signing: .key(name: keyName, algorithm: algorithm ?? "hmac-sha256", key))
        }
    }
}

extension Schema where Output == String {
    /// A name server: a host or an address, with or without a port.
    fileprivate static var server: Schema<String> {
        text("a host or an address, with or without a port, as 192.0.2.53:5300") { text in
            guard let endpoint = APIEndpoint(authority: text, preset: 53), (1...65_535).contains(endpoint.port) else {
                return false
            }
            let isName = endpoint.host.split(separator: ".", omittingEmptySubsequences: false)
                .allSatisfy { String($0).isDNSLabel }
            return isName || IPAddress(endpoint.host) != nil
        }
    }
}
