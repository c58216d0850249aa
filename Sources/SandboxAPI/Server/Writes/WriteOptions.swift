import Document

/// The query of a write.
struct WriteOptions: Sendable {
    /// What becomes of fields that the kind does not have.
    enum FieldValidation: String, Sendable {
        case ignore = "Ignore"
        case warn = "Warn"
        case strict = "Strict"
    }

    /// Everything happens but the storing.
    var isDryRun = false
    /// Who the fields belong to that the write changes.
    var manager = "unknown"
    /// Whether the request names its manager, as an apply must.
    var namesManager = false
    var fieldValidation = FieldValidation.warn
    /// Who writes; nil: one of the cluster's own parts, who may do everything.
    var user: APIUser?
    /// Whether an apply takes fields from others.
    var isForced = false
    /// The keys that stand twice in the body, of which the last one counts.
    var repeatedKeys: [Path] = []

    /// A write by a controller.
    init(manager: String) {
        self.manager = manager
        namesManager = true
        fieldValidation = .ignore
    }

    init(_ request: APIRequest) throws(StatusError) {
        if let text = request.parameter("dryRun"), !text.isEmpty {
            guard text == "All" else {
                throw Self.invalid(
                    request, .unsupported("dryRun", [.string(text)], supported: ["All"]))
            }
            isDryRun = true
        }
        if let text = request.parameter("fieldValidation"), !text.isEmpty {
            guard let validation = FieldValidation(rawValue: text) else {
                throw Self.invalid(
                    request, .unsupported("fieldValidation", .string(text), supported: ["Ignore", "Strict", "Warn"]))
            }
            fieldValidation = validation
        }
        isForced = request.flag("force")
        if let name = request.parameter("fieldManager"), !name.isEmpty {
            guard name.utf8.count <= Self.longestManager else {
                throw Self.invalid(request, .tooLong("fieldManager", limit: Self.longestManager))
            }
            manager = name
            namesManager = true
        } else if let program = request.header("User-Agent")?.split(separator: "/").first, !program.isEmpty {
            manager = String(program.prefix(Self.longestManager))
        }
    }

    /// In bytes.
    private static let longestManager = 128

    private static func invalid(_ request: APIRequest, _ problem: FieldProblem) -> StatusError {
        let kinds = ["POST": "CreateOptions", "PUT": "UpdateOptions", "PATCH": "PatchOptions"]
        return .invalid(
            kind: kinds[request.method] ?? "DeleteOptions", group: "meta.k8s.io", name: "", [problem])
    }
}
