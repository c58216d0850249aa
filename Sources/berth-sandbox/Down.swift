import ArgumentParser
import Glibc
import Sandbox

/// Ends a sandbox; its data stays unless it is purged.
struct Down: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End the sandbox; its data stays.")

    @OptionGroup var directory: DirectoryOption

    @Flag(name: .long, help: "Remove the sandbox's files, too.")
    var purge = false

    func run() throws {
        let path = directory.path
        if let process = try SandboxProcess.running(in: path) {
            process.send(SIGTERM)
            for _ in 0..<200 where process.isRunning { usleep(50_000) }
            process.send(SIGKILL)
            for _ in 0..<100 where process.isRunning { usleep(20_000) }
            print("the sandbox has ended (process \(process.number))")
        } else {
            print("no sandbox runs in \(path)")
        }
        let layout = SandboxLayout(directory: path)
        guard layout.isSandbox else {
            // Folders of these names are others' where no sandbox made them.
            if purge, Files.exists(path) { throw SandboxError.noSandbox(directory: path) }
            return
        }
        try Files.remove(layout.process)
        guard purge else { return }
        for file in layout.all { try Files.remove(file) }
        // Files of others may be there: then the directory stays.
        rmdir(path)
    }
}
