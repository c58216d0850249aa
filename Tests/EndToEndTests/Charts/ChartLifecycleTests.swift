import Document
import Foundation
import TestSupport
import Testing

/// Charts from the plan to the removal, checked by kubectl.
struct ChartLifecycleTests {
    private static let configMap = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: {{ .Release.Name }}-config
          labels: {app.kubernetes.io/managed-by: {{ .Release.Service }}}
        data:
          size: {{ .Values.size | quote }}

        """
    private static let kept = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: kept
          annotations: {helm.sh/resource-policy: keep}

        """
    private static let secret = """
        apiVersion: v1
        kind: Secret
        metadata: {name: web}
        stringData: {password: planted-chart-4711}

        """

    @Test func isPlannedInstalledMendedAndRemoved() async throws {
        let site = try await Site.project()
        try site.chart(
            "web", helm: "{namespace: shop, values: {size: \"${values.size}\", owner: \"${workspace.id}\"}}",
            values: "{size: small}",
            files: ["templates/a.yaml": Self.configMap, "templates/k.yaml": Self.kept, "templates/s.yaml": Self.secret])
        let plan = try await site.berth("plan", "--out", "web.plan", exits: 0)
        for text in ["integration/namespace-shop", "ConfigMap shop/web-config", "Secret shop/web"] {
            #expect(plan.output.contains(text), "\(plan.output)")
        }
        #expect(!plan.output.contains("planted-chart-4711"))
        try await site.berth("apply", "web.plan", "--yes", exits: 0)
        let tenant = try await site.inside("w1")
        let labels = try await tenant(
            "-n", "shop", "get", "cm", "web-config", "-o",
            "jsonpath={.data.size} {.metadata.labels['app\\.kubernetes\\.io/managed-by']}")
        #expect(labels == "small berth")
        #expect(try await tenant("-n", "shop", "get", "secrets", "-o", "name") == "secret/web\n", "no release record")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)

        try await tenant(
            "-n", "shop", "patch", "cm", "web-config", "--type=merge", "-p", "{\"data\":{\"size\":\"huge\"}}")
        let drift = try await site.berth("drift", exits: 2)
        #expect(drift.output.contains("data.size: \"small\" → \"huge\""), "\(drift.output)")
        try await site.berth("apply", "--yes", exits: 0)

        try site.removeApplication("web")
        let removal = try await site.berth("plan", exits: 0)
        for text in [
            "ConfigMap shop/kept of w1/application/web in tenant w1 stays",
            "Namespace shop of w1/integration/namespace-shop stays as well",
        ] {
            #expect(
                removal.output.split(separator: "\n").joined(separator: " ").replacing("  ", with: "").contains(text),
                "\(removal.output)")
        }
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        #expect(try await tenant("-n", "shop", "get", "cm", "kept", "-o", "name") == "configmap/kept\n")
        let left = try await tenant("-n", "shop", "get", "cm,secret", "-o", "name")
        #expect(!left.contains("web"))
    }

    @Test func anExistingReleaseIsRefused() async throws {
        let site = try await Site.project()
        try site.workspace("w1", "exclude: [web, other]")
        try site.chart("web", files: ["templates/a.yaml": Self.configMap])
        try site.chart("other", files: ["templates/a.yaml": Self.kept])
        try await site.berth("apply", "--yes", exits: 0)
        let tenant = try await site.inside("w1")
        try await tenant.write(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: sh.helm.release.v1.web.v3, namespace: default, labels: {owner: helm, name: web, status: deployed}}
            type: helm.sh/release.v1
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: kept
              namespace: default
              annotations: {meta.helm.sh/release-name: legacy, meta.helm.sh/release-namespace: default}

            """, "create")
        try site.workspace("w1")
        let plan = try await site.berth("plan", exits: 1)
        #expect(
            plan.output.contains("there is a Helm release web in namespace default of tenant w1 already"),
            "\(plan.output)")
        #expect(plan.words.contains("helm uninstall web --namespace default"))
        #expect(
            plan.output.contains("ConfigMap default/kept in tenant w1 exists and belongs to the Helm release legacy"))
        try await tenant(
            "-n", "default", "label", "secret", "sh.helm.release.v1.web.v3", "status=uninstalled", "--overwrite")
        try await tenant("-n", "default", "delete", "cm", "kept")
        try await site.berth("apply", "--yes", exits: 0)
    }

    @Test func aChartThatFailsStopsItsWorkspacesAndIsToldOnce() async throws {
        let site = try await Site.project()
        try site.chart(
            "web", workspaces: "none",
            files: ["templates/a.yaml": Self.configMap + "  bad: {{ fail \"no such size\" }}\n"])
        for name in ["w1", "w2"] { try site.workspace(name, "applications: [{name: web}]") }
        try site.workspace("w3")
        let plan = try await site.berth("plan", exits: 1)
        #expect(plan.output.ranges(of: "no such size").count == 1, "\(plan.output)")
        #expect(plan.output.contains("web/1.0.0/chart/templates/a.yaml:8:10"), "\(plan.output)")
        #expect(plan.output.contains("and w2/specification"))
        try await site.berth("apply", "--yes", "--target", "w3", exits: 0)
        #expect(try await site.berth("status", exits: 0).output.contains("w3"))
        let validated = try await site.berth("validate", exits: 1)
        #expect(validated.errors.contains("no such size"))
    }

    @Test func withoutHelmNothingIsPlannedAndValidationSaysSo() async throws {
        let site = try await Site.project(edit: { $0 + "  tools: {helm: ./absent/helm}\n" })
        try site.chart("web", files: ["templates/a.yaml": Self.configMap])
        let validated = try await site.berth("validate", exits: 0)
        #expect(validated.errors.contains("charts were not rendered"), "\(validated.errors)")
        #expect(validated.errors.contains("https://helm.sh"))
        let plan = try await site.berth("plan", exits: 1)
        #expect((plan.output + plan.errors).contains("is not installed; get helm"), "\(plan.output)\(plan.errors)")
        try await site.berth("graph", exits: 0)
    }

    @Test func aNewRevisionIsAChangeAndEditedOneIsRefused() async throws {
        let site = try await Site.project()
        try site.chart("web", values: "{size: small}", files: ["templates/a.yaml": Self.configMap])
        try await site.berth("apply", "--yes", exits: 0)
        try site.folder.write("edited", to: "templates/applications/web/1.0.0/chart/.helmignore")
        let edited = try await site.berth("plan", exits: 1)
        #expect(
            edited.output.contains("revision 1.0.0 of web is in use and its files have changed"), "\(edited.output)")
        try site.chart(
            "web", "1.1.0", values: "{size: large}",
            files: ["templates/a.yaml": Self.configMap, "templates/k.yaml": Self.kept])
        let plan = try await site.berth("plan", "--out", "next.plan", exits: 0)
        #expect(plan.output.contains("data.size: \"small\" → \"large\""), "\(plan.output)")
        try site.folder.write("other", to: "templates/applications/web/1.1.0/chart/NOTE")
        try await site.berth("apply", "next.plan", "--yes", exits: 3)
    }

    @Test func aLargeDefinitionGetsThrough() async throws {
        let description = String(repeating: "long ", count: 120_000)
        let site = try await Site.project()
        try site.chart(
            "web",
            files: [
                "crds/w.yaml": """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgets.shop.example.com}
                spec:
                  group: shop.example.com
                  scope: Namespaced
                  names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      schema: {openAPIV3Schema: {type: object, description: "\(description)"}}

                """,
                "templates/w.yaml": "apiVersion: shop.example.com/v1\nkind: Widget\nmetadata: {name: one}\n",
            ])
        try await site.berth("apply", "--yes", exits: 0)
        let tenant = try await site.inside("w1")
        #expect(try await tenant("-n", "default", "get", "widgets.shop.example.com", "-o", "name").contains("/one"))
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }
}
