import ArgumentParser
import Document
import Sandbox

/// Shows what runs where.
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show what runs where.")

    @OptionGroup var directory: DirectoryOption

    func run() throws {
        guard let process = try SandboxProcess.running(in: directory.path) else {
            throw SandboxError.notRunning(directory: directory.path)
        }
        print("process \(process.number)")
        let answer = try ControlClient(directory: directory.path).send("GET", "/status")
        print(String(decoding: try Value(json: answer).json(.pretty), as: UTF8.self), terminator: "")
    }
}
