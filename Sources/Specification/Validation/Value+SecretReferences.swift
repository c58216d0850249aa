import Diagnostics
import Document

extension Value {
    /// Where maps stand below this one that look like references to secrets: `{env: NAME}`, `{age: PATH}`,
    /// `{secret: {cluster, …}}`.
    var secretReferences: [Path] {
        var found: [Path] = []
        collect(at: .root, into: &found)
        return found
    }

    private func collect(at path: Path, into found: inout [Path]) {
        switch self {
        case .array(let items):
            for (index, item) in items.enumerated() { item.collect(at: path.appending(index: index), into: &found) }
        case .object(let object):
            if object.isSecretReference, !path.isRoot {
                found.append(path)
            } else {
                for (key, value) in object { value.collect(at: path.appending(key: key), into: &found) }
            }
        default: return
        }
    }
}

extension Object {
    fileprivate var isSecretReference: Bool {
        guard count == 1, let key = keys.first, let value = values.first else { return false }
        switch key {
        case "env":
            return value.string?.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            } ?? false
        case "age": return value.string != nil
        case "secret": return value["cluster"] != nil && value["key"] != nil
        default: return false
        }
    }
}

extension Findings {
    /// Says that values cannot refer to secrets.
    func reportSecretReference(at location: SourceLocation, _ path: Path) {
        report(
            "the value `\(path)` refers to a secret", at: location,
            notes: "values stand in plans in plain text; let the application read a Secret object instead")
    }
}
