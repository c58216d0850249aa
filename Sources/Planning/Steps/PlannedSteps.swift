import Resources

/// The steps that were planned so far, in their order, each found by its address.
struct PlannedSteps: Sendable {
    private(set) var steps: [Step] = []
    private var places: [ResourceAddress: Int] = [:]
    /// What comes further behind, and is known already.
    private var later: [ResourceAddress: Step] = [:]

    init(minimumCapacity: Int = 0) {
        steps.reserveCapacity(minimumCapacity)
        places.reserveCapacity(minimumCapacity)
    }

    subscript(address: ResourceAddress) -> Step? { places[address].map { steps[$0] } ?? later[address] }

    /// What is to be done with the resource at an address; nil where nothing is planned there.
    func action(at address: ResourceAddress) -> Action? {
        places[address].map { steps[$0].action } ?? later[address]?.action
    }

    mutating func append(_ step: Step) {
        places[step.address] = steps.count
        steps.append(step)
    }

    /// Notes a step that is appended later.
    mutating func announce(_ step: Step) { later[step.address] = step }
}
