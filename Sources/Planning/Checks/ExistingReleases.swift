import Document
import Resources

/// Looks for releases that Helm itself keeps where a chart is to be installed: two that write the same objects would undo each
/// other's work.
struct ExistingReleases: Sendable {
    let world: World
    let backends: any BackendProvider

    struct Result: Sendable {
        var problems: [Plan.Problem] = []
        var remarks: [String] = []
    }

    /// What to do about a release.
    static func hint(_ release: HelmRelease) -> String {
        "`adopt: true`, or `berth import` once, takes its objects over as they are; or remove it with `helm uninstall \(release.name) --namespace "
            + "\(release.namespace)`, which takes its objects along, or give the chart another `helm: {releaseName, namespace}`"
    }

    /// The releases in the way. Only where something of a chart is made anew is anything asked: one that stands is known not
    /// to be Helm's.
    func found(for graph: ResourceGraph, _ steps: [Step]) async -> Result {
        let new = Set(
            steps.filter { $0.changes.contains { $0.action == .create || $0.precondition?.adopted != nil } }
                .map(\.address))
        let resources = graph.resources.filter {
            $0.release != nil && $0.address.hookedChart == nil && new.contains($0.address)
        }
        let answers = await resources.concurrentMap(limit: 16) { await found(for: $0) }
        return answers.reduce(into: Result()) { result, answer in
            result.problems += answer.problems
            result.remarks += answer.remarks
        }
    }

    private func found(for resource: Resource) async -> Result {
        guard let release = resource.release, let place = resource.items.first?.key.place,
            world.unreachableReason(of: place) == nil, world.absentReason(of: place) == nil
        else { return Result() }
        let secrets: [Observation]
        do {
            secrets = try await backends.backend(for: place)
                .objects(of: ItemKind(group: "", kind: "Secret", version: "v1"), in: release.namespace)
        } catch {
            return Result(remarks: [
                "whether there is a Helm release \(release.name) in namespace \(release.namespace) of \(place.description) "
                    + "could not be found out: \(error)"
            ])
        }
        let prefix = "sh.helm.release.v1.\(release.name).v"
        let records = secrets.filter { secret in
            secret.key.name.hasPrefix(prefix) && secret.key.name.dropFirst(prefix.count).allSatisfy(\.isNumber)
                && secret.label("status") != "uninstalled"
        }
        guard !records.isEmpty else { return Result() }
        guard !resource.adopts else {
            return Result(remarks: [
                "Helm still keeps a record of the release \(release.name) in namespace \(release.namespace) of "
                    + "\(place.description), whose objects \(resource.address) takes over; after the apply, remove it: "
                    + "kubectl delete secret -n \(release.namespace) -l owner=helm,name=\(release.name)"
            ])
        }
        return Result(problems: [
            Plan.Problem(
                kind: .foreign, address: resource.address,
                message: "there is a Helm release \(release.name) in namespace \(release.namespace) of "
                    + "\(place.description) already", hint: Self.hint(release))
        ])
    }
}
