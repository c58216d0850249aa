import Document
import Testing

@testable import SandboxAPI

/// The documents by which clients explain and validate.
struct OpenAPITests {
    private let server: TestServer

    init() throws {
        server = try TestServer()
        try server.server.create(TenantControlPlaneDefinition.object, as: "test")
        try server.server.mergePatch(
            .customResourceDefinitions, ObjectKey(name: "tenantcontrolplanes.kamaji.clastix.io"), subresource: "status",
            [
                "status": [
                    "conditions": [["type": "Established", "status": "True"]],
                    "acceptedNames": ["plural": "tenantcontrolplanes", "kind": "TenantControlPlane"],
                ]
            ], as: "test")
    }

    @Test func everyReferenceLeadsSomewhere() {
        let paths = server.send("GET", "/openapi/v3").body["paths"]?.object ?? [:]
        #expect(paths["apis/kamaji.clastix.io/v1alpha1"] != nil)
        for path in paths.keys where path.contains("v1") {
            let document = server.send("GET", "/openapi/v3/\(path)").body
            let schemas = document["components"]?["schemas"]
            for reference in document.references {
                let name = String(reference.split(separator: "/").last ?? "")
                #expect(schemas?[name] != nil, "\(reference)")
            }
        }
        let older = server.send("GET", "/openapi/v2").body
        #expect(!older.references.isEmpty)
        for reference in older.references {
            let name = String(reference.split(separator: "/").last ?? "")
            #expect(older["definitions"]?[name] != nil, "\(reference)")
        }
    }

    @Test(arguments: [
        ("api/v1", "io.k8s.api.core.v1.ServicePort", "targetPort", "io.k8s.apimachinery.pkg.util.intstr.IntOrString"),
        ("api/v1", "io.k8s.api.core.v1.Pod", "metadata", "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"),
        (
            "apis/autoscaling/v2", "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec", "scaleTargetRef",
            "io.k8s.api.autoscaling.v2.CrossVersionObjectReference"
        ),
        (
            "apis/kamaji.clastix.io/v1alpha1", "io.clastix.kamaji.v1alpha1.TenantControlPlane", "metadata",
            "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
        ),
    ])
    func typesHaveTheirNames(_ path: String, _ name: String, _ field: String, _ type: String) {
        let schema = server.send("GET", "/openapi/v3/\(path)").body["components"]?["schemas"]?[name]
        let reference = schema?["properties"]?[field]?["allOf"]?[0]?["$ref"]?.string
        #expect(reference == "#/components/schemas/\(type)")
    }

    @Test func olderClientsReadTheDocumentAsProtobuf() throws {
        let response = server.server.respond(
            to: APIRequest(
                method: "GET", target: "/openapi/v2",
                headers: [("Accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf")]))
        let bytes = try #require(response.bytes)
        var reader = ProtobufReader(bytes[...])
        var members: [Int: Int] = [:]
        var definitions: ArraySlice<UInt8> = []
        while let (number, payload) = try reader.next() {
            guard case .bytes(let content) = payload else { continue }
            members[number] = content.count
            if number == 9 { definitions = content }
        }
        #expect(Set(members.keys) == [1, 2, 8, 9])
        var names: Set<String> = []
        var entries = ProtobufReader(definitions)
        while case (1, .bytes(let entry))? = try entries.next() {
            var entry = ProtobufReader(entry)
            if case (1, .bytes(let name))? = try entry.next() { names.insert(String(decoding: name, as: UTF8.self)) }
        }
        let document = server.send("GET", "/openapi/v2").body
        let definitionNames = document["definitions"]?.object?.keys ?? []
        #expect(names == Set(definitionNames))
    }
}

extension Value {
    /// Everything that is referred to.
    fileprivate var references: Set<String> {
        switch self {
        case .array(let items): Set(items.flatMap(\.references))
        case .object(let members):
            members.values.reduce(into: Set([members["$ref"]?.string].compactMap { $0 })) {
                $0.formUnion($1.references)
            }
        default: []
        }
    }
}
