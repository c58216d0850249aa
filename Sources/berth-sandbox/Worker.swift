import ArgumentParser
import Document
import Sandbox

/// Registers worker nodes with a tenant, or removes them.
struct Worker: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Register worker nodes with a tenant, or remove them.", subcommands: [Add.self, Remove.self])

    struct Target: ParsableArguments {
        @OptionGroup var directory: DirectoryOption

        @Option(name: .long, help: "The tenant control plane: <namespace>/<name>, or with its cluster before.")
        var tenant: String

        @Option(name: .long, help: "How many.")
        var count = 1

        func send(_ method: String) throws {
            let body: Value = ["tenant": .string(tenant), "count": .integer(Int64(count))]
            let answer = try ControlClient(directory: directory.path).send(method, "/workers", body)
            for list in try Value(json: answer).object?.values ?? [] {
                for name in list.array ?? [] { print(name.plain) }
            }
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Register worker nodes; prints their names.")

        @OptionGroup var target: Target

        func run() throws { try target.send("POST") }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove worker nodes; prints their names.")

        @OptionGroup var target: Target

        func run() throws { try target.send("DELETE") }
    }
}
