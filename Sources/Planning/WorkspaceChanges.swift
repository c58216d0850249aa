import Composition
import Document
import Resources
import Specification

/// Which workspaces are not what they were in an earlier specification, by what they are made of: a pure function of both.
///
/// A workspace changed where its own document says something else, or where what is composed of it differs: its resources, with
/// those that its cluster shares, the inputs of its charts, what is left to others, and the parts of the estate that it uses.
/// Where files lie and how they are laid out does not matter.
package struct WorkspaceChanges: Sendable, Hashable {
    /// What is specified now and was not then, or is something else.
    package var changed: Set<String>
    /// What was specified then and is not any more.
    package var removed: Set<String>
    /// The changed ones of which it cannot be told, since they could not be composed then.
    package var untold: Set<String>

    /// `placed` is the cluster of each workspace that has one; of others the first that fits is taken, then and now.
    package init(from then: SpecificationSet, to now: SpecificationSet, placed: [String: String]) {
        let former = Dictionary(then.workspaces.map { ($0.id, $0.digest) }) { first, _ in first }
        removed = Set(former.keys).subtracting(now.workspaces.map(\.id))
        changed = Set(now.workspaces.filter { former[$0.id] != $0.digest }.map(\.id))
        untold = []
        let rest = Set(now.workspaces.map(\.id)).subtracting(changed)
        guard !rest.isEmpty, !then.hasSameSurroundings(as: now) else { return }
        let before = Self.fingerprints(of: rest, in: then, placed)
        let after = Self.fingerprints(of: rest, in: now, placed)
        // What cannot be composed is never taken for the same.
        changed.formUnion(rest.filter { before[$0] == nil || before[$0] != after[$0] })
        untold = rest.filter { before[$0] == nil && after[$0] != nil }
    }

    private static func fingerprints(
        of ids: Set<String>, in specification: SpecificationSet, _ placed: [String: String]
    ) -> [String: Digest] {
        let exemptions = Exemptions(specification, items: [], observations: [])
        let facts = PlacementFacts(anywhereIn: specification, placed: placed)
        return Composer.parts(of: ids, in: specification, facts: facts) { workspace, cluster, part in
            fingerprint(
                of: part, exemptions,
                specification.estate.parts.used(
                    by: workspace, on: cluster, usesCharts: !part.charts.isEmpty))
        }.compactMapValues(\.self)
    }

    /// Nil where it is not known what the workspace is made of.
    private static func fingerprint(of part: Composer.Part, _ exemptions: Exemptions, _ estate: Value) -> Digest? {
        guard !part.isBroken else { return nil }
        var charts: [(String, Value)] = []
        for (name, digest) in part.charts.sorted(by: { $0.key < $1.key }) {
            guard let digest else { return nil }
            charts.append((name, .string(digest.description)))
        }
        let resources = part.resources.sorted { $0.address < $1.address }.map { resource in
            var value = resource.digested
            value["requiresWorkers"] = .bool(resource.requiresWorkers)
            value["exemptions"] = .array(
                resource.items.map { item in
                    .array(exemptions.rules(of: item, at: resource.address).map { .string($0.path.description) })
                })
            return value
        }
        return Digest(of: ["resources": .array(resources), "charts": .object(Object(charts)), "estate": estate])
    }
}

extension SpecificationSet {
    /// Whether all but the workspaces is the same.
    fileprivate func hasSameSurroundings(as other: SpecificationSet) -> Bool {
        estate.digest == other.estate.digest && templates.digest == other.templates.digest
            && catalogDigest == other.catalogDigest
    }
}
