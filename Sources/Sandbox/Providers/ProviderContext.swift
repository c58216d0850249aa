import FoundationEssentials

/// What the imitations of the providers share.
package struct ProviderContext: Sendable {
    package var journal: Journal
    package var faults: FaultPlan
    package var pace: Pace
    /// The token that is accepted; nil for any that is not empty.
    package var token: String?

    package init(
        journal: Journal, faults: FaultPlan, pace: Pace, token: String? = nil
    ) {
        self.journal = journal
        self.faults = faults
        self.pace = pace
        self.token = token
    }

    func accepts(_ token: String?) -> Bool {
        guard let token, !token.isEmpty else { return false }
        return self.token == nil || self.token == token
    }

    /// Whether a fault makes the work that this request asks for fail.
    func fails(_ request: WebRequest, provider: String) -> Bool {
        !faults.strikes(
            [.failAction], FaultTarget(method: request.method, path: request.path, cluster: provider)
        ).isEmpty
    }

    /// When work that starts now is done, in milliseconds since 1970.
    func deadline() -> Int64 {
        Clock.milliseconds + Int64(Int.random(in: pace.milliseconds))
    }
}

/// The time of day.
package enum Clock {
    package static var milliseconds: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

    /// RFC 3339 in whole seconds, as Kubernetes writes times.
    package static var timestamp: String { Date().formatted(.iso8601) }
}
