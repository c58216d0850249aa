import Foundation
import TestSupport
import Testing
import Tools

extension Site {
    /// The public key of a key file of the site, with a line end.
    func recipients(_ key: String) throws -> String {
        let text = try String(contentsOfFile: folder.path(".sandbox/\(key)"), encoding: .utf8)
        return try #require(AgeIdentity(file: text)).recipients.map { $0 + "\n" }.joined()
    }

    /// Makes a key file and gives its public key, with a line end.
    func newKey(_ name: String) throws -> String {
        try AgeKey(in: folder, named: ".sandbox/\(name)").recipient + "\n"
    }

    /// What age reads of a stored secret with a key; empty where it does not open it.
    func opened(_ secret: String, by key: String) async throws -> String {
        let stored = try await git("show", "HEAD:workspaces/\(secret).age")
        let file = try folder.write(stored, to: "stored-\(UUID().uuidString).age")
        return try await Program("age").outcome(["-d", "-i", folder.path(".sandbox/\(key)"), file]).output
    }

    /// The generated key as it stands in the tenant.
    func apiKey(_ workspace: String) async throws -> String {
        let document = try await cluster()(
            "-n", "k8s-w-\(workspace)", "get", "secret", "\(workspace)-admin-kubeconfig", "-o",
            "go-template={{index .data \"super-admin.conf\"|base64decode}}")
        let file = try folder.write(document, to: ".sandbox/\(UUID().uuidString).conf")
        return try await Program("kubectl")(
            "--kubeconfig", file, "-n", "loopback-system", "get", "secret", "loopback-load-balancer", "-o",
            "go-template={{.data.apiKey|base64decode}}")
    }
}
