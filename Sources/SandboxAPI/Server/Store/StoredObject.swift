import Document

/// One version of an object as the store keeps it: its JSON, and what lists and watches select by.
///
/// The tree itself is not kept: a list is put together from bytes, and twenty thousand trees would take several times
/// the room of their text.
package final class StoredObject: Sendable {
    package let key: ObjectKey
    /// `key.description`, by which lists are sorted.
    package let path: String
    package let version: UInt64
    package let uid: String
    package let labels: [String: String]
    /// Whether the object is being deleted.
    package let isTerminating: Bool
    /// The object without `kind` and `apiVersion`, which depend on the version it is asked for in.
    package let body: [UInt8]

    /// Takes an object's tree; its `kind` and `apiVersion` are dropped and its version is written into its metadata.
    /// Version 0 is none: what a dry run would have created.
    package init(_ value: Value, key: ObjectKey, version: UInt64) {
        var object = Self.ordered(value)
        object["metadata"]?["resourceVersion"] = version == 0 ? Value?.none : .string(String(version))
        self.key = key
        path = key.description
        self.version = version
        uid = object["metadata"]?["uid"]?.string ?? ""
        labels = Self.labels(of: object)
        isTerminating = object["metadata"]?["deletionTimestamp"] != nil
        body = object.json()
    }

    /// Takes an object that was written down by an earlier run.
    package init(body: [UInt8], key: ObjectKey, version: UInt64) throws(JSONError) {
        let object = try Value(json: body)
        self.key = key
        path = key.description
        self.version = version
        uid = object["metadata"]?["uid"]?.string ?? ""
        labels = Self.labels(of: object)
        isTerminating = object["metadata"]?["deletionTimestamp"] != nil
        self.body = body
    }

    /// The object's tree, read anew, without `kind` and `apiVersion`.
    package var value: Value {
        // The bytes were written by this class or checked by it.
        (try? Value(json: body)) ?? .object([:])
    }

    /// The object's tree as one of a kind.
    package func value(apiVersion: String, kind: String) -> Value {
        var object: Object = ["apiVersion": .string(apiVersion), "kind": .string(kind)]
        for (key, member) in value.object ?? [:] { object[key] = member }
        return .object(object)
    }

    /// The object's tree as a version of its resource shows it.
    package func value(as resource: APIResource) -> Value {
        resource.shown(value(apiVersion: resource.apiVersion, kind: resource.kind))
    }

    /// The JSON of the object as a version of its resource shows it.
    package func json(as resource: APIResource) -> [UInt8] {
        var bytes = Array("{\"kind\":\"\(resource.kind)\",\"apiVersion\":\"\(resource.apiVersion)\",".utf8)
        bytes.append(contentsOf: members(as: resource))
        return bytes
    }

    /// What follows `kind` and `apiVersion` in that JSON, the closing brace included.
    func members(as resource: APIResource) -> ArraySlice<UInt8> {
        resource.showsStoredForm ? body.dropFirst() : resource.shown(value).json()[...].dropFirst()
    }

    private static func labels(of object: Value) -> [String: String] {
        guard let labels = object["metadata"]?["labels"]?.object else { return [:] }
        return Dictionary(labels.compactMap { member in member.value.string.map { (member.key, $0) } }) { $1 }
    }

    private static let metadataOrder = [
        "name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers",
        "managedFields",
    ]

    /// The members in the order in which a server prints them.
    private static func ordered(_ value: Value) -> Value {
        let metadata = value["metadata"]?.object ?? [:]
        var sorted = Object(minimumCapacity: metadata.count + 1)
        for key in metadataOrder {
            if key == "resourceVersion" { sorted[key] = "" } else if let member = metadata[key] { sorted[key] = member }
        }
        var result: Object = ["metadata": .object(sorted)]
        for (key, member) in value.object ?? [:] where !["kind", "apiVersion", "metadata"].contains(key) {
            result[key] = member
        }
        return .object(result)
    }
}
