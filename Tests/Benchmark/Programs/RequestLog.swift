import Diagnostics
import Document
import Files
import Kubernetes

/// What the sandbox noted of requests (`GET /requests` of its own API), as the raw client repeats them.
struct RequestLog {
    struct Entry {
        var cluster: String
        var request: RawRequest
        var isDryRun: Bool
        var labels: Bool
    }

    private(set) var entries: [Entry] = []

    init(_ file: String) throws {
        for line in try contents(of: file).split(separator: UInt8(ascii: "\n")) {
            let value = try Value(json: line)
            guard let cluster = value["cluster"]?.string, let path = value["path"]?.string,
                let method = value["method"]?.string, let status = value["status"]?.integer, (200..<300) ~= status,
                value["watch"] != true
            else { continue }
            let query = value["query"]?.string ?? ""
            let headers = value["headers"]?.array ?? []
            entries.append(
                Entry(
                    cluster: cluster,
                    request: RawRequest(
                        method: method, target: query.isEmpty ? path : "\(path)?\(query)",
                        contentType: headers.first { $0["name"]?.string?.lowercased() == "content-type" }?["value"]?
                            .string, body: value["body"]?.string.flatMap(Base64.decode)),
                    isDryRun: query.contains("dryRun="), labels: query.contains("labelSelector=")))
        }
    }

    /// The LISTs by label of each place, each once.
    var lists: [String: [RawRequest]] {
        var known: Set<String> = []
        return Dictionary(
            grouping: entries.filter {
                $0.request.method == "GET" && $0.labels
                    && known.insert("\($0.cluster) \($0.request.target)").inserted
            }, by: \.cluster
        ).mapValues { $0.map(\.request) }
    }

    /// What was applied at each place, in its order; dry runs and Leases left out.
    var writes: [String: [RawRequest]] {
        Dictionary(
            grouping: entries.filter {
                $0.request.method == "PATCH" && !$0.isDryRun && !$0.request.target.contains("/leases/")
            }, by: \.cluster
        ).mapValues { $0.map(\.request) }
    }
}

/// The bytes of a file.
func contents(of file: String) throws -> [UInt8] { try RegularFile(reading: file, limit: 1 << 30).bytes }
