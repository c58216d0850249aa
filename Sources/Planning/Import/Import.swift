import Document
import Resources

/// What `berth import` takes over once, though the specification does not adopt: the objects of one resource.
package struct Import: Sendable, Hashable {
    package var address: ResourceAddress
    /// The objects, as the user names them (`ObjectName`); empty where all of the resource are meant.
    package var objects: [String]

    package init(_ address: ResourceAddress, objects: [String] = []) {
        self.address = address
        self.objects = objects
    }

    /// The part of a plan that it is: the resource, and what that stands on.
    var scope: PlanScope { PlanScope(targets: [address.description]) }

    /// Whether it takes over an item of a resource, seen with this identity.
    package func covers(_ key: ItemKey, uid: String?, of resource: ResourceAddress) -> Bool {
        resource == address && (objects.isEmpty || objects.contains { ObjectName($0).names(key, uid: uid) })
    }
}

extension Import {
    /// As plan files keep it.
    var value: Value {
        ["address": .string(address.description), "objects": .array(objects.map(Value.string))]
    }

    /// Reads what `value` writes.
    init(_ reader: FieldReader) throws {
        self.init(
            try reader.required("address", "an address") { $0.string.flatMap { ResourceAddress($0) } },
            objects: try reader.items("objects").map { try $0.text() })
    }
}
