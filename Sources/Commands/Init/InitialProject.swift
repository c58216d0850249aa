/// The files of a new project; a pure function of its name.
enum InitialProject {
    /// Path and text of each file, in the order in which they are written.
    static func files(estate: String) -> [(path: String, text: String)] {
        [
            ("specs/estate.yaml", estateFile.replacing("{{estate}}", with: estate)),
            ("specs/workspaces/example.yaml", workspaceFile),
            ("state/README.md", stateReadme),
            (".gitignore", "/state/estate.git/\n*.plan\n"),
        ] + StepTemplates.files
    }

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
            zoneFile: {directory: ../zones} # <zone>.zone in this folder, read by a name server
          state:
            repository: ../state/estate.git # a bare git repository, made on first use
          # Who can read the stored kubeconfigs and generated secrets:
          #   age-keygen -o ~/.config/berth/age.key && age-keygen -y ~/.config/berth/age.key > specs/recipients.txt
          # encryption:
          #   recipients: {file: recipients.txt}
          #   identity: {file: ~/.config/berth/age.key}
          guards: {maxDeletes: 5, maxDeletedFraction: 0.3, maxReplaces: 0}

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
}
