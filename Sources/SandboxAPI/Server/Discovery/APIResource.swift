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
    /// What the definition says of this version, where the resource is a custom one.
    package var custom: Custom?

    /// What the definition of a custom resource says of one of its versions beside the schema. It is kept here, because a
    /// definition is long and reading it for each request would take longer than the request.
    package struct Custom: Sendable, Hashable {
        package var printerColumns: [Value] = []
        /// The paths of the subresource `scale`.
        package var scale: Value?
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

    /// Whether the main endpoint leaves `status` alone because it has an endpoint of its own.
    package var hasStatusSubresource: Bool { subresource("status") != nil }
}
