/// What the schemas say of the members that columns show; a client sees it in the table's head.
enum ColumnDescription {
    static let name =
        "Name must be unique within a namespace. Is required when creating resources, although some resources may "
        + "allow a client to request the generation of an appropriate name automatically. Name is primarily "
        + "intended for creation idempotence and configuration definition. Cannot be updated. More info: "
        + "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names"

    static let created =
        "CreationTimestamp is a timestamp representing the server time when this object was created. It is not "
        + "guaranteed to be set in happens-before order across separate operations. Clients may not set this "
        + "value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null "
        + "for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/"
        + "api-conventions.md#metadata"

    static let data =
        "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. "
        + "Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not "
        + "overlap with the keys in the BinaryData field, this is enforced during validation process."

    static let customAge =
        "Custom resource definition column (in JSONPath format): .metadata.creationTimestamp"
}
