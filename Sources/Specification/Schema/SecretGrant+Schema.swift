import Document

extension Schema where Output == SecretGrant {
    static var secretGrant: Schema<SecretGrant> {
        .object(
            Field.required("workspaces", .allOrIDs, "The ids of the workspaces, or all."),
            Field.defaulted(
                "env", .list(of: .variablePattern), [], "Environment variables; `SHARED_*` is all that begin so."),
            Field.defaulted(
                "files", .list(of: .path), [], "Files, and with a `/` at the end folders and all that is below them."),
            Field.defaulted("age", .list(of: .path), [], "Files encrypted with age, and folders of them."),
            Field.defaulted(
                "secrets", .list(of: .grantedSecret), [], "Secrets in management clusters; of one key or of all.")
        ) { _, workspaces, variables, files, ageFiles, secrets in
            SecretGrant(
                workspaces: workspaces, variables: variables, files: files, ageFiles: ageFiles, secrets: secrets)
        }
    }
}

extension Schema where Output == [String]? {
    /// `all`, which is nil, or a list of ids.
    fileprivate static var allOrIDs: Schema<[String]?> {
        let ids = Schema<[String]>.list(of: .label)
        return Schema(json: ["anyOf": [["const": "all"], ids.json]]) { node in
            if node.value.string == "all" { return .some(nil) }
            return ids.read(node).map { .some($0) }
        }
    }
}

extension Schema where Output == SecretGrant.ClusterSecret {
    fileprivate static var grantedSecret: Schema<SecretGrant.ClusterSecret> {
        .object(
            Field.required("cluster", .label, "The management cluster."),
            Field.required("namespace", .label, "The namespace of the Secret."),
            Field.required("name", .domain, "The name of the Secret."),
            Field.optional("key", .text, "The key of its data; all of them where it is left out.")
        ) { node, cluster, namespace, name, key in
            SecretGrant.ClusterSecret(
                cluster: cluster, namespace: namespace, name: name, key: key, declaredAt: node.location)
        }
    }
}

extension Schema where Output == String {
    /// The name of an environment variable, or the beginning of some with `*`.
    fileprivate static var variablePattern: Schema<String> {
        text(
            "the name of an environment variable, or its beginning and `*`",
            json: ["pattern": #"^[A-Za-z_][A-Za-z0-9_]*\*?$"#]
        ) {
            ($0.hasSuffix("*") ? String($0.dropLast()) : $0).isVariableName
        }
    }
}
