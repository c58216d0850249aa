/// What a sandbox is started with.
package struct SandboxConfiguration: Sendable {
    /// Where its files are.
    package var directory: String
    /// The names of the management clusters, in the order of their addresses.
    package var clusters: [String]
    package var network: LoopbackNetwork
    /// How many workers each tenant has from the start.
    package var workers: Int
    /// The Kubernetes version of the management clusters.
    package var gitVersion: String
    /// Which controllers work on the management clusters.
    package var controllers: ControllerSet
    package var pace: Pace
    /// Makes faults that strike by chance repeatable.
    package var seed: UInt64
    /// The tokens the providers accept; nil for any that is not empty.
    package var hetznerToken: String?
    package var ionosToken: String?
    package var cloudflareToken: String?
    /// Whether the request log keeps the bodies of requests.
    package var recordsBodies: Bool

    package init(
        directory: String, clusters: [String] = ["sandbox"], network: LoopbackNetwork = LoopbackNetwork(octet: 66),
        workers: Int = 0, gitVersion: String = "v1.36.2", controllers: ControllerSet = .all, pace: Pace = Pace(),
        seed: UInt64 = 1, hetznerToken: String? = nil, ionosToken: String? = nil, cloudflareToken: String? = nil,
        recordsBodies: Bool = false
    ) {
        self.directory = directory
        self.clusters = clusters
        self.network = network
        self.workers = workers
        self.gitVersion = gitVersion
        self.controllers = controllers
        self.pace = pace
        self.seed = seed
        self.hetznerToken = hetznerToken
        self.ionosToken = ionosToken
        self.cloudflareToken = cloudflareToken
        self.recordsBodies = recordsBodies
    }

    /// Refuses what could not be served: no or too many clusters, the same name twice, names that are not file names.
    package func validate() throws(SandboxError) {
        guard (1...250).contains(clusters.count), Set(clusters).count == clusters.count else {
            throw .badArgument("name one to 250 clusters, each once")
        }
        for name in clusters {
            let isLabel = name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "-")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
            guard isLabel, !name.isEmpty else {
                throw .badArgument("the cluster name \"\(name)\" is not made of lower-case letters, digits and dashes")
            }
        }
    }
}

/// The files of a sandbox.
package struct SandboxLayout: Sendable {
    package let directory: String

    package init(directory: String) {
        self.directory = directory
    }

    package var data: String { directory + "/data" }
    package var keys: String { directory + "/data/pki" }
    package var kubeconfigs: String { directory + "/kubeconfig" }
    package var tokens: String { directory + "/token" }
    package var zones: String { directory + "/zones" }
    package var endpoints: String { directory + "/endpoints.json" }
    package var log: String { directory + "/sandbox.log" }
    package var process: String { directory + "/sandbox.pid" }

    package func kubeconfig(_ cluster: String) -> String { "\(kubeconfigs)/\(cluster).yaml" }

    /// Whether a sandbox was started here once: only then do the names below belong to one.
    package var isSandbox: Bool { Files.exists(keys) && Files.exists(data + "/journal") }

    /// Everything a sandbox makes.
    package var all: [String] { [data, kubeconfigs, tokens, zones, endpoints, log, process, process + ".lock"] }
}
