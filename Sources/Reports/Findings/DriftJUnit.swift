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
            guard let address = finding.address, finding.rule != .unread else { continue }
            failures[address, default: []].append(finding)
        }
        var suites: [JUnitSuite] = []
        for (group, steps) in plan.stepsByGroup.sorted(by: { $0.key < $1.key }) {
            var suite = JUnitSuite(name: group)
            for step in steps where step.gate == nil || failures[step.address] != nil {
                suite.add(step, failures.removeValue(forKey: step.address) ?? [])
            }
            if suite.tests > 0 { suites.append(suite) }
        }
        // What is said of a resource that the plan has no step of, and of places.
        var rest = JUnitSuite(name: report.estate)
        for (address, findings) in failures.sorted(by: { $0.key < $1.key }) { rest.add("\(address)", findings) }
        for silence in report.unreachable { rest.add(unread: silence.subject, silence.reason) }
        if rest.tests > 0 { suites.append(rest) }
        return JUnitSuite.document(suites, name: "berth drift of \(report.estate)")
    }
}
