import Foundation
import TestSupport
import Testing

extension Site {
    /// A site with two workspaces, `w1` and `w2`, and the application `web` for all, applied and committed on `main`, with the
    /// branch `feature` checked out.
    static func onBranch(environment: [String: String] = planted) async throws -> Site {
        let site = try await Site.project(environment: environment)
        try site.workspace("w2")
        try site.web(data: "1")
        try await site.commitSpecs()
        try await site.berth("apply", "--yes", exits: 0)
        try await site.specsGit("checkout", "-q", "-b", "feature")
        return site
    }

    /// Writes the application `web`, a ConfigMap beside each control plane.
    func web(_ revision: String = "1.0.0", data: String) throws {
        try application(
            "web", revision, in: .namespace,
            manifests: Manifests.configMap("web", namespace: "${workspace.namespace}", #"a: "\#(data)""#))
    }

    /// Commits all that changed.
    func commit(_ message: String = "Change") async throws {
        try await specsGit("add", "-A")
        try await specsGit("commit", "-q", "-m", message)
    }

    /// Whether a program ran that `program` wrote.
    func hasRun(_ program: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.path(".sandbox/\(program).ran"))
    }

    /// Writes a program that leaves a file when it is run.
    func program(_ name: String, at path: String) throws {
        let file = try folder.write("#!/bin/sh\ntouch \(folder.path(".sandbox/\(name).ran"))\nexit 1\n", to: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
    }

    /// Lets the estate reach its cluster by a kubeconfig in the repository whose user is a credential plugin.
    func plugin(_ command: String, arguments: String = "[]", at path: String) throws {
        let text = try String(contentsOfFile: folder.path(".sandbox/kubeconfig/m1.yaml"), encoding: .utf8)
        try folder.write(text.withPlugin(command, arguments: arguments), to: path)
        try workplace.edit("specs/estate.yaml") { $0.replacing("../.sandbox/kubeconfig/m1.yaml", with: "../\(path)") }
    }
}

extension String {
    /// A kubeconfig of the sandbox of which the user is a credential plugin.
    func withPlugin(_ command: String, arguments: String = "[]") -> String {
        let lines = split(separator: "\n", omittingEmptySubsequences: false)
        let user = lines.firstIndex { $0.contains("client-certificate-data") } ?? lines.endIndex
        let indent = lines.indices.contains(user) ? lines[user].prefix { $0 == " " } : ""
        let exec =
            "\(indent)exec: {apiVersion: client.authentication.k8s.io/v1, command: \(command), args: \(arguments), "
            + "interactiveMode: Never}"
        return
            (lines.filter { !$0.contains("client-certificate-data") && !$0.contains("client-key-data") } + [
                exec[...], "",
            ])
            .joined(separator: "\n")
    }
}
