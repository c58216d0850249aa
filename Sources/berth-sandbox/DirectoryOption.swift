import ArgumentParser
import Glibc

/// Where a sandbox is.
struct DirectoryOption: ParsableArguments {
    @Option(name: .long, help: "The directory of the sandbox.")
    var dir = ".sandbox"

    /// The directory as a path that stays right wherever the process goes.
    var path: String {
        guard !dir.hasPrefix("/") else { return dir }
        guard let working = getcwd(nil, 0) else { return dir }
        defer { free(working) }
        return String(cString: working) + "/" + dir
    }
}
