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
}
