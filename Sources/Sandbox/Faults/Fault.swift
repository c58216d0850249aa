import Document

/// One misbehaviour on command.
package struct Fault: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Answers with a status instead of doing the work.
        case status
        /// Resets the connection before the request has any effect.
        case resetBefore = "reset-before"
        /// Does the work, then resets the connection instead of answering.
        case resetAfter = "reset-after"
        /// Does the work, then sends half of the body and resets the connection.
        case truncate
        /// Waits before doing the work.
        case latency
        /// Ends a watch after its first event.
        case cutWatch = "cut-watch"
        /// Answers a request that carries a continue token with 410 Expired.
        case expireContinue = "expire-continue"
        /// Pods of matching workloads never become ready.
        case neverReady = "never-ready"
        /// The controllers of matching clusters do nothing.
        case pauseControllers = "pause-controllers"
        /// The API servers of matching tenant control planes never answer.
        case silentTenant = "silent-tenant"
        /// Matching LoadBalancer Services get no address.
        case noAddress = "no-address"
        /// Actions and requests of the providers end in failure.
        case failAction = "fail-action"

        /// True for what happens to one request; the others are states that last until they are cleared.
        package var isAboutRequests: Bool {
            switch self {
            case .status, .resetBefore, .resetAfter, .truncate, .latency, .cutWatch, .expireContinue, .failAction: true
            case .neverReady, .pauseControllers, .silentTenant, .noAddress: false
            }
        }
    }

    package var kind: Kind
    package var match = FaultMatch()
    /// How many requests are hit; nil for all.
    package var times: Int?
    /// How likely a matching request is hit, from 0 to 1.
    package var probability = 1.0
    /// What `status` answers.
    package var status = 503
    /// Seconds, for the Retry-After header.
    package var retryAfter: Int?
    /// How long `latency` waits, in milliseconds: evenly spread between the two.
    package var milliseconds = 500...500

    package init(_ kind: Kind, match: FaultMatch = FaultMatch(), times: Int? = nil) {
        self.kind = kind
        self.match = match
        self.times = times
    }

    /// Reads the form the control API takes; unknown members and kinds are errors.
    package init(json: Value) throws(SandboxError) {
        guard let name = json["kind"]?.string, let kind = Kind(rawValue: name) else {
            let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badArgument("\"kind\" is none of \(kinds)")
        }
        self.kind = kind
        let known: Set = ["kind", "match", "times", "probability", "status", "retryAfter", "milliseconds", "id"]
        if let unknown = json.object?.keys.first(where: { !known.contains($0) }) {
            throw .badArgument("a fault has no member \"\(unknown)\"")
        }
        match = try FaultMatch(json: json["match"] ?? [:])
        times = json["times"]?.integer.map(Int.init)
        switch json["probability"] {
        case .number(let number): probability = number
        case .integer(let number): probability = Double(number)
        default: break
        }
        if let status = json["status"]?.integer {
            guard (400..<600).contains(status) else { throw .badArgument("a fault's status is from 400 to 599") }
            self.status = Int(status)
        }
        retryAfter = json["retryAfter"]?.integer.map(Int.init)
        if let bounds = json["milliseconds"]?.array?.compactMap(\.integer), bounds.count == 2, bounds[0] <= bounds[1] {
            milliseconds = Int(bounds[0])...Int(bounds[1])
        } else if let exact = json["milliseconds"]?.integer {
            milliseconds = Int(exact)...Int(exact)
        }
    }

    /// The form the control API takes and shows.
    package var json: Value {
        var value: Value = ["kind": .string(kind.rawValue), "match": match.json]
        if let times { value["times"] = .integer(Int64(times)) }
        if probability < 1 { value["probability"] = Value(probability) }
        switch kind {
        case .status:
            value["status"] = .integer(Int64(status))
            if let retryAfter { value["retryAfter"] = .integer(Int64(retryAfter)) }
        case .latency:
            value["milliseconds"] = [
                .integer(Int64(milliseconds.lowerBound)), .integer(Int64(milliseconds.upperBound)),
            ]
        default: break
        }
        return value
    }
}
