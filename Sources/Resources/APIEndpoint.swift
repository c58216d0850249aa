/// Host and port of an API server or a name server, however they are spelled.
package struct APIEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// An address in its canonical spelling, an IPv6 one without brackets, or a name in lower case.
    package let host: String
    package let port: Int

    package init(host: String, port: Int) {
        let name = host.lowercased()
        let plain = name.hasSuffix(".") ? String(name.dropLast()) : name
        self.host = IPAddress(plain)?.description ?? plain
        self.port = port
    }

    /// Reads an `https` URL, which means port 443 where it names none; nil for other text.
    package init?(url: String) {
        guard url.hasPrefix("https://") else { return nil }
        self.init(authority: String(url.dropFirst("https://".count).prefix { $0 != "/" }), preset: 443)
    }

    /// Reads `host`, `host:port`, `[address]:port` or an IPv6 address alone; nil for other text. `preset` is the port where
    /// the text names none.
    package init?(authority: String, preset: Int) {
        if IPAddress(authority) != nil {
            self.init(host: authority, port: preset)
            return
        }
        let end = authority.firstIndex(of: "]") ?? authority.startIndex
        let colon = authority[end...].firstIndex(of: ":")
        let name = authority[..<(colon ?? authority.endIndex)]
        let host = name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : String(name)
        guard let port = colon.map({ Int(authority[authority.index(after: $0)...]) }) ?? preset, !host.isEmpty else {
            return nil
        }
        self.init(host: host, port: port)
    }

    /// `host:port`, `[address]:port`.
    package var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
    package var url: String { "https://\(self)" }
}
