import Document
import TestSupport
import Testing

@testable import Kubernetes

struct StatusClauseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var message: String
        var clause: String

        var testDescription: String { clause }
    }

    @Test(arguments: [
        Case(message: #"Invalid value: {"matchLabels":{"app":"b"}}: field is immutable"#, clause: "field is immutable"),
        Case(message: #"Invalid value: ["10.96.0.77"]: may not change once set"#, clause: "may not change once set"),
        Case(message: #"Invalid value: "a: \"b\": c": once is immutable"#, clause: "once is immutable"),
        Case(message: #"Invalid value: {"a":"}: ","b":[1]}: no: really"#, clause: "no: really"),
        Case(message: "Invalid value: 3: must be less", clause: "must be less"),
        Case(
            message: "Forbidden: spec is immutable after creation\n@@ -10,7 +10,7 @@\n- a: b: c",
            clause: "spec is immutable after creation"),
        Case(message: #"Invalid value: "b": failed rule: self == oldSelf"#, clause: "failed rule: self == oldSelf"),
        Case(message: "Forbidden: may not be changed in an update.", clause: "may not be changed in an update."),
        Case(message: "Required value", clause: "Required value"),
        Case(message: #"Duplicate value: "http""#, clause: "Duplicate value"),
        // What is cut off in the middle of a value says nothing but its kind.
        Case(message: #"Invalid value: {"a":"#, clause: "Invalid value"),
        Case(message: "", clause: ""),
    ])
    func theLastClauseIsKept(_ test: Case) {
        #expect(StatusFailure.Cause(reason: "", field: "f", message: test.message).clause == test.clause)
    }

    private func failure(
        code: Int = 422, reason: String = "Invalid", fields: [String], cause: String = "FieldValueInvalid"
    ) -> StatusFailure {
        StatusFailure(
            code: code, reason: reason, message: "field is immutable",
            causes: fields.map {
                .init(reason: cause, field: $0, message: "Forbidden: field is immutable")
            })
    }

    /// Which answers may be of a change is in their typed parts, whatever their words.
    @Test func wordsAloneSayNothing() {
        #expect(failure(fields: ["spec.a"]).mayBeOfChange)
        #expect(!failure(fields: []).mayBeOfChange)
        #expect(!failure(fields: [""]).mayBeOfChange)
        #expect(!failure(fields: ["spec.a", ""]).mayBeOfChange)
        #expect(!failure(reason: "Forbidden", fields: ["spec.a"]).mayBeOfChange)
        #expect(!failure(code: 403, fields: ["spec.a"]).mayBeOfChange)
        // A name that stands twice is a fault of the object itself.
        #expect(!failure(fields: ["spec.ports[1].name"], cause: "FieldValueDuplicate").mayBeOfChange)
        #expect(
            failure(fields: ["spec.a", "spec.b", "spec.a"]).clauses
                == "spec.a: field is immutable; spec.b: field is immutable")
    }

    /// Every change that a real server refuses of an object that is there may be of the change, and is told in a line.
    @Test(.enabled(if: KubeTruth.isPresent)) func whatRealServersSay() throws {
        let refused = try KubeTruth.scenario("immutable").filter { $0.status >= 400 }
        #expect(refused.count > 25)
        for exchange in refused {
            let failure = try #require(StatusFailure(exchange.answer, code: exchange.status), "\(exchange.note)")
            #expect(failure.mayBeOfChange, "\(exchange.note)")
            #expect(failure.clauses.count < 250 && !failure.clauses.contains("\n"), "\(failure.clauses)")
            #expect(!failure.clauses.contains("Invalid value") && !failure.clauses.contains("{"), "\(failure.clauses)")
        }
    }
}
