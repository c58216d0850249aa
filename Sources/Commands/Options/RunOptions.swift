import ArgumentParser

/// How a plan is carried out.
struct RunOptions: ParsableArguments {
    @Flag(name: [.customLong("yes"), .customLong("auto-approve")], help: "Does not ask before anything is written.")
    var isApproved = false

    @Option(help: ArgumentHelp("Writes what happens to a file, one JSON object a line.", valueName: "file"))
    var events: String?

    @OptionGroup var metrics: MetricsOptions

    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp(
            "Waits so long for a lock that another run holds (30s, 10m, 1h30m), and then plans anew.",
            valueName: "duration"),
        transform: { try Duration.of("--lock-timeout", $0) })
    var lockTimeout: Duration?

    func validate() throws { try check(out: nil) }

    /// Throws where the file of `--out` is not one, or another option's.
    func check(out: String?) throws {
        try OutputFiles.check(("--out", out), ("--events", events), ("--metrics", metrics.metrics))
    }

    /// Opens the file of `--events`, so that one that cannot be written stops the command before anything is looked at, whether
    /// there will be something to do or not; nil where none is named.
    func openEvents() throws -> EventsFile? {
        guard let events else { return nil }
        return try EventsFile(path: events)
    }
}
