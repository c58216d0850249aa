import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// The authority of one cluster: signs its serving certificates and its users', and tells them from others'.
package struct CertificateAuthority: Sendable {
    private let key: P256.Signing.PrivateKey
    private let certificate: Certificate

    /// The certificate, as clients trust it.
    package let certificatePEM: String
    package var keyPEM: String { key.pemRepresentation }

    /// A new authority, good for ten years.
    package init(commonName: String) throws(SandboxError) {
        let key = P256.Signing.PrivateKey()
        do {
            let name = try DistinguishedName { CommonName(commonName) }
            let certificate = try Self.sign(
                key: key.publicKey, subject: name, issuer: name, issuerKey: key, days: 3650,
                extensions: Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                    Critical(KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: true))
                    SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
                })
            self.key = key
            self.certificate = certificate
            certificatePEM = try certificate.serializeAsPEM().pemString + "\n"
        } catch {
            throw .certificate(subject: commonName, cause: "\(error)")
        }
    }

    /// An authority that was written down.
    package init(certificatePEM: String, keyPEM: String) throws(SandboxError) {
        do {
            key = try P256.Signing.PrivateKey(pemRepresentation: keyPEM)
            certificate = try Certificate(pemEncoded: certificatePEM)
            self.certificatePEM = certificatePEM
        } catch {
            throw .certificate(subject: "a stored authority", cause: "\(error)")
        }
    }

    /// A serving certificate for addresses and host names.
    package func serverIdentity(
        commonName: String, addresses: [String], hostNames: [String]
    ) throws(SandboxError) -> ServerIdentity {
        let names = addresses.compactMap(GeneralName.init(address:)) + hostNames.map { GeneralName.dnsName($0) }
        let issued = try issue(
            commonName: commonName, organizations: [], usage: .serverAuth, days: 365, alternativeNames: names)
        return ServerIdentity(certificatePEM: issued.certificatePEM, keyPEM: issued.keyPEM)
    }

    /// A certificate by which a client shows who it is: the common name is the user, organizations are groups.
    package func clientIdentity(
        user: String, groups: [String], days: Int = 365
    ) throws(SandboxError) -> ClientIdentity {
        try issue(commonName: user, organizations: groups, usage: .clientAuth, days: days, alternativeNames: [])
    }

    /// The user a client certificate stands for, or nil where this authority did not sign it or its time is over.
    package func user(ofCertificate der: [UInt8], at time: Date) -> CertificateUser? {
        guard let shown = try? Certificate(derEncoded: der), shown.issuer == certificate.subject,
            certificate.publicKey.isValidSignature(shown.signature, for: shown),
            shown.notValidBefore <= time, time <= shown.notValidAfter
        else { return nil }
        var user = CertificateUser(name: "", groups: [])
        for attribute in shown.subject.flatMap({ Array($0) }) {
            switch attribute.type {
            case .RDNAttributeType.commonName: user.name = attribute.value.description
            case .RDNAttributeType.organizationName: user.groups.append(attribute.value.description)
            default: break
            }
        }
        return user
    }

    /// A key for another purpose that comes out the same at each start (HKDF, RFC 5869).
    package func derivedKey(for purpose: String) throws(SandboxError) -> P256.Signing.PrivateKey {
        let secret = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: key.rawRepresentation), info: Array(purpose.utf8),
            outputByteCount: 32)
        do {
            return try P256.Signing.PrivateKey(rawRepresentation: secret.withUnsafeBytes { Array($0) })
        } catch {
            throw .certificate(subject: purpose, cause: "\(error)")
        }
    }

    private func issue(
        commonName: String, organizations: [String], usage: ExtendedKeyUsage.Usage, days: Int,
        alternativeNames: [GeneralName]
    ) throws(SandboxError) -> ClientIdentity {
        let key = P256.Signing.PrivateKey()
        do {
            let organizationNames = organizations.map {
                RelativeDistinguishedName(.init(type: .RDNAttributeType.organizationName, utf8String: $0))
            }
            let attributes =
                organizationNames
                + [RelativeDistinguishedName(.init(type: .RDNAttributeType.commonName, utf8String: commonName))]
            let signed = try Self.sign(
                key: key.publicKey, subject: DistinguishedName(attributes), issuer: certificate.subject,
                issuerKey: self.key, days: days,
                extensions: Certificate.Extensions {
                    Critical(KeyUsage(digitalSignature: true, keyEncipherment: true))
                    try ExtendedKeyUsage([usage])
                    Critical(BasicConstraints.notCertificateAuthority)
                    AuthorityKeyIdentifier(
                        keyIdentifier: try certificate.extensions.subjectKeyIdentifier?.keyIdentifier)
                    if !alternativeNames.isEmpty { SubjectAlternativeNames(alternativeNames) }
                })
            return ClientIdentity(
                certificatePEM: try signed.serializeAsPEM().pemString + "\n", keyPEM: key.pemRepresentation + "\n")
        } catch {
            throw .certificate(subject: commonName, cause: "\(error)")
        }
    }

    private static func sign(
        key: P256.Signing.PublicKey, subject: DistinguishedName, issuer: DistinguishedName,
        issuerKey: P256.Signing.PrivateKey, days: Int, extensions: Certificate.Extensions
    ) throws -> Certificate {
        // An hour back, so that clients whose clock is behind trust it at once.
        let start = Date(timeIntervalSinceNow: -3600)
        return try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key), notValidBefore: start,
            notValidAfter: start.addingTimeInterval(Double(days) * 86400), issuer: issuer, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: .init(issuerKey))
    }
}

extension GeneralName {
    /// An IPv4 address, or one that is mapped into IPv6.
    fileprivate init?(address: String) {
        let mapped = "::ffff:"
        let isMapped = address.hasPrefix(mapped)
        let plain = isMapped ? String(address.dropFirst(mapped.count)) : address
        var octets = plain.split(separator: ".").compactMap { UInt8($0) }
        guard octets.count == 4 else { return nil }
        if isMapped { octets = [UInt8](repeating: 0, count: 10) + [255, 255] + octets }
        self = .ipAddress(ASN1OctetString(contentBytes: octets[...]))
    }
}

/// The user and the groups a certificate names.
package struct CertificateUser: Sendable, Hashable {
    package var name: String
    package var groups: [String]
}
