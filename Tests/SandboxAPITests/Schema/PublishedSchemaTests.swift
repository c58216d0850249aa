import Document
import Foundation
import TestSupport
import Testing
import YAML

@testable import SandboxAPI

/// Compares what we declare with what a real server publishes.
@Suite(.enabled(if: KubeTruth.isPresent, "the published schemas lie beside the repository"))
struct PublishedSchemaTests {
    private static let documents = [
        "openapi-core-v1.json", "openapi-apps-v1.json", "openapi-batch-v1.json", "openapi-rbac-v1.json",
    ]

    @Test(arguments: documents)
    func builtInTypesMergeAsPublished(_ document: String) throws {
        let published = try #require(KubeTruth.value(of: document).schemas)
        var compared = 0
        for (name, schema) in published where name.hasPrefix("io.k8s.api") {
            let short = String(name.split(separator: ".").last ?? "")
            guard case .map(let type)? = SchemaCatalog.builtIn[short] else { continue }
            compared += 1
            #expect(type.isAtomic == (schema["x-kubernetes-map-type"] == "atomic"), "\(short)")
            for (field, property) in schema["properties"]?.object ?? [:] {
                guard let ours = type.fields[field] else {
                    Issue.record("\(short).\(field) is not declared")
                    continue
                }
                #expect(ours.type.mergeNote == property.mergeNote, "\(short).\(field)")
            }
        }
        #expect(compared > 3)
    }

    /// What `kubectl explain` shows of built-in kinds: the names and types of fields, and which are required.
    @Test(arguments: [("api/v1", "openapi-core-v1.json"), ("apis/apps/v1", "openapi-apps-v1.json")])
    func documentsAreThoseOfTheServer(_ path: String, _ file: String) throws {
        let published = try #require(KubeTruth.value(of: file).schemas)
        let answer = try TestServer().send("GET", "/openapi/v3/\(path)").body
        let ours = try #require(answer["components"]?["schemas"]?.object)
        #expect(ours.count > 30)
        for (name, schema) in ours {
            guard let theirs = published[name] else { continue }
            let required = schema["required"]?.array ?? []
            // Kinds that are known by their protobuf message alone do not say what is required.
            if SchemaCatalog.builtIn[name.split(separator: ".").last.map(String.init) ?? ""] != nil {
                #expect(Set(required) == Set(theirs["required"]?.array ?? []), "\(name)")
            }
            for (field, property) in schema["properties"]?.object ?? [:] {
                let wanted = theirs["properties"]?[field]
                // What the server only keeps, and never looks into, is declared as a whole.
                if property.shape.contains("object") { continue }
                #expect(property.shape == wanted?.shape, "\(name).\(field)")
            }
        }
    }

    /// Every property of Kamaji's CRD, its type, merge, default, constraints and rules.
    @Test func tenantControlPlaneIsDeclaredAsKamajiDoes() throws {
        let folder = KubeTruth.folder
        let file = folder.appending(path: "../kamaji/tenantcontrolplanes.crd.yaml")
        let documents = try YAML.parse(Array(Data(contentsOf: file)), file: file.lastPathComponent)
        let theirs = try #require(documents.first?.value)
        let ours = TenantControlPlaneDefinition.object
        for path: Path in [["spec", "names"], ["spec", "group"], ["spec", "scope"]] {
            #expect(ours[path] == theirs[path])
        }
        let version = Path([.key("spec"), .key("versions"), .index(0)])
        for key in ["name", "additionalPrinterColumns", "subresources", "served", "storage"] {
            #expect(ours[version]?[key] == theirs[version]?[key])
        }
        let schema = Path(version.components + ["schema", "openAPIV3Schema"].map(Path.Component.key))
        let differences = Value.differences(
            from: try #require(theirs[schema]).essentials, to: try #require(ours[schema]).essentials
        )
        for difference in differences.prefix(40) {
            Issue.record(
                "\(difference.path): \(difference.old?.compactJSON ?? "–") → \(difference.new?.compactJSON ?? "–")")
        }
    }
}

extension Value {
    fileprivate var schemas: Object? { self["components"]?["schemas"]?.object }

    /// How a published property merges.
    fileprivate var mergeNote: String {
        if self["type"] == "array" {
            switch self["x-kubernetes-list-type"]?.string {
            case "map":
                let keys = (self["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
                return "list by \(keys.joined(separator: " "))"
            case "set": return "set"
            default: return "list"
            }
        }
        if self["additionalProperties"] != nil {
            return self["x-kubernetes-map-type"] == "atomic" ? "atomic map" : "map"
        }
        return ""
    }

    /// A schema without words, formats and the order of what has none.
    fileprivate var essentials: Value {
        guard case .object(let object) = self else { return self }
        var result = Object()
        for (key, value) in object {
            switch key {
            case "description" where value.string != nil, "format": continue
            case "x-kubernetes-list-type" where value == "atomic": continue
            case "properties":
                result[key] = .object((value.object ?? [:]).mapValues(\.essentials))
            case "items", "additionalProperties": result[key] = value.essentials
            case "default", "x-kubernetes-validations", "anyOf": result[key] = value
            default: result[key] = value
            }
        }
        // The root's own members are the server's business.
        return .object(result)
    }
}

extension SchemaType {
    fileprivate var mergeNote: String {
        switch resolved {
        case .list(let list):
            switch list.ownership {
            case .atomic: "list"
            case .set: "set"
            case .keyed(let keys): "list by \(keys.joined(separator: " "))"
            }
        case .map(let map) where map.element != nil: map.isAtomic ? "atomic map" : "map"
        default: ""
        }
    }
}

extension Value {
    /// The type of a property: of what it refers to the name.
    fileprivate var shape: String {
        if let reference = (self["allOf"]?[0] ?? self)["$ref"]?.string {
            return reference.split(separator: "/").last.map(String.init) ?? ""
        }
        if let items = self["items"] { return "[\(items.shape)]" }
        if let element = self["additionalProperties"] { return "{\(element.shape)}" }
        return self["type"]?.string ?? "any"
    }
}
