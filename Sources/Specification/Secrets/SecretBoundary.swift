import Diagnostics
import Resources

/// Which secrets the specification of a workspace may name: its own, and what the estate grants it.
///
/// Its own are environment variables that begin with its id in capitals (`PAYMENTS_…`, `-` as `_`), age files below its
/// folder, and what Berth generated for it. Of variables that fit several workspaces the longest id decides: `PAY_MENTS_TOKEN`
/// is of `pay-ments`, not of `pay`. Nobody's own is what the estate itself names, and what belongs to Berth or to the pipeline
/// that runs it.
package struct SecretBoundary: Sendable {
    private let estate: Estate
    /// The workspaces by what their variables begin with.
    private let owners: [String: String]
    private let folders: [String: String]
    private let variablesOfEstate: Set<String>
    /// Every age file that the specification names.
    package let ageFiles: [String]

    /// `others` are the ids of workspaces that exist and have no specification any more: their secrets stay theirs.
    package init(_ estate: Estate, workspaces: [Workspace], others: Set<String> = []) {
        self.estate = estate
        let ids = others.union(workspaces.map(\.id))
        owners = Dictionary(ids.map { ($0.variablePrefix, $0) }) { first, _ in first }
        folders = Dictionary(workspaces.map { ($0.id, $0.folder) }) { first, _ in first }
        variablesOfEstate = estate.namedVariables
        ageFiles = (estate.secrets + workspaces.flatMap(\.integration.secrets)).compactMap { secret in
            if case .age(let path) = secret.source { path } else { nil }
        }
    }

    /// Why a reference is refused, with what is allowed and where to allow more; nil where it may be read.
    package func refusal(of reference: SecretReference) -> Diagnostic? {
        guard case .workspace(let id) = reference.origin, !allows(reference.source, to: id) else { return nil }
        // What is no usual name of a variable may be the secret itself.
        let isNameShown = reference.source.isUsuallyNamed
        return Diagnostic(
            .error,
            "the workspace \(id) may not use the \(isNameShown ? reference.description : "variable that it names here")",
            at: reference.location,
            notes: [
                "its own are variables that begin with \(id.variablePrefix) and age files below \(folder(of: id))/"
                    + (owner(of: reference.source, besides: id).map { "; this one is of \($0)" } ?? ""),
                "an operator allows more at \(grantsLocation): "
                    + "spec.secretGrants: [{workspaces: [\(id)], "
                    + "\(reference.source.grant(shown: isNameShown, from: folderOfEstate))}]",
            ], isSensitive: !isNameShown)
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
                || isNobodys(name) && (grants.contains { $0.covers(name) } || self.owner(of: name) == id)
        case .file, .age: return bounds(of: SecretReference(source).named(by: id))?.isEmpty == false
        case .clusterSecret(let cluster, let namespace, let name, let key):
            return grants.flatMap(\.secrets).contains {
                $0.cluster == cluster && $0.namespace == namespace && $0.name == name && ($0.key ?? key) == key
            }
        case .generated(let workspace, _): return workspace == id
        }
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

    /// The workspace with the longest id that a variable begins with.
    private func owner(of variable: String) -> String? {
        variable.indices.reversed().lazy.filter { variable[$0] == "_" }.compactMap { owners[String(variable[...$0])] }
            .first
    }

    private func owner(of source: SecretReference.Source, besides id: String) -> String? {
        switch source {
        case .environment(let name):
            variablesOfEstate.contains(name)
                ? "the estate" : owner(of: name).flatMap { $0 == id ? nil : "the workspace \($0)" }
        case .age(let path):
            folders.first { $0.key != id && SecretBounds(ownFolder: $0.value).contains(path) }
                .map { "the workspace \($0.key)" }
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
    fileprivate var variablePrefix: String { uppercased().replacing("-", with: "_") + "_" }
}

extension SecretReference.Source {
    /// False for a variable in small letters, which may be a secret that was put in the place of its name.
    fileprivate var isUsuallyNamed: Bool {
        if case .environment(let name) = self { !name.contains(where: \.isLowercase) } else { true }
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
        case .file(let path): "files: [\(relative(path))]"
        case .age(let path): "age: [\(relative(path))]"
        case .clusterSecret(let cluster, let namespace, let name, let key):
            "secrets: [{cluster: \(cluster), namespace: \(namespace), name: \(name), key: \(key)}]"
        case .generated: "…"
        }
    }
}
