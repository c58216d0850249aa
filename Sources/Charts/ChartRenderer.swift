import Composition
import Diagnostics
import Document
import Files
import Planning
import Resources
import Specification
import Tools

/// Renders the charts of a specification with `helm`, each rendering once a process, several side by side.
package actor ChartRenderer: ChartRendering {
    private let program: String
    private let limits: Tool.Limits
    private var workshop: Task<ChartWorkshop, any Error>?
    private var renderings: [Digest: RenderedApplications.Rendering] = [:]
    private var targets: [Place: ServedAPI] = [:]
    private var asked: Set<Place> = []

    /// So many programs at once: helm keeps a core busy each.
    private static let parallelism = 4
    /// One answer may lead to the next question, but not for ever.
    private static let mostRounds = 64

    /// `home` is what `~` means in the path that the estate may give; `limits` is what rendering one chart may cost.
    package init(_ estate: Estate, home: String?, limits: Tool.Limits = Helm.limits) {
        self.limits = limits
        program = estate.helm?.resolved(home: home) ?? "helm"
    }

    /// Renders with a helm that others use, too.
    init(sharing workshop: Task<ChartWorkshop, any Error>) {
        (program, limits) = ("helm", Helm.limits)
        self.workshop = workshop
    }

    package func rendered(
        _ specification: SpecificationSet, facts: PlacementFacts, selection: GroupSelection,
        asking backends: any BackendProvider
    ) async throws -> RenderedApplications {
        try await rendered(specification, facts, selection) { place in
            await Self.answer(of: place, specification, facts, backends)
        }
    }

    /// The same without asking any target: those that have no answer here are taken to serve what Kubernetes serves by itself.
    package func rendered(
        _ specification: SpecificationSet, facts: PlacementFacts, selection: GroupSelection = .all,
        answers: [Place: ServedAPI] = [:]
    ) async throws -> RenderedApplications {
        try await rendered(specification, facts, selection) { answers[$0] }
    }

    /// Removes what was laid out for helm; nothing is rendered any more.
    package func close() async {
        if case .success(let workshop) = await workshop?.result { await workshop.close() }
    }

    /// Why helm cannot be used here; nil where it can.
    package func obstacle() async -> ToolError? {
        do {
            _ = try await self.workshopInUse()
            return nil
        } catch {
            return error as? ToolError ?? ToolError(program, "render charts", .unusable("cannot be run: \(error)"))
        }
    }

    private func rendered(
        _ specification: SpecificationSet, _ facts: PlacementFacts, _ selection: GroupSelection,
        asking answer: @Sendable @escaping (Place) async -> ServedAPI?
    ) async throws -> RenderedApplications {
        var result = RenderedApplications()
        for _ in 0..<Self.mostRounds {
            try Task.checkCancellation()
            let needs = Composer.chartNeeds(specification, facts: facts, rendered: result, selection: selection)
            guard !needs.isEmpty else { break }
            let places = needs.targets.filter { !asked.contains($0) }.sorted { $0.description < $1.description }
            for (place, api) in await places.concurrentPairs(limit: 16, { await answer($0) }) {
                asked.insert(place)
                targets[place] = api
            }
            for place in needs.targets {
                result.asked.insert(place)
                result.targets[place] = targets[place]
            }
            let requests = needs.requests.values.filter { renderings[$0.digest] == nil }.sorted {
                $0.digest < $1.digest
            }
            let answers = try await requests.concurrentPairs(limit: Self.parallelism) { request in
                try await self.rendering(of: request)
            }
            for (request, rendering) in answers { renderings[request.digest] = rendering }
            for digest in needs.requests.keys { result.charts[digest] = renderings[digest] }
        }
        return result
    }

    private func rendering(of request: ChartRequest) async throws -> RenderedApplications.Rendering {
        do {
            return .objects(try await workshopInUse().render(request))
        } catch let error as DiagnosticsError {
            return .failed(error.diagnostics.first ?? .error("the chart \(request.chart.name) cannot be rendered"))
        } catch let error as CancellationError {
            throw error
        } catch {
            return .failed(.error("\(error)", at: request.chart.location(of: "Chart.yaml")))
        }
    }

    private func workshopInUse() async throws -> ChartWorkshop {
        let (program, limits) = (program, limits)
        let task = workshop ?? Task { try await ChartWorkshop(program: program, limits: limits) }
        workshop = task
        return try await task.value
    }

    /// What a target serves; nil where it does not exist yet or does not answer.
    private static func answer(
        of place: Place, _ specification: SpecificationSet, _ facts: PlacementFacts, _ backends: any BackendProvider
    ) async -> ServedAPI? {
        do {
            if case .tenant(let id) = place {
                guard let workspace = specification.workspace(id: id), let cluster = facts.placed[id] else {
                    return nil
                }
                let location = TenantLocation(workspace: id, cluster: cluster, namespace: workspace.namespace)
                guard try await backends.connectTenant(id, secret: location.secret) != nil else { return nil }
            }
            return try await backends.backend(for: place).servedAPI()
        } catch {
            // That it does not answer is found, and told, when it is observed.
            return nil
        }
    }
}
