import Document

/// One value, or one way to come to a value, that a server fills in by itself.
enum DefaultRule: Sendable, Hashable {
    case value(Value)
    /// Allocated, or chosen by the cluster.
    case any
    /// What stands at a place of the object that is so many levels up; nil: the root. `*` is the value's own key.
    case same(levels: Int?, place: [String])
    /// The pull policy that the tag of the image in a sibling asks for.
    case pullPolicy(image: String)
    /// In a pod on the host's network: the port of the container.
    case hostPort
    /// A sibling in lower case.
    case lowercased(String)
    /// A sibling with `List` behind it.
    case list(String)
    /// The group of a subject that is a user or group, or a service account (none), by the kind in a sibling.
    case subjectGroup(kind: String)
    /// `namespace_name`, hyphens as underscores: how Kamaji names a database.
    case databaseName
    /// The name of the volume with a pod's own token: `kube-api-access-x7k2p`.
    case tokenVolume
    /// The mount of that volume in a container.
    case tokenMount

    func allows(_ value: Value, key: Path.Component?, ancestors: [Value]) -> Bool {
        switch self {
        case .value(let expected): return value == expected
        case .any: return !value.isNull
        case .same(let levels, let place):
            guard
                let start = levels.map({ $0 <= ancestors.count ? ancestors[ancestors.count - $0] : .null })
                    ?? ancestors.first
            else { return false }
            let path = place.compactMap { $0 == "*" ? key : .key($0) }
            return !value.isNull && start[Path(path)] == value
        case .pullPolicy(let image):
            return ancestors.last?[image]?.string.map { ImageName.pullPolicy(of: $0) } == value.string
        case .hostPort:
            // A port in the ports of a container in the containers of a pod.
            let isOnHost = ancestors.count >= 5 && ancestors[ancestors.count - 5]["hostNetwork"] == true
            return isOnHost && ancestors.last?["containerPort"] == value
        case .lowercased(let name):
            return value.string != nil && ancestors.last?[name]?.string?.lowercased() == value.string
        case .list(let name):
            return value.string != nil && ancestors.last?[name]?.string.map { "\($0)List" } == value.string
        case .subjectGroup(let kind):
            switch ancestors.last?[kind]?.string {
            case "User", "Group": return value == "rbac.authorization.k8s.io"
            case "ServiceAccount": return value == ""
            default: return false
            }
        case .databaseName:
            let metadata = ancestors.first?["metadata"]
            let name = "\(metadata?["namespace"]?.string ?? "")_\(metadata?["name"]?.string ?? "")"
            return value.string == String(name.map { $0 == "-" ? "_" : $0 })
        case .tokenVolume: return Self.isTokenVolume(value)
        case .tokenMount:
            return value["mountPath"] == "/var/run/secrets/kubernetes.io/serviceaccount" && value["readOnly"] == true
                && value.object?.count == 3 && value["name"].map { Self.isTokenVolume($0) } ?? false
        }
    }

    private static func isTokenVolume(_ name: Value) -> Bool {
        name.string?.hasPrefix("kube-api-access-") ?? false
    }
}

/// The name of a container image.
enum ImageName {
    /// The policy that a server fills in: an image without a tag and digest, or tagged `latest`, is always pulled.
    ///
    /// Source: `SetDefaults_Container` of `k8s.io/kubernetes/pkg/apis/core/v1`, and its `parsers.ParseImageName`.
    static func pullPolicy(of image: String) -> String {
        let name = image.prefix { $0 != "@" }
        let hasDigest = name.endIndex != image.endIndex
        let tag = name.split(separator: "/").last?.split(separator: ":").dropFirst().first
        return tag == "latest" || tag == nil && !hasDigest ? "Always" : "IfNotPresent"
    }
}
