import Document
import Foundation
import Kubernetes
import Resources
import TestSupport
import Testing

@testable import Planning

/// The approval of what was sent, held against what a real server made of it: defaults are none of its differences, and
/// what admission does is.
@Suite(.enabled(if: KubeTruth.isPresent)) struct ApprovalTruthTests {
    /// The definition of the scenarios' custom kind, as far as defaults go.
    private static let widgetSchema = SchemaDefaults(openAPIV3Schema: [
        "properties": ["spec": ["properties": ["color": ["type": "string", "default": "red"]]]]
    ])

    private struct Finding {
        var creates = 0
        var updates = 0
        /// `scenario step| difference`.
        var differences: [String] = []
    }

    /// What a plan would show of an apply beside the desired leaves: what the manager gives up and nobody else owns.
    private func removals(from before: Value, to after: Value, _ manager: String) throws -> [LeafChange] {
        let record = try ManagedFields(of: before)
        let givenUp = record.applied(by: manager).difference(try ManagedFields(of: after).applied(by: manager))
        return givenUp.paths.filter { path in record.entries.count { $0.fields.contains(path) } == 1 }
            .map { LeafChange(path: $0, old: before[$0], new: nil, reason: .spec) }
    }

    /// What an exchange writes; nil where it sends no whole object.
    private func item(of exchange: KubeTruth.Exchange) -> Item? {
        guard let version = exchange.body["apiVersion"]?.string, let kind = exchange.body["kind"]?.string,
            exchange.answer["kind"] == exchange.body["kind"], !exchange.object.hasSuffix("/status")
        else { return nil }
        let metadata = exchange.answer["metadata"]
        return Item(
            key: ItemKey(
                place: .management("truth"), apiVersion: version, kind: kind,
                namespace: metadata?["namespace"]?.string, name: metadata?["name"]?.string ?? ""),
            desired: exchange.body)
    }

    private func judge(_ exchange: KubeTruth.Exchange, before: Value?, name: String, into finding: inout Finding) throws
    {
        guard let item = item(of: exchange) else { return }
        let isApply = exchange.method == "PATCH" && exchange.query("fieldManager") != nil
        guard isApply || exchange.status == 201 else { return }
        if exchange.status == 201 { finding.creates += 1 } else { finding.updates += 1 }
        let leaves =
            try before.map { try removals(from: $0, to: exchange.answer, exchange.query("fieldManager") ?? "") } ?? []
        let approval = Approval(
            item: item, body: exchange.body, leaves: leaves, schema: item.key.kind == "Widget" ? Self.widgetSchema : nil
        )
        finding.differences += approval.differences(from: before, to: exchange.answer).map { "\(name)| \($0)" }
    }

    private func findings(_ exchanges: [KubeTruth.Exchange], _ name: String) throws -> Finding {
        var finding = Finding()
        var live: [String: Value] = [:]
        for (index, exchange) in exchanges.enumerated() where exchange.status == 200 || exchange.status == 201 {
            var place = exchange.object
            if exchange.method == "POST", let name = exchange.answer["metadata"]?["name"]?.string {
                place += "/\(name)"
            }
            if ["PATCH", "POST", "PUT"].contains(exchange.method) {
                let before = exchange.status == 201 ? nil : live[place]
                // What an apply changes can be told only where the state before it is known.
                if exchange.status == 201 || before != nil {
                    try judge(exchange, before: before, name: "\(name) \(index)", into: &finding)
                }
            }
            guard exchange.query("dryRun") == nil else { continue }
            if exchange.answer["metadata"]?["uid"] != nil {
                live[place.replacing("/status", with: "")] = exchange.answer
            }
        }
        return finding
    }

    private static let scenarios =
        (try? FileManager.default.contentsOfDirectory(atPath: KubeTruth.folder.path))?
        .filter { $0.hasSuffix(".json") && !$0.hasPrefix("openapi-") && $0 != "admission.json" }
        .map { String($0.dropLast(5)) }.sorted() ?? []

    /// What the server did not take as it was sent, by scenario.
    private static let known = [
        // A field that the kind does not have, sent with nothing but a warning.
        "errors": ["errors 11| bogus: approved 1, the server leaves it out"],
        // The recorder kept the later `renewTime` in an earlier answer.
        "lease": [
            #"lease 0| spec.renewTime: approved "2026-01-01T00:00:00.000000Z", the server makes it "2026-01-01T00:00:10.000000Z""#
        ],
    ]

    @Test(arguments: scenarios) func findsNothingInWhatTheServerDoesByItself(_ name: String) throws {
        #expect(try findings(try KubeTruth.scenario(name), name).differences == Self.known[name] ?? [])
    }

    @Test func findsWhatAMutatingPolicyDoes() throws {
        let steps = try KubeTruth.scenario("admission").filter { $0.status == 201 || $0.status == 200 }
        let forced = #"data.a: approved "1", the server makes it "forced""#
        let added = [
            #"data.extra: the server adds "1", which the plan did not show"#,
            #"metadata.labels.injected: the server adds "by-policy", which the plan did not show"#,
        ]
        let differences = try findings(steps, "").differences.map {
            String($0.drop { $0 != "|" }.dropFirst(2))
        }
        // Created as a trial and for real; then applied again and changed, when the additions are there already.
        #expect(differences == [[forced], added, [forced], added, [forced], [forced]].flatMap(\.self))
    }

    /// The differ does not show what goes from below a map that is desired empty, or from an object of which nothing is
    /// desired but its name.
    private func isHiddenFromDiffer(_ difference: ApprovalDifference, _ item: Item) -> Bool {
        let named: Set<Path> = [["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "namespace"]]
        let isNameOnly = item.desired.leaves.allSatisfy { named.contains($0.path) }
        return difference.kind == .removed
            && (isNameOnly || item.desired[difference.path.parent]?.isEmptyContainer == true)
    }

    /// What the differ shows of an update is what the approval then takes of the same result.
    @Test func takesWhatTheDifferShows() throws {
        var tried = 0
        var differences: [String] = []
        let scenarios = try Self.scenarios.map { ($0, try KubeTruth.scenario($0)) }
        for (name, exchanges) in scenarios + (try KubeTruth.randomSequences()).map({ ($0.name, $0.exchanges) }) {
            var live: [String: Value] = [:]
            for (index, exchange) in exchanges.enumerated() where exchange.status == 200 || exchange.status == 201 {
                if exchange.status == 200, exchange.query("fieldManager") == "berth",
                    let before = live[exchange.object], let item = item(of: exchange)
                {
                    let shown = Differ(
                        item: item, body: exchange.body, observation: Observation(key: item.key, value: before),
                        applied: nil
                    ).changes(to: exchange.answer, forced: [])
                    tried += 1
                    differences += Approval(item: item, body: exchange.body, leaves: shown)
                        .differences(from: before, to: exchange.answer)
                        .filter { !isHiddenFromDiffer($0, item) }.map { "\(name) \(index)| \($0)" }
                }
                guard exchange.query("dryRun") == nil, exchange.answer["metadata"]?["uid"] != nil else { continue }
                live[exchange.object.replacing("/status", with: "")] = exchange.answer
            }
        }
        #expect(differences == [])
        #expect(tried > 200)
    }

    /// What no cluster does to an object by itself.
    private static let intrusions: [@Sendable (inout Value) -> Bool] = [
        {
            $0[["metadata", "labels", "intruder"]] = "x"; return true
        },
        {
            $0[["metadata", "annotations", "intruder"]] = "x"; return true
        },
        {
            $0[["metadata", "finalizers"]] = ["example.com/intruder"]; return true
        },
        {
            $0[["metadata", "ownerReferences"]] = [["kind": "Pod", "name": "intruder"]]; return true
        },
        { $0.changeTemplate { $0["tolerations"] = [["operator": "Exists"]] } },
        { $0.changeTemplate { $0["hostNetwork"] = true } },
        { $0.changeTemplate { $0["serviceAccountName"] = "intruder" } },
        { $0.changeTemplate { $0["nodeSelector"] = ["intruder": "x"] } },
        { $0.changeTemplate { $0["volumes"] = [["name": "intruder", "hostPath": ["path": "/", "type": ""]]] } },
        { $0.changeTemplate { $0["containers"] = .array(($0["containers"]?.array ?? []) + [["name": "intruder"]]) } },
        { $0.changeTemplate { $0["initContainers"] = [["name": "intruder", "image": "a:1"]] } },
        { $0.changeTemplate { $0[containers: "env"] = [["name": "INTRUDER", "value": ""]] } },
        { $0.changeTemplate { $0[containers: "image"] = "intruder" } },
        { $0.changeTemplate { $0[containers: "securityContext"] = ["privileged": true] } },
        { $0.changeTemplate { $0[containers: "command"] = ["intruder"] } },
    ]

    @Test func findsWhatNoClusterDoes() throws {
        let created = try KubeTruth.randomSequences().flatMap(\.exchanges)
            .filter { $0.status == 201 && $0.method == "PATCH" }
        var tried = 0
        for exchange in created {
            for (number, intrusion) in Self.intrusions.enumerated() {
                var changed = exchange
                guard intrusion(&changed.answer), changed.answer != exchange.answer else { continue }
                var finding = Finding()
                try judge(changed, before: nil, name: "", into: &finding)
                tried += 1
                #expect(!finding.differences.isEmpty, "intrusion \(number) in \(changed.answer.compactJSON)")
            }
        }
        #expect(tried > 500)
    }

    @Test func findsNothingInRandomWrites() throws {
        var all = Finding()
        for sequence in try KubeTruth.randomSequences() {
            let finding = try findings(sequence.exchanges, sequence.name)
            all.creates += finding.creates
            all.updates += finding.updates
            all.differences += finding.differences
        }
        #expect(all.differences == [])
        #expect(all.creates > 100)
        #expect(all.updates > 400)
    }
}

extension Value {
    /// Changes the pod of a workload; false where this is none.
    fileprivate mutating func changeTemplate(_ change: (inout Value) -> Void) -> Bool {
        let place: Path = ["spec", "template", "spec"]
        guard var pod = self[place] else { return false }
        change(&pod)
        self[place] = pod
        return true
    }

    /// A field of all containers.
    fileprivate subscript(containers field: String) -> Value? {
        get { self["containers"]?[0]?[field] }
        set {
            self["containers"] = .array(
                (self["containers"]?.array ?? []).map { container in
                    var container = container
                    container[field] = newValue
                    return container
                })
        }
    }
}
