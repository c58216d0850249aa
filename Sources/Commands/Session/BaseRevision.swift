import Diagnostics
import Document
import Git
import Planning
import Resources
import Specification

/// The revision that `--estate-from` names, and what of the machine may be used beside it.
struct BaseRevision: Sendable {
    let revision: ProjectRevision
    let files: TrustedFiles

    private static let option = "--estate-from"

    /// Throws `ProjectRevision.Failure` where there is no such revision, or no estate in it.
    init(_ name: String, of root: String) async throws {
        revision = try await ProjectRevision(name, of: root, option: Self.option)
        guard revision.hasEstate else {
            let file = revision.project.folder + "specs/estate.yaml"
            throw ProjectRevision.Failure(
                description: "\(Self.option) \(name): there is no \(file) in \(revision.words)".sanitized)
        }
        files = try await TrustedFiles(revision)
    }

    /// What a plan records of it.
    func recorded(_ specification: SpecificationSet) -> Plan.Base {
        Plan.Base(words: revision.words, commit: revision.commit.description, specification)
    }

    /// Lets an estate's kubeconfigs and recipients be what the revision holds at their paths. Throws where another file or folder
    /// that the estate names, or a folder of `PATH`, may have come with a branch.
    func bind(_ estate: inout Estate, variable: (String) -> String?) async throws {
        for index in estate.managementClusters.indices {
            guard case .file(var path) = estate.managementClusters[index].kubeconfig.origin else { continue }
            try await capture(&path, home: variable("HOME"))
            estate.managementClusters[index].kubeconfig.origin = .file(path)
        }
        if var encryption = estate.encryption {
            try await capture(&encryption.recipients, home: variable("HOME"))
            estate.encryption = encryption
        }
        var collector = DiagnosticCollector()
        for named in estate.namedPaths {
            let path = LocalPath(named.path).resolved(home: variable("HOME"))
            guard let reason = files.refusal(of: path) else { continue }
            collector.add(
                .error(
                    "\(named.what) is not used: \(reason)", at: named.location,
                    notes:
                        "keep it outside of the repository, or let nobody commit it; what the branch changes of it is "
                        + "planned once it is merged"))
        }
        for folder in (variable("PATH") ?? "").split(separator: ":", omittingEmptySubsequences: false) {
            guard let reason = files.refusal(of: folder.isEmpty ? "." : String(folder)) else { continue }
            collector.add(
                .error(
                    "PATH leads to programs of the work tree: \(reason)",
                    notes: "take \(folder.isEmpty ? "the empty entry" : "`\(folder)`") out of PATH".sanitized))
        }
        try collector.throwIfErrors()
    }

    private func capture(_ path: inout LocalPath, home: String?) async throws {
        guard let entry = files.entry(for: path.resolved(home: home)), [.file, .executable].contains(entry.mode) else {
            return
        }
        path.captured = try await revision.project.repository.contents(of: entry.id)
    }
}

extension Estate {
    /// The files and folders of the machine that it names for itself, with what they are; kubeconfigs and what they name are
    /// looked at when they are read.
    fileprivate var namedPaths: [(what: String, path: String, location: SourceLocation?)] {
        func place(_ path: String...) -> SourceLocation {
            marks.location(of: Path((["spec"] + path).map(Path.Component.key)))
        }
        var paths: [(what: String, path: String, location: SourceLocation?)] = [
            ("the state repository", state.repository.resolved(), place("state", "repository"))
        ]
        if let recipients = encryption?.recipients, recipients.captured == nil {
            paths.append(("the recipients file", recipients.resolved(), place("encryption", "recipients")))
        }
        if let helm = helm?.resolved(), helm.contains("/") {
            paths.append(("the helm program", helm, place("tools", "helm")))
        }
        switch dns.provider {
        case .zoneFile(let folder): paths.append(("the folder of the zone", folder.resolved(), dns.declaredAt))
        case .rfc2136(_, .keyFile(let file)): paths.append(("the key file", file.resolved(), dns.declaredAt))
        case .rfc2136, .powerDNS, .hetzner, .cloudflare: break
        }
        for secret in secrets {
            switch secret.source {
            case .file(let path), .age(let path): paths.append(("the \(secret)", path, secret.location))
            case .environment, .clusterSecret, .generated: break
            }
        }
        return paths
    }
}
