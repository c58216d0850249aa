import Document
import Resources
import Testing

@testable import Planning

/// What the cluster collects with an object, by `ownerReferences`.
struct TiedObjectsTests {
    private func key(_ kind: String, _ name: String) -> ItemKey {
        ItemKey(place: .management("m"), apiVersion: "v1", kind: kind, namespace: "n", name: name)
    }

    private func object(
        _ kind: String, _ name: String, of owners: (kind: String, uid: String, isController: Bool)...
    ) -> Observation {
        Observation(
            key: key(kind, name),
            value: [
                "metadata": [
                    "uid": .string(name),
                    "ownerReferences": .array(
                        owners.map {
                            ["kind": .string($0.kind), "uid": .string($0.uid), "controller": .bool($0.isController)]
                        }),
                ]
            ])
    }

    @Test func whatControllersMakeIsNotTold() {
        let web = key("Deployment", "web")
        let found = TiedObjects.collected(
            with: ["web": web],
            among: [
                object("ReplicaSet", "rs", of: ("Deployment", "web", true)),
                object("Pod", "pod", of: ("ReplicaSet", "rs", true)),
                object("ConfigMap", "tied", of: ("Deployment", "web", false)),
                // Behind what the controller made, and behind what is tied.
                object("Secret", "deep", of: ("ReplicaSet", "rs", false)),
                object("Secret", "deeper", of: ("ConfigMap", "tied", false)),
                object("ConfigMap", "other", of: ("Deployment", "other", false)),
                object("ConfigMap", "free"),
            ])
        #expect(found.keys.map(\.self) == [web])
        #expect(Set(found[web]?.map(\.name) ?? []) == ["tied", "deep", "deeper"])
    }

    /// It stays as long as one of its owners does.
    @Test func anotherOwnerKeepsIt() {
        let both = object("ConfigMap", "both", of: ("Deployment", "a", false), ("Deployment", "b", false))
        let (one, two) = (key("Deployment", "a"), key("Deployment", "b"))
        #expect(TiedObjects.collected(with: ["a": one], among: [both]).isEmpty)
        #expect(TiedObjects.collected(with: ["a": one, "b": two], among: [both]) == [one: [both.key]])
    }

    /// What the controller of a custom kind makes, Berth does not know.
    @Test func ofCustomKindsEverythingIsTold() {
        let shop = key("Shop", "shop")
        let found = TiedObjects.collected(
            with: ["shop": shop],
            among: [
                object("StatefulSet", "db", of: ("Shop", "shop", true)),
                object("Pod", "db-0", of: ("StatefulSet", "db", true)),
            ])
        #expect(found == [shop: [key("StatefulSet", "db")]])
    }

    @Test func ofAControlPlaneAllIsToldThatKamajiDidNotMake() {
        let plane = key("TenantControlPlane", "w")
        let found = TiedObjects.collected(
            with: ["w": plane],
            among: [
                object("Secret", "w-ca", of: ("TenantControlPlane", "w", true)),
                object("PersistentVolumeClaim", "backup", of: ("TenantControlPlane", "w", false)),
            ])
        #expect(found == [plane: [key("PersistentVolumeClaim", "backup")]])
    }
}
