import Document

extension CELExpression {
    /// Reads an expression; throws where it is beyond the part of CEL that is known here.
    init(_ text: String) throws(CELError) {
        var parser = CELParser(tokens: try CELParser.tokens(of: text)[...])
        self = try parser.disjunction()
        guard parser.tokens.isEmpty else { throw CELError("text after the expression") }
    }
}

private struct CELParser {
    enum Token: Equatable {
        case name(String)
        case literal(Value)
        case sign(String)
    }

    var tokens: ArraySlice<Token>

    static func tokens(of text: String) throws(CELError) -> [Token] {
        var result: [Token] = []
        var rest = text[...]
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
            } else if first.isLetter || first == "_" {
                let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                result.append(name == "true" || name == "false" ? .literal(.bool(name == "true")) : .name(String(name)))
                rest = rest.dropFirst(name.count)
            } else if first.isNumber {
                let digits = rest.prefix(while: \.isNumber)
                guard let number = Int64(digits) else { throw CELError("no number: \(digits)") }
                result.append(.literal(.integer(number)))
                rest = rest.dropFirst(digits.count)
            } else if first == "'" || first == "\"" {
                let body = rest.dropFirst().prefix { $0 != first }
                guard !body.contains("\\"), rest.count > body.count + 1 else {
                    throw CELError("no text, or one with escapes, which are not known")
                }
                result.append(.literal(.string(String(body))))
                rest = rest.dropFirst(body.count + 2)
            } else {
                let double = String(rest.prefix(2))
                let sign = ["||", "&&", "==", "!=", "<=", ">="].contains(double) ? double : String(first)
                result.append(.sign(sign))
                rest = rest.dropFirst(sign.count)
            }
        }
        return result
    }

    private mutating func take(_ sign: String) -> Bool {
        guard tokens.first == .sign(sign) else { return false }
        tokens.removeFirst()
        return true
    }

    private mutating func expect(_ sign: String) throws(CELError) {
        guard take(sign) else { throw CELError("'\(sign)' was expected") }
    }

    mutating func disjunction() throws(CELError) -> CELExpression {
        var result = try conjunction()
        while take("||") { result = .binary("||", result, try conjunction()) }
        return result
    }

    private mutating func conjunction() throws(CELError) -> CELExpression {
        var result = try comparison()
        while take("&&") { result = .binary("&&", result, try comparison()) }
        return result
    }

    private mutating func comparison() throws(CELError) -> CELExpression {
        let left = try unary()
        for sign in ["==", "!=", "<=", ">=", "<", ">"] where take(sign) {
            return .binary(sign, left, try unary())
        }
        return left
    }

    private mutating func unary() throws(CELError) -> CELExpression {
        take("!") ? .not(try unary()) : try postfix()
    }

    private mutating func postfix() throws(CELError) -> CELExpression {
        var result = try primary()
        while take(".") {
            guard case .name(let name)? = tokens.popFirst() else { throw CELError("a member was expected") }
            guard name == "all", take("(") else {
                result = .member(result, name)
                continue
            }
            guard case .name(let variable)? = tokens.popFirst() else { throw CELError("a variable was expected") }
            try expect(",")
            result = .all(result, variable: variable, try disjunction())
            try expect(")")
        }
        return result
    }

    private mutating func primary() throws(CELError) -> CELExpression {
        switch tokens.popFirst() {
        case .literal(let value): return .literal(value)
        case .sign("("):
            let inner = try disjunction()
            try expect(")")
            return inner
        case .name(let name):
            guard take("(") else { return .variable(name) }
            let argument = try disjunction()
            try expect(")")
            guard name != "has" else { return .has(argument) }
            guard ["size", "isIP", "isCIDR"].contains(name) else { throw CELError("no function \(name)") }
            return .call(name, argument)
        default: throw CELError("an expression was expected")
        }
    }
}
