import Document
import Kubernetes

extension ResourceKind {
    /// The fields that a write through the main resource or a subresource cannot change, and so never owns.
    ///
    /// Source: the strategies' `GetResetFields`.
    func resetFields(subresource: String?) -> FieldSet {
        switch subresource {
        case nil: hasStatus ? Self.status : FieldSet()
        case "status": kind == "Deployment" ? Self.specAndLabels : Self.spec
        default: FieldSet()
        }
    }

    private static let status = FieldSet([["status"]])
    private static let spec = FieldSet([["spec"]])
    private static let specAndLabels = FieldSet([["spec"], ["metadata", "labels"]])
}
