import Document

extension KindRules {
    static let namespace = KindRules(
        applyDefaults: { object in
            guard let name = object["metadata"]?["name"] else { return }
            object[["metadata", "labels", "kubernetes.io/metadata.name"]] = name
        },
        prepare: { object, live, _ in
            guard live == nil else { return }
            object[["spec", "finalizers"]] = ["kubernetes"]
            object[["status", "phase"]] = "Active"
        })

    static let configMap = KindRules(validate: { object, live in
        DataValidation.problems(object, live, fields: ["data", "binaryData"])
    })

    static let secret = KindRules(
        applyDefaults: { object in
            for (key, value) in object["stringData"]?.object ?? [:] {
                object[Path(["data", key].map(Path.Component.key))] = .string(
                    Base64.encode(Array((value.string ?? "").utf8)))
            }
            object["stringData"] = nil
        },
        validate: { object, live in
            var problems: [FieldProblem] = []
            if let live, let type = object["type"], type != live["type"] {
                problems.append(.immutable("type", type))
            }
            problems += DataValidation.problems(object, live, fields: ["data"])
            return problems + DataValidation.requiredKeys(object)
        })

    static let node = KindRules(applyDefaults: { object in
        guard object["status"]?["allocatable"] == nil, let capacity = object["status"]?["capacity"] else { return }
        object[["status", "allocatable"]] = capacity
    })

    static let limitRange = KindRules(applyDefaults: { object in
        object[["spec"]]?.updateItems(of: "limits") { item in
            guard item["type"] == "Container" else { return }
            for (resource, most) in item["max"]?.object ?? [:] where item["default"]?[resource] == nil {
                item[["default", resource]] = most
            }
            for source in ["default", "min"] {
                for (resource, amount) in item[source]?.object ?? [:] where item["defaultRequest"]?[resource] == nil {
                    item[["defaultRequest", resource]] = amount
                }
            }
        }
    })

    static let lease = KindRules(validate: { object, _ in
        var problems: [FieldProblem] = []
        if let seconds = object["spec"]?["leaseDurationSeconds"]?.integer, seconds <= 0 {
            problems.append(
                .invalid("spec.leaseDurationSeconds", .integer(seconds), "must be greater than 0"))
        }
        if let count = object["spec"]?["leaseTransitions"]?.integer, count < 0 {
            problems.append(
                .invalid("spec.leaseTransitions", .integer(count), "must be greater than or equal to 0"))
        }
        return problems
    })

    static let networkPolicy = KindRules(
        applyDefaults: { object in
            guard object["spec"]?["policyTypes"]?.array?.isEmpty ?? true else { return }
            let hasEgress = object["spec"]?["egress"]?.array?.isEmpty == false
            object[["spec", "policyTypes"]] = hasEgress ? ["Ingress", "Egress"] : ["Ingress"]
        },
        distinguishesEmpty: true)

    static let webhooks = KindRules(distinguishesEmpty: true)

    static let binding = KindRules(
        applyDefaults: { object in
            let group: Value = "rbac.authorization.k8s.io"
            if object["roleRef"]?["apiGroup"] ?? "" == "" { object[["roleRef", "apiGroup"]] = group }
            object.updateItems(of: "subjects") { subject in
                let isAccount = subject["kind"] == "ServiceAccount"
                if !isAccount, subject["apiGroup"] == nil { subject["apiGroup"] = group }
            }
        },
        validate: { object, live in
            guard let live, let reference = object["roleRef"], reference != live["roleRef"] else { return [] }
            // The message shows the server's internal struct, whose fields have no JSON names.
            let shown: Value = [
                "APIGroup": reference["apiGroup"] ?? "", "Kind": reference["kind"] ?? "",
                "Name": reference["name"] ?? "",
            ]
            return [.invalid("roleRef", shown, "cannot change roleRef")]
        })
}

/// What `ConfigMap` and `Secret` share.
enum DataValidation {
    static func problems(_ object: Value, _ live: Value?, fields: [String]) -> [FieldProblem] {
        var problems = fields.flatMap { keyProblems(object[$0]?.object ?? [:], field: $0) }
        guard let live, live["immutable"] == true else { return problems }
        let reason = "field is immutable when `immutable` is set"
        if object["immutable"] != true { problems.append(.forbidden("immutable", reason)) }
        for field in fields where object[field] != live[field] {
            problems.append(.forbidden(field, reason))
        }
        return problems
    }

    private static func keyProblems(_ data: Object, field: String) -> [FieldProblem] {
        data.sorted.compactMap { key, _ in
            let isFine =
                !key.isEmpty && key != "." && !key.hasPrefix("..")
                && key.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                        UInt8(ascii: "."):
                        true
                    default: false
                    }
                }
            guard !isFine else { return nil }
            return .invalid(
                "\(field)[\(key)]", .string(key),
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
                    + "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')")
        }
    }

    /// The keys that a secret of a well-known type must have.
    static func requiredKeys(_ object: Value) -> [FieldProblem] {
        let keys =
            switch object["type"]?.string {
            case "kubernetes.io/tls": ["tls.crt", "tls.key"]
            case "kubernetes.io/dockerconfigjson": [".dockerconfigjson"]
            case "kubernetes.io/dockercfg": [".dockercfg"]
            case "kubernetes.io/ssh-auth": ["ssh-privatekey"]
            default: [String]()
            }
        return keys.filter { object["data"]?[$0] == nil }.map { .required("data[\($0)]") }
    }
}
