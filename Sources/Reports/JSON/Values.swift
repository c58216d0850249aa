import Diagnostics
import Document
import Planning
import Resources

extension Value {
    /// Adds whose a resource is: a workspace's, or shared by those of a cluster.
    mutating func setScope(of address: ResourceAddress) {
        switch address.scope {
        case .workspace(let id): self["workspace"] = .string(id)
        case .cluster(let name): self["cluster"] = .string(name)
        }
    }
}

extension ItemKey {
    /// The key as reports for programs write it.
    var json: Value {
        var result: Value = ["place": .string(place.text), "kind": .string(kind), "name": .string(name)]
        if !apiVersion.isEmpty { result["apiVersion"] = .string(apiVersion) }
        result["namespace"] = namespace.map(Value.string)
        return result
    }
}

extension LeafChange {
    /// The leaf as reports for programs write it; a sensitive one without its values, whatever it holds.
    var json: Value {
        var result: Value = [
            "path": .string(path.description), "reason": .string(reason.rawValue), "sensitive": .bool(isSensitive),
        ]
        if !isSensitive {
            result["old"] = old
            result["new"] = new
        }
        if let author {
            var value: Value = ["manager": .string(author.manager)]
            value["time"] = author.time.map(Value.string)
            result["author"] = value
        }
        return result
    }
}

extension SourceLocation {
    var json: Value {
        var result: Value = ["file": .string(file)]
        if line > 0 { result["line"] = .integer(Int64(line)) }
        if column > 0 { result["column"] = .integer(Int64(column)) }
        return result
    }
}
