import Files
import Specification
import Tools

/// Where `berth catalog add --chart` takes a chart from.
enum ChartOrigin: Sendable, Hashable {
    /// A folder or an archive on this machine.
    case local(String)
    /// A repository by its URL, with the chart's name in it.
    case repository(url: String, chart: String, version: String)
    /// An archive by its URL.
    case archive(url: String)
    /// `oci://registry/path/chart`.
    case registry(url: String, version: String)

    /// Reads what the command line says; throws `UsageError` for what cannot be fetched again in the same way.
    init(_ source: String, chart: String, version: String?) throws(UsageError) {
        let scheme = source.ranges(of: "://").first.map { String(source[..<$0.lowerBound]) }
        guard let scheme else {
            guard version == nil else {
                throw UsageError("--version is for charts that are fetched; \(source) has its own")
            }
            self = .local(source)
            return
        }
        guard ["http", "https", "oci"].contains(scheme) else {
            throw UsageError("--chart is a folder, a .tgz, or a URL that begins with https:// or oci://")
        }
        guard !source.dropFirst(scheme.count + 3).prefix(while: { $0 != "/" }).contains("@") else {
            throw UsageError(
                "the URL holds credentials, which would be written down: log in with `helm registry login`")
        }
        if scheme != "oci", source.hasSuffix(".tgz") {
            self = .archive(url: source)
            return
        }
        guard let version else {
            throw UsageError("give --version: what the newest one is changes, and a revision does not")
        }
        self =
            scheme == "oci"
            ? .registry(url: source, version: version)
            : .repository(url: source, chart: chart, version: version)
    }

    /// What is written down.
    var source: String {
        switch self {
        case .local(let path): path
        case .repository(let url, _, _), .archive(let url), .registry(let url, _): url
        }
    }

    /// The arguments of `helm pull`; nil for what is here.
    var pullArguments: [String]? {
        switch self {
        case .local: nil
        case .repository(let url, let chart, let version): [chart, "--repo", url, "--version", version]
        case .archive(let url): [url]
        case .registry(let url, let version): [url, "--version", version]
        }
    }
}
