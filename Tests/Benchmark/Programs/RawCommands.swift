import ArgumentParser
import CCurl
import Document
import Glibc
import Kubernetes

/// The management clusters that the raw client speaks to.
struct RawClusters: ParsableArguments {
    @Option(name: .customLong("cluster"), help: "NAME=KUBECONFIG of a management cluster (repeatable).")
    var clusters: [String]

    @Option(help: "How many places are asked at once.")
    var width = 16

    /// The way to each management cluster.
    func access() throws -> [String: ClusterAccess] {
        guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK else { throw ValidationError("no libcurl") }
        return try Dictionary(
            clusters.map { text in
                let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { throw ValidationError("--cluster is NAME=KUBECONFIG") }
                let kubeconfig = try Kubeconfig(try contents(of: parts[1]), file: parts[1])
                return (parts[0], try kubeconfig.access { try contents(of: $0) })
            }, uniquingKeysWith: { $1 })
    }

    /// The way to each tenant, by the Secrets that the control planes left on the management clusters.
    func tenants(_ clusters: [String: ClusterAccess]) throws -> [String: ClusterAccess] {
        var tenants: [String: ClusterAccess] = [:]
        for access in clusters.values {
            let list = try Value(json: try fetch("/api/v1/secrets", from: access))
            for secret in list["items"]?.array ?? [] {
                guard let name = secret["metadata"]?["name"]?.string, name.hasSuffix("-admin-kubeconfig"),
                    let bytes = secret["data"]?["super-admin.conf"]?.string.flatMap(Base64.decode)
                else { continue }
                tenants[String(name.dropLast("-admin-kubeconfig".count))] = try Kubeconfig(bytes, file: name)
                    .access { try contents(of: $0) }
            }
        }
        return tenants
    }

    /// Raises the number of descriptors as far as it goes.
    static func raiseLimit() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

/// The lists that a plan read, read again by nothing but libcurl.
struct RawReadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Reads the LISTs that the sandbox noted, and throws the answers away.")

    @OptionGroup var clusters: RawClusters

    @Argument(help: "What GET /requests of the sandbox gave.")
    var log: String

    func run() throws {
        let management = try clusters.access()
        let access = try clusters.tenants(management).merging(management) { $1 }
        let lists = try RequestLog(log).lists
        let places = lists.sorted { $0.key < $1.key }.compactMap { place, requests in
            access[RequestLog.name(of: place)].map { RawPlace(access: $0, requests: requests) }
        }
        // The management clusters first, as a plan has to.
        let order = places.sorted { $0.requests.count > $1.requests.count }
        let before = rusage.own.processor
        let start = ContinuousClock.now
        let outcome = RawPlace.ask(order, width: clusters.width)
        let seconds = start.duration(to: .now).seconds
        let figures = Figures(
            seconds: seconds, processor: rusage.own.processor - before, megabytes: Double(rusage.own.ru_maxrss) / 1024)
        print("\(figures.line) requests=\(outcome.answered) failed=\(outcome.failed) places=\(places.count)")
        if let reason = outcome.reason { throw ValidationError(reason) }
    }
}

/// The objects that an apply wrote, written again by nothing but libcurl into an empty sandbox.
struct RawWriteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write",
        abstract: "Writes the objects that the sandbox noted, waiting for each control plane before what is in it.")

    @OptionGroup var clusters: RawClusters

    @Argument(help: "What GET /requests of a sandbox with --record-bodies gave.")
    var log: String

    func run() throws {
        let management = try clusters.access()
        let writes = try RequestLog(log).writes
        let before = rusage.own.processor
        let start = ContinuousClock.now
        var outcome = RawPlace.Outcome()
        for (name, access) in management.sorted(by: { $0.key < $1.key }) {
            guard let requests = writes[name] else { continue }
            outcome.add(writeNamespaces(requests, to: access))
        }
        let inner = writes.filter { management[RequestLog.name(of: $0.key)] == nil }
        var open = Set(inner.keys)
        while !open.isEmpty {
            let ready = try clusters.tenants(management)
            let places = open.sorted().compactMap { place in
                ready[RequestLog.name(of: place)].map { (place, RawPlace(access: $0, requests: inner[place] ?? [])) }
            }.filter { $0.1.answers }
            guard !places.isEmpty else {
                usleep(100_000)
                continue
            }
            open.subtract(places.map(\.0))
            outcome.add(RawPlace.ask(places.map(\.1), width: clusters.width))
        }
        let figures = Figures(
            seconds: start.duration(to: .now).seconds, processor: rusage.own.processor - before,
            megabytes: Double(rusage.own.ru_maxrss) / 1024)
        print("\(figures.line) requests=\(outcome.answered) failed=\(outcome.failed) places=\(inner.count)")
        if let reason = outcome.reason { throw ValidationError(reason) }
    }

    /// All of one namespace over one connection, in their order, `width` namespaces at once.
    private func writeNamespaces(_ requests: [RawRequest], to access: ClusterAccess) -> RawPlace.Outcome {
        let groups = Dictionary(grouping: requests) { request -> Substring in
            let parts = request.target.prefix { $0 != "?" }.split(separator: "/")
            return parts.firstIndex(of: "namespaces").map { parts[($0 + 1)...].first ?? "" } ?? ""
        }
        let places = groups.sorted { $0.key < $1.key }.map { RawPlace(access: access, requests: $0.value) }
        return RawPlace.ask(places, width: clusters.width)
    }
}

extension RawPlace {
    /// Whether its API server is up.
    var answers: Bool { RawPlace(access: access, requests: [RawRequest(target: "/readyz")]).ask().failed == 0 }
}

extension RequestLog {
    /// The name of a management cluster or the id of a tenant's workspace, as the log calls a place.
    static func name(of place: String) -> String {
        place.split(separator: "/").last.map(String.init) ?? place
    }
}

/// The body of an answer.
private func fetch(_ target: String, from access: ClusterAccess) throws -> [UInt8] {
    let body = Body()
    guard let handle = curl_easy_init() else { throw ValidationError("no handle") }
    defer { curl_easy_cleanup(handle) }
    let place = RawPlace(access: access, requests: [])
    place.prepare(handle)
    berth_curl_set_data_callback(handle, CURLOPT_WRITEFUNCTION) { data, size, count, context in
        guard let context, let data else { return 0 }
        let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
        Unmanaged<Body>.fromOpaque(context).takeUnretainedValue().bytes.append(contentsOf: bytes)
        return size * count
    }
    berth_curl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(body).toOpaque())
    if let reason = place.send(RawRequest(target: target), by: handle) { throw ValidationError(reason) }
    return body.bytes
}

private final class Body {
    var bytes: [UInt8] = []
}
