import Document

/// A kind of objects in one version of its API group.
package struct GroupVersionKind: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// `v1`, `apps/v1`.
    package var apiVersion: String
    package var kind: String

    package init(apiVersion: String, kind: String) {
        self.apiVersion = apiVersion
        self.kind = kind
    }

    /// Empty for the core group.
    package var group: String {
        apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : ""
    }

    package var version: String {
        apiVersion.split(separator: "/").last.map(String.init) ?? apiVersion
    }

    package var description: String { "\(apiVersion) \(kind)" }

    package static func < (left: GroupVersionKind, right: GroupVersionKind) -> Bool {
        (left.apiVersion, left.kind) < (right.apiVersion, right.kind)
    }
}

/// What names one object of a cluster.
package struct ObjectReference: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var apiVersion: String
    package var kind: String
    /// Nil for objects of the cluster.
    package var namespace: String?
    package var name: String

    package init(apiVersion: String, kind: String, namespace: String? = nil, name: String) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// What a manifest or an answer names; nil where it lacks apiVersion, kind or name.
    package init?(of object: Value) {
        guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string,
            let name = object.metadata.name
        else { return nil }
        self.init(apiVersion: apiVersion, kind: kind, namespace: object.metadata.namespace, name: name)
    }

    package var groupVersionKind: GroupVersionKind { GroupVersionKind(apiVersion: apiVersion, kind: kind) }

    /// `ConfigMap truth/one`.
    package var description: String { "\(kind) " + (namespace.map { "\($0)/" } ?? "") + name }

    package static func < (left: ObjectReference, right: ObjectReference) -> Bool {
        (left.groupVersionKind, left.namespace ?? "", left.name)
            < (right.groupVersionKind, right.namespace ?? "", right.name)
    }
}
