/// A resource whatever its version: `configmaps`, `leases.coordination.k8s.io`.
package struct GroupResource: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Empty for the core group.
    package var group: String
    /// The plural as it stands in paths.
    package var resource: String

    package init(group: String = "", resource: String) {
        self.group = group
        self.resource = resource
    }

    package var description: String { group.isEmpty ? resource : "\(resource).\(group)" }

    package static func < (left: GroupResource, right: GroupResource) -> Bool {
        (left.group, left.resource) < (right.group, right.resource)
    }

    package static let namespaces = GroupResource(resource: "namespaces")
    package static let serviceAccounts = GroupResource(resource: "serviceaccounts")
    package static let deployments = GroupResource(group: "apps", resource: "deployments")
    package static let disruptionBudgets = GroupResource(group: "policy", resource: "poddisruptionbudgets")
    static let apiServices = GroupResource(group: "apiregistration.k8s.io", resource: "apiservices")
    package static let customResourceDefinitions = GroupResource(
        group: "apiextensions.k8s.io", resource: "customresourcedefinitions")
}
