import Diagnostics
import Testing

@testable import Specification

/// One fault each, put into a faultless specification: it is named with its place, a reason and a hint.
struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var file: String
        /// What is replaced in the file, and by what.
        var old: String
        var new: String
        /// `file:line:column: message`, the file left out where it is the edited one.
        var finding: String
        /// Part of the note that says what to do.
        var hint: String

        init(_ file: String, _ old: String, _ new: String, _ finding: String, _ hint: String = "") {
            self.file = file
            self.old = old
            self.new = new
            self.finding = finding
            self.hint = hint
        }

        var testDescription: String { finding }
    }

    @Test func theFixtureHasNoFault() {
        #expect(Fixture().findings() == [])
    }

    @Test(arguments: workspaceCases + estateCases + catalogCases)
    func isNamedWithItsPlace(_ example: Case) throws {
        var fixture = Fixture()
        try #require(fixture[example.file].contains(example.old))
        fixture[example.file].replace(example.old, with: example.new, maxReplacements: 1)
        let findings = fixture.findings()
        let found = findings.map { finding in
            let place = finding.location.map { "\($0)" } ?? ""
            let short = place.hasPrefix(example.file) ? String(place.dropFirst(example.file.count + 1)) : place
            return "\(short): \(finding.message)"
        }
        #expect(found == [example.finding])
        #expect(findings.allSatisfy { $0.severity == .error })
        let notes = findings.first?.notes.joined(separator: "\n") ?? ""
        #expect(example.hint.isEmpty || notes.contains(example.hint), "\(notes)")
    }

    static let workspaceCases = [
        Case(
            Fixture.workspace, "  network:", "  netwrok:", "7:3: unknown key `netwrok` in `spec`",
            "did you mean `network`?"),
        Case(
            Fixture.workspace, "spec:", "status: {}\nspec:", "4:1: unknown key `status` at the top",
            "known keys: apiVersion, kind, metadata, spec"),
        Case(
            Fixture.workspace, "kubernetes: {version: v1.35.2}", "kubernetes: [v1.35.2]",
            "6:15: `spec.kubernetes` must be a map, not a list"),
        Case(
            Fixture.workspace, "managed: true", "managed: 'true'",
            "7:22: `spec.network.managed` must be a boolean, not a string", "leave the quotation marks out"),
        Case(
            Fixture.workspace, "  kubernetes: {version: v1.35.2}\n", "",
            "4:1: `spec` has no `kubernetes`, which is required", "The Kubernetes version"),
        Case(
            Fixture.workspace, "{version: v1.35.2}", "{version: }", "6:15: `spec.kubernetes.version` is empty"),
        Case(
            Fixture.workspace, "  computeProviderType: hetzner_cloud\n", "",
            "4:1: the workspace has no `computeProviderType`", "one of hetzner_cloud, ionos_dcd"),
        Case(
            Fixture.workspace, "hetzner_cloud", "hetzner-cloud",
            "5:24: `spec.computeProviderType` must be one of hetzner_cloud, ionos_dcd, not `hetzner-cloud`",
            "did you mean `hetzner_cloud`?"),
        Case(
            Fixture.workspace, "  network:", "  computeProviderType: ionos_dcd\n  network:",
            "7:3: the key `computeProviderType` stands twice", "first at specs/workspaces/shop.yaml:5:3"),
        Case(
            Fixture.workspace, "spec:\n", "spec:\n  id: 9shop\n",
            "5:7: the workspace id `9shop` is not a DNS-1035 label",
            "starts with a letter"),
        Case(
            Fixture.workspace, "spec:\n", "spec:\n  id: \(String(repeating: "a", count: 58))\n",
            "5:7: the workspace id `\(String(repeating: "a", count: 58))` has 58 characters, at most 57 fit"),
        Case(
            Fixture.workspace, "name: shop", "name: 1shop", "3:18: the workspace id `1shop` is not a DNS-1035 label"),
        Case(
            Fixture.workspace, "v1.35.2", "v1.35.3", "6:25: the estate does not know the Kubernetes version `v1.35.3`",
            "stays in kubernetesVersions with `active: false`"),
        Case(
            Fixture.workspace, "name: web", "name: wbe", "9:13: there is no application `wbe`",
            "did you mean `web`?"),
        Case(
            Fixture.workspace, "revision: 1.10", "revision: 1.1", "10:17: there is no revision of `web` `1.1`",
            "did you mean `1.10`?"),
        Case(
            Fixture.workspace, "replicas: 2", "replicas: 9", "11:26: `replicas` of `web` must be at most 5, not 9",
            "the schema is in templates/applications/web/1.10/revision.yaml"),
        Case(
            Fixture.workspace, "replicas: 2", "replicsa: 2",
            "11:26: `replicsa` of `web` is not known, did you mean `replicas`?"),
        Case(
            Fixture.workspace, "replicas: 2", "tier: medium",
            "11:22: `tier` of `web` must be one of small, large, not medium"),
        Case(
            Fixture.workspace, "hetzner_cloud\n", "ionos_dcd\n",
            "5:24: the estate has no compute provider of type ionos_dcd", "the operator adds one"),
        Case(
            Fixture.workspace, "  network:", "  computeProvider: hetznre\n  network:",
            "7:20: there is no compute provider `hetznre`", "did you mean `hetzner`?"),
        Case(
            Fixture.workspace, "  network:", "  managementCluster: pool-2\n  network:",
            "7:22: there is no management cluster `pool-2`", "did you mean `pool-1`?"),
        Case(
            Fixture.workspace, "10.20.0.0/16", "10.20.1.0/16", "7:34: `10.20.1.0/16` is not an IPv4 range",
            "did you mean `10.20.0.0/16`?"),
        Case(
            Fixture.workspace, "10.20.0.0/16", "10.244.128.0/17",
            "7:34: the network `10.244.128.0/17` overlaps the workspace's pod range 10.244.0.0/16"),
        Case(
            Fixture.workspace, "10.20.0.0/16", "10.0.0.0/8",
            "7:34: the network `10.0.0.0/8` overlaps the workspace's pod range 10.244.0.0/16"),
        Case(
            Fixture.workspace, ", cidr: 10.20.0.0/16", "",
            "7:3: a managed network at Hetzner Cloud needs a `cidr`", "as `cidr: 10.20.0.0/16`"),
        Case(
            Fixture.workspace, "managed: true, ", "",
            "7:19: the network has a `cidr` and is not managed, so that none is made", "add `managed: true`"),
        Case(
            Fixture.workspace, "  network:", "  region: fsn2\n  network:",
            "7:11: there is no management cluster in the region `fsn2`", "did you mean `fsn1`?"),
        Case(
            Fixture.workspace, "team: checkout", "team: check out",
            "3:33: `metadata.labels.team` may hold letters, digits, `-`, `_` and `.` only, and begins and ends with a "
                + "letter or digit"),
        Case(
            Fixture.workspace, "team: checkout", "-team: checkout",
            "3:33: the key `-team` in `metadata.labels` may hold letters, digits, `-`, `_` and `.` only, and begins and "
                + "ends with a letter or digit"),
        Case(
            Fixture.workspace, "team: checkout", "Example.com/team: checkout",
            "3:33: the key `Example.com/team` in `metadata.labels` has a prefix that is not a lower-case DNS name"),
        Case(
            Fixture.workspace, "replicas: 2", "tier: 2",
            "11:22: `tier` of `web` must be one of small, large, not 2"),
        Case(
            Fixture.workspace, "replicas: 2", "size: 1.10",
            "11:22: `size` of `web` must be of type string, not number",
            "put it in quotation marks to mean a string: \"1.10\""),
        Case(
            Fixture.workspace, "  network:", "  integration: {hcloudToken: s3cr3t}\n  network:",
            "7:30: `spec.integration.hcloudToken` is a secret that is written out", "{env: NAME}"),
        Case(
            Fixture.workspace, "  network:", "  integration: {apiKey: {env: a, file: b}}\n  network:",
            "7:25: `spec.integration.apiKey` must have exactly one of env, file, age and secret"),
        Case(
            Fixture.workspace, "  network:", "  integration: {apiKey: {env: s3cr3t-value}}\n  network:",
            "7:31: `spec.integration.apiKey.env` is not the name of an environment variable", "as HCLOUD_TOKEN"),
        Case(
            Fixture.workspace, "{replicas: 2}", "{replicas: 2, tier: {env: API_TOKEN}}",
            "11:35: the value `tier` refers to a secret", "Secret object"),
        Case(
            Fixture.workspace, "  network:", "  exclude: [quoat]\n  network:", "7:13: there is no application `quoat`",
            "did you mean `quota`?"),
        Case(
            Fixture.workspace, "  network:", "  exclude: [web]\n  network:",
            "7:13: `web` is asked for and left out", "it is asked for at specs/workspaces/shop.yaml:10:7"),
        Case(
            Fixture.workspace, "kind: Workspace", "kind: Workspcae",
            "2:7: the document must have `kind: Workspace`, not `Workspcae`"),
        Case(
            Fixture.workspace, "v1alpha1", "v1",
            "1:13: the document must have `apiVersion: berth.dev/v1alpha1`, not `berth.dev/v1`"),
        Case(
            Fixture.workspace, "applications:\n", "applications:\n    - name: web\n",
            "10:7: `web` stands twice in `spec.applications`", "first at specs/workspaces/shop.yaml:9:7"),
        Case(
            Fixture.workspace, "spec:\n", "spec:\n\tid: x\n",
            "5:1: broken YAML: a tab stands where the text is indented", "blanks only"),
    ]

    static let estateCases = [
        Case(
            Fixture.estate, ">=0.1", ">=2", "5:20: the estate wants Berth >=2, this is 0.1.0", "another version"),
        Case(
            Fixture.estate, "\">=0.1\"", "newest",
            "5:20: `spec.requiredVersion` must be bounds on a version, not `newest`",
            "as `>=0.1`"),
        Case(
            Fixture.estate, "https://id", "http://id",
            "7:18: `spec.oidc.issuer` must be a URL that begins with https://, not `http://id.example.com`"),
        Case(
            Fixture.estate, "https://id", "https://me:pw@id", "7:18: `spec.oidc.issuer` holds credentials",
            "before the @"),
        Case(
            Fixture.estate, "  dns:", "  state: {repository: a, remote: https://t0ken@example.com/a}\n  dns:",
            "14:34: `spec.state.remote` holds credentials"),
        Case(
            Fixture.estate, "  dns:", "  state: {repository: a, remote: ../b.git}\n  dns:",
            "14:34: `spec.state.remote` must be a URL, `user@host:path` or an absolute path, not `../b.git`"),
        Case(
            Fixture.estate, "[admins]", "[admins, 'system:authenticated']",
            "7:64: `spec.oidc.adminGroups[1]` must be a group of your identity provider (`system:` are those of "
                + "Kubernetes), not `system:authenticated`"),
        Case(
            Fixture.estate, "zone: example.com", "zone: example.org",
            "14:15: the DNS zone `example.org` does not cover `k8s.cloud.example.com`, where workspaces are published",
            "cloud.example.com belongs to"),
        Case(
            Fixture.estate, "  dns:", "  lockCluster: root-2\n  dns:", "14:16: there is no management cluster `root-2`",
            "did you mean `root-1`?"),
        Case(
            Fixture.estate, "name: root-1", "name: pool-1",
            "11:7: `pool-1` stands twice in `spec.managementClusters`", "first at specs/estate.yaml:10:7"),
        Case(
            Fixture.estate, ", computeProviderType: hetzner_cloud, kubeconfig", ", kubeconfig",
            "10:7: the pool cluster `pool-1` has no `computeProviderType`", "workspaces choose their pool by it"),
        Case(
            Fixture.estate, "{file: pool-1.yaml}", "{context: a}",
            "10:70: `spec.managementClusters[0].kubeconfig` must have exactly one of file, env and inCluster: true"),
        Case(
            Fixture.estate, "token: {env: HCLOUD_TOKEN}", "token: abc",
            "13:51: `spec.computeProviders[0].token` is a secret that is written out", "{age: PATH}"),
        Case(
            Fixture.estate, "token: {env: HCLOUD_TOKEN}",
            "token: {secret: {cluster: poool-1, namespace: a, name: b, key: c}}",
            "13:51: there is no management cluster `poool-1`", "did you mean `pool-1`?"),
        Case(
            Fixture.estate, "token: {env: HCLOUD_TOKEN}", "token: {env: HCLOUD_TOKEN}, location: fra",
            "13:72: `location` means nothing on a provider of type hetzner_cloud"),
        Case(
            Fixture.estate, "zoneFile: {directory: zones}", "provider: powerdns, endpoint: http://127.0.0.1:8081",
            "14:8: dns provider powerdns needs `spec.dns.apiKey`"),
        Case(
            Fixture.estate, "zoneFile: {directory: zones}", "rfc2136: {server: ns1, key: {env: K}, keyFile: k}",
            "14:37: `spec.dns.rfc2136` must have exactly one of key, keyFile and gss"),
        Case(
            Fixture.estate, "zoneFile: {directory: zones}", "rfc2136: {server: ns1, key: {env: K}}",
            "14:37: `spec.dns.rfc2136` has a key without `keyName`"),
        Case(
            Fixture.estate, "zoneFile: {directory: zones}", "rfc2136: {server: ns1, gss: true, keyName: k}",
            "14:37: `keyName` means nothing without `key`"),
        Case(
            Fixture.estate, "zoneFile: {directory: zones}", "nameServer: -p, zoneFile: {directory: zones}",
            "14:40: `spec.dns.nameServer` must be a host or an address, with or without a port, as 192.0.2.53:5300, not `-p`"
        ),
        Case(
            Fixture.estate, "dns: {zone: example.com,", "dns: {zone: other.org, zones: [x.org],",
            "14:15: the DNS zone `other.org`, `x.org` does not cover `k8s.cloud.example.com`, where workspaces are published"
        ),
        Case(
            Fixture.estate, "zoneFile: {directory: zones}",
            "ttl: 20, provider: cloudflare, apiKey: {env: HCLOUD_TOKEN}",
            "14:33: `spec.dns.ttl` is 20 seconds, which the provider refuses", "60 to 86400"),
        Case(
            Fixture.estate, "zoneFile: {directory: zones}", "ttl: 59, provider: hetzner, apiKey: {env: HCLOUD_TOKEN}",
            "14:33: `spec.dns.ttl` is 59 seconds, which the provider refuses", "at least 60"),
        Case(
            Fixture.estate, "  dns:", "  timeouts: {api: 5 minutes}\n  dns:",
            "14:19: `spec.timeouts.api` must be a length of time such as 10m, 1h30m or 45s, not `5 minutes`"),
        Case(
            Fixture.estate, "  dns:", "  guards: {maxDeletedFraction: 30}\n  dns:",
            "14:32: `spec.guards.maxDeletedFraction` must be from 0 to 1, not 30"),
        Case(
            Fixture.estate, "  dns:", "  guards: {maxDeletes: -1}\n  dns:",
            "14:24: `spec.guards.maxDeletes` must be at least 0, not -1"),
        Case(
            Fixture.estate, "  dns:", "  guards: {maxDeletedFraction: NaN}\n  dns:",
            "14:32: `spec.guards.maxDeletedFraction` must be a number, not a string"),
        Case(
            Fixture.estate, "  dns:", "  guards: {maxDeletedFraction: .nan}\n  dns:",
            "14:32: this is not a number that Kubernetes can store"),
        Case(
            Fixture.estate, "  dns:", "  guards: {maxDeletedFraction: 1.01}\n  dns:",
            "14:32: `spec.guards.maxDeletedFraction` must be from 0 to 1, not 1.01"),
        Case(
            Fixture.estate, "  dns:", "  guards: {maxDeletes: 1e30}\n  dns:",
            "14:24: `spec.guards.maxDeletes` must be an integer, not `1e30`"),
        Case(
            Fixture.estate, "kind: Estate", "kind: Workspace",
            "2:7: the document must have `kind: Estate`, not `Workspace`"),
    ]

    static let catalogCases = [
        Case(
            Fixture.application, "activeRevision: 1.10", "activeRevision: 1.2", "5:19: there is no revision `1.2`",
            "there are 1.10"),
        Case(
            Fixture.application, "spec:\n", "spec:\n  dependsOn: [quoat]\n", "5:15: there is no application `quoat`",
            "did you mean `quota`?"),
        Case(
            Fixture.application, "spec:\n", "spec:\n  dependsOn: [web]\n",
            "5:15: applications depend on each other in a circle: web -> web", "take one `dependsOn` out"),
        Case(
            Fixture.application, "name: web", "name: wbe",
            "3:18: the application is called `wbe` and its folder `web`", "the same name"),
        Case(
            Fixture.application, "spec:\n", "spec:\n  rules: {scope: workspace}\n",
            "5:11: only prerequisites have a `scope`"),
        Case(
            Fixture.application, "spec:\n", "spec:\n  rules: {workspaces: some}\n",
            "5:23: `spec.rules.workspaces` must be all, none or a map of what to match, not `some`"),
        Case(
            Fixture.prerequisite, "workspaces: all", "workspaces: all, requiresWorkers: true",
            "6:67: a prerequisite cannot require workers", "use phase: default"),
        Case(
            Fixture.prerequisite, "spec:\n", "spec:\n  dependsOn: [web]\n",
            "5:15: the prerequisite `quota` cannot depend on `web`", "after all prerequisites"),
        Case(
            Fixture.quota, "v1\nkind: ResourceQuota", "rbac.authorization.k8s.io/v1\nkind: ClusterRole",
            "2:7: the prerequisite `quota` leaves its scope: a ClusterRole belongs to no namespace",
            "scope: managementCluster"),
        Case(
            Fixture.quota, "name: quota", "name: quota, namespace: kube-system",
            "3:36: the prerequisite `quota` leaves its scope: namespace `kube-system`", "${workspace.namespace}"),
        Case(
            Fixture.revision, "values: {replicas: 1}", "helm: {chart: web}",
            "5:17: there is no chart at `templates/applications/web/1.10/web`", "helm: {chart: path}"),
        Case(
            Fixture.revision, "values: {replicas: 1}", "manifests: [../../../secrets]",
            "5:15: the path `../../../secrets` leaves the folder of the revision", "name files and folders below"),
        Case(
            Fixture.revision, "values: {replicas: 1}", "manifests: [/etc]",
            "5:15: the path `/etc` leaves the folder of the revision"),
        Case(
            Fixture.revision, "values: {replicas: 1}", "manifests: [manifests, more]",
            "5:26: there is no file or folder `more`", "templates/applications/web/1.10/more"),
        Case(
            Fixture.revision, "values: {replicas: 1}", "values: {replicas: one}",
            "5:22: the default of `replicas` must be of type integer, not string"),
        Case(
            Fixture.revision, "values: {replicas: 1}", "values: {tier: {age: token.age}}",
            "5:18: the value `tier` refers to a secret", "in plain text"),
        Case(
            Fixture.revision, "minimum: 1", "minimun: 1",
            "10:33: `spec.valuesSchema.properties.replicas.minimun`: the keyword `minimun` is not supported here",
            "did you mean `minimum`?"),
        Case(
            Fixture.revision, "type: integer", "type: int",
            "10:24: `spec.valuesSchema.properties.replicas.type` must be of string, boolean, integer, number, "
                + "array, object, null"),
        Case(
            Fixture.revision, "name: 1.10", "name: 1.1",
            "3:18: the revision is called `1.1` and its folder `1.10`", "the same name"),
        Case(
            Fixture.manifest, "kind: Deployment\n", "", "1:1: the manifest has no `kind`", "every Kubernetes object"),
        Case(
            Fixture.manifest, "name: web, ", "", "3:11: the manifest has no `metadata.name`"),
        Case(
            Fixture.manifest, "Deployment", "List", "2:7: a List cannot be installed", "separated by `---`"),
        Case(
            Fixture.manifest, "Deployment", "${values.kind}", "2:7: the `kind` of a manifest cannot be a variable"),
        Case(
            Fixture.manifest, "Deployment", "Deploymnet", "2:7: Kubernetes has no kind `Deploymnet` in apps",
            "did you mean `Deployment`?"),
        Case(
            Fixture.manifest, "apps/v1", "app/v1", "1:13: Kubernetes has no group `app`", "did you mean `apps/v1`?"),
        Case(
            Fixture.manifest, "apps/v1", "apps/v2", "1:13: Kubernetes has no version `apps/v2` of Deployment",
            "did you mean `apps/v1`?"),
        Case(
            Fixture.manifest, "  replicas:", "  replcias:", "5:3: unknown field `replcias` in `spec`",
            "did you mean `replicas`?"),
        Case(
            Fixture.manifest, "${values.replicas}", "\"${values.replicas}\"",
            "5:13: `spec.replicas` must be an integer, not a string", "leave the quotation marks out"),
        Case(
            Fixture.manifest, "${values.replicas}", "many", "5:13: `spec.replicas` must be an integer, not a string"),
        Case(
            Fixture.manifest, "namespace: default", "labels: {version: 1.10}",
            "3:41: `metadata.labels.version` must be a string, not a number",
            "put it in quotation marks to mean a string: \"1.10\""),
        Case(
            Fixture.manifest, "namespace: default", "labels: {on-call: yes}",
            "3:41: `metadata.labels.on-call` must be a string, not a boolean", "\"yes\""),
        Case(
            Fixture.revision, "maximum: 5}", "maximum: 5, pattern: '(?=a)'}",
            "10:66: `spec.valuesSchema.properties.replicas.pattern` is not a regular expression that can be used: it looks "
                + "around or does not backtrack, which is not supported"),
        Case(
            Fixture.manifest, "kind", "kind: a: b\nkind",
            "2:8: broken YAML: a second ':' stands where the value of a key is"),
    ]
}
