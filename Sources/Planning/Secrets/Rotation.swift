import Document
import Resources
import State

/// A generated secret that gets a new value: in the run of the plan that says so, and in no other.
package struct Rotation: Sendable, Hashable, Comparable {
    package var workspace: String
    /// The name it is generated and stored under: `api-key`.
    package var name: String

    package init(workspace: String, name: String) {
        self.workspace = workspace
        self.name = name
    }

    /// The rotation of what is stored.
    init(of secret: StoredSecret) {
        self.init(workspace: secret.workspace, name: secret.name)
    }

    /// The rotation of a generated secret; nil for one that is given by the user.
    package init?(of reference: SecretReference) {
        guard case .generated(let workspace, let name) = reference.source else { return nil }
        self.init(workspace: workspace, name: name)
    }

    /// How a user asks for it.
    package var command: String { "`berth secret rotate \(workspace) \(name)`" }

    package static func < (left: Rotation, right: Rotation) -> Bool {
        (left.workspace, left.name) < (right.workspace, right.name)
    }
}

extension Rotation {
    /// The specification of a workspace has no generated secret of that name.
    package struct UnknownName: Error, Sendable, Hashable, CustomStringConvertible {
        package var description: String
    }

    /// The rotation as plan files keep it.
    package var value: Value { ["workspace": .string(workspace), "name": .string(name)] }

    /// Reads what `value` writes.
    init(_ reader: FieldReader) throws(FieldReader.Failure) {
        self.init(workspace: try reader.string("workspace"), name: try reader.string("name"))
    }
}

/// Secrets of which some get a new value: those have none until the run of the plan has made it.
package struct RotatedSecrets: SecretSource {
    private let source: any SecretSource
    private let rotations: Set<Rotation>
    private let isMade: @Sendable (Rotation) async throws -> Bool

    /// `isMade` says whether what is stored is the new value already.
    package init(
        _ source: any SecretSource, rotations: some Sequence<Rotation>,
        isMade: @escaping @Sendable (Rotation) async throws -> Bool = { _ in false }
    ) {
        self.source = source
        self.rotations = Set(rotations)
        self.isMade = isMade
    }

    package func value(of reference: SecretReference) async throws -> [UInt8]? {
        if let rotation = Rotation(of: reference), rotations.contains(rotation), try await !isMade(rotation) {
            return nil
        }
        return try await source.value(of: reference)
    }
}

extension Item {
    /// The generated secrets that it holds.
    package var generated: Set<Rotation> { Set(insertions.values.flatMap(\.secrets).compactMap { Rotation(of: $0) }) }
}
