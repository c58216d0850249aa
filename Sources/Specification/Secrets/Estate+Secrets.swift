import Resources

extension Estate {
    /// The secrets that the estate itself names.
    package var secrets: [SecretReference] {
        let ofDNS: SecretReference? =
            switch dns.provider {
            case .zoneFile, .rfc2136(_, .keyFile), .rfc2136(_, .kerberos): nil
            case .powerDNS(_, let key), .hetzner(_, let key), .cloudflare(_, let key): key
            case .rfc2136(_, .key(_, _, let key)): key
            }
        return computeProviders.map(\.token) + [ofDNS, oidc.clientSecret, encryption?.identity].compactMap(\.self)
    }

    /// The environment variables that the estate itself names.
    var namedVariables: Set<String> {
        let ofSecrets = secrets.compactMap { secret -> String? in
            if case .environment(let name) = secret.source { name } else { nil }
        }
        let ofClusters = managementClusters.compactMap { cluster -> String? in
            if case .environment(let name) = cluster.kubeconfig.origin { name } else { nil }
        }
        return Set(ofSecrets + ofClusters)
    }
}
