import Diagnostics
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
        var result = Result(remarks: takenOver(by: steps, charts: resources))
        for answer in answers {
            result.problems += answer.problems
            result.remarks += answer.remarks
        }
        return result
    }

    /// The releases whose objects are taken over by what is not installed as one of that name, each told once: they stay on Helm's
    /// record.
    private func takenOver(by steps: [Step], charts: [Resource]) -> [String] {
        struct Owner: Hashable {
            var place: Place
            var release: HelmRelease
        }
        let asked = charts.compactMap { chart -> Owner? in
            guard let place = chart.items.first?.key.place, let release = chart.release else { return nil }
            return Owner(place: place, release: release)
        }
        var addresses: [Owner: Set<ResourceAddress>] = [:]
        for step in steps {
            for change in step.changes where change.precondition?.adopted != nil {
                guard let observation = world.observations[change.key],
                    let name = observation.annotation("meta.helm.sh/release-name")
                else { continue }
                let namespace =
                    observation.annotation("meta.helm.sh/release-namespace") ?? change.key.namespace ?? "default"
                let owner = Owner(place: change.key.place, release: HelmRelease(name: name, namespace: namespace))
                if !asked.contains(owner) { addresses[owner, default: []].insert(step.address) }
            }
        }
        return addresses.map { owner, addresses in
            let (name, namespace) = (owner.release.name, owner.release.namespace)
            return
                "the Helm release \(name) in namespace \(namespace) of \(owner.place.description) stays on Helm's record, and "
                + "\(addresses.sorted().map(\.description).joined(separator: ", ")) takes over objects of it; once all that is "
                + "needed of it is Berth's, remove that: kubectl delete secret -n \(namespace) -l owner=helm,name=\(name)"
        }.sorted().map(\.sanitized)
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
