import ArgumentParser
import Execution
import Reports

/// Numbers for monitoring beside what a command is for.
struct MetricsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Writes numbers for monitoring to a file (OpenMetrics; for a node exporter or a push gateway).",
            valueName: "file"))
    var metrics: String?

    /// Writes what `text` makes of the time since `started`, where a file is named; whole or not at all, since a collector may
    /// read it at any time.
    func write(since started: Double, _ clock: RunClock, _ text: (Metrics) -> String) throws {
        guard let metrics else { return }
        let now = clock.now
        try PageFile.write(text(Metrics(time: now, duration: now - started)), to: metrics)
    }
}
