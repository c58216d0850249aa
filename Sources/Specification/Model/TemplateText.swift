import Document

/// A scalar of a template, taken apart: text and `${path}` or `${path:=default}`; `$${` stands for `${`.
package struct TemplateText: Sendable, Hashable {
    package enum Part: Sendable, Hashable {
        case text(String)
        case variable(path: [String], fallback: String?)
    }

    /// Why a scalar cannot be taken apart.
    package struct Failure: Error, Sendable, Hashable {
        package var message: String
    }

    package let parts: [Part]

    /// Whether a text has to be looked at: one without a dollar sign refers to nothing.
    package static func mayRefer(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: "$")) }

    /// Takes a scalar apart; throws where a reference is malformed.
    package init(_ text: String) throws(Failure) {
        var parts: [Part] = []
        var plain = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            plain += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                plain += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                guard let end = rest.firstIndex(of: "}") else {
                    throw Failure(message: "a reference begins with \"${\" and has no \"}\"")
                }
                if !plain.isEmpty { parts.append(.text(plain)) }
                plain = ""
                parts.append(try Self.variable(rest[rest.index(rest.startIndex, offsetBy: 2)..<end]))
                rest = rest[rest.index(after: end)...]
            } else {
                plain.append("$")
                rest = rest.dropFirst()
            }
        }
        plain += rest
        if !plain.isEmpty || parts.isEmpty { parts.append(.text(plain)) }
        self.parts = parts
    }

    /// The names that it refers to, in their parts.
    package var names: [[String]] {
        parts.compactMap { if case .variable(let path, _) = $0 { path } else { nil } }
    }

    private static func variable(_ text: Substring) throws(Failure) -> Part {
        var name = text
        var fallback: String?
        if let range = text.firstRange(of: ":=") {
            name = text[..<range.lowerBound]
            fallback = String(text[range.upperBound...])
        }
        if fallback?.contains("${") == true {
            throw Failure(
                message: "the default of \"${\(name)}\" is text as it stands, and cannot hold another reference")
        }
        let path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let isName = path.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-/".contains($0)) }
        }
        guard isName else {
            throw Failure(message: "\"${\(text)}\" is not a reference; write ${path} or ${path:=default}")
        }
        return .variable(path: path, fallback: fallback)
    }
}
