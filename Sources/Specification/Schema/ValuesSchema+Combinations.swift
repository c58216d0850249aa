import Document

/// References within a schema, and schemas made of others.
extension ValuesSchema {
    private static let deepest = 64

    func combinations(
        _ value: Value, _ schema: Value, at path: Path, _ isPartial: Bool, depth: Int
    ) -> [Violation] {
        guard depth < Self.deepest else { return [] }
        func faults(_ other: Value) -> [Violation] {
            check(value, against: other, at: path, isPartial, depth: depth + 1)
        }
        var result: [Violation] = []
        if let reference = schema["$ref"]?.string, let target = resolved(reference) { result += faults(target) }
        for other in schema["allOf"]?.array ?? [] { result += faults(other) }
        if let others = schema["anyOf"]?.array, !others.isEmpty {
            let all = others.map(faults)
            if !all.contains(where: \.isEmpty) { result += Self.nearest(all, at: path) }
        }
        // What is missing yet could decide these either way.
        guard !isPartial else { return result }
        if let others = schema["oneOf"]?.array, !others.isEmpty {
            let all = others.map(faults)
            switch all.count(where: \.isEmpty) {
            case 0: result += Self.nearest(all, at: path)
            case 1: break
            default: result.append(Violation(path: path, message: "fits several of the forms of which it may have one"))
            }
        }
        if let other = schema["not"], faults(other).isEmpty {
            result.append(Violation(path: path, message: "has a form that is not allowed"))
        }
        if let condition = schema["if"] {
            result += (faults(condition).isEmpty ? schema["then"] : schema["else"]).map(faults) ?? []
        }
        return result
    }

    /// What is wrong by the form that fits best: with several as good, that none fits.
    private static func nearest(_ all: [[Violation]], at path: Path) -> [Violation] {
        let least = all.map(\.count).min() ?? 0
        let best = all.filter { $0.count == least }
        if best.count == 1, let only = best.first { return only }
        return [Violation(path: path, message: "fits none of the forms that it may have")]
    }

    /// What a reference such as `#/definitions/port` leads to; nil for others, which `unsupported` names.
    private func resolved(_ reference: String) -> Value? {
        guard reference.hasPrefix("#") else { return nil }
        var current = schema
        for part in reference.dropFirst().split(separator: "/") {
            let key = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
            guard let next = current[key] ?? Int(key).flatMap({ current[$0] }) else { return nil }
            current = next
        }
        return current
    }
}
