import Resources

/// Where a name leads: to addresses, or to another name.
enum RecordContent: Sendable, Hashable, CustomStringConvertible {
    /// At least one; IPv4 before IPv6, sorted.
    case addresses([IPAddress])
    /// In the spelling of `ZoneName`.
    case alias(String)

    /// The types of records that say so.
    static let types = ["A", "AAAA", "CNAME"]

    /// Reads `192.0.2.1`, `192.0.2.1, 2001:db8::1` or `lb.example.net`; nil for other text.
    init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            String(part.first == " " ? part.dropFirst() : part)
        }
        let addresses = parts.compactMap { IPAddress($0) }
        if addresses.count == parts.count, !addresses.isEmpty {
            self = .addresses(Set(addresses).sorted())
        } else if addresses.isEmpty, parts.count == 1, let name = ZoneName.host(parts[0]) {
            self = .alias(name)
        } else {
            return nil
        }
    }

    /// As the control plane's endpoint and `spec.address` write it.
    var description: String {
        switch self {
        case .addresses(let addresses): addresses.map(\.description).joined(separator: ", ")
        case .alias(let name): name
        }
    }

    /// The data of each type.
    var values: [(type: String, texts: [String])] {
        switch self {
        case .alias(let name): [("CNAME", [name])]
        case .addresses(let addresses):
            [false, true].compactMap { isIPv6 in
                let texts = addresses.filter { $0.isIPv6 == isIPv6 }.map(\.description)
                return texts.isEmpty ? nil : (isIPv6 ? "AAAA" : "A", texts)
            }
        }
    }

    /// What record sets of a name say; empty where they say nothing. Data that makes no sense is shown as it is.
    static func description(of sets: [RecordSet]) -> String {
        let texts = sets.sorted { $0.type < $1.type }.flatMap(\.texts)
        return RecordContent(texts.joined(separator: ","))?.description ?? texts.joined(separator: ", ")
    }
}
