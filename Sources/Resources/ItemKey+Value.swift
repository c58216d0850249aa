import Document

extension Place {
    /// `management/fsn1-a`, `tenant/payments`, `provider/hetzner-prod`, `dns`: as files write it.
    package var text: String {
        switch self {
        case .management(let name): "management/\(name)"
        case .tenant(let id): "tenant/\(id)"
        case .provider(let name): "provider/\(name)"
        case .dns: "dns"
        }
    }

    /// Reads what `text` writes; nil where it is none.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count) {
        case ("management", 2): self = .management(parts[1])
        case ("tenant", 2): self = .tenant(parts[1])
        case ("provider", 2): self = .provider(parts[1])
        case ("dns", 1): self = .dns
        default: return nil
        }
    }
}

extension ItemKey {
    /// The key as files keep it: `place`, `apiVersion`, `kind`, `namespace`, `name`.
    package var value: Value {
        var result: Value = ["place": .string(place.text), "kind": .string(kind), "name": .string(name)]
        if !apiVersion.isEmpty { result["apiVersion"] = .string(apiVersion) }
        result["namespace"] = namespace.map(Value.string)
        return result
    }

    /// Reads what `value` writes; nil where a part is missing.
    package init?(_ value: Value) {
        guard let place = value["place"]?.string.flatMap({ Place($0) }), let kind = value["kind"]?.string,
            let name = value["name"]?.string
        else { return nil }
        self.init(
            place: place, apiVersion: value["apiVersion"]?.string ?? "", kind: kind,
            namespace: value["namespace"]?.string, name: name)
    }
}
