import Document
import TestSupport
import Testing

/// What was approved is what is written: nothing that a server makes of it goes in unseen.
struct ApprovalTests {
    private static let widgets = Manifests.definition(
        "Widget", schema: "{type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}")

    private static func shop(size: Int) -> String {
        """
        \(widgets)
        ---
        apiVersion: shop.example.com/v1
        kind: Widget
        metadata: {name: db, namespace: default}
        spec: {size: \(size)}
        """
    }

    private static let injection = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicy
        metadata: {name: inject}
        spec:
          matchConstraints:
            resourceRules:
              - apiGroups: ["shop.example.com"]
                apiVersions: ["*"]
                operations: [CREATE, UPDATE]
                resources: [widgets]
          failurePolicy: Fail
          reinvocationPolicy: Never
          mutations:
            - patchType: JSONPatch
              jsonPatch: {expression: '[JSONPatch{op: "add", path: "/metadata/labels/injected", value: "yes"}]'}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicyBinding
        metadata: {name: inject}
        spec: {policyName: inject}
        """

    @Test func whatAServerMakesOfAnObjectIsHeldAgainstThePlan() async throws {
        let site = try await Site.project()
        let cluster = site.cluster()
        try site.application("shop", manifests: Self.shop(size: 3))
        try await cluster.write(Self.injection, "create")

        // The kind does not exist yet, so the server could not be asked when the plan was made.
        let plan = try await site.berth("plan", "--out", "plan.json", exits: 0)
        #expect(plan.output.contains("untried") && !plan.output.contains("injected"))
        let stopped = try await site.berth("apply", "plan.json", "--yes", exits: 6)
        #expect(
            stopped.words.contains(
                #"metadata.labels.injected: the server adds "yes", which the plan did not show; plan again"#),
            "\(stopped.words)")
        #expect(try await cluster("get", "widgets", "-o", "name") == "", "it stopped before the write")
        #expect(try await !cluster("get", "namespaces", "-o", "name").contains("loopback-system"))

        let shown = try await site.berth("plan", exits: 0)
        #expect(shown.output.contains(#"+ metadata.labels.injected: "yes"  # a consequence on the server"#))
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await cluster("get", "widget", "db", "-o", "jsonpath={.metadata.labels.injected}") == "yes")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        try await liesAreNotBelieved(site)
    }

    /// A server that kept the marks out of what it made: the object is on record by its uid, mended, and goes with its owner.
    @Test func whatWasMadeWithoutItsMarksIsKnown() async throws {
        let site = try await Site.project()
        try site.application("cm", manifests: Manifests.configMap("cm", #"a: "1""#))
        try await site.sandbox(
            "fault", "add", "alter-write", "--patch", #"{"metadata":{"labels":null,"annotations":null}}"#, "--match",
            "path=/configmaps/cm,method=PATCH")
        let outcome = try await site.berth("apply", "--yes", exits: 6)
        #expect(outcome.words.contains("the server answered otherwise than was approved"), "\(outcome.words)")
        #expect(try await site.cluster()("get", "configmap", "cm", "-o", "jsonpath={.metadata.labels}") == "")
        try await site.sandbox("fault", "clear")
        let plan = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(plan.output.contains("ConfigMap default/cm"), "\(plan.output)")
        try site.removeApplication("cm")
        try await site.berth("destroy", "--all", "--yes", "--allow", "mass-deletion", exits: 0)
        #expect(try await !site.cluster()("get", "configmaps", "-o", "name").contains("configmap/cm"))
    }

    /// A server that answers 200 and did something else is not a success, and the next run mends it.
    private func liesAreNotBelieved(_ site: Site) async throws {
        let cases = [
            (["ignore-write"], "spec.size: approved 4, the server makes it 3", 4),
            (["alter-write", "--patch", #"{"spec":{"size":7}}"#], "spec.size: approved 5, the server makes it 7", 5),
        ]
        for (fault, difference, size) in cases {
            try site.application("shop", "1.\(size).0", manifests: Self.shop(size: size))
            try await site.sandbox(["fault", "add"] + fault + ["--match", "path=/widgets/,method=PATCH"])
            let outcome = try await site.berth("apply", "--yes", exits: 6)
            #expect(outcome.words.contains(difference), "\(outcome.words)")
            try await site.sandbox("fault", "clear")
            let plan = try await site.berth("plan", "--detailed-exitcode", exits: 2)
            #expect(plan.output.contains("spec.size"))
            try await site.berth("apply", "--yes", exits: 0)
            #expect(try await site.cluster()("get", "widget", "db", "-o", "jsonpath={.spec.size}") == "\(size)")
            try await site.berth("plan", "--detailed-exitcode", exits: 0)
        }
    }
}
