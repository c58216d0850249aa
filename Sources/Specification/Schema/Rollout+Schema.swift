import Document

extension Schema where Output == Rollout {
    /// Waves, the last of which takes whatever is left.
    static var rollout: Schema<Rollout> {
        .object(
            Field.required(
                "waves", .list(of: .wave), "In their order; the last takes whatever is left: `{max: 100%}`."),
            Field.optional("pause", .duration, "How long a run waits between two waves; by default not at all."),
            Field.defaulted(
                "stopAfterFailures", .integer(1...Int.max), 1,
                "After so many workspaces of a wave have failed no further one begins.")
        ) { node, waves, pause, failures in
            guard let last = waves.last else {
                node.report("the rollout has no waves", notes: ["as `waves: [{max: 10%}, {max: 100%}]`"])
                return nil
            }
            for (wave, next) in zip(waves, waves.dropFirst()) where wave.takesRest {
                node.report(
                    "the wave takes all workspaces, so that nothing is left for the next one", at: next.declaredAt)
                return nil
            }
            guard last.takesRest else {
                node.report(
                    "the last wave leaves workspaces out", at: last.declaredAt, notes: ["let it be `{max: 100%}`"])
                return nil
            }
            return Rollout(waves: waves, pause: pause ?? .zero, stopAfterFailures: failures)
        }
    }
}

extension Schema where Output == Rollout.Wave {
    fileprivate static var wave: Schema<Rollout.Wave> {
        .object(
            Field.defaulted("matchLabels", .labels, [:], "Labels that the workspaces of the wave have."),
            Field.optional(
                "max", .amount, "How many workspaces at most: `5`, or `10%` of all that the rollout is about.")
        ) { node, labels, max in Rollout.Wave(labels: labels, max: max, declaredAt: node.location) }
    }
}

extension Schema where Output == Rollout.Amount {
    /// `5` or `10%`.
    fileprivate static var amount: Schema<Rollout.Amount> {
        Schema<String>.numberedText.map { text, node in
            let digits = text.hasSuffix("%") ? text.dropLast() : text[...]
            let number = digits.allSatisfy { $0.isASCII && $0.isNumber } ? Int(digits) : nil
            if let number, number > 0 {
                guard text.hasSuffix("%") else { return .count(number) }
                if number <= 100 { return .percent(number) }
            }
            node.report(
                "\(node.name) must be a number of workspaces from 1, or a share from 1% to 100%, not `\(text)`")
            return nil
        }
    }
}
