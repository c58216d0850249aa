import Document

/// How the objects of a version of a built-in kind are turned into those of the version in which they are stored, and
/// back. Where there is none, versions differ by their `apiVersion` alone, as those of custom resources do.
package enum VersionConversion: String, Sendable {
    /// HorizontalPodAutoscaler of `autoscaling/v1`, stored as `autoscaling/v2`.
    case horizontalPodAutoscalerV1

    /// The object as it is stored; nothing is filled in or checked.
    func stored(_ object: Value) -> Value {
        switch self {
        case .horizontalPodAutoscalerV1: AutoscalerConversion.second(object)
        }
    }

    /// The object as this version shows it.
    func served(_ object: Value) -> Value {
        switch self {
        case .horizontalPodAutoscalerV1: AutoscalerConversion.first(object)
        }
    }
}

extension ResourceKind {
    /// An object of this version as another version of the kind shows it.
    func converted(_ object: Value, to other: ResourceKind) -> Value {
        guard apiVersion != other.apiVersion else { return object }
        var result = conversion?.stored(object) ?? object
        if let back = other.conversion { result = back.served(result) }
        result["apiVersion"] = .string(other.apiVersion)
        return result
    }
}
