import Foundation

/// The Chromium of this machine, which tests look at pages with.
package enum ChromiumProgram {
    /// Where it lies; nil where there is none. `BERTH_CHROMIUM` names another.
    package static let path: String? = {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["BERTH_CHROMIUM"] { return named }
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        let names = ["chromium", "chromium-browser", "google-chrome"]
        return folders.flatMap { folder in names.map { "\(folder)/\($0)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// Why a test does without it.
    package static let absence = "there is no chromium: `make setup` brings it, or BERTH_CHROMIUM names one"
}
