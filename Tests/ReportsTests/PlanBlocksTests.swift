import Diagnostics
import Document
import Planning
import Resources
import Testing

@testable import Reports

/// Equal changes of many workspaces, told once.
struct PlanBlocksTests {
    private static func new(_ id: String, cluster: String = "m1", team: String = "checkout", line: Int = 3) -> [Step] {
        func step(_ name: String, _ kind: Resource.Kind, _ key: ItemKey, _ leaves: [(Path, Value)]) -> Step {
            Step(
                address: ResourceAddress(workspace: id, name), kind: kind, action: .create, reason: "new",
                changes: [
                    ItemChange(
                        key: key, action: .create,
                        leaves: leaves.map { LeafChange(path: $0.0, old: nil, new: $0.1, reason: .spec) })
                ], location: SourceLocation(file: "specs/workspaces/\(id).yaml", line: line))
        }
        let namespace = "k8s-w-\(id)"
        let plane = ItemKey(
            place: .management(cluster), apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane",
            namespace: namespace, name: id)
        let leaves = (0..<10).map { number -> (Path, Value) in
            (["spec", "leaf\(number)"], .string("\(id).example.com"))
        }
        return [
            step(
                "namespace", .namespace,
                ItemKey(place: .management(cluster), apiVersion: "v1", kind: "Namespace", name: namespace),
                [(["metadata", "labels", "team"], .string(team))]),
            step("control-plane", .controlPlane, plane, leaves),
        ]
            + ["dns", "api", "kubeconfig", "active", "rbac/ops", "secret/hcloud", "integration/lb"].map { name in
                step(
                    name, .dns,
                    ItemKey(place: .tenant(id), apiVersion: "v1", kind: "Thing", namespace: "n", name: name),
                    [(["a"], 1)])
            }
    }

    private static func plan(_ steps: [[Step]]) -> Plan {
        Plan(
            estate: "e", purpose: .apply, steps: steps.flatMap(\.self),
            groups: steps.compactMap { steps in
                guard let id = steps.first?.address.group else { return nil }
                let key = steps.first?.changes.first?.key.place
                return Plan.Group(name: id, cluster: key == .management("m2") ? "m2" : "m1")
            })
    }

    private static func fleet(_ count: Int) -> Plan {
        plan((1...count).map { new("w\($0)", cluster: $0 % 2 == 0 ? "m1" : "m2", team: "team-\($0)") })
    }

    /// Two screens of 50 lines, whatever the workspaces are called and wherever they are.
    @Test(arguments: [80, 120]) func thirtyNewWorkspacesFitOnTwoScreens(_ width: Int) {
        let text = PlanText(TextLayout(width: width)).render(Self.fleet(30))
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 100, "\(text)")
        for number in 1...30 { #expect(text.contains("w\(number)")) }
        #expect(text.contains("\"(30 different values)\""))
        #expect(text.contains("Namespace k8s-w-<id>  in cluster <cluster>"))
        #expect(text.contains("Plan: 270 objects to create"))
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("Not shown: ") && words.contains("29 workspaces in which the same happens"))
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= width })
    }

    @Test func verboseTellsEachByItself() {
        let text = PlanText(TextLayout(width: 120, isVerbose: true)).render(Self.fleet(30))
        for number in 1...30 {
            #expect(text.contains("Namespace k8s-w-w\(number) ") && text.contains("\"team-\(number)\""))
            #expect(text.contains("+ spec.leaf9: \"w\(number).example.com\""))
        }
        #expect(!text.contains("Not shown") && !text.contains("<id>"))
    }

    /// What differs in more than names is told by itself: another value of a change, another author, another object.
    @Test func whatDiffersStaysApart() {
        func changed(_ id: String, to value: Value, by manager: String = "kubectl") -> [Step] {
            [
                Step(
                    address: ResourceAddress(workspace: id, "namespace"), kind: .namespace, action: .update,
                    reason: "drift",
                    changes: [
                        ItemChange(
                            key: ItemKey(
                                place: .management("m1"), apiVersion: "v1", kind: "Namespace", name: "k8s-w-\(id)"),
                            action: .update,
                            leaves: [
                                LeafChange(
                                    path: ["metadata", "labels", "a"], old: .string("x"), new: value, reason: .drift,
                                    author: .init(manager: manager, time: nil))
                            ])
                    ])
            ]
        }
        let steps = (1...4).map { changed("w\($0)", to: .string("for w\($0)")) }
        let text = PlanText(TextLayout(width: 120)).render(
            Self.plan(steps + [changed("w5", to: "other"), changed("w6", to: .string("for w6"), by: "helm")]))
        #expect(text.contains("4 workspaces, each") && text.contains("\"x\" → \"for <id>\""), "\(text)")
        #expect(text.contains("w5 on m1") && text.contains("\"x\" → \"other\""))
        #expect(text.contains("w6 on m1") && text.contains("changed by helm"))
    }

    /// Two are no crowd, and a word within another is not the name.
    @Test func namesAreWholeWords() {
        let two = PlanText().render(Self.fleet(2))
        #expect(!two.contains("<id>") && two.contains("w1/control-plane"))
        #expect("a-w1.w1/w11 w1".replacingWord("w1", by: "<id>") == "a-<id>.<id>/w11 <id>")
        #expect("banana".replacingWord("a", by: "-") == "banana" && "".replacingWord("a", by: "-") == "")
        #expect("é1 1é 1".replacingWord("1", by: "-") == "é1 1é -")
    }

    @Test func theTableCountsWhatTheSummaryCounts() {
        let text = PlanText(TextLayout(width: 80)).render(Self.fleet(30))
        let row = text.split(separator: "\n").first { $0.hasPrefix("together") }
        #expect(row?.split(separator: " ").last == "270", "\(text)")
        #expect(text.contains("OBJECTS"))
    }
}
