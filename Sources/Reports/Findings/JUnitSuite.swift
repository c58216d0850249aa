import Planning

/// A test suite of a report in the form of JUnit.
struct JUnitSuite {
    let name: String
    private(set) var tests = 0
    private(set) var failures = 0
    private(set) var errors = 0
    private var cases: Markup = ""

    init(name: String) { self.name = name }

    /// A step, with what was found of it.
    mutating func add(_ step: Step, _ findings: [ReviewFinding]) {
        if findings.isEmpty, step.action == .unknown {
            add(unread: step.address.name, step.reason)
        } else {
            add(step.address.name, findings)
        }
    }

    /// A case that fails where something was found.
    mutating func add(_ name: String, _ findings: [ReviewFinding]) {
        tests += 1
        guard let first = findings.first else {
            cases += "<testcase classname=\"\(self.name)\" name=\"\(name)\" time=\"0\"/>\n"
            return
        }
        failures += 1
        let text = findings.map { finding -> Markup in
            let place = finding.location.map { $0.line > 0 ? "\($0.file):\($0.line): " : "\($0.file): " } ?? ""
            return "\(place)\(finding.message)"
        }
        cases += """
            <testcase classname="\(self.name)" name="\(name)" time="0"\(file(first))>\
            <failure type="\(first.rule.id)" message="\(summary(findings))">\(Markup(text, separator: "\n"))</failure></testcase>

            """
    }

    /// A case that could not be looked at.
    mutating func add(unread name: String, _ reason: String) {
        tests += 1
        errors += 1
        cases += """
            <testcase classname="\(self.name)" name="\(name)" time="0">\
            <error type="\(ReviewFinding.Rule.unread.id)" message="could not be looked at">\(reason)</error></testcase>

            """
    }

    private func file(_ finding: ReviewFinding) -> Markup {
        guard let location = finding.location else { return "" }
        return location.line > 0
            ? " file=\"\(location.file)\" line=\"\(location.line)\"" : " file=\"\(location.file)\""
    }

    private func summary(_ findings: [ReviewFinding]) -> String {
        findings.count == 1
            ? findings[0].message
            : "\(findings.count) \(findings.allSatisfy(\.rule.isDrift) ? "changes outside of Berth" : "findings")"
    }

    var markup: Markup {
        """
        <testsuite name="\(name)" tests="\(tests)" failures="\(failures)" errors="\(errors)" skipped="0" time="0">
        \(cases)</testsuite>

        """
    }

    /// The document of several suites, with a line end at its end.
    static func document(_ suites: [JUnitSuite], name: String) -> String {
        func sum(_ count: (JUnitSuite) -> Int) -> Int { suites.reduce(0) { $0 + count($1) } }
        let document: Markup = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="\(name)" tests="\(sum(\.tests))" failures="\(sum(\.failures))" \
            errors="\(sum(\.errors))" time="0">
            \(Markup(suites.map(\.markup)))</testsuites>

            """
        return document.text
    }
}
