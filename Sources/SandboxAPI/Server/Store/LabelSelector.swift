/// The label selector of a query: requirements that must all hold (`a=b,c!=d,e in (f,g),!h`).
package struct LabelSelector: Sendable, Hashable {
    enum Requirement: Sendable, Hashable {
        case exists(String)
        case absent(String)
        case oneOf(String, Set<String>)
        /// Holds where the label is absent, too.
        case noneOf(String, Set<String>)
        case greater(String, than: Int)
        case less(String, than: Int)
    }

    var requirements: [Requirement]

    /// Selects everything.
    package init() { requirements = [] }

    /// Parses a selector with the grammar and the words of `k8s.io/apimachinery/pkg/labels`.
    package init(_ text: String) throws(StatusError) {
        var parser = LabelSelectorParser(text)
        requirements = try parser.requirements()
    }

    package var isEmpty: Bool { requirements.isEmpty }

    package func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .exists(let key): labels[key] != nil
            case .absent(let key): labels[key] == nil
            case .oneOf(let key, let values): labels[key].map(values.contains) ?? false
            case .noneOf(let key, let values): labels[key].map { !values.contains($0) } ?? true
            case .greater(let key, let bound): labels[key].flatMap { Int($0) }.map { $0 > bound } ?? false
            case .less(let key, let bound): labels[key].flatMap { Int($0) }.map { $0 < bound } ?? false
            }
        }
    }
}
