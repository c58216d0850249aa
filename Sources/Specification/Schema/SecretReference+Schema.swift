import Diagnostics
import Document
import Resources

extension Schema where Output == SecretReference {
    /// Where a secret is found. A secret that is written out is refused without being repeated.
    static var secret: Schema<SecretReference> {
        var json = reference.json
        json["minProperties"] = 1
        json["maxProperties"] = 1
        return Schema(json: json) { node in
            let node = node.sensitive
            guard case .object = node.value else {
                node.report(
                    "\(node.name) is a secret that is written out",
                    notes: [
                        "write where it is found instead: {env: NAME}, {file: PATH}, {age: PATH} "
                            + "or {secret: {cluster, namespace, name, key}}"
                    ])
                return nil
            }
            return reference.read(node)
        }
    }

    private static var reference: Schema<SecretReference> {
        .object(
            Field.optional("env", .variable, "An environment variable that holds the secret."),
            Field.optional("file", .path, "A file that holds the secret and nothing else."),
            Field.optional("age", .path, "A file encrypted with age, opened with the estate's identity."),
            Field.optional("secret", .clusterSecret, "A key of a Secret in a management cluster.")
        ) { node, variable, file, age, secret in
            let sources: [SecretReference.Source?] = [
                variable.map { .environment($0) }, file.map { .file($0.resolved()) },
                age.map { .age($0.resolved()) }, secret,
            ]
            let given = sources.compactMap(\.self)
            guard given.count == 1, let source = given.first else {
                node.report("\(node.name) must have exactly one of env, file, age and secret")
                return nil
            }
            return SecretReference(source, location: node.location)
        }
    }
}

extension Schema where Output == SecretReference.Source {
    fileprivate static var clusterSecret: Schema<SecretReference.Source> {
        .object(
            Field.required("cluster", .label, "The management cluster."),
            Field.required("namespace", .label, "The namespace of the Secret."),
            Field.required("name", .domain, "The name of the Secret."),
            Field.required("key", .text, "The key of its data.")
        ) { _, cluster, namespace, name, key in
            .clusterSecret(cluster: cluster, namespace: namespace, name: name, key: key)
        }
    }
}

extension Schema where Output == String {
    /// The name of an environment variable; what is none may be a secret and is not repeated.
    static var variable: Schema<String> {
        text.map(json: ["type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"]) { text, node in
            if text.isVariableName { return text }
            node.sensitive.report(
                "\(node.name) is not the name of an environment variable",
                notes: ["a name has letters, digits and underscores, as HCLOUD_TOKEN"])
            return nil
        }
    }
}

extension String {
    /// Whether it can be the name of an environment variable.
    var isVariableName: Bool {
        !isEmpty
            && utf8.enumerated().allSatisfy { index, byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
                    true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
                default: false
                }
            }
    }
}
