import Resources
import Testing

struct ItemKindTests {
    @Test(arguments: [
        ("Deployment", "deployments"), ("NetworkPolicy", "networkpolicies"), ("Gateway", "gateways"),
        ("Ingress", "ingresses"), ("StorageClass", "storageclasses"), ("Endpoints", "endpoints"),
        ("EndpointSlice", "endpointslices"), ("APIService", "apiservices"), ("Switch", "switches"),
        ("Mailbox", "mailboxes"),
        ("IPAddress", "ipaddresses"), ("Y", "ys"),
    ])
    func aKindIsCalledInThePluralAsServersDo(_ kind: String, _ plural: String) {
        #expect(ItemKind(group: "", kind: kind).plural == plural)
    }
}
