import Document

/// A resource as a server serves it in one version of its group: what discovery says of it and paths are resolved to.
package struct APIResource: Sendable, Hashable {
    package var group: String
    package var version: String
    /// The plural as it stands in paths.
    package var name: String
    package var singularName: String
    package var kind: String
    package var isNamespaced: Bool
    package var shortNames: [String] = []
    package var categories: [String] = []
    package var verbs: [String] = APIResource.allVerbs
    package var subresources: [Subresource] = []
    /// The version objects are stored in, from which the storage hash is made.
    package var storageVersion: String
    /// How objects of this version become those of the stored one; nil where this is the one, or only the name differs.
    package var conversion: VersionConversion?
    /// What the definition says of this version, where the resource is a custom one.
    package var custom: Custom?

    /// What the definition of a custom resource says of one of its versions beside the schema. It is kept here, because a
    /// definition is long and reading it for each request would take longer than the request.
    package struct Custom: Sendable, Hashable {
        package var printerColumns: [Value] = []
        /// The paths of the subresource `scale`.
        package var scale: Value?
        /// What this version leaves out of objects that another one wrote; nil where all versions have the same schema.
        var pruning: VersionPruning?
        /// Whether the definition is being deleted: nothing is created any more.
        package var isTerminating = false
    }

    /// Defined by a CustomResourceDefinition.
    package var isCustom: Bool { custom != nil }

    /// A path below an object: `status`, `scale`.
    package struct Subresource: Sendable, Hashable {
        package var name: String
        package var kind: String
        package var verbs: [String]
        /// `group/version` of the kind where it is not the parent's.
        package var groupVersion: String?
    }

    package static let allVerbs = [
        "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch",
    ]

    /// `apps/v1`, or `v1` of the core group.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    package var groupResource: GroupResource { GroupResource(group: group, resource: name) }

    package var listKind: String { "\(kind)List" }

    package func subresource(_ name: String) -> Subresource? {
        subresources.first { $0.name == name }
    }

    /// Whether objects are shown as they are stored, but for their `apiVersion`.
    var showsStoredForm: Bool { conversion == nil && custom?.pruning == nil }

    /// A stored object as this version shows it.
    func shown(_ object: Value) -> Value {
        if let conversion { return conversion.served(object) }
        return custom?.pruning?.schema.shown(object) ?? object
    }

    /// Whether the main endpoint leaves `status` alone because it has an endpoint of its own.
    package var hasStatusSubresource: Bool { subresource("status") != nil }
}

/// The schema by which a version of a custom resource reads what other versions wrote. One is the same as another only
/// where it is that very one.
final class VersionPruning: Sendable, Hashable {
    let schema: StructuralSchema

    init(_ schema: StructuralSchema) { self.schema = schema }

    static func == (left: VersionPruning, right: VersionPruning) -> Bool { left === right }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
