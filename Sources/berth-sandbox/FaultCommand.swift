import ArgumentParser
import Document
import Sandbox

/// Makes the sandbox misbehave, and behave again.
struct FaultCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fault", abstract: "Make the sandbox misbehave, and behave again.",
        subcommands: [FaultAdd.self, Kinds.self, List.self, Clear.self, Log.self])

    struct Kinds: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say what each kind of fault does and takes.")

        func run() {
            let width = Fault.Kind.allCases.map(\.rawValue.count).max() ?? 0
            for kind in Fault.Kind.allCases {
                let name = kind.rawValue + String(repeating: " ", count: width - kind.rawValue.count)
                print(
                    "\(name)  \(kind.summary)\n\(String(repeating: " ", count: width))  aimed by \(kind.aims.joined(separator: ", "))"
                )
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the faults in force.")

        @OptionGroup var directory: DirectoryOption

        func run() throws { try show("/faults", directory) }
    }

    struct Log: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the requests that faults have hit.")

        @OptionGroup var directory: DirectoryOption

        func run() throws { try show("/faults/log", directory) }
    }

    struct Clear: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lift a fault, or all.")

        @OptionGroup var directory: DirectoryOption

        @Argument(help: "The number of the fault.")
        var number: Int?

        func run() throws {
            let path = number.map { "/faults/\($0)" } ?? "/faults"
            _ = try ControlClient(directory: directory.path).send("DELETE", path)
        }
    }

    /// Prints a list, an item a line.
    private static func show(_ path: String, _ directory: DirectoryOption) throws {
        let answer = try ControlClient(directory: directory.path).send("GET", path)
        for item in try Value(json: answer).array ?? [] { print(item.compactJSON) }
    }
}
