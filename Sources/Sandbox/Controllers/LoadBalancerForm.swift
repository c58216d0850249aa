import Document

/// How a LoadBalancer Service shows where it is, by its annotation `sandbox.berth.dev/load-balancer`: the clouds differ in it.
///
/// Whatever it shows leads to one IPv4 address of the sandbox's network, since that is all a machine has without being set up:
/// an IPv6 address is that one mapped (RFC 4291, 2.5.5.2), and a name is one that every resolver takes for it by itself.
enum LoadBalancerForm: String {
    /// One IPv4 address.
    case address
    /// An IPv4 address and an IPv6 address.
    case dualStack = "dual-stack"
    /// One IPv6 address.
    case ipv6
    /// A host name, which the stand-in for Kamaji then takes for its endpoint.
    case named

    static let annotation = "sandbox.berth.dev/load-balancer"
    private static let mapped = "::ffff:"
    private static let hexadecimal = "0x"

    init(of service: Value?) {
        let text = service?["metadata"]?["annotations"]?[Self.annotation]?.string
        self = text.flatMap { LoadBalancerForm(rawValue: $0) } ?? .address
    }

    /// `status.loadBalancer.ingress` for an IPv4 address.
    func ingress(_ address: String) -> Value {
        let entry = { (ip: String) -> Value in ["ip": .string(ip), "ipMode": "VIP"] }
        return switch self {
        case .address: [entry(address)]
        case .dualStack: [entry(address), entry(Self.mapped + address)]
        case .ipv6: [entry(Self.mapped + address)]
        case .named: [["hostname": .string(Self.name(of: address))]]
        }
    }

    private static func name(of address: String) -> String {
        let bytes = address.split(separator: ".").compactMap { UInt8($0) }
        return hexadecimal
            + bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// The IPv4 address behind what a Service or an endpoint shows; nil where there is none.
    static func address(behind shown: String?) -> String? {
        guard let shown else { return nil }
        if shown.hasPrefix(mapped) { return String(shown.dropFirst(mapped.count)) }
        guard shown.hasPrefix(hexadecimal) else {
            let octets = shown.split(separator: ".", omittingEmptySubsequences: false)
            return octets.count == 4 && octets.allSatisfy { UInt8($0) != nil } ? shown : nil
        }
        guard shown.utf8.count == 10, let number = UInt32(shown.dropFirst(2), radix: 16) else { return nil }
        return stride(from: 24, through: 0, by: -8).map { String(number >> UInt32($0) & 0xFF) }.joined(separator: ".")
    }
}
