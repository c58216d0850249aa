import Resources
import Testing

@testable import Planning

/// What people call an object on a command line.
struct ObjectNameTests {
    struct Case: Sendable {
        var text: String
        var isName: Bool
    }

    private static let web = ItemKey(
        place: .management("m"), apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web")

    @Test(arguments: [
        Case(text: "web", isName: true), Case(text: "deployment/web", isName: true),
        Case(text: "Deployment/web", isName: true), Case(text: "deployments/web", isName: true),
        Case(text: "deployment.apps/web", isName: true), Case(text: "apps/v1/deployment/web", isName: true),
        Case(text: "apps/v1beta2/deployment/web", isName: true), Case(text: "deployment/shop/web", isName: true),
        Case(text: "apps/v1/deployment/shop/web", isName: true),
        Case(text: "", isName: false), Case(text: "/web", isName: false), Case(text: "deployment/", isName: false),
        Case(text: "v1/deployment/web", isName: false), Case(text: "deployment.batch/web", isName: false),
        Case(text: "batch/v1/deployment/web", isName: false), Case(text: "deployment/other/web", isName: false),
        Case(text: "configmap/web", isName: false), Case(text: "deployment/web2", isName: false),
        Case(text: "apps/v1/web", isName: false), Case(text: "uid-1", isName: false),
    ])
    func ofAnObject(_ test: Case) {
        #expect(ObjectName(test.text).names(Self.web, uid: "uid-1") == test.isName)
    }

    @Test(arguments: [
        Case(text: "4711", isName: true), Case(text: "k8s-w-w1", isName: true),
        Case(text: "network/k8s-w-w1", isName: true),
        Case(text: "4712", isName: false), Case(text: "record/k8s-w-w1", isName: false),
        Case(text: "v1/4711", isName: false),
    ])
    func ofANetwork(_ test: Case) {
        let key = ItemKey(place: .provider("p"), kind: "Network", name: "k8s-w-w1")
        #expect(ObjectName(test.text).names(key, uid: "4711") == test.isName)
    }

    @Test(arguments: [
        ("Ingress", "shop", "ingresses/web"), ("NetworkPolicy", "shop", "networkpolicies/shop/web"),
        ("ConfigMap", "v1", "configmap/v1/web"), ("ConfigMap", "v1", "v1/configmap/v1/web"),
        ("Endpoints", "shop", "endpoints/web"),
    ])
    func ofAnotherKind(kind: String, namespace: String, text: String) {
        let key = ItemKey(
            place: .management("m"), apiVersion: "v1", kind: kind, namespace: namespace, name: "web")
        #expect(ObjectName(text).names(key, uid: "1"))
    }
}
