import ArgumentParser

/// What `make bench` measures with: a clock for other programs, a client without any of Berth's code between it and libcurl,
/// and the pure part of a plan.
@main
struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark", abstract: "Figures to hold berth against.",
        subcommands: [MeasureCommand.self, RawReadCommand.self, RawWriteCommand.self, EngineCommand.self])
}
