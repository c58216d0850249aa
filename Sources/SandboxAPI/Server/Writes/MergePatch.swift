import Document

extension Value {
    /// This document after a JSON merge patch (RFC 7386): null removes, objects merge, anything else replaces.
    ///
    /// As in `evanphx/json-patch`, which the server uses, nulls inside the lists of a patch remove, too.
    package func merged(with patch: Value) -> Value {
        guard let changes = patch.object else { return patch.withoutNullMembers }
        var result = object ?? [:]
        for (key, change) in changes {
            if change.isNull {
                result[key] = nil
            } else {
                result[key] = (result[key] ?? .null).merged(with: change)
            }
        }
        return .object(result)
    }

    private var withoutNullMembers: Value {
        switch self {
        case .array(let items): .array(items.map(\.withoutNullMembers))
        case .object(let object):
            .object(Object(object.filter { !$0.value.isNull }.map { ($0.key, $0.value.withoutNullMembers) }))
        default: self
        }
    }
}
