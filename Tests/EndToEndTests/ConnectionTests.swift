import Document
import Foundation
import TestSupport
import Testing

/// Ways into a cluster that people's kubeconfigs describe, with `kubectl` as the peer.
struct ConnectionTests {
    /// A project on one cluster, and the kubeconfig by which Berth gets there.
    private struct Place {
        let site: Site
        static let file = ".sandbox/kubeconfig/fsn1-a.yaml"

        init() async throws {
            site = try await Site()
            try await site.berth("apply", "payments", "--yes", exits: 0)
        }

        /// Makes a plugin that records what it is told, and gives the administrator's kubeconfig.
        func install() async throws -> String {
            let admin = try String(contentsOfFile: site.folder.path(Self.file), encoding: .utf8)
            for arguments in [
                ["create", "ns", "ci"], ["-n", "ci", "create", "sa", "admin"],
                ["create", "clusterrolebinding", "ci", "--clusterrole=cluster-admin", "--serviceaccount=ci:admin"],
            ] {
                try await Program("kubectl")(["--kubeconfig", site.folder.path(Self.file)] + arguments)
            }
            let token = try await site.kubectl("fsn1-a", "-n", "ci", "create", "token", "admin", "--duration=4h")
            try site.folder.write(token, to: ".sandbox/kubeconfig/token")
            let script = """
                #!/bin/sh
                here=$(dirname "$0")
                printf '%s' "$KUBERNETES_EXEC_INFO" > "$here/told"
                printf '%s|' "$@" > "$here/arguments"
                printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' \\
                  "$(cat "$here/token")"
                """
            let plugin = try site.folder.write(script, to: ".sandbox/kubeconfig/plugin.sh")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: plugin)
            return admin
        }

        /// Writes a kubeconfig for the cluster of another one; its plugin is described by `exec` besides.
        func use(_ exec: String, instead admin: String) throws {
            func word(_ key: String) -> String {
                let line = admin.split(separator: "\n").first { $0.contains("\(key): ") } ?? ""
                return line.split(separator: " ").last.map { $0.filter { $0 != "\"" } } ?? ""
            }
            let kubeconfig = """
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: c, user: u}}]
                clusters:
                - name: c
                  cluster:
                    server: "\(word("server"))"
                    certificate-authority-data: \(word("certificate-authority-data"))
                    extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: m1}}]
                users:
                - name: u
                  user:
                    exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin.sh, interactiveMode: Never, \(exec)}
                """
            try site.workplace.edit(Self.file) { _ in kubeconfig }
        }

        func recorded(_ name: String) throws -> String {
            try String(contentsOfFile: site.folder.path(".sandbox/kubeconfig/\(name)"), encoding: .utf8)
        }
    }

    @Test func aPluginIsToldWhatKubectlTellsIt() async throws {
        let place = try await Place()
        let admin = try await place.install()
        try place.use("args: [--port, '8443'], provideClusterInfo: true", instead: admin)
        _ = try await place.site.kubectl("fsn1-a", "get", "ns", "ci")
        let (told, arguments) = (try place.recorded("told"), try place.recorded("arguments"))
        try place.site.workplace.remove(".sandbox/kubeconfig/told")
        try await place.site.berth("plan", "payments", exits: 0)
        #expect(try Value(json: place.recorded("told")) == Value(json: told))
        #expect(try place.recorded("arguments") == arguments)

        // A plugin that fails hides its cluster, with its own words, and not the others.
        try place.site.folder.write(
            "#!/bin/sh\necho 'sign in first' >&2\nexit 1\n", to: ".sandbox/kubeconfig/plugin.sh")
        let hidden = try await place.site.berth("plan", exits: 7)
        #expect(hidden.output.contains("sign in first") && hidden.output.contains("analytics"))

        try place.use("args: [--port, 8443]", instead: admin)
        await #expect(throws: (any Error).self) { try await place.site.kubectl("fsn1-a", "get", "ns") }
        let refused = try await place.site.berth("plan", "payments")
        #expect([1, 7].contains(refused.status))
        #expect(
            refused.output.replacing("\n      ", with: " ").contains("exec.args[1] must be a string, not an integer"))
    }
}

/// Zone files that people keep otherwise than Berth would.
struct ZoneTests {
    private static let zone = ".sandbox/zones/cloud.example.com.zone"

    @Test func aNameBelowADelegationIsRefusedInThePlan() async throws {
        let site = try await Site()
        try site.workplace.edit(Self.zone) { $0 + "k8s IN NS ns1.k8s\nns1.k8s IN A 127.0.0.54\n" }
        let before = try String(contentsOfFile: site.folder.path(Self.zone), encoding: .utf8)
        let plan = try await site.berth("plan", "payments", exits: 1)
        #expect(plan.output.contains("k8s.cloud.example.com is delegated in line"))
        try await site.berth("apply", "payments", "--yes", exits: 1)
        #expect(try String(contentsOfFile: site.folder.path(Self.zone), encoding: .utf8) == before)
    }

    /// Another domain, and another zone: what the old one left is deleted, what the new one needs is announced.
    @Test func theRecordOfAFormerDomainIsDeleted() async throws {
        let site = try await Site()
        try await site.berth("apply", "payments", "--yes", exits: 0)
        try site.workplace.edit("specs/estate.yaml") {
            $0.replacing("managementDomain: cloud.example.com", with: "managementDomain: other.example")
                .replacing("zone: cloud.example.com", with: "zone: other.example")
        }
        let plan = try await site.berth("plan", "payments", exits: 0)
        #expect(plan.output.contains("Record payments.k8s.cloud.example.com"))
        #expect(plan.output.contains("makes the zone file"))
        try await site.berth("apply", "payments", "--yes", exits: 0)
        let old = try String(contentsOfFile: site.folder.path(Self.zone), encoding: .utf8)
        #expect(!old.contains("payments"))
        for zone in ["cloud.example.com", "other.example"] {
            let file = site.folder.path(".sandbox/zones/\(zone).zone")
            #expect(try await Program("named-checkzone")(zone, file).contains("OK"))
        }
    }
}
