import Document
import Files
import Kubernetes
import TestSupport
import Testing

@testable import Backends

/// What is remembered of servers is used as long as it may be so, and never believed where it cannot be.
struct DiscoveryStoreTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("discovery.json")
    }

    private static func discovery(_ kinds: String..., stale: Set<String> = []) -> Discovery {
        Discovery(
            kinds.map { kind in
                APIResource(
                    kind: GroupVersionKind(apiVersion: "shop.example.com/v1", kind: kind),
                    plural: kind.lowercased() + "s", isNamespaced: kind != "Region", verbs: ["get", "list"])
            }, stale: stale)
    }

    private func recalled(_ uid: String, _ version: String, from store: DiscoveryStore? = nil) async -> [String]? {
        let store = store ?? DiscoveryStore(path: path)
        return await store.memory(of: uid, version: version).recall()?.resources.map(\.kind.kind)
    }

    @Test func isReadBackByTheNextRun() async {
        let store = DiscoveryStore(path: path)
        let first = Self.discovery("Widget", "Region")
        #expect(await store.memory(of: "a", version: "v1.35.2").keep(first).value == first.value)
        _ = await store.memory(of: "b", version: "v1.35.2").keep(first)
        _ = await store.memory(of: "c", version: "v1.36.0").keep(Self.discovery("Widget"))
        #expect(await recalled("a", "v1.35.2") == nil, "nothing is written yet")
        store.save()
        #expect(await recalled("a", "v1.35.2") == ["Widget", "Region"])
        #expect(await recalled("b", "v1.35.2") == ["Widget", "Region"])
        #expect(await recalled("c", "v1.36.0") == ["Widget"])
        #expect(await recalled("a", "v1.36.0") == nil, "another version may serve something else")
        #expect(await recalled("d", "v1.35.2") == nil)
        let kept = await DiscoveryStore(path: path).memory(of: "a", version: "v1.35.2").recall()
        #expect(kept?.resources == first.resources, "scope, plural and verbs are kept")
    }

    /// What a silent server of a group would serve is not known.
    @Test func anIncompleteAnswerIsForgotten() async {
        let store = DiscoveryStore(path: path)
        let memory = store.memory(of: "a", version: "v1")
        _ = await memory.keep(Self.discovery("Widget"))
        _ = await memory.keep(Self.discovery("Widget", stale: ["metrics.k8s.io/v1beta1"]))
        #expect(await recalled("a", "v1", from: store) == nil)
        store.save()
        #expect(await recalled("a", "v1") == nil)
    }

    @Test(arguments: [
        "", "{", "[]", #"{"format":2}"#, #"{"format":1,"contents":{"sha256:00":[]},"servers":{}}"#,
        #"{"format":1,"contents":7,"servers":{"a":{"version":"v1"}}}"#,
        #"{"format":1,"contents":{},"servers":{"a":{"version":"v1","content":"sha256:\#(String(repeating: "0", count: 64))"}}}"#,
    ])
    func aFileThatIsNoneIsAsGoodAsNone(_ text: String) async throws {
        try folder.write(text, to: "discovery.json")
        #expect(await recalled("a", "v1") == nil)
        let store = DiscoveryStore(path: path)
        _ = await store.memory(of: "a", version: "v1").keep(Self.discovery("Widget"))
        store.save()
        #expect(await recalled("a", "v1") == ["Widget"])
    }

    /// A content that does not match its digest was put there by other hands.
    @Test func aForgedContentIsNotBelieved() async throws {
        let store = DiscoveryStore(path: path)
        _ = await store.memory(of: "a", version: "v1").keep(Self.discovery("Widget"))
        store.save()
        let file = folder.path("discovery.json")
        let text = String(decoding: try RegularFile(reading: file, limit: 1 << 20).bytes, as: UTF8.self)
        try folder.write(text.replacing("widgets", with: "gadgets"), to: "discovery.json")
        #expect(await recalled("a", "v1") == nil)
    }

    @Test func aFolderThatIsNotThereIsNoError() async {
        let store = DiscoveryStore(path: folder.path("absent/discovery.json"))
        _ = await store.memory(of: "a", version: "v1").keep(Self.discovery("Widget"))
        store.save()
        #expect(await recalled("a", "v1", from: store) == ["Widget"])
    }
}
