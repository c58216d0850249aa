import Document
import Testing

@testable import SandboxAPI

@Suite struct CELExpressionTests {
    struct Case: Sendable {
        var rule: String
        var value: String
        var old: String = "null"
        var holds: Bool?
    }

    @Test(arguments: [
        Case(rule: "self == oldSelf", value: #""a""#, old: #""a""#, holds: true),
        Case(rule: "self == oldSelf", value: #""a""#, old: #""b""#, holds: false),
        Case(rule: "!has(oldSelf.x) || has(self.x)", value: "{}", old: #"{"x":1}"#, holds: false),
        Case(rule: "!has(oldSelf.x) || has(self.x)", value: "{}", old: "{}", holds: true),
        Case(rule: "size(self.l) == 0 || self.t == 'LB'", value: #"{"l":[1],"t":"LB"}"#, holds: true),
        Case(rule: "!(has(self.a) && has(self.b))", value: #"{"a":1,"b":2}"#, holds: false),
        Case(rule: "self == '' || isIP(self)", value: #""10.0.0.1""#, holds: true),
        Case(rule: "self == '' || isIP(self)", value: #""10.0.0.256""#, holds: false),
        Case(rule: "self.all(x, isCIDR(x))", value: #"["10.0.0.0/8","fd00::/8"]"#, holds: true),
        Case(rule: "self.all(x, isCIDR(x))", value: #"["10.0.0.0/33"]"#, holds: false),
        Case(rule: "self.n > 2 && self.n <= 4", value: #"{"n":4}"#, holds: true),
        // A missing member is an error, unless the other side decides.
        Case(rule: "self.gone == 1", value: "{}", holds: nil),
        Case(rule: "self.gone == 1 || true", value: "{}", holds: true),
    ])
    func isEvaluated(_ example: Case) throws {
        let scope = ["self": try Value(json: example.value), "oldSelf": try Value(json: example.old)]
        let expression = try CELExpression(example.rule)
        guard let holds = example.holds else {
            #expect(throws: CELError.self) { try expression.evaluated(scope) }
            return
        }
        #expect(try expression.evaluated(scope) == .bool(holds))
    }

    @Test(arguments: ["self.map(x, x)", "self + 1", "'a", "has(", "self.x &&", "quantity(self)"])
    func whatIsBeyondItIsRefused(_ rule: String) {
        #expect(throws: CELError.self) { try CELExpression(rule) }
    }

    /// The sandbox's own definition has no rule that it would silently not enforce.
    @Test func everyRuleOfKamajiIsRead() throws {
        var rules: [String] = []
        func collect(_ value: Value) {
            for rule in value["x-kubernetes-validations"]?.array ?? [] { rules.append(rule["rule"]?.string ?? "") }
            for (_, member) in value.object ?? [:] { collect(member) }
            for item in value.array ?? [] { collect(item) }
        }
        collect(TenantControlPlaneDefinition.object)
        #expect(rules.count == 19)
        for rule in rules { #expect(throws: Never.self, "\(rule)") { try CELExpression(rule) } }
    }
}
