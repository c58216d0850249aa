import Document
import Resources

/// Puts values into the leaves of a desired item that were left open: outputs of other resources, and secrets.
///
/// The result is for comparing and sending only; it is never kept or shown.
package struct InsertionResolver: Sendable {
    /// The value of an output; nil where it is not known yet.
    package typealias Outputs = @Sendable (Reference) -> Value?

    private let secrets: any SecretSource
    private let rotations: Set<Rotation>
    private let output: Outputs

    /// What holds a secret of `rotations` is never kept as it stands.
    package init(secrets: any SecretSource, rotations: some Sequence<Rotation> = [], output: @escaping Outputs) {
        self.secrets = secrets
        self.rotations = Set(rotations)
        self.output = output
    }

    /// An item with everything put in that is known.
    package struct Resolved: Sendable {
        package var body: Value
        /// The leaves that are not known yet.
        package var open: Set<Path>
        /// What stands in the place of secrets where the body is only tried (`DryRun`).
        package var placeholders: [Path: Value]
    }

    /// Resolves an item. A generated secret that the vault does not give keeps the value that stands in the world, as long
    /// as Berth owns it.
    package func resolve(_ item: Item, observed: Observation?) async throws -> Resolved {
        var body = item.desired
        var open: Set<Path> = []
        var placeholders: [Path: Value] = [:]
        for (path, insertion) in item.insertions.sorted(by: { $0.key < $1.key }) {
            if insertion.isSensitive {
                placeholders[path] = SecretPlaceholder(item: item, path: path).value(of: insertion, known: output)
            }
            if let value = try await value(of: insertion) {
                body[path] = value
            } else if insertion.isKeptWhereItStands(by: rotations), let observed,
                FieldOwnership(of: observed.value).own.contains(path), let value = observed.value[path]
            {
                body[path] = value
            } else {
                open.insert(path)
            }
        }
        return Resolved(body: body, open: open, placeholders: placeholders)
    }

    private func value(of insertion: Insertion) async throws -> Value? {
        var bytes: [UInt8] = []
        for part in insertion.parts {
            switch part {
            case .text(let text): bytes += Array(text.utf8)
            case .reference(let reference):
                guard let value = output(reference) else { return nil }
                // A reference that is the whole leaf keeps its type.
                if insertion.parts.count == 1, !insertion.isBase64 { return value }
                bytes += Array(value.plain.utf8)
            case .secret(let secret):
                guard let value = try await secrets.value(of: secret) else { return nil }
                bytes += value
            }
        }
        return .string(insertion.isBase64 ? Base64.encode(bytes) : String(decoding: bytes, as: UTF8.self))
    }
}

extension Insertion {
    fileprivate func isKeptWhereItStands(by rotations: Set<Rotation>) -> Bool {
        let generated = secrets.compactMap { Rotation(of: $0) }
        return !generated.isEmpty && rotations.isDisjoint(with: generated)
    }
}
