/// What a plan asked, by place and kind, for who wants to know what it costs: `plan --explain-requests`.
package struct RequestBudget: Sendable {
    /// How many requests of one kind went to a place.
    package struct Line: Sendable, Hashable {
        package var place: String
        /// `list secrets`, `get namespaces`, `discover /api`.
        package var purpose: String
        package var count: Int

        package init(place: String, purpose: String, count: Int) {
            self.place = place
            self.purpose = purpose
            self.count = count
        }
    }

    private let lines: [Line]

    package init(_ lines: [Line]) {
        self.lines = lines
    }

    /// Tenants together, every other place by itself; the most asked kinds first. The budget is one list a kind and place: what
    /// goes beyond it, as pages, discovery and objects that are read by name, is counted at the end.
    package var text: String {
        var groups: [String: [Line]] = [:]
        var tenants: Set<String> = []
        for line in lines {
            let isTenant = line.place.hasPrefix(Self.tenant)
            if isTenant { tenants.insert(line.place) }
            groups[isTenant ? Self.tenant : line.place, default: []].append(line)
        }
        var result = "Requests: \(lines.map(\.count).reduce(0, +))\n"
        for (group, lines) in groups.sorted(by: { $0.key < $1.key }) {
            let name = group == Self.tenant ? tenants.count.counted("tenant") : group
            let purposes = Dictionary(lines.map { ($0.purpose, $0.count) }, uniquingKeysWith: +)
                .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
            result += "  \(name): \(lines.map(\.count).reduce(0, +)) (\(purposes.joined(separator: ", ")))\n"
        }
        let lists = lines.count { $0.purpose.hasPrefix("list ") }
        let rest = lines.map(\.count).reduce(0, +) - lists
        return result + "Of these \(lists.counted("first list")) of a kind at a place, and \(rest) more.\n"
    }

    private static let tenant = "tenant "
}
