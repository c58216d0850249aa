import Diagnostics
import Document
import Resources

/// Which secrets the specification of a workspace may name: its own, and what the estate grants it.
///
/// Its own are environment variables that begin with its id in capitals (`PAYMENTS_…`, `-` as `_`), age files below its
/// folder, and what Berth generated for it. A variable that fits several workspaces, as `PAY_MENTS_TOKEN` fits `pay-ments` and
/// `pay`, is of the one that uses it already, else of the only one that exists already, as the state records it; otherwise it
/// is nobody's, and whoever names it needs a grant. Nobody's own is what the estate itself names, too, and what belongs to
/// Berth or to the pipeline that runs it.
package struct SecretBoundary: Sendable {
    private let estate: Estate
    /// The workspaces by what their variables begin with.
    private let owners: [String: String]
    private let folders: [String: String]
    private let uses: SecretUses
    private let variablesOfEstate: Set<String>
    /// Every age file that the specification names.
    package let ageFiles: [String]

    /// `uses` is what the state knows, also of workspaces that have no specification any more: their secrets stay theirs.
    package init(_ estate: Estate, workspaces: [Workspace], uses: SecretUses = SecretUses()) {
        self.estate = estate
        self.uses = uses
        let ids = uses.workspaces.union(workspaces.map(\.id))
        owners = Dictionary(ids.map { ($0.variablePrefix, $0) }) { first, _ in first }
        folders = Dictionary(workspaces.map { ($0.id, $0.folder) }) { first, _ in first }
        variablesOfEstate = estate.namedVariables
        ageFiles = (estate.secrets + workspaces.flatMap(\.integration.secrets)).compactMap { secret in
            if case .age(let path) = secret.source { path } else { nil }
        }
    }

    /// The name of the estate.
    package var estateName: String { estate.name }

    /// Whether the estate opens only those files for workspaces that are bound to them.
    package var requiresBound: Bool { estate.encryption?.requiresBound ?? false }

    /// Why a reference is refused, with what is allowed and where to allow more; nil where it may be read.
    package func refusal(of reference: SecretReference) -> Diagnostic? {
        guard case .workspace(let id) = reference.origin, !allows(reference.source, to: id) else { return nil }
        // What is no usual name of a variable or a file may be the secret itself.
        let isNameShown = reference.isUsuallyNamed
        return Diagnostic(
            .error,
            "the workspace \(id) may not use the \(isNameShown ? reference.description : "\(reference.source.noun) that it names here")",
            at: reference.location,
            notes: [
                words(onOwnOf: id)
                    + (owner(of: reference.source, besides: id).map { "; this one \($0)" } ?? ""),
                "an operator allows more at \(grantsLocation): "
                    + "spec.secretGrants: [{workspaces: [\(id)], "
                    + "\(reference.source.grant(shown: isNameShown, from: folderOfEstate))}]",
            ], isSensitive: !isNameShown)
    }

    /// What a workspace may use without a grant.
    private func words(onOwnOf id: String) -> String {
        let prefix = id.variablePrefix
        guard let other = Self.surroundings.first(where: prefix.hasPrefix) else {
            return "its own are variables that begin with \(prefix) and age files below \(folder(of: id))/"
        }
        return
            "variables that begin with \(other) are of pipelines and tools, whatever a workspace is called; its own are age files "
            + "below \(folder(of: id))/"
    }

    /// The folders, and single files, in which what a reference names must really lie, links followed; nil where it may be
    /// anywhere.
    package func bounds(of reference: SecretReference) -> [SecretBounds]? {
        guard case .workspace(let id) = reference.origin else { return nil }
        switch reference.source {
        case .file(let path): return granted(\.files, to: id).filter { $0.contains(path) }
        case .age(let path):
            return ([SecretBounds(ownFolder: folder(of: id))] + granted(\.ageFiles, to: id)).filter {
                $0.contains(path)
            }
        case .environment, .clusterSecret, .generated: return []
        }
    }

    private func allows(_ source: SecretReference.Source, to id: String) -> Bool {
        let grants = estate.secretGrants.filter { $0.isFor(id) }
        switch source {
        case .environment(let name):
            return grants.contains { $0.variables.contains(name) }
                || isNobodys(name) && (grants.contains { $0.covers(name) } || owner(of: name) == .workspace(id))
        case .file, .age: return bounds(of: SecretReference(source).named(by: id))?.isEmpty == false
        case .clusterSecret(let cluster, let namespace, let name, let key):
            return grants.flatMap(\.secrets).contains {
                $0.cluster == cluster && $0.namespace == namespace && $0.name == name && ($0.key ?? key) == key
            }
        case .generated(let workspace, _): return workspace == id
        }
    }

    /// Whether a workspace may use what it names without a grant of the estate.
    package func isOwn(_ reference: SecretReference) -> Bool {
        guard case .workspace(let id) = reference.origin else { return false }
        return switch reference.source {
        case .environment(let name): isNobodys(name) && owner(of: name) == .workspace(id)
        case .age(let path): SecretBounds(ownFolder: folder(of: id)).contains(path)
        case .generated(let workspace, _): workspace == id
        case .file, .clusterSecret: false
        }
    }

    /// Whether a workspace's own file is the original of the one that another workspace has at `path` and that holds the same: it
    /// used it before, and the other never did.
    package func isOriginal(_ ciphertext: Digest, of reference: SecretReference, asAt path: String) -> Bool {
        guard case .workspace(let id) = reference.origin, isOwn(reference),
            let other = folders.first(where: { $0.key != id && SecretBounds(ownFolder: $0.value).contains(path) })?.key
        else { return false }
        let users = uses.users(of: SecretUses.file(ciphertext))
        return users.contains(id) && !users.contains(other)
    }

    /// Whether a variable is neither the estate's nor one of the surroundings.
    private func isNobodys(_ name: String) -> Bool {
        !variablesOfEstate.contains(name) && !Self.surroundings.contains(where: name.hasPrefix)
    }

    /// The variables of Berth itself, and of what usually runs it: a workspace that is called `github` does not get the
    /// pipeline's token.
    private static let surroundings = [
        "ACTIONS_", "AGE_", "ALICLOUD_", "ANSIBLE_", "ARGOCD_", "ARM_", "ATLANTIS_", "AWS_", "AZURE_", "BERTH_",
        "BITBUCKET_", "BUILDKITE_", "CARGO_", "CF_", "CI_", "CIRCLE_", "CLOUDFLARE_", "CLOUDSDK_", "CODECOV_",
        "COSIGN_",
        "DIGITALOCEAN_", "DOCKER_", "DRONE_", "FLUX_", "GCLOUD_", "GCP_", "GH_", "GIT_", "GITEA_", "GITHUB_", "GITLAB_",
        "GOOGLE_", "GPG_", "HCLOUD_", "HELM_", "HETZNER_", "IONOS_", "JENKINS_", "JIRA_", "KUBE_", "KUBERNETES_",
        "MAVEN_", "NODE_", "NPM_", "OP_", "OS_", "OVH_", "PDNS_", "POWERDNS_", "PULUMI_", "PYPI_", "REGISTRY_",
        "RENOVATE_", "RUNNER_", "SCW_", "SENTRY_", "SLACK_", "SNYK_", "SONAR_", "SOPS_", "SSH_", "SYSTEM_", "TEAMCITY_",
        "TERRAFORM_", "TF_", "TFE_", "TRAVIS_", "TWINE_", "VAULT_", "VSS_", "XDG_",
    ]

    /// Whose a variable is by its name.
    private enum VariableOwner: Equatable {
        case nobody
        case workspace(String)
        /// It fits several, and nothing tells whose it is.
        case undecided([String])
    }

    private func owner(of variable: String) -> VariableOwner {
        let fitting = variable.indices.filter { variable[$0] == "_" }.compactMap { owners[String(variable[...$0])] }
        guard fitting.count > 1 else { return fitting.first.map { .workspace($0) } ?? .nobody }
        let users = uses.users(of: SecretUses.variable(variable)).intersection(fitting)
        let known = users.isEmpty ? uses.workspaces.intersection(fitting) : users
        if known.count == 1, let first = known.first { return .workspace(first) }
        return .undecided(fitting)
    }

    private func owner(of source: SecretReference.Source, besides id: String) -> String? {
        switch source {
        case .environment(let name):
            if variablesOfEstate.contains(name) {
                "is of the estate"
            } else {
                switch owner(of: name) {
                case .nobody, .workspace(id): nil
                case .workspace(let other): "is of the workspace \(other)"
                case .undecided(let ids):
                    "may be meant for \(ids.filter { $0 != id }.sorted().joined(separator: ", ")), too"
                }
            }
        case .age(let path):
            folders.first { $0.key != id && SecretBounds(ownFolder: $0.value).contains(path) }
                .map { "is of the workspace \($0.key)" }
        default: nil
        }
    }

    private func folder(of id: String) -> String { folders[id] ?? Workspace.folder(of: id) }

    private func granted(_ paths: KeyPath<SecretGrant, [LocalPath]>, to id: String) -> [SecretBounds] {
        estate.secretGrants.filter { $0.isFor(id) }.flatMap { $0[keyPath: paths] }.map { SecretBounds(granted: $0) }
    }

    /// Where the paths of the estate's file count from; it ends with a slash unless it is empty.
    private var folderOfEstate: String {
        let file = estate.marks.file
        return file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    }

    private var grantsLocation: String {
        let place = estate.marks.location(of: ["spec", "secretGrants"])
        return place == estate.marks.location(of: ["spec"]) ? estate.marks.file : "\(place)"
    }
}

extension SecretGrant {
    /// Whether a pattern fits a variable.
    fileprivate func covers(_ variable: String) -> Bool {
        variables.contains { $0.hasSuffix("*") && variable.hasPrefix($0.dropLast()) }
    }
}

extension String {
    /// What the variables of a workspace with this id begin with.
    var variablePrefix: String { uppercased().replacing("-", with: "_") + "_" }
}

extension SecretReference {
    /// False for a variable in small letters, and for a file beside the specification whose name has no dot: it may be a secret
    /// that was put in the place of the name.
    fileprivate var isUsuallyNamed: Bool {
        switch source {
        case .environment(let name): return !name.contains(where: \.isLowercase)
        case .file(let path), .age(let path):
            let parts = path.normalizedPath
            let beside = location.map { Array($0.file.normalizedPath.dropLast()) }
            return beside != Array(parts.dropLast()) || parts.last?.contains(".") == true
        case .clusterSecret, .generated: return true
        }
    }
}

extension SecretReference.Source {
    /// What it names, for messages that leave the name out.
    fileprivate var noun: String {
        switch self {
        case .environment: "variable"
        case .file: "file"
        case .age: "age file"
        case .clusterSecret, .generated: "secret"
        }
    }

    /// How the estate grants it.
    fileprivate func grant(shown isNameShown: Bool, from folder: String) -> String {
        func relative(_ path: String) -> String {
            let path = path.withoutDots
            return !folder.isEmpty && path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : upward(path)
        }
        // Outside of the estate's folder as many levels up as that has.
        func upward(_ path: String) -> String {
            guard !path.hasPrefix("/"), !path.hasPrefix("~"), !folder.hasPrefix("/"), !folder.hasPrefix("..") else {
                return path
            }
            return folder.split(separator: "/").map { _ in "../" }.joined() + path
        }
        return switch self {
        case .environment(let name): "env: [\(isNameShown ? name : "NAME")]"
        case .file(let path): "files: [\(isNameShown ? relative(path) : "PATH")]"
        case .age(let path): "age: [\(isNameShown ? relative(path) : "PATH")]"
        case .clusterSecret(let cluster, let namespace, let name, let key):
            "secrets: [{cluster: \(cluster), namespace: \(namespace), name: \(name), key: \(key)}]"
        case .generated: "…"
        }
    }
}
