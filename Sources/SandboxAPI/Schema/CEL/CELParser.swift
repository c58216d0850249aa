import Document

extension CELExpression {
    /// Reads an expression; throws where it is beyond the part of CEL that is known here.
    init(_ text: String) throws(CELError) {
        var parser = CELParser(tokens: try CELLexer.tokens(of: text)[...])
        self = try parser.expression()
        guard parser.isAtEnd else { throw CELError("text after the expression") }
        guard !isDeeper(than: CELParser.maximumDepth) else { throw .tooDeep }
    }
}

/// Reads expressions by the grammar of the CEL specification, the loosest operators first.
struct CELParser {
    /// How deep expressions may be: reading and evaluating them takes the stack that much.
    static let maximumDepth = 250

    fileprivate var tokens: ArraySlice<CELLexer.Token>
    private var depth = 0

    fileprivate init(tokens: ArraySlice<CELLexer.Token>) { self.tokens = tokens }

    fileprivate var isAtEnd: Bool { tokens.isEmpty }

    private mutating func take(_ sign: String) -> Bool {
        guard tokens.first == .sign(sign) else { return false }
        tokens.removeFirst()
        return true
    }

    private mutating func expect(_ sign: String) throws(CELError) {
        guard take(sign) else { throw CELError("'\(sign)' was expected") }
    }

    private mutating func name() throws(CELError) -> String {
        guard case .name(let name)? = tokens.popFirst() else { throw CELError("a name was expected") }
        return name
    }

    private mutating func descend() throws(CELError) {
        guard depth < Self.maximumDepth else { throw .tooDeep }
        depth += 1
    }

    fileprivate mutating func expression() throws(CELError) -> CELExpression {
        try descend()
        defer { depth -= 1 }
        let condition = try operation(0)
        guard take("?") else { return condition }
        let then = try operation(0)
        try expect(":")
        return .conditional(condition, then, try expression())
    }

    private static let operators = [
        ["||"], ["&&"], ["==", "!=", "<=", ">=", "<", ">", "in"], ["+", "-"], ["*", "/", "%"],
    ]

    private mutating func operation(_ level: Int) throws(CELError) -> CELExpression {
        guard level < Self.operators.count else { return try unary() }
        var result = try operation(level + 1)
        while let sign = takeOperator(Self.operators[level]) {
            result = .binary(sign, result, try operation(level + 1))
        }
        return result
    }

    private mutating func takeOperator(_ signs: [String]) -> String? {
        for sign in signs where tokens.first == (sign == "in" ? .name(sign) : .sign(sign)) {
            tokens.removeFirst()
            return sign
        }
        return nil
    }

    private mutating func unary() throws(CELError) -> CELExpression {
        let isNot = take("!")
        guard isNot || take("-") else { return try postfix() }
        try descend()
        defer { depth -= 1 }
        let operand = try unary()
        return isNot ? .not(operand) : .negation(operand)
    }

    private mutating func postfix() throws(CELError) -> CELExpression {
        var result = try primary()
        while true {
            if take(".") {
                let isOptional = take("?")
                let name = try name()
                result =
                    !isOptional && take("(")
                    ? try method(name, of: result) : .member(result, name, isOptional: isOptional)
            } else if take("[") {
                let isOptional = take("?")
                result = .index(result, try expression(), isOptional: isOptional)
                try expect("]")
            } else if tokens.first == .sign("{"), let type = result.typeName {
                tokens.removeFirst()
                result = try message(type)
            } else {
                return result
            }
        }
    }

    /// The fields of an object of a type; the opening brace has been read.
    private mutating func message(_ type: String) throws(CELError) -> CELExpression {
        guard type == "JSONPatch" || type == "Object" || type.hasPrefix("Object.") else {
            throw CELError("undeclared reference to '\(type)' (in container '')")
        }
        let members = try sequence(until: "}") { parser throws(CELError) in
            let isOptional = parser.take("?")
            let name = try parser.name()
            try parser.expect(":")
            let value = try parser.expression()
            let items: [CELExpression] = if case .list(let items) = value { items } else { [value] }
            for case .message(let inner, _) in items where type != "JSONPatch" && inner != "\(type).\(name)" {
                throw CELError(
                    "type mismatch: unexpected type name \"\(inner)\", expected \"\(type).\(name)\", which matches field "
                        + "name path from root Object type")
            }
            return (name: name, value: isOptional ? CELExpression.entry(value) : value)
        }
        return .message(type: type, members)
    }

    private mutating func method(_ name: String, of receiver: CELExpression) throws(CELError) -> CELExpression {
        if case .variable(let library) = receiver, ["optional", "jsonpatch"].contains(library) {
            return try call("\(library).\(name)", try arguments())
        }
        guard let macro = CELMacro(rawValue: name) ?? (name == "existsOne" ? .existsOne : nil) else {
            return try call(name, [receiver] + arguments())
        }
        let arguments = try arguments()
        let variables = arguments.prefix(1).compactMap(\.variableName)
        let mostBodies = macro == .map ? 2 : 1
        guard variables.count == 1, (1...mostBodies).contains(arguments.count - 1) else {
            throw CELError("\(name)() needs a variable and an expression")
        }
        return .comprehension(macro, receiver, variables: variables, bodies: Array(arguments.dropFirst()))
    }

    private func call(_ name: String, _ arguments: [CELExpression]) throws(CELError) -> CELExpression {
        guard let function = CELFunction(rawValue: name), function.argumentCounts.contains(arguments.count) else {
            throw CELError("no function \(name) of \(arguments.count) arguments")
        }
        return .call(function, arguments)
    }

    /// What stands up to the closing parenthesis; the opening one has been read.
    private mutating func arguments() throws(CELError) -> [CELExpression] {
        try sequence(until: ")") { parser throws(CELError) in try parser.expression() }
    }

    private mutating func sequence<Element>(
        until end: String, _ element: (inout CELParser) throws(CELError) -> Element
    ) throws(CELError) -> [Element] {
        var elements: [Element] = []
        while !take(end) {
            if !elements.isEmpty {
                try expect(",")
                if take(end) { break }
            }
            elements.append(try element(&self))
        }
        return elements
    }

    private mutating func primary() throws(CELError) -> CELExpression {
        switch tokens.popFirst() {
        case .literal(let value): return .literal(value)
        case .sign("("):
            let inner = try expression()
            try expect(")")
            return inner
        case .sign("["):
            return .list(
                try sequence(until: "]") { parser throws(CELError) in
                    let isOptional = parser.take("?")
                    let item = try parser.expression()
                    return isOptional ? .entry(item) : item
                })
        case .sign("{"):
            return .map(
                try sequence(until: "}") { parser throws(CELError) in
                    let isOptional = parser.take("?")
                    let key = try parser.expression()
                    try parser.expect(":")
                    let value = try parser.expression()
                    return (key, isOptional ? .entry(value) : value)
                })
        case .name(let name):
            guard take("(") else { return .variable(name) }
            let arguments = try arguments()
            guard name == "has" else { return try call(name, arguments) }
            guard arguments.count == 1, case .member(let base, let member, false) = arguments[0] else {
                throw CELError("has() needs a member")
            }
            return .has(base, member)
        default: throw CELError("an expression was expected")
        }
    }
}

extension CELError {
    fileprivate static let tooDeep = CELError("nested deeper than \(CELParser.maximumDepth) levels")
}

extension CELExpression {
    /// `Object.spec`: names joined by points.
    fileprivate var typeName: String? {
        switch self {
        case .variable(let name): name
        case .member(let base, let name, false): base.typeName.map { "\($0).\(name)" }
        default: nil
        }
    }

    fileprivate var variableName: String? {
        if case .variable(let name) = self { name } else { nil }
    }
}
