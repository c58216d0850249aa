import Document

extension Value {
    /// This document after a JSON merge patch (RFC 7386): null removes, objects merge, anything else replaces.
    func merged(with patch: Value) -> Value {
        guard let changes = patch.object else { return patch }
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
}
