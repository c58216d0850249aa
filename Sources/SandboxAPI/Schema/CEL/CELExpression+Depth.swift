extension CELExpression {
    /// Whether a branch is longer than that; found without recursion, for chains such as `1 + 1 + …` are deep too.
    func isDeeper(than limit: Int) -> Bool {
        var level = [self]
        for _ in 0..<limit {
            level = level.flatMap(\.operands)
            if level.isEmpty { return false }
        }
        return true
    }

    private var operands: [CELExpression] {
        switch self {
        case .literal, .variable: []
        case .list(let items): items
        case .message(_, let members): members.map(\.value)
        case .entry(let optional): [optional]
        case .map(let members): members.flatMap { [$0.key, $0.value] }
        case .member(let base, _, _), .has(let base, _): [base]
        case .index(let base, let index, _): [base, index]
        case .not(let operand), .negation(let operand): [operand]
        case .binary(_, let left, let right): [left, right]
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        case .call(_, let arguments): arguments
        case .comprehension(_, let range, _, let bodies): [range] + bodies
        }
    }

    /// The variables that the expression takes from its scope, those of its macros left out.
    var freeVariables: Set<String> {
        switch self {
        case .variable(let name): [name]
        case .comprehension(_, let range, let variables, let bodies):
            Set(bodies.flatMap(\.freeVariables)).subtracting(variables).union(range.freeVariables)
        default: Set(operands.flatMap(\.freeVariables))
        }
    }
}
