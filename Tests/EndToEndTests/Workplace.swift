import Foundation
import TestSupport
import Testing

/// A copy of the project's specifications and templates, and the built berth to run in it.
struct Workplace: Sendable {
    let folder: TemporaryFolder
    let program: Program

    static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// Where the built programs lie: beside the test program.
    private static let products = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    /// The berth that is tested: that of the same build, or the one that `BERTH` names, as an optimised one.
    static let berth =
        ProcessInfo.processInfo.environment["BERTH"].map { URL(filePath: $0, relativeTo: checkout).path }
        ?? products.appending(path: "berth").path
    static let sandbox = products.appending(path: "berth-sandbox").path

    init(environment: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        program = Self.program(environment: environment)
        for name in ["templates", "specs"] {
            try FileManager.default.copyItem(
                at: Self.checkout.appending(path: name), to: URL(filePath: folder.path(name)))
        }
        // The example of age's README, until a site makes a key of its own.
        try folder.write(
            "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n", to: ".sandbox/recipients.txt")
    }

    /// The built berth with an environment of its own.
    static func program(environment: [String: String]) -> Program {
        Program(
            berth,
            environment: environment.merging([
                "BERTH_ACTOR": "tester <tester@localhost>", "NO_COLOR": "1", "COLUMNS": "120",
            ]) { $1 })
    }

    /// Runs berth in the folder.
    func berth(_ arguments: [String]) async throws -> Program.Outcome {
        try await program.outcome(arguments, in: folder.path)
    }

    /// Changes a file of the folder.
    func edit(_ name: String, _ change: (String) -> String) throws {
        let file = URL(filePath: folder.path(name))
        let text = try String(contentsOf: file, encoding: .utf8)
        try change(text).write(to: file, atomically: true, encoding: .utf8)
    }

    /// Makes a key and lists its public part where the estate looks for recipients.
    func makeRecipients() throws {
        try folder.write(AgeKey(in: folder, named: ".sandbox/age.key").recipient + "\n", to: ".sandbox/recipients.txt")
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: folder.path(name))
    }
}
