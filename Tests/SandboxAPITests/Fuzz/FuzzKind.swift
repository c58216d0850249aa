import Document
import Testing

@testable import SandboxAPI

/// A kind to write at random: what its objects need, and what they may have.
struct FuzzKind: Sendable, CustomTestStringConvertible {
    struct Field: Sendable {
        var path: Path
        /// Values that may stand there, as JSON.
        var choices: [String]
    }

    var name: String
    var apiVersion: String
    var plural: String
    /// What every object has, as JSON.
    var base: String
    var fields: [Field]

    var testDescription: String { name }

    var collection: String {
        "\(apiVersion.contains("/") ? "/apis" : "/api")/\(apiVersion)/namespaces/default/\(plural)"
    }

    /// An object with some of the fields, in some order.
    func object(_ name: String, using random: inout some RandomNumberGenerator) throws -> Value {
        var object = try Value(json: base)
        object["apiVersion"] = .string(apiVersion)
        object["kind"] = .string(self.name)
        object[["metadata", "name"]] = .string(name)
        object[["metadata", "namespace"]] = "default"
        for field in (Self.common + fields).shuffled(using: &random) where Bool.random(using: &random) {
            guard let choice = field.choices.randomElement(using: &random) else { continue }
            object[field.path] = try Value(json: choice)
        }
        return object
    }

    private static let common = [
        Field(path: ["metadata", "labels"], choices: [#"{"l1":"x"}"#, #"{"l1":"y","l2":"x"}"#, "{}"]),
        Field(path: ["metadata", "annotations"], choices: [#"{"a1":"x"}"#, #"{"a1":"y","a2":"x"}"#, "{}"]),
        Field(path: ["metadata", "finalizers"], choices: [#"["e.com/a"]"#, #"["e.com/b","e.com/a"]"#, "[]"]),
    ]
}

extension FuzzKind {
    static let all = [
        FuzzKind(
            name: "ConfigMap", apiVersion: "v1", plural: "configmaps", base: "{}",
            fields: [
                Field(path: ["data", "a"], choices: [#""1""#, #""2""#, #""""#]),
                Field(path: ["data", "b"], choices: [#""1""#, #""2""#]),
                Field(path: ["binaryData"], choices: [#"{"c":"AA=="}"#, "{}"]),
            ]),
        FuzzKind(
            name: "Secret", apiVersion: "v1", plural: "secrets", base: "{}",
            fields: [
                Field(path: ["data", "a"], choices: [#""MQ==""#, #""Mg==""#]),
                Field(path: ["data", "b"], choices: [#""MQ==""#, #""Mg==""#]),
            ]),
        FuzzKind(
            name: "ServiceAccount", apiVersion: "v1", plural: "serviceaccounts", base: "{}",
            fields: [
                Field(
                    path: ["imagePullSecrets"], choices: [#"[{"name":"p1"}]"#, #"[{"name":"p2"},{"name":"p1"}]"#, "[]"]),
                Field(path: ["secrets"], choices: [#"[{"name":"s1"}]"#, #"[{"name":"s2"},{"name":"s1"}]"#]),
                Field(path: ["automountServiceAccountToken"], choices: ["true", "false"]),
            ]),
        FuzzKind(
            name: "Service", apiVersion: "v1", plural: "services",
            base: #"{"spec":{"ports":[{"port":80,"name":"a"}]}}"#,
            fields: [
                Field(path: ["spec", "selector"], choices: [#"{"app":"x"}"#, #"{"app":"y","b":"c"}"#]),
                Field(path: ["spec", "sessionAffinity"], choices: [#""None""#, #""ClientIP""#]),
                Field(
                    path: ["spec", "ports"],
                    choices: [
                        #"[{"port":80,"name":"a"},{"port":81,"name":"b","targetPort":"web"}]"#,
                        #"[{"port":80,"name":"a","protocol":"TCP"},{"port":80,"name":"u","protocol":"UDP"}]"#,
                    ]),
            ]),
        FuzzKind(
            name: "NetworkPolicy", apiVersion: "networking.k8s.io/v1", plural: "networkpolicies",
            base: #"{"spec":{"podSelector":{"matchLabels":{"a":"v"}}}}"#,
            fields: [
                Field(path: ["spec", "policyTypes"], choices: [#"["Ingress"]"#, #"["Egress","Ingress"]"#]),
                Field(
                    path: ["spec", "ingress"],
                    choices: [
                        #"[{"from":[{"podSelector":{"matchLabels":{"b":"v"}}}]}]"#, #"[{"ports":[{"port":80}]}]"#,
                    ]),
            ]),
        FuzzKind(
            name: "Role", apiVersion: "rbac.authorization.k8s.io/v1", plural: "roles", base: "{}",
            fields: [
                Field(
                    path: ["rules"],
                    choices: [
                        #"[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]"#,
                        #"[{"apiGroups":[""],"resources":["pods","secrets"],"verbs":["get","list"]}]"#, "[]",
                    ])
            ]),
        FuzzKind(
            name: "Ingress", apiVersion: "networking.k8s.io/v1", plural: "ingresses",
            base: #"{"spec":{"defaultBackend":{"service":{"name":"s","port":{"number":80}}}}}"#,
            fields: [
                Field(path: ["spec", "ingressClassName"], choices: [#""nginx""#, #""other""#]),
                Field(path: ["spec", "tls"], choices: [#"[{"hosts":["a.example.com"],"secretName":"t"}]"#, "[]"]),
            ]),
        FuzzKind(
            name: "CronJob", apiVersion: "batch/v1", plural: "cronjobs",
            base: """
                {"spec":{"schedule":"* * * * *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never",
                  "containers":[{"name":"c","image":"i"}]}}}}}}
                """,
            fields: [
                Field(path: ["spec", "suspend"], choices: ["true", "false"]),
                Field(path: ["spec", "concurrencyPolicy"], choices: [#""Allow""#, #""Forbid""#]),
                Field(path: ["spec", "jobTemplate", "spec", "backoffLimit"], choices: ["0", "3"]),
            ]),
        workload("Deployment", "deployments"), workload("DaemonSet", "daemonsets"),
        workload("StatefulSet", "statefulsets"), tenantControlPlane, custom,
    ]

    private static func workload(_ name: String, _ plural: String) -> FuzzKind {
        var fields = [
            Field(path: ["spec", "template", "metadata", "labels", "x"], choices: [#""1""#, #""2""#]),
            Field(path: ["spec", "template", "spec", "tolerations"], choices: [#"[{"key":"k","operator":"Exists"}]"#]),
            Field(path: ["spec", "template", "spec", "nodeSelector"], choices: [#"{"a":"b"}"#, #"{"a":"c"}"#]),
            Field(
                path: ["spec", "template", "spec", "volumes"],
                choices: [#"[{"name":"v1"}]"#, #"[{"name":"v2","emptyDir":{}},{"name":"v1"}]"#, "[]"]),
            Field(
                path: ["spec", "template", "spec", "containers"],
                choices: [
                    #"[{"name":"web","image":"img:1","args":["p"],"env":[{"name":"A","value":"1"},{"name":"B"}]}]"#,
                    #"[{"name":"side","image":"img:1"},{"name":"web","image":"img:2","env":[{"name":"B","value":"2"}]}]"#,
                    #"[{"name":"web","image":"img:1","ports":[{"containerPort":80},{"containerPort":80,"protocol":"UDP"}]}]"#,
                    #"[{"name":"web","image":"img:1","ports":[{"containerPort":81,"protocol":"TCP"}],"env":[]}]"#,
                    #"[{"name":"web","image":"img:1","resources":{"requests":{"cpu":"0.1","memory":"1024Mi"}}}]"#,
                    #"[{"name":"web","image":"img:1","resources":{"requests":{"cpu":"100m"}},"stdin":false}]"#,
                ]),
        ]
        if name != "DaemonSet" { fields.append(Field(path: ["spec", "replicas"], choices: ["0", "1", "3"])) }
        if name == "Deployment" {
            fields.append(
                Field(
                    path: ["spec", "strategy"],
                    choices: [#"{"rollingUpdate":{"maxSurge":1}}"#, #"{"type":"RollingUpdate"}"#]))
        }
        return FuzzKind(
            name: name, apiVersion: "apps/v1", plural: plural,
            base: """
                {"spec":{"selector":{"matchLabels":{"app":"f"}},"template":{"metadata":{"labels":{"app":"f"}},
                  "spec":{"containers":[{"name":"web","image":"img:1"}]}}}}
                """,
            fields: fields)
    }

    private static let tenantControlPlane = FuzzKind(
        name: "TenantControlPlane", apiVersion: "kamaji.clastix.io/v1alpha1", plural: "tenantcontrolplanes",
        base: """
            {"spec":{"controlPlane":{"service":{"serviceType":"LoadBalancer"}},"networkProfile":{"port":6443},
              "kubernetes":{"version":"v1.33.1","kubelet":{}}}}
            """,
        fields: [
            Field(path: ["spec", "controlPlane", "deployment", "replicas"], choices: ["1", "2", "3"]),
            Field(
                path: ["spec", "controlPlane", "deployment", "extraArgs"],
                choices: [#"{"apiServer":["--x=1"]}"#, #"{"apiServer":["--y=2","--x=1"]}"#, #"{"apiServer":[]}"#, "{}"]),
            Field(
                path: ["spec", "controlPlane", "service", "additionalMetadata"],
                choices: [#"{"labels":{"s1":"v"}}"#, #"{"labels":{"s2":"v","s1":"w"}}"#, #"{"labels":{}}"#, "{}"]),
            Field(path: ["spec", "networkProfile", "certSANs"], choices: [#"["a.example.com"]"#, "[]"]),
            Field(path: ["spec", "addons"], choices: [#"{"coreDNS":{}}"#, #"{"kubeProxy":{},"coreDNS":{}}"#, "{}"]),
            Field(path: ["spec", "addons", "konnectivity"], choices: ["{}", #"{"agent":{"mode":"DaemonSet"}}"#]),
        ])

    private static let custom = FuzzKind(
        name: "Widget", apiVersion: "e.com/v1", plural: "widgets", base: "{}",
        fields: [
            Field(path: ["spec", "size"], choices: ["1", "2"]),
            Field(
                path: ["spec", "parts"],
                choices: [#"[{"id":"a"}]"#, #"[{"id":"b","n":2},{"id":"a","n":1}]"#, #"[{"id":"a","zone":"z"}]"#, "[]"]),
            Field(path: ["spec", "tags"], choices: [#"["x"]"#, #"["y","x"]"#, "[]"]),
            Field(path: ["spec", "free"], choices: [#"{"a":1}"#, #"{"a":{"b":[1]},"c":null}"#, "{}"]),
            Field(path: ["spec", "map"], choices: [#"{"k":{"v":"1"}}"#, #"{"k":{},"j":{"v":"2"}}"#, "{}"]),
            Field(path: ["spec", "whole"], choices: [#"{"a":"1"}"#, #"{"b":"2"}"#]),
            Field(path: ["spec", "maybe"], choices: ["null", #""x""#]),
        ])

    /// The definition of the custom kind.
    static let definition = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.e.com"},
        "spec":{"group":"e.com","scope":"Namespaced","names":{"kind":"Widget","plural":"widgets"},
        "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{
          "spec":{"type":"object","properties":{
            "size":{"type":"integer","default":1},
            "parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["id","zone"],
              "items":{"type":"object","required":["id"],"properties":{
                "id":{"type":"string"},"zone":{"type":"string","default":"any"},"n":{"type":"integer"}}}},
            "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
            "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
            "map":{"type":"object","additionalProperties":{"type":"object","properties":{
              "v":{"type":"string"},"d":{"type":"string","default":"d"}}}},
            "whole":{"type":"object","x-kubernetes-map-type":"atomic","additionalProperties":{"type":"string"}},
            "maybe":{"type":"string","nullable":true}}}}}}}]}}
        """
}
