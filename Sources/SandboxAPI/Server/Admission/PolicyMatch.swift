import Document

/// Which requests a policy or a binding is for: `MatchResources`.
struct PolicyMatch: Sendable {
    private struct Rule: Sendable {
        let operations: Set<String>
        let groups: Set<String>
        let versions: Set<String>
        let resources: [(name: Substring, subresource: Substring)]
        /// Empty: all.
        let names: Set<String>
        let scope: String

        init(_ value: Value) {
            func texts(_ field: String) -> Set<String> { Set((value[field]?.array ?? []).compactMap(\.string)) }
            operations = texts("operations")
            groups = texts("apiGroups")
            versions = texts("apiVersions")
            names = texts("resourceNames")
            scope = value["scope"]?.string ?? "*"
            resources = texts("resources").map { text in
                let parts = text.split(separator: "/", maxSplits: 1)
                return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
            }
        }

        func covers(_ request: AdmissionRequest, version: String) -> Bool {
            func has(_ set: Set<String>, _ item: String) -> Bool { set.contains("*") || set.contains(item) }
            let info = request.info
            return has(operations, request.operation.rawValue) && has(groups, info.resource.group)
                && has(versions, version) && (names.isEmpty || names.contains(request.name))
                && (scope == "*" || (scope == "Namespaced") == info.resource.isNamespaced)
                && resources.contains { name, subresource in
                    (name == "*" || name == info.resource.name)
                        && (subresource == "*" || subresource == info.subresource)
                }
        }
    }

    private let namespaceSelector: LabelSelector
    private let objectSelector: LabelSelector
    private let rules: [Rule]
    private let exclusions: [Rule]
    /// Whether a rule speaks of the version of the request alone, not of the same object in another version.
    private let isExact: Bool

    init(_ value: Value) {
        namespaceSelector = LabelSelector(selector: value["namespaceSelector"])
        objectSelector = LabelSelector(selector: value["objectSelector"])
        rules = (value["resourceRules"]?.array ?? []).map(Rule.init)
        exclusions = (value["excludeResourceRules"]?.array ?? []).map(Rule.init)
        isExact = value["matchPolicy"] == "Exact"
    }

    /// The version in which a request's object is looked at; nil where the request is not meant. `versions` are those
    /// of the resource, the request's first.
    func version(of request: AdmissionRequest, among versions: [String], namespaceLabels: [String: String]?) -> String?
    {
        if let namespaceLabels, !namespaceSelector.matches(namespaceLabels) { return nil }
        guard objectSelector.isEmpty || request.labels.contains(where: objectSelector.matches) else { return nil }
        let versions = isExact ? Array(versions.prefix(1)) : versions
        if exclusions.contains(where: { rule in versions.contains { rule.covers(request, version: $0) } }) {
            return nil
        }
        guard !rules.isEmpty else { return versions.first }
        return versions.first { version in rules.contains { $0.covers(request, version: version) } }
    }
}
