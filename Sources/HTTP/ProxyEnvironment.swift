import Glibc

/// The proxies that the environment names, as Go's programs read it, and so `kubectl` on the same machine.
///
/// `HTTPS_PROXY` is for https and `HTTP_PROXY` for http, each also in lower case; `ALL_PROXY` does not count. Source:
/// https://pkg.go.dev/golang.org/x/net/http/httpproxy.
package struct ProxyEnvironment: Sendable, Hashable {
    private var proxies: [String: Proxy] = [:]
    private var exceptions: [Exception] = []

    private struct Proxy: Sendable, Hashable {
        var variable: String
        var url: ProxyURL?
    }

    /// A variable that names a proxy and cannot be understood.
    struct Unusable: Error {
        var variable: String
    }

    /// What `variable` gives of the environment; nil and empty both mean that a variable is not set.
    package init(_ variable: (String) -> String?) {
        func first(_ names: String...) -> (name: String, value: String)? {
            for name in names {
                if let value = variable(name), !value.isEmpty { return (name, value) }
            }
            return nil
        }
        for (scheme, set) in [
            ("https", first("HTTPS_PROXY", "https_proxy")), ("http", first("HTTP_PROXY", "http_proxy")),
        ] {
            guard let set else { continue }
            let url = ProxyURL(set.value) ?? (set.value.contains("://") ? nil : ProxyURL("http://\(set.value)"))
            proxies[scheme] = Proxy(variable: set.name, url: url)
        }
        exceptions = (first("NO_PROXY", "no_proxy")?.value ?? "").split(separator: ",").compactMap { Exception($0) }
    }

    /// The environment of this process.
    package static var process: ProxyEnvironment {
        ProxyEnvironment { name in getenv(name).map { String(cString: $0) } }
    }

    /// No proxy at all.
    package static let none = ProxyEnvironment { _ in nil }

    /// The proxy for a URL whose connection goes to `dialed`; nil where it is direct: to this machine and to the exceptions.
    func proxy(for url: CurlURL, dialed: (host: String, port: String)) throws(Unusable) -> ProxyURL? {
        guard let proxy = proxies[url.scheme], !CurlURL.isLoopback(url.host), !CurlURL.isLoopback(dialed.host)
        else { return nil }
        let isExcepted = exceptions.contains {
            $0.covers(host: url.host, port: url.port) || $0.covers(host: dialed.host, port: dialed.port)
        }
        if isExcepted { return nil }
        guard let known = proxy.url else { throw Unusable(variable: proxy.variable) }
        return known
    }
}

extension ProxyEnvironment {
    /// One entry of `NO_PROXY`: `*`, an address, a range of them, or a domain; all but ranges also with a port.
    fileprivate enum Exception: Sendable, Hashable {
        case everything
        case range(network: [UInt8], length: Int)
        case address([UInt8], port: String?)
        /// `example.com` is the name and all below it, `.example.com` only those below.
        case domain(String, withItself: Bool, port: String?)

        /// Nil where the text means nothing.
        init?(_ text: Substring) {
            let entry = text.trimmingBlanks.lowercased()
            guard !entry.isEmpty else { return nil }
            if entry == "*" {
                self = .everything
                return
            }
            if let slash = entry.lastIndex(of: "/") {
                guard let network = AddressBytes.of(String(entry[..<slash])),
                    let length = Int(entry[entry.index(after: slash)...]),
                    (0...network.count * 8).contains(length)
                else { return nil }
                self = .range(network: network, length: length)
                return
            }
            let (host, port) = Self.split(entry)
            guard !host.isEmpty else { return nil }
            if let address = AddressBytes.of(host) {
                self = .address(address, port: port)
            } else {
                let name = host.hasPrefix("*.") ? String(host.dropFirst()) : host
                self = .domain(
                    name.hasPrefix(".") ? String(name.dropFirst()) : name, withItself: !name.hasPrefix("."), port: port)
            }
        }

        /// Splits off a port; the colons of a bare IPv6 address are none.
        private static func split(_ entry: String) -> (host: String, port: String?) {
            if AddressBytes.of(entry) != nil { return (entry, nil) }
            guard let colon = entry.lastIndex(of: ":"), !entry[colon...].contains("]") else { return (entry, nil) }
            return (String(entry[..<colon]), String(entry[entry.index(after: colon)...]))
        }

        func covers(host: String, port: String) -> Bool {
            let host = host.lowercased()
            switch self {
            case .everything: return true
            case .range(let network, let length):
                return AddressBytes.of(host).map { $0.shares(length, with: network) } ?? false
            case .address(let address, let wanted):
                return AddressBytes.of(host) == address && (wanted ?? port) == port
            case .domain(let name, let withItself, let wanted):
                let fits = host.hasSuffix(".\(name)") || (withItself && host == name)
                return fits && (wanted ?? port) == port
            }
        }
    }
}

/// The bytes of an IPv4 or IPv6 address.
private enum AddressBytes {
    /// Nil where the text is no address; IPv6 also in brackets.
    static func of(_ text: String) -> [UInt8]? {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        guard !bare.utf8.contains(0) else { return nil }
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: 16)
            if inet_pton(family, bare, &bytes) == 1 { return Array(bytes.prefix(count)) }
        }
        return nil
    }
}

extension [UInt8] {
    /// Whether the first `count` bits are the same.
    fileprivate func shares(_ count: Int, with other: [UInt8]) -> Bool {
        guard self.count == other.count else { return false }
        let (whole, rest) = (count / 8, count % 8)
        guard self[..<whole] == other[..<whole] else { return false }
        return rest == 0 || (self[whole] ^ other[whole]) >> UInt8(8 - rest) == 0
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = self
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text.drop { $0.isWhitespace }
    }
}
