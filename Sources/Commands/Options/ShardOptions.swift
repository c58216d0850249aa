import ArgumentParser
import Resources

/// Which part of the estate is meant, where several processes share the work.
struct ShardOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only this part of the estate: 2/4 is the second of four (of what clusters share, each belongs to one). In a pod "
                + "of an Indexed Job job/4, which takes the number from JOB_COMPLETION_INDEX, where the first is 0.",
            valueName: "i/n"),
        transform: { try Self.shard($0, variable: ProcessEnvironment.variable) })
    var shard: Shard?

    /// Reads `2/4`, or `job/4` with the index of the pod.
    static func shard(_ text: String, variable: (String) -> String?) throws -> Shard {
        let form = "--shard is i/n with i from 1 to n and n at most \(Shard.most), such as 2/4, or job/n"
        guard text.hasPrefix("job/") else {
            guard let shard = Shard(text) else { throw ValidationError("\(form), not `\(text)`") }
            return shard
        }
        guard let count = Shard.number(text.dropFirst("job/".count)), let first = Shard(number: 1, of: count) else {
            throw ValidationError("\(form), not `\(text)`")
        }
        guard let value = variable("JOB_COMPLETION_INDEX"), let index = Shard.number(value) else {
            throw ValidationError(
                "--shard \(text) needs the index of the pod in JOB_COMPLETION_INDEX, as Indexed Jobs set it")
        }
        // The addition must not overflow, whatever stands in the variable.
        guard index < count, let shard = Shard(number: index + 1, of: first.count) else {
            throw ValidationError(
                "--shard \(text): JOB_COMPLETION_INDEX is \(index), and the last of \(count) shards has \(count - 1); "
                    + "let the completions of the Job be \(count)")
        }
        return shard
    }

    /// What a command is about, given the workspaces that are named (nil: none).
    func selection(_ workspaces: Set<String>?) throws(UsageError) -> GroupSelection {
        switch (shard, workspaces) {
        case (nil, nil): return .all
        case (nil, let chosen?): return .workspaces(chosen)
        case (let shard?, nil): return .shard(shard)
        case (_?, _?):
            throw UsageError(
                "--shard is a part of the whole estate: leave out the workspaces, or name them with --target")
        }
    }
}
