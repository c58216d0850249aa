import Document
import SandboxAPI

/// The certificates and kubeconfigs of a control plane, kept in Secrets as Kamaji keeps them.
extension KamajiController {
    private static let issuedNames = "kamaji.clastix.io/certificate-names"
    private static let issuedAt = "kamaji.clastix.io/certificate-issued"

    /// The authority first, then the serving certificate; issued anew when a name is added, not when one is removed.
    func makeCertificates(_ plane: ControlPlane, _ address: String) -> Bool {
        guard authority(of: plane) != nil else {
            guard let authority = try? CertificateAuthority(commonName: "kubernetes") else { return false }
            return ensureSecret(
                plane, "ca", ["ca.crt": authority.certificatePEM, "ca.key": authority.keyPEM])
        }
        let key = plane.secret("api-server-certificate")
        let secret = client.get(.secrets, key)
        let wanted = [address] + plane.subjectNames
        let issued = secret?["metadata"]?["annotations"]?[Self.issuedNames]?.string?.split(separator: ",").map(
            String.init)
        guard issued.map({ !Set(wanted).isSubset(of: $0) }) ?? true || mustRotate(secret) else { return false }
        guard let identity = issueServing(plane, wanted) else { return false }
        let data: Value = [
            "apiserver.crt": .string(identity.certificatePEM.base64),
            "apiserver.key": .string(identity.keyPEM.base64),
        ]
        let names = wanted.joined(separator: ",")
        guard secret == nil else {
            let annotations: Value = [
                Self.issuedNames: .string(names), Self.issuedAt: client.timestamp, Self.rotation: .null,
            ]
            client.merge(.secrets, key, ["data": data, "metadata": ["annotations": annotations]])
            return true
        }
        let metadata = plane.metadata(
            key.name, annotations: [Self.issuedNames: names, Self.issuedAt: client.now.description])
        client.ensure(.secrets, ["metadata": metadata, "type": "Opaque", "data": data])
        return true
    }

    /// The administrator's files first, the super administrator's in a later update.
    func makeKubeconfig(_ plane: ControlPlane, _ address: String) -> Bool {
        guard let authority = authority(of: plane) else { return false }
        let key = plane.secret("admin-kubeconfig")
        let secret = client.get(.secrets, key)
        let isRotated = mustRotate(secret)
        let hasSuper = secret?["data"]?["super-admin.conf"] != nil
        guard secret == nil || isRotated || !hasSuper else { return false }
        func files(_ prefix: String, _ user: String, _ group: String) -> [String: String] {
            guard let identity = try? authority.clientIdentity(user: user, groups: [group]) else { return [:] }
            func file(_ host: String) -> String {
                Kubeconfig(
                    cluster: plane.name, server: "https://\(host.inAuthority):\(plane.port)",
                    authorityPEM: authority.certificatePEM, user: user, context: "\(user)@\(plane.name)",
                    identity: identity
                ).yaml
            }
            return [
                "\(prefix).conf": file(address), "\(prefix).svc": file("\(plane.name).\(plane.namespace).svc"),
            ]
        }
        let admin = files("admin", "kubernetes-admin", TenantFleet.administrators)
        guard secret != nil else { return ensureSecret(plane, "admin-kubeconfig", admin) }
        var data = files("super-admin", "kubernetes-super-admin", "system:masters")
        if isRotated { data.merge(admin) { $1 } }
        let annotations: Value = [Self.issuedAt: client.timestamp, Self.rotation: .null]
        client.merge(.secrets, key, ["data": Self.encoded(data), "metadata": ["annotations": annotations]])
        return true
    }

    /// Whether an annotation asks for it, or the certificates, which last a year, end in a day by the cluster's clock.
    private func mustRotate(_ secret: Value?) -> Bool {
        let annotations = secret?["metadata"]?["annotations"]
        if annotations?[Self.rotation] != nil { return true }
        guard let issued = annotations?[Self.issuedAt]?.string.flatMap({ Timestamp($0) }) else { return false }
        return client.now.seconds >= issued.seconds + 364 * 86400
    }

    func authority(of plane: ControlPlane) -> CertificateAuthority? {
        let data = client.get(.secrets, plane.secret("ca"))?["data"]
        guard let certificate = data?["ca.crt"]?.string?.fromBase64, let key = data?["ca.key"]?.string?.fromBase64
        else { return nil }
        return try? CertificateAuthority(certificatePEM: certificate, keyPEM: key)
    }

    func servingIdentity(of plane: ControlPlane) -> ServerIdentity? {
        let data = client.get(.secrets, plane.secret("api-server-certificate"))?["data"]
        guard let certificate = data?["apiserver.crt"]?.string?.fromBase64,
            let key = data?["apiserver.key"]?.string?.fromBase64
        else { return nil }
        return ServerIdentity(certificatePEM: certificate, keyPEM: key)
    }

    private func issueServing(_ plane: ControlPlane, _ names: [String]) -> ServerIdentity? {
        let internalNames = [
            "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
            "localhost", plane.name, "\(plane.name).\(plane.namespace)", "\(plane.name).\(plane.namespace).svc",
        ]
        let addresses = names.filter { $0.contains(":") || $0.split(separator: ".").allSatisfy { UInt8($0) != nil } }
        // A name that is an address in other digits is checked as that address.
        let behind = names.compactMap { LoadBalancerForm.address(behind: $0) }
        return try? authority(of: plane)?.serverIdentity(
            commonName: "kube-apiserver", addresses: Set(["127.0.0.1"] + addresses + behind).sorted(),
            hostNames: internalNames + names.filter { !addresses.contains($0) })
    }

    private func ensureSecret(_ plane: ControlPlane, _ suffix: String, _ data: [String: String]) -> Bool {
        client.ensure(
            .secrets,
            [
                "metadata": plane.metadata(
                    "\(plane.name)-\(suffix)", annotations: [Self.issuedAt: client.now.description]),
                "type": "Opaque",
                "data": Self.encoded(data),
            ])
    }

    private static func encoded(_ data: [String: String]) -> Value {
        .object(Object(data.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.base64)) }))
    }
}
