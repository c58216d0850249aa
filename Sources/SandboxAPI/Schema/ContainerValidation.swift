import Document

/// Source: `validateContainerCommon` of `k8s.io/kubernetes/pkg/apis/core/validation`.
struct ContainerValidation {
    private let container: Value
    private let field: String
    /// The names of the pod's volumes.
    private let volumes: Set<String>

    init(_ container: Value, at field: String, volumes: Set<String>) {
        self.container = container
        self.field = field
        self.volumes = volumes
    }

    var problems: [FieldProblem] {
        identity + ports + environment + mounts + pullPolicy + resources
    }

    private var identity: [FieldProblem] {
        var problems: [FieldProblem] = []
        let name = container["name"]?.string ?? ""
        if name.isEmpty {
            problems.append(.required("\(field).name"))
        } else if let complaint = NameGrammar.label.complaint(about: name) {
            problems.append(.invalid("\(field).name", .string(name), complaint))
        }
        let image = container["image"]?.string ?? ""
        if image.isEmpty {
            problems.append(.required("\(field).image"))
        } else if image.first?.isWhitespace == true || image.last?.isWhitespace == true {
            problems.append(
                .invalid("\(field).image", .string(image), "must not have leading or trailing whitespace"))
        }
        return problems
    }

    private var ports: [FieldProblem] {
        var names: Set<String> = []
        return (container["ports"]?.array ?? []).enumerated().flatMap { index, port -> [FieldProblem] in
            let place = "\(field).ports[\(index)]"
            var problems: [FieldProblem] = []
            if let name = port["name"]?.string, !names.insert(name).inserted {
                problems.append(.duplicate("\(place).name", .string(name)))
            }
            let number = port["containerPort"]?.integer ?? 0
            if number == 0 {
                problems.append(.required("\(place).containerPort"))
            } else if let problem = FieldProblem.portRange("\(place).containerPort", number) {
                problems.append(problem)
            }
            if let number = port["hostPort"]?.integer, let problem = FieldProblem.portRange("\(place).hostPort", number)
            {
                problems.append(problem)
            }
            let protocols = ["SCTP", "TCP", "UDP"]
            if let name = port["protocol"]?.string, !protocols.contains(name) {
                problems.append(.unsupported("\(place).protocol", .string(name), supported: protocols))
            }
            return problems
        }
    }

    private var environment: [FieldProblem] {
        (container["env"]?.array ?? []).enumerated().compactMap { index, variable in
            let place = "\(field).env[\(index)].name"
            let name = variable["name"]?.string ?? ""
            if name.isEmpty { return .required(place) }
            let isFine = name.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }
            guard !isFine else { return nil }
            return .invalid(
                place, .string(name),
                "a valid environment variable name must consist only of printable ASCII characters other than '='")
        }
    }

    private var mounts: [FieldProblem] {
        var paths: Set<String> = []
        return (container["volumeMounts"]?.array ?? []).enumerated().flatMap { index, mount -> [FieldProblem] in
            let place = "\(field).volumeMounts[\(index)]"
            var problems: [FieldProblem] = []
            let name = mount["name"]?.string ?? ""
            if name.isEmpty { problems.append(.required("\(place).name")) }
            if !volumes.contains(name) { problems.append(.notFound("\(place).name", .string(name))) }
            let path = mount["mountPath"]?.string ?? ""
            if path.isEmpty { problems.append(.required("\(place).mountPath")) }
            if !paths.insert(path).inserted {
                problems.append(.invalid("\(place).mountPath", .string(path), "must be unique"))
            }
            return problems
        }
    }

    private var pullPolicy: [FieldProblem] {
        let policies = ["Always", "IfNotPresent", "Never"]
        guard let policy = container["imagePullPolicy"]?.string, !policies.contains(policy) else { return [] }
        return [.unsupported("\(field).imagePullPolicy", .string(policy), supported: policies)]
    }

    private var resources: [FieldProblem] {
        let limits = container["resources"]?["limits"]?.object ?? [:]
        let requests = container["resources"]?["requests"]?.object ?? [:]
        var problems: [FieldProblem] = []
        for (list, amounts) in [("limits", limits), ("requests", requests)] {
            for (name, amount) in amounts.sorted {
                let place = "\(field).resources.\(list)"
                if !Self.isResource(name) {
                    for detail in [
                        "must be a standard resource type or fully qualified",
                        "must be a standard resource for containers",
                    ] {
                        problems.append(.invalid("\(place)[\(name)]", .string(name), detail))
                    }
                }
                guard let quantity = amount.string.flatMap(Quantity.init) else { continue }
                if quantity.isNegative {
                    problems.append(.invalid("\(place)[\(name)]", amount, "must be greater than or equal to 0"))
                }
                if list == "requests", let limit = limits[name]?.string, let most = Quantity(limit), quantity > most {
                    problems.append(.invalid(place, amount, "must be less than or equal to \(name) limit of \(limit)"))
                }
            }
        }
        return problems
    }

    private static func isResource(_ name: String) -> Bool {
        name.contains("/") || name.hasPrefix("hugepages-") || ["cpu", "memory", "ephemeral-storage"].contains(name)
    }
}

extension FieldProblem {
    /// A port beyond those that there are.
    static func portRange(_ field: String, _ number: Int64) -> FieldProblem? {
        if (1...65535).contains(number) { return nil }
        return .invalid(field, .integer(number), "must be between 1 and 65535, inclusive")
    }
}
