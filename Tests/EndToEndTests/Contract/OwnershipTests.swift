import Document
import TestSupport
import Testing

/// Ours is what carries the mark and whose mark Berth set, or what the state recorded.
struct OwnershipTests {
    private static let namespace = "k8s-w-w1"

    private static func template(_ name: String, _ data: String) -> String {
        Manifests.configMap(name, namespace: "${workspace.namespace}", data)
    }

    @Test func copiesAreLeftAloneAndLostMarksAreMended() async throws {
        let site = try await Site.project()
        for name in ["stripped", "cleared", "restored"] {
            try site.application(name, in: .namespace, manifests: Self.template(name, #"a: "1", b: "2""#))
        }
        try await site.berth("apply", "--yes", exits: 0)
        let cluster = site.cluster(namespace: Self.namespace)
        let uid = try await cluster.uid("configmap", "stripped")

        var copy = try await cluster.backup("configmap", "cleared")
        copy["metadata"]?["name"] = "copied"
        try await cluster.write(copy.compactJSON, "create")
        let copied = try await site.berth("plan", "--detailed-exitcode", exits: 0)
        #expect(
            copied.words.contains(
                "ConfigMap k8s-w-w1/copied in cluster m1 carries the mark of w1/application/cleared, which "
                    + "Berth did not put there: a copy, left alone"))

        try await cluster.write(
            Manifests.configMap("stripped", namespace: Self.namespace, #"a: "changed", b: "2""#), "replace")
        try await cluster(
            "patch", "configmap", "cleared", "--type=merge", "-p", #"{"metadata":{"managedFields":[{}]}}"#)
        let backup = try await cluster.backup("configmap", "restored")
        try await cluster("delete", "configmap", "restored")
        try await cluster.write(backup.compactJSON, "create")

        let drift = try await site.berth("drift", exits: 2)
        for line in [
            #"~ data.a: "1" → "changed" # drift: changed by kubectl-replace at "#,
            #"- metadata.annotations["berth.dev/address"]: "w1/application/stripped" # drift"#,
            #"- metadata.labels["berth.dev/estate"]: "loopback" # drift"#,
        ] { #expect(drift.words.contains(line), "\(drift.output)") }

        // What Berth applied last is known although the server forgot it: the field goes.
        try site.application("cleared", "1.1.0", in: .namespace, manifests: Self.template("cleared", #"a: "1""#))
        let plan = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(plan.output.contains(#"- data.b: "2""#), "\(plan.output)")
        #expect(plan.output.contains("the value stays, Berth comes to own it"), "\(plan.output)")
        #expect(plan.output.contains("Plan: 0 objects to create, 3 to update, 0 to delete."), "\(plan.output)")
        try await site.berth("apply", "--yes", exits: 0)

        #expect(try await cluster.uid("configmap", "stripped") == uid)
        for name in ["stripped", "cleared", "restored"] {
            let object = try Value(
                json: await cluster("get", "configmap", name, "-o", "json", "--show-managed-fields"))
            #expect(object["metadata"]?["annotations"]?["berth.dev/address"] == "w1/application/\(name)")
            #expect(object["data"] == (name == "cleared" ? ["a": "1"] : ["a": "1", "b": "2"]))
            let managers = object["metadata"]?["managedFields"]?.array ?? []
            #expect(managers.contains { $0["manager"] == "berth" && $0["operation"] == "Apply" })
        }
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        #expect(try await cluster("get", "configmap", "copied", "-o", "jsonpath={.data.b}") == "2")

        // Nobody has shown that a restored object is Berth's before it was taken up: it is not deleted.
        let again = try await cluster.backup("configmap", "restored")
        try await cluster("delete", "configmap", "restored")
        try await cluster.write(again.compactJSON, "create")
        for name in ["restored", "cleared"] { try site.removeApplication(name) }
        let removal = try await site.berth("apply", "--yes", exits: 0)
        #expect(removal.words.contains("ConfigMap k8s-w-w1/restored in cluster m1 carries the mark of"))
        let left = try await cluster("get", "configmaps", "-o", "name")
        #expect(left.contains("/copied") && left.contains("/restored") && !left.contains("/cleared"), "\(left)")
    }

    /// A copy that brings Berth's own record of ownership along is a copy still: a mark is bound to what it was set on.
    @Test func copiesWithTheirRecordAreLeftAlone() async throws {
        let site = try await Site.project()
        try site.application("one", in: .namespace, manifests: Self.template("one", #"a: "1""#))
        try await site.berth("apply", "--yes", exits: 0)
        let cluster = site.cluster(namespace: Self.namespace)
        try await cluster("create", "namespace", "team")
        let team = site.cluster(namespace: "team")
        let copies = [
            ("configmap", "one", "two", cluster), ("configmap", "one", "one", team), ("tcp", "w1", "w1", team),
        ]
        for (kind, name, newName, target) in copies {
            var copy = try await cluster.backup(kind, name)
            let whole = try Value(json: await cluster("get", kind, name, "-o", "json", "--show-managed-fields"))
            let record = try #require(whole["metadata"]?["managedFields"])
            copy["metadata"]?["name"] = .string(newName)
            for field in ["namespace", "finalizers"] { copy["metadata"]?[field] = nil }
            copy["status"] = nil
            try await target.write(copy.compactJSON, "create")
            let patch: Value = [["op": "replace", "path": "/metadata/managedFields", "value": record]]
            try await target("patch", kind, newName, "--type=json", "-p", patch.compactJSON)
        }
        let plan = try await site.berth("plan", "--detailed-exitcode", exits: 0)
        for name in ["k8s-w-w1/two", "team/one", "team/w1"] {
            #expect(plan.words.contains("\(name) in cluster m1 carries the mark of"), "\(plan.output)")
        }
        try await site.berth("destroy", "w1", "--yes", "--allow", "cascade", exits: 0)
        #expect(try await team("get", "tcp,configmap", "-o", "name").contains("/w1"))
        #expect(try await team("get", "configmaps", "-o", "name").contains("/one"))
    }

    @Test func aMarkIsBelievedOnlyWhereItCanBeTrue() async throws {
        let site = try await Site.project()
        try site.workspace("w1", "network: {managed: true, cidr: 10.20.0.0/16}")
        try site.workspace("w2")
        try await site.berth("apply", "--yes", exits: 0)
        let tenant = try await site.inside("w1")
        let claims = [("k8s-w-w2", "w2", "namespace"), ("k8s-w-w1", "w1", "namespace"), ("net", "w1", "network")]
        for (name, workspace, resource) in claims {
            try await tenant.write(
                """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: \(name)
                  labels:
                    app.kubernetes.io/managed-by: berth
                    berth.dev/estate: loopback
                    berth.dev/workspace: \(workspace)
                  annotations:
                    berth.dev/address: \(workspace)/\(resource)
                    berth.dev/protected: "true"
                    berth.dev/kinds: Gadget.example.com
                """, "apply", "--server-side", "--field-manager=berth")
        }
        let plan = try await site.berth("plan", "--detailed-exitcode", exits: 0)
        #expect(plan.words.contains("Namespace k8s-w-w2 in tenant w1 carries the mark of w2/namespace"))
        for workspace in ["w2", "w1"] {
            let destroy = try await site.berth("destroy", workspace, "--format", "json", "--out", "p.json", exits: 0)
            let changes = try Value(json: destroy.output)["resource_changes"]?.array ?? []
            let places = Set(changes.compactMap { $0["place"]?.string })
            #expect(places.isSubset(of: ["management/m1", "dns", "provider/hetzner-prod", "state"]), "\(places)")
        }
        let other = try await site.cluster()("get", "namespaces", "-o", "name")
        #expect(other.contains("namespace/k8s-w-w2"))
        #expect(try await tenant("get", "namespaces", "-o", "name").contains("namespace/net"))
    }

    /// Whoever may write the state cannot have what is not Berth's deleted.
    @Test func theStateAloneMakesNothingBerths() async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        let cluster = site.cluster(namespace: Self.namespace)
        try await cluster.write(Manifests.configMap("theirs", namespace: Self.namespace, #"a: "1""#), "create")
        let uid = try await cluster.uid("configmap", "theirs")
        let work = site.folder.path("work")
        try await site.git("clone", "-q", site.folder.path("state/estate.git"), work)
        let path = "work/workspaces/w1/snapshot.json"
        try site.workplace.edit(path) { text in
            var snapshot = (try? Value(json: text)) ?? .null
            var items = snapshot["items"]?.array ?? []
            items.append([
                "address": "w1/application/old", "apiVersion": "v1", "kind": "ConfigMap", "place": "management/m1",
                "namespace": .string(Self.namespace), "name": "theirs", "uid": .string(uid),
                "applied": ["data": ["a": "1"]],
            ])
            snapshot["items"] = .array(items)
            return String(decoding: snapshot.json(.pretty), as: UTF8.self)
        }
        try await site.git(
            "-C", work, "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qam", "forged")
        try await site.git("-C", work, "push", "-q", "origin", "HEAD:main")
        let plan = try await site.berth("plan", exits: 0)
        #expect(plan.words.contains("carries nothing of Berth's: not wanted any more, left alone"), "\(plan.words)")
        #expect(!plan.words.contains("to delete") || plan.words.contains("0 to delete"), "\(plan.words)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await cluster.uid("configmap", "theirs") == uid)
    }
}

extension Program.Outcome {
    /// What was printed, without the line breaks that the width of the terminal makes.
    var words: String {
        (output + errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
