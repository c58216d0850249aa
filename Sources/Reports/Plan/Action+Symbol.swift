import Planning

extension Action {
    /// What stands before a line of a plan.
    package var symbol: String {
        switch self {
        case .create: "+"
        case .update: "~"
        case .replace: "-/+"
        case .delete: "-"
        case .wait: ">"
        case .defer: "…"
        case .unknown: "?"
        case .none: " "
        }
    }

    var style: TextStyle {
        switch self {
        case .create: .create
        case .update: .update
        case .replace: .replace
        case .delete: .delete
        case .wait: .wait
        case .defer: .deferred
        case .unknown: .unknown
        case .none: .dim
        }
    }

    /// Behind a number: `3 to create`, `1 deferred`.
    var countedAs: String {
        switch self {
        case .create, .update, .replace, .delete: "to \(rawValue)"
        case .wait: "to wait for"
        case .defer: "deferred"
        case .unknown: "unknown"
        case .none: "unchanged"
        }
    }

    /// What the symbol says, for a legend.
    package var meaning: String {
        switch self {
        case .create: "is created"
        case .update: "is changed in place"
        case .replace: "is deleted and created anew"
        case .delete: "is deleted"
        case .wait: "is waited for"
        case .defer: "is deferred to a later run"
        case .unknown: "could not be looked at, and is left alone"
        case .none: "stays as it is"
        }
    }

    /// The symbols in the order in which reports show them.
    package static let shown: [Action] = allCases.filter { $0 != .none }.sorted { $0.weight < $1.weight }

    /// `+ is created, ~ is changed in place, …`: what the symbols of a report say.
    package static var legend: String { shown.map { "\($0.symbol) \($0.meaning)" }.joined(separator: "; ") }

    /// What takes something away comes first.
    var weight: Int {
        switch self {
        case .delete: 0
        case .replace: 1
        case .update: 2
        case .create: 3
        case .wait: 4
        case .defer: 5
        case .unknown: 6
        case .none: 7
        }
    }
}
