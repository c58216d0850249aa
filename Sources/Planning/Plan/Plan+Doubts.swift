import Document
import Resources

extension Plan {
    /// That the state may not be the newest one: something in the world is of a run that is not on record, which was killed, or an
    /// older state was put back.
    package struct Doubt: Sendable, Hashable {
        package var address: ResourceAddress
        /// Names the address.
        package var message: String
    }
}

extension Plan.Doubt {
    /// As plan files keep it.
    var value: Value { ["address": .string(address.description), "message": .string(message)] }

    /// Reads what `value` writes.
    init(_ reader: FieldReader) throws {
        address = try reader.required("address", "an address") { $0.string.flatMap { ResourceAddress($0) } }
        message = try reader.string("message")
    }

    /// Of a step that changes what such a run wrote; nil where the state knows all of it.
    init?(_ step: Step, _ changes: [ItemChange], in world: World) {
        guard step.action.isChange,
            UnrecordedWork(world: world).extent(in: changes, of: step.address) != nil
        else { return nil }
        address = step.address
        message =
            "\(step.address): a run that is not on record wrote what is there: it was killed, or an older state was put back"
    }
}
