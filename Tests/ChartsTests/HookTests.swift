import Document
import Resources
import Specification
import TestSupport
import Testing

@testable import Charts

extension HelmSuite {
    struct HookTests {
        private static func job(_ name: String, _ events: String, weight: Int = 0, policy: String? = nil) -> String {
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: \(name)
              annotations:
                helm.sh/hook: \(events)
                helm.sh/hook-weight: "\(weight)"
                \(policy.map { "helm.sh/hook-delete-policy: \($0)" } ?? "a: b")
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}

            """
        }

        struct ReadCase: Sendable {
            var events: String
            var policy: String?
            var read: ChartHook?
        }

        @Test(arguments: [
            ReadCase(events: "pre-install", read: ChartHook(events: [.preInstall])),
            ReadCase(
                events: "\"pre-install, post-upgrade\"", policy: "\"hook-succeeded,hook-failed\"",
                read: ChartHook(
                    events: [.preInstall, .postUpgrade], weight: -5, deletePolicies: [.hookSucceeded, .hookFailed])),
            ReadCase(events: "test", read: ChartHook(events: [])),
            ReadCase(events: "\"test-success,pre-install\"", read: ChartHook(events: [.preInstall])),
        ])
        func readsAnnotations(_ test: ReadCase) throws {
            var annotations: Value = ["helm.sh/hook": .string(test.events.replacing("\"", with: ""))]
            if test.read?.weight != 0 { annotations["helm.sh/hook-weight"] = "-5" }
            annotations["helm.sh/hook-delete-policy"] = test.policy.map { .string($0.replacing("\"", with: "")) }
            #expect(ChartHook(of: ["metadata": ["annotations": annotations]]) == test.read)
            #expect(ChartHook(of: ["metadata": ["annotations": ["a": "b"]]]) == nil)
        }

        private static let files = [
            "templates/a.yaml": ChartFixture.configMap("a"),
            "templates/h.yaml": [
                job("late", "pre-install", weight: 5), job("early", "pre-install,pre-upgrade", weight: -1),
                job("after", "post-install"),
                "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa, annotations: {helm.sh/hook: pre-install, helm.sh/hook-weight: \"-1\"}}\n",
            ].joined(separator: "---\n"),
        ]

        @Test func areStepsOfTheirOwnInOrder() async throws {
            let graph = try await ChartFixture(Self.files).composed().graph
            func resource(_ name: String) throws -> Resource {
                try #require(graph[ResourceAddress(workspace: "w", "application/\(name)")])
            }
            let (main, before, after) = (
                try resource("web"), try resource("web:hooks-before"), try resource("web:hooks-after")
            )
            #expect(main.items.map(\.key.name) == ["a"])
            #expect(before.items.map(\.key.name) == ["sa", "early", "late"])
            #expect(after.items.map(\.key.name) == ["after"])
            #expect(main.dependencies.contains(before.address))
            #expect(after.dependencies == [main.address])
            #expect(
                before.items.allSatisfy {
                    $0.desired["metadata"]?["annotations"]?["berth.dev/address"]?.string == "\(before.address)"
                })
        }

        @Test func thoseOfTheRemovalAreNotedOnTheInstall() async throws {
            var files = Self.files
            files["templates/d.yaml"] =
                Self.job("last", "post-delete") + "---\n" + Self.job("first", "pre-delete,pre-install", weight: -3)
            let graph = try await ChartFixture(files).composed().graph
            let main = try #require(graph[ResourceAddress(workspace: "w", "application/web")])
            let hooks = try #require(main.deployment?.removalHooks)
            #expect(hooks.map(\.key.name) == ["first", "last"])
            #expect(
                hooks.map { $0.desired["metadata"]?["annotations"]?["berth.dev/address"]?.string } == [
                    "w/application/web:hooks-before-removal", "w/application/web:hooks-after-removal",
                ])
            #expect(main.deployment.flatMap { Deployment($0.value) } == main.deployment)
            #expect(graph[main.address.hooks(.before)]?.items.contains { $0.key.name == "first" } == true)
            #expect(graph[main.address.hooks(.before)]?.deployment?.removalHooks == [])
        }

        @Test func areLeftOutWhereTheRevisionSaysSo() async throws {
            let graph = try await ChartFixture(Self.files, helm: HelmSettings(runsHooks: false)).composed().graph
            #expect(!graph.resources.contains { $0.address.hookedChart != nil })
        }

        @Test func overlapsWithTemplatesAreNamed() async throws {
            var files = Self.files
            files["templates/b.yaml"] = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa}\n"
            let faults = try await ChartFixture(files).faults()
            #expect(faults.first?.message.contains("both want ServiceAccount default/sa") == true)
        }
    }
}
