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
        Case(rule: "self.startsWith('a') && self.endsWith(\"c\") && self.contains('b')", value: #""abc""#, holds: true),
        Case(rule: "self.matches('^[a-z]+$')", value: #""abC""#, holds: false),
        Case(rule: "self in ['a', 'b']", value: #""b""#, holds: true),
        Case(rule: "'k' in self && !('j' in self)", value: #"{"k":1}"#, holds: true),
        Case(rule: "self.a + 2 * self.b - 1 == 8 && 7 / 2 == 3 && -7 % 3 == -1", value: #"{"a":3,"b":3}"#, holds: true),
        Case(rule: "self.x > 1.5 ? self.y : !self.y", value: #"{"x":2,"y":true}"#, holds: true),
        Case(rule: "self.exists(i, i.n == 2)", value: #"[{"n":1},{"n":2}]"#, holds: true),
        Case(rule: "self.exists_one(i, i > 1)", value: "[1,2,3]", holds: false),
        Case(rule: "self.filter(i, i > 1).map(i, i * 2) == [4, 6]", value: "[1,2,3]", holds: true),
        Case(rule: "self.map(i, i > 1, string(i)).join('-') == '2-3'", value: "[1,2,3]", holds: true),
        Case(rule: "self.all(k, self[k] == k + '!')", value: #"{"a":"a!","b":"b!"}"#, holds: true),
        Case(rule: "self.split(',').size() == 3 && self.replace(',', '') == 'abc'", value: #""a,b,c""#, holds: true),
        Case(rule: "self.lowerAscii() == 'ab' && self.trim().indexOf('B') == 1", value: #""AB ""#, holds: false),
        Case(rule: "self.lowerAscii().trim() == 'ab' && self.substring(1, 2) == 'B'", value: #""AB ""#, holds: true),
        Case(rule: "self.?a.orValue('none') == 'none' && !self.?a.hasValue()", value: "{}", holds: true),
        Case(
            rule: "self.a__dash__b == 1 && self.__namespace__ == 'n'", value: #"{"a-b":1,"namespace":"n"}"#, holds: true
        ),
        Case(
            rule: "duration(self) <= duration('1h') && duration('1h30m') > duration('89m')", value: #""59m59s""#,
            holds: true),
        Case(
            rule: "timestamp(self) < timestamp('2026-01-02T00:00:00Z')", value: #""2026-01-01T00:00:00Z""#, holds: true),
        Case(rule: "self.isSorted() && self.sum() == 6 && self.max() == 3", value: "[1,2,3]", holds: true),
        Case(rule: #"self == r'\d' || self == 'a\'b'"#, value: #""a'b""#, holds: true),
        Case(rule: "{'a': [1]} == self", value: #"{"a":[1]}"#, holds: true),
        // A missing member is an error, unless the other side decides.
        Case(rule: "self.gone == 1", value: "{}", holds: nil),
        Case(rule: "self[3] == 1", value: "[1]", holds: nil),
        Case(rule: "self + 'a' == 'b'", value: "1", holds: nil),
        Case(rule: "self.gone == 1 || true", value: "{}", holds: true),
        Case(rule: "self.exists(x, x.a == 1)", value: #"[{},{"a":1}]"#, holds: true),
        Case(rule: "self.exists(x, x.a == 1)", value: #"[{},{"a":2}]"#, holds: nil),
    ])
    func isEvaluated(_ example: Case) throws {
        let scope: CELExpression.Scope = [
            "self": .data(try Value(json: example.value)), "oldSelf": .data(try Value(json: example.old)),
        ]
        let expression = try CELExpression(example.rule)
        guard let holds = example.holds else {
            #expect(throws: CELError.self) { try expression.evaluated(scope) }
            return
        }
        #expect(try expression.evaluated(scope) == .bool(holds))
    }

    @Test(arguments: [
        "self.all(x)", "self +", "'a", "has(", "has(self)", "self.x &&", "quantity(self)", "self.size(1)", "a ? b",
        "[1,",
        "format.dns1123Label().validate(self)",
    ])
    func whatIsBeyondItIsRefused(_ rule: String) {
        #expect(throws: CELError.self) { try CELExpression(rule) }
    }

    /// What reading or evaluating would take more stack than there is.
    @Test(arguments: [
        String(repeating: "(", count: 20_000) + "1" + String(repeating: ")", count: 20_000),
        String(repeating: "[", count: 4_000) + String(repeating: "]", count: 4_000),
        String(repeating: "!", count: 9_000) + "true",
        String(repeating: "-", count: 9_000) + "1",
        "1" + String(repeating: " + 1", count: 4_000),
        "a" + String(repeating: ".a", count: 4_000),
        "a" + String(repeating: "[0]", count: 300),
        String(repeating: "true ? 1 : ", count: 1_000) + "1",
        "[" + String(repeating: "1,", count: 5_000) + "1]",
    ])
    func whatIsTooDeepOrTooLongIsRefused(_ rule: String) {
        #expect(throws: CELError.self) { try CELExpression(rule) }
    }

    @Test func whatIsDeepButNotTooDeepIsEvaluated() throws {
        let nested = String(repeating: "(", count: 200) + "1" + String(repeating: ")", count: 200)
        #expect(try CELExpression(nested).evaluated([:]) == .integer(1))
        let sum = "1" + String(repeating: " + 1", count: 200)
        #expect(try CELExpression(sum).evaluated([:]) == .integer(201))
        let loops = String(repeating: "[0].all(x, ", count: 240) + "true" + String(repeating: ")", count: 240)
        #expect(try CELExpression(loops).evaluated([:]) == .bool(true))
        let commented = String(repeating: "//\n", count: 50_000) + "1"
        #expect(try CELExpression(commented).evaluated([:]) == .integer(1))
    }

    @Test(arguments: [
        "'abc'.charAt(9223372036854775807)", "'abc'.charAt(4)", "'abc'.charAt(-1)",
        "'abc'.substring(-9223372036854775807 - 1)",
        "duration('99999999999999999999999h').getHours()", "duration('99999999999h').getMilliseconds()",
        "int(timestamp('2026-01-01T00:00:00Z') + duration('99999999999999999999999h'))",
        "int(1e300)", "-(-9223372036854775807 - 1)", "9223372036854775807 + 1", "-9223372036854775807 - 2",
        "9223372036854775807 * 2", "(-9223372036854775807 - 1) / -1", "(-9223372036854775807 - 1) % -1", "1 / 0",
        "1 % 0", "[9223372036854775807, 1].sum()", "[1][9223372036854775807]", "[1][-1]",
    ])
    func whatIsOutOfRangeIsAnError(_ rule: String) throws {
        let expression = try CELExpression(rule)
        #expect(throws: CELError.self) { try expression.evaluated([:]) }
    }

    @Test func durationsAreTakenApart() throws {
        for rule in [
            "duration('90m').getHours() == 1", "duration('90m').getMinutes() == 90",
            "duration('-90s').getSeconds() == -90", "duration('1.25s').getMilliseconds() == 250",
            "int(timestamp('1970-01-02T00:00:00Z')) == 86400", "'abc'.charAt(2) == 'c'", "-(-3) == 3",
        ] {
            #expect(try CELExpression(rule).evaluated([:]) == .bool(true), "\(rule)")
        }
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
