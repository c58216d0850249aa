import ArgumentParser

/// How a plan is carried out.
struct RunOptions: ParsableArguments {
    @Flag(name: [.customLong("yes"), .customLong("auto-approve")], help: "Does not ask before anything is written.")
    var isApproved = false

    @Option(help: ArgumentHelp("Writes what happens to a file, one JSON object a line.", valueName: "file"))
    var events: String?
}
