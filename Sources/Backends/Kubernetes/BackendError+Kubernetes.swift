import Document
import Kubernetes

extension BackendError {
    /// What a cluster answered instead of doing what was asked; `body` is what was sent.
    ///
    /// The values of a Secret are taken out of the message, since servers quote what they refuse.
    init(_ error: KubernetesError, _ body: Value? = nil) {
        let reason = Self.reason(of: error)
        self.init(
            error.operation.verb, "\(error.operation.subject) in cluster \(error.cluster)", reason,
            error.reason.withoutValues(of: body), hint: error.hint,
            isTransient: error.isRetryable && reason != .rejected)
    }

    private static func reason(of error: KubernetesError) -> Reason {
        switch error.cause {
        case .status(let failure):
            switch failure.code {
            case 401: .unauthorized
            case 403: .forbidden
            case 404: .notFound
            case 409: .changed
            case 429: .busy
            case 400..<500: .rejected
            case 500 where error.isUnfitObject: .rejected
            default: .unreachable
            }
        case .transport, .staleGroup: .unreachable
        case .garbage: .invalidAnswer
        case .notDiscovered: .notFound
        case .credentials: .unauthorized
        case .requestTooLarge, .invalidObject: .rejected
        }
    }
}

extension KubernetesError {
    /// True where a 403 speaks of the rights of the user, not of the object.
    ///
    /// Admission refuses with the same status and reason; only the authorizer's wording tells the two apart.
    var isMissingPermission: Bool {
        guard let status, status.code == 403 else { return false }
        return status.message.contains("is forbidden: User \"") && status.message.contains("\" cannot ")
    }
}

extension KubernetesError {
    /// True where nothing of the cluster can be asked, whatever the request was.
    var isOfWholeCluster: Bool {
        switch cause {
        case .transport(let error): [.unreachable, .tls, .closed].contains(error.kind)
        default: isWithoutCredentials
        }
    }

    /// True where nobody answered who knows the objects: a connection that broke, credentials that are not accepted.
    ///
    /// That may be so for one kind alone, which another server keeps behind the API server.
    var isWithoutAnswer: Bool { isOfWholeCluster || isUnreachable || isUnauthorized }
}

extension KubernetesError {
    /// True where the object does not fit its kind: a field that the schema has not got, a value of another type.
    ///
    /// Under apply servers answer that with 500 and no reason; the message alone says it.
    var isUnfitObject: Bool {
        guard let status, status.code == 500, status.reason.isEmpty else { return false }
        return ["failed to create typed patch object", "failed to convert new object"].contains {
            status.message.hasPrefix($0)
        }
    }
}

extension String {
    /// The text with `(sensitive)` in place of each value that the Secret holds, encoded or not.
    func withoutValues(of body: Value?) -> String {
        guard let body, body["kind"] == "Secret" else { return self }
        var values: [String] = []
        for member in body["data"]?.object ?? [:] {
            guard let encoded = member.value.string else { continue }
            values.append(encoded)
            if let bytes = Base64.decode(encoded) { values.append(String(decoding: bytes, as: UTF8.self)) }
        }
        for member in body["stringData"]?.object ?? [:] { values.append(member.value.plain) }
        // Longer ones first, since one may be part of another.
        return values.filter { $0.count > 2 }.sorted { ($0.count, $0) > ($1.count, $1) }
            .reduce(self) { $0.replacing($1, with: "(sensitive)") }
    }
}
