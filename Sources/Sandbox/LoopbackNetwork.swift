/// The /16 below 127.0.0.0/8 that a sandbox lives in, and who listens where.
package struct LoopbackNetwork: Sendable, Hashable, CustomStringConvertible {
    /// The second octet: tells sandboxes that run side by side apart.
    package let octet: UInt8

    package init(octet: UInt8) {
        self.octet = octet
    }

    /// Reads `127.N.0.0/16`; anything else is refused.
    package init(_ text: String) throws(SandboxError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "127", let octet = UInt8(parts[1]), parts[2] == "0", parts[3] == "0/16"
        else { throw .badNetwork(text) }
        self.octet = octet
    }

    package var description: String { "127.\(octet).0.0/16" }

    package var hetznerCloud: String { address(0, 2) }
    package var ionosCloud: String { address(0, 3) }
    package var control: String { address(0, 4) }
    package var cloudflare: String { address(0, 5) }

    /// The port of the providers and of the control API.
    package static let webPort = 8080
    /// The port of every Kubernetes API server.
    package static let kubernetesPort = 6443

    /// Where the management cluster of a place in the list listens, from 1.
    package func managementCluster(_ number: Int) -> String { address(1, UInt8(clamping: number)) }

    /// The LoadBalancer address of a number from 0; nil past the end. Addresses that end in 0 or 255 are left out.
    package func loadBalancer(_ number: Int) -> String? {
        let third = 16 + number / 254
        guard number >= 0, third < 256 else { return nil }
        return address(UInt8(third), UInt8(1 + number % 254))
    }

    /// How many LoadBalancer addresses there are.
    package static let loadBalancerCount = (256 - 16) * 254

    /// True for an IPv4 address below 127.0.0.0/8.
    package static func isLoopback(_ address: String) -> Bool {
        let parts = address.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private func address(_ third: UInt8, _ fourth: UInt8) -> String {
        "127.\(octet).\(third).\(fourth)"
    }
}
