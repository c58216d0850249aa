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

    /// What waits for workers is told once, too, whatever its values are, and each workspace is counted once as not shown.
    @Test func applicationsThatWaitAreToldOnce() {
        let steps = (1...30).map { number -> [Step] in
            let id = "w\(number)"
            let applications = (number % 2 == 0 ? ["web"] : ["web", "queue"]).map { name in
                Step(
                    address: ResourceAddress(workspace: id, "application/\(name)"), kind: .application, action: .defer,
                    reason: "waits for a worker node",
                    changes: [
                        ItemChange(
                            key: ItemKey(
                                place: .tenant(id), apiVersion: "apps/v1", kind: "Deployment", namespace: name,
                                name: name),
                            action: .create,
                            leaves: [
                                LeafChange(
                                    path: ["spec", "replicas"], old: nil, new: .integer(Int64(number % 4 + 1)),
                                    reason: .spec)
                            ])
                    ], location: SourceLocation(file: "specs/workspaces/\(id).yaml", line: 9))
            }
            return Self.new(id, team: "team-\(number)") + applications
        }
        let text = PlanText(TextLayout(width: 80)).render(Self.plan(steps))
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 100, "\(text)")
        #expect(text.ranges(of: "<id>/application/web").count == 1, "\(text)")
        #expect(text.ranges(of: "<id>/application/queue").count == 1, "\(text)")
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains(" 29 workspaces in which the same happens"), "\(words)")
    }

    /// Two screens of 40 lines, whatever the workspaces are called and wherever they are.
    @Test(arguments: [80, 120]) func thirtyNewWorkspacesFitOnTwoScreens(_ width: Int) {
        let text = PlanText(TextLayout(width: width)).render(Self.fleet(30))
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 80, "\(text)")
        for number in 1...30 { #expect(text.contains("w\(number)")) }
        #expect(text.contains("+ metadata.labels.team: (30 different values)\n"))
        #expect(text.contains("Namespace k8s-w-<id>  in cluster <cluster>"))
        #expect(text.contains("Plan: 270 objects to create"))
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("Not shown: ") && words.contains("29 workspaces in which the same happens"))
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= width })
    }

    /// The names of a large fleet leave room in a comment for what is done to it.
    @Test func manyNamesTakeNoRoomFromWhatIsDone() {
        let text = PlanMarkdown().render(Self.fleet(5_000))
        #expect(text.contains("<code>w1</code>, <code>w10</code>") && text.contains("#### 5,000 workspaces, each"))
        #expect(text.contains("&lt;id&gt;/control-plane") && text.utf16.count <= 65_000, "\(text.count)")
        #expect(text.contains(" more\n\n<"), "\(text.prefix(9_500).suffix(1_500))")
    }

    @Test func verboseTellsEachByItself() {
        let text = PlanText(TextLayout(width: 120, isVerbose: true)).render(Self.fleet(30))
        for number in 1...30 {
            #expect(text.contains("Namespace k8s-w-w\(number) ") && text.contains("\"team-\(number)\""))
            #expect(text.contains("+ spec.leaf9: \"w\(number).example.com\""))
        }
        #expect(!text.contains("Not shown") && !text.contains("<id>") && !text.contains(" more"))
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

    private static func deployment(_ id: String) -> ItemKey {
        ItemKey(place: .tenant(id), apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web")
    }

    /// Another value of a selector, with what goes: names and addresses that no two workspaces have alike.
    private static func replaced(_ id: String, _ number: Int, at minute: Int) -> [Step] {
        var change = ItemChange(
            key: deployment(id), action: .replace,
            leaves: [
                LeafChange(path: ["spec", "clusterIP"], old: nil, new: .string("10.9.0.\(number)"), reason: .server)
            ])
        change.replacement = Replacement(
            brief: "spec.selector: field is immutable",
            message: "Invalid value: {\"uid\":\"\(number)\"}: field is immutable",
            losses: ["the volume pvc-\(number) (\(number)Gi) with all that is on it", "all its pods at once"],
            leaves: [
                LeafChange(path: ["spec", "selector"], old: "a", new: "b", reason: .spec),
                LeafChange(
                    path: ["spec", "replicas"], old: 7, new: 2, reason: .drift,
                    author: .init(manager: "kubectl-scale", time: "2026-11-23T04:1\(minute):02Z")),
            ])
        return [
            Step(
                address: ResourceAddress(workspace: id, "application/shop"), kind: .application, action: .replace,
                reason: "Deployment web cannot be changed in place", changes: [change])
        ]
    }

    @Test func equalReplacementsAreToldOnce() {
        let plan = Self.plan((1...5).map { Self.replaced("w\($0)", $0, at: $0) })
        let text = PlanText(TextLayout(width: 120)).render(plan)
        #expect(text.contains("5 workspaces, each"), "\(text)")
        #expect(text.contains("loses the volume (5 different) with all that is on it"), "\(text)")
        #expect(text.contains("changed by kubectl-scale at 2026-11-23T04:11:02Z … 2026-11-23T04:15:02Z"), "\(text)")
        #expect(text.split(separator: "\n").count { $0.contains("field is immutable") } == 1, "\(text)")
        #expect(PlanMarkdown().render(plan).contains("#### 5 workspaces, each"))
    }

    /// Also what stands in the way of each; two are told as they are, and what differs in more than names stays apart.
    @Test(arguments: [2, 4]) func equalProblemsAreToldOnce(_ count: Int) {
        var plan = Self.plan((1...count).map { Self.replaced("w\($0)", $0, at: $0) })
        plan.problems = (1...count).map { number in
            let address = ResourceAddress(workspace: "w\(number)", "application/shop")
            return Plan.Problem(
                kind: .immutable, address: address, item: Self.deployment("w\(number)"),
                message: "tenant w\(number) does not change it in place", hint: "plan with --replace \(address)")
        }
        plan.problems.append(Plan.Problem(kind: .refused, message: "too many"))
        let isOnce = count > 2
        for text in [PlanText(TextLayout(width: 120)).render(plan), PlanMarkdown().render(plan)] {
            #expect(text.contains("tenant <id> does not change it in place") == isOnce, "\(text)")
            #expect(text.contains("plan with --replace <id>/application/shop") == isOnce)
            #expect(text.contains("tenant w1 does not change it in place") == !isOnce)
            #expect(text.contains("and w2/application/shop, w3/application/shop, w4/application/shop") == isOnce)
            #expect(text.contains("too many"))
        }
    }

    /// Several things wrong at one address are all told.
    @Test(arguments: [1, 4]) func eachProblemOfAResourceIsTold(_ workspaces: Int) {
        var plan = Self.plan((1...workspaces).map { Self.replaced("w\($0)", $0, at: $0) })
        plan.problems = (1...workspaces).flatMap { number in
            ["the claim", "the service", "the set", "the widget"].map { thing in
                Plan.Problem(
                    kind: .immutable, address: ResourceAddress(workspace: "w\(number)", "application/shop"),
                    message: "\(thing) is immutable")
            }
        }
        for text in [PlanText(TextLayout(width: 120)).render(plan), PlanMarkdown().render(plan)] {
            for thing in ["the claim", "the service", "the set", "the widget"] {
                #expect(text.components(separatedBy: "\(thing) is immutable").count == 2, "\(text)")
            }
        }
    }

    @Test func equalMovesAreToldOnce() {
        let steps = (1...5).map { number in
            let id = "w\(number)"
            let former = ResourceAddress(workspace: id, "application/old")
            let applied: Path = ["metadata", "annotations", "berth.dev/applied"]
            var step = Step(
                address: ResourceAddress(workspace: id, "application/shop"), kind: .application, action: .update,
                reason: "moved from \(former)",
                changes: [
                    ItemChange(
                        key: Self.deployment(id), action: .update,
                        leaves: [
                            LeafChange(
                                path: ["metadata", "annotations", "berth.dev/address"],
                                old: .string(former.description), new: .string("\(id)/application/shop"), reason: .spec),
                            LeafChange(
                                path: applied, old: .string("sha256:a\(number)"), new: .string("b\(number)"),
                                reason: .spec),
                        ])
                ])
            step.formerly = [former]
            return [step]
        }
        let text = PlanText(TextLayout(width: 120)).render(Self.plan(steps))
        #expect(text.contains("5 workspaces, each") && text.contains("moved from <id>/application/old"), "\(text)")
        #expect(PlanMarkdown().render(Self.plan(steps)).contains("(5 different values)"))
    }

    /// Somebody wrote the same into each, one after the other.
    @Test func equalDriftIsToldOnce() {
        let steps = (1...3).map { number in
            [
                Step(
                    address: ResourceAddress(workspace: "w\(number)", "application/shop"), kind: .application,
                    action: .update, reason: "drift",
                    changes: [
                        ItemChange(
                            key: Self.deployment("w\(number)"), action: .update,
                            leaves: [
                                LeafChange(
                                    path: ["spec", "replicas"], old: 7, new: 2, reason: .drift,
                                    author: .init(manager: "kubectl", time: "2026-11-23T04:1\(number):02Z"))
                            ])
                    ])
            ]
        }
        let text = PlanText(TextLayout(width: 120)).render(Self.plan(steps))
        #expect(text.contains("3 workspaces, each"), "\(text)")
        #expect(text.contains("kubectl at 2026-11-23T04:11:02Z … 2026-11-23T04:13:02Z"), "\(text)")
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

    /// Whatever things are called: no name is cut but between workspaces that are counted, and nothing is wider than the page.
    @Test(arguments: [80, 200]) func longNamesAreWrappedAndNotCut(_ width: Int) {
        let ids = (1...4).map { String(repeating: "n", count: 55) + "\($0)" }
        let text = PlanText(TextLayout(width: width)).render(Self.plan(ids.map { Self.new($0) } + [Self.new("w1")]))
        let whole = text.split(whereSeparator: \.isWhitespace).joined()
        for id in ids { #expect(whole.components(separatedBy: id).count > 1, "\(text)") }
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= width }, "\(text)")
    }

    /// The rest of a section stays aligned when one address is too long, and a wait names its line at every width.
    @Test(arguments: [80, 120]) func reasonsStandBelowEachOther(_ width: Int) {
        let names = ["placement", "application/" + String(repeating: "a", count: 60), "control-plane", "api"]
        let steps = names.map { name in
            Step(
                address: ResourceAddress(workspace: "payments", name), kind: .application,
                action: name == "api" || name == "placement" ? .wait : .create, reason: "because of this",
                location: SourceLocation(file: "specs/workspaces/payments.yaml", line: 4))
        }
        let text = PlanText(TextLayout(width: width)).render(
            Plan(estate: "e", purpose: .apply, steps: steps, groups: [Plan.Group(name: "payments", cluster: "m1")]))
        let lines = text.split(separator: "\n").map(String.init)
        let behind = lines.filter { $0.contains("because") && $0.contains("payments/") }
        #expect(behind.count == 3, "\(text)")
        #expect(Set(behind.map { $0.prefix(while: { $0 != "b" }).count }).count == 1, "\(text)")
        #expect(text.components(separatedBy: "specs/workspaces/payments.yaml:4").count == 5, "\(text)")
    }

    /// What is said about values is no value.
    @Test func wordsAreNotTakenForValues() throws {
        func step(_ id: String, _ value: Value, isOpen: Bool = false) -> Step {
            let key = ItemKey(place: .dns, apiVersion: "v1", kind: "Record", name: "\(id).example.com")
            let path: Path = ["spec", "address"]
            var item = Item(key: key, desired: ["spec": ["address": value]])
            if isOpen {
                item.insertions[path] = Insertion([
                    .reference(Reference(ResourceAddress(workspace: id, "kubeconfig"), "address"))
                ])
            }
            return Step(
                address: ResourceAddress(workspace: id, "dns"), kind: .dns, action: .create, reason: "new",
                changes: [
                    ItemChange(
                        key: key, action: .create, item: item,
                        leaves: [LeafChange(path: path, old: nil, new: value, reason: .spec)])
                ])
        }
        let words: Value = "(known after apply)"
        let open = Self.plan([[step("a1", words, isOpen: true)]])
        let real = Self.plan([[step("a1", words)]])
        let many = Self.plan((1...4).map { [step("w\($0)", words, isOpen: true)] })
        let few = Self.plan((1...4).map { [step("w\($0)", .string($0 % 2 == 0 ? "x" : "y"))] })
        for render in [{ PlanText().render($0) }, { PlanMarkdown().render($0) }] as [(Plan) -> String] {
            #expect(render(open).contains("spec.address: (known after apply)\n"), "\(render(open))")
            #expect(render(many).contains("spec.address: (known after apply)\n"), "\(render(many))")
            #expect(render(real).contains(#"spec.address: "(known after apply)""#), "\(render(real))")
            #expect(render(few).contains(#"spec.address: ("x", "y", by workspace)"#), "\(render(few))")
        }
        #expect(!PlanHTML().render(open).contains("&quot;(known after apply)&quot;"))
        #expect(PlanHTML().render(real).contains("&quot;(known after apply)&quot;"))
    }
}
