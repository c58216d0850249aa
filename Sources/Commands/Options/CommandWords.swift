import Specification

/// The words of a command line that means the same as the options that were given: what messages name to go on with.
struct CommandWords: Sendable {
    private(set) var words: [String]

    init(_ words: String...) { self.words = words }

    /// Adds an argument that stands alone.
    mutating func add(_ word: String) { words.append(word) }

    /// Adds an option for each of its values.
    mutating func add(_ option: String, _ values: [String]) {
        for value in values { words += [option, value] }
    }

    /// Adds an option where it has a value.
    mutating func add(_ option: String, _ value: String?) { add(option, value.map { [$0] } ?? []) }

    /// Adds a flag that is set.
    mutating func add(_ flag: String, if isSet: Bool) { if isSet { add(flag) } }

    /// As a line for a shell.
    var line: String { words.map(\.shellQuoted).joined(separator: " ") }
}

extension CommonOptions {
    /// Adds where the project is.
    func describe(_ command: inout CommandWords) { command.add("-C", root == "." ? nil : root) }
}

extension SourceOptions {
    func describe(_ command: inout CommandWords) { command.add("--estate-from", estateFrom) }
}

extension ChangeOptions {
    func describe(_ command: inout CommandWords) { command.add("--changed-since", changedSince) }
}

extension ShardOptions {
    func describe(_ command: inout CommandWords) { command.add("--shard", shard?.description) }
}

extension ScopeOptions {
    func describe(_ command: inout CommandWords) {
        command.add("--target", target)
        command.add("--exclude", exclude)
        command.add("--force-conflicts", if: forcesConflicts)
        command.add("--replace", replacement.replace)
        command.add("--prune", if: prune == true)
        command.add("--no-prune", if: prune == false)
        command.add("--allow", consent.allow.map(\.rawValue))
    }
}
