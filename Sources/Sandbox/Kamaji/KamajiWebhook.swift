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

    /// Status writes pass it by, and so do objects on their way out: their finalizers must come off.
    func denial(
        of object: Value, live: Value?, _ kind: ResourceKind, exists: (GroupResource, ObjectKey) -> Bool
    ) -> String? {
        guard kind.kind == "TenantControlPlane", object["metadata"]?["deletionTimestamp"] == nil,
            live == nil || live?["status"] == object["status"]
        else { return nil }
        let why =
            complaint(aboutName: object["metadata"]?["name"]?.string ?? "")
            ?? complaint(aboutVersionOf: object, live: live)
            ?? complaint(aboutNames: object["spec"]?["networkProfile"]?["certSANs"])
            ?? complaint(aboutDataStore: object["spec"]?["dataStore"]?.string ?? "default", exists)
        return why.map { "admission webhook \"vtenantcontrolplane.kb.io\" denied the request: \($0)" }
    }

    private func complaint(aboutName name: String) -> String? {
        let isGood = name.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } ?? false
        return isGood ? nil : "a DNS-1035 label must start with an alphabetic character, found \"\(name)\""
    }

    private func complaint(aboutVersionOf object: Value, live: Value?) -> String? {
        let version = object["spec"]?["kubernetes"]?["version"]?.string ?? ""
        guard let minor = Self.minor(of: version) else {
            return "unable to parse the desired Kubernetes version \"\(version)\""
        }
        guard minor <= Self.newestMinor else {
            let action = live == nil ? "create a TenantControlPlane with" : "upgrade to"
            return "unable to \(action) a version greater than the supported one, actually 1.\(Self.newestMinor)"
        }
        let before = live?["spec"]?["kubernetes"]?["version"]?.string ?? version
        guard let old = Self.minor(of: before), old != minor else { return nil }
        if minor < old { return "unable to downgrade a TenantControlPlane from \(before) to \(version)" }
        return minor > old + 1 ? "unable to upgrade to a minor version in a non-sequential mode" : nil
    }

    private func complaint(aboutNames names: Value?) -> String? {
        for name in names?.array?.compactMap(\.string) ?? [] where !Self.isSubjectName(name) {
            return "invalid certificate SAN \"\(name)\": neither an IP address nor a DNS name"
        }
        return nil
    }

    private func complaint(
        aboutDataStore name: String, _ exists: (GroupResource, ObjectKey) -> Bool
    ) -> String? {
        exists(ResourceName.dataStores.groupResource, ObjectKey(name: name)) ? nil : "\(name) DataStore does not exist"
    }

    /// An IP address, or a DNS name whose first label may be `*`.
    private static func isSubjectName(_ name: String) -> Bool {
        // Colons are in IPv6 addresses only; they are left to whoever issues the certificate.
        if name.contains(":") { return name.utf8.allSatisfy { ":.".utf8.contains($0) || $0.isHexadecimal } }
        let labels = (name.hasPrefix("*.") ? name.dropFirst(2) : name[...]).split(
            separator: ".", omittingEmptySubsequences: false)
        return name.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0.isLowerOrDigit }
            }
    }

    /// The 35 of `v1.35.2`.
    private static func minor(of version: String) -> Int? {
        let parts = version.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "v1", Int(parts[2].prefix { $0.isNumber }) != nil else { return nil }
        return Int(parts[1])
    }
}

extension UInt8 {
    fileprivate var isLowerOrDigit: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }

    fileprivate var isHexadecimal: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }
}
