import ArgumentParser

struct StateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state", abstract: "Reads the history that berth keeps in the state repository.",
        subcommands: [StateLogCommand.self, StateShowCommand.self])
}
