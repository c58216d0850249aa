import Document

/// A notation for the defaults of kinds, a line a field:
///
///     Deployment.apps
///       spec.replicas = 1
///       spec.strategy.type = "RollingUpdate"
///       spec.template.spec: PodSpec
///     PodSpec
///       containers[].imagePullPolicy = pull ^.image
///       containers[].resources.requests.* = ^^.limits.*
///
/// An unindented line opens a kind (`Kind.group`, `Kind.` in the core group) or a part that kinds share. A place is
/// keys with dots between them; `[]` is an item of a list, `*` any key, and a key with dots stands in quotes. Behind `:`
/// is the part that stands there, behind `=` what the server may fill in, alternatives with ` | ` between them:
/// JSON, `any`, `/place` of the whole object, `^.place` of what holds the value and `^^.place` of what holds that
/// (where `*` is the value's own key), `pull ^.image`, `lower ^.name`, `list ^.name`, `group of ^.kind`, `database`, `host port`, `token volume` and
/// `token mount`.
struct DefaultsNotation {
    private enum Line {
        case rules([DefaultRule])
        case part(String)
    }

    private var declarations: [String: [(place: [String], line: Line)]] = [:]
    /// Lines that are no notation: mistakes in this program, which its tests find.
    private(set) var problems: [String] = []

    init(_ texts: [String]) {
        for text in texts {
            var current = ""
            for line in text[...].pieces(between: "\n") {
                guard line.utf8.first == UInt8(ascii: " ") else {
                    current = String(line)
                    if declarations.updateValue([], forKey: current) != nil { problems.append(current) }
                    continue
                }
                if let field = Self.field(line.drop { $0 == " " }) {
                    declarations[current, default: []].append(field)
                } else {
                    problems.append(String(line))
                }
            }
        }
        let names = Set(declarations.keys)
        for lines in declarations.values {
            for case (_, .part(let name)) in lines where !names.contains(name) { problems.append(name) }
        }
    }

    /// The kinds by `Kind.group`, with the parts they share put in.
    func kinds() -> [String: DefaultsNode] {
        var parts: [String: DefaultsNode] = [:]
        for name in declarations.keys { _ = node(name, &parts) }
        return parts.filter { $0.key.contains(".") }
    }

    private func node(_ name: String, _ parts: inout [String: DefaultsNode]) -> DefaultsNode {
        if let node = parts[name] { return node }
        var node = DefaultsNode()
        // A part cannot be in itself: what is under way is empty.
        parts[name] = node
        for (place, line) in declarations[name] ?? [] {
            switch line {
            case .rules(let rules): node.add(DefaultsNode(rules: rules), at: place[...])
            case .part(let part): node.add(self.node(part, &parts), at: place[...])
            }
        }
        parts[name] = node
        return node
    }

    private static func field(_ line: Substring) -> (place: [String], line: Line)? {
        if let (name, alternatives) = line.cut(at: " = ") {
            let rules = alternatives.pieces(between: " | ").map { rule($0) }
            guard let place = place(name), !rules.contains(nil) else { return nil }
            return (place, .rules(rules.compactMap(\.self)))
        }
        guard let (name, part) = line.cut(at: ": ") else { return nil }
        return place(name).map { ($0, .part(String(part))) }
    }

    private static func rule(_ text: Substring) -> DefaultRule? {
        switch text {
        case "any": return .any
        case "database": return .databaseName
        case "host port": return .hostPort
        case "token volume": return .tokenVolume
        case "token mount": return .tokenMount
        case _ where text.hasPrefix("pull ^."): return .pullPolicy(image: String(text.dropFirst(7)))
        case _ where text.hasPrefix("group of ^."): return .subjectGroup(kind: String(text.dropFirst(11)))
        case _ where text.hasPrefix("lower ^."): return .lowercased(String(text.dropFirst(8)))
        case _ where text.hasPrefix("list ^."): return .list(String(text.dropFirst(7)))
        case _ where text.hasPrefix("/"): return place(text.dropFirst()).map { .same(levels: nil, place: $0) }
        case _ where text.hasPrefix("^"):
            let levels = text.prefix { $0 == "^" }.count
            return place(text.dropFirst(levels + 1)).map { .same(levels: levels, place: $0) }
        default: return (try? Value(json: String(text))).map { .value($0) }
        }
    }

    /// The keys of a place; nil for what is none.
    private static func place(_ text: Substring) -> [String]? {
        var keys: [String] = []
        var rest = text
        while !rest.isEmpty {
            if rest.first == "\"" {
                let key = rest.dropFirst().prefix { $0 != "\"" }
                keys.append(String(key))
                rest = rest[key.endIndex...].dropFirst()
            } else if rest.hasPrefix("[]") {
                keys.append("[]")
                rest = rest.dropFirst(2)
            } else {
                let key = rest.prefix { $0 != "." && $0 != "[" }
                keys.append(String(key))
                rest = rest[key.endIndex...]
            }
            if rest.first == "." { rest = rest.dropFirst() }
        }
        return keys.isEmpty || keys.contains("") ? nil : keys
    }
}
