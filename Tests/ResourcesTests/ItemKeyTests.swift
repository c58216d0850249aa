import Testing

@testable import Resources

/// One object is one item, in whatever version it is written, read or recorded.
struct ItemKeyTests {
    private static func key(
        _ api: String, _ kind: String = "Widget", _ namespace: String? = "n", _ name: String = "a",
        _ place: Place = .tenant("w")
    ) -> ItemKey { ItemKey(place: place, apiVersion: api, kind: kind, namespace: namespace, name: name) }

    @Test(arguments: [
        (key("example.com/v1"), key("example.com/v1beta1"), true), (key("v1"), key("v2"), true),
        (key("example.com/v1"), key("other.com/v1"), false), (key("v1"), key("example.com/v1"), false),
        (key("v1"), key("v1", "Gadget"), false), (key("v1"), key("v1", "Widget", "o"), false),
        (key("v1"), key("v1", "Widget", nil), false), (key("v1"), key("v1", "Widget", "n", "b"), false),
        (key("v1"), key("v1", "Widget", "n", "a", .tenant("v")), false),
        (key("v1"), key("v1", "Widget", "n", "a", .management("w")), false),
    ])
    func versionsAreNoPartOfTheIdentity(_ one: ItemKey, _ other: ItemKey, _ isSame: Bool) {
        #expect((one == other) == isSame)
        #expect((Set([one, other]).count == 1) == isSame)
        #expect(!isSame || one.hashValue == other.hashValue)
        #expect(!isSame || (!(one < other) && !(other < one)))
        if one.group == other.group, one.kind == other.kind { #expect(one.itemKind == other.itemKind) }
    }

    @Test(arguments: ["Service", "Deployment.apps", "Widget.shop.example.com", "A-b.c-d.e"])
    func kindsReadBack(_ text: String) throws {
        let kind = try #require(ItemKind(text: text))
        #expect(kind.text == text)
        #expect(kind.version == nil)
        #expect(ItemKind.text(of: ItemKind.set(from: text)) == text)
    }

    @Test(arguments: [
        "", ".", ".apps", "Deployment.", "Deployment apps", "Deployment/apps", "../../x", "a\n", "\u{0}", "Ünïcode",
        "{\"a\":1}", "a?b=c", "a%2fb", "*",
    ])
    func whatNamesNoKindIsNone(_ text: String) {
        #expect(ItemKind(text: text) == nil)
        #expect(ItemKind.set(from: "Service,\(text),Secret") == ItemKind.set(from: "Service,Secret"))
    }

    @Test func keysReadBackInTheirVersion() throws {
        for key in [Self.key("example.com/v1beta1"), Self.key("v1"), ItemKey(place: .dns, kind: "Record", name: "x")] {
            let read = try #require(ItemKey(key.value))
            #expect(read == key)
            #expect(read.version == key.version)
        }
    }

    @Test func aChangedCopyLeavesItsOriginalAlone() {
        let key = Self.key("v1", "Secret", "a", "one")
        var other = key
        other.name = "other"
        other.namespace = nil
        other.place = .dns
        other.version = "v2"
        #expect(key == Self.key("v1", "Secret", "a", "one"))
        #expect(other == ItemKey(place: .dns, apiVersion: "v2", kind: "Secret", name: "other"))
        #expect(Set([key, other, Self.key("v1", "Secret", "a", "one")]).count == 2)
    }

    @Test func aChangedCopyOfAnAddressLeavesItsOriginalAlone() {
        let address = ResourceAddress(workspace: "w", "dns")
        var other = address
        other.name += ":removed"
        #expect(address == ResourceAddress("w/dns"))
        #expect(other == ResourceAddress("w/dns:removed"))
        #expect(Set([address, other, ResourceAddress(workspace: "w", "dns")]).count == 2)
    }
}
