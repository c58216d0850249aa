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

    /// What the server puts in for keys of lists that a manifest of a declared kind leaves out, by their names.
    package static let keyDefaults = notation.keyDefaults

    private let leaf: ((Path) -> Leaf)?
    private var problems: [Problem] = []
    /// Where the check is. A path is made of it for what is wrong alone: most manifests are right, and there are many.
    private var way: [Path.Component] = []

    private init(_ leaf: ((Path) -> Leaf)?) {
        self.leaf = leaf
    }

    /// Whether all fields of the kinds of a group are known from what a server publishes, so that an unknown one is wrong.
    package static func isComplete(group: String) -> Bool {
        ["", "apps", "batch", "rbac.authorization.k8s.io"].contains(group)
    }

    /// All that is wrong with a manifest, in its order; `leaf` says what is known of the texts in it (nil: all are known).
    package static func problems(
        in manifest: Value, apiVersion: String, kind: String, leaf: ((Path) -> Leaf)? = nil
    ) -> [Problem] {
        var check = FieldCheck(leaf)
        check.check(manifest["metadata"] ?? .null, .named("ObjectMeta"), at: .key("metadata"))
        guard let declaration = declaration(apiVersion: apiVersion, kind: kind) else { return check.problems }
        check.check(manifest.object ?? [:], of: declaration, kind, except: ["apiVersion", "kind", "metadata"])
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

    private func known(_ text: Value) -> Leaf {
        guard let leaf, text.string != nil else { return .known }
        return leaf(Path(way))
    }

    private mutating func check(_ value: Value, _ type: FieldNotation.Shape, at component: Path.Component) {
        if value.isNull { return }
        if case .named("raw") = type { return }
        way.append(component)
        defer { way.removeLast() }
        let leaf = known(value)
        if leaf == .anything { return }
        switch type {
        case .named(let name): check(value, named: name, leaf)
        case .list(let element):
            guard let items = value.array else { return expect(false, "a list", value) }
            for (index, item) in items.enumerated() { check(item, element, at: .index(index)) }
        case .map(let element):
            guard let object = value.object else { return expect(false, "a map", value) }
            for (key, member) in object { check(member, element, at: .key(key)) }
        }
    }

    private mutating func check(_ value: Value, named type: String, _ leaf: Leaf) {
        switch type {
        case "string", "bytes": checkText(value, isBase64: type == "bytes" && leaf == .known)
        case "int": expect(value.integer != nil, "an integer", value)
        case "number": expect(value.integer != nil || value.isNumber, "a number", value)
        case "bool": expect(value.bool != nil, "a boolean", value)
        case "any": expect(value.string != nil || value.integer != nil, "a string or an integer", value)
        case "quantity":
            let isScalar = value.string != nil || value.integer != nil || value.isNumber
            expect(isScalar, "a quantity", value)
            if leaf == .known, let text = value.string, let expected = Quantity.problem(of: text) {
                report("`\(Path(way))` must be \(expected), not `\(text)`")
            }
        default:
            guard let object = value.object else { return expect(false, "a map", value) }
            guard let declaration = Self.notation.declarations[type] else { return }
            check(object, of: declaration, type)
        }
    }

    private mutating func check(
        _ object: Object, of declaration: FieldNotation.Declaration, _ type: String, except others: Set<String> = []
    ) {
        for (key, member) in object where !others.contains(key) {
            if let type = declaration.types[key] {
                check(member, type, at: .key(key))
                if let names = declaration.keys[key], case .list(.named(let element)) = type {
                    way.append(.key(key))
                    checkKeys(names, of: member.array ?? [], element)
                    way.removeLast()
                }
            } else {
                let near = key.nearest(among: declaration.fields.map(\.name))
                let place = way.isEmpty ? "a \(type)" : "`\(Path(way))`"
                problems.append(
                    Problem(
                        path: Path(way + [.key(key)]), message: "unknown field `\(key)` in \(place)",
                        hint: near.map { "did you mean `\($0)`?" }, isUnknownField: true))
            }
        }
        if type == "ObjectMeta" || type == "LabelSelector" { checkLabels(object) }
    }

    /// The server merges the items of some lists by what tells them apart, and refuses two that are the same.
    private mutating func checkKeys(_ names: [String], of items: [Value], _ element: String) {
        guard items.count > 1 else { return }
        var seen: Set<[Value]> = []
        for (index, item) in items.enumerated() {
            way.append(.index(index))
            defer { way.removeLast() }
            let keys = names.compactMap { name -> Value? in
                guard let value = item[name] else {
                    return Self.notation.declarations[element]?.defaultValue(of: name)
                }
                way.append(.key(name))
                defer { way.removeLast() }
                return known(value) == .known ? value : nil
            }
            guard keys.count == names.count, !seen.insert(keys).inserted else { continue }
            let words = zip(names, keys).map { "\($0) `\($1.plain)`" }.joined(separator: " and ")
            report("`\(Path(way))` stands twice: an item before it has \(words), too")
        }
    }

    private mutating func checkText(_ value: Value, isBase64: Bool) {
        guard let text = value.string else {
            let isScalar = value.array == nil && value.object == nil
            let path = Path(way)
            problems.append(
                Problem(
                    path: path, message: "`\(path)` must be a string, not \(value.typeNameWithArticle)",
                    wantsText: isScalar))
            return
        }
        if isBase64, Base64.decode(text) == nil {
            report("`\(Path(way))` is not Base64", hint: "plain text goes into `stringData`")
        }
    }

    private mutating func checkLabels(_ object: Object) {
        for name in ["labels", "annotations", "matchLabels"] {
            for (key, value) in object[name]?.object ?? [:] {
                way += [.key(name), .key(key)]
                defer { way.removeLast(2) }
                if let problem = LabelSyntax.problem(ofKey: key) {
                    report("the key `\(key)` in `\(Path(way).parent)` \(problem)")
                }
                if name != "annotations", let text = value.string, known(value) == .known,
                    let problem = LabelSyntax.problem(ofValue: text)
                {
                    report("`\(Path(way))` \(problem)")
                }
            }
        }
    }

    private mutating func expect(_ isGood: Bool, _ expected: String, _ value: Value) {
        guard !isGood else { return }
        // In quotation marks what is filled in is a string, too.
        let isReference =
            ["a boolean", "an integer", "a number"].contains(expected) && value.string?.hasPrefix("${") == true
        report(
            "`\(Path(way))` must be \(expected), not \(value.typeNameWithArticle)",
            hint: value.quotes(expected) || isReference ? "leave the quotation marks out" : nil)
    }

    private mutating func report(_ message: String, hint: String? = nil) {
        problems.append(Problem(path: Path(way), message: message, hint: hint))
    }
}

extension Value {
    fileprivate var isNumber: Bool { if case .number = self { true } else { false } }
}
