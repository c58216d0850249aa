import Document
import Schemas

/// What types are called in OpenAPI documents, and which of their fields are required.
enum OpenAPINames {
    static let meta = "io.k8s.apimachinery.pkg.apis.meta.v1"
    private static let core = "io.k8s.api.core.v1"

    /// `io.k8s.api.apps.v1.Deployment`; of custom kinds the group turned around: `com.example.v1.Thing`.
    static func name(of resource: APIResource) -> String { "\(package(of: resource)).\(resource.kind)" }

    /// Where the types of a resource's group are.
    static func package(of resource: APIResource) -> String {
        guard resource.isCustom else {
            let group = resource.group.split(separator: ".").first.map(String.init) ?? "core"
            return "io.k8s.api.\(group).\(resource.version)"
        }
        return "\(resource.group.split(separator: ".").reversed().joined(separator: ".")).\(resource.version)"
    }

    /// Where a type is that several groups share; nil for those of one group.
    static func package(ofType type: String) -> String? {
        switch type {
        case "Quantity": "io.k8s.apimachinery.pkg.api.resource"
        case "IntOrString": "io.k8s.apimachinery.pkg.util.intstr"
        case "Time", "MicroTime": meta
        case _ where metaTypes.contains(type): meta
        case _ where coreTypes.contains(type): core
        default: nil
        }
    }

    /// Which type a field has whose value is text or a number: a point in time, or a number with a unit or a name.
    static func textOrNumber(_ field: String) -> String {
        if ["eventTime", "renewTime", "acquireTime", "lastObservedTime"].contains(field) { return "MicroTime" }
        return field.hasSuffix("Time") || field.hasSuffix("Timestamp") || field.hasSuffix("At") || field == "time"
            || field == "timeAdded" ? "Time" : "IntOrString"
    }

    /// Fields that Go always writes are required, but for structs, and for lists and texts that may be empty.
    static func isRequired(_ field: SchemaField, of type: String) -> Bool {
        let name = "\(type).\(field.name)"
        if required.contains(name) { return true }
        guard field.presence == .always, !optional.contains(name) else { return false }
        switch field.type.resolved {
        case .map(let map): return map.name == "PodTemplateSpec" || map.name == "RoleRef"
        case .scalar(.any): return !["IntOrString", "MicroTime"].contains(textOrNumber(field.name))
        default: return true
        }
    }

    private static let required: Set<String> = [
        "DeploymentSpec.selector", "ReplicaSetSpec.selector", "StatefulSetSpec.selector", "DaemonSetSpec.selector",
        "Condition.lastTransitionTime", "ScaleIOVolumeSource.secretRef", "PersistentVolumeClaimTemplate.spec",
        "HTTPGetAction.port", "TCPSocketAction.port", "PreferredSchedulingTerm.preference",
        "WeightedPodAffinityTerm.podAffinityTerm", "Event.metadata", "Event.involvedObject",
    ]

    private static let optional: Set<String> = [
        "ReplicaSetSpec.template", "StatefulSetSpec.serviceName", "StatefulSetOrdinals.start",
        "StatefulSetStatus.availableReplicas", "ResourceFieldSelector.divisor", "Role.rules", "ClusterRole.rules",
        "RoleRef.apiGroup", "Event.firstTimestamp", "Event.lastTimestamp", "Event.reportingComponent",
        "Event.reportingInstance", "ProjectedVolumeSource.sources",
    ]

    private static let metaTypes = Set(FieldNotation([KindFields.metaTypes]).declarations.keys)
        .union(ProtobufNotation([ProtobufCatalog.metaMessages]).messages.keys)
        .subtracting(coreTypesAmongMeta)

    private static let coreTypesAmongMeta: Set<String> = [
        "LocalObjectReference", "TypedLocalObjectReference", "TypedObjectReference", "ObjectReference",
        "SecretReference",
    ]

    private static let coreTypes = Set(
        FieldNotation([
            KindFields.coreTypes, KindFields.podTypes, KindFields.containerTypes, KindFields.volumeTypes,
        ]).declarations.keys
    ).union(coreTypesAmongMeta)
}
