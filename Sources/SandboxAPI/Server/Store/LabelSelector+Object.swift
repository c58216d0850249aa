import Document

extension LabelSelector {
    /// A selector as it stands in an object: `matchLabels` and `matchExpressions`. An empty one selects everything.
    package init(selector: Value?) {
        self.init()
        for (key, value) in selector?["matchLabels"]?.object?.sorted ?? [] {
            requirements.append(.oneOf(key, [value.string ?? ""]))
        }
        for expression in selector?["matchExpressions"]?.array ?? [] {
            let key = expression["key"]?.string ?? ""
            let values = Set((expression["values"]?.array ?? []).compactMap(\.string))
            switch expression["operator"]?.string {
            case "In": requirements.append(.oneOf(key, values))
            case "NotIn": requirements.append(.noneOf(key, values))
            case "Exists": requirements.append(.exists(key))
            default: requirements.append(.absent(key))
            }
        }
    }
}
