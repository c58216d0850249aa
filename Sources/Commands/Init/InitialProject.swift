import Document

/// The files of a new project; a pure function of its name and of who can read what it stores.
enum InitialProject {
    /// Path and text of each file, in the order in which they are written.
    ///
    /// `recipients` are public keys; `identity` is the file of the private one as the estate names it.
    static func files(estate: String, recipients: [String], identity: String) -> [(path: String, text: String)] {
        [
            (
                "specs/estate.yaml",
                estateFile.replacing("{{estate}}", with: estate)
                    .replacing("{{identity}}", with: Value.string(identity).compactJSON)
            ),
            ("specs/recipients.txt", recipientsHead + recipients.map { "\($0)\n" }.joined()),
            ("specs/workspaces/example.yaml", workspaceFile),
            ("state/README.md", stateReadme),
            ("zones/README.md", zonesReadme),
            (".gitignore", "/state/estate.git/\n*.plan\n*.key\n"),
        ] + stepTemplates
    }

    /// The manifests of Berth's own steps.
    private static let stepTemplates = [
        ("templates/namespace.yaml", PackageResources.namespace_yaml),
        ("templates/tenant-control-plane.yaml", PackageResources.tenant_control_plane_yaml),
        ("templates/integration-load-balancer.yaml", PackageResources.integration_load_balancer_yaml),
        ("templates/rbac.yaml", PackageResources.rbac_yaml),
        ("templates/secret-hcloud.yaml", PackageResources.secret_hcloud_yaml),
    ].map { (path: $0, text: String(decoding: $1, as: UTF8.self)) }

    private static let recipientsHead = """
        # Who can read the stored kubeconfigs and generated secrets: a public key a line (`age-keygen -y KEYFILE`, or an SSH
        # key). When it changes, the next plan shows what is encrypted anew.

        """

    private static let estateFile = #"""
        # What the operator owns. `berth schema Estate` prints the JSON Schema of this file, for editors.
        apiVersion: berth.dev/v1alpha1
        kind: Estate
        metadata:
          name: {{estate}}
        spec:
          # Workspaces answer at https://<id>.k8s.<managementDomain>:6443.
          managementDomain: cloud.example.com
          oidc:
            issuer: https://id.example.com
            usernameClaim: email
            groupsClaim: groups
            adminGroups: [platform-admins] # administer every workspace that names no groups of its own
          kubernetesVersions:
            - {version: v1.35.2, active: true}
          managementClusters: # clusters with Kamaji, on which the control planes of workspaces run
            - name: pool-1
              role: pool
              computeProviderType: hetzner_cloud
              region: fsn1
              capacity: 100
              kubeconfig: {file: ~/.kube/config, context: pool-1} # or {env: POOL_1_KUBECONFIG}, or {inCluster: true}
          computeProviders: # the token is only read for workspaces with a managed network
            - {name: hetzner, type: hetzner_cloud, token: {env: HCLOUD_TOKEN}, networkZone: eu-central}
          dns:
            zone: cloud.example.com
            ttl: 60
            zoneFile: {directory: ../zones} # <zone>.zone in this folder, read by a name server; or powerdns, rfc2136
          state:
            repository: ../state/estate.git # a bare git repository, made on first use
          encryption: # who can read the stored kubeconfigs and generated secrets
            recipients: {file: recipients.txt} # public keys; belongs into git
            identity: {file: {{identity}}} # the private key of whoever runs berth; a pipeline may go without
          guards: {maxDeletes: 5, maxDeletedFraction: 0.3, maxReplaces: 5}

        """#

    private static let workspaceFile = #"""
        # A Kubernetes API of its own for a team. `berth schema Workspace` prints the JSON Schema of this file.
        apiVersion: berth.dev/v1alpha1
        kind: Workspace
        metadata:
          name: example # also its id: namespace k8s-w-example, host name example.k8s.<managementDomain>
          labels:
            team: platform
        spec:
          computeProviderType: hetzner_cloud # selects the management cluster
          region: fsn1
          kubernetes:
            version: v1.35.2
            availability: single_node # high_available: three replicas
          # network: {managed: true, cidr: 10.20.0.0/16}
          # access: {adminGroups: [team-admins]}
          # A workspace may name variables that begin with its id, and age files below specs/workspaces/example/:
          # integration: {hcloudToken: {env: EXAMPLE_HCLOUD_TOKEN}} # or {age: example/hcloud.age}
          # applications:
          #   - {name: ingress-nginx, revision: 4.11.0, values: {replicas: 2}}
          # protected: true

        """#

    private static let stateReadme = #"""
        # What lies here

        `estate.git`: the state repository, unless the estate names another (`spec.state.repository`). It is a bare git
        repository that `berth apply` makes on first use; every apply that changed something is one or more commits in it.

        """#

    private static let zonesReadme = #"""
        # What lies here

        The zone files that `berth apply` keeps the names of the workspaces in, unless the estate names another folder or
        provider (`spec.dns`). A name server reads them; what else stands in them stays as it is.

        """#
}
