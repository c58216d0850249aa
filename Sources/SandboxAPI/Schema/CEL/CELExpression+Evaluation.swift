import Document

extension CELExpression {
    typealias Scope = [String: CELValue]

    /// What the expression is in a scope; throws where a member is missing or types do not fit.
    func evaluated(_ scope: Scope) throws(CELError) -> CELValue {
        switch self {
        case .literal(let value): return .data(value)
        case .list(let items):
            var values: [Value] = []
            for item in items {
                if let value = try item.entryValue(scope) { values.append(value) }
            }
            return .data(.array(values))
        case .map(let members):
            var object = Object()
            for (key, value) in members { object[try key.evaluated(scope).text()] = try value.entryValue(scope) }
            return .data(.object(object))
        case .message(_, let members):
            var object = Object()
            for (name, value) in members { object[name.unescapedMember] = try value.entryValue(scope) }
            return .data(.object(object))
        case .entry(let optional): return try optional.evaluated(scope)
        case .variable(let name):
            guard let value = scope[name] else { throw CELError("no such attribute(s): \(name)") }
            return value
        case .member(let base, let name, let isOptional):
            return try Self.element(.string(name.unescapedMember), of: base.evaluated(scope), isOptional)
        case .index(let base, let index, let isOptional):
            return try Self.element(index.evaluated(scope).data(), of: base.evaluated(scope), isOptional)
        case .has(let base, let name): return .bool(try Self.has(name, base.evaluated(scope)))
        case .not(let expression): return .bool(try !expression.evaluated(scope).truth())
        case .negation(let expression): return try Self.negated(expression.evaluated(scope))
        case .binary(let sign, let left, let right): return try Self.combined(sign, left, right, scope)
        case .conditional(let condition, let then, let otherwise):
            return try condition.evaluated(scope).truth() ? then.evaluated(scope) : otherwise.evaluated(scope)
        case .call(let function, let arguments):
            var values: [CELValue] = []
            for argument in arguments { values.append(try argument.evaluated(scope)) }
            return try function.result(of: values)
        case .comprehension(let macro, let range, let variables, let bodies):
            return try Self.comprehended(macro, range.evaluated(scope), variables[0], bodies, scope)
        }
    }

    /// What an expression gives to the list, map or message it stands in; nil of an optional entry without a value.
    private func entryValue(_ scope: Scope) throws(CELError) -> Value? {
        guard case .entry(let optional) = self else { return try evaluated(scope).data() }
        guard case .optional(let value) = try optional.evaluated(scope) else { throw .noOverload }
        return value
    }

    private static func element(_ key: Value, of base: CELValue, _ isOptional: Bool) throws(CELError) -> CELValue {
        let container: Value?
        var isChained = isOptional
        if case .optional(let inner) = base {
            container = inner
            isChained = true
        } else {
            container = try base.data()
        }
        let found: Value? =
            switch key {
            case .string(let name): container?[name]
            case .integer(let index): container?[Int(index)]
            default: nil
            }
        if isChained { return .optional(found) }
        guard let found else {
            guard let container, container.object != nil || container.array != nil else { throw .noOverload }
            throw CELError(
                container.object != nil ? "no such key: \(key.plain)" : "index out of bounds: \(key.plain)")
        }
        return .data(found)
    }

    private static func has(_ name: String, _ base: CELValue) throws(CELError) -> Bool {
        if case .optional(let inner) = base { return inner?[name.unescapedMember] != nil }
        guard case .data(.object(let object)) = base else { throw .noOverload }
        return object[name.unescapedMember] != nil
    }

    private static func negated(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .data(.integer): return try CELArithmetic.result("-", .integer(0), value)
        case .data(.number(let number)): return .data(Value(-number))
        case .duration(let seconds): return .duration(-seconds)
        default: throw .noOverload
        }
    }

    private static func combined(
        _ sign: String, _ left: CELExpression, _ right: CELExpression, _ scope: Scope
    ) throws(CELError) -> CELValue {
        if sign == "||" || sign == "&&" {
            // An error on one side does not count where the other side decides.
            let decisive = sign == "||"
            do throws(CELError) {
                if try left.evaluated(scope).truth() == decisive { return .bool(decisive) }
            } catch {
                if try right.evaluated(scope).truth() == decisive { return .bool(decisive) }
                throw error
            }
            return .bool(try right.evaluated(scope).truth())
        }
        let (one, other) = (try left.evaluated(scope), try right.evaluated(scope))
        switch sign {
        case "==": return .bool(one == other)
        case "!=": return .bool(one != other)
        case "<": return .bool(try one.compare(other) < 0)
        case "<=": return .bool(try one.compare(other) <= 0)
        case ">": return .bool(try one.compare(other) > 0)
        case ">=": return .bool(try one.compare(other) >= 0)
        case "in":
            let element = try one.data()
            if case .data(.object(let object)) = other { return .bool(object[element.plain] != nil) }
            return .bool(try other.items().contains(element))
        default: return try CELArithmetic.result(sign, one, other)
        }
    }

    private static func comprehended(
        _ macro: CELMacro, _ range: CELValue, _ variable: String, _ bodies: [CELExpression], _ scope: Scope
    ) throws(CELError) -> CELValue {
        var inner = scope
        var results: [Value] = []
        var count = 0
        var failure: CELError?
        for element in try range.elements() {
            inner[variable] = .data(element)
            do throws(CELError) {
                if macro == .map {
                    if bodies.count == 2, try !bodies[0].evaluated(inner).truth() { continue }
                    results.append(try bodies[bodies.count - 1].evaluated(inner).data())
                    continue
                }
                let holds = try bodies[0].evaluated(inner).truth()
                if holds { count += 1 }
                switch macro {
                case .all where !holds: return .bool(false)
                case .exists where holds: return .bool(true)
                case .filter where holds: results.append(element)
                default: break
                }
            } catch {
                // What another element decides is decided.
                guard macro == .all || macro == .exists else { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        switch macro {
        case .all: return .bool(true)
        case .exists: return .bool(false)
        case .existsOne: return .bool(count == 1)
        case .map, .filter: return .data(.array(results))
        }
    }
}

extension String {
    /// The property that a member of an object stands for: `a__dash__b` for `a-b`.
    fileprivate var unescapedMember: String {
        guard contains("__") else { return self }
        var name = self
        for (escaped, text) in [("__dash__", "-"), ("__dot__", "."), ("__slash__", "/"), ("__underscores__", "__")] {
            name = name.replacing(escaped, with: text)
        }
        let reserved = name.dropFirst(2).dropLast(2)
        return Self.reserved.contains(String(reserved)) && name == "__\(reserved)__" ? String(reserved) : name
    }

    private static let reserved: Set<String> = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ]
}
