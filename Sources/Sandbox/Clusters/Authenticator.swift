import FoundationEssentials
import SandboxAPI
import Synchronization

/// Says who sends a request: by client certificate, by bearer token, or nobody in particular.
final class Authenticator: Sendable {
    private let authority: CertificateAuthority
    private let tokens: [String: APIUser]
    /// Certificates that were checked: a signature check takes longer than most requests.
    private let checked = Mutex<[[UInt8]: APIUser]>([:])

    init(authority: CertificateAuthority, tokens: [String: APIUser]) {
        self.authority = authority
        self.tokens = tokens
    }

    /// Nil where credentials were shown that nobody vouches for.
    func user(of request: WebRequest) -> APIUser? {
        if let token = request.bearerToken { return tokens[token] }
        guard let der = request.clientCertificate else { return .anonymous }
        if let known = checked.withLock({ $0[der] }) { return known }
        guard let shown = authority.user(ofCertificate: der, at: Date()) else { return nil }
        let user = APIUser(name: shown.name, groups: shown.groups + ["system:authenticated"])
        checked.withLock { checked in
            if checked.count >= 1000 { checked = [:] }
            checked[der] = user
        }
        return user
    }
}
