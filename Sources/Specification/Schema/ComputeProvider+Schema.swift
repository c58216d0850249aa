import Document
import Resources

extension Schema where Output == ComputeProvider {
    static var computeProvider: Schema<ComputeProvider> {
        .object(
            Field.required("name", .label, "The name that workspaces refer to."),
            Field.required("type", Schema<ComputeProviderType>.oneOf, "The compute provider type."),
            Field.required("token", .secret, "The API token."),
            Field.optional("endpoint", .url("https", "http"), "Replaces the provider's public API address."),
            Field.optional("networkZone", .text, "Hetzner Cloud: the zone of managed networks; by default eu-central."),
            Field.optional("location", .text, "IONOS: where datacenters are made, as de/fra.")
        ) { node, name, type, token, endpoint, networkZone, location in
            let provider = ComputeProvider(
                name: name, type: type, token: token, endpoint: endpoint,
                networkZone: networkZone ?? (type == .hetznerCloud ? "eu-central" : nil), location: location,
                declaredAt: node.location)
            switch type {
            case .ionosDCD where location == nil:
                node.report("the IONOS provider `\(name)` has no `location`", notes: ["as `location: de/fra`"])
                return nil
            case .ionosDCD where networkZone != nil: return node.misplaced("networkZone", on: type)
            case .hetznerCloud where location != nil: return node.misplaced("location", on: type)
            default: return provider
            }
        }
    }
}

extension Node {
    /// Reports a member that a provider of this type does not have.
    fileprivate func misplaced(_ key: String, on type: ComputeProviderType) -> ComputeProvider? {
        report(
            "`\(key)` means nothing on a provider of type \(type.rawValue)",
            at: marks.keyLocation(of: path.appending(key: key)))
        return nil
    }
}
