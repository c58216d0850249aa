import ArgumentParser

@main
struct BerthSandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "berth-sandbox",
        abstract: "A small estate in one process on loopback: Kubernetes, Kamaji, providers, a zone.",
        subcommands: [Up.self, Serve.self, Status.self, Down.self, FaultCommand.self, Worker.self])
}
