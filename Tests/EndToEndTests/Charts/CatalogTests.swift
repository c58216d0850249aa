import Document
import Foundation
import TestSupport
import Testing

/// `berth catalog`, with no cluster anywhere.
struct CatalogTests {
    private static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{ .Release.Name }}}
        spec:
          replicas: {{ .Values.replicas }}
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "example.com/web:{{ .Chart.Version }}"}]}

        """
    private static let secret = """
        apiVersion: v1
        kind: Secret
        metadata: {name: web}
        stringData: {password: planted-{{ .Chart.Version }}}

        """

    private func chart(_ version: String, in folder: TemporaryFolder, _ more: [String: String] = [:]) throws -> String {
        let files = [
            "Chart.yaml": "apiVersion: v2\nname: web\nversion: \(version)\n", "values.yaml": "replicas: 1\n",
            "templates/d.yaml": Self.deployment, "templates/s.yaml": Self.secret, ".helmignore": "*.bak\n",
        ]
        for (name, text) in files.merging(more, uniquingKeysWith: { $1 }) {
            try folder.write(text, to: "source/\(version)/web/\(name)")
        }
        return folder.path("source/\(version)/web")
    }

    private func helm(_ arguments: String...) async throws {
        try await Program(try HelmProgram.path())(arguments)
    }

    @Test func addsComparesAndRenders() async throws {
        let place = try Workplace()
        let old = try chart("1.2.0", in: place.folder)
        let added = try await place.berth(["catalog", "add", "web", "--chart", old])
        #expect(added.status == 0, "\(added.errors)")
        #expect(added.output.contains("added templates/applications/web/1.2.0: chart web 1.2.0, 5 files, sha256:"))
        let again = try await place.berth(["catalog", "add", "web", "--chart", old])
        #expect(again.status == 1 && again.errors.contains("a revision stays as it is"), "\(again.errors)")
        let needy = try chart(
            "2.0.0", in: place.folder,
            [
                "Chart.yaml":
                    "apiVersion: v2\nname: web\nversion: 2.0.0\ndependencies: [{name: db}, {name: cache}, {name: queue}]\n",
                "charts/store/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n", "charts/queue-1.0.0.tgz": "x",
            ])
        let refused = try await place.berth(["catalog", "add", "web", "--chart", needy])
        #expect(refused.status == 64 && refused.errors.contains("depends on: cache; `helm dependency build`"))

        let more = [
            "templates/c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n",
            "values.yaml": "replicas: 3\n",
            "templates/h.yaml":
                "apiVersion: batch/v1\nkind: Job\nmetadata: {name: migrate, annotations: {helm.sh/hook: pre-upgrade}}\n",
        ]
        try await helm("package", try chart("1.3.0", in: place.folder, more), "--destination", place.folder.path)
        let packed = try await place.berth(["catalog", "add", "web", "--chart", "web-1.3.0.tgz"])
        #expect(packed.status == 0, "\(packed.errors)")
        let provenance = try String(
            contentsOfFile: place.folder.path("templates/applications/web/1.3.0/provenance.yaml"), encoding: .utf8)
        #expect(
            provenance.contains("web-1.3.0.tgz") && provenance.contains("1.3.0")
                && provenance.contains("sha256:"))
        #expect(try await place.berth(["validate"]).status == 0)

        let diff = try await place.berth(["catalog", "diff", "web", "1.2.0", "1.3.0"])
        #expect(diff.status == 0, "\(diff.errors)")
        #expect(
            diff.output == """
                + ConfigMap default/more
                + Job.batch default/migrate
                ~ Deployment.apps default/web
                    ~ spec.replicas: 1 → 3
                    ~ spec.template.spec.containers[0].image: "example.com/web:1.2.0" → "example.com/web:1.3.0"
                ~ Secret default/web
                    ~ data.password: (sensitive, changed)

                2 added, 2 changed, 0 removed.

                """)
        let rendered = try await place.berth([
            "catalog", "render", "web", "--workspace", "payments", "--revision", "1.3.0",
        ])
        #expect(rendered.status == 0, "\(rendered.errors)")
        #expect(
            !rendered.output.contains("planted")
                && !rendered.output.contains(Data("planted-1.3.0".utf8).base64EncodedString()))
        #expect(rendered.output.contains("replicas: 3"))
        let manifests = try await place.berth(["catalog", "render", "workspace-guardrails", "--workspace", "payments"])
        #expect(manifests.output.contains("kind: ResourceQuota"), "\(manifests.errors)")
        let unknown = try await place.berth(["catalog", "diff", "web", "1.2.0", "9"])
        #expect(unknown.status == 64 && unknown.errors.contains("there are 1.2.0, 1.3.0"), "\(unknown.errors)")
    }

    @Test func fetchesFromARepository() async throws {
        let place = try Workplace()
        let site = try TemporaryFolder()
        try await helm("package", try chart("1.2.0", in: site), "--destination", site.path)
        try await helm("repo", "index", site.path)
        let server = try ServerProgram([
            "python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", site.path,
        ])
        let url = "http://127.0.0.1:\(try await server.word(after: " port "))"
        let added = try await place.berth([
            "catalog", "add", "shop", "--chart", url, "--chart-name", "web", "--version", "1.2.0",
        ])
        #expect(added.status == 0, "\(added.errors)")
        let provenance = try String(
            contentsOfFile: place.folder.path("templates/applications/shop/1.2.0/provenance.yaml"), encoding: .utf8)
        #expect(provenance.contains(url))
        let absent = try await place.berth([
            "catalog", "add", "shop", "--chart", url, "--chart-name", "web", "--version", "9.9.9",
        ])
        #expect(absent.status == 1 && absent.errors.contains("9.9.9"), "\(absent.errors)")
        let registry = try await place.berth([
            "catalog", "add", "x", "--chart", "oci://127.0.0.1:1/charts/x", "--version", "1.0.0",
        ])
        #expect(registry.status == 1 && registry.errors.contains("cannot fetch the chart"), "\(registry.errors)")
    }

    @Test func whatIsRenderedKubectlTakes() async throws {
        let site = try await Site.project()
        try site.chart(
            "web",
            files: [
                "templates/d.yaml": Self.deployment, "templates/s.yaml": Self.secret, "values.yaml": "replicas: 2\n",
            ])
        let rendered = try await site.berth("catalog", "render", "web", "--workspace", "w1", exits: 0)
        try await site.cluster().write(rendered.output, "apply", "--server-side", "--dry-run=server")
    }
}
