import TestSupport
import Testing

/// Protection holds when the specification, the object or the state says so, whatever a plan leaves out.
struct ProtectionTests {
    @Test func eachWordCountsByItself() async throws {
        let site = try await Site.project()
        let content = Manifests.configMap("foo", #"a: "1""#)
        try site.application("foo", in: .tenant, workspaces: "none", manifests: content)
        try site.workspace("w1", "applications: [{name: foo}]")
        try await site.berth("apply", "--yes", exits: 0)
        let cluster = site.cluster()

        // The specification, before anything was applied with it.
        try site.workspace("w1", "applications: [{name: foo}]", "protected: true")
        let bySpecification = try await site.berth("destroy", "w1", "--yes", exits: 5)
        #expect(bySpecification.words.contains("w1 is protected: its specification says so"))

        // The object.
        try site.workspace("w1", "applications: [{name: foo}]")
        try await cluster("annotate", "namespace", "k8s-w-w1", "berth.dev/protected=true")
        let byObject = try await site.berth("destroy", "w1", "--yes", exits: 5)
        #expect(byObject.words.contains("w1 is protected: Namespace k8s-w-w1 says so"), "\(byObject.words)")
        try await cluster("annotate", "namespace", "k8s-w-w1", "berth.dev/protected-")

        // The state: applied with protection, then taken out of the file and off the object.
        try site.workspace("w1", "applications: [{name: foo}]", "protected: true")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.berth("status", "--json", exits: 0).output.contains(#""protected": true"#))
        try site.workplace.remove("specs/workspaces/w1.yaml")
        for object in ["namespace/k8s-w-w1", "tcp/w1"] {
            try await cluster("-n", "k8s-w-w1", "annotate", object, "berth.dev/protected-")
        }
        let byState = try await site.berth("destroy", "w1", "--yes", exits: 5)
        #expect(byState.words.contains("w1 is protected: the state says so"), "\(byState.words)")

        // An application, taken out of the workspace, in whichever part of a plan.
        try site.workspace("w1", "applications: [{name: foo}]")
        try await site.berth("apply", "--yes", exits: 0)
        try site.application(
            "foo", in: .tenant, workspaces: "none", more: "protected: true", manifests: content)
        try site.workspace("w1")
        let removal = try await site.berth("plan", exits: 5)
        #expect(removal.words.contains("its application.yaml says so; w1/application/foo would be deleted"))
        try await site.berth("apply", "--yes", "--target", "w1/application/foo", exits: 5)
        try await site.berth("apply", "--yes", "--exclude", "w1/application/foo", exits: 0)
        #expect(try await site.inside("w1").uid("configmap", "foo").isEmpty == false)
        let destroy = try await site.berth("destroy", "w1", "--yes", exits: 5)
        #expect(destroy.words.contains("its application.yaml says so"), "\(destroy.words)")

        // Without any of them it goes.
        try site.application("foo", in: .tenant, workspaces: "none", manifests: content)
        try await site.berth("destroy", "w1", "--yes", exits: 0)
        #expect(try await !cluster("get", "namespaces", "-o", "name").contains("k8s-w-w1"))
    }
}
