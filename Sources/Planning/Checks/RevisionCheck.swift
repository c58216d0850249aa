import Diagnostics
import Document
import Resources
import Specification
import State

/// Refuses content that changed under a used revision: a revision is immutable, and its digest was recorded at its first use,
/// whatever became of that.
struct RevisionCheck: Sendable {
    private let specification: SpecificationSet
    private let used: [String: Use]

    private struct Use {
        var digest: Digest
        /// What became of it where, in the order of names.
        var places: [DeploymentRecord.State: [String]] = [:]

        /// `installed in payments, search; failed in billing`.
        var words: String {
            places.sorted { $0.key.rawValue > $1.key.rawValue }
                .map { "\($0.key.rawValue) in \($0.value.listed(most: 4))" }.joined(separator: "; ")
        }
    }

    init(_ specification: SpecificationSet, _ snapshots: [String: Snapshot]) {
        self.specification = specification
        var used: [String: Use] = [:]
        for (group, snapshot) in snapshots.sorted(by: { $0.key < $1.key }) {
            for record in snapshot.deployments.values {
                let revision = "\(record.deployment.application) \(record.deployment.revision)"
                used[revision, default: Use(digest: record.deployment.digest)].places[record.state, default: []]
                    .append(group)
            }
        }
        self.used = used
    }

    func problems(in graph: ResourceGraph) -> [Plan.Problem] {
        graph.resources.compactMap { resource in
            guard let deployment = resource.deployment,
                let recorded = used["\(deployment.application) \(deployment.revision)"],
                recorded.digest != deployment.digest
            else { return nil }
            let revision = specification.application(named: deployment.application)?
                .revision(named: deployment.revision)
            let place = (revision?.marks.location(of: .root) ?? resource.location).map { "\($0): " } ?? ""
            return Plan.Problem(
                kind: .invalid, address: resource.address,
                message: "\(place)revision \(deployment.revision) of \(deployment.application) is in use and its files "
                    + "have changed (\(recorded.words))",
                hint: "a used revision stays as it is: undo the change, or make it a new revision")
        }
    }
}
