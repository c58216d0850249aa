import ArgumentParser
import Glibc
import Sandbox

/// What a sandbox is started with.
struct EstateOptions: ParsableArguments {
    @OptionGroup var directory: DirectoryOption

    @Option(name: .long, help: "The management clusters, separated by commas.")
    var clusters = "sandbox"

    @Option(name: .long, help: "The /16 below 127.0.0.0/8 to live in.")
    var network = "127.66.0.0/16"

    @Option(name: .long, help: "How many workers each tenant has from the start.")
    var workers = 0

    @Option(
        name: .long,
        help: "Who works on the management clusters: all; core, without Kamaji; none, an API server by itself.")
    var controllers = ControllerSet.all

    @Option(name: .long, help: "How long a step of the controllers takes, in milliseconds: MIN-MAX.")
    var pace = "50-300"

    @Option(name: .long, help: "Makes faults that strike by chance repeatable.")
    var seed: UInt64 = 1

    @Flag(name: .customLong("record-bodies"), help: "Keeps the headers and bodies of requests in the request log.")
    var recordsBodies = false

    func configuration() throws -> SandboxConfiguration {
        let bounds = pace.split(separator: "-").compactMap { Int($0) }
        guard bounds.count == 2, bounds[0] >= 0, bounds[0] <= bounds[1] else {
            throw ValidationError("--pace is written MIN-MAX in milliseconds, such as 50-300")
        }
        guard workers >= 0 else { throw ValidationError("--workers cannot be negative") }
        let configuration = SandboxConfiguration(
            directory: directory.path, clusters: clusters.split(separator: ",").map(String.init),
            network: try LoopbackNetwork(network), workers: workers,
            controllers: controllers, pace: Pace(milliseconds: bounds[0]...bounds[1]), seed: seed,
            hetznerToken: Self.environment("HCLOUD_TOKEN"), ionosToken: Self.environment("IONOS_TOKEN"),
            cloudflareToken: Self.environment("CLOUDFLARE_API_TOKEN"), recordsBodies: recordsBodies)
        try configuration.validate()
        return configuration
    }

    /// The same options for a process that is started with them.
    var arguments: [String] {
        [
            "--dir", directory.path, "--clusters", clusters, "--network", network, "--workers", String(workers),
            "--controllers", controllers.rawValue, "--pace", pace, "--seed", String(seed),
        ] + (recordsBodies ? ["--record-bodies"] : [])
    }

    private static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}

extension ControllerSet: ExpressibleByArgument {}
