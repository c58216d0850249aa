import ArgumentParser
import Reports

struct StateVerifyCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Looks through the state repository for what is damaged, missing or strange.",
        discussion: """
            Reads every object of the history and holds it against its name, as `git fsck` does, and every file of the \
            newest state against what berth writes: the form of snapshots and run records, for whom secrets are encrypted, \
            files that nobody reads. Asks no cluster and changes nothing. Exits with 1 where there are errors; warnings \
            leave the exit code 0.
            """)

    @OptionGroup var common: CommonOptions

    @Flag(name: .customLong("json"), help: "As JSON.")
    var isJSON = false

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.reading(project, common) { session in
            guard let repository = session.repository else { throw NotRecorded("nothing is recorded yet") }
            let verification = try await repository.verification(recipients: session.store.vault(repository).recipients)
            let findings = StateFindings(verification, at: try await repository.head())
            try StandardStreams.print(
                isJSON ? findings.json() : findings.text(common.terminal().layout()), as: isJSON ? .json : .text)
            return findings.hasErrors ? .failure : .success
        }
    }
}
