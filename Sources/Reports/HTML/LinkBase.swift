import Diagnostics

/// Where the files of the specification can be looked at in a browser: `--link-base https://git.example.com/infra/blob/3f2a91c`;
/// or where something else is that a report links to.
package struct LinkBase: Sendable, Hashable {
    /// Without a slash at its end; nothing in it ends a quotation or a link of Markdown in angle brackets.
    let address: String

    /// Nil where the text is not an `https:` or `http:` address, since a page must not run what it links to.
    package init?(_ text: String) {
        let scheme = text.prefix { $0 != ":" }.lowercased()
        guard ["https", "http"].contains(scheme), text.dropFirst(scheme.count).hasPrefix("://"),
            Self.refusedCharacter(in: text) == nil
        else { return nil }
        address = text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// The first character that may not stand in an address as it is; nil where there is none.
    package static func refusedCharacter(in text: String) -> Character? {
        text.first { character in
            !character.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}".utf8.contains($0) }
        }
    }

    /// The address of a line, as GitHub, GitLab, Forgejo and Gitea write it.
    func address(of location: SourceLocation) -> String {
        "\(address)/\(location.reference)" + (location.line > 0 ? "#L\(location.line)" : "")
    }
}

extension Markup {
    /// `specs/workspaces/payments.yaml:8`, as a link where there is a base.
    static func location(_ location: SourceLocation?, _ base: LinkBase?) -> Markup {
        guard let location else { return "" }
        let text = location.line > 0 ? "\(location.file):\(location.line)" : location.file
        guard let base else { return "<span class=\"at\">\(text)</span>" }
        return "<a class=\"at\" rel=\"noreferrer noopener\" href=\"\(base.address(of: location))\">\(text)</a>"
    }
}
