import Diagnostics
import Resources

extension Plan {
    /// The problems that leave out a part of one workspace, or all of it, and nothing else: its specification cannot be used (no
    /// room, a broken template, a secret that is not there), what somebody did cannot be set back, or it is not settled whether
    /// it may be taken away, and the plan does nothing at the place that they name. The rest can be applied.
    package var confinedProblems: [Problem] {
        let isConfined = confinement
        return problems.filter(isConfined)
    }

    /// The problems with which nothing of the plan can be applied.
    package var blockingProblems: [Problem] {
        let isConfined = confinement
        return problems.filter { !isConfined($0) }
    }

    private var confinement: (Problem) -> Bool {
        guard problems.contains(where: { [.invalid, .irreversible, .refused, .foreign].contains($0.kind) }) else {
            return { _ in false }
        }
        let actions = Dictionary(steps.map { ($0.address, $0.action) }) { first, _ in first }
        let changing = Set(steps.filter(\.action.isChange).map(\.address.group))
        let staying = Set(groups.filter(\.isTakenAway).map(\.name)).subtracting(changing)
        return { problem in
            guard let address = problem.address, address.workspace != nil else { return false }
            return switch problem.kind {
            case .invalid: actions[address].map { $0 == .unknown } ?? true
            case .irreversible: actions[address].map { !$0.isChange } ?? true
            case .refused, .foreign: staying.contains(address.group)
            default: false
            }
        }
    }
}

extension Plan.Problem {
    /// What is wrong with the specification of a workspace, at its place.
    init(_ diagnostic: Diagnostic, address: ResourceAddress, item: ItemKey? = nil) {
        self.init(
            kind: .invalid, address: address, item: item,
            message: "\(diagnostic.location.map { "\($0): " } ?? "")\(diagnostic.message)",
            hint: diagnostic.notes.isEmpty ? nil : diagnostic.notes.joined(separator: "; "))
    }
}
