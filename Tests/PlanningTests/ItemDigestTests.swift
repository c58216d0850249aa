import Composition
import Document
import Resources
import Specification
import TestSupport
import Testing

@testable import Planning

/// What was digested when an item was composed is what a digest of the item says at any time.
struct ItemDigestTests {
    private func items() throws -> [Item] {
        let rules = DeploymentRules(phase: .prerequisite)
        let catalog = [
            Samples.application("guard", rules: rules, manifests: [Samples.configMap("guard")]),
            Samples.application("app", manifests: [Samples.configMap("app")]),
        ]
        var workspace = Samples.workspace("w", network: true, applications: ["guard", "app"])
        workspace.isProtected = true
        let set = SpecificationSet(
            estate: Samples.estate([Samples.cluster("fsn1-a")]), workspaces: [workspace], catalog: catalog,
            templates: Samples.templates)
        return try Composer.compose(set, facts: PlacementFacts()).graph.resources.flatMap(\.items)
    }

    @Test func isThatOfTheSameItemReadAnew() throws {
        let items = try items()
        #expect(items.contains { $0.composedDigest != nil } && items.contains { !$0.insertions.isEmpty })
        for item in items {
            let read = Item(key: item.key, desired: item.desired, insertions: item.insertions)
            #expect(read.composedDigest == nil && read.digest == item.digest, "\(item.key)")
            var shared = item
            shared.share(read.desired)
            #expect(shared.digest == item.digest && shared.composedDigest == item.composedDigest)
        }
    }

    /// A manifest may be a copy of what is in a cluster, with all that Berth noted there.
    @Test func doesNotChangeWithWhatAManifestWasCopiedWith() throws {
        func namespace(_ annotations: [(String, Value)]) throws -> Item {
            var templates = Samples.templates
            var manifest = try #require(templates.documents["namespace"]?.first).value
            manifest[["metadata", "annotations"]] = .object(Object(annotations))
            templates.documents["namespace"] = [Samples.document(manifest)]
            let set = SpecificationSet(
                estate: Samples.estate([Samples.cluster("fsn1-a")]), workspaces: [Samples.workspace("w")],
                templates: templates)
            let items = try Composer.compose(set, facts: PlacementFacts()).graph.resources.flatMap(\.items)
            return try #require(items.first { $0.key.kind == "Namespace" })
        }
        let noted = ([Item.Mark.appliedAnnotation] + RecordedKinds.annotations).map { ($0, Value.string("v1")) }
        let (plain, copied) = (try namespace([("a", "b")]), try namespace([("a", "b")] + noted))
        #expect(plain.digest == copied.digest)
        let read = Item(key: copied.key, desired: copied.desired)
        #expect(read.digest == copied.digest)
    }

    @Test func changesWithAllThatIsSpecified() throws {
        for item in try items() {
            var other = item
            other.desired[["metadata", "labels", "color"]] = "red"
            #expect(other.composedDigest == nil && other.digest != item.digest, "\(item.key)")
            other.desired[["metadata", "labels", "color"]] = nil
            #expect(other.digest == item.digest, "\(item.key)")
            other.insertions[["data", "more"]] = Insertion([.text("more")])
            #expect(other.digest != item.digest, "\(item.key)")
        }
    }

    @Test func doesNotChangeWithWhatBerthNotes() throws {
        let namespace = try #require(try items().first { $0.key.kind == "Namespace" })
        var kinds = RecordedKinds()
        kinds.insert(namespace.key)
        var other = namespace
        kinds.mark(&other.desired)
        other.location = nil
        #expect(other.desired != namespace.desired && other.digest == namespace.digest)
    }
}
