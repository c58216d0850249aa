import Foundation
import TestSupport
import Testing

/// A workspace's specification that comes from somebody who is not trusted: it gets nothing that is not its own.
struct HostileSpecTests {
    struct Attempt: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// More of the spec of the workspace `evil`.
        var lines: [String] = []
        var words: String
        var more: @Sendable (Site) throws -> Void = { _ in }
        /// What says so: `validate` reads no secrets.
        var commands = ["validate", "plan"]
    }

    private static func link(_ name: String, _ target: String) -> @Sendable (Site) throws -> Void {
        { site in
            let path = site.folder.path(name)
            try FileManager.default.createDirectory(
                at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
            try? FileManager.default.removeItem(atPath: path)
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
        }
    }

    private static func token(_ reference: String) -> [String] { ["integration: {hcloudToken: \(reference)}"] }

    static let attempts = [
        Attempt(
            testDescription: "the estate's token", lines: token("{env: HCLOUD_TOKEN}"),
            words: "the workspace evil may not use the environment variable HCLOUD_TOKEN"),
        Attempt(
            testDescription: "a token of the pipeline", lines: token("{env: GITHUB_TOKEN}"),
            words: "the workspace evil may not use the environment variable GITHUB_TOKEN"),
        Attempt(
            testDescription: "the token of another workspace", lines: token("{env: W1_TOKEN}"),
            words: "the workspace evil may not use the environment variable W1_TOKEN"),
        Attempt(
            testDescription: "a file of the machine", lines: token("{file: ../../.sandbox/age.key}"),
            words: "the workspace evil may not use the file specs/workspaces/../../.sandbox/age.key"),
        Attempt(
            testDescription: "an age file of another workspace", lines: token("{age: w1/token.age}"),
            words: "the workspace evil may not use the age file specs/workspaces/w1/token.age"),
        Attempt(
            testDescription: "a link to an age file of another workspace", lines: token("{age: evil/token.age}"),
            words: "the path leads out of its folder", more: link("specs/workspaces/evil/token.age", "../w1/token.age"),
            commands: ["plan"]),
        Attempt(
            testDescription: "a Secret of the cluster",
            lines: token(
                "{secret: {cluster: m1, namespace: k8s-w-w1, name: w1-admin-kubeconfig, key: super-admin.conf}}"),
            words: "the workspace evil may not use the key super-admin.conf of secret k8s-w-w1/w1-admin-kubeconfig"),
        Attempt(
            testDescription: "a program", lines: token("{exec: {command: [sh, -c, env]}}"),
            words: "unknown key `exec` in `spec.integration.hcloudToken`"),
        Attempt(
            testDescription: "a secret in values",
            lines: ["applications: [{name: web, values: {token: \"${secrets.hcloudToken}\"}}]"],
            words: "secrets.hcloudToken"),
        Attempt(
            testDescription: "a grant to itself", lines: ["secretGrants: [{env: [HCLOUD_TOKEN]}]"],
            words: "unknown key `secretGrants` in `spec`"),
        Attempt(
            testDescription: "a template of its own", lines: ["templates: ../../evil"],
            words: "unknown key `templates` in `spec`"),
        Attempt(
            testDescription: "a kubeconfig of its own", lines: ["kubeconfig: {file: evil.kubeconfig}"],
            words: "unknown key `kubeconfig` in `spec`"),
        Attempt(
            testDescription: "a revision that is a path",
            lines: ["applications: [{name: web, revision: ../../../specs}]"], words: "../../../specs"),
        Attempt(
            testDescription: "a cluster that the estate does not name", lines: ["managementCluster: elsewhere"],
            words: "there is no management cluster `elsewhere`"),
        Attempt(
            testDescription: "another id than a name", lines: ["id: ../../etc"],
            words: "the workspace id `../../etc` is not a DNS-1035 label"),
        Attempt(
            testDescription: "a link to a file of the machine", words: "the path leads out of its folder",
            more: link("specs/workspaces/more.yaml", "../../.sandbox/age.key")),
        Attempt(
            testDescription: "a link to a folder", words: "a link to a folder is not followed",
            more: link("specs/workspaces/more", "../../.sandbox")),
        Attempt(
            testDescription: "workspaces that lie elsewhere", words: "the path leads out of its folder",
            more: { site in
                try FileManager.default.moveItem(
                    atPath: site.folder.path("specs/workspaces"), toPath: site.folder.path("moved"))
                try link("specs/workspaces", "../moved")(site)
            }),
    ]

    @Test func aHostileSpecGetsNothing() async throws {
        let site = try await Site.onBranch(
            environment: Site.planted.merging([
                "GITHUB_TOKEN": "planted-github-4711", "W1_TOKEN": "planted-w1-4711",
            ]) { $1 })
        try site.folder.write("planted-plain-4711", to: "plain")
        try site.folder.write("", to: "specs/workspaces/w1/token.age")
        try await Program("age")(
            "-R", site.folder.path(".sandbox/recipients.txt"), "-o", site.folder.path("specs/workspaces/w1/token.age"),
            site.folder.path("plain"))
        let key = try String(contentsOfFile: site.folder.path(".sandbox/age.key"), encoding: .utf8)
        let secret = try #require(key.split(separator: "\n").first { $0.hasPrefix("AGE-SECRET-KEY-") })
        try await site.commit("Base of the attempts")
        let before = try await site.inventory
        for attempt in Self.attempts {
            var lines = attempt.lines
            if lines.isEmpty { lines = ["protected: false"] }
            try site.workspace("evil")
            try site.workplace.edit("specs/workspaces/evil.yaml") { $0 + lines.map { "  \($0)\n" }.joined() }
            try attempt.more(site)
            for command in ["validate", "plan", "drift"] {
                let outcome = try await site.workplace.berth([command, "--estate-from", "main"])
                let said = outcome.output + outcome.errors
                if attempt.commands.contains(command) {
                    #expect(outcome.status == 1, "\(attempt) \(command): \(said)")
                    #expect(outcome.words.contains(attempt.words), "\(attempt) \(command): \(said)")
                }
                for value in ["4711", String(secret), "super-admin.conf: "] {
                    #expect(!said.contains(value), "\(attempt) \(command): \(said)")
                }
            }
            try await site.specsGit("checkout", "-q", "-f", ".")
            try await site.specsGit("clean", "-q", "-fd", "specs")
            #expect(FileManager.default.fileExists(atPath: site.folder.path("specs/workspaces/w1.yaml")))
        }
        #expect(try await site.inventory == before)
        #expect(!site.hasRun("plugin"))
    }
}
