import Document
import Kubernetes

/// Who owns which fields of an object: `metadata.managedFields` taken apart.
///
/// Source: `k8s.io/apimachinery/pkg/util/managedfields/internal`.
struct ManagedFields {
    enum Operation: String, Comparable {
        case apply = "Apply"
        case update = "Update"

        static func < (left: Operation, right: Operation) -> Bool { left.rawValue < right.rawValue }
    }

    /// What tells one entry from another. An applier is the same whatever version it applies.
    struct Owner: Hashable {
        var manager: String
        var operation: Operation
        /// Empty for appliers.
        var apiVersion: String
        var subresource: String

        static func applier(_ manager: String, subresource: String?) -> Owner {
            Owner(manager: manager, operation: .apply, apiVersion: "", subresource: subresource ?? "")
        }

        static func updater(_ manager: String, apiVersion: String, subresource: String?) -> Owner {
            Owner(
                manager: manager.isEmpty ? "unknown" : manager, operation: .update, apiVersion: apiVersion,
                subresource: subresource ?? "")
        }
    }

    struct Entry {
        var apiVersion: String
        var fields: FieldSet
        /// Absent where an apply changed nothing but ownership.
        var time: String?
    }

    var entries: [Owner: Entry] = [:]

    init() {}

    /// Reads the list; nil where an entry is none, as then the server takes the object's own entries.
    init?(_ list: Value?) {
        for item in list?.array ?? [] {
            guard let (owner, entry) = Self.entry(item) else { return nil }
            entries[owner] = entry
        }
    }

    private static func entry(_ item: Value) -> (Owner, Entry)? {
        guard let operation = item["operation"]?.string.flatMap(Operation.init(rawValue:)),
            let apiVersion = item["apiVersion"]?.string,
            item["fieldsType"]?.string == "FieldsV1",
            let fields = try? FieldSet(fieldsV1: item["fieldsV1"] ?? .object([:]))
        else { return nil }
        let owner = Owner(
            manager: item["manager"]?.string ?? "", operation: operation,
            apiVersion: operation == .apply ? "" : apiVersion, subresource: item["subresource"]?.string ?? "")
        return (owner, Entry(apiVersion: apiVersion, fields: fields, time: item["time"]?.string))
    }

    /// The list as the server writes it; nil where nobody owns anything.
    var value: Value? {
        entries.isEmpty ? nil : .array(sortedEntries.map { Self.item($0.key, $0.value) })
    }

    private static func item(_ owner: Owner, _ entry: Entry) -> Value {
        var item: Object = [
            "manager": .string(owner.manager), "operation": .string(owner.operation.rawValue),
            "apiVersion": .string(entry.apiVersion),
        ]
        item["time"] = entry.time.map(Value.string)
        item["fieldsType"] = "FieldsV1"
        item["fieldsV1"] = entry.fields.fieldsV1
        if !owner.subresource.isEmpty { item["subresource"] = .string(owner.subresource) }
        return .object(item)
    }

    /// By operation, then time, then name: RFC 3339 in UTC sorts as text does, and no time before any.
    private var sortedEntries: [(key: Owner, value: Entry)] {
        entries.sorted { one, other in
            if one.key.operation != other.key.operation { return one.key.operation < other.key.operation }
            let (before, after) = (one.value.time ?? "", other.value.time ?? "")
            if before != after { return before < after }
            if one.key.manager != other.key.manager { return one.key.manager < other.key.manager }
            if one.value.apiVersion != other.value.apiVersion { return one.value.apiVersion < other.value.apiVersion }
            return one.key.subresource < other.key.subresource
        }
    }

    /// Takes what differs in an entry's version from every entry but one; entries left without any are dropped.
    mutating func remove(_ comparisons: [String: Comparison], exceptFrom keeper: Owner?) {
        let changed = comparisons.mapValues { $0.written.union($0.removed) }
        for (owner, entry) in entries where owner != keeper {
            guard let fields = changed[entry.apiVersion], !fields.isEmpty else { continue }
            let rest = entry.fields.difference(fields)
            if rest.isEmpty {
                entries[owner] = nil
            } else {
                entries[owner]?.fields = rest
            }
        }
    }

    /// Drops the entry of an owner who owns nothing any more, and the metadata that nobody owns.
    mutating func strip(_ owner: Owner) {
        guard let entry = entries[owner] else { return }
        let rest = entry.fields.difference(Self.unowned)
        if rest.isEmpty {
            entries[owner] = nil
        } else {
            entries[owner]?.fields = rest
        }
    }

    /// What never stands in `managedFields`, though clients send it.
    private static let unowned = FieldSet(
        [["apiVersion"], ["kind"], ["metadata"]]
            + ["name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation"]
            .map { Path(["metadata", $0].map(Path.Component.key)) }
            + ["managedFields", "resourceVersion"].map { Path(["metadata", $0].map(Path.Component.key)) })
}
