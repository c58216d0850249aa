import Document

/// The OpenAPI v3 schema of a custom resource as its CRD declares it.
package final class StructuralSchema: Sendable {
    /// `spec.versions[].schema.openAPIV3Schema`.
    package let source: Value

    package init(_ source: Value) {
        self.source = source
    }
}
