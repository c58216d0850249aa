import Diagnostics
import Document
import Resources
import Specification

/// Makes the graph of resources from a specification and what the world says about placement; a pure function.
///
/// Every step of the product page is a resource or a gate here; the edges are what really has to come first.
package struct Composer {
    let specification: SpecificationSet
    let facts: PlacementFacts
    private(set) var collector = DiagnosticCollector()
    var resources: [ResourceAddress: Resource] = [:]
    /// The workspaces whose cluster cannot be known now, with the reason.
    private var unknown: [String: String] = [:]
    private var clusters: [String: String] = [:]

    var estate: Estate { specification.estate }

    /// What composing gives.
    package struct Result: Sendable {
        package var graph: ResourceGraph
        /// The management cluster of each workspace.
        package var clusters: [String: String]
        /// The workspaces that are left out since a cluster that might hold them did not answer, with the reason.
        package var unknown: [String: String]
    }

    private init(_ specification: SpecificationSet, _ facts: PlacementFacts) {
        self.specification = specification
        self.facts = facts
    }

    /// Composes the chosen workspaces (nil: all); throws everything that is wrong with templates and placement.
    package static func compose(
        _ specification: SpecificationSet, facts: PlacementFacts, workspaces chosen: Set<String>? = nil
    ) throws(DiagnosticsError) -> Result {
        var composer = Composer(specification, facts)
        composer.place()
        for workspace in specification.workspaces where chosen?.contains(workspace.id) ?? true {
            if let cluster = composer.clusters[workspace.id] { composer.compose(workspace, on: cluster) }
        }
        composer.refuseCollisions()
        try composer.collector.throwIfErrors()
        return Result(
            graph: try ResourceGraph(composer.resources.values), clusters: composer.clusters,
            unknown: composer.unknown)
    }

    /// Places all workspaces, so that choosing some of them does not change where the others would go.
    private mutating func place() {
        var placement = Placement(estate: estate, facts: facts)
        for workspace in specification.workspaces {
            do throws(DiagnosticsError) {
                switch try placement.cluster(for: workspace) {
                case .cluster(let name): clusters[workspace.id] = name
                case .unknown(let cluster, let reason):
                    unknown[workspace.id] = "\(cluster) might hold it and did not answer: \(reason)"
                }
            } catch {
                collector.add(contentsOf: error.diagnostics)
            }
        }
    }

    private mutating func compose(_ workspace: Workspace, on cluster: String) {
        var part = WorkspaceComposer(specification: specification, workspace: workspace, cluster: cluster)
        part.compose(recorded: facts)
        collector.add(contentsOf: part.collector.diagnostics)
        for resource in part.resources {
            // What a cluster shares is composed by each of its consumers; they have to want the same.
            if let other = resources.updateValue(resource, forKey: resource.address),
                other.deployment != resource.deployment || other.items != resource.items
            {
                collector.add(
                    .error(
                        "workspace \(workspace.id) wants \(resource.address) with another revision or other values than "
                            + "another workspace on \(cluster)", at: resource.location,
                        notes: "the application is shared by all workspaces of a cluster: let them agree"))
            }
        }
    }

    /// Two resources must not claim the same thing in the world.
    private mutating func refuseCollisions() {
        var owners: [ItemKey: ResourceAddress] = [:]
        for resource in resources.values.sorted(by: { $0.address < $1.address }) {
            for item in resource.items {
                if let other = owners.updateValue(resource.address, forKey: item.key), other != resource.address {
                    collector.add(
                        .error(
                            "\(other) and \(resource.address) both want \(item.key) in \(item.key.place.description)",
                            at: item.location, notes: "give one of them another name or namespace"))
                }
            }
        }
    }
}
