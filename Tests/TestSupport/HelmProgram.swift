import Foundation

/// The helm of this machine, or the one that `make setup` brought.
package enum HelmProgram {
    package struct Missing: Error, CustomStringConvertible {
        package var description: String { "there is no helm: run `make setup`, or put helm 3.8 or newer on PATH" }
    }

    /// The folder that it lies in.
    package static func folder() throws -> String {
        let ours = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: ".build/tools").path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init) + [ours]
        guard let folder = folders.first(where: { FileManager.default.isExecutableFile(atPath: "\($0)/helm") }) else {
            throw Missing()
        }
        return folder
    }

    /// `PATH` with that folder behind all others: what programs that run helm are started with.
    static let environment: [String: String] = {
        guard let folder = try? folder() else { return [:] }
        return ["PATH": "\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"):\(folder)"]
    }()

    package static func path() throws -> String { "\(try folder())/helm" }
}
