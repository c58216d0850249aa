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
}
