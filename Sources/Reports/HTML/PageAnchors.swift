import Resources

/// Where groups and their steps stand on a page: numbers, so that no name becomes part of an address.
struct PageAnchors {
    private(set) var steps: [ResourceAddress: String] = [:]
    private(set) var groups: [String: String] = [:]

    /// The groups in the order of the page.
    init(_ all: [(group: String, steps: [ResourceAddress])]) {
        for (index, (group, addresses)) in all.enumerated() {
            groups[group] = "g\(index)"
            for address in addresses { steps[address] = "s\(steps.count)" }
        }
    }
}
