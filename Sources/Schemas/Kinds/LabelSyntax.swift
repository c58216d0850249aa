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
        let bytes = text.utf8
        guard bytes.count <= longest else { return "is longer than \(longest) characters" }
        guard let first = bytes.first, let last = bytes.last, first.isPlain, last.isPlain,
            bytes.allSatisfy({
                $0.isPlain || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
            })
        else { return "may hold letters, digits, `-`, `_` and `.` only, and begins and ends with a letter or digit" }
        return nil
    }

    private static func isDomain(_ text: Substring) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return text.utf8.count <= longestPrefix
            && text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
                label.first != hyphen && label.last != hyphen && !label.isEmpty
                    && label.allSatisfy { $0.isPlain && !$0.isUpper || $0 == hyphen }
            }
    }
}

extension UInt8 {
    fileprivate var isUpper: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }

    /// An ASCII letter or digit.
    fileprivate var isPlain: Bool {
        isUpper || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
