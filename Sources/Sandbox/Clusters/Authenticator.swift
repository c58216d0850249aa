import Crypto
import FoundationEssentials
import SandboxAPI
import Synchronization

/// Says who sends a request: by client certificate, by bearer token, or nobody in particular.
final class Authenticator: Sendable {
    private let authority: CertificateAuthority
    private let tokens: [String: APIUser]
    private let server: APIServer
    /// Certificates that were checked: a signature check takes longer than most requests.
    private let checked = Mutex<[[UInt8]: APIUser]>([:])

    /// `tokens` are good for ever; the server knows those of its service accounts.
    init(authority: CertificateAuthority, tokens: [String: APIUser], server: APIServer) {
        self.authority = authority
        self.tokens = tokens
        self.server = server
    }

    /// Nil where credentials were shown that nobody vouches for. As on any server, a certificate comes before a token.
    func user(of request: WebRequest) -> APIUser? {
        if let der = request.clientCertificate, let user = user(ofCertificate: der) { return user }
        if let token = request.bearerToken { return tokens[token] ?? server.user(ofToken: token) }
        return request.clientCertificate == nil ? .anonymous : nil
    }

    private func user(ofCertificate der: [UInt8]) -> APIUser? {
        if let known = checked.withLock({ $0[der] }) { return known }
        guard let shown = authority.user(ofCertificate: der, at: Date()) else { return nil }
        let fingerprint = SHA256.hash(data: der).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        let user = APIUser(
            name: shown.name, groups: shown.groups + ["system:authenticated"],
            extra: ["authentication.kubernetes.io/credential-id": ["X509SHA256=\(fingerprint.joined())"]])
        checked.withLock { checked in
            if checked.count >= 1000 { checked = [:] }
            checked[der] = user
        }
        return user
    }
}
