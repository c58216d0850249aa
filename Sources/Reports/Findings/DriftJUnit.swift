import Planning
import Resources

/// Drift as a test report in the form of JUnit: a suite for each workspace, a case for each of its steps, which fails where
/// somebody changed something and is an error where nobody could look.
package struct DriftJUnit: Sendable {
    package init() {}

    /// The document, with a line end at its end.
    package func render(_ plan: Plan) -> String {
        let report = DriftReport(plan)
        var failures: [ResourceAddress: [ReviewFinding]] = [:]
        for finding in report.allFindings(of: plan) {
            guard let address = finding.address, finding.rule != "plan/unread" else { continue }
            failures[address, default: []].append(finding)
        }
        var suites: [Suite] = []
        for (group, steps) in plan.stepsByGroup.sorted(by: { $0.key < $1.key }) {
            var suite = Suite(name: group)
            for step in steps where step.gate == nil || failures[step.address] != nil {
                suite.add(step, failures.removeValue(forKey: step.address) ?? [])
            }
            if suite.tests > 0 { suites.append(suite) }
        }
        // What is said of a resource that the plan has no step of, and of places.
        var rest = Suite(name: report.estate)
        for (address, findings) in failures.sorted(by: { $0.key < $1.key }) { rest.add("\(address)", findings) }
        for silence in report.unreachable { rest.add(unread: silence.subject, silence.reason) }
        if rest.tests > 0 { suites.append(rest) }
        let totals = suites.reduce(into: (tests: 0, failures: 0, errors: 0)) {
            $0 = ($0.tests + $1.tests, $0.failures + $1.failures, $0.errors + $1.errors)
        }
        let document: Markup = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="berth drift of \(report.estate)" tests="\(totals.tests)" failures="\(totals.failures)" \
            errors="\(totals.errors)" time="0">
            \(Markup(suites.map(\.markup)))</testsuites>

            """
        return document.text
    }

    private struct Suite {
        let name: String
        private(set) var tests = 0
        private(set) var failures = 0
        private(set) var errors = 0
        private var cases: Markup = ""

        init(name: String) { self.name = name }

        mutating func add(_ step: Step, _ findings: [ReviewFinding]) {
            if findings.isEmpty, step.action == .unknown {
                add(unread: step.address.name, step.reason)
            } else {
                add(step.address.name, findings)
            }
        }

        mutating func add(_ name: String, _ findings: [ReviewFinding]) {
            tests += 1
            guard let first = findings.first else {
                cases += "<testcase classname=\"\(self.name)\" name=\"\(name)\" time=\"0\"/>\n"
                return
            }
            failures += 1
            let text = findings.map { finding -> Markup in
                let place = finding.location.map { "\($0.file):\($0.line): " } ?? ""
                return "\(place)\(finding.message)"
            }
            cases += """
                <testcase classname="\(self.name)" name="\(name)" time="0"\(file(first))>\
                <failure type="\(first.rule)" message="\(summary(findings))">\(Markup(text, separator: "\n"))</failure></testcase>

                """
        }

        mutating func add(unread name: String, _ reason: String) {
            tests += 1
            errors += 1
            cases += """
                <testcase classname="\(self.name)" name="\(name)" time="0">\
                <error type="plan/unread" message="could not be looked at">\(reason)</error></testcase>

                """
        }

        private func file(_ finding: ReviewFinding) -> Markup {
            finding.location.map { " file=\"\($0.file)\" line=\"\($0.line)\"" } ?? ""
        }

        private func summary(_ findings: [ReviewFinding]) -> String {
            findings.count == 1 ? findings[0].message : "\(findings.count) changes outside of Berth"
        }

        var markup: Markup {
            """
            <testsuite name="\(name)" tests="\(tests)" failures="\(failures)" errors="\(errors)" skipped="0" time="0">
            \(cases)</testsuite>

            """
        }
    }
}
