extension ProviderAPI {
    /// "create", "network k8s-w-payments at provider hetzner-prod".
    func purpose(_ operation: String, _ name: String) -> Purpose {
        Purpose(operation, "network \(name) at provider \(provider)")
    }

    /// "list", "the networks at provider hetzner-prod".
    var listing: Purpose { Purpose("list", "the networks at provider \(provider)") }
}
