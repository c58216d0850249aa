import Document
import Testing

@testable import SandboxAPI

/// Mutating admission policies beyond what the transcripts show of them.
@Suite("Mutating admission policies") struct MutatingPolicyTests {
    private static func apply(_ text: String) -> Value {
        ["patchType": "ApplyConfiguration", "applyConfiguration": ["expression": .string(text)]]
    }

    private static func patch(_ text: String) -> Value {
        ["patchType": "JSONPatch", "jsonPatch": ["expression": .string(text)]]
    }

    struct Mutation: Sendable, CustomTestStringConvertible {
        var name: String
        var mutations: [Value]
        var data: Value
        var more: Object = [:]
        var testDescription: String { name }
    }

    @Test(
        "Mutations change what is stored",
        arguments: [
            Mutation(
                name: "a computed value",
                mutations: [apply("Object{data: {'n': string(size(object.data)) + object.metadata.name}}")],
                data: ["k": "v", "n": "1x"]),
            Mutation(
                name: "the second sees what the first did",
                mutations: [apply("Object{data: {'a': '1'}}"), apply("Object{data: {'b': object.data.a + '2'}}")],
                data: ["k": "v", "a": "1", "b": "12"]),
            Mutation(
                name: "a JSON patch with an escaped key",
                mutations: [
                    patch(
                        "[JSONPatch{op: 'add', path: '/data/' + jsonpatch.escapeKey('k.x'), value: 'y'}, "
                            + "JSONPatch{op: 'remove', path: '/data/k'}]")
                ], data: ["k.x": "y"]),
            Mutation(
                name: "no patch at all",
                mutations: [patch("has(object.data.nothing) ? [JSONPatch{op: 'remove', path: '/data'}] : []")],
                data: ["k": "v"]),
            Mutation(
                name: "optional entries",
                mutations: [apply("Object{data: {?'copy': object.data[?'k'], ?'none': object.data[?'absent']}}")],
                data: ["k": "v", "copy": "v"]),
            Mutation(
                name: "variables, conditions and the request",
                mutations: [apply("Object{data: {'who': variables.who + request.operation}}")],
                data: ["k": "v", "who": "kubernetes-adminCREATE"],
                more: [
                    "variables": [["name": "who", "expression": "request.userInfo.username"]],
                    "matchConditions": [["name": "named", "expression": "object.metadata.name == 'x'"]],
                ]),
            Mutation(
                name: "a condition that does not hold", mutations: [apply("Object{data: {'a': '1'}}")],
                data: ["k": "v"],
                more: ["matchConditions": [["name": "other", "expression": "object.metadata.name == 'y'"]]]),
            Mutation(
                name: "an error that is ignored", mutations: [apply("Object{data: {'a': object.data.absent}}")],
                data: ["k": "v"], more: ["failurePolicy": "Ignore"]),
        ])
    func mutation(_ test: Mutation) throws {
        let server = try TestServer()
        #expect(PolicyServer.mutate(server, test.mutations, more: test.more).status == 201)
        let answer = server.createConfigMap("x")
        #expect(answer.status == 201, "\(answer.body.compactJSON)")
        #expect(answer.body["data"]?.canonical == test.data.canonical)
    }

    @Test("Updates and dry runs are mutated, and what was added belongs to nobody")
    func updates() throws {
        let server = try TestServer()
        server.createConfigMap("x")
        _ = PolicyServer.mutate(server, [Self.apply("Object{metadata: Object.metadata{labels: {'added': 'yes'}}}")])
        let path = "\(TestServer.collection)/x"
        let merge = "application/merge-patch+json"
        let dry = server.send("PATCH", "\(path)?dryRun=All", ["data": ["k": "w"]], type: merge)
        #expect(dry.body["metadata"]?["labels"]?["added"] == "yes")
        #expect(server.send("GET", path).body["metadata"]?["labels"]?["added"] == nil)
        let stored = server.send("PATCH", path, ["data": ["k": "w"]], type: merge).body
        #expect(stored["metadata"]?["labels"]?["added"] == "yes")
        #expect(stored["metadata"]?["managedFields"]?.compactJSON.contains("added") == false)
        let again = server.send("PATCH", path, ["data": ["k": "w"]], type: merge).body
        #expect(again["metadata"]?["resourceVersion"] == stored["metadata"]?["resourceVersion"])
    }

    @Test("A policy for one version of a kind mutates writes in another")
    func equivalentVersions() throws {
        let server = try TestServer()
        let rules: Value = [
            [
                "apiGroups": ["autoscaling"], "apiVersions": ["v2"], "operations": ["CREATE"],
                "resources": ["horizontalpodautoscalers"],
            ]
        ]
        _ = PolicyServer.mutate(
            server, [Self.apply("Object{spec: Object.spec{maxReplicas: object.spec.metrics.size() + 6}}")], rules: rules
        )
        let answer = server.send(
            "POST", "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers",
            [
                "apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "metadata": ["name": "h"],
                "spec": [
                    "maxReplicas": 2, "targetCPUUtilizationPercentage": 50,
                    "scaleTargetRef": ["kind": "Deployment", "name": "h"],
                ],
            ])
        #expect(answer.body["spec"]?["maxReplicas"] == 7)
        #expect(answer.body["apiVersion"] == "autoscaling/v1")
    }

    @Test("A policy that wants to sees later changes once more")
    func reinvocation() throws {
        let server = try TestServer()
        _ = PolicyServer.mutate(
            server, [Self.apply("Object{data: {'sum': string(size(object.data))}}")], named: "a",
            more: ["reinvocationPolicy": "IfNeeded"])
        _ = PolicyServer.mutate(server, [Self.apply("Object{data: {'b': '1'}}")], named: "b")
        #expect(server.createConfigMap("x").body["data"]?["sum"] == "3")
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var mutation: Value
        var message: String
        var testDescription: String { message }
    }

    @Test(
        "What a policy does wrong refuses the write",
        arguments: [
            Refusal(
                mutation: apply("Object{data: {'a': object.data.absent}}"),
                message: "policy 'm' with binding 'm' denied request: no such key: absent"),
            Refusal(
                mutation: apply("Object{metadata: Object.metadata{ownerReferences: [1]}}"),
                message: "failed to convert patch object to typed object"),
            Refusal(mutation: apply("Object{spec: Object.spec{x: 1}}"), message: ".spec: field not declared in schema"),
            Refusal(mutation: patch("[JSONPatch{op: 'remove', path: '/absent'}]"), message: "JSON Patch: "),
        ])
    func failing(_ test: Refusal) throws {
        let server = try TestServer()
        #expect(PolicyServer.mutate(server, [test.mutation]).status == 201)
        let answer = server.createConfigMap("x")
        #expect(answer.status == 403)
        #expect(answer.body["message"]?.string?.contains(test.message) == true, "\(answer.body.compactJSON)")
        #expect(answer.body["reason"] == "Invalid")
    }

    @Test("Atomic fields are not mutated in part")
    func atomics() throws {
        let server = try TestServer()
        let rules: Value = [
            ["apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["deployments"]]
        ]
        _ = PolicyServer.mutate(
            server,
            [Self.apply("Object{spec: Object.spec{selector: Object.spec.selector{matchLabels: {'a': 'b'}}}}")],
            rules: rules)
        let answer = server.send(
            "POST", "/apis/apps/v1/namespaces/default/deployments",
            [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "d"],
                "spec": [
                    "selector": ["matchLabels": ["a": "a"]],
                    "template": [
                        "metadata": ["labels": ["a": "a"]],
                        "spec": ["containers": [["name": "c", "image": "i"]]],
                    ],
                ],
            ])
        #expect(
            answer.body["message"]?.string?.hasSuffix(
                "may not mutate atomic arrays, maps or structs: .spec.selector") == true, "\(answer.body.compactJSON)")
    }

    @Test(
        "Expressions that cannot be enforced are refused",
        arguments: [
            "Object{data: ", "Objekt{data: {}}", "Object{spec: Object.wrong{}}", "objct.data", "authorizer.group('')",
            "object.data.format([1])",
        ])
    func unreadable(_ expression: String) throws {
        let answer = PolicyServer.mutate(try TestServer(), [Self.apply(expression)])
        #expect(answer.status == 422)
        let cause = answer.body["details"]?["causes"]?[0]
        #expect(cause?["field"] == "spec.mutations[0].applyConfiguration.expression")
        #expect(cause?["message"]?.string?.contains("compilation failed: ") == true)
    }

    @Test("A policy is gone with its binding, and comes back with a restored server")
    func life() throws {
        let server = try TestServer()
        _ = PolicyServer.mutate(server, [Self.apply("Object{data: {'a': '1'}}")])
        let restored = try TestServer()
        try restored.server.restore(server.server.snapshot)
        #expect(restored.createConfigMap("x").body["data"]?["a"] == "1")
        server.send("DELETE", "\(PolicyServer.group)/mutatingadmissionpolicybindings/m")
        #expect(server.createConfigMap("x").body["data"]?["a"] == nil)
    }
}

extension Value {
    /// The value with the members of its objects in order.
    fileprivate var canonical: [UInt8] { json(.canonical) }
}
