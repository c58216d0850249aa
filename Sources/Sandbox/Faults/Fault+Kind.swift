extension Fault {
    /// What can go wrong. Those up to `failAction` happen to one request; the others are states that last until they
    /// are cleared.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case status
        case resetBefore = "reset-before"
        case resetAfter = "reset-after"
        case truncate
        case latency
        case cutWatch = "cut-watch"
        case expireContinue = "expire-continue"
        case ignoreWrite = "ignore-write"
        case alterWrite = "alter-write"
        case killClient = "kill-client"
        case failAction = "fail-action"
        case neverReady = "never-ready"
        case badImage = "bad-image"
        case crash
        case pauseControllers = "pause-controllers"
        case stuckFinalizer = "stuck-finalizer"
        case silentTenant = "silent-tenant"
        case unreadyDataStore = "unready-datastore"
        case noAddress = "no-address"
        case namedAddress = "named-address"
        case clockSkew = "clock-skew"

        /// What it does, in one line.
        package var summary: String {
            switch self {
            case .status: "answers with a status (503, or --status) instead of doing the work; --retry-after"
            case .resetBefore: "resets the connection before the request has any effect"
            case .resetAfter: "does the work, then resets the connection instead of answering"
            case .truncate: "does the work, then sends half of the body and resets the connection"
            case .latency: "waits (--delay) before doing the work"
            case .cutWatch: "ends a watch after its first event"
            case .expireContinue: "answers a request that carries a continue token with 410 Expired"
            case .ignoreWrite: "answers a write with success and leaves everything as it is; not dry runs"
            case .alterWrite: "does a write with something else: merges --patch into its JSON first; not dry runs"
            case .killClient: "kills --process by SIGKILL --moment before or after the work, or once it is answered"
            case .failAction: "ends actions and requests of the providers in failure"
            case .neverReady: "pods of matching workloads run and never become ready, those of Jobs never end"
            case .badImage: "pods of matching workloads cannot pull their images"
            case .crash: "containers of matching workloads end with an error, those of Jobs for good"
            case .pauseControllers: "the controllers of matching clusters do nothing"
            case .stuckFinalizer: "controllers leave the finalizers of matching objects where they are"
            case .silentTenant: "the API servers of matching tenant control planes never answer"
            case .unreadyDataStore: "matching DataStores are not ready, which holds up what is kept in them"
            case .noAddress: "matching LoadBalancer Services get no address"
            case .namedAddress: "matching LoadBalancer Services get a host name instead of an address"
            case .clockSkew: "the clocks of matching clusters are ahead or behind by --offset"
            }
        }

        /// What it is aimed by: the members of `FaultMatch` that mean something to it.
        package var aims: [String] {
            switch self {
            case .status, .resetBefore, .resetAfter, .truncate, .latency, .cutWatch, .expireContinue,
                .killClient, .ignoreWrite, .alterWrite:
                ["method", "path", "cluster", "user"]
            case .failAction: ["method", "path", "cluster"]
            case .neverReady, .badImage, .crash, .silentTenant, .unreadyDataStore, .noAddress, .namedAddress:
                ["object", "cluster"]
            case .stuckFinalizer: ["resource", "object", "cluster"]
            case .pauseControllers, .clockSkew: ["cluster"]
            }
        }

        /// True for what happens to one request; the others are states that last until they are cleared.
        package var isAboutRequests: Bool { aims.contains("method") }

        /// The members of a fault's text form, beside its kind and aim, that mean something to it.
        var members: Set<String> {
            let chance: Set = ["times", "probability", "skip"]
            return switch self {
            case .status: chance.union(["status", "retryAfter"])
            case .latency: chance.union(["delay"])
            case .alterWrite: chance.union(["patch"])
            case .killClient: chance.union(["process", "moment"])
            case .clockSkew: ["offset"]
            default: isAboutRequests ? chance : []
            }
        }
    }
}
