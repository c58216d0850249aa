import Document
import Resources
import Specification
import State

/// Refuses content that changed under a revision in use: a revision is immutable, and its digest was recorded at its first
/// use.
struct RevisionCheck: Sendable {
    private let specification: SpecificationSet
    private let used: [String: Digest]

    init(_ specification: SpecificationSet, _ snapshots: [String: Snapshot]) {
        self.specification = specification
        var used: [String: Digest] = [:]
        for record in snapshots.sorted(by: { $0.key < $1.key }).flatMap({ $0.value.deployments.values }) {
            used["\(record.deployment.application) \(record.deployment.revision)"] = record.deployment.digest
        }
        self.used = used
    }

    func problems(in graph: ResourceGraph) -> [Plan.Problem] {
        graph.resources.compactMap { resource in
            guard let deployment = resource.deployment,
                let recorded = used["\(deployment.application) \(deployment.revision)"],
                recorded != deployment.digest
            else { return nil }
            let revision = specification.application(named: deployment.application)?
                .revision(named: deployment.revision)
            let place = (revision?.marks.location(of: .root) ?? resource.location).map { "\($0): " } ?? ""
            return Plan.Problem(
                kind: .invalid, address: resource.address,
                message: "\(place)revision \(deployment.revision) of \(deployment.application) is in use and its files "
                    + "have changed",
                hint: "a used revision stays as it is: undo the change, or make it a new revision")
        }
    }
}
