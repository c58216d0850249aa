import Diagnostics
import Document
import Foundation
import Planning
import Reports
import Resources
import Testing

/// A plan of a fleet in every form: sizes are held, times are said. `BERTH_FLEET` is the number of workspaces.
struct RenderingTimeTests {
    private static let size = ProcessInfo.processInfo.environment["BERTH_FLEET"].flatMap { Int($0) } ?? 40

    /// Workspaces of twelve steps with fifteen objects, of which a third is changed and the rest new.
    private static func fleet(_ count: Int) -> Plan {
        let names = [
            "network", "namespace", "application/a", "control-plane", "kubeconfig", "dns", "api", "rbac/ops",
            "secret/hcloud",
            "integration/lb", "application/b", "active",
        ]
        let steps = (0..<count).flatMap { number in
            names.enumerated().map { index, name in
                let id = "team-\(number)"
                let isChanged = number % 3 == 0
                let objects = (0..<(index % 4 == 2 ? 2 : 1)).map { object in
                    ItemChange(
                        key: ItemKey(
                            place: .tenant(id), apiVersion: "v1", kind: "ConfigMap", namespace: "k8s-w-\(id)",
                            name: "o\(object)"),
                        action: isChanged ? .update : .create,
                        leaves: (0..<8).map { leaf in
                            LeafChange(
                                path: ["spec", "leaf\(leaf)"], old: isChanged ? .string("old \(id)") : nil,
                                new: .string("value \(leaf) of \(id)"), reason: isChanged && leaf == 1 ? .drift : .spec)
                        }, verification: .server)
                }
                return Step(
                    address: ResourceAddress(workspace: id, name), kind: .application,
                    action: isChanged ? .update : .create,
                    reason: isChanged ? "the specification changed" : "new",
                    dependencies: index > 0 ? [ResourceAddress(workspace: id, names[(index - 1) / 2])] : [],
                    changes: objects,
                    location: SourceLocation(file: "specs/workspaces/\(id).yaml", line: index + 1))
            }
        }
        return Plan(
            estate: "loopback", purpose: .apply, steps: steps,
            groups: (0..<count).map { Plan.Group(name: "team-\($0)", cluster: "fsn1-a") })
    }

    @Test func everyFormOfAFleetIsMade() throws {
        let plan = Self.fleet(Self.size)
        // With the bytes that it may take once, and for each workspace: what people read in full stays short however many
        // there are, and a comment in a forge has 65,536.
        let forms: [(String, (once: Int, each: Int), () -> String)] = [
            ("text", (32_000, 0), { PlanText().render(plan) }),
            ("text --verbose", (16_000, 10_000), { PlanText(TextLayout(isVerbose: true)).render(plan) }),
            ("json", (16_000, 55_000), { PlanJSON().render(plan) }),
            ("markdown", (65_536, 0), { PlanMarkdown().render(plan) }),
            ("html", (40_000, 30_000), { PlanHTML().render(plan) }),
            ("gitlab", (4_000, 0), { PlanGitLab().render(plan) }),
            ("drift text", (16_000, 1_500), { DriftText().render(plan) }),
            ("drift html", (40_000, 6_000), { DriftHTML().render(plan) }),
            ("drift json", (16_000, 4_500), { DriftJSON().render(plan) }),
            ("junit", (16_000, 3_500), { DriftJUnit().render(plan) }),
            ("sarif", (16_000, 6_500), { FindingsSARIF(version: "1").render(driftIn: plan) }),
            ("codequality", (16_000, 3_000), { FindingsCodeQuality().render(driftIn: plan) }),
            ("metrics", (4_000, 0), { Metrics(time: 0, duration: 0).text(of: plan) }),
        ]
        for (name, bytes, make) in forms {
            var text = ""
            let time = ContinuousClock().measure { text = make() }
            let size = text.utf8.count
            #expect(size > 0 && size <= bytes.once + bytes.each * Self.size, "\(name): \(size)")
            print("\(Self.size) workspaces as \(name): \(time.formatted()), \(size / 1000) kB")
        }
    }
}

extension Duration {
    fileprivate func formatted() -> String {
        "\(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000) ms"
    }
}
