import Diagnostics
import Document

/// Holds a manifest against the fields of its kind: unknown ones, and values of another type.
///
/// What is required, and how values depend on each other, is left to the server. Metadata is checked for every kind.
package struct FieldCheck {
    /// What is known of a text before everything is filled in.
    package enum Leaf: Sendable, Hashable {
        case known
        /// Some text.
        case text
        /// Something of any type.
        case anything
    }

    /// What is wrong, and where.
    package struct Problem: Sendable, Hashable {
        package var path: Path
        package var message: String
        package var hint: String?
        /// The field is not known; a newer server may know it.
        package var isUnknownField = false
        /// A number or boolean stands where a text should: it is to be quoted.
        package var wantsText = false
    }

    private static let notation = FieldNotation(KindFields.builtIn + KindFields.kamaji)

    private let leaf: (Path) -> Leaf
    private var problems: [Problem] = []

    private init(_ leaf: @escaping (Path) -> Leaf) {
        self.leaf = leaf
    }

    /// Whether all fields of the kinds of a group are known from what a server publishes, so that an unknown one is wrong.
    package static func isComplete(group: String) -> Bool {
        ["", "apps", "batch", "rbac.authorization.k8s.io"].contains(group)
    }

    /// All that is wrong with a manifest, in its order; `leaf` says what is known of the texts in it.
    package static func problems(
        in manifest: Value, apiVersion: String, kind: String, leaf: @escaping (Path) -> Leaf = { _ in .known }
    ) -> [Problem] {
        var check = FieldCheck(leaf)
        let metadata = Path.root.appending(key: "metadata")
        check.check(manifest["metadata"] ?? .null, .named("ObjectMeta"), at: metadata)
        guard let declaration = declaration(apiVersion: apiVersion, kind: kind) else { return check.problems }
        var rest = manifest
        for key in ["apiVersion", "kind", "metadata"] { rest[key] = nil }
        check.check(rest.object ?? [:], of: declaration, kind, at: .root)
        return check.problems
    }

    /// The fields of a kind in the one version that is declared; nil where they are not.
    private static func declaration(apiVersion: String, kind: String) -> FieldNotation.Declaration? {
        let group = apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : ""
        let isDeclared =
            switch group {
            case "kamaji.clastix.io": kind == "TenantControlPlane"
            case "autoscaling": apiVersion == "autoscaling/v2"
            // Its Event is not the one of the core group.
            case "events.k8s.io": false
            default: BuiltInKinds.isNamespaced(group: group, kind: kind) != nil && apiVersion.hasSuffix("v1")
            }
        return isDeclared ? notation.declarations[kind] : nil
    }

    private mutating func check(_ value: Value, _ type: FieldNotation.Shape, at path: Path) {
        if value.isNull { return }
        if case .named("raw") = type { return }
        let leaf = value.string == nil ? Leaf.known : leaf(path)
        if leaf == .anything { return }
        switch type {
        case .named(let name): check(value, named: name, leaf, at: path)
        case .list(let element):
            guard let items = value.array else { return expect(false, "a list", value, at: path) }
            for (index, item) in items.enumerated() { check(item, element, at: path.appending(index: index)) }
        case .map(let element):
            guard let object = value.object else { return expect(false, "a map", value, at: path) }
            for (key, member) in object { check(member, element, at: path.appending(key: key)) }
        }
    }

    private mutating func check(_ value: Value, named type: String, _ leaf: Leaf, at path: Path) {
        switch type {
        case "string", "bytes": checkText(value, isBase64: type == "bytes" && leaf == .known, at: path)
        case "int": expect(value.integer != nil, "an integer", value, at: path)
        case "number": expect(value.integer != nil || value.isNumber, "a number", value, at: path)
        case "bool": expect(value.bool != nil, "a boolean", value, at: path)
        case "any": expect(value.string != nil || value.integer != nil, "a string or an integer", value, at: path)
        case "quantity":
            let isScalar = value.string != nil || value.integer != nil || value.isNumber
            expect(isScalar, "a quantity", value, at: path)
            if leaf == .known, let text = value.string, let expected = Quantity.problem(of: text) {
                report("`\(path)` must be \(expected), not `\(text)`", at: path)
            }
        default:
            guard let object = value.object else { return expect(false, "a map", value, at: path) }
            guard let declaration = Self.notation.declarations[type] else { return }
            check(object, of: declaration, type, at: path)
        }
    }

    private mutating func check(
        _ object: Object, of declaration: FieldNotation.Declaration, _ type: String, at path: Path
    ) {
        for (key, member) in object {
            let place = path.appending(key: key)
            if let type = declaration.types[key] {
                check(member, type, at: place)
            } else {
                let near = key.nearest(among: declaration.fields.map(\.name))
                problems.append(
                    Problem(
                        path: place, message: "unknown field `\(key)` in \(path.isRoot ? "a \(type)" : "`\(path)`")",
                        hint: near.map { "did you mean `\($0)`?" }, isUnknownField: true))
            }
        }
        if type == "ObjectMeta" || type == "LabelSelector" { checkLabels(object, at: path) }
    }

    private mutating func checkText(_ value: Value, isBase64: Bool, at path: Path) {
        guard let text = value.string else {
            let isScalar = value.array == nil && value.object == nil
            problems.append(
                Problem(
                    path: path, message: "`\(path)` must be a string, not \(value.typeNameWithArticle)",
                    wantsText: isScalar))
            return
        }
        if isBase64, Base64.decode(text) == nil {
            report("`\(path)` is not Base64", at: path, hint: "plain text goes into `stringData`")
        }
    }

    private mutating func checkLabels(_ object: Object, at path: Path) {
        for name in ["labels", "annotations", "matchLabels"] {
            for (key, value) in object[name]?.object ?? [:] {
                let place = path.appending(key: name).appending(key: key)
                if let problem = LabelSyntax.problem(ofKey: key) {
                    report("the key `\(key)` in `\(place.parent)` \(problem)", at: place)
                }
                if name != "annotations", leaf(place) == .known, let text = value.string,
                    let problem = LabelSyntax.problem(ofValue: text)
                {
                    report("`\(place)` \(problem)", at: place)
                }
            }
        }
    }

    private mutating func expect(_ isGood: Bool, _ expected: String, _ value: Value, at path: Path) {
        guard !isGood else { return }
        // In quotation marks what is filled in is a string, too.
        let isReference =
            ["a boolean", "an integer", "a number"].contains(expected) && value.string?.hasPrefix("${") == true
        report(
            "`\(path)` must be \(expected), not \(value.typeNameWithArticle)", at: path,
            hint: value.quotes(expected) || isReference ? "leave the quotation marks out" : nil)
    }

    private mutating func report(_ message: String, at path: Path, hint: String? = nil) {
        problems.append(Problem(path: path, message: message, hint: hint))
    }
}

extension Value {
    fileprivate var isNumber: Bool { if case .number = self { true } else { false } }
}
