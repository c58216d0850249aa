import Document
import Resources

/// Asks a system what a write would do, with placeholders where secrets stand: no secret is sent anywhere before it is written.
///
/// The answer is the one that the secrets themselves would get, as far as it can be told: where a placeholder comes back there
/// is the secret's value in it, and what others own with the very same value is no conflict. Whether the system would take the
/// value it cannot say: refused for the placeholder's sake is not refused.
package struct DryRun: Sendable {
    private let backend: any Backend
    private let placeholders: [Path: Value]

    /// `placeholders` are those of what was resolved for the write.
    package init(by backend: any Backend, placeholders: [Path: Value]) {
        self.backend = backend
        self.placeholders = placeholders
    }

    /// As `Backend.preview`; the values of secrets in the answer are for comparing only.
    package func preview(_ write: Write) async throws -> Preview {
        var sent = write
        for (path, placeholder) in placeholders where write.body[path] != nil { sent.body[path] = placeholder }
        var preview = try await backend.preview(sent)
        if case .conflicts(let conflicts) = preview {
            let feigned = Set(conflicts.map(\.path).filter { isSame($0, in: write) })
            let real = conflicts.filter { !feigned.contains($0.path) }
            guard !feigned.isEmpty else { return preview }
            guard write.forced.isSuperset(of: real.map(\.path)) else { return .conflicts(real) }
            sent.forced.formUnion(feigned)
            preview = try await backend.preview(sent)
        }
        switch preview {
        case .accepted(let result): return .accepted(restored(result, of: write))
        case .rejected(let refusal) where isPlaceholders(refusal, write):
            return .unverifiable("it was tried with a placeholder for the secret, and refused: \(refusal)")
        default: return preview
        }
    }

    /// Whether a leaf that others are said to own with another value has the wanted one.
    private func isSame(_ path: Path, in write: Write) -> Bool {
        guard placeholders[path] != nil, let value = write.body[path] else { return false }
        return write.observed?.value[path] == value
    }

    private func restored(_ result: Value, of write: Write) -> Value {
        var restored = result
        // What somebody makes of a value on the way is not hidden.
        for (path, placeholder) in placeholders where result[path] == placeholder {
            restored[path] = write.body[path]
        }
        return restored
    }

    /// Whether a refusal may be for the placeholders' sake: it names no fields, or those that hold one.
    private func isPlaceholders(_ refusal: Refusal, _ write: Write) -> Bool {
        guard !placeholders.isEmpty else { return false }
        if write.observed?.value["immutable"] == true, !changesSecrets(write) { return true }
        guard let fields = refusal.fields else { return true }
        return write.observed?.value["immutable"] != true
            && fields.contains { field in
                placeholders.keys.contains { path in
                    guard case .key(let key)? = path.components.first else { return false }
                    return field.drop { $0 == "." }.hasPrefix(key)
                }
            }
    }

    private func changesSecrets(_ write: Write) -> Bool {
        placeholders.keys.contains { write.body[$0] != write.observed?.value[$0] }
    }
}
