import CGit2

/// Where a repository's commits are shared: a path on this machine, or an `https`, `ssh` or `file` URL.
package struct Remote: Sendable, Hashable {
    /// How to answer when the remote asks who is calling.
    package enum Credentials: Sendable, Hashable {
        case none
        /// A token or password for `https`; most hosts take any user name with a token.
        case token(String, user: String = "git")
        /// The files of an SSH key; the public one may be left out.
        case sshKey(path: String, publicPath: String? = nil, passphrase: String? = nil)
        /// The agent at `SSH_AUTH_SOCK`.
        case sshAgent
    }

    package var url: String
    package var credentials: Credentials

    package init(url: String, credentials: Credentials = .none) {
        self.url = url
        self.credentials = credentials
    }

    /// The URL without the user and password that it may carry.
    package var name: String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return url }
        return String(url[..<scheme.upperBound] + rest[rest.index(after: at)...])
    }

    /// Whether nobody on the way can read what is sent: a token goes nowhere else.
    var isConfidential: Bool {
        guard url.hasPrefix("http://") else { return true }
        let host = name.dropFirst("http://".count).prefix { $0 != "/" && $0 != ":" }
        return host == "127.0.0.1" || host == "localhost"
    }

    /// The folder on this machine, where it is one.
    var localPath: String? {
        if url.hasPrefix("file://") { return String(url.dropFirst("file://".count)) }
        let isLocal = url.hasPrefix("/") || url.hasPrefix("./") || url.hasPrefix("../")
        return isLocal ? url : nil
    }
}
