import CGit2

/// The name of a commit, tree or blob: 40 hexadecimal digits.
package struct ObjectID: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let description: String

    /// An id that was written down; nil where the text is none.
    package init?(_ text: String) {
        guard text.utf8.count == 40, text.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) else { return nil }
        description = text
    }

    init(_ id: git_oid) {
        let digits = Array("0123456789abcdef".utf8)
        description = withUnsafeBytes(of: id.id) { bytes in
            String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
        }
    }

    var raw: git_oid {
        var id = git2_oid_zero()
        // Cannot fail: every initializer leaves 40 digits.
        git_oid_fromstr(&id, description)
        return id
    }

    /// The first twelve digits: enough for people to tell commits apart.
    package var short: String {
        String(description.prefix(12))
    }

    package static func < (left: ObjectID, right: ObjectID) -> Bool {
        left.description < right.description
    }
}
