/// What Kubernetes takes as the keys and values of labels, and as the keys of annotations.
///
/// Source: `IsQualifiedName` and `IsValidLabelValue` of `k8s.io/apimachinery/pkg/util/validation`.
package enum LabelSyntax {
    private static let longest = 63
    private static let longestPrefix = 253

    /// Why a text is no key of a label or annotation, to follow its name; nil where it is one.
    package static func problem(ofKey key: String) -> String? {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.last else { return "has more than one `/`" }
        if parts.count == 2, !isDomain(parts[0]) {
            return "has a prefix that is not a lower-case DNS name"
        }
        if name.isEmpty { return "has no name" }
        return problem(of: name)
    }

    /// Why a text is no value of a label, to follow its name; nil where it is one.
    package static func problem(ofValue value: String) -> String? {
        value.isEmpty ? nil : problem(of: value[...])
    }

    private static func problem(of text: Substring) -> String? {
        guard text.utf8.count <= longest else { return "is longer than \(longest) characters" }
        guard let first = text.first, let last = text.last, first.isPlain, last.isPlain,
            text.allSatisfy({ $0.isPlain || "-_.".contains($0) })
        else { return "may hold letters, digits, `-`, `_` and `.` only, and begins and ends with a letter or digit" }
        return nil
    }

    private static func isDomain(_ text: Substring) -> Bool {
        text.utf8.count <= longestPrefix
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                label.first != "-" && label.last != "-" && !label.isEmpty
                    && label.allSatisfy { $0.isPlain && !$0.isUppercase || $0 == "-" }
            }
    }
}

extension Character {
    fileprivate var isPlain: Bool { isASCII && (isLetter || isNumber) }
}
