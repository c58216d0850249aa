import Document
import Foundation
import Planning
import Reports
import Resources
import Testing

struct PlanTextTests {
    @Test(arguments: [80, 120, 200])
    func showsEverythingThatChanges(_ width: Int) throws {
        let text = PlanText(TextLayout(width: width)).render(SamplePlan.full)
        try expectGolden(text, "plan-\(width).txt")
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= width })
    }

    /// However much lies at a place that could not be read, the place is told once in each workspace, and why once.
    @Test func aPlaceIsToldOnce() {
        var plan = SamplePlan.full
        let names = ["rbac/ops", "secret/hcloud", "kubeconfig-store", "application/a"]
        plan.steps += names.map { name in
            var step = Step(
                address: ResourceAddress(workspace: "legacy", name), kind: .integration, action: .unknown,
                reason: "tenant legacy could not be read")
            step.silentPlace = .tenant("legacy")
            return step
        }
        let text = PlanText(TextLayout(width: 120)).render(plan)
        #expect(
            text.contains(
                "  ? rbac/ops, secret/hcloud, kubeconfig-store and 1 more are unknown: tenant legacy could not be read"),
            "\(text)")
        #expect(text.split(separator: "\n").count { $0.contains("could not be read") && $0.contains("legacy") } == 1)
        #expect(text.contains("      → check that it is running"), "\(text)")
        let markdown = PlanMarkdown().render(plan)
        #expect(markdown.components(separatedBy: "tenant legacy could not be read").count == 2, "\(markdown)")
        let whole = PlanText(TextLayout(width: 120, isVerbose: true)).render(plan)
        for name in names { #expect(whole.contains("legacy/\(name)")) }
    }

    @Test func showsAllLeavesWhenAsked() throws {
        try expectGolden(PlanText(TextLayout(width: 120, isVerbose: true)).render(SamplePlan.full), "plan-verbose.txt")
    }

    @Test func coloursAreTheOnlyDifference() throws {
        let colored = PlanText(TextLayout(width: 100, usesColor: true)).render(SamplePlan.full)
        let plain = PlanText(TextLayout(width: 100)).render(SamplePlan.full)
        #expect(colored != plain)
        #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    }
}

struct WholePlanTests {
    /// Whoever shows a plan says what shows the whole of it.
    @Test(arguments: [Plan.Purpose.apply, .destroy]) func theCallerNamesTheCommand(_ purpose: Plan.Purpose) {
        var plan = SamplePlan.full
        plan.purpose = purpose
        let text = PlanText(TextLayout(width: 200), whole: "berth show f.plan --verbose").render(plan)
        #expect(text.hasSuffix("`berth show f.plan --verbose` shows everything.\n"), "\(text.suffix(200))")
        #expect(!text.contains("berth plan --verbose"))
    }
}

struct PlanSummaryTests {
    private func plan(_ actions: [Action], purpose: Plan.Purpose = .apply) -> Plan {
        Plan(
            estate: "e", purpose: purpose,
            steps: actions.enumerated().map { index, action in
                Step(
                    address: ResourceAddress(workspace: "w", "application/a\(index)"), kind: .application,
                    action: action, reason: "waits for a worker node")
            }, groups: [])
    }

    /// The headline, the numbers beside each workspace and the last sentence count the same things.
    @Test func everythingIsCountedInObjects() throws {
        func change(_ name: String, _ action: Action) -> ItemChange {
            ItemChange(
                key: ItemKey(place: .management("m"), apiVersion: "v1", kind: "ConfigMap", namespace: "n", name: name),
                action: action)
        }
        var first = change("a", .delete)
        first.companions = ["x", "y", "b"].map { .init(key: change($0, .delete).key, isOwned: true) }
        let address = ResourceAddress(workspace: "w", "application/a")
        let plan = Plan(
            estate: "e", purpose: .apply,
            steps: [
                Step(
                    address: address, kind: .application, action: .update,
                    changes: [first, change("b", .delete), change("c", .create), change("d", .none)]),
                Step(
                    address: ResourceAddress(workspace: "w", "application/u"), kind: .application, action: .unknown,
                    changes: [change("e", .unknown), change("f", .unknown)]),
                Step(
                    address: ResourceAddress(workspace: "w", "active"), kind: .active, action: .unknown, gate: .active),
            ], groups: [Plan.Group(name: "w", cluster: "m")])
        let text = PlanText(TextLayout(width: 120)).render(plan)
        #expect(text.contains("DELETES  2 objects in w, and 2 objects with them"), "\(text)")
        #expect(text.contains("w on m  -2  +1  ?2"), "\(text)")
        #expect(text.contains("Plan: 1 object to create, 0 to update, 2 to delete, 2 unknown."), "\(text)")
        let summary = try #require(try Value(json: PlanJSON().render(plan))["summary"])
        #expect(summary["objects"]?["delete"] == 2 && summary["objects"]?["unknown"] == 2)
        #expect(summary["update"] == 1 && summary["delete"] == 0)
    }

    /// That nothing was tried is not told as a number.
    @Test func whatNothingWasTriedOfIsSaidInWords() {
        let key = ItemKey(place: .tenant("payments"), apiVersion: "v1", kind: "ConfigMap", name: "a")
        let reason = "the control plane does not exist yet"
        let step = Step(
            address: ResourceAddress(workspace: "payments", "application/a"), kind: .application, action: .create,
            changes: [ItemChange(key: key, action: .create, verification: .deferred(reason))])
        let text = PlanText(TextLayout(width: 120)).render(
            Plan(estate: "e", purpose: .apply, steps: [step], groups: []))
        #expect(!text.contains("0 objects tried"), "\(text)")
        #expect(text.contains("What the servers could not try yet is tried before it is written"), "\(text)")
        #expect(text.contains("1 object: \(reason)"))
    }

    @Test func countsObjects() {
        #expect(
            PlanSummary(plan([.create, .create, .update, .defer, .none])).sentence
                == "Plan: 2 objects to create, 1 to update, 0 to delete, 1 deferred.")
        #expect(
            PlanSummary(plan([.replace])).sentence
                == "Plan: 0 objects to create, 0 to update, 1 to replace, 0 to delete.")
        #expect(PlanSummary(plan([.delete], purpose: .destroy)).sentence == "Plan to destroy: 1 object to delete.")
    }

    @Test func saysWhenThereIsNothingToDo() {
        let none = "No changes. The world is as the specifications say."
        #expect(PlanSummary(plan([.none])).sentence == none)
        #expect(PlanSummary(plan([.none, .defer])).sentence == "No changes (1 object deferred).")
        #expect(PlanSummary(plan([.unknown])).sentence == "No changes in what could be read (1 object unknown).")
        #expect(PlanSummary(plan([], purpose: .destroy)).sentence == "Nothing to destroy.")
    }

    struct Left: Sendable {
        var leftovers: Plan.Leftovers
        var actions: [Action] = [.none]
        var sentence: String
    }

    /// That the world is as specified is said of all of it or not at all.
    @Test(arguments: [
        Left(leftovers: .init(orphans: ["old"]), sentence: "No changes; 1 orphaned workspace: old."),
        Left(
            leftovers: .init(orphans: ["a", "b", "c", "d"]), actions: [.none, .defer],
            sentence: "No changes (1 object deferred); 4 orphaned workspaces: a, b, c and 1 more."),
        Left(
            leftovers: .init(orphans: ["old"], omissions: ["--exclude w/dns"]),
            sentence: "No changes; 1 orphaned workspace: old; left out: --exclude w/dns."),
        Left(leftovers: .init(part: "payments"), sentence: "No changes in payments."),
        Left(
            leftovers: .init(part: "shard 2/4"), actions: [.unknown],
            sentence: "No changes in what could be read of shard 2/4 (1 object unknown)."),
        Left(
            leftovers: .init(omissions: ["--exclude w/dns"]), sentence: "No changes; left out: --exclude w/dns."),
        Left(
            leftovers: .init(sharedOrphans: [ResourceAddress(cluster: "m", "application/x")]),
            sentence: "No changes; 1 orphaned application: cluster/m/application/x."),
        Left(
            leftovers: .init(orphans: ["old"]), actions: [.create],
            sentence: "Plan: 1 object to create, 0 to update, 0 to delete; 1 orphaned workspace: old."),
    ])
    func namesWhatIsLeft(_ left: Left) throws {
        var plan = plan(left.actions)
        plan.leftovers = left.leftovers
        #expect(PlanSummary(plan).sentence == left.sentence)
        #expect(try Plan(file: plan.file).leftovers == left.leftovers)
    }

    @Test func wavesAreShownInTheirOrder() throws {
        try expectGolden(PlanText(TextLayout(width: 100)).render(SamplePlan.waves), "plan-waves.txt")
        try expectGolden(PlanMarkdown().render(SamplePlan.waves), "plan-waves.md")
        let waves = try #require(try Value(json: PlanJSON().render(SamplePlan.waves))["waves"]?.array)
        #expect(waves.map { $0["number"] } == [1, 2, 3])
        #expect(waves[1]["pause_seconds"] == 600 && waves[2]["workspaces"]?.array?.count == 12)
    }

    @Test func aWorkspaceThatGoesWithItsFileIsLoud() throws {
        try expectGolden(PlanText(TextLayout(width: 120)).render(SamplePlan.pruning), "plan-pruning.txt")
    }

    @Test func namesWhatIsDeferredWhenNothingElseChanges() {
        let text = PlanText().render(SamplePlan.deferredOnly)
        #expect(text.contains("No changes (2 objects deferred)."))
        #expect(text.contains("payments/application/ingress-nginx: waits for a worker node"))
    }
}
