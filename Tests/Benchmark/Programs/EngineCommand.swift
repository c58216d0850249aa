import ArgumentParser
import Composition
import Dispatch
import Execution
import Glibc
import Planning
import Resources
import Specification
import Synchronization
import TestSupport

/// The pure part of a plan at the size of a fleet: compose, diff, order and walk, with a world in memory.
struct EngineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine", abstract: "Plans a fleet that lies in memory: nothing is asked of anybody.")

    @Argument(help: "How many objects the fleet has, about.")
    var objects = 5000

    @Option(
        help: "How often the plan without changes is made: the difference of two numbers is the cost of plans alone.")
    var rounds = 1

    func run() throws {
        try finished { try await measure() }
    }

    private func measure() async throws {
        // A workspace of the samples has so many objects.
        let count = max(1, objects / 7)
        let workspaces = (0..<count).map { Samples.workspace("team\($0)", applications: ["web"]) }
        let web = Samples.application("web", manifests: [Samples.configMap("web", namespace: "default")])
        let specification = SpecificationSet(
            estate: Samples.estate([Samples.cluster("fsn1-a")]), workspaces: workspaces, catalog: [web],
            templates: Samples.templates)
        let create = try await clocked("plan from nothing") {
            try await plan(specification, try await EngineWorld())
        }
        let world = try await EngineWorld(applying: create)
        try await clocked("compose alone") { _ = try compose(specification) }
        var unchanged = create
        for _ in 0..<rounds {
            unchanged = try await clocked("plan without changes") { try await plan(specification, world) }
        }
        guard !unchanged.hasChanges, unchanged.problems.isEmpty else {
            let changing = unchanged.steps.filter(\.action.isChange).prefix(3).map { step in
                "\(step.address): \(step.reason) \(step.changes.flatMap(\.leaves).map(\.path.description))"
            }
            throw ValidationError("the fleet is not in place: \(changing) \(unchanged.problems.prefix(3))")
        }
        try await clocked("walk from nothing") {
            var walk = Walk(create.steps.filter(\.runs))
            while let place = walk.next() { _ = walk.end(place, .done) }
        }
        let items = unchanged.steps.map(\.changes.count).reduce(0, +)
        print(
            "workspaces=\(count) resources=\(unchanged.steps.count) objects=\(items) "
                + "plan_bytes=\(unchanged.file.count) "
                + "megabytes=\((Double(rusage.own.ru_maxrss) / 1024).rounded(to: 1))")
    }

    private func compose(_ specification: SpecificationSet) throws -> Composer.Result {
        var facts = PlacementFacts()
        for workspace in specification.workspaces { facts.placed[workspace.id] = "fsn1-a" }
        return try Composer.compose(specification, facts: facts)
    }

    private func plan(_ specification: SpecificationSet, _ world: EngineWorld) async throws -> Plan {
        try await Planner(
            specification: specification, backends: world, secrets: FixedSecrets(), snapshots: world.snapshots
        ).plan()
    }

    @discardableResult
    private func clocked<Result>(_ what: String, _ body: () async throws -> Result) async throws -> Result {
        let (start, before) = (ContinuousClock.now, rusage.own.processor)
        let result = try await body()
        let seconds = start.duration(to: .now).seconds.rounded(to: 3)
        print("\(what): \(seconds) s, of the processor \((rusage.own.processor - before).rounded(to: 3)) s")
        return result
    }
}

/// Runs asynchronous work from a thread that waits for it. A main function that is asynchronous itself would leave the main
/// thread to Dispatch, which suspends it in a way that ends valgrind 3.19.
private func finished(_ work: @escaping @Sendable () async throws -> Void) throws {
    final class Outcome: Sendable {
        let result = Mutex<Result<Void, any Error>>(.success(()))
    }
    let (outcome, ended) = (Outcome(), DispatchSemaphore(value: 0))
    Task.detached {
        do { try await work() } catch { outcome.result.withLock { $0 = .failure(error) } }
        ended.signal()
    }
    ended.wait()
    try outcome.result.withLock(\.self).get()
}
