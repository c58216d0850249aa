import Document

/// An expression of the Common Expression Language: the part that the rules of Kamaji's CRD are written in.
///
/// Literals, members, `!`, comparisons, `&&`, `||`, parentheses, `has()`, `size()`, `isIP()`, `isCIDR()` and
/// `.all(x, …)`. Source: the CEL specification, github.com/google/cel-spec.
indirect enum CELExpression: Sendable {
    case literal(Value)
    case variable(String)
    case member(CELExpression, String)
    case has(CELExpression)
    case not(CELExpression)
    case binary(String, CELExpression, CELExpression)
    case call(String, CELExpression)
    case all(CELExpression, variable: String, CELExpression)

    /// What the expression is in a scope; throws where a member is missing or types do not fit.
    func evaluated(_ scope: [String: Value]) throws(CELError) -> Value {
        switch self {
        case .literal(let value): return value
        case .variable(let name):
            guard let value = scope[name] else { throw CELError("no variable \(name)") }
            return value
        case .member(let base, let name):
            guard let value = try base.evaluated(scope)[name] else { throw CELError("no such key: \(name)") }
            return value
        case .has(let expression):
            guard case .member(let base, let name) = expression else { throw CELError("has() needs a member") }
            return .bool(try base.evaluated(scope)[name] != nil)
        case .not(let expression): return .bool(try !expression.truth(scope))
        case .binary(let sign, let left, let right): return .bool(try Self.compare(sign, left, right, scope))
        case .call(let name, let argument): return try Self.call(name, argument.evaluated(scope))
        case .all(let list, let variable, let body):
            guard case .array(let items) = try list.evaluated(scope) else { throw CELError("all() needs a list") }
            for item in items {
                var inner = scope
                inner[variable] = item
                if try !body.truth(inner) { return false }
            }
            return true
        }
    }

    private func truth(_ scope: [String: Value]) throws(CELError) -> Bool {
        guard case .bool(let flag) = try evaluated(scope) else { throw CELError("no boolean") }
        return flag
    }

    private static func compare(
        _ sign: String, _ left: CELExpression, _ right: CELExpression, _ scope: [String: Value]
    ) throws(CELError) -> Bool {
        switch sign {
        case "||", "&&":
            // An error on one side does not count where the other side decides.
            let decisive = sign == "||"
            do throws(CELError) {
                if try left.truth(scope) == decisive { return decisive }
            } catch {
                if try right.truth(scope) == decisive { return decisive }
                throw error
            }
            return try right.truth(scope)
        case "==": return try left.evaluated(scope) == right.evaluated(scope)
        case "!=": return try left.evaluated(scope) != right.evaluated(scope)
        default:
            guard case .integer(let one) = try left.evaluated(scope),
                case .integer(let other) = try right.evaluated(scope)
            else { throw CELError("only integers are ordered") }
            return switch sign {
            case "<": one < other
            case "<=": one <= other
            case ">": one > other
            default: one >= other
            }
        }
    }

    private static func call(_ name: String, _ argument: Value) throws(CELError) -> Value {
        switch (name, argument) {
        case ("size", .array(let items)): return .integer(Int64(items.count))
        case ("size", .object(let object)): return .integer(Int64(object.count))
        case ("size", .string(let text)): return .integer(Int64(text.unicodeScalars.count))
        case ("isIP", .string(let text)): return .bool(IPAddressText.isAddress(text))
        case ("isCIDR", .string(let text)): return .bool(IPAddressText.isNetwork(text))
        default: throw CELError("no function \(name) of a \(argument.typeName)")
        }
    }
}

/// Why an expression cannot be read or has no value.
struct CELError: Error {
    var message: String

    init(_ message: String) { self.message = message }
}
