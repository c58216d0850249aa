import Document
import Kubernetes
import Resources
import Testing

@testable import Planning

/// Where what is left to others stands, however somebody names it.
struct ExemptPlaceTests {
    private let wanted: Value = [
        "ports": [["name": "http", "port": 80, "targetPort": 1], ["name": "dns", "port": 53, "protocol": "UDP"]]
    ]
    private let there: Value = [
        "ports": [
            ["name": "other", "port": 9, "protocol": "TCP"], ["name": "dns", "port": 53, "protocol": "UDP"],
            ["name": "http", "port": 80, "protocol": "TCP", "targetPort": 2],
        ]
    ]

    private static let service = ItemKind(group: "", kind: "Service")

    private static func port(_ number: Int64, _ name: String = "TCP") -> Path.Component {
        .item([.init("port", .integer(number)), .init("protocol", .string(name))])
    }

    @Test(
        arguments: [
            (.item([.init("name", "http")]), 0, port(80)), (.item([.init("port", 80)]), 0, port(80)),
            (port(80), 0, port(80)), (.index(0), 0, port(80)), (.index(1), 1, port(53, "UDP")),
            (.item([.init("name", "dns")]), 1, port(53, "UDP")),
        ] as [(Path.Component, Int, Path.Component)])
    func isFoundByWhateverNamesIt(_ name: Path.Component, _ position: Int, _ key: Path.Component) {
        let structure = FieldSet([
            Path([.key("ports"), Self.port(80), .key("targetPort")]), Path([.key("ports"), Self.port(53, "UDP")]),
        ])
        let place = ExemptPlace(
            Path([.key("ports"), name, .key("targetPort")]), in: wanted, there, structure, of: Self.service)
        #expect(place.desired == Path([.key("ports"), .index(position), .key("targetPort")]))
        #expect(place.observed == Path([.key("ports"), key, .key("targetPort")]))
    }

    /// A port without a protocol is not the one of another protocol that somebody else has.
    @Test func anotherProtocolIsAnotherItem() {
        let structure = FieldSet([Path([.key("ports"), Self.port(80), .key("targetPort")])])
        let path = Path([.key("ports"), Self.port(80, "UDP"), .key("targetPort")])
        let place = ExemptPlace(path, in: wanted, there, structure, of: Self.service)
        #expect(place.desired == path && place.observed == path)
    }

    @Test func whatIsNowhereStaysAsItIsNamed() {
        let path: Path = ["spec", "absent"]
        let place = ExemptPlace(path, in: wanted, there, FieldSet(), of: Self.service)
        #expect(place.desired == path && place.observed == path)
        let item = Path([.key("ports"), .item([.init("name", "gone")])])
        #expect(ExemptPlace(item, in: wanted, there, FieldSet(), of: Self.service).observed == item)
    }
}
