import Document

extension KindRules {
    /// Its finalizer comes from the admission plug-in `StorageObjectInUseProtection`.
    static let persistentVolumeClaim = KindRules(
        prepare: { object, live, _ in
            let protection: Value = "kubernetes.io/pvc-protection"
            let finalizers = object["metadata"]?["finalizers"]?.array ?? []
            guard live == nil, !finalizers.contains(protection) else { return }
            object[["metadata", "finalizers"]] = .array(finalizers + [protection])
        },
        validate: { object, live in
            guard let live else { return [] }
            return ClaimValidation.changes(object, live)
        })

    /// Source: `ValidateStorageClassUpdate` of `k8s.io/kubernetes/pkg/apis/storage/validation`.
    static let storageClass = KindRules(validate: { object, live in
        FieldProblem.immutable(
            object, live, [["parameters"], ["provisioner"], ["reclaimPolicy"], ["volumeBindingMode"]])
    })
}

/// What may change of a claim.
///
/// Source: `ValidatePersistentVolumeClaimUpdate` of `k8s.io/kubernetes/pkg/apis/core/validation`.
private enum ClaimValidation {
    static func changes(_ object: Value, _ live: Value) -> [FieldProblem] {
        let request: Path = ["resources", "requests", "storage"]
        let newSize = object["spec"]?[request]
        var (spec, before) = (object["spec"] ?? [:], live["spec"] ?? [:])
        if before["volumeName"] == nil { before["volumeName"] = spec["volumeName"] }
        if before["storageClassName"] == nil { before["storageClassName"] = spec["storageClassName"] }
        if object["status"]?["phase"] == "Bound" {
            if spec["resources"]?["requests"] != nil { spec[request] = before[request] }
            if spec["volumeAttributesClassName"] != nil {
                before["volumeAttributesClassName"] = spec["volumeAttributesClassName"]
            }
        }
        var problems: [FieldProblem] = []
        if spec != before {
            let difference = UnifiedDiff.text(from: lines(of: before), to: lines(of: spec))
            problems.append(
                .forbidden(
                    "spec",
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for "
                        + "bound claims\n\(difference)"))
        }
        let capacity = live["status"]?["capacity"]?["storage"]
        if isLess(newSize, than: live["spec"]?[request]), !isLess(capacity, than: newSize) {
            problems.append(
                .forbidden("spec.resources.requests.storage", "field can not be less than status.capacity"))
        }
        return problems + FieldProblem.immutable(object["spec"], live["spec"], [["volumeMode"]])
    }

    private static func isLess(_ one: Value?, than other: Value?) -> Bool {
        guard let one = Quantity(one?.string ?? "0"), let other = Quantity(other?.string ?? "0") else { return false }
        return one < other
    }

    private static func lines(of spec: Value) -> [String] {
        guard let type = SchemaCatalog.builtIn["PersistentVolumeClaimSpec"] else { return [] }
        return GoStructText.lines(of: GoStructText.shown(spec, type))
    }
}
