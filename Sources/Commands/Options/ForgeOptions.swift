import ArgumentParser
import Backends
import Files
import HTTP
import Reports
import Resources

/// Which project of which forge is meant; in a forge's own pipeline nothing of it has to be given but the token.
struct ForgeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "github, gitlab or forgejo (also Gitea); default: whose pipeline this is.", valueName: "kind"))
    var forge: ForgeKind?

    @Option(
        help: ArgumentHelp(
            "The base of its API (https://git.example.com/api/v3, …/api/v4, …/api/v1); default: what the pipeline says, else "
                + "the public one.", valueName: "url"))
    var api: String?

    @Option(
        name: .customLong("repository"),
        help: ArgumentHelp("owner/name, or the number or path of a GitLab project.", valueName: "name"))
    var project: String?

    @Option(
        help: ArgumentHelp(
            "Where the token is, never the token itself: env:NAME or file:PATH.", valueName: "reference"))
    var token = "env:BERTH_FORGE_TOKEN"

    @Option(
        name: .customLong("ca-file"),
        help: ArgumentHelp(
            "The only authorities that its certificate may be of (PEM; default: the file in CI_SERVER_TLS_CA_FILE, else those of "
                + "the system).", valueName: "file"))
    var authorities: String?

    @Option(
        name: .customLong("report-url"),
        help: ArgumentHelp("Links to the report as a page, an artifact of the pipeline.", valueName: "url"),
        transform: { try LinkBase.of("--report-url", $0) })
    var link: LinkBase?

    // Not by the parser, which repeats what it refuses: it may be the token.
    func validate() throws { _ = try reference() }

    private func reference() throws -> SecretReference {
        guard let reference = ForgeToken.reference(token) else {
            throw ValidationError("--token says where the token is: env:NAME or file:PATH")
        }
        return reference
    }

    /// What this process knows of where it runs.
    static var surroundings: ForgeSurroundings {
        ForgeSurroundings(variable: ProcessEnvironment.variable) { path in
            try? RegularFile(reading: path, limit: 64 << 20).bytes
        }
    }

    /// The project that is meant; throws what is missing to know it.
    func chosen(_ surroundings: ForgeSurroundings) throws(UsageError) -> (forge: any Forge, endpoint: String) {
        guard let kind = forge ?? surroundings.kind else {
            throw UsageError("this is no pipeline that berth knows: name the forge with --forge, and --repository")
        }
        // What a pipeline of one forge says is nothing about another.
        let isOwn = kind == surroundings.kind
        guard let project = project ?? (isOwn ? surroundings.project : nil) else {
            throw UsageError(
                "name the project with --repository (\(kind == .gitlab ? "its number or path" : "owner/name"))")
        }
        let endpoint = api ?? (isOwn ? surroundings.endpoint : nil) ?? kind.publicAPI
        guard let endpoint else { throw UsageError("name the API with --api, such as https://git.example.com/api/v1") }
        guard let base = HTTPRequest.confidentialBase(endpoint) else {
            throw UsageError("the API is at an https:// address without user, ? and #: the token is sent there")
        }
        guard let forge = kind.forge(of: project) else {
            throw UsageError("`\(project.sanitized)` is not the name of a project at \(kind.rawValue)")
        }
        return (forge, base)
    }

    /// Does something with the project.
    func talk<Result: Sendable>(
        with chosen: (forge: any Forge, endpoint: String), _ work: (ForgeClient) async throws -> Result
    ) async throws -> Result {
        let token = try ForgeToken(reference(), variable: ProcessEnvironment.variable)
        var tls = TLSSettings()
        if let file = authorities ?? ProcessEnvironment.variable("CI_SERVER_TLS_CA_FILE"), !file.isEmpty {
            do {
                tls.caPEM = try RegularFile(reading: file, limit: 4 << 20).bytes
            } catch {
                throw UsageError("the authorities in \(file) cannot be read: \(error)")
            }
        }
        let client = HTTPClient()
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(
                try await work(
                    ForgeClient(chosen.forge, endpoint: chosen.endpoint, token: token, client: client, tls: tls)))
        } catch {
            result = .failure(error)
        }
        await client.close()
        return try result.get()
    }
}

extension ForgeKind: ExpressibleByArgument {}

extension ForgeKind {
    /// Where the API of the public server is; nil where there are many.
    fileprivate var publicAPI: String? {
        switch self {
        case .github: "https://api.github.com"
        case .gitlab: "https://gitlab.com/api/v4"
        case .forgejo: nil
        }
    }

    /// A project by its name; nil for what would lead to another path of the API.
    fileprivate func forge(of project: String) -> (any Forge)? {
        let parts = project.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".."
                && part.utf8.allSatisfy {
                    $0 < 0x80
                        && (Character(Unicode.Scalar($0)).isLetter || Character(Unicode.Scalar($0)).isNumber
                            || "-_.".utf8.contains($0))
                }
        }
        guard isPlain else { return nil }
        switch self {
        case .github where parts.count == 2: return GitHub(project: project)
        case .forgejo where parts.count == 2: return Forgejo(project: project)
        case .gitlab where parts.count > 1 || UInt64(project) != nil: return GitLab(project: project)
        case .github, .gitlab, .forgejo: return nil
        }
    }
}
