/// Why a text is no pattern.
package struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A regular expression whose matching never goes back: the time it takes grows with the text and the pattern, never
/// beyond their product.
///
/// The syntax is what ECMA-262, which JSON Schema names, and RE2 have in common. References back to what matched and
/// looking around cannot be had this way and are refused.
package struct Pattern: Sendable {
    private enum Instruction: Sendable {
        case take(ScalarSet)
        case assert(PatternNode.Assertion)
        case jump(Int)
        case split(Int, Int)
        case end
    }

    private static let mostInstructions = 5000

    private var program: [Instruction] = []

    package init(_ text: String) throws(PatternError) {
        var reader = PatternReader(text)
        try compile(try reader.pattern())
        program.append(.end)
    }

    private mutating func compile(_ node: PatternNode) throws(PatternError) {
        guard program.count < Self.mostInstructions else { throw PatternError("its repetitions make it too large") }
        switch node {
        case .set(let set): program.append(.take(set))
        case .assertion(let assertion): program.append(.assert(assertion))
        case .sequence(let nodes): for node in nodes { try compile(node) }
        case .choice(let branches):
            var exits: [Int] = []
            for branch in branches.dropLast() {
                let split = program.count
                program.append(.end)
                try compile(branch)
                exits.append(program.count)
                program.append(.end)
                program[split] = .split(split + 1, program.count)
            }
            if let last = branches.last { try compile(last) }
            for exit in exits { program[exit] = .jump(program.count) }
        case .repetition(let node, let least, let most):
            for _ in 0..<least { try compile(node) }
            guard let most else {
                let split = program.count
                program.append(.end)
                try compile(node)
                program.append(.jump(split))
                program[split] = .split(split + 1, program.count)
                return
            }
            var exits: [Int] = []
            for _ in least..<most {
                exits.append(program.count)
                program.append(.end)
                try compile(node)
            }
            for exit in exits { program[exit] = .split(exit + 1, program.count) }
        }
    }

    /// Whether the pattern is found anywhere in a text; nil where finding out would take more steps
    /// than are allowed: some tenths of a second by default.
    package func isFound(in text: String, mostSteps: Int = 10_000_000) -> Bool? {
        let scalars = Array(text.unicodeScalars)
        var current = States(count: program.count)
        var next = States(count: program.count)
        var steps = 0
        for position in 0...scalars.count {
            // A match may begin anywhere.
            if add(0, to: &current, scalars, position) { return true }
            guard position < scalars.count else { return false }
            steps += current.list.count
            guard steps <= mostSteps else { return nil }
            for state in current.list {
                guard case .take(let set) = program[state], set.contains(scalars[position]) else { continue }
                if add(state + 1, to: &next, scalars, position + 1) { return true }
            }
            swap(&current, &next)
            next.removeAll()
        }
        return false
    }

    /// Adds a state and those that it leads to without taking anything; true where the end is among them.
    private func add(_ start: Int, to states: inout States, _ scalars: [Unicode.Scalar], _ position: Int) -> Bool {
        var open = [start]
        while let state = open.popLast() {
            guard states.insert(state) else { continue }
            switch program[state] {
            case .take: continue
            case .end: return true
            case .jump(let target): open.append(target)
            case .split(let one, let other): open += [other, one]
            case .assert(let assertion): if holds(assertion, scalars, position) { open.append(state + 1) }
            }
        }
        return false
    }

    private func holds(_ assertion: PatternNode.Assertion, _ scalars: [Unicode.Scalar], _ position: Int) -> Bool {
        let before = position > 0 ? scalars[position - 1] : nil
        let after = position < scalars.count ? scalars[position] : nil
        func isWord(_ scalar: Unicode.Scalar?) -> Bool { scalar.map(ScalarSet.word.contains) ?? false }
        switch assertion {
        case .textStart: return before == nil
        case .textEnd: return after == nil
        case .lineStart: return before.map(ScalarSet.lineEnds.contains) ?? true
        case .lineEnd: return after.map(ScalarSet.lineEnds.contains) ?? true
        case .wordBoundary: return isWord(before) != isWord(after)
        case .noWordBoundary: return isWord(before) == isWord(after)
        }
    }
}

/// The states that a matching is in, each once.
private struct States {
    private(set) var list: [Int] = []
    private var isIn: [Bool]

    init(count: Int) {
        isIn = Array(repeating: false, count: count)
    }

    mutating func insert(_ state: Int) -> Bool {
        guard !isIn[state] else { return false }
        isIn[state] = true
        list.append(state)
        return true
    }

    mutating func removeAll() {
        for state in list { isIn[state] = false }
        list.removeAll(keepingCapacity: true)
    }
}
