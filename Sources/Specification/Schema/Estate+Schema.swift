import Document
import Resources

extension Estate {
    /// The kind Estate.
    static let schema = Schema<Estate>.document(.estate, spec: spec)

    private static let spec = Schema<Build<Estate>>.object(
        Field.optional(
            "requiredVersion", .versionConstraint, "The versions of Berth that may work on this estate: `>=0.1`."),
        Field.required(
            "managementDomain", .domain, "Workspaces answer at https://<id>.k8s.<managementDomain>:6443."),
        Field.required("oidc", .oidc, "How people log in to workspaces."),
        Field.required(
            "kubernetesVersions", .list(of: .versionEntry, uniqueBy: \.version), "The Kubernetes versions on offer."),
        Field.required(
            "managementClusters", .list(of: .managementCluster, uniqueBy: \.name),
            "The clusters that run the control planes of workspaces."),
        Field.optional(
            "lockCluster", .label, "The management cluster that holds the locks; by default the first active one."),
        Field.required(
            "computeProviders", .list(of: .computeProvider, uniqueBy: \.name),
            "The provider accounts in which managed networks are made."),
        Field.required("dns", .dns, "Where the host names of workspaces are published."),
        Field.defaulted(
            "state", .state, ["repository": "../state/estate.git"], "Where the history of the estate is kept."),
        Field.optional("encryption", .encryption, "Who can read the secrets that Berth stores."),
        Field.defaulted("guards", .guards, [:], "What one plan may delete or replace without being asked to."),
        Field.defaulted(
            "onLateFailure", Schema<LateFailure>.oneOf, "error",
            "What becomes of a workspace whose API never answers."),
        Field.defaulted(
            "prune", .boolean, false,
            "Whether plans of the whole estate take away workspaces that have no file any more, as `--prune` does."),
        Field.defaulted("timeouts", .timeouts, [:], "How long apply waits before a step has failed."),
        Field.optional(
            "rollout", .rollout,
            "How changes of workspaces that exist go out, as of a template; by default to all workspaces at once."),
        Field.defaulted(
            "ignoreDifferences", .list(of: .estateIgnoreRule), [], "Leaves that are left to others once they are made."),
        Field.defaulted(
            "secretGrants", .list(of: .secretGrant), [],
            "Secrets that workspaces may name beside their own, which are variables that begin with the id in capitals "
                + "(PAYMENTS_…) and age files below specs/workspaces/<id>/."),
        Field.defaulted("tools", .tools, [:], "Programs that are not to be looked for on PATH.")
    ) {
        node, version, domain, oidc, versions, clusters, lockCluster, providers, dns, state, encryption, guards,
        onLateFailure, prunes, timeouts, rollout, ignored, grants, helm in
        guard let lockCluster = lockCluster ?? clusters.first(where: \.isActive)?.name else {
            node.report(
                "no management cluster is active", at: node.marks.keyLocation(of: ["spec", "managementClusters"]),
                notes: ["at least one must be, to hold the locks"])
            return nil
        }
        return { metadata in
            Estate(
                name: metadata.name, requiredVersion: version, managementDomain: domain, oidc: oidc,
                kubernetesVersions: versions, managementClusters: clusters, lockCluster: lockCluster,
                computeProviders: providers, dns: dns, state: state, encryption: encryption, guards: guards,
                onLateFailure: onLateFailure, prunes: prunes, timeouts: timeouts, rollout: rollout,
                ignoreDifferences: ignored,
                secretGrants: grants, helm: helm, marks: node.marks)
        }
    }
}

extension Schema where Output == LocalPath? {
    fileprivate static var tools: Schema<LocalPath?> {
        .object(Field.optional("helm", .path, "The helm program, 3.8 or newer.")) { _, helm in .some(helm) }
    }
}

extension Schema where Output == VersionConstraint {
    fileprivate static var versionConstraint: Schema<VersionConstraint> {
        Schema<String>.numberedText.map { text, node in
            if let constraint = VersionConstraint(text) { return constraint }
            node.report(
                "\(node.name) must be bounds on a version, not `\(text)`", notes: ["as `>=0.1` or `>=0.1, <2`"])
            return nil
        }
    }
}

extension Schema where Output == OIDCSettings {
    fileprivate static var oidc: Schema<OIDCSettings> {
        .object(
            Field.required("issuer", .url("https"), "The issuer's https URL."),
            Field.defaulted("usernameClaim", .text, "email", "The claim that names the user."),
            Field.defaulted("groupsClaim", .text, "groups", "The claim that lists the user's groups."),
            Field.defaulted(
                "adminGroups", .list(of: .group), [], "Groups bound to cluster-admin where a workspace names none."),
            Field.optional("clientSecret", .secret, "For issuers that want one beside the client id.")
        ) { _, issuer, usernameClaim, groupsClaim, adminGroups, clientSecret in
            OIDCSettings(
                issuer: issuer, usernameClaim: usernameClaim, groupsClaim: groupsClaim, adminGroups: adminGroups,
                clientSecret: clientSecret)
        }
    }
}

extension Schema where Output == KubernetesVersionEntry {
    fileprivate static var versionEntry: Schema<KubernetesVersionEntry> {
        .object(
            Field.required("version", .kubernetesVersion, "As `v1.35.2`."),
            Field.defaulted("active", .boolean, true, "Workspaces may only name active versions.")
        ) { node, version, isActive in
            KubernetesVersionEntry(version: version, isActive: isActive, declaredAt: node.location)
        }
    }
}

extension Schema where Output == String {
    /// A full Kubernetes version with its `v`.
    static var kubernetesVersion: Schema<String> {
        text("a Kubernetes version such as v1.35.2", json: ["pattern": #"^v1\.[0-9]+\.[0-9]+$"#]) { text in
            let parts = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
            return text.hasPrefix("v1.") && parts.count == 3
                && parts.allSatisfy { part in !part.isEmpty && part.allSatisfy { $0.isASCII && $0.isNumber } }
        }
    }
}

extension Schema where Output == StateSettings {
    fileprivate static var state: Schema<StateSettings> {
        .object(
            Field.required("repository", .path, "A bare git repository, made on first use."),
            Field.optional("remote", .withoutCredentials(.gitRemote), "The URL of a repository it is mirrored to.")
        ) { _, repository, remote in StateSettings(repository: repository, remote: remote) }
    }
}

extension Schema where Output == String {
    /// What git takes for a repository wherever it is run: a URL, `user@host:path`, or an absolute path.
    fileprivate static var gitRemote: Schema<String> {
        text("a URL, `user@host:path` or an absolute path") { text in
            let isShort = text.firstIndex(of: ":").map { !text[..<$0].contains("/") } ?? false
            return text.contains("://") || text.hasPrefix("/") || isShort
        }
    }
}

extension Schema where Output == EncryptionSettings {
    fileprivate static var encryption: Schema<EncryptionSettings> {
        .object(
            Field.required("recipients", .file, "A file of age recipients, one a line."),
            Field.optional("identity", .secret, "The age identity that reads stored secrets back."),
            Field.optional(
                "requireBound", .boolean,
                "Whether workspaces may only name age files that `berth secret encrypt` bound to them; false by default."
            )
        ) { _, recipients, identity, requiresBound in
            EncryptionSettings(
                recipients: recipients, identity: identity, requiresBound: requiresBound ?? false)
        }
    }
}

extension Schema where Output == LocalPath {
    /// `{file: PATH}`.
    fileprivate static var file: Schema<LocalPath> {
        .object(Field.required("file", .path, "The file.")) { _, path in path }
    }
}

extension Schema where Output == Guards {
    fileprivate static var guards: Schema<Guards> {
        .object(
            Field.defaulted("maxDeletes", .integer(0...Int.max), 5, "Objects deleted by one plan."),
            Field.defaulted(
                "maxDeletedFraction", .fraction, .number(0.3),
                "The part of all objects deleted by one plan, from 0 to 1."),
            Field.defaulted(
                "maxReplaces", .integer(0...Int.max), 5,
                "Objects that one plan deletes and makes anew without being asked by --replace.")
        ) { _, deletes, fraction, replaces in
            Guards(maxDeletes: deletes, maxDeletedFraction: fraction, maxReplaces: replaces)
        }
    }
}

extension Schema where Output == Timeouts {
    fileprivate static var timeouts: Schema<Timeouts> {
        .object(
            Field.defaulted("network", .duration, "5m", "For the provider's network."),
            Field.defaulted("controlPlane", .duration, "15m", "For the control plane."),
            Field.defaulted("api", .duration, "10m", "For the API to answer at its host name.")
        ) { _, network, controlPlane, api in Timeouts(network: network, controlPlane: controlPlane, api: api) }
    }
}
