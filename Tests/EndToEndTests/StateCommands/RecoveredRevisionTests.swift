import TestSupport
import Testing

/// Which revision of an application is installed, where nothing but the world says so.
struct RecoveredRevisionTests {
    private static func map(_ name: String) -> String {
        Manifests.configMap(name, namespace: "${workspace.namespace}", #"a: "1""#)
    }

    private func recovered(_ site: Site) async throws -> String {
        try site.workplace.remove("state/estate.git")
        let recovered = try await site.berth("state", "recover", "--yes", exits: 0)
        return recovered.words
    }

    /// What is there of another revision than the specified one is not of that, whether it lacks something or has more.
    @Test func anotherRevisionIsNotTheSpecifiedOne() async throws {
        let site = try await Site.project()
        try site.application(
            "web", "1.0.0", in: .namespace, manifests: Self.map("one") + "\n---\n" + Self.map("two"))
        try await site.berth("apply", "--yes", exits: 0)
        #expect(!(try await recovered(site)).contains("is not of revision"))
        #expect(try await site.berth("plan", exits: 0).words.contains("No changes"))

        try site.application("web", "2.0.0", in: .namespace, manifests: Self.map("one"))
        #expect(try await recovered(site).contains("it is not of revision 2.0.0 as that is specified now"))
        try await site.berth("apply", "--yes", exits: 0)
        #expect(!(try await recovered(site)).contains("is not of revision"))

        try site.application(
            "web", "3.0.0", in: .namespace,
            manifests: Manifests.configMap("one", namespace: "${workspace.namespace}", #"a: "2""#))
        #expect(try await recovered(site).contains("it is not of revision 3.0.0"))
    }

    /// What does not get ready was not installed, as far as anybody can tell.
    @Test func whatIsNotReadyIsNotInstalled() async throws {
        let site = try await Site.project()
        try site.application("web", in: .namespace, manifests: Manifests.web(image: "registry.example.com/web:1"))
        try await site.berth("apply", "--yes", exits: 0)
        try await site.sandbox("fault", "add", "crash", "--match", "object=k8s-w-w1/web")
        try await site.cluster(namespace: "k8s-w-w1")("delete", "pods", "--all")
        #expect(try await recovered(site).contains("whether its install came to an end is not known"))
    }
}
