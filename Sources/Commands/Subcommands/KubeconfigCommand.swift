import ArgumentParser
import Backends
import Document
import Execution
import Files
import Planning
import Resources
import Specification
import State

struct KubeconfigCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubeconfig", abstract: "Prints a kubeconfig of a workspace.",
        discussion: """
            The admin's, as stored (encrypted) by the last apply: for when nothing else works. With --oidc one with which \
            people log in as themselves by `kubectl oidc-login`.
            """)

    enum Form: String, ExpressibleByArgument, CaseIterable {
        case yaml, json
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: "The workspace.")
    var workspace: String

    @Flag(help: "For people who log in with the estate's OIDC issuer.")
    var oidc = false

    @Flag(help: "Connects to the address instead of the host name, for when the DNS record has not arrived.")
    var direct = false

    @Option(name: .shortAndLong, help: "yaml or json.")
    var output: Form = .yaml

    @Option(help: ArgumentHelp("Writes it to a file that only you can read.", valueName: "file"))
    var out: String?

    func validate() throws { try OutputFiles.check(("--out", out)) }

    /// The file could not be written; what it held is still there.
    struct WriteFailure: Error, CustomStringConvertible {
        var description: String
    }

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.reading(project, common) { session in
            let kubeconfig = try await kubeconfig(session)
            let bytes = output == .json ? kubeconfig.json(.pretty) : KubeconfigDocument.yaml(kubeconfig)
            guard let out else {
                try StandardStreams.reveal(bytes)
                return .success
            }
            do {
                try OutputFile.write(bytes, to: out)
            } catch {
                throw WriteFailure(description: "cannot write the kubeconfig to \(out): \(error)")
            }
            StandardStreams.complain(
                "written: kubectl --kubeconfig \(out.shellQuoted) get namespaces"
                    + (oidc ? "  (logs in by the plugin `kubectl oidc-login`)" : "") + "\n")
            return .success
        }
    }

    private func kubeconfig(_ session: Session) async throws -> Value {
        let stored = try await stored(session)
        let workspace = workspace
        // What is stored names the host; the address is asked for where it is wanted.
        let document = try KubeconfigDocument(
            direct ? try await current(session) : stored, workspace: workspace)
        let host = session.estate.host(of: workspace)
        let access = KubeconfigDocument.Access(workspace: workspace, host: host, port: document.port, isDirect: direct)
        guard oidc else { return document.admin(access) }
        var settings = KubeconfigDocument.OIDC(issuer: session.estate.oidc.issuer, clientID: workspace)
        if let reference = session.estate.oidc.clientSecret {
            let secret = try await session.secrets(session.repository).value(of: reference)
            settings.clientSecret = secret.map { String(decoding: $0, as: UTF8.self) }
        }
        return document.oidc(access, settings)
    }

    /// The admin kubeconfig as the last apply stored it.
    private func stored(_ session: Session) async throws -> [UInt8] {
        guard let repository = session.repository,
            let stored = try await session.store.vault(repository).secret(workspace: workspace, name: "kubeconfig")
        else {
            try session.checkKnown(workspace)
            let known = session.snapshots.filter { $0.value.kubeconfig != nil }.keys.sorted()
            throw NotRecorded(
                "no kubeconfig of a workspace \(workspace) is stored"
                    + (known.isEmpty
                        ? "; `berth apply` stores it" : "; there are those of \(known.joined(separator: ", "))"))
        }
        return stored
    }

    /// The admin kubeconfig as it is in the management cluster now.
    private func current(_ session: Session) async throws -> [UInt8] {
        guard let location = session.snapshots[workspace]?.location else {
            throw NotRecorded("where \(workspace) is placed is not recorded; `berth apply` records it")
        }
        guard let access = try await session.clusters.connectTenant(workspace, secret: location.secret) else {
            throw BackendError(
                "read", "\(location.secret) in cluster \(location.cluster)", .notFound,
                "it does not exist, or is not complete yet")
        }
        return access.adminKubeconfig
    }
}
