import Document
import Foundation
import TestSupport

/// A provider's own client, or octoDNS, run by one of the scripts of `Tests/Clients` on a sandbox.
struct ProviderClient: Sendable {
    /// The script, and how the sandbox's addresses begin: `127.<n>`.
    let script: String
    let network: String

    static func hetzner(_ network: String) -> ProviderClient { ProviderClient(script: "hetzner.py", network: network) }
    static func cloudflare(_ network: String) -> ProviderClient {
        ProviderClient(script: "cloudflare_dns.py", network: network)
    }

    /// Where the sandbox answers as a provider does.
    static func endpoint(_ provider: String, _ network: String) -> String {
        switch provider {
        case "hetzner": "http://\(network).0.2:8080/v1"
        case "ionos": "http://\(network).0.3:8080/cloudapi/v6"
        default: "http://\(network).0.5:8080/client/v4"
        }
    }

    private var endpoint: String {
        Self.endpoint(String(script.prefix { $0 != "_" && $0 != "." }), network)
    }

    /// Runs a command of the script and gives what it printed.
    @discardableResult
    func callAsFunction(_ arguments: String...) async throws -> String {
        try await Self.run(script, [endpoint] + arguments)
    }

    /// The records of a zone, as the client reads them.
    func list(_ zone: String) async throws -> [Value] {
        try Value(json: try await callAsFunction("list", zone)).array ?? []
    }

    /// Runs a script in the environment that `make setup` makes; without it the tests fail.
    @discardableResult
    static func run(
        _ script: String, _ arguments: [String], environment: [String: String] = Site.planted
    ) async throws -> String {
        let python = Workplace.checkout.appending(path: ".build/clients/bin/python").path
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw Program.Failure(description: "\(python) is not there: `make setup` installs the providers' clients")
        }
        let path = Workplace.checkout.appending(path: "Tests/Clients/\(script)").path
        // Nothing is written beside the scripts.
        let program = Program(python, environment: environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 })
        return try await program([path] + arguments)
    }
}
