import Document
import SandboxAPI

/// Kamaji's admission webhooks for TenantControlPlanes: what they fill in at creation, and what they deny.
struct KamajiWebhook: AdmissionPlugin {
    /// The highest minor version of Kubernetes it takes.
    private static let newestMinor = 36

    func fill(_ object: inout Value, live: Value?, _ kind: ResourceKind) {
        guard kind.kind == "TenantControlPlane", live == nil else { return }
        func fill(_ path: Path, _ value: Value) {
            if object[path] == nil { object[path] = value }
        }
        let services = object[["spec", "networkProfile", "serviceCidr"]] ?? "10.96.0.0/16"
        let pods = object[["spec", "networkProfile", "podCidr"]] ?? "10.244.0.0/16"
        fill(["spec", "networkProfile", "serviceCidrs"], [services])
        fill(["spec", "networkProfile", "podCidrs"], [pods])
        let parts = (services.string ?? "").split(separator: "/").first?.split(separator: ".") ?? []
        if parts.count == 4 {
            fill(["spec", "networkProfile", "dnsServiceIPs"], [.string("\(parts[0]).\(parts[1]).\(parts[2]).10")])
        }
        fill(["spec", "dataStore"], "default")
        fill(["spec", "dataStoreSchema"], .string(object.uid))
        fill(["spec", "dataStoreUsername"], .string(object.uid))
    }

    func denial(of object: Value, live: Value?, _ kind: ResourceKind) -> String? {
        guard kind.kind == "TenantControlPlane" else { return nil }
        func denied(_ why: String) -> String {
            "admission webhook \"vtenantcontrolplane.kb.io\" denied the request: \(why)"
        }
        let name = object["metadata"]?["name"]?.string ?? ""
        guard name.utf8.first.map({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) ?? false else {
            return denied("a DNS-1035 label must start with an alphabetic character, found \"\(name)\"")
        }
        let version = object["spec"]?["kubernetes"]?["version"]?.string ?? ""
        guard let minor = Self.minor(of: version) else {
            return denied("unable to parse the desired Kubernetes version \"\(version)\"")
        }
        guard minor <= Self.newestMinor else {
            return denied(
                "unable to create a TenantControlPlane with a Kubernetes version greater than the supported one")
        }
        guard let before = live?["spec"]?["kubernetes"]?["version"]?.string.flatMap(Self.minor), before != minor
        else { return nil }
        if minor < before { return denied("unable to downgrade a TenantControlPlane from v1.\(before) to v1.\(minor)") }
        if minor > before + 1 { return denied("unable to skip minor versions: v1.\(before) to v1.\(minor)") }
        return nil
    }

    /// The 35 of `v1.35.2`.
    private static func minor(of version: String) -> Int? {
        let parts = version.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "v1", Int(parts[2].prefix { $0.isNumber }) != nil else { return nil }
        return Int(parts[1])
    }
}
