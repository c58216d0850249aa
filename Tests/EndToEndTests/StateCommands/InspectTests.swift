import Document
import Foundation
import TestSupport
import Testing

/// How workspaces are now, asked of the world and checked by kubectl and openssl.
struct InspectTests {
    @Test func theWorldIsAskedHowAWorkspaceIs() async throws {
        let site = try await Site.project()
        try site.application(
            "web", in: .namespace,
            manifests: Manifests.configMap("web", namespace: "${workspace.namespace}", #"a: "1""#))
        try await site.berth("apply", "--yes", exits: 0)
        let plain = try await site.berth("status", exits: 0)
        #expect(!plain.output.contains("https://"))

        let status = try await site.berth("status", "--refresh", exits: 0)
        let version = try await site.cluster(namespace: "k8s-w-w1")(
            "get", "tenantcontrolplane", "w1", "-o", "jsonpath={.status.kubernetesResources.version.version}")
        #expect(status.words.contains("https://w1.k8s.cloud.example.com:6443, \(version), ready"), "\(status.output)")
        #expect(status.words.contains("application/web 1.0.0 installed"))
        #expect(status.words.contains("Apply w1"))
        let json = try Value(json: try await site.berth("status", "--refresh", "--json", exits: 0).output)
        let now = try #require(json["workspaces"]?.array?.first { $0["name"] == "w1" }?["now"])
        #expect(now["ready"] == true && now["last_run"]?["run"]?.string != nil)

        let stored = try Value(json: try await site.berth("kubeconfig", "w1", "--output", "json", exits: 0).output)
        let certificate = try #require(stored["users"]?[0]?["user"]?["client-certificate-data"]?.string)
        let pem = try site.folder.write(
            String(decoding: Data(base64Encoded: certificate) ?? Data(), as: UTF8.self), to: ".sandbox/client.pem")
        let end = try await Program("openssl")("x509", "-in", pem, "-noout", "-enddate", "-dateopt", "iso_8601")
        let expected = end.trimmingCharacters(in: .whitespacesAndNewlines).replacing("notAfter=", with: "")
            .replacing(" ", with: "T")
        #expect(now["certificate_expires"]?.string == expected, "\(end)")

        // A control plane that does not answer is unknown, and the others are shown.
        try await site.sandbox("fault", "add", "status", "--status", "503", "--match", "path=/readyz")
        let unready = try await site.berth("status", "--refresh")
        #expect(unready.words.contains("503"), "\(unready.output)")
        try await site.sandbox("fault", "clear")
    }

    @Test func aWorkspaceIsShownAsATree() async throws {
        let site = try await Site.project()
        try site.application(
            "web", in: .namespace,
            manifests: Manifests.configMap("web", namespace: "${workspace.namespace}", #"a: "1""#))
        try await site.berth("apply", "--yes", exits: 0)
        let tree = try await site.berth("inspect", "w1", exits: 0)
        for words in [
            "w1 on m1", "its API answers at", "TenantControlPlane", "application/web 1.0.0 installed",
            "ConfigMap k8s-w-w1/web in cluster m1 ready",
        ] {
            #expect(tree.words.contains(words), "\(words): \(tree.output)")
        }
        let cluster = site.cluster(namespace: "k8s-w-w1")
        try await cluster("delete", "configmap", "web")
        let missing = try await site.berth("inspect", "w1", exits: 0)
        #expect(missing.words.contains("ConfigMap k8s-w-w1/web in cluster m1 absent"), "\(missing.output)")
        let value = try Value(json: try await site.berth("inspect", "w1", "--json", exits: 0).output)
        let objects = (value["parts"]?.array ?? []).flatMap { $0["objects"]?.array ?? [] }
        #expect(objects.count { $0["standing"] == "absent" } == 1 && objects.count > 5)
        try await site.berth("inspect", "nobody", exits: 64)

        // The tree is there without the specification, and without the state as well.
        try site.workplace.remove("specs/workspaces/w1.yaml")
        #expect(try await site.berth("inspect", "w1", exits: 0).output.contains("TenantControlPlane"))
        try site.workplace.remove("state/estate.git")
        #expect(try await site.berth("inspect", "w1", exits: 0).output.contains("not recorded"))
        try await site.sandbox("fault", "add", "status", "--status", "503", "--match", "path=/tenantcontrolplanes")
        try await site.berth("inspect", "w1", exits: 7)
    }
}
