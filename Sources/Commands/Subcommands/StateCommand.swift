import ArgumentParser

struct StateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "state",
        abstract: "Reads the history that berth keeps in the state repository, and looks after it.",
        subcommands: [
            StateLogCommand.self, StateListCommand.self, StateShowCommand.self, StateDiffCommand.self,
            StateVerifyCommand.self, StateRecoverCommand.self, StateMoveCommand.self, StateRemoveCommand.self,
        ])
}
